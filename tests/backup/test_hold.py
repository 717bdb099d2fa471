"""A restored installation sends nothing that may have been sent after the backup, until somebody has looked and answered for it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.backup.conftest import House

from snitflade.exchange import audit, blobs, delivery, integrity, journal, sweep
from snitflade.exchange.backup import hold, record
from snitflade.exchange.backup.hold import HeldAfterRestoreError
from snitflade.exchange.catalogue import FetchState
from snitflade.exchange.models import Direction, Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.port import Delivery, Transport

FILES = {"861_G69.txt", "861_10Q.txt"}


def connected(home: Path, outbox: Path) -> None:
    """Both files of row 40 go into a folder."""
    outbox.mkdir(exist_ok=True)
    (home / "forbindelser.toml").write_text(
        f'[forbindelser.prisme]\ntype = "mappe"\noutbox = "{outbox}"\n'
        '[snitflader."tekn.renovation-prisme"]\ng69 = "prisme"\n10q = "prisme"\n'
    )


def restored(house: House, archive: Path, tmp_path: Path) -> tuple[Path, str]:
    """The backup in a folder of its own, with its keys; the address of its database."""
    new, url = tmp_path / "igen", house.new()
    with house.there(tmp_path / "ingen", url):
        assert house.cli("restore", archive, "--to", new, "--noegler", house.home / "keys").code == 0
    return new, url


def test_what_was_sent_after_the_backup_is_not_sent_again(house: House, tmp_path: Path) -> None:
    cli, outbox, archive = house.cli, tmp_path / "prisme", tmp_path / "kopi.tar.zst"
    connected(house.home, outbox)
    assert cli("backup", "--to", archive).code == 0
    assert cli("deliver", "1").code == 0
    assert {path.name for path in outbox.iterdir()} == FILES
    shutil.rmtree(outbox)  # the partner has taken them
    outbox.mkdir()
    new, url = restored(house, archive, tmp_path)
    with house.there(new, url):
        assert journal.get(1).state == State.GODKENDT, "as if it had never been sent"
        refused = cli("deliver", "1", by="bo")
        assert (refused.code, "snitflade hold sent 1" in refused.err) == (1, True)
        assert "holdes" in journal.get(1).note
        assert list(sweep._to_deliver("2026112015")) == [], "the sweep leaves it alone"
        with pytest.raises(HeldAfterRestoreError):
            delivery.fetched(ExchangeFile.objects.filter(exchange=1)[0], "it-reg")
        assert list(outbox.iterdir()) == []
        assert "intet sendes af sig selv" in cli("today").out
        assert "1" in [line.split()[0] for line in cli("hold").out.splitlines() if line[:1].isdigit()]
        assert "Udveksling 1 er ikke afgjort" in cli("hold", "end", "--grund", "set").err
        answer = cli("hold", "sent", "1", "--kvittering", "Prisme har begge filer")
        assert (answer.code, journal.get(1).state) == (0, State.AFSENDT)
        again = cli("resend", "1", "--grund", "prøve", by="bo")
        assert (again.code, "holdes" in again.err) == (1, True)
        assert cli("hold", "end", "--grund", "set hos Prisme").code == 0
        assert not (new / hold.FILE).exists()
        assert list(outbox.iterdir()) == []
        verified = cli("verify")
        assert (verified.code, verified.err) == (0, "")
        assert cli("hold", "release", "1", "--grund", "x").code == 1, "nothing is held any more"


def test_what_the_partner_has_not_got_leaves_when_another_has_released_it(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    cli, outbox, archive = house.cli, tmp_path / "prisme", tmp_path / "kopi.tar.zst"
    connected(house.home, outbox)
    cli("backup", "--to", archive)
    new, url = restored(house, archive, tmp_path)
    with house.there(new, url):
        two = cli("hold", "release", "1", "--grund", "Prisme har den ikke", by="anna")
        assert (two.code, "En anden skal gøre dette" in two.err) == (1, True)
        assert "Skriv hvorfor" in cli("hold", "release", "1", by="bo").err
        assert cli("deliver", "1").code == 1
        assert cli("hold", "release", "1", "--grund", "Prisme har den ikke", by="bo").code == 0
        assert len(list(sweep._to_deliver("2026112015"))) == 1
        assert hold.undecided().count() == 0
        assert cli("deliver", "1").code == 0
        assert {path.name for path in outbox.iterdir()} == FILES
        # What is made anew may repeat a run that was made and sent after the backup: held, too.
        cli("cancel", "1")
        event = journal.get(1).events.get(event=hold.RELEASED)
        assert (event.by, event.detail["grund"]) == ("bo", "Prisme har den ikke")
        assert cli("hold", "end", "--grund", "alt er set").code == 0
        assert [*audit.broken(), *integrity.broken(), *blobs.broken()] == []


class Gone(Transport):
    """The line is cut in the middle of the second file."""

    def __init__(self, outbox: Path) -> None:
        self.real, self.files = Folder(outbox=outbox), 0

    @property
    def place(self) -> str:
        return "prøven"

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        self.files += 1
        if self.files == 2:
            raise KeyboardInterrupt
        return self.real.deliver(name, data, again=again)


@pytest.fixture
def sending(sqlite_house: House, tmp_path: Path) -> Iterator[House]:
    """A restored installation whose backup was taken while exchange 1 was being sent."""
    outbox, archive = tmp_path / "prisme", tmp_path / "kopi.tar.zst"
    connected(sqlite_house.home, outbox)
    way = Gone(outbox)
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver(journal.get(1), "system", lambda file: way)
    sqlite_house.cli("backup", "--to", archive)
    new, url = restored(sqlite_house, archive, tmp_path)
    with sqlite_house.there(new, url):
        yield sqlite_house


def test_what_stood_in_sending(sending: House, tmp_path: Path) -> None:
    """One file had arrived and of the other nobody knows: nothing leaves, and a person says what the partner has."""
    cli, outbox = sending.cli, tmp_path / "prisme"
    assert journal.get(1).state == State.AFSENDES
    before = sorted(path.name for path in outbox.iterdir())
    assert len(before) == 1
    assert "holdes" in cli("deliver", "1").err
    assert sorted(path.name for path in outbox.iterdir()) == before
    assert cli("receipt", "1", "--kvittering", "x").code == 1
    assert cli("hold", "sent", "1", "--kvittering", "Begge ligger hos Prisme").code == 0
    assert journal.get(1).state == State.AFSENDT
    assert not ExchangeFile.objects.filter(exchange=1, delivered_at=None).exists()
    assert sorted(path.name for path in outbox.iterdir()) == before
    assert cli("verify").code == 0


def test_a_new_run_is_held_too(sending: House) -> None:
    """It may be the one that was made and sent after the backup."""
    cli = sending.cli
    cli("hold", "sent", "1", "--kvittering", "set")
    corrected = sending.home.parent / "rettet"
    corrected.mkdir()
    (corrected / "aftaler.csv").write_text("Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n3112999999;Paamiut;B-1456;Dagrenovation;2\n")
    assert cli("import", "tekn.renovation", corrected / "aftaler.csv").code == 0
    assert cli.bill().code == 0
    assert cli("approve", "2", by="bo").code == 0
    assert "holdes" in cli("deliver", "2").err
    assert "Udveksling 2 er ikke afgjort" in cli("hold", "end", "--grund", "x").err
    assert cli("cancel", "2", "--grund", "fandtes").code == 0
    assert cli("hold", "end", "--grund", "x").code == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"gendannelse": 1}', "\0"])
def test_a_marker_that_cannot_be_read_holds(sqlite_house: House, text: str) -> None:
    hold.path().write_text(text)
    with pytest.raises(HeldAfterRestoreError):
        hold.check(journal.get(1))
    assert "gendannet" in sqlite_house.cli("today").out.lower()


def test_an_answer_is_of_one_restoration(sqlite_house: House) -> None:
    def restored_as(id: str) -> None:
        content = hold.marker(hold.Restored(id, timezone.now(), timezone.now()))
        hold.path().write_bytes(content)

    restored_as("a")
    hold.release(journal.get(1), "bo", "set efter")
    hold.check(journal.get(1))
    restored_as("b")
    with pytest.raises(HeldAfterRestoreError):
        hold.check(journal.get(1))
    assert json.loads(sqlite_house.cli("hold", "--json").out)["udvekslinger"][0]["id"] == 1


def test_central_incasso_is_asked_nothing_meanwhile(sqlite_house: House) -> None:
    """A round sends set-offs by itself; those of after the backup would be sent again."""
    from snitflade.krdi.modregning.hent import hent

    client: Any = object()
    with pytest.raises((AttributeError, TransportError)):
        list(hent(client, FetchState({})))
    hold.path().write_text("{}")
    assert list(hent(client, FetchState({}))) == []


def test_an_override_of_income_waits_and_stops_no_other(sqlite_house: House) -> None:
    """Overrides go out by a job of their own."""
    from snitflade.skat.overskriv.handlinger import send_godkendte
    from snitflade.skat.overskriv.koersel import SNITFLADE

    facts = {"interface": SNITFLADE, "direction": Direction.UD, "state": State.GODKENDT, "created_by": "anna"}
    waiting = [Exchange.objects.create(key=key, **facts) for key in ("a", "b")]
    hold.path().write_text("{}")
    assert send_godkendte() == 0
    assert [("holdes" in journal.get(one.pk).note) for one in waiting] == [True, True]


def test_the_day_says_that_nobody_takes_backups_any_more(sqlite_house: House) -> None:
    assert "sikkerhedskopi" not in sqlite_house.cli("today").out, "where there never was one the doctor says so"
    for days, told in ((1, False), (3, True)):
        taken = timezone.now() - dt.timedelta(days=days)
        (sqlite_house.home / record.FILE).write_text(json.dumps({"taget": taken.isoformat()}))
        assert ("Den seneste sikkerhedskopi er fra" in sqlite_house.cli("today").out) is told
