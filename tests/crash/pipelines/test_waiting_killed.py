"""What waits, what goes in parts and what is pulled, killed at every step: after a restart the end is the same, once."""

from __future__ import annotations

import pytest
from tests.crash.pipelines.test_out_killed import named
from tests.pipelines.installation import Installation, Point, killed
from tests.pipelines.register import HENTET, REGISTER, data

VALUES = {f"K{number:04}": f"v{number}" for number in range(1, 6)}
PUT = "tests.pipelines.register:put"


def take(house: Installation, number: int, **values: str) -> int:
    content = data(number, **(values or {"K0001": f"v{number}"}))
    return int(house.do("receive", REGISTER, f"{number}.txt", content.hex(), "anna")[0])


PARTS = [
    killed(PUT, "before"),
    killed(PUT),
    killed("snitflade.exchange.audit:record"),
    killed(PUT, "before", 3),
    killed(PUT, "after", 4),
    killed("snitflade.exchange.audit:record", "after", 2),
    killed(PUT, "before", 5),
    killed(PUT, "after", 5),
    killed("snitflade.exchange.inbound:_finish"),
    killed("snitflade.exchange.inbound:apply_in_turn"),
]


@pytest.mark.parametrize("point", PARTS, ids=named(PARTS))
def test_killed_between_and_within_parts(anywhere: Installation, point: Point) -> None:
    take(anywhere, 1, **VALUES)
    anywhere.killed(point, "sweep")
    half = anywhere.look().facts
    assert len(half["register"]) in (0, 2, 4, 5), "a part is applied whole or not at all"
    assert anywhere.do("sweep") == []
    seen = anywhere.look()
    assert (seen.states, seen.facts["register"], seen.facts["files"]) == (["anvendt"], VALUES, [1])
    (exchange,) = seen.facts["exchanges"].values()
    assert exchange["totals"] == {"linjer": 5}
    assert exchange["events"] == ["modtaget", "del anvendt", "del anvendt", "anvendt"]


HOLDING = [
    killed("snitflade.exchange.inbound:_hold", "before"),
    killed("snitflade.exchange.inbound:_hold"),
    killed("snitflade.exchange.audit:record"),
    killed("snitflade.exchange.inbound:apply_in_turn"),
]


@pytest.mark.parametrize("point", HOLDING, ids=named(HOLDING))
def test_killed_while_holding(anywhere: Installation, point: Point) -> None:
    take(anywhere, 2)
    anywhere.killed(point, "sweep")
    anywhere.do("sweep")
    seen = anywhere.look()
    assert (seen.states, seen.facts["register"]) == (["holdt"], {})
    (exchange,) = seen.facts["exchanges"].values()
    assert exchange["events"] == ["modtaget", "holdt"]
    take(anywhere, 1)
    anywhere.do("sweep")
    assert anywhere.look().states == ["anvendt", "anvendt"]


FREED = [
    killed("snitflade.exchange.inbound:_finish", "after", 1),
    killed("snitflade.exchange.inbound:apply_in_turn", "after", 1),
    killed("snitflade.exchange.inbound:_finish", "after", 2),
    killed("snitflade.exchange.inbound:apply_in_turn", "after", 2),
    killed(PUT, "after", 3),
]


@pytest.mark.parametrize("point", FREED, ids=named(FREED))
def test_killed_while_the_held_are_freed(anywhere: Installation, point: Point) -> None:
    """The engine goes on with the work that its worker died in, so that the held are tried although nothing more comes."""
    for number in (3, 2):
        take(anywhere, number)
    anywhere.do("sweep")
    take(anywhere, 1)
    anywhere.killed(point, "work", ["orden", "udveksling.anvend-i-orden", REGISTER])
    assert anywhere.do("work") == []
    seen = anywhere.look()
    assert (seen.states, seen.facts["register"], seen.facts["files"]) == (["anvendt"] * 3, {"K0001": "v3"}, [1, 2, 3])


RELEASING = [
    killed("snitflade.exchange.waiting:release", "before"),
    killed("snitflade.exchange.audit:record"),
    killed("snitflade.exchange.waiting:release"),
    killed(PUT),
    killed("snitflade.exchange.inbound:apply"),
    killed("snitflade.exchange.waiting:try_all_held"),
]


@pytest.mark.parametrize("point", RELEASING, ids=named(RELEASING))
def test_killed_while_releasing(anywhere: Installation, point: Point) -> None:
    first = take(anywhere, 2)
    take(anywhere, 3)
    anywhere.do("sweep")
    anywhere.killed(point, "cli", "bent", "release", str(first), "--why", "Fil 1 kommer ikke")
    released = "frigivet" in anywhere.look().exchange(first)["events"]
    anywhere.do("sweep")
    seen = anywhere.look()
    if not released:
        assert seen.states == ["holdt", "holdt"], "nobody has answered for it"
        assert anywhere.do("cli", "bent", "release", str(first), "--why", "Fil 1 kommer ikke") == 0
        seen = anywhere.look()
    assert set(seen.states) == {"anvendt"}
    assert seen.exchange(first)["events"].count("frigivet") == 1
    assert seen.facts["files"][:2] == [2, 3]


FETCHING = [
    killed("snitflade.exchange.fetching:_remember", "before"),
    killed("snitflade.exchange.fetching:_remember"),
    killed("snitflade.exchange.packing:write_file"),
    killed("snitflade.exchange.inbound:receive"),
    killed("snitflade.exchange.fetching:_kept"),
    killed("snitflade.exchange.fetching:_remember", "after", 2),
    killed("snitflade.exchange.fetching:_kept", "after", 2),
    killed("snitflade.exchange.fetching:_remember", "before", 3),
    killed("snitflade.exchange.fetching:pull"),
    killed("snitflade.exchange.tasks:_hent"),
    killed(PUT),
]


@pytest.mark.parametrize("point", FETCHING, ids=named(FETCHING))
def test_killed_while_pulling(anywhere: Installation, point: Point) -> None:
    (anywhere.home / "forbindelser.toml").write_text(
        f'[forbindelser.gar]\ntype = "http"\nbase_url = "https://gar.example"\n[snitflader."{HENTET}"]\nind = "gar"\n'
    )
    pages = anywhere.home / "sider"
    pages.mkdir()
    for number in (1, 2):
        (pages / f"{number}.txt").write_bytes(data(number, K0001=f"v{number}"))
    anywhere.killed(point, "scheduled", HENTET)
    half = anywhere.look()
    assert half.facts["fetched"].get("side", "") == ("" if not half.states else f"{len(half.states)}.txt"), "kept together or not"
    anywhere.do("scheduled", HENTET)
    seen = anywhere.look()
    assert (seen.states, seen.facts["register"], seen.facts["files"]) == (["anvendt", "anvendt"], {"K0001": "v2"}, [1, 2])
    assert seen.facts["fetched"] == {"set": "ja", "side": "2.txt"}
    assert [len(exchange["arrivals"]) for exchange in seen.facts["exchanges"].values()] == [1, 1]
