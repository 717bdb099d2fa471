"""Known vulnerabilities of the parts of the SBOM: ``python requirements/sbom.py audit [FOLDER]``.

pip-audit and npm are asked, or, with a folder or ``AUDIT_ADVISORIES=FOLDER``, the advisories in it (`advisories`), for which no
network is needed. A package that nobody looked up is no package without vulnerabilities, so that is said. Exit codes: 0 every part
was looked up and none is known to be vulnerable, 1 some are, 3 not all could be looked up.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import advisories
from advisories import AdvisoriesError, Part
from packaging.utils import canonicalize_name
from sbom import ECOSYSTEMS, LOCK, NPM_LOCK, parts

FOLDER = "AUDIT_ADVISORIES"
"""The environment variable that names a folder of advisories."""
AUDITOR = "pip-audit==2.10.1"
"""Run by ``uv tool run`` in an environment of its own: what looks at the lock is not in it."""
SECONDS = 300
"""How long each of those who are asked may take."""
Known = dict[Part, list[tuple[str, list[str]]]]
"""What was looked up, with the name and the mended versions of each vulnerability that is known of it."""


def judged(holes: Known, wanted: list[Part]) -> tuple[int, list[str]]:
    """The exit code and the sentences. `holes`: what was looked up, with what is known of it; `wanted`: what should have been."""
    missing = [part for part in wanted if part not in holes]
    lines = [
        f"SÅRBAR: {part.name} {part.version}: {name}, rettet i {', '.join(fixed) or 'ingen'}"
        for part, known in holes.items()
        for name, fixed in known
    ]
    if missing:
        lines.append(
            f"IKKE EFTERSET: {len(missing)} af {len(wanted)} pakker kunne ikke slås op, fx {missing[0].name}. "
            "Det siger intet om, hvorvidt de er sårbare. Kør igen, hvor adviseringerne kan hentes, eller med dem i en mappe: "
            f"{FOLDER}=mappe (OSV's filer, fx PyPI/all.zip og npm/all.zip)."
        )
    if not lines:
        lines.append(f"{len(wanted)} pakker er slået op; ingen af dem er kendt som sårbare.")
    return (1 if any(line.startswith("SÅRBAR") for line in lines) else 3 if missing else 0), lines


def from_pip_audit(answer: Mapping[str, Any], wanted: list[Part]) -> Known:
    """What pip-audit looked up of `wanted`."""
    known = {canonicalize_name(one["name"]): one for one in answer.get("dependencies", []) if "skip_reason" not in one}
    return {
        part: [(hole["id"], hole.get("fix_versions") or []) for hole in known[part.name].get("vulns", [])]
        for part in wanted
        if part.ecosystem == advisories.PYPI and part.name in known
    }


def from_npm(answer: Mapping[str, Any], wanted: list[Part]) -> Known:
    """What ``npm audit`` looked up of `wanted`: everything, when it answered with a list at all."""
    if "vulnerabilities" not in answer:
        return {}
    found = {}
    for part in wanted:
        if part.ecosystem == advisories.NPM:
            via = answer["vulnerabilities"].get(part.name, {}).get("via", [])
            found[part] = [(str(one.get("url") or one.get("title")) if isinstance(one, dict) else one, []) for one in via]
    return found


def asked() -> tuple[Known, list[str]]:
    """What pip-audit and npm say of the locks, and why one of them could not."""
    wanted, found, lines = parts(), Known(), []
    for name, ask, read in (("pip-audit", _pip_audit, from_pip_audit), ("npm", _npm_audit, from_npm)):
        answer, beside = _said(ask)
        looked_up = read(answer, wanted)
        found |= looked_up
        if not looked_up:
            lines.append(f"{name} slog intet op: {(_why(answer) or beside or 'intet svar')[:200]}")
    return found, lines


def _why(answer: Mapping[str, Any]) -> str:
    """What an answer without anything in it says of that."""
    skipped = (one["skip_reason"] for one in answer.get("dependencies", []) if "skip_reason" in one)
    return next(skipped, "") or str(answer.get("message") or answer.get("error") or "")


def _said(ask: Callable[[Path], tuple[str, str]]) -> tuple[dict[str, Any], str]:
    """The answer as JSON, and the first thing that was said beside it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            text, beside = ask(Path(folder))
            answer = json.loads(text)
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            return {}, type(error).__name__
    return answer if isinstance(answer, dict) else {}, next(iter(beside.strip().splitlines()), "")


def _pip_audit(folder: Path) -> tuple[str, str]:
    answer = folder / "answer.json"
    options = ["-r", LOCK, "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json", "-o", answer]
    done = _run([Path(sys.executable).with_name("uv"), "tool", "run", AUDITOR, *options], folder)
    return (answer.read_text(encoding="utf-8") if answer.exists() else "{}"), done.stderr


def _npm_audit(folder: Path) -> tuple[str, str]:
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((NPM_LOCK.parent / name).read_bytes())
    npm = Path(sys.executable).with_name("npm")
    done = _run([npm, "audit", "--json", "--package-lock-only", "--omit=dev"], folder)
    return done.stdout or "{}", done.stderr


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own tools, and nothing in the call comes from outside)
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def from_folder(folder: Path) -> tuple[Known, list[str]]:
    """What the advisories in a folder say, and how old they are. Raises AdvisoriesError."""
    wanted, now = parts(), dt.datetime.now(dt.UTC)
    found = advisories.look_up(folder, wanted)
    lines = [
        f"Adviseringer for {ecosystem}: de nyeste er fra {found.newest[ecosystem]:%Y-%m-%d}"
        + ("." if found.looked_up(ecosystem, now) else f", over {advisories.STALE.days} dage gamle: de tæller ikke som eftersyn.")
        if ecosystem in found.newest
        else f"Adviseringer for {ecosystem}: ingen i mappen."
        for ecosystem in ECOSYSTEMS.values()
    ]
    holes: Known = {part: [] for part in wanted if found.looked_up(part.ecosystem, now)}
    for part, name, fixed in found.holes:
        holes.setdefault(part, []).append((name, fixed))
    return holes, lines


def audit(folder: str = "") -> int:
    """Look every part of the SBOM up, in a folder of advisories where one is named, and say what came of it."""
    folder = folder or os.environ.get(FOLDER, "")
    try:
        holes, lines = from_folder(Path(folder)) if folder else asked()
    except AdvisoriesError as error:
        holes, lines = {}, [f"{error}."]
    code, said = judged(holes, parts())
    print("\n".join([*said, *lines]))  # noqa: T201
    return code
