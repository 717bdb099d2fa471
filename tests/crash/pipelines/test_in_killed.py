"""The way in, killed at every step boundary: after a restart each line is applied exactly once, and no file lies unsettled."""

from __future__ import annotations

import pytest
from tests.crash.pipelines.test_out_killed import named
from tests.pipelines import layout
from tests.pipelines.installation import Installation, Partners, Point, killed
from tests.pipelines.interfaces import IND, KARANTAENE, UNKNOWN

FIRST = [("0000000001", 100), ("0000000002", -250)]
SECOND = [("0000000003", 300)]


def lay_out(world: Partners) -> None:
    """Two files that must be applied in this order."""
    world.lay_out("a.txt", layout.file_of(FIRST))
    world.lay_out("b.txt", layout.file_of(SECOND))


def finished(house: Installation, world: Partners) -> None:
    """Everything has come in once, and the partner knows."""
    seen = house.look()
    assert seen.states == ["anvendt", "anvendt"]
    assert seen.lines == [*FIRST, *SECOND]
    assert [exchange["totals"] for exchange in seen.facts["exchanges"].values()] == [
        {"linjer": 2, "sum": -150},
        {"linjer": 1, "sum": 300},
    ]
    arrivals = [exchange["arrivals"] for exchange in seen.facts["exchanges"].values()]
    assert [[name for name, _ in came] for came in arrivals] == [["a.txt"], ["b.txt"]], "fetched again is no other arrival"
    assert world.left("/ud") == (["a.txt", "b.txt"] if world.after == "keep" else [])
    assert world.left("/arkiv") == (["a.txt", "b.txt"] if world.after == "archive" else [])


COLLECTING = [
    killed("snitflade.exchange.inbound:receive", "before"),
    killed("snitflade.exchange.packing:write_file"),
    killed("snitflade.exchange.audit:record"),
    killed("snitflade.exchange.transports.sftp:Sftp.settle", "before"),
    killed("snitflade.exchange.transports.sftp:Sftp.settle"),
    killed("snitflade.exchange.inbound:receive", "before", 2),
    killed("snitflade.exchange.transports.sftp:Sftp.settle", "before", 2),
    killed("snitflade.exchange.collecting:collect"),
    killed("tests.pipelines.interfaces:insert"),
    killed("snitflade.exchange.inbound:_finish"),
    killed("snitflade.exchange.inbound:apply_in_turn"),
    killed("tests.pipelines.interfaces:insert", "after", 3),
]


@pytest.mark.parametrize("point", COLLECTING, ids=named(COLLECTING))
def test_killed_while_taking_in(house: Installation, world: Partners, point: Point) -> None:
    lay_out(world)
    house.killed(point, "scheduled", IND)
    assert house.look().lines in ([], FIRST, [*FIRST, *SECOND]), "a file is applied whole or not at all"
    house.do("scheduled", IND)
    finished(house, world)


SESSION = "snitflade.exchange.transports.sftp_session:SftpSession"
SETTLING = [
    ("archive", killed(f"{SESSION}.rename", "before")),
    ("archive", killed(f"{SESSION}.rename")),
    ("delete", killed(f"{SESSION}.rename")),
    ("delete", killed(f"{SESSION}.remove", "before")),
    ("delete", killed(f"{SESSION}.remove")),
    ("keep", killed("snitflade.exchange.transports.sftp:Sftp.settle", "before")),
    ("keep", killed("snitflade.exchange.transports.sftp:Sftp.settle")),
]


@pytest.mark.parametrize(("after", "point"), SETTLING, ids=[f"{after} {named([point])[0]}" for after, point in SETTLING])
def test_killed_while_telling_the_partner(on_sqlite: Installation, world: Partners, after: str, point: Point) -> None:
    world.after = after
    on_sqlite.connect(world)
    lay_out(world)
    on_sqlite.killed(point, "scheduled", IND)
    on_sqlite.do("scheduled", IND)
    seen = on_sqlite.look()
    assert seen.lines == [*FIRST, *SECOND]
    visible = [name for name in world.left("/ud") if not name.startswith(".")]
    assert visible == (["a.txt", "b.txt"] if after == "keep" else [])
    told = [came for one in seen.facts["exchanges"].values() for came in one["arrivals"]]
    assert after != "keep" or told == [["a.txt", True], ["b.txt", True]]
    on_sqlite.do("scheduled", IND)
    assert on_sqlite.look().facts["lines"] == seen.facts["lines"]


def test_what_was_received_and_left_is_found_by_the_sweep(house: Installation, world: Partners) -> None:
    lay_out(world)
    house.killed(killed("snitflade.exchange.collecting:collect"), "scheduled", IND)
    assert house.do("sweep") == []
    finished(house, world)


CHECKPOINTS = [
    killed("snitflade.exchange.tasks:_hent"),
    killed("tests.pipelines.interfaces:insert"),
    killed("snitflade.exchange.tasks:_apply_next"),
]


@pytest.mark.parametrize("point", CHECKPOINTS, ids=named(CHECKPOINTS))
def test_killed_before_the_engine_remembers(house: Installation, world: Partners, point: Point) -> None:
    lay_out(world)
    house.killed(point, "work", ["hent", "udveksling.hent", f"hent.{IND}", "nu"])
    assert house.do("work") == []
    finished(house, world)


APPLYING_AGAIN = [
    killed("tests.pipelines.interfaces:insert", "after", 2),
    killed("snitflade.exchange.setting_aside:keep"),
    killed("snitflade.exchange.inbound:_finish"),
    killed("snitflade.exchange.inbound:apply_in_turn"),
]


@pytest.mark.parametrize("point", APPLYING_AGAIN, ids=named(APPLYING_AGAIN))
def test_killed_while_a_corrected_line_is_applied(house: Installation, point: Point) -> None:
    lines = [("0000000001", 100), (UNKNOWN, 200), ("0000000003", 300)]
    (number, _) = house.do("receive", KARANTAENE, "a.txt", layout.file_of(lines).hex(), "anna")
    assert house.do("apply", number) == "karantaene"
    corrected = layout.line("0000000002", 200)
    assert house.do("cli", "bent", "quarantine", str(number), "--linje", "2", "--tekst", corrected) == 0
    house.killed(point, "cli", "bent", "quarantine", str(number), "--anvend")
    assert house.do("cli", "bent", "quarantine", str(number), "--anvend") == 0
    seen = house.look()
    assert seen.states == ["anvendt"]
    assert seen.facts["lines"] == [[number, line, f"{line:010}", line * 100] for line in (1, 2, 3)]
    assert seen.exchange(number)["totals"] == {"linjer": 3, "sum": 600}
