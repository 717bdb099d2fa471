"""Known vulnerabilities from a folder: advisories in the OSV form (https://ossf.github.io/osv-schema/), for whoever has no way out.

The folder holds ``.json`` files, one advisory each, or the ``.zip`` files that OSV gives out per ecosystem (``PyPI/all.zip``,
``npm/all.zip``), at any depth. An ecosystem without a single advisory there was not looked up, and neither was anything when the
newest advisory is older than `STALE`: what nobody looked up is no package without vulnerabilities.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

STALE = dt.timedelta(days=30)
"""How old the newest advisory of an ecosystem may be; new ones come every day."""
PYPI, NPM = "PyPI", "npm"


class AdvisoriesError(Exception):
    """The folder of advisories cannot be used."""


@dataclass(frozen=True, slots=True)
class Part:
    """One package of the product, in an ecosystem as OSV names it."""

    ecosystem: str
    name: str
    version: str

    @property
    def key(self) -> tuple[str, str]:
        """Its name as it is compared."""
        return self.ecosystem, canonicalize_name(self.name) if self.ecosystem == PYPI else self.name


@dataclass(slots=True)
class Found:
    """What the folder says of the parts."""

    holes: list[tuple[Part, str, list[str]]] = field(default_factory=list)
    """A part, the advisory's name (a CVE where it has one), and the versions that mend it."""
    newest: dict[str, dt.datetime] = field(default_factory=dict)
    """When the newest advisory of each ecosystem was written."""
    advisories: int = 0

    def looked_up(self, ecosystem: str, now: dt.datetime) -> bool:
        """Whether anything was said of the ecosystem that is not too old."""
        return ecosystem in self.newest and now - self.newest[ecosystem] <= STALE


def look_up(folder: Path, parts: list[Part]) -> Found:
    """Every advisory in the folder that is about a version among `parts`. Raises AdvisoriesError for a folder or file that is
    none."""
    wanted: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        wanted.setdefault(part.key, []).append(part)
    found = Found()
    for name, advisory in _advisories(folder):
        try:
            _judge(advisory, wanted, found)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise AdvisoriesError(f"{name} er ingen advisering i OSV's form: {error!r}") from None
    return found


def _advisories(folder: Path) -> Iterator[tuple[str, Any]]:
    if not folder.is_dir():
        raise AdvisoriesError(f"{folder} er ingen mappe")
    for path in sorted(folder.rglob("*")):
        try:
            if path.suffix == ".json":
                yield path.name, json.loads(path.read_bytes())
            elif path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if name.endswith(".json"):
                            yield f"{path.name}: {name}", json.loads(archive.read(name))
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise AdvisoriesError(f"{path.name} kan ikke læses: {error}") from None


def _judge(advisory: Mapping[str, Any], wanted: Mapping[tuple[str, str], list[Part]], found: Found) -> None:
    written = dt.datetime.fromisoformat(advisory["modified"].replace("Z", "+00:00"))
    if written.tzinfo is None:
        written = written.replace(tzinfo=dt.UTC)
    found.advisories += 1
    for affected in advisory.get("affected", []):
        package = affected.get("package", {})
        ecosystem = str(package.get("ecosystem", "")).partition(":")[0]
        found.newest[ecosystem] = max(written, found.newest.get(ecosystem, written))
        if "withdrawn" in advisory:
            continue
        for part in wanted.get(Part(ecosystem, str(package.get("name", "")), "").key, []):
            if _affects(affected, part.version):
                name = next((alias for alias in advisory.get("aliases", []) if alias.startswith("CVE-")), advisory["id"])
                found.holes.append((part, name, _mended(affected)))


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    """Whether `version` is listed, or lies in a range. One that cannot be compared counts: somebody must look at it."""
    if version in affected.get("versions", []):
        return True
    ranges = [one for one in affected.get("ranges", []) if one.get("type") in ("ECOSYSTEM", "SEMVER")]
    if not ranges:
        return not affected.get("versions")
    return any(_within(one["events"], version) for one in ranges)


def _within(events: list[Mapping[str, str]], version: str) -> bool:
    try:
        mine = Version(version)
        marks = sorted(
            (Version("0.dev0" if text == "0" else text), kind)
            for event in events
            for kind, text in event.items()
            if kind != "limit"
        )
    except InvalidVersion:
        return True
    inside = False
    for at, kind in marks:
        if kind == "introduced" and mine >= at:
            inside = True
        elif (kind == "fixed" and mine >= at) or (kind == "last_affected" and mine > at):
            inside = False
    return inside


def _mended(affected: Mapping[str, Any]) -> list[str]:
    return [event["fixed"] for one in affected.get("ranges", []) for event in one.get("events", []) if "fixed" in event]
