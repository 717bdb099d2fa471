"""The image's recipe holds against the tree: what it copies is there, what it starts exists, and it runs as nobody in particular.

Building it takes an engine, which is not to be had everywhere; what it is made of changes with the tree, and that is watched here.
"""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest
from django.urls import resolve
from tests.deploy.commands import ROOT, accepted, parts

from snitflade import settings as settings_module
from snitflade.exchange import health

FOLDER = "/data"


def steps() -> list[tuple[str, str]]:
    """The instructions, each with what stands behind it, in one line."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", (ROOT / "deploy" / "Containerfile").read_text(), flags=re.MULTILINE))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


STEPS = steps()
BUILD = STEPS[: [number for number, (name, _) in enumerate(STEPS) if name == "FROM"][1]]
RUN = STEPS[len(BUILD) :]


def one(name: str, among: list[tuple[str, str]] = RUN) -> str:
    (found,) = [text for other, text in among if other == name]
    return found


def listed(name: str) -> list[str]:
    """The words of an instruction that is written as a list."""
    return [str(word) for word in tomllib.loads(f"words = {one(name)}")["words"]]


def copied() -> set[str]:
    return {source for name, text in BUILD if name == "COPY" for source in text.split()[:-1]}


def test_both_stages_are_of_one_base_that_the_package_runs_on() -> None:
    bases = {text.split()[0] for name, text in STEPS if name == "FROM"}
    assert bases == {"python:3.11-slim-bookworm"}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert wanted == ">=3.11,<3.13"


def test_everything_the_package_is_built_of_is_copied_and_is_there() -> None:
    assert all((ROOT / source).exists() for source in copied())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {project["project"]["readme"], *project["project"]["license-files"], "Makefile", "pyproject.toml"}
    needed |= {path.split("/")[0] for path in (*wheel["packages"], *wheel["shared-data"], wheel["hooks"]["custom"]["path"])}
    setup = (ROOT / "requirements" / "setup.sh").read_text()
    needed |= {path.split("/")[0] for path in re.findall(r"\b(?:requirements|src)/[\w./*-]+", setup)}
    assert needed <= copied(), "what the build reads is in no layer"


def test_what_it_runs_to_build_is_there() -> None:
    commands = " ".join(text for name, text in BUILD if name == "RUN")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", commands)) == {"setup"} <= targets
    assert (ROOT / parts(r"-r (\S+)", commands)[0]).is_file()
    assert "--require-hashes" in commands and "--only-binary :all:" in commands
    assert not re.search(r"\b(npm|node|gcc|git)\b", commands), "set-up needs none of them"


def test_it_runs_as_a_user_of_its_own_who_owns_the_one_folder_that_changes() -> None:
    name = one("USER")
    made = next(text for step, text in RUN if step == "RUN")
    assert f"useradd --uid 10001 --home-dir {FOLDER} --shell /usr/sbin/nologin {name}" in made
    assert f"install -d -m 700 -o {name} -g {name} {FOLDER}" in made
    environment = dict(pair.split("=", 1) for pair in shlex.split(one("ENV")))
    assert (environment["SNITFLADE_HOME"], one("VOLUME")) == (FOLDER, FOLDER)
    order = [step for step, _ in RUN]
    assert order.index("USER") > max(number for number, step in enumerate(order) if step in {"RUN", "COPY"})
    place = one("COPY").split()[-1]
    assert environment["PATH"].split(":")[0] == f"{place}/bin"
    assert place in " ".join(text for _, text in BUILD), "it is built where it runs: an environment cannot be moved"


def test_the_command_line_takes_what_it_is_started_with() -> None:
    assert listed("ENTRYPOINT") == ["snitflade"]
    given = accepted(listed("CMD"))
    assert (given["host"], str(given["port"])) == ("0.0.0.0", one("EXPOSE"))  # noqa: S104 (a container's own network)
    comments = (ROOT / "deploy" / "Containerfile").read_text()
    assert accepted(["worker", "--http", f"127.0.0.1:{one('EXPOSE')}"])["http"]
    assert f"snitflade worker --http 127.0.0.1:{one('EXPOSE')}" in comments, "so that one health check does for both"
    assert all(flag in comments for flag in ("--read-only", "--tmpfs /tmp", f":{FOLDER}:U"))


def test_the_health_check_asks_what_there_is() -> None:
    check = one("HEALTHCHECK")
    port, path = parts(r"http://127\.0\.0\.1:(\d+)(/\w+)'", check)
    assert port == one("EXPOSE")
    assert resolve(path).func is health.readyz
    limit, waited = map(int, parts(r"--timeout=(\d+)s.*[^-]timeout=(\d+)", check))
    assert waited < limit, "it says itself why, instead of being killed"


def test_the_machine_itself_may_ask_whatever_the_site_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise every container with a name of its own would be taken for ill."""
    monkeypatch.setenv("SNITFLADE_HOSTS", "snitflade.kommune.gl")
    found = runpy.run_path(str(Path(settings_module.__file__)))["ALLOWED_HOSTS"]
    assert found == ["snitflade.kommune.gl", "localhost", "127.0.0.1", "[::1]"]
