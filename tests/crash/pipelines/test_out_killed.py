"""The way out, killed at every step boundary: after a restart each file is at the partner exactly once, and the journal says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pipelines.installation import CLAIMS, CLAIMS_FILE, Installation, Partners, Point, killed, wait_for
from tests.pipelines.interfaces import FILES, UD

RUN = ("anna", "run", UD, "--noegle", "k1", "--filer", "1")


def named(points: list[Point]) -> list[str]:
    """Names of points for the list of tests."""
    return [f"{when} {place.removeprefix('snitflade.exchange.')} {number}" for place, when, number, _ in points]


def finish(house: Installation, world: Partners, number: int) -> list[str]:
    """Restart and, where the state says that nobody knows, be the operator who asks the partner; gives the states on the way."""
    states = []
    for _ in range(3):
        failed = house.do("sweep")
        states.append(house.look().exchange(number)["state"])
        if states[-1] != "uklar":
            assert failed == []
            break
        if world.got():
            assert house.do("cli", "bent", "receipt", str(number), "--kvittering", "Prisme har den") == 0
        else:
            assert house.do("cli", "bent", "resend", str(number), "--grund", "Prisme har den ikke") == 0
    assert states[-1] in ("afsendt", "taget")
    return states


BUILDING = [
    killed("snitflade.exchange.packing:write_file"),
    killed("snitflade.exchange.outbound:_store"),
    killed("snitflade.exchange.copies:write", "before"),
    killed("snitflade.exchange.copies:write_together"),
    killed("snitflade.exchange.copies:write"),
]


@pytest.mark.parametrize("point", BUILDING, ids=named(BUILDING))
def test_killed_while_building(house: Installation, world: Partners, point: Point, tmp_path: Path) -> None:
    house.do("claims", *CLAIMS)
    command = (*RUN, "--out", str(tmp_path / "ud"))
    house.killed(point, "cli", *command)
    assert house.do("cli", *command) == 0
    assert [path.read_bytes() for path in (tmp_path / "ud").iterdir()] == [CLAIMS_FILE]
    seen = house.look()
    assert seen.states == ["bygget"]
    (number,) = {exchange for _, exchange in seen.claims}
    house.do("approve", number, "bent")
    finish(house, world, number)
    assert world.got() == [CLAIMS_FILE]


APPROVING = [
    killed("snitflade.exchange.outbound:approve"),
    killed("snitflade.exchange.engine.work:_enqueue", "before"),
    killed("snitflade.exchange.engine.work:_enqueue"),
]


@pytest.mark.parametrize("point", APPROVING, ids=named(APPROVING))
def test_killed_while_approving(house: Installation, world: Partners, point: Point) -> None:
    house.do("claims", *CLAIMS)
    assert house.do("cli", *RUN) == 0
    house.killed(point, "cli", "bent", "approve", "1")
    committed = point is not APPROVING[0]
    assert house.look().states == (["godkendt"] if committed else ["bygget"])
    assert house.do("cli", "bent", "approve", "1") == (1 if committed else 0)
    assert house.do("work", ["opsaml", "udveksling.opsaml", "opsaml", "nu"]) == []
    assert house.look().states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_killed_while_a_hungry_partner_takes_every_file_at_once(house: Installation, world: Partners) -> None:
    world.prisme.pause(False)
    number = house.do("built", "k1", "2", *CLAIMS)
    house.killed(killed("snitflade.exchange.delivery:_deliver_file", number=1), "deliver", number)
    wait_for(lambda: len(world.prisme.taken) == 1)
    assert house.do("sweep") == []
    wait_for(lambda: len(world.prisme.taken) == 2)
    assert finish(house, world, number)[-1] in ("afsendt", "taget")
    house.do("sweep")
    assert house.look().states == ["taget"]
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE]


CERTAIN = [
    killed("snitflade.exchange.journal:move"),
    killed("asyncssh:SFTPClientFile.write"),
    killed("snitflade.exchange.transports.sftp_session:SftpSession.write"),
    killed("snitflade.exchange.transports.sftp_session:SftpSession.rename", "before"),
    killed("snitflade.exchange.transports.sftp_session:SftpSession.rename"),
    killed("snitflade.exchange.transports.drop:_after_rename"),
    killed("snitflade.exchange.transports.sftp:Sftp.deliver"),
    killed("snitflade.exchange.delivery:_deliver_file"),
    killed("snitflade.exchange.delivery:_delivered"),
]
"""Where the partner's folder shows what happened: the work is finished without asking anybody."""


@pytest.mark.parametrize("point", CERTAIN, ids=named(CERTAIN))
def test_killed_while_delivering(house: Installation, world: Partners, point: Point) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(point, "deliver", number)
    assert finish(house, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]
    world.prisme.take_now()
    assert finish(house, world, number) == ["taget"]
    assert world.got() == [CLAIMS_FILE]


TAKEN = [
    killed("snitflade.exchange.transports.sftp_session:SftpSession.rename"),
    killed("snitflade.exchange.transports.drop:_after_rename"),
    killed("snitflade.exchange.transports.sftp:Sftp.deliver"),
]


@pytest.mark.parametrize("point", TAKEN, ids=named(TAKEN))
def test_killed_and_the_file_is_gone_nobody_sends_it_again(house: Installation, world: Partners, point: Point) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(point, "deliver", number)
    world.prisme.take_now()
    assert finish(house, world, number) == ["uklar", "taget"]
    assert world.got() == [CLAIMS_FILE]


NOTHING_LEFT = [
    killed("snitflade.exchange.delivery:_attempting"),
    killed("snitflade.exchange.transports.sftp_session:SftpSession.write", "before"),
]


@pytest.mark.parametrize("point", NOTHING_LEFT, ids=named(NOTHING_LEFT))
def test_killed_with_nothing_to_see_somebody_is_asked(house: Installation, world: Partners, point: Point) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(point, "deliver", number)
    assert finish(house, world, number) == ["uklar", "afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_a_partner_out_of_reach_after_the_restart_makes_nothing_certain(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(killed("snitflade.exchange.transports.sftp_session:SftpSession.rename"), "deliver", number)
    world.prisme.take_now()
    world.prisme.stop()
    (failed,) = house.do("sweep")
    assert "IngenForbindelse" in failed
    seen = house.look().exchange(number)
    assert (seen["state"], seen["files"][0]["attempted"]) == ("afsendes", True)
    assert "Der er ikke forbindelse til" in seen["note"]
    world.prisme.start()
    assert finish(house, world, number) == ["uklar", "taget"]
    assert world.got() == [CLAIMS_FILE]


BETWEEN = [
    killed("snitflade.exchange.delivery:_deliver_file", number=1),
    killed("snitflade.exchange.transports.sftp_session:SftpSession.rename", number=2),
    killed("snitflade.exchange.delivery:_deliver_file", number=2),
]


@pytest.mark.parametrize("point", BETWEEN, ids=named(BETWEEN))
def test_killed_between_two_files(house: Installation, world: Partners, point: Point) -> None:
    number = house.do("built", "k1", "2", *CLAIMS)
    house.killed(point, "deliver", number)
    assert house.look().exchange(number)["state"] == "afsendes"
    assert finish(house, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE], "one in each folder"
    assert [file["delivered"] for file in house.look().exchange(number)["files"]] == [True, True]


CHECKPOINTS = [
    killed("snitflade.exchange.transports.sftp_session:SftpSession.rename"),
    killed("snitflade.exchange.tasks:_aflever"),
    killed("snitflade.exchange.tasks:step"),
]


@pytest.mark.parametrize("point", CHECKPOINTS, ids=named(CHECKPOINTS))
def test_killed_before_the_engine_remembers(house: Installation, world: Partners, point: Point) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(point, "work", ["aflever", "udveksling.aflever", number])
    assert house.do("work") == []
    assert house.look().exchange(number)["state"] == "afsendt"
    assert world.got() == [CLAIMS_FILE]


@pytest.mark.parametrize("place", ["snitflade.exchange.journal:move", "snitflade.exchange.journal:note"])
def test_killed_while_deciding_to_send_again(house: Installation, world: Partners, place: str) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.do("deliver", number)
    house.killed(killed(place, "before"), "resend", number, "bent")
    seen = house.look().exchange(number)
    assert (seen["state"], seen["files"][0]["delivered"]) == ("afsendt", True)
    assert house.do("sweep") == []
    assert world.got() == [CLAIMS_FILE]


def test_killed_while_sending_again(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.do("deliver", number)
    world.prisme.take_now()
    house.do("sweep")
    house.killed(killed("snitflade.exchange.delivery:deliver", "before"), "resend", number, "bent")
    assert house.look().exchange(number)["state"] == "afsendes"
    assert house.refused("cancel", number, "bent").error == "IllegalTransitionError", "it has been out before"
    assert finish(house, world, number) == ["afsendt"]
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE], "twice, because somebody said so"


TAKING_BACK = [killed("snitflade.exchange.outbound:_take_back"), killed("snitflade.exchange.journal:note")]


@pytest.mark.parametrize("point", TAKING_BACK, ids=named(TAKING_BACK))
def test_killed_while_cancelling(house: Installation, point: Point) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    house.killed(point, "cancel", number, "bent")
    seen = house.look()
    assert seen.states == ["godkendt"]
    assert {exchange for _, exchange in seen.claims} == {number}
    house.do("cancel", number, "bent")
    assert {exchange for _, exchange in house.look().claims} == {None}


REPLACING = [
    killed("snitflade.exchange.outbound:_take_back"),
    killed("snitflade.exchange.outbound:_store"),
    killed("snitflade.exchange.copies:write", "before"),
]


@pytest.mark.parametrize("point", REPLACING, ids=named(REPLACING))
def test_killed_while_replacing(house: Installation, world: Partners, point: Point, tmp_path: Path) -> None:
    house.do("claims", *CLAIMS)
    assert house.do("cli", *RUN) == 0
    command = (*RUN, "--erstat", "1", "--out", str(tmp_path / "ud"))
    house.killed(point, "cli", *command)
    committed = point is REPLACING[-1]
    seen = house.look()
    assert seen.states == (["erstattet", "bygget"] if committed else ["bygget"])
    assert house.do("cli", *command) == (1 if committed else 0)
    seen = house.look()
    assert seen.states == ["erstattet", "bygget"]
    new = next(int(number) for number, exchange in seen.facts["exchanges"].items() if exchange["state"] == "bygget")
    assert seen.exchange(1)["superseded_by"] == new
    assert {exchange for _, exchange in seen.claims} == {new}
    assert [path.name for path in (tmp_path / "ud").iterdir()] == [FILES[0]]
    house.do("approve", new, "bent")
    finish(house, world, new)
    assert world.got() == [CLAIMS_FILE]
