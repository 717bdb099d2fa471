"""Exchanges for other systems: what is listed, which bytes leave and when, and the receipt."""

from __future__ import annotations

import base64
import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase
from tests.api.world import UD, System, ok, refused, system, udveksling

from snitflade.exchange import blobs, integrity
from snitflade.exchange.models import AuditEvent, Exchange, ExchangeFile, ProblemRow
from snitflade.exchange.states import State
from snitflade.web import overfoersel

pytestmark = pytest.mark.django_db
LIST = "v1/udvekslinger"
GONE = (State.AFSENDT, State.TAGET, State.KVITTERET)


@pytest.fixture
def prisme() -> System:
    """A system that may do everything with the exchanges of one interface."""
    return system(f"{UD}:laes", f"{UD}:fil", f"{UD}:kvitter", navn="Prisme")


def ids(answer: dict[str, Any]) -> list[int]:
    return [row["id"] for row in answer["udvekslinger"]]


def body(response: HttpResponseBase) -> bytes:
    found: bytes = getattr(response, "content", b"")
    return found


class TestList:
    def test_what_is_shown_of_one_and_that_nobody_is_named(self, prisme: System) -> None:
        row = udveksling(
            State.AFSENDT, (("g69", b"prisme"), ("10q", b"q")), totals={"debet": 122000}, needs_two=True, approved_by="bent"
        )
        ProblemRow.objects.create(exchange=row, code="PRØVE", severity="advarsel", message="Prøve.")
        found = prisme.get(f"{LIST}/{row.pk}")
        assert prisme.get(LIST)["udvekslinger"] == [found]
        assert (found["snitflade"], found["retning"], found["tilstand"], found["penge"]) == (UD, "ud", "afsendt", True)
        assert (found["totaler"], found["problemer"]) == ({"debet": 122000}, 1)
        assert [(file["nummer"], file["format"], file["bytes"]) for file in found["filer"]] == [(1, "g69", 6), (2, "10q", 1)]
        assert found["filer"][0]["sha256"] == hashlib.sha256(b"prisme").hexdigest()
        assert "anna" not in str(found)
        assert "bent" not in str(found)

    def test_only_what_the_token_names_and_its_own_municipality(self, prisme: System) -> None:
        mine, unnamed = udveksling(), udveksling(kommune="")
        other, elsewhere = udveksling(interface="bogh.bankoverfoersler"), udveksling(kommune="0957")
        assert ids(prisme.get(LIST)) == [unnamed.pk, mine.pk]
        for row in (other, elsewhere):
            refused(prisme.call("GET", f"{LIST}/{row.pk}"), 404, "UDVEKSLING_UKENDT")
            refused(prisme.call("GET", f"{LIST}/{row.pk}/filer/1"), 404, "UDVEKSLING_UKENDT")
            refused(prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": "ok"}), 404, "UDVEKSLING_UKENDT")
        refused(prisme.call("GET", f"{LIST}?snitflade=bogh.bankoverfoersler"), 403, "UDVEKSLING_SNITFLADE")

    def test_pages_go_back_in_time_and_hold_each_once(self, prisme: System) -> None:
        rows = [udveksling().pk for _ in range(5)]
        first = prisme.get(f"{LIST}?antal=2")
        second = prisme.get(f"{LIST}?antal=2&foer={first['naeste']}")
        third = prisme.get(f"{LIST}?antal=2&foer={second['naeste']}")
        assert [*ids(first), *ids(second), *ids(third)] == rows[::-1]
        assert third["naeste"] is None
        assert prisme.get(f"{LIST}?antal=5")["naeste"] is None

    def test_filters(self, prisme: System) -> None:
        sent, built = udveksling(State.AFSENDT), udveksling(State.BYGGET)
        inbound = udveksling(State.ANVENDT, direction="ind")
        assert ids(prisme.get(f"{LIST}?tilstand=afsendt")) == [sent.pk]
        assert ids(prisme.get(f"{LIST}?retning=ind")) == [inbound.pk]
        assert ids(prisme.get(f"{LIST}?snitflade={UD}&foer={inbound.pk}")) == [built.pk, sent.pk]
        assert ids(prisme.get(f"{LIST}?fra=2000-01-01T00:00:00Z&til=2000-01-02T00:00:00Z")) == []
        assert len(ids(prisme.get(f"{LIST}?fra=2000-01-01T00:00:00Z"))) == 3
        refused(prisme.call("GET", f"{LIST}?tilstand=sendt"), 422, "VAERDI_VALG")
        refused(prisme.call("GET", f"{LIST}?antal=501"), 422, "VAERDI_FOR_STOR")
        refused(prisme.call("GET", f"{LIST}?state=afsendt"), 422, "VAERDI_UKENDT")

    def test_as_many_queries_for_fifty_as_for_one(self, prisme: System, django_assert_num_queries: Any) -> None:
        udveksling(State.AFSENDT)
        prisme.get(LIST)
        counts = []
        for more in (0, 20):
            for _ in range(more):
                udveksling(State.AFSENDT, (("g69", b"prisme"), ("10q", b"q")))
            with django_assert_num_queries(99, exact=False) as seen:
                prisme.get(LIST)
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestFiles:
    def test_the_bytes_are_those_that_were_stored(self, prisme: System) -> None:
        data = bytes(range(256))
        row = udveksling(State.AFSENDT, (("g69", data),))
        response = prisme.call("GET", f"{LIST}/{row.pk}/filer/1")
        assert (response.status_code, body(response)) == (200, data)
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''861_g69.txt"
        assert response.headers["Cache-Control"] == "no-store"
        event = AuditEvent.objects.get(event="fil hentet")
        assert (event.by, event.exchange, event.detail["fil"]) == ("system:Prisme", row, "861_g69.txt")

    def test_a_large_one_goes_piece_by_piece_and_never_too_many(self, prisme: System, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(overfoersel, "SMAA", 0)
        address = f"{LIST}/{udveksling(State.GODKENDT, (('g69', b'stor'),)).pk}/filer/1"
        with monkeypatch.context() as patch:
            patch.setattr(overfoersel, "_plads", threading.BoundedSemaphore(1))
            overfoersel.PaaVej(1)
            refused = prisme.call("GET", address)
            assert refused.status_code == 503 and refused.headers["Retry-After"]
            assert not AuditEvent.objects.filter(event="fil hentet").exists()
        response: Any = prisme.call("GET", address)
        assert response.streaming and response.headers["Repr-Digest"]
        assert b"".join(response.streaming_content) == b"stor"

    def test_a_scope_for_one_format_gives_that_one(self) -> None:
        reader = system(f"{UD}:fil:g69")
        row = udveksling(State.AFSENDT, (("g69", b"g"), ("10q", b"q")))
        assert body(reader.call("GET", f"{LIST}/{row.pk}/filer/1")) == b"g"
        refused(reader.call("GET", f"{LIST}/{row.pk}/filer/2"), 403, "TOKEN_ADGANG")

    def test_a_file_name_cannot_write_a_header(self, prisme: System) -> None:
        row = udveksling(State.AFSENDT)
        ExchangeFile.objects.update(name='æ"\r\nX-Evil: 1')
        response = prisme.call("GET", f"{LIST}/{row.pk}/filer/1")
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A6%22%0D%0AX-Evil%3A%201"

    @pytest.mark.parametrize("state", [state for state in State if state not in GONE])
    def test_what_has_not_left_leaves_here_only_when_it_is_approved_and_goes_no_other_way(
        self, prisme: System, state: State
    ) -> None:
        approved = state in {State.BYGGET, State.ANNULLERET, State.ERSTATTET}
        code = {
            State.BYGGET: "FIL_IKKE_GODKENDT",
            State.ANNULLERET: "FIL_GAELDER_IKKE",
            State.ERSTATTET: "FIL_GAELDER_IKKE",
            State.AFSENDES: "FIL_ANDEN_VEJ",
            State.VENTER: "FIL_ANDEN_VEJ",
            State.UKLAR: "FIL_ANDEN_VEJ",
        }.get(state)
        row = udveksling(state, needs_two=True, approved_by="" if approved else "bent")
        response = prisme.call("GET", f"{LIST}/{row.pk}/filer/1")
        if code:
            refused(response, 409, code)
            assert not AuditEvent.objects.filter(event="fil hentet").exists()
        else:
            assert body(response) == b"prisme"

    def test_what_another_connection_delivers_is_not_given_out_before(self, prisme: System, home: Path) -> None:
        (home / "forbindelser.toml").write_text(f'[snitflader."{UD}"]\ng69 = "prisme-g"\n')
        row = udveksling(State.GODKENDT)
        refused(prisme.call("GET", f"{LIST}/{row.pk}/filer/1"), 409, "FIL_ANDEN_VEJ")
        row.refresh_from_db()
        assert row.state == State.GODKENDT
        Exchange.objects.update(state=State.AFSENDT)
        assert body(prisme.call("GET", f"{LIST}/{row.pk}/filer/1")) == b"prisme"

    def test_no_such_file(self, prisme: System) -> None:
        row = udveksling(State.AFSENDT)
        refused(prisme.call("GET", f"{LIST}/{row.pk}/filer/2"), 404, "FIL_UKENDT")
        refused(prisme.call("GET", f"{LIST}/{row.pk}/filer/0"), 422, "VAERDI_FOR_LILLE")

    def test_bytes_that_retention_removed(self, prisme: System) -> None:
        row = udveksling(State.AFSENDT)
        blobs.delete(row.files.get().blob)
        refused(prisme.call("GET", f"{LIST}/{row.pk}/filer/1"), 410, "FIL_SLETTET")


class TestFetchedAndAcknowledged:
    def test_a_system_lists_fetches_and_acknowledges(self, prisme: System) -> None:
        row = udveksling(State.GODKENDT, (("g69", b"g"), ("10q", b"q")))
        assert ids(prisme.get(f"{LIST}?tilstand=godkendt")) == [row.pk]
        assert body(prisme.call("GET", f"{LIST}/{row.pk}/filer/1")) == b"g"
        assert prisme.get(f"{LIST}/{row.pk}")["tilstand"] == "godkendt", "one of two"
        refused(prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": "Modtaget"}), 409, "KVITTERING_TIDLIG")
        assert body(prisme.call("GET", f"{LIST}/{row.pk}/filer/2")) == b"q"
        sent = prisme.get(f"{LIST}/{row.pk}")
        assert sent["tilstand"] == "afsendt"
        assert sent["afsendt"]
        assert all(file["afleveret"] for file in sent["filer"])
        assert body(prisme.call("GET", f"{LIST}/{row.pk}/filer/1")) == b"g", "a transfer that broke off is made again"
        answer = ok(prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": "Modtaget 17"}))
        assert answer == {"id": row.pk, "tilstand": "kvitteret", "kvitteret_nu": True}
        row.refresh_from_db()
        assert (row.state, row.note) == (State.KVITTERET, "Modtaget 17")
        assert [event.by for event in row.events.filter(event__in=("hentet", "kvitteret"))] == ["system:Prisme"] * 2

    def test_what_was_fetched_can_no_longer_be_taken_back(self, prisme: System) -> None:
        row = udveksling(State.GODKENDT, (("g69", b"g"), ("10q", b"q")))
        prisme.call("GET", f"{LIST}/{row.pk}/filer/1")
        assert row.files.exclude(delivered_at=None).count() == 1

    def test_the_same_receipt_again_changes_nothing_and_another_is_refused(self, prisme: System) -> None:
        row = udveksling(State.AFSENDT)
        path = f"{LIST}/{row.pk}/kvittering"
        assert ok(prisme.call("POST", path, {"kvittering": "Modtaget"}))["kvitteret_nu"]
        events = AuditEvent.objects.count()
        assert ok(prisme.call("POST", path, {"kvittering": "Modtaget"})) == {
            "id": row.pk,
            "tilstand": "kvitteret",
            "kvitteret_nu": False,
        }
        refused(prisme.call("POST", path, {"kvittering": "Afvist"}), 409, "KVITTERING_ANDEN")
        row.refresh_from_db()
        assert row.note == "Modtaget"
        assert AuditEvent.objects.count() == events

    @pytest.mark.parametrize("state", [state for state in State if state not in GONE])
    def test_only_what_was_sent_is_acknowledged(self, prisme: System, state: State) -> None:
        row = udveksling(state)
        refused(prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": "ok"}), 409, "KVITTERING_TIDLIG")
        row.refresh_from_db()
        assert row.state == state

    @pytest.mark.parametrize("text", ["", " ", "a\nb", "a\x00b", "a" * 1001, None, 1])
    def test_a_receipt_is_a_line_of_text(self, prisme: System, text: Any) -> None:
        row = udveksling(State.AFSENDT)
        response = prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": text})
        assert response.status_code == 422
        row.refresh_from_db()
        assert row.state == State.AFSENDT

    def test_the_audit_chain_agrees_with_what_was_done(self, prisme: System) -> None:
        row = udveksling(State.GODKENDT)
        event = row.events.get(event="bygget")
        assert event.detail == {}
        prisme.call("GET", f"{LIST}/{row.pk}/filer/1")
        ok(prisme.call("POST", f"{LIST}/{row.pk}/kvittering", {"kvittering": "ok"}))
        states = [e.detail["til"] for e in row.events.order_by("number") if "til" in e.detail]
        assert states == ["afsendt", "kvitteret"]
        assert not [sentence for sentence in integrity.broken() if "men efter revisionssporet" in sentence]
