"""The command line as a program of its own: where its installation lies, from which folder, and what it is connected to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.installation import DEMO, FILES, ROOT, ROW_40, Cli, Forker, dump, order, process
from tests.cli.ordinary import ordinary_user

from snitflade.exchange import journal

G69 = ROOT / "tests" / "formats" / "g69"


def test_an_installation_anywhere_from_anywhere(tmp_path: Path) -> None:
    """Two variables are enough: blanks and letters beyond ASCII in the path, relative at first, whole from another folder."""
    place = tmp_path / "Kommune Kujalleq" / "snitflade på æøå"
    place.parent.mkdir()
    first = process("import", "tekn.renovation", DEMO, cwd=place.parent, SNITFLADE_HOME=place.name)
    assert (first.code, first.err) == (0, "")
    assert (place / "snitflade.sqlite3").exists()
    assert place.stat().st_mode & 0o777 == 0o700
    other = tmp_path / "andetsteds"
    other.mkdir()
    billed = process("run", ROW_40, *order(), "--out", "til Prisme/æøå", cwd=other, SNITFLADE_HOME=str(place))
    assert (billed.code, billed.err) == (0, "")
    assert {path.name for path in (other / "til Prisme" / "æøå").iterdir()} == set(FILES)
    assert {path.name for path in other.iterdir()} == {"til Prisme"}
    assert not list(tmp_path.rglob(".snitflade-*"))


def test_without_a_home_it_is_var_where_the_user_stands(tmp_path: Path) -> None:
    for answer in (process("exchanges", "--json", cwd=tmp_path), process("exchanges", "--json", cwd=tmp_path, SNITFLADE_HOME="")):
        assert (answer.code, answer.json) == (0, [])
        assert {path.name for path in tmp_path.iterdir()} == {"var"}


def test_who_acts_when_nobody_says(tmp_path: Path, cli: Cli) -> None:
    long = cli.bill(by="a" * 61)
    assert (long.code, "SNITFLADE_USER er 61 tegn" in long.err) == (2, True)
    answer = process("run", ROW_40, *order(), cwd=tmp_path, SNITFLADE_HOME=str(cli.home), SNITFLADE_USER="", LOGNAME="loginnavn")
    assert answer.code == 0
    assert cli("exchanges", "--json").json[0]["created_by"] == "loginnavn"


@pytest.mark.parametrize("url", ["mysql://localhost/x", "postgresql://[x", "postgresql://vært:havn/navn", "snitflade.db"])
def test_a_database_url_that_cannot_be(tmp_path: Path, url: str) -> None:
    answer = process("verify", cwd=tmp_path, DATABASE_URL=url)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("DATABASE_URL ")
    assert len(answer.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    answer = process("exchanges", cwd=tmp_path, DATABASE_URL="postgresql://anna:hemmelig@127.0.0.1:1/navn")
    assert answer.code == 1
    assert answer.err.startswith("Databasen svarer ikke")
    assert "Traceback" not in answer.err
    assert "hemmelig" not in answer.err


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "mappe"
    gone.mkdir()
    command = f"cd '{gone}' && rmdir '{gone}' && exec '{sys.executable}' -m snitflade formats"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, "findes ikke længere" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written_in(cli: Cli, tmp_path: Path) -> None:
    shutil.rmtree(cli.home)
    tmp_path.chmod(0o500)
    try:
        with ordinary_user():
            answer = cli("exchanges")
    finally:
        tmp_path.chmod(0o700)
    assert answer.code == 1
    assert f"Filsystemet siger nej: {cli.home}: adgang nægtet." in answer.err


def many_lines(pairs: int) -> bytes:
    """A clean G69 file of twice as many lines."""
    head = "{n:05}095601NORFLYD&10300861&104{n:07}&11020170113&111000000000006602507000&112000000001000"
    return b"".join(
        ("000G69" + head.format(n=n) + tail + "\r\n").encode()
        for n in range(1, 2 * pairs + 1)
        for tail in (["-&113K", " &113D"][n % 2],)
    )


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """`snitflade decode … | head`: no words, no traceback."""
    (tmp_path / "stor.txt").write_bytes(many_lines(2000))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        [sys.executable, "-m", "snitflade", "decode", "g69", tmp_path / "stor.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b'{"line": 1')
        running.stdout.close()
        assert (running.stderr.read(), running.wait(60)) == (b"", 0)


def test_data_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    case = G69 / "cp1252.txt"
    answer = process("decode", "g69", case, cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert answer.code == 0
    assert "æ" in answer.out.lower()
    piped = process("encode", "g69", "-", cwd=tmp_path, stdin=answer.data, PYTHONIOENCODING="ascii")
    assert (piped.code, piped.data) == (0, case.read_bytes())
    told = process("check", "g69", "findes-ikke-æ.txt", cwd=tmp_path, PYTHONIOENCODING="ascii:strict")
    assert (told.code, "findes ikke" in told.err) == (2, True)


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "snitflade", "formats"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "Filsystemet siger nej: disken er fuld. Ret det, og kør kommandoen igen.\n"


def test_two_first_commands_at_the_same_time(forker: Forker, tmp_path: Path) -> None:
    home = tmp_path / "nyt hjem"
    started = [forker.start(home, ["import", "tekn.renovation", str(DEMO)]) for _ in range(3)]
    answers = [forker.wait(number) for number in started]
    assert [(answer.code, answer.err) for answer in answers] == [(0, "")] * 3
    assert forker.run(home, ["run", ROW_40, *order()]).code == 0


def test_a_user_who_breaks_it_off(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    rows = dump()
    monkeypatch.setattr(journal, "keep_problems", pressed)
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, answer.err.strip()) == (130, "Afbrudt. Kør kommandoen igen, hvis den skal gøres færdig.")
    assert dump() == rows
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["exchanges", "--antal", "0"], "--antal skal være mindst 1."),
        (["exchanges", "--antal", "-1"], "--antal skal være mindst 1."),
        (["exchanges", "--antal", "mange"], "--antal skal være et helt tal."),
        (["exchanges", "--antal"], "--antal mangler en værdi."),
        (["exchanges", "--json=1"], "--json tager ingen værdi."),
        (["exchanges", "--jsn"], "--jsn findes ikke. Mente du --json?"),
        (["show", "syv"], "ID skal være et helt tal."),
        (["show"], "ID mangler."),
        (["check", "10q"], "FIL mangler."),
        (["check", "10q", "a", "b"], "Der er for mange argumenter: (b)."),
        (["receipt", "1"], "--kvittering mangler."),
        (["exchange"], "Der er ingen kommando 'exchange'. Mente du 'exchanges'?"),
    ],
)
def test_a_call_that_is_wrong_gets_a_sentence_in_danish(cli: Cli, arguments: list[str], sentence: str) -> None:
    answer = cli(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(sentence)
    assert answer.err.rstrip().endswith("--help")
