"""An installation of its own for a test, and the command line on it.

In this process (`Cli`): the database of the test is a file in its own home, as a user has it. In processes forked from one that
has only loaded the program (`Forker`): those can be killed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from django.test import override_settings

import snitflade.tekn
from snitflade import settings
from snitflade.cli.entry import FAULT, run

ROOT = Path(__file__).resolve().parents[2]
DEMO = Path(snitflade.tekn.__file__).parent / "demo"
"""The specification's test case (prisme.md 5.1) as CSV."""
FILES = ("861_G69.txt", "861_10Q.txt")
ROW_40 = "tekn.renovation-prisme"

ORDER = {
    "kommune": "0956",
    "kvartal": "2018K1",
    "posteringsdato": "2017-01-13",
    "forfaldsdato": "2017-02-01",
    "regnskabsaar": "2017",
    "tekst": "1. KVARTAL 2018",
    "konteret-af": "tobl",
    "tidsstempel": "2017-01-13T12:00",
}
"""The run of the test case."""


def order(**changes: object) -> list[str]:
    """The run's options with some replaced; None leaves one out. Names may be written with ``_``."""
    values = ORDER | {name.replace("_", "-"): value for name, value in changes.items()}
    return [text for name, value in values.items() if value is not None for text in (f"--{name}", str(value))]


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> set[str]:
        """The codes of the problems it told."""
        return {line.rpartition(" [")[2].rstrip("]") for line in self.err.splitlines() if line.endswith("]")}


@dataclass
class Cli:
    """The command line in this process, on the installation that `at_home` is in."""

    home: Path
    capture: pytest.CaptureFixture[bytes]
    patch: pytest.MonkeyPatch

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", by: str = "anna") -> Answer:
        self.capture.readouterr()
        with self.patch.context() as patch:
            patch.setenv("SNITFLADE_USER", by)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            code = run([str(argument) for argument in arguments])
        said = self.capture.readouterr()
        answer = Answer(code, said.out, said.err.decode())
        assert "Traceback" not in answer.err
        assert code != FAULT, answer.err + "".join(path.read_text() for path in (self.home / "fejl").glob("*"))
        return answer

    def bill(self, *arguments: str | Path, **changes: object) -> Answer:
        """Run row 40 as in the test case, with some of it replaced; ``by`` says who does."""
        by = str(changes.pop("by", "anna"))
        return self("run", ROW_40, *order(**changes), *arguments, by=by)


@contextmanager
def at_home(home: Path, url: str = "") -> Iterator[None]:
    """Let this process work on the installation in `home`, with the database at `url` if given."""
    before = connections["default"]
    database = {**before.settings_dict, "OPTIONS": {}, **settings.database(url, home)}
    with override_settings(HOME=home):
        connections["default"] = load_backend(database["ENGINE"]).DatabaseWrapper(database, "default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = before


def dump() -> dict[str, list[str]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 (the database's own names)
            tables[name] = sorted(map(repr, cursor.fetchall()))
    return tables


def sql(text: str) -> None:
    """What somebody with the database in hand does."""
    with connection.cursor() as cursor:
        cursor.execute(text)


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder below `folder` with a hash of what it holds; the database's own files are left to `dump`."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "mappe"
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith("snitflade.sqlite3")
    }


def process(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **environment: str) -> Answer:
    """The command line as a user starts it: a program of its own, with nothing but `environment` to go by."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")}
    done = subprocess.run(
        [sys.executable, "-m", "snitflade", *map(str, arguments)],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT / "src"), "SNITFLADE_USER": "anna"} | environment,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


@dataclass
class Forker:
    """A process that has loaded the program and forks itself for each command it is told to run."""

    server: subprocess.Popen[str]
    running: dict[int, Path] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Forker]:
        with subprocess.Popen(
            [sys.executable, "-c", "from tests.cli.forked import serve; serve()"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "DATABASE_URL": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            yield cls(server)

    def start(self, home: Path, *commands: list[str], **how: object) -> int:
        """Begin a process that runs `commands` one after the other on the installation in `home`; gives its id.

        `how`: ``by`` says who does, ``kill_at`` the crossing (see `tests.cli.forked`) at which it kills itself, ``log`` a file for
        the names of the crossings, ``url`` the database, ``environment``, ``cwd``.
        """
        said = home.parent / f"sagt-{len(list(home.parent.glob('sagt-*')))}"
        said.mkdir()
        for name in ("out", "err"):
            (said / name).touch()
        number = self._ask("start", {"by": "anna", "home": str(home), "commands": commands, "said": str(said), **how})
        self.running[number] = said
        return number

    def wait(self, number: int) -> Answer:
        """What a process said and its exit code; a killed one's is the signal, negative."""
        code = os.waitstatus_to_exitcode(self._ask("wait", number))
        said = self.running.pop(number)
        return Answer(code, (said / "out").read_bytes(), (said / "err").read_text())

    def run(self, home: Path, *commands: list[str], **how: object) -> Answer:
        """Run `commands` and wait for them; the answer is all they said, and the first code that is not 0."""
        return self.wait(self.start(home, *commands, **how))

    def kill(self, number: int) -> None:
        """End a process as the kernel does: nothing is tidied up."""
        os.kill(number, signal.SIGKILL)

    def _ask(self, what: str, about: object) -> int:
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps([what, about]) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())


def copied(template: Path, home: Path) -> Path:
    """A copy of an installation."""
    shutil.copytree(template, home)
    return home


def with_files(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """The test case's files in `folder` with some replaced; None removes one."""
    folder.mkdir(exist_ok=True)
    for path in DEMO.iterdir():
        shutil.copy(path, folder)
    for name, text in files.items():
        path = folder / f"{name}.csv"
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
