"""The site as `make docs` writes it, and what the commands of the pages say: made once for a run of all workers."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from tests.browser.installation import DEMO
from tests.docs import eksempel, forsiden

import snitflade

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = "tests/tekn/havn/HAVN_0956_202611.csv"


@dataclass(frozen=True)
class Built:
    """The written site: its folder, and every page of it by its place."""

    folder: Path
    pages: dict[str, html.HtmlElement]

    def text(self, page: str) -> str:
        """What can be read on a page, blanks evened out."""
        return " ".join(self.pages[page].xpath("string(//main)").split())

    def links(self) -> Iterator[tuple[str, str]]:
        """Every link and picture: the page it is on, and where it leads, as it is written."""
        for name, page in self.pages.items():
            for attribute in ("href", "src"):
                yield from ((name, value) for value in page.xpath(f"//@{attribute}"))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made by whichever worker needs it first; the others wait for it."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with folder.with_suffix(".laas").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".klar").exists():
            make(folder)
            folder.with_suffix(".klar").touch()
    return folder


def environment(**more: str) -> dict[str, str]:
    """What a program of its own is to know."""
    return {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "HOME")} | more


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site. It is read from here, never from ``build``."""

    def make(folder: Path) -> None:
        command = [sys.executable, "-m", "requirements.docs", str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr

    folder = once(tmp_path_factory, "websted", make)
    found = {path.relative_to(folder).as_posix(): html.parse(path).getroot() for path in sorted(folder.rglob("*.html"))}
    return Built(folder, found)


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the commands of docs/snitflade-41.md and of the README said, in an installation of its own: a copy of the program with
    the page's files in it."""

    def make(place: Path) -> None:
        shutil.copytree(
            Path(snitflade.__file__).parent, place / "src" / "snitflade", ignore=shutil.ignore_patterns("static", "locale")
        )
        shutil.copytree(DEMO, place / "stamdata")
        text = eksempel.PAGE.read_text(encoding="utf-8")
        for path, content in eksempel.files(text).items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(content, encoding="utf-8")
        shutil.copyfile(place / GOLDEN, place / Path(GOLDEN).name)
        asked = {
            "sessions": {"side": [command.words for command in eksempel.sessions(text)], "readme": forsiden.asked()},
            "tests": [path for path in eksempel.files(text) if Path(path).name.startswith("test_")],
            "keep": {"snitflade decode": "g69.jsonl"},
        }
        home = {"PYTHONPATH": str(place / "src"), "SNITFLADE_HOME": str(place / "var"), "SNITFLADE_USER": "anna"}
        command = [sys.executable, eksempel.__file__]
        done = subprocess.run(
            command,
            input=json.dumps(asked),
            cwd=place,
            env=environment(**home),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        (place / "sagt.json").write_text(done.stdout, encoding="utf-8")

    place = once(tmp_path_factory, "snitflade-41", make)
    answer: dict[str, Any] = json.loads((place / "sagt.json").read_text(encoding="utf-8"))
    return answer | {"place": place}
