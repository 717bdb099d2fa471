"""`snitflade interfaces`: the 40 rows with the catalogue's own words, and a state that follows from what is declared."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib import resources

import pytest
from tests.cli.installation import Cli

from snitflade.exchange import catalogue

WORDS = ("id", "delsystem", "modul", "ekstern", "integration", "retning", "form", "frekvens", "udloest_af", "spec")


def committed() -> list[dict[str, str]]:
    text = resources.files("snitflade.exchange").joinpath("catalogue.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_the_forty_rows_in_the_catalogue_s_own_words(cli: Cli) -> None:
    answer = cli("interfaces", "--json")
    shown = answer.json
    assert (answer.code, answer.err) == (0, "")
    assert [row["nr"] for row in shown[:40]] == list(range(1, 41))
    assert [{name: row[name] for name in WORDS} for row in shown[:40]] == [
        {name: row[name] for name in WORDS} for row in committed()
    ]


def test_those_outside_the_catalogue_stand_after_it_without_a_number(cli: Cli) -> None:
    outside = [one.row for one in catalogue.declared() if one.outside]
    shown = cli("interfaces", "--json").json[40:]
    assert outside and [row["nr"] for row in shown] == [None] * len(outside)
    assert [{name: row[name] for name in WORDS} for row in shown] == [
        {name: getattr(row, name) for name in WORDS} for row in outside
    ]
    assert [line.split()[:2] for line in cli("interfaces").out.splitlines()[41:]] == [["–", row.id] for row in outside]


def test_words_of_some_rows(cli: Cli) -> None:
    rows = {row["nr"]: row for row in cli("interfaces", "--json").json[:40]}
    assert rows[40]["integration"] == "Snitflade 861 Renovation: G69 og 10Q"
    assert (rows[30]["delsystem"], rows[30]["modul"], rows[30]["ekstern"]) == (
        "Soc",
        "Boligsikring",
        "Boligselskaberne INI og Iserit",
    )
    assert (rows[9]["retning"], rows[9]["frekvens"]) == ("ind", "Efter hver hverdag")
    assert sorted({row["delsystem"] for row in rows.values()}) == [
        *("Bogh", "Erhv", "Folk", "Inka", "Krdi", "Led", "Lon", "Skat", "Soc", "Tekn")
    ]


def test_the_table_has_every_row_and_its_state(cli: Cli) -> None:
    lines = cli("interfaces").out.splitlines()[1:41]
    assert [line.split()[:2] for line in lines] == [[row["nr"], row["id"]] for row in committed()]
    assert lines[39].split()[-1] == "virker"


def states(cli: Cli) -> dict[str, str]:
    return {row["id"]: row["state"] for row in cli("interfaces", "--json").json}


def test_states(cli: Cli) -> None:
    found = states(cli)
    assert set(found.values()) <= {"virker", "ubekræftet", "mangler"}
    assert found["tekn.renovation-prisme"] == "virker"
    declared = {interface.id for interface in catalogue.declared()}
    assert {id for id, state in found.items() if state == "mangler"} == set(found) - declared


def test_the_state_follows_from_the_declaration(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    row_40 = catalogue.find("40")
    for declared, state in (
        (replace(row_40, confirmed=False), "ubekræftet"),
        (replace(row_40, build=None, prove=None), "mangler"),
        (row_40, "virker"),
    ):
        monkeypatch.setitem(catalogue._registered, row_40.id, declared)
        assert states(cli)[row_40.id] == state
    monkeypatch.delitem(catalogue._registered, row_40.id)
    assert states(cli)[row_40.id] == "mangler"
    assert "virker ikke endnu" in cli("run", "40").err


def test_run_lists_what_can_be_run_and_each_shows_its_options(cli: Cli) -> None:
    listed = cli("run")
    assert (listed.code, "tekn.renovation-prisme" in listed.out) == (0, True)
    shown = cli("run", "40", "--help")
    assert shown.code == 0
    for option in (*catalogue.find("40").options,):
        assert f"--{option.name.replace('_', '-')}" in shown.out


def test_without_a_command_the_help_is_shown(cli: Cli) -> None:
    answer = cli()
    assert answer.code == 2
    assert "interfaces" in answer.out + answer.err


def test_an_unknown_command(cli: Cli) -> None:
    answer = cli("intrefaces")
    assert (answer.code, "Der er ingen kommando" in answer.err) == (2, True)
