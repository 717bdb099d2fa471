"""All partners together, their control endpoint, and that their files can be used as they are."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from snitflade.cli.partners import _configuration
from snitflade.exchange import catalogue, configuration, fetching, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import State
from snitflade.exchange.transports.configure import make
from snitflade.exchange.transports.errors import Midlertidig
from snitflade.exchange.transports.port import Udfald
from snitflade.folk.gar import match
from snitflade.folk.gar.tabeller import GarAdresse
from snitflade.partners.cpr import OPGAVENR
from snitflade.partners.habits import Habits, Misbehaviour
from snitflade.partners.run import Partners, PartnersConfig, run_all


@pytest.fixture
def config(tmp_path: Path) -> PartnersConfig:
    return PartnersConfig(
        tmp_path / "partnere",
        prisme_port=0,
        cpr_port=0,
        smtp_port=0,
        imap_port=0,
        http_port=0,
        gar_port=0,
        incasso_port=0,
        etax_port=0,
        control_port=0,
        prisme_after=0.05,
    )


@pytest.fixture
def running(config: PartnersConfig) -> Iterator[Partners]:
    with Partners(config) as partners:
        yield partners


def command(partners: Partners, name: str, **told: Any) -> dict[str, Any]:
    answer = httpx.post(f"{partners.control.address}/{name}", json=told, trust_env=False)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def transport(partners: Partners, kind: str, name: str, **more: Any) -> Any:
    return make({"type": kind, **partners.facts()[name], **more})


class TestTogether:
    def test_every_partner_can_be_reached_with_what_it_tells(self, running: Partners) -> None:
        assert transport(running, "sftp", "prisme").deliver("861_G69.txt", b"x").udfald is Udfald.AFLEVERET
        assert transport(running, "sftp", "cpr").deliver("d251231.l534902", b"x").udfald is Udfald.AFLEVERET
        assert [one.name for one in transport(running, "sftp", "cpr").collect()] == ["d251231.l534902"]
        rest = make({"type": "rest", "http": running.facts()["http"], "upload": "/filer/{navn}", "file": "/filer/{navn}"})
        assert rest.deliver("a.json", b"{}").udfald is Udfald.AFLEVERET

    def test_a_mail_goes_round(self, running: Partners) -> None:
        box = "kommune@kommune.example"
        out = transport(running, "mail-ud", "smtp", recipients=[box], subject="Prøve", attachment="plain")
        assert out.deliver("AFREGNING.csv", b"a;b\r\n").udfald is Udfald.TAGET
        running.smtp.misbehave(Misbehaviour.DUPLICATE, times=1)
        out.deliver("AFREGNING_2.csv", b"c;d\r\n")
        came = list(transport(running, "mail-ind", "imap", senders=[box], pattern="AFREGNING*.csv").collect())
        assert [one.name for one in came] == ["AFREGNING.csv", "AFREGNING_2.csv", "AFREGNING_2.csv"]
        # A duplicate is the same mail: its Message-ID and its bytes say so.
        assert len({(one.origin, one.sha256) for one in came}) == 2

    def test_the_next_start_is_the_same_installation(self, config: PartnersConfig) -> None:
        with Partners(config) as first:
            before, pem = first.facts(), first.ca_file.read_bytes()
        with Partners(config) as second:
            assert second.ca_file.read_bytes() == pem
            for name, facts in second.facts().items():
                ports = {"port", "base_url", "address"}
                assert {k: v for k, v in facts.items() if k not in ports} == {
                    k: v for k, v in before[name].items() if k not in ports
                }

    def test_secrets_are_for_the_owner_only(self, running: Partners) -> None:
        found = list(running.secrets.iterdir())
        assert len(found) == 9
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found)
        assert not any(path.read_text() in json.dumps(running.facts()) for path in found)

    def test_a_taken_port_stops_the_others_again(self, running: Partners, config: PartnersConfig) -> None:
        with pytest.raises(OSError, match="in use"), Partners(replace(config, http_port=running.http.port)):
            pass

    def test_run_all_runs_until_told(self, config: PartnersConfig) -> None:
        stop = threading.Event()
        seen: list[Partners] = []

        def tell(partners: Partners) -> None:
            seen.append(partners)
            assert httpx.get(partners.control.address, trust_env=False).status_code == 200
            stop.set()

        run_all(config, tell=tell, stop=stop)
        with pytest.raises(httpx.ConnectError):
            httpx.get(seen[0].control.address, trust_env=False)


@pytest.mark.django_db
class TestAddresses:
    def test_what_the_command_writes_fetches_the_address_register(self, running: Partners, settings: Any, tmp_path: Path) -> None:
        settings.HOME = tmp_path
        configuration.path().write_text(_configuration(running), encoding="utf-8")
        interface = catalogue.find("folk.gar")
        (exchange,) = fetching.pull(interface, configuration.client("folk.gar"), "system")
        inbound.apply(exchange, interface, "system")
        assert exchange.state == State.ANVENDT
        ids = set(GarAdresse.objects.filter(gaelder_til=None, mangler="").values_list("adresse_id", flat=True))
        houses = {f"9560082H{number:03}_____" for number in range(1, 13)}
        assert ids == houses | {"9560082H013_0001", "9560082H013_0002", "9560700B0012____", "9560700B014A____"}

    def test_the_composed_persons_of_cpr_live_there(self, running: Partners, settings: Any, tmp_path: Path) -> None:
        settings.HOME = tmp_path
        configuration.path().write_text(_configuration(running), encoding="utf-8")
        running.cpr.deliver_today(45)
        for nummer, vaerdi in (("folk.cpr.opgavenr", OPGAVENR), ("folk.cpr.start", f"{running.cpr.senest}")):
            Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
        cpr, gar = catalogue.find("folk.cpr-ajourfoering"), catalogue.find("folk.gar")
        (delivery,) = configuration.transport("folk.cpr-ajourfoering", "ind").collect()
        received = inbound.receive(cpr, delivery.name, delivery.data, "system").exchange
        inbound.apply(received, cpr, "system")
        received.refresh_from_db()
        assert received.state == State.ANVENDT, (received.note, list(received.problems.values_list("message", flat=True)))
        (exchange,) = fetching.pull(gar, configuration.client("folk.gar"), "system")
        inbound.apply(exchange, gar, "system")
        # Three to a house: 12 houses are there, the 13th has only apartments, the last two are not in the register.
        kontrol = match.kontroller_personregistret()
        assert kontrol.antal == {match.Udfald.AUTORISERET: 36, match.Udfald.UKENDT: 9}
        assert sum(svar.forslag == ("9560082H013_0001", "9560082H013_0002") for _, _, svar in kontrol.afvigelser) == 3


class TestControl:
    def test_bad_habits_on_and_off(self, running: Partners) -> None:
        state = command(running, "prisme", misbehave="drop_upload", after=100, times=1)
        assert state["habits"] == {"drop_upload": {"after": 100, "seconds": 0.0, "times": 1}}
        sftp = transport(running, "sftp", "prisme")
        with pytest.raises(Midlertidig):
            sftp.deliver("a.txt", bytes(1000))
        assert sftp.deliver("a.txt", bytes(1000)).udfald is Udfald.AFLEVERET
        command(running, "prisme", misbehave="wrong_key")
        assert command(running, "prisme", behave=True)["habits"] == {}
        assert sftp.deliver("a.txt", bytes(1000)).udfald in {Udfald.AFLEVERET, Udfald.TAGET}

    def test_the_job(self, running: Partners) -> None:
        assert command(running, "prisme", pause=True)["paused"] is True
        assert command(running, "prisme", after_seconds=30)["after_seconds"] == 30
        transport(running, "sftp", "prisme").deliver("a.txt", b"x")
        (taken,) = command(running, "prisme", take_now=True)["taken"]
        assert (taken["path"], taken["size"]) == ("/0956/test/G/a.txt", 1)

    def test_state_tells_all_and_no_secret(self, running: Partners) -> None:
        text = httpx.get(running.control.address, trust_env=False).text
        assert set(json.loads(text)) == {"prisme", "cpr", "smtp", "imap", "http", "gar", "incasso", "etax"}
        assert not any(path.read_text() in text for path in running.secrets.iterdir())

    @pytest.mark.parametrize(
        ("path", "content", "headers", "status"),
        [
            ("prisme", b"{}", {"Content-Type": "application/json"}, 400),
            ("prisme", b"x", {"Content-Type": "application/json"}, 400),
            ("prisme", b"[1]", {"Content-Type": "application/json"}, 400),
            ("prisme", b'{"misbehave": "findes ikke"}', {"Content-Type": "application/json"}, 400),
            ("prisme", b'{"misbehave": "late", "seconds": "5"}', {"Content-Type": "application/json"}, 400),
            ("prisme", b'{"misbehave": "late", "andet": 5}', {"Content-Type": "application/json"}, 400),
            ("http", b'{"pause": true}', {"Content-Type": "application/json"}, 400),
            ("findes-ikke", b'{"behave": true}', {"Content-Type": "application/json"}, 400),
            ("prisme", b'{"behave": true}', {"Content-Type": "text/plain"}, 415),
            ("prisme", b" " * 20_000, {"Content-Type": "application/json"}, 413),
        ],
    )
    def test_anything_else_is_refused(
        self, running: Partners, path: str, content: bytes, headers: dict[str, str], status: int
    ) -> None:
        answer = httpx.post(f"{running.control.address}/{path}", content=content, headers=headers, trust_env=False)
        assert answer.status_code == status
        assert answer.json()["fejl"].endswith(".")
        assert running.prisme.habits.as_json() == {}


class TestHabits:
    def test_so_many_times(self) -> None:
        habits = Habits()
        habits.set(Misbehaviour.LATE, seconds=2, times=2)
        assert [habits.take(Misbehaviour.LATE) is not None for _ in range(3)] == [True, True, False]

    def test_until_told_otherwise(self) -> None:
        habits = Habits()
        habits.set(Misbehaviour.LATE)
        assert all(habits.take(Misbehaviour.LATE) for _ in range(5))
        habits.clear()
        assert habits.take(Misbehaviour.LATE) is None

    def test_many_threads_share_the_times(self) -> None:
        habits = Habits()
        habits.set(Misbehaviour.LATE, times=50)
        took: list[object] = []
        threads = [
            threading.Thread(target=lambda: took.extend(habits.take(Misbehaviour.LATE) for _ in range(20))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(one is not None for one in took) == 50
