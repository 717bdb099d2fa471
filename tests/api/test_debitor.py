"""The debtor service in REST, held against social-teknik.md 10.2."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.world import LAES, SKRIV, System, debitor, ok, refused, system

from snitflade.api.debitor import DebitorUd
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Person
from snitflade.folk.vejnavne import Vej
from snitflade.inka import debitoradresse
from snitflade.inka.debitorkort import forkortet, kort
from snitflade.inka.models import Debitor

ADDRESS = ("vejnavn", "husnr", "bnr", "lejlighed", "lokalitet", "postnr", "by", "land", "co")
FIELDS = {
    *(
        "kundenr",
        "type",
        "cpr",
        "cvr",
        "gln",
        "navn",
        "adressebeskyttet",
        "adresse",
        "sprog",
        "status",
        "renoweb_kundeid",
        "aendret",
    ),
    "navn_forkortet",
}
"""10.2's table, and our word for a name that did not fit."""


def test_a_person_is_found_by_cpr_and_by_kundenr(renoweb: System, person: Debitor) -> None:
    found = renoweb.get("debitor/v1?cpr=6102999001")
    assert found == renoweb.get("debitor/v1?kundenr=6102999001")
    assert found.keys() == FIELDS
    assert tuple(found["adresse"]) == ADDRESS
    assert (found["kundenr"], found["type"], found["cpr"], found["navn"]) == (
        "6102999001",
        "person",
        "6102999001",
        "Prøve Person Et",
    )
    assert (found["cvr"], found["gln"], found["renoweb_kundeid"], found["status"]) == (None, None, None, "aktiv")
    known = {"vejnavn": "Aqqusinersuaq", "husnr": "012", "bnr": "1234", "lokalitet": "0600", "postnr": "3900"}
    assert found["adresse"] == dict.fromkeys(ADDRESS) | known
    assert dt.datetime.fromisoformat(found["aendret"]) == person.aendret


def test_a_person_whose_kundenummer_is_another_is_found_by_both(renoweb: System) -> None:
    debitor("0000000001", personnummer="6102999001")
    assert renoweb.get("debitor/v1?cpr=6102999001") == renoweb.get("debitor/v1?kundenr=0000000001")
    assert renoweb.get("debitor/v1?kundenr=0000000001")["cpr"] == "6102999001"


def test_a_firm_is_found_by_cvr_and_has_no_cpr_though_its_kundenummer_looks_like_one(renoweb: System) -> None:
    debitor("6102999001", "Prøve ApS", cvr="12227353")
    found = renoweb.get("debitor/v1?cvr=12227353")
    assert (found["type"], found["cvr"], found["cpr"]) == ("firma", "12227353", None)
    refused(renoweb.call("GET", "debitor/v1?cpr=6102999001"), 404, "RW-E02")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "type"),
    [
        ({"kundenummer": "6102999001"}, "person"),
        ({"kundenummer": "5809001539", "cvr": "12227353"}, "firma"),
        ({"kundenummer": "5809001539"}, "firma"),
        ({"kundenummer": "0001953096", "cvr": "19785289", "gln": "5790001953096"}, "myndighed"),
        ({"kundenummer": "0001953096", "cvr": "19785289", "gln": "5790001953096", "offentlig": False}, "firma"),
        ({"kundenummer": "0001953096", "cvr": "19785289", "offentlig": True}, "myndighed"),
        ({"kundenummer": "0002292514", "betales_fra_konto": "4106011200"}, "myndighed"),
    ],
)
def test_what_a_debtor_is(values: dict[str, Any], type: str) -> None:
    assert kort([Debitor(navn="Prøve", aendret=dt.datetime.now(dt.UTC), pk=1, **values)])[0].type == type


def test_a_protected_person_keeps_the_name_and_the_address_is_left_out(renoweb: System, person: Debitor) -> None:
    person.adressebeskyttet = True
    person.save()
    found = renoweb.get("debitor/v1?cpr=6102999001")
    assert (found["navn"], found["adressebeskyttet"], found["adresse"]) == ("Prøve Person Et", True, None)
    feed = renoweb.call("GET", "debitor/v1/aendringer?siden=2000-01-01T00:00:00Z")
    assert b"Aqqusinersuaq" not in getattr(feed, "content", b"")


def test_a_debtor_of_whom_no_address_is_known_has_none(renoweb: System) -> None:
    debitor("6102999001")
    assert renoweb.get("debitor/v1?cpr=6102999001")["adresse"] is None


class TestPersonsFromCpr:
    """For persons the address is the CPR copy's (10.2, D5), and so is whether they live."""

    @pytest.fixture
    def i_cpr(self, person: Debitor) -> Person:
        hjem = {"kommunekode": "0956", "vejkode": "0082", "vejnavn": "Prøvevej", "husnr": "007", "etage": "01", "sidedoer": "0003"}
        post = {"postnr": "3900", "postdistrikt": "Nuuk", "conavn": "c/o Prøve"}
        return Person.objects.create(personnummer="6102999001", status="05", **hjem, **post)

    def test_the_address_is_the_registers_and_not_what_was_typed(self, renoweb: System, i_cpr: Person) -> None:
        found = renoweb.get("debitor/v1?cpr=6102999001")
        known = {"vejnavn": "Prøvevej", "husnr": "007", "lejlighed": "01 0003", "postnr": "3900", "by": "Nuuk", "co": "c/o Prøve"}
        assert found["adresse"] == dict.fromkeys(ADDRESS) | known

    def test_the_road_has_its_whole_name_and_its_place_where_the_address_register_knows_it(
        self, renoweb: System, i_cpr: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(debitoradresse, "veje", lambda koder: dict.fromkeys(koder, Vej("Prøvevejens hele navn", "0600")))
        found = renoweb.get("debitor/v1?cpr=6102999001")["adresse"]
        assert (found["vejnavn"], found["lokalitet"]) == ("Prøvevejens hele navn", "0600")

    def test_a_protected_one_has_none(self, renoweb: System, i_cpr: Person) -> None:
        Person.objects.update(adressebeskyttet=True)
        found = renoweb.get("debitor/v1?cpr=6102999001")
        assert (found["adressebeskyttet"], found["adresse"]) == (True, None)

    @pytest.mark.parametrize(
        ("egen", "cpr", "vist"),
        [
            ("aktiv", "90", "død"),
            ("aktiv", "80", "udrejst"),
            ("udrejst", "05", "aktiv"),
            ("lukket", "90", "lukket"),
            ("død", "70", "død"),
        ],
    )
    def test_whether_the_person_lives_is_the_registers_word(
        self, renoweb: System, i_cpr: Person, egen: str, cpr: str, vist: str
    ) -> None:
        Debitor.objects.update(status=egen)
        Person.objects.update(status=cpr)
        assert renoweb.get("debitor/v1?cpr=6102999001")["status"] == vist

    def test_who_has_no_address_in_a_register_has_what_was_typed(self, renoweb: System, i_cpr: Person) -> None:
        Person.objects.update(status="80")
        assert renoweb.get("debitor/v1?cpr=6102999001")["adresse"]["vejnavn"] == "Aqqusinersuaq"

    def test_a_firm_keeps_its_own(self, renoweb: System, i_cpr: Person) -> None:
        Debitor.objects.update(cvr="12227353")
        assert renoweb.get("debitor/v1?kundenr=6102999001")["adresse"]["vejnavn"] == "Aqqusinersuaq"


@given(st.text(st.sampled_from("abcæøå -"), min_size=1, max_size=100))
def test_a_name_fits_or_says_that_it_was_shortened(name: str) -> None:
    name = name.strip() or "a"
    shown = forkortet(name)
    assert len(shown) <= 66
    assert name.startswith(shown)
    assert shown == name or len(name) > 66
    if shown != name and " " in name[:67]:
        assert name[len(shown)] == " ", "it ends after a whole word"


def test_a_shortened_name_is_told(renoweb: System) -> None:
    debitor("6102999001", "Prøve " * 15 + "Person")
    found = renoweb.get("debitor/v1?cpr=6102999001")
    assert (found["navn"], found["navn_forkortet"]) == (("Prøve " * 11).strip(), True)


@pytest.mark.parametrize("query", ["", "?", "?cpr=6102999001&cvr=12227353", "?cpr=6102999001&cvr=12227353&kundenr=0000000001"])
def test_exactly_one_key(renoweb: System, person: Debitor, query: str) -> None:
    refused(renoweb.call("GET", f"debitor/v1{query}"), 400, "RW-E01")


@pytest.mark.parametrize("query", ["cpr=6103999001", "cvr=12227353", "kundenr=0000000001"])
def test_nobody_there(renoweb: System, person: Debitor, query: str) -> None:
    problem = refused(renoweb.call("GET", f"debitor/v1?{query}"), 404, "RW-E02")
    assert "6103999001" not in str(problem)


def test_several_debtors_with_one_number_are_named_instead_of_one_being_chosen(renoweb: System) -> None:
    for number in ("5809001539", "5809001540"):
        debitor(number, cvr="12227353")
    problem = refused(renoweb.call("GET", "debitor/v1?cvr=12227353"), 409, "DEBITOR_FLERE")
    assert "5809001539, 5809001540" in problem["detail"]


def test_every_unusable_value_is_told_at_once_and_none_is_overlooked(renoweb: System) -> None:
    problem = refused(renoweb.call("GET", "debitor/v1?cpr=61029990&cvr=x&kundenummer=1&kundenr="), 422, "VAERDI_UKENDT")
    assert [(one["code"], one["field"]) for one in problem["problems"]] == [("VAERDI_UKENDT", "kundenummer")]
    assert "kundenr" in problem["detail"], "the nearest name is offered"
    problem = refused(renoweb.call("GET", "debitor/v1?cpr=61029990&cvr=x&kundenr="), 422, "FLERE_FEJL")
    assert {(one["code"], one["field"]) for one in problem["problems"]} == {
        ("VAERDI_FORM", "cpr"), ("VAERDI_FORM", "cvr"), ("VAERDI_FORM", "kundenr")
    }  # fmt: skip
    refused(renoweb.call("GET", "debitor/v1?cpr=6102999001&cpr=6102999002"), 422, "VAERDI_FLERE")


def test_only_for_the_municipality_that_has_renoweb(person: Debitor) -> None:
    other = system(LAES, SKRIV, kommune="0957")
    refused(other.call("GET", "debitor/v1?cpr=6102999001"), 403, "RW-E04")
    refused(other.call("GET", "debitor/v1/aendringer?siden=2000-01-01T00:00:00Z"), 403, "RW-E04")
    refused(other.call("PUT", "debitor/v1/6102999001/renoweb", {"renoweb_kundeid": "RW1"}), 403, "RW-E04")
    Systemkonstant.objects.create(nummer="renoweb.kommune", vaerdi="0957", kilde="prøve")
    assert other.get("debitor/v1?cpr=6102999001")["kundenr"] == "6102999001"


class TestWriteBack:
    PATH = "debitor/v1/6102999001/renoweb"

    def test_the_key_is_written_and_the_same_again_changes_nothing(self, renoweb: System, person: Debitor) -> None:
        first = ok(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}))
        assert (first["kundenr"], first["renoweb_kundeid"], first["aendret_nu"]) == ("6102999001", "RW77", True)
        events = AuditEvent.objects.count()
        again = ok(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}))
        assert again == first | {"aendret_nu": False}
        assert AuditEvent.objects.count() == events
        assert renoweb.get("debitor/v1?cpr=6102999001")["renoweb_kundeid"] == "RW77"

    def test_a_later_value_replaces_it_and_nothing_else_changes(self, renoweb: System, person: Debitor) -> None:
        before = renoweb.get("debitor/v1?cpr=6102999001")
        ok(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}))
        ok(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW78"}))
        after = renoweb.get("debitor/v1?cpr=6102999001")
        assert {name for name in before if before[name] != after[name]} == {"renoweb_kundeid", "aendret"}
        assert after["renoweb_kundeid"] == "RW78"
        assert after["aendret"] > before["aendret"]

    def test_what_was_changed_stands_in_the_audit_chain_without_the_persons_number(self, renoweb: System, person: Debitor) -> None:
        ok(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}))
        event = AuditEvent.objects.order_by("number").last()
        assert event is not None
        assert (event.event, event.by) == ("renoweb-kunde skrevet", "system:RenoWeb")
        assert event.detail == {"debitor": person.pk, "fra": "", "til": "RW77"}

    def test_a_key_that_sits_on_another_customer_is_refused_and_nothing_is_written(self, renoweb: System, person: Debitor) -> None:
        debitor("6103999001", renoweb_kundeid="RW77")
        refused(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}), 409, "RW-E03")
        person.refresh_from_db()
        assert person.renoweb_kundeid == ""

    def test_an_unknown_customer(self, renoweb: System) -> None:
        refused(renoweb.call("PUT", self.PATH, {"renoweb_kundeid": "RW77"}), 404, "RW-E02")

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({}, 422, "VAERDI_MANGLER"),
            (None, 422, "VAERDI_MANGLER"),
            ({"renoweb_kundeid": ""}, 422, "VAERDI_FORM"),
            ({"renoweb_kundeid": "a" * 21}, 422, "VAERDI_FORM"),
            ({"renoweb_kundeid": " RW"}, 422, "VAERDI_FORM"),
            ({"renoweb_kundeid": "R\x00W"}, 422, "VAERDI_FORM"),
            ({"renoweb_kundeid": 77}, 422, "VAERDI_TEKST"),
            ({"renoweb_kundeid": "RW", "navn": "Prøve"}, 422, "VAERDI_UKENDT"),
            ([], 422, "VAERDI_UGYLDIG"),
        ],
    )
    def test_a_body_that_is_none(self, renoweb: System, person: Debitor, body: Any, status: int, code: str) -> None:
        refused(renoweb.call("PUT", self.PATH, body), status, code)
        person.refresh_from_db()
        assert person.renoweb_kundeid == ""

    @pytest.mark.parametrize("number", ["610299900", "61029990011", "610299900a", "٦١٠٢٩٩٩٠٠١"])
    def test_a_kundenummer_that_is_none(self, renoweb: System, number: str) -> None:
        refused(renoweb.call("PUT", f"debitor/v1/{number}/renoweb", {"renoweb_kundeid": "RW"}), 422, "VAERDI_FORM")


@pytest.mark.django_db
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.builds(
        Debitor,
        pk=st.integers(1, 2**40),
        kundenummer=st.from_regex(r"[0-9]{10}", fullmatch=True),
        navn=st.text(min_size=1, max_size=100),
        cvr=st.sampled_from(["", "12227353"]),
        gln=st.sampled_from(["", "5790001953096"]),
        personnummer=st.sampled_from(["", "6102999001"]),
        betales_fra_konto=st.sampled_from(["", "4106011200"]),
        offentlig=st.sampled_from([None, True, False]),
        vejnavn=st.text(max_size=40),
        adressebeskyttet=st.booleans(),
        status=st.sampled_from(["aktiv", "udrejst", "død", "lukket"]),
        sprog=st.sampled_from(["da", "kl", "en"]),
        renoweb_kundeid=st.sampled_from(["", "RW77"]),
        aendret=st.datetimes(timezones=st.just(dt.UTC)),
    )
)
def test_every_debtor_can_be_shown_and_keeps_the_contract(row: Debitor) -> None:
    shown = DebitorUd.model_validate(kort([row])[0])
    assert DebitorUd.model_validate(shown.model_dump()) == shown
    assert (shown.cpr is not None) == (shown.type == "person")
    assert shown.adresse is None or not row.adressebeskyttet
