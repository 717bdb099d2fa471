"""Profiles: layouts that are data. A layout nobody publishes is a TOML file, and changing it needs no code.

The shipped ones lie in ``profiler/``; an installation's own in a folder that the caller names. One of its own may stand alone, or
build on another (``bygger_paa = "acubiz"``) and say only what differs: any key, fields by their name, and the places of columns
(``[kolonner]``: a field's number, or its heading). With the shipped profile's own id it takes its place.

``slags`` is ``tegnadskilt`` (delimited, `delimited_format.py`), ``regneark`` (`workbook.py`) or ``fastbredde`` (`fixed.py`). The
keys are described in docs/profiler.md; a profile that is wrong gives every fault at once, in Danish.

Sources: skat-inddrivelse.md 1.6, social-teknik.md 1.4, payments.md 6 and 7.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.profile_keys import Keys
from snitflade.formats.profile_make import make
from snitflade.formats.text import mente_du
from snitflade.formats.workbook import WorkbookFormat

PROFIL_TOML = ProblemKind("PROFIL_TOML", "Profilen kan ikke læses som TOML: {grund}. Ret linjen.")
PROFIL_GRUNDLAG = ProblemKind("PROFIL_GRUNDLAG", "Profilen bygger på «{raw}», som ikke findes. {raad}")
PROFIL_RING = ProblemKind("PROFIL_RING", "Profilen bygger på sig selv gennem «{raw}».")
PROFIL_DOBBELT = ProblemKind("PROFIL_DOBBELT", "To profiler hedder «{raw}»: denne og {anden}. Giv den ene et andet id.")

MOST_BYTES = 1 << 20
"""A profile that is larger is none."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")

Table = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """One profile: its format, and what is known about it.

    `confirmed`: the partner has confirmed the layout; `questions`: what to ask. `direction`: ``ind``, ``ud`` or ``begge``.
    `file_name`: the regular expression names fit, or empty. `own`: an installation's own.
    """

    format: DelimitedFormat | FixedFormat | WorkbookFormat
    about: str
    confirmed: bool
    questions: tuple[str, ...]
    direction: str
    file_name: str
    own: bool = False


def read(text: str, problems: Problems) -> Table | None:
    """A profile's text as a table. Faults have line and column."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        reason = re.sub(r" \(at .*\)", "", str(error))
        problems.add(PROFIL_TOML, line=line, column=column, grund=reason)
    except RecursionError:
        problems.add(PROFIL_TOML, grund="den er for dybt indlejret")
    return None


def merged(base: Table, own: Table) -> Table:
    """`base` with what `own` says instead; fields and kinds of lines are told by their names."""
    whole = copy.deepcopy(base)
    for key, value in own.items():
        if key in ("felt", "post") and _tables(value) and _tables(whole.get(key)):
            name = "navn" if key == "felt" else "noegle"
            mine = {item.get(name): item for item in value}
            kept = [merged(item, mine.pop(item.get(name), {})) for item in whole[key]]
            whole[key] = kept + list(mine.values())
        elif key == "kolonner" and isinstance(value, dict) and isinstance(whole.get(key), dict):
            whole[key] |= value
        else:
            whole[key] = copy.deepcopy(value)
    return whole


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


@cache
def _shipped_tables() -> Mapping[str, Table]:
    found = {}
    for path in sorted(resources.files("snitflade.formats").joinpath("profiler").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            found[table["id"]] = table
    return found


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles that come with the product, by id. Raises ValueError when one of them is wrong: the program must not start."""
    problems = Problems()
    found = {name: profile for name, table in _shipped_tables().items() if (profile := _profile(table, problems)) is not None}
    if problems:
        raise ValueError("\n".join(map(str, problems.sorted())))
    return found


def in_folder(folder: Path, problems: Problems) -> dict[str, Profile]:
    """An installation's own profiles, by id. What is wrong with one of them is reported under its name, and it is left out."""
    tables: dict[str, Table] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        found = Problems()
        table = _from_file(path, found)
        if table is not None:
            name = str(table.get("id", path.stem))
            if name in tables:
                found.add(PROFIL_DOBBELT, field="id", raw=name, anden=files[name])
            else:
                tables[name], files[name] = {**table, "id": table.get("id", path.stem)}, path.name
        problems.extend(found, file=path.name)
    profiles = {}
    for name in tables:
        found = Problems()
        whole = _based(name, tables, found, ())
        if whole is not None and (profile := _profile(whole, found, own=True)) is not None and not found.errors:
            profiles[name] = profile
        problems.extend(found, file=files[name])
    return profiles


def _from_file(path: Path, problems: Problems) -> Table | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            problems.add(PROFIL_TOML, grund=f"den fylder mere end {MOST_BYTES} bytes")
            return None
        return read(path.read_text(encoding="utf-8-sig"), problems)
    except UnicodeDecodeError as error:
        problems.add(PROFIL_TOML, grund=f"byte {error.start} er ikke UTF-8")
    except OSError as error:
        problems.add(PROFIL_TOML, grund=f"filen kan ikke åbnes ({error.strerror})")
    return None


def _based(name: str, own: Mapping[str, Table], problems: Problems, above: tuple[str, ...]) -> Table | None:
    """The whole table of a profile, with all it builds on."""
    table = dict(own[name])
    base = table.pop("bygger_paa", None)
    if base is None:
        return table
    shipped_tables = _shipped_tables()
    if base in above:
        problems.add(PROFIL_RING, field="bygger_paa", raw=str(base))
        return None
    if base in own and base != name:
        below = _based(base, own, problems, (*above, name))
    elif isinstance(base, str) and base in shipped_tables:
        below = copy.deepcopy(shipped_tables[base])
    else:
        known = {*own, *shipped_tables} - {name}
        problems.add(PROFIL_GRUNDLAG, field="bygger_paa", raw=str(base), raad=mente_du(str(base), known, "Ret navnet."))
        return None
    return None if below is None else merged(below, table)


def _profile(table: Table, problems: Problems, *, own: bool = False) -> Profile | None:
    """The profile that a whole table declares; None where it cannot be made."""
    before = problems.errors
    keys = Keys(table, "", problems)
    name = keys.text("id", needed=True)
    if name and not _ID.fullmatch(name):
        keys.wrong("id", "et id er små bogstaver a–z, cifre og -, højst 60 tegn")
    about = keys.text("om", needed=True)
    confirmed = keys.flag("bekraeftet")
    questions = keys.texts("spoergsmaal")
    direction = keys.text("retning", "begge", among=("ind", "ud", "begge"))
    file_name = keys.text("filnavn")
    if file_name:
        keys.made("filnavn", file_name, _compiled, None)
    format = make(keys, name)
    keys.rest()
    if format is None or problems.errors > before:
        return None
    return Profile(format, about.strip(), confirmed, questions, direction, file_name, own)


def _compiled(text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"det er ikke et regulært udtryk ({error.msg})") from None
