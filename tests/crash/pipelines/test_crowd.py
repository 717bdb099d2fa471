"""Two operators press the same button at the same moment, and two workers find the same work: one of them does it."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.pipelines import layout
from tests.pipelines.installation import CLAIMS, CLAIMS_FILE, Ended, Installation, Partners, wait_for
from tests.pipelines.interfaces import IND, KARANTAENE, UD, UNKNOWN, UORDNET

LOSES = {"IllegalTransitionError", "BusyError"}
"""What the slower of two is told."""


def one_won(ended: list[Ended]) -> Ended:
    """The only job that was done; the others were told that somebody else was doing it."""
    won = [one for one in ended if not one.error]
    assert len(won) == 1, [(one.gave, one.error) for one in ended]
    assert {one.error for one in ended if one.error} <= LOSES
    return won[0]


@pytest.fixture
def sent(house: Installation, world: Partners) -> int:
    """An exchange that Prisme has taken."""
    number: int = house.do("built", "k1", "1", *CLAIMS)
    house.do("deliver", number)
    world.prisme.take_now()
    house.do("sweep")
    assert house.look().states == ["taget"]
    return number


def test_two_run_the_same(anywhere: Installation) -> None:
    anywhere.do("claims", *CLAIMS)
    command = ("cli", "anna", "run", UD, "--noegle", "k1", "--filer", "1")
    ended = anywhere.together(command, command)
    assert [one.gave for one in ended] == [0, 0], "the slower one finds nothing to send"
    assert anywhere.look().states == ["bygget"]


def test_two_build_under_one_key(anywhere: Installation) -> None:
    ended = anywhere.together(("built", "k1", "1", 100), ("built", "k1", "1", 200))
    (slower,) = [one for one in ended if one.error]
    assert slower.error == "ProblemsError"
    assert "Kørslen k1 findes allerede som udveksling" in slower.text
    seen = anywhere.look()
    assert seen.states == ["godkendt"]
    assert [exchange is None for _, exchange in seen.claims].count(True) == 1, "what it took is free again"


def test_two_approve(house: Installation, world: Partners) -> None:
    house.do("claims", *CLAIMS)
    assert house.do("cli", "anna", "run", UD, "--noegle", "k1", "--filer", "1") == 0
    one_won(house.together(("approve", 1, "bent"), ("approve", 1, "carl")))
    assert house.do("work") == []
    assert house.look().states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_one_approves_and_one_cancels(house: Installation) -> None:
    house.do("claims", *CLAIMS)
    assert house.do("cli", "anna", "run", UD, "--noegle", "k1", "--filer", "1") == 0
    house.together(("approve", 1, "bent"), ("cancel", 1, "carl"))
    seen = house.look()
    assert seen.states == ["annulleret"] or seen.states == ["godkendt"]
    assert {exchange for _, exchange in seen.claims} == ({None} if seen.states == ["annulleret"] else {1})


def test_two_deliver(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "2", *CLAIMS)
    ended = house.together(("deliver", number), ("deliver", number), ("deliver", number))
    assert {one.error for one in ended} <= {"", "BusyError"}
    seen = house.look()
    assert seen.exchange(number)["events"].count("afsendes") == 1
    assert seen.states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE]


def test_one_delivers_and_one_cancels(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    one_won(house.together(("deliver", number), ("cancel", number, "bent")))
    seen = house.look()
    assert world.got() == ([CLAIMS_FILE] if seen.states == ["afsendt"] else [])
    assert {exchange for _, exchange in seen.claims} == ({number} if seen.states == ["afsendt"] else {None})


def test_one_delivers_while_another_says_it_is_delivered(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    pause = house.home / "pause"
    pause.touch()
    place = ("snitflade.exchange.transports.sftp_session:SftpSession.rename", "before", 1, str(pause))
    delivering = house.start("deliver", number, points=(place,))
    wait_for(pause.with_name("pause.naaet").exists)
    for job in (("cli", "bent", "receipt", str(number), "--kvittering", "De har den"), ("cli", "bent", "cancel", str(number))):
        assert house.do(*job) == 1
    assert house.refused("resend", number, "bent").error == "BusyError"
    pause.unlink()
    assert house.wait(delivering).gave == "afsendt"
    assert house.look().states == ["afsendt"]
    assert world.got() == [CLAIMS_FILE]


def test_two_send_again(house: Installation, world: Partners, sent: int) -> None:
    """Both saw it as sent once; a second time is what one of them wanted, and so did the other."""
    go, here = house.home / "begynd", [house.home / f"laest-{number}" for number in range(2)]
    started = [house.start("resend", sent, by, str(ready), str(go)) for by, ready in zip(("bent", "carl"), here, strict=True)]
    wait_for(lambda: all(ready.exists() for ready in here))
    go.touch()
    one_won([house.wait(number) for number in started])
    world.prisme.take_now()
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE]


def test_two_cancel(house: Installation) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    one_won(house.together(("cancel", number, "bent"), ("cancel", number, "carl")))
    assert house.look().exchange(number)["events"].count("annulleret") == 1


def test_two_replace(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    new = one_won(house.together(("supersede", number, "k1", "bent"), ("supersede", number, "k1", "carl"))).gave
    seen = house.look()
    assert seen.states == ["erstattet", "bygget"]
    assert seen.exchange(number)["superseded_by"] == new
    assert {exchange for _, exchange in seen.claims} == {new}


def test_one_replaces_and_one_delivers(house: Installation, world: Partners) -> None:
    number = house.do("built", "k1", "1", *CLAIMS)
    one_won(house.together(("supersede", number, "k1", "bent"), ("deliver", number)))
    seen = house.look()
    assert (seen.states, world.got()) in ((["erstattet", "bygget"], []), (["afsendt"], [CLAIMS_FILE]))


def test_two_receive_the_same(anywhere: Installation) -> None:
    data = layout.file_of([("0000000001", 100)]).hex()
    ended = anywhere.together(("receive", IND, "a.txt", data, "anna"), ("receive", IND, "b.txt", data, "bent"))
    assert Counter(new for _, new in (one.gave for one in ended)) == {True: 1, False: 1}
    seen = anywhere.look()
    assert seen.states == ["modtaget"]
    assert sorted(name for name, _ in seen.exchange(seen.numbers[0])["arrivals"]) == ["a.txt", "b.txt"]


def test_two_collect(house: Installation, world: Partners) -> None:
    for number in range(1, 6):
        world.lay_out(f"{number}.txt", layout.file_of([(f"{number:010}", number * 100)]))
    house.together(("scheduled", IND), ("scheduled", IND))
    house.do("scheduled", IND)
    seen = house.look()
    assert seen.states == ["anvendt"] * 5
    assert sorted(seen.lines) == [(f"{number:010}", number * 100) for number in range(1, 6)]
    assert world.left("/ud") == []


def test_two_apply(anywhere: Installation) -> None:
    lines = [(f"{number:010}", number) for number in range(1, 50)]
    (number, _) = anywhere.do("receive", IND, "a.txt", layout.file_of(lines).hex(), "anna")
    ended = anywhere.together(("apply", number), ("apply", number), ("apply", number))
    assert [one.gave for one in ended] == ["anvendt"] * 3
    seen = anywhere.look()
    assert seen.lines == lines
    assert seen.exchange(number)["events"].count("anvendt") == 1


def test_two_apply_a_corrected_line(anywhere: Installation) -> None:
    lines = [("0000000001", 100), (UNKNOWN, 200)]
    (number, _) = anywhere.do("receive", KARANTAENE, "a.txt", layout.file_of(lines).hex(), "anna")
    assert anywhere.do("apply", number) == "karantaene"
    anywhere.do("cli", "bent", "quarantine", str(number), "--linje", "2", "--tekst", layout.line("0000000002", 200))
    command = ("cli", "bent", "quarantine", str(number), "--anvend")
    assert [one.gave for one in anywhere.together(command, command)] == [0, 0]
    seen = anywhere.look()
    assert seen.lines == [("0000000001", 100), ("0000000002", 200)]
    assert seen.exchange(number)["events"].count("anvendt") == 1


def test_two_workers_and_two_sweeps_drain_what_came(on_postgres: Installation, world: Partners) -> None:
    on_postgres.connect(world)
    number = on_postgres.do("built", "k1", "2", *CLAIMS)
    for file in range(1, 21):
        on_postgres.do("receive", UORDNET, f"{file}.txt", layout.file_of([(f"{file:010}", file * 100)]).hex(), "anna")
    sweeps = [[f"opsaml{nr}", "udveksling.opsaml", "opsaml", "nu"] for nr in range(2)]
    ended = on_postgres.together(*(("work", sweep) for sweep in sweeps))
    assert [(one.gave, one.error) for one in ended] == [([], ""), ([], "")], ended
    seen = on_postgres.look()
    assert seen.states == ["afsendt", *["anvendt"] * 20]
    assert sorted(seen.lines) == [(f"{file:010}", file * 100) for file in range(1, 21)]
    assert seen.exchange(number)["events"].count("afsendes") == 1
    assert world.got() == [CLAIMS_FILE, CLAIMS_FILE]
