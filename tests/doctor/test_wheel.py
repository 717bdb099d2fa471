"""The built package in an environment of its own, where there is neither node nor a compiler."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASIC = ("sh", "env", "uname", "ldconfig")
"""All the programs there are beside Python."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package installed in ``miljoe``."""
    folder = tmp_path_factory.mktemp("hjul")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "miljoe")], check=True)
    (folder / "bin").mkdir()
    for name in BASIC:
        if found := shutil.which(name):
            (folder / "bin" / name).symlink_to(found)
    (wheel,) = folder.glob("*.whl")
    pip = [str(folder / "miljoe/bin/pip"), "--quiet", "--disable-pip-version-check"]
    lock = str(ROOT / "requirements" / "base.txt")
    steps = (["install", "--only-binary", ":all:", "--require-hashes", "-r", lock], ["install", "--no-deps", str(wheel)], ["check"])
    for step in steps:
        subprocess.run([*pip, *step], env={**os.environ, "PATH": path_of(folder)}, check=True)
    return folder


def path_of(folder: Path) -> str:
    return f"{folder / 'miljoe/bin'}{os.pathsep}{folder / 'bin'}"


def environment(folder: Path) -> dict[str, str]:
    """Nothing of this machine's own."""
    return {"PATH": path_of(folder), "HOME": str(folder), "SNITFLADE_HOME": str(folder / "hjem"), "SNITFLADE_USER": "anna"}


def snitflade(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(folder / "miljoe/bin/snitflade"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=300)


def get(address: str, language: str = "da") -> str:
    """What the site answers, which is no error."""
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(address, headers={"Accept-Language": language})  # noqa: S310 (our own address)
    with straight.open(asked, timeout=30) as answer:
        return str(answer.read().decode())


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the site, which ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(folder / "miljoe/bin/snitflade"), "serve", "--port", str(port), "--uden-baggrund"]
    with subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL) as site:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + 120
        try:
            while time.monotonic() < until:
                try:
                    get(f"{address}/healthz")
                    break
                except OSError:
                    time.sleep(0.3)
            yield address
        finally:
            site.terminate()


@pytest.mark.measured
def test_it_works_without_node_and_compiler(place: Path) -> None:
    for name in ("node", "npm", "gcc", "cc", "make", "git"):
        assert shutil.which(name, path=path_of(place)) is None
    sick = snitflade(place, "doctor")
    assert (sick.returncode, "snitflade migrate" in sick.stdout, sick.stderr) == (1, True, "")
    assert "Designsystemet er ikke med" not in sick.stdout
    assert snitflade(place, "migrate").returncode == 0
    (demo,) = (place / "miljoe").glob("lib/python3.*/site-packages/snitflade/tekn/demo")
    assert snitflade(place, "import", "tekn.renovation", str(demo)).returncode == 0
    assert snitflade(place, "describe", "g69").returncode == 0
    assert (place / "miljoe/share/snitflade/systemd/snitflade-worker.service").is_file()
    with serving(place) as address:
        sheets = re.findall(r'href="(/static/[^"]+\.css)"', get(f"{address}/"))
        assert any("dkfds" in sheet for sheet in sheets)
        for sheet in sheets:
            assert len(get(f"{address}{sheet}")) > 100
        assert '<html lang="en"' in get(f"{address}/", "en")
    assert snitflade(place, "backup", "--to", str(place / "kopi.tar.zst")).returncode == 0
