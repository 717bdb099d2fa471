"""What the repository promises about itself: the doors exist, the lock is whole, and no file names a machine or a registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
DOORS = (
    "setup",
    "demo",
    "serve",
    "texts",
    "test",
    "lint",
    "types",
    "imports",
    "postgres",
    "browser",
    "pytest",
    "format",
    "bench",
    "fuzz",
    "lock",
    "clean",
    "docs",
    "pictures",
    "wheel",
    "sbom",
    "audit",
    "soak",
)
LOCKS = ("base.txt", "dev.txt")

# Patterns are put together here so that this file does not contain what it forbids.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "tmp", "root", "home", "Users", "opt")) + r")/\w")
REGISTRIES = ("py" + "pi", "python" + "hosted", "npm" + "js")
REGISTRY_HOST = re.compile("(?:" + "|".join(REGISTRIES) + r")\.(?:org|com|io|python)")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def dependencies() -> list[str]:
    """Every dependency as it is written in pyproject.toml."""
    data = project()
    groups = [entry for group in data["dependency-groups"].values() for entry in group]
    return [*data["project"]["dependencies"], *groups]


def own_files() -> Iterator[Path]:
    """The files that belong to the repository: all but what .gitignore names. Works without git, as an unpacked archive must."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder)

        def kept(name: str, mark: str, here: Path = here) -> bool:
            path = "/" + (here / name).relative_to(ROOT).as_posix() + mark
            return name != ".git" and not any(fnmatch(path, rule if rule.startswith("/") else "*/" + rule) for rule in ignored)

        folders[:] = [name for name in folders if kept(name, "/")]
        yield from (here / name for name in files if kept(name, ""))


def locked(name: str) -> dict[str, list[tuple[Requirement, int]]]:
    """The lock by package: its requirement lines (one per Python or system), each with how many hashes it has."""
    lines = re.sub(r"\\\n", " ", (ROOT / "requirements" / name).read_text(encoding="utf-8")).splitlines()
    packages: dict[str, list[tuple[Requirement, int]]] = {}
    for line in lines:
        if line and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            entry = Requirement(requirement)
            packages.setdefault(canonicalize_name(entry.name), []).append((entry, len(hashes)))
    return packages


def run(*command: str, **settings: str) -> str:
    """What `command` prints, run in the repository with `settings` in its environment and no traces of an outer make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))} | settings
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_own_files_are_found_and_made_ones_are_not() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in own_files()}
    assert {"pyproject.toml", ".ci/run", "src/snitflade/settings.py", "tests/test_projekt.py"} <= found
    assert not [name for name in found if name.startswith((".venv/", ".git/", "build/")) or "__pycache__" in name]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    hits = []
    for path in own_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        hits += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert hits == []


def test_the_patterns_find_what_they_are_for() -> None:
    slash = "/"
    assert MACHINE_PATH.search(f"see {slash}work{slash}main")
    assert MACHINE_PATH.search(f'"{slash}tmp{slash}x"')
    assert not MACHINE_PATH.search(f"https:{slash}{slash}example.gl{slash}work{slash}main")
    assert not MACHINE_PATH.search("../tmp/x")
    assert REGISTRY_HOST.search("https://" + ".".join(("files", REGISTRIES[1], "org")) + "/x")
    assert not REGISTRY_HOST.search(REGISTRIES[0])


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for dependency in dependencies():
        line = next(line for line in lines if line.strip().startswith(f'"{dependency}"'))
        assert re.search(r'",\s+# \w.*\w', line), f"{dependency} gives no reason"


def test_the_lock_has_every_dependency_at_a_version_it_allows() -> None:
    base, dev = locked("base.txt"), locked("dev.txt")
    runtime = set(project()["project"]["dependencies"])
    for dependency in dependencies():
        wanted = Requirement(dependency)
        name = canonicalize_name(wanted.name)
        for lock in (base, dev) if dependency in runtime else (dev,):
            for entry, _ in lock.get(name, []):
                assert wanted.specifier.contains(str(entry.specifier).removeprefix("==")), f"{entry} is not {dependency}: make lock"
            assert name in lock, f"{dependency} is not in the lock: make lock"


def test_tools_are_locked_on_top_of_what_an_installation_gets() -> None:
    base, dev = locked("base.txt"), locked("dev.txt")
    for name, entries in base.items():
        assert {str(entry) for entry, _ in entries} <= {str(entry) for entry, _ in dev[name]}
    assert "pytest" not in base


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_is_exact_hashed_and_names_no_place(name: str) -> None:
    for entries in locked(name).values():
        for entry, hashes in entries:
            assert re.fullmatch(r"==[\w.+!]+", str(entry.specifier)), f"{entry} is not one version"
            assert entry.url is None
            assert hashes, f"{entry} has no hash"
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or re.match(r"\s*(?:-[a-z]\b|--(?!hash=sha256:))", line)]


def test_the_build_tool_is_the_locked_one() -> None:
    assert set(project()["build-system"]["requires"]) <= set(dependencies())


@pytest.mark.parametrize("door", DOORS)
def test_every_door_opens(door: str) -> None:
    commands = run("make", "--dry-run", door, LC_ALL="C")
    assert commands.strip()
    assert "Nothing to be done" not in commands


def test_make_alone_lists_every_door() -> None:
    listed = re.findall(r"^make (\S+)\s+\S", run("make", "--no-print-directory"), flags=re.MULTILINE)
    assert set(listed) == {"help", *DOORS}


def test_documents_name_only_doors_and_files_that_exist() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        doors = re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.MULTILINE)
        assert set(doors) <= set(DOORS), page.name
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_first_screen_of_the_readme_gives_the_two_commands() -> None:
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:24])
    assert "\nmake demo " in screen
    assert "\nmake test " in screen


def test_every_command_in_the_readme_exists(tmp_path: Path) -> None:
    commands = set(re.findall(r"^\| `snitflade (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert commands
    shown = run(str(Path(sys.executable).with_name("snitflade")), "--help", SNITFLADE_HOME=str(tmp_path))
    assert [command for command in sorted(commands) if not re.search(rf"\b{command}\b", shown)] == []


def test_ci_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert re.search(r"\bmake\b.*\btest$", text, flags=re.MULTILINE)


def test_every_step_of_the_check_is_in_make_test() -> None:
    steps = run("make", "--dry-run", "test")
    for step in ("ruff check", "ruff format --check", "bin/mypy", "bin/lint-imports", "-m pytest -n 2"):
        assert step in steps
    assert steps.rstrip().splitlines()[-1].count("-m pytest") == 1, "pytest's closing line would not be the last"


def test_the_licence_is_the_whole_eupl() -> None:
    declared = project()["project"]
    assert declared["license"] == "EUPL-1.2"
    assert declared["license-files"] == ["LICENSE"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n")
    assert [int(number) for number in re.findall(r"^(\d+)\.[A-Z]", text, flags=re.MULTILINE)] == list(range(1, 16))
    assert text.rstrip().endswith("All other changes or additions to this Appendix require the production of a new EUPL version.")


def test_warnings_are_errors_and_types_are_strict() -> None:
    tool = project()["tool"]
    assert tool["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert tool["mypy"]["strict"] is True


def test_what_only_postgresql_has_is_in_the_door_that_runs_on_it() -> None:
    door = (ROOT / "Makefile").read_text(encoding="utf-8").split("tests.on_postgres", 1)[1].split("\n\n", 1)[0]
    folders = re.findall(r"(?<!--ignore )tests/[\w/]+", door)
    mark = "only_on(" + '"postgresql")'
    marked = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py") if mark in path.read_text("utf-8")]
    assert marked
    assert [name for name in marked if not name.startswith(tuple(f"{folder}/" for folder in folders))] == []
