"""A running site for the browser tests: an installation of its own, served by `snitflade serve` as people get it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import snitflade.tekn

PROEVELAND = "proeveland"
"""The file in a home that stands for the tests' own Delsystem."""
ROOT = Path(__file__).resolve().parents[2]
DEMO = Path(snitflade.tekn.__file__).parent / "demo"
RUN_861 = (
    *("run", "tekn.renovation-prisme", "--kommune", "0956", "--kvartal", "2018K1", "--posteringsdato", "2017-01-13"),
    *("--forfaldsdato", "2017-02-01", "--regnskabsaar", "2017", "--tekst", "1. KVARTAL 2018", "--konteret-af", "tobl"),
    *("--tidsstempel", "2017-01-13T12:00"),
)
"""The specification's own test case."""


@dataclass(frozen=True)
class Side:
    """The site: where it is, and the demo users' passwords."""

    base: str
    home: Path
    koder: dict[str, str]

    def cli(self, *arguments: str | Path, by: str = "drift") -> str:
        """Run a command on the installation while the site is up; gives what it says."""
        return cli(self.home, *arguments, by=by)


def environment(home: Path, by: str = "drift") -> dict[str, str]:
    """What a program of the installation in `home` is to know. Where the tests' own Delsystem is wanted, it stands in the home."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")}
    settings = "tests.browser.proeveland.indstillinger" if (home / PROEVELAND).exists() else "snitflade.settings"
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return kept | {"SNITFLADE_HOME": str(home), "SNITFLADE_USER": by, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": settings}


def cli(home: Path, *arguments: str | Path, by: str = "drift") -> str:
    """Run a command on the installation in `home`."""
    command = [sys.executable, "-m", "snitflade", *map(str, arguments)]
    done = subprocess.run(command, env=environment(home, by), cwd=home, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def with_people(home: Path, *, proeveland: bool = False) -> dict[str, str]:
    """Make an empty installation in `home`, if one likes with the tests' own Delsystem; gives the demo users' passwords."""
    home.mkdir(parents=True, exist_ok=True)
    if proeveland:
        (home / PROEVELAND).touch()
    words = re.findall(r"^(\w+)\s+((?:[a-z2-9]{4}-){3}[a-z2-9]{4})", cli(home, "user", "demo"), flags=re.MULTILINE)
    return dict(words)


def with_demo(home: Path) -> dict[str, str]:
    """Make an installation in `home` with the demo data, the 861 built, and a busy day; gives the demo users' passwords."""
    words = with_people(home)
    cli(home, "import", "tekn.renovation", DEMO)
    cli(home, *RUN_861, by="operatoer")
    for what in ("travlt", "personer"):
        command = [sys.executable, "-m", f"tests.browser.{what}"]
        subprocess.run(command, env=environment(home), cwd=ROOT, check=True, timeout=120)
    return words


@contextmanager
def partners(home: Path) -> Iterator[str]:
    """The simulated counterparts, with the installation connected to them; gives the address of their control."""
    log = (home / "partners.log").open("w")
    command = [sys.executable, "-m", "tests.browser.modparter"]
    with log, subprocess.Popen(command, env=environment(home), cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as running:
        try:
            assert running.stdout is not None
            control = running.stdout.readline().strip()
            assert control, (home / "partners.log").read_text()
            yield control
        finally:
            running.terminate()
            running.wait(20)


@contextmanager
def served(home: Path, koder: dict[str, str], *, arbejder: bool = False) -> Iterator[Side]:
    """The site of the installation in `home`, on a free port; `arbejder`: with the worker that people get with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "serve.log").open("w")
    command = [sys.executable, "-m", "snitflade", "serve", "--port", str(port), *([] if arbejder else ["--uden-baggrund"])]
    with log, subprocess.Popen(command, env=environment(home), cwd=home, stdout=log, stderr=log) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, home / "serve.log")
            yield Side(f"http://127.0.0.1:{port}", home, koder)
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())
