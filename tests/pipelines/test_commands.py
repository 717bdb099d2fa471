"""The commands on quarantine and replacement, as an operator uses them."""

from __future__ import annotations

import json

import pytest
from tests.pipelines import layout
from tests.pipelines.installation import CLAIMS, Installation
from tests.pipelines.interfaces import IND, KARANTAENE, UD, UNKNOWN

LINES = [("0000000001", 100), (UNKNOWN, 200), (UNKNOWN, 300)]


def command(installation: Installation, *arguments: str, code: int = 0) -> str:
    """What a command says, with the exit code it must have."""
    ended = installation.wait(installation.start("cli", "bent", *arguments))
    assert (ended.code, ended.gave) == (0, code), ended.said
    assert "Traceback" not in ended.said
    return ended.said


@pytest.fixture
def number(on_sqlite: Installation) -> str:
    """An exchange with lines 2 and 3 in quarantine."""
    (made, _) = on_sqlite.do("receive", KARANTAENE, "a.txt", layout.file_of(LINES).hex(), "anna")
    assert on_sqlite.do("apply", made) == "karantaene"
    return str(made)


def test_lines_are_listed_and_one_is_shown(on_sqlite: Installation, number: str) -> None:
    said = command(on_sqlite, "quarantine", number)
    assert [line.split()[:2] for line in said.splitlines()[1:3]] == [["2", "venter"], ["3", "venter"]]
    assert f"snitflade quarantine {number} --linje N" in said
    assert layout.line(*LINES[1]) not in said, "only who asks for one line sees it"
    assert command(on_sqlite, "quarantine", number, "--linje", "2") == layout.line(*LINES[1]) + "\n"
    assert on_sqlite.look().exchange(int(number))["events"][-1] == "linje vist"
    listed = json.loads(command(on_sqlite, "quarantine", number, "--json"))
    assert [(row["line"], row["state"], row["reason"]) for row in listed] == [
        (line, "venter", f"Kunden {UNKNOWN} findes ikke.") for line in (2, 3)
    ]


def test_lines_are_corrected_and_applied(on_sqlite: Installation, number: str) -> None:
    said = command(on_sqlite, "quarantine", number, "--linje", "2", "--tekst", layout.line("0000000002", 200))
    assert said == f"Linje 2 af udveksling {number} er rettet af bent.\n"
    rows = json.loads(command(on_sqlite, "quarantine", number, "--json"))
    assert [(row["state"], row["corrected_by"]) for row in rows] == [("rettet", "bent"), ("venter", "")]
    said = command(on_sqlite, "quarantine", number, "--anvend", code=1)
    assert f"Kunden {UNKNOWN} findes ikke." in said
    assert said.splitlines()[0].endswith("Linjer tilbage i karantæne: 1.")
    arguments = ("--linje", "3", "--tekst", layout.line("0000000003", 300), "--anvend")
    assert "er anvendt. Linjer tilbage i karantæne: 0." in command(on_sqlite, "quarantine", number, *arguments)
    rows = json.loads(command(on_sqlite, "quarantine", number, "--json"))
    assert [row["state"] for row in rows] == ["anvendt", "anvendt"]
    assert on_sqlite.look().lines == [("0000000001", 100), ("0000000002", 200), ("0000000003", 300)]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("1", "--tekst", "x"), 2, "Angiv med --linje"),
        (("1", "--linje", "1"), 2, "har ingen linje 1 i karantæne"),
        (("1", "--linje", "1", "--tekst", "x"), 2, "har ingen linje 1 i karantæne"),
        (("1", "--linje", "2", "--tekst", " "), 1, "Den rettede linje er tom"),
        (("99",), 2, "Udveksling 99 findes ikke"),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_why(
    on_sqlite: Installation, number: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert said in command(on_sqlite, "quarantine", *arguments, code=code)


def test_an_exchange_without_quarantine_has_no_lines(on_sqlite: Installation) -> None:
    (made, _) = on_sqlite.do("receive", IND, "a.txt", layout.file_of(LINES[:1]).hex(), "anna")
    assert command(on_sqlite, "quarantine", str(made)) == f"Udveksling {made} har ingen linjer i karantæne.\n"
    sent = on_sqlite.do("built", "k1", "1", *CLAIMS)
    assert "går ud og har ingen linjer" in command(on_sqlite, "quarantine", str(sent), "--anvend", code=2)


def test_a_run_takes_the_place_of_another(on_sqlite: Installation) -> None:
    old = on_sqlite.do("built", "k1", "1", *CLAIMS)
    on_sqlite.do("claims", 700)
    run = ("run", UD, "--noegle", "k1", "--filer", "1", "--erstat", str(old))
    before = on_sqlite.look().facts
    assert "Prøvekørsel: intet er skrevet." in command(on_sqlite, *run, "--dry-run")
    assert on_sqlite.look().facts == before
    said = command(on_sqlite, *run)
    assert f"Udveksling {old} er erstattet af den" in said
    seen = on_sqlite.look()
    assert seen.states == ["erstattet", "bygget"]
    assert len({owner for _, owner in seen.claims}) == 1
    assert "er erstattet og kan ikke blive erstattet" in command(on_sqlite, *run, code=1)
    assert "Udveksling 99 findes ikke" in command(on_sqlite, *run[:-1], "99", code=2)
