"""Commands on formats and files: formats, describe, check, decode, encode."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.cli.installation import ROOT, Cli, tree
from tests.cli.ordinary import ordinary_user

from snitflade.formats import registry

GOLDEN = ROOT / "tests" / "formats"
"""Composed from the specification; see `test_golden.py` there."""
CASES = sorted(path for name in registry.FORMATS for path in (GOLDEN / name).glob("*.txt") if not path.stem.endswith(".skrevet"))
MEANT = [case for case in CASES if case.with_suffix(".jsonl").exists()]
WARNED, WRONG = GOLDEN / "g69" / "kredit-uden-minus.txt", GOLDEN / "g69" / "fejl.txt"
CLEAN = GOLDEN / "10q" / "861.txt"


def case_name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def objects(text: str) -> list[object]:
    return [json.loads(line) for line in text.split("\n") if line]


def test_formats(cli: Cli) -> None:
    listed = cli("formats")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()[1:]] == list(registry.FORMATS)
    assert {"10q", "g69"} <= set(cli("formats", "--json").json)


@pytest.mark.parametrize("name", registry.FORMATS)
def test_describe(cli: Cli, name: str) -> None:
    described = cli("describe", name)
    fields = cli("describe", name.upper(), "--json").json
    assert described.code == 0
    assert fields
    for field in fields:
        line = next(line for line in described.out.splitlines() if line.split()[:2] == [field["record"], field["place"]])
        assert field["name"] in line


def test_describe_prints_the_places_of_the_specification(cli: Cli) -> None:
    """prisme.md 3.1 and 3.3."""
    fields = {(field["record"], field["name"]): (field["place"], field["width"]) for field in cli("describe", "10q", "--json").json}
    assert fields["24", "ratebeloeb"] == ("51", "11")
    assert fields["24", "afstemningsnoegle"] == ("277", "35")
    assert fields["10", "debitornummer"] == ("34", "10")


@pytest.mark.parametrize("command", ["describe", "check", "decode", "encode"])
def test_an_unknown_format(cli: Cli, command: str) -> None:
    answer = cli(command, "g96", *([] if command == "describe" else [CLEAN]))
    assert (answer.code, answer.out) == (2, "")
    assert "Formatet «g96» kendes ikke. Mente du g69?" in answer.err
    assert "Formaterne er: 10q, g69" in cli(command, "xyzzy", *([] if command == "describe" else [CLEAN])).err


def test_check_says_how_many_lines_and_that_there_are_no_problems(cli: Cli) -> None:
    answer = cli("check", "10q", CLEAN)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{CLEAN}: 34 linjer, ingen problemer.\n"


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_check_lists_every_problem(cli: Cli, case: Path) -> None:
    expected = case.with_suffix(".problems.json")
    problems = json.loads(expected.read_text()) if expected.exists() else []
    answer = cli("check", case.parent.name, case, "--json")
    found = answer.json
    assert [(one["code"], one.get("line", 0), one.get("column", 0)) for one in found] == [
        (one["code"], one["line"], one["column"]) for one in problems
    ]
    errors = [one for one in found if one["severity"] == "fejl"]
    assert answer.code == (1 if errors else 0)
    told = cli("check", case.parent.name, case)
    assert told.code == answer.code
    assert [line.rpartition("[")[2] for line in told.err.splitlines()] == [f"{one['code']}]" for one in problems]


def test_warnings_are_told_and_do_not_count_as_errors(cli: Cli) -> None:
    answer = cli("check", "g69", WARNED)
    assert answer.code == 0
    assert all(line.startswith("Advarsel: ") for line in answer.err.splitlines())
    assert "0 fejl" in answer.out


@pytest.mark.parametrize("command", ["check", "decode"])
def test_a_dash_is_standard_input(cli: Cli, command: str) -> None:
    from_file, piped = cli(command, "10q", CLEAN), cli(command, "10q", "-", stdin=CLEAN.read_bytes())
    assert piped.code == from_file.code == 0
    assert piped.out.replace("-: 34", "34") == from_file.out.replace(f"{CLEAN}: 34", "34")


def test_an_empty_file(cli: Cli) -> None:
    answer = cli("check", "g69", "-", stdin=b"")
    assert (answer.code, answer.codes) == (1, {"FIL_TOM"})


@pytest.mark.parametrize("command", ["check", "decode", "encode"])
def test_files_that_cannot_be_read(cli: Cli, tmp_path: Path, command: str) -> None:
    (tmp_path / "lukket.txt").write_bytes(CLEAN.read_bytes())
    (tmp_path / "lukket.txt").chmod(0)
    (tmp_path / "mappe").mkdir()
    with ordinary_user():
        answers = {name: cli(command, "10q", tmp_path / name) for name in ("intet.txt", "mappe", "lukket.txt", "lukket.txt/x")}
    assert [(answer.code, answer.out) for answer in answers.values()] == [(2, "")] * 4
    assert f"Filen {tmp_path / 'intet.txt'} findes ikke." in answers["intet.txt"].err
    assert f"{tmp_path / 'mappe'} er en mappe; angiv en fil." in answers["mappe"].err
    assert "må ikke læses" in answers["lukket.txt"].err


@pytest.mark.parametrize("case", MEANT, ids=case_name)
def test_decode_gives_json_lines(cli: Cli, case: Path) -> None:
    answer = cli("decode", case.parent.name, case)
    assert objects(answer.out) == objects(case.with_suffix(".jsonl").read_text())
    assert answer.code == cli("check", case.parent.name, case).code


def test_decode_of_a_wrong_file_keeps_problems_beside_the_data(cli: Cli) -> None:
    answer = cli("decode", "g69", WRONG)
    assert (answer.code, answer.codes) == (1, cli("check", "g69", WRONG).codes)
    assert objects(answer.out)


@pytest.mark.parametrize("case", MEANT, ids=case_name)
def test_decode_then_encode_gives_the_same_bytes(cli: Cli, tmp_path: Path, case: Path) -> None:
    name = case.parent.name
    other = case.with_name(f"{case.stem}.skrevet.txt")
    written = (other if other.exists() else case).read_bytes()
    decoded = cli("decode", name, case)
    piped = cli("encode", name, "-", stdin=decoded.data)
    assert (piped.code, piped.data) == (0, written)
    (tmp_path / "linjer.jsonl").write_bytes(decoded.data)
    into_file = cli("encode", name, tmp_path / "linjer.jsonl", "-o", tmp_path / "ud.txt")
    assert (into_file.code, into_file.out) == (0, "")
    assert (tmp_path / "ud.txt").read_bytes() == written


def test_encode_writes_nothing_when_anything_is_wrong(cli: Cli, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in CLEAN.with_suffix(".jsonl").read_text().splitlines()]
    lines[1]["ratebeloeb"] = 890.0
    lines[2]["ratetekst"] = "x" * 61
    lines[3]["linienr"] = 7
    del lines[8]["person_cvr_nummer"]
    (tmp_path / "ud.txt").write_text("som før")
    before = tree(tmp_path)
    text = "\n".join(json.dumps(line) for line in lines)
    answer = cli("encode", "10q", "-", "-o", tmp_path / "ud.txt", stdin=f"{text}\nikke json\n".encode())
    assert (answer.code, answer.out) == (1, "")
    assert {"FELT_TYPE", "FELT_FOR_LANGT", "JSON_UGYLDIG"} <= answer.codes
    assert "Intet er skrevet eller ændret." in answer.err
    assert tree(tmp_path) == before


def test_encode_refuses_what_breaks_the_rules_of_the_whole_file(cli: Cli) -> None:
    lines = (GOLDEN / "g69" / "861.jsonl").read_text().splitlines()
    answer = cli("encode", "g69", "-", stdin="\n".join(lines[:-1]).encode())
    assert (answer.code, answer.data, answer.codes) == (1, b"", {"BALANCE_FEJL"})


def test_encode_takes_utf_8_only(cli: Cli) -> None:
    answer = cli("encode", "g69", "-", stdin='{"tekst": "å"}'.encode("latin-1"))
    assert (answer.code, "ikke UTF-8 (byte 11)" in answer.err) == (2, True)


def test_where_encode_can_write(cli: Cli, tmp_path: Path) -> None:
    source = CLEAN.with_suffix(".jsonl")
    (tmp_path / "mappe").mkdir()
    folder = cli("encode", "10q", source, "-o", tmp_path / "mappe")
    assert (folder.code, "er en mappe" in folder.err) == (2, True)
    nowhere = cli("encode", "10q", source, "-o", tmp_path / "intet" / "ud.txt")
    assert (nowhere.code, f"Mappen {tmp_path / 'intet'} findes ikke" in nowhere.err) == (2, True)
    assert cli("encode", "10q", source, "-o", "-").data == CLEAN.read_bytes()
    assert not Path("-").exists()


def test_encode_leaves_a_link_a_link_and_a_pipe_a_pipe(cli: Cli, tmp_path: Path) -> None:
    source = CLEAN.with_suffix(".jsonl")
    (tmp_path / "link.txt").symlink_to("rigtig.txt")
    assert cli("encode", "10q", source, "-o", tmp_path / "link.txt").code == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "rigtig.txt").read_bytes() == CLEAN.read_bytes()
    os.mkfifo(tmp_path / "pipe")
    descriptor = os.open(tmp_path / "pipe", os.O_RDWR | os.O_NONBLOCK)
    assert cli("encode", "10q", source, "-o", tmp_path / "pipe").code == 0
    assert os.read(descriptor, 2 * CLEAN.stat().st_size) == CLEAN.read_bytes()
    os.close(descriptor)
    assert (tmp_path / "pipe").is_fifo()


def test_encode_into_a_folder_that_may_not_be_written_in(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "lukket").mkdir(mode=0o500)
    with ordinary_user():
        answer = cli("encode", "10q", CLEAN.with_suffix(".jsonl"), "-o", tmp_path / "lukket" / "ud.txt")
    assert (answer.code, "adgang nægtet" in answer.err) == (1, True)
    assert not list((tmp_path / "lukket").iterdir())


def test_these_commands_leave_the_installation_alone(cli: Cli, tmp_path: Path) -> None:
    shutil.rmtree(cli.home)
    for arguments in (["formats"], ["describe", "g69"], ["check", "10q", CLEAN], ["decode", "10q", CLEAN], ["interfaces"]):
        assert cli(*arguments).code == 0
    assert not cli.home.exists()
