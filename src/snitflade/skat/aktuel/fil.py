"""The file that a fetching makes: a line that says what it is, then a line for each person that was asked about.

JSON lines in UTF-8. Each answer stands there as it came, so that it can be read anew when a code turns out to mean something else.

Source: skat-inddrivelse.md 6.3 (what is stored).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.skat import maaneder
from snitflade.skat.aktuel.tjeneste import Raasvar

AKTUEL_FIL = ProblemKind(
    "AKTUEL_FIL",
    "Linjen er ikke som i en fil med svar om aktuel indkomst: {grund}. Filen laves af hentningen; hent igen i stedet for at rette.",
    spec="F01",
)
MODULER = ("boligsikring", "pension", "overskrivning")


@dataclass(frozen=True, slots=True)
class Hoved:
    """What a file is: for whose need, from where, and when it was begun."""

    modul: str = ""
    kilde: str = ""
    tjeneste: str = ""
    hentet: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Svar:
    """One person: the answer, or why there is none (`fejl`, one of our codes, and `tekst`). `maaneder`: of a sum, how many of its
    twelve months were missing."""

    cpr: str
    tid: dt.datetime
    svar: Raasvar | None = None
    fejl: str = ""
    tekst: str = ""
    mangler: int = 0


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read."""

    hoved: Hoved
    svar: Sequence[Svar] = ()


def pak(hoved: Hoved, svar: Sequence[Svar]) -> bytes:
    """The file's bytes."""
    if hoved.hentet is None:
        raise ValueError("a fetching begins at a moment")
    head = {"modul": hoved.modul, "kilde": hoved.kilde, "tjeneste": hoved.tjeneste, "hentet": hoved.hentet.isoformat()}
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in [head, *map(_linje, svar)]).encode()


def _linje(svar: Svar) -> dict[str, Any]:
    line: dict[str, Any] = {"cpr": svar.cpr, "tid": svar.tid.isoformat()}
    if svar.svar is None:
        return line | {"fejl": svar.fejl, "tekst": svar.tekst}
    return line | {"svar": svar.svar.som_json()} | ({"mangler": svar.mangler} if svar.mangler else {})


def laes(data: bytes, name: str, problems: Problems) -> Indhold:
    """Read a file; every fault goes to `problems`."""
    hoved, found = Hoved(), []
    seen: set[str] = set()
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            if number == 1:
                hoved = _hoved(line)
                continue
            one = _svar(line)
            if one.cpr in seen:
                raise ValueError("personen står to gange")
            seen.add(one.cpr)
            found.append(one)
        except RecursionError:
            problems.add(AKTUEL_FIL, line=number, grund="den er for dybt indlejret")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            problems.add(AKTUEL_FIL, line=number, grund=str(error) if type(error) is ValueError else "den mangler noget")
    if hoved.hentet is None and not problems.errors:
        problems.add(AKTUEL_FIL, line=1, grund="den er tom")
    return Indhold(hoved, found)


def hentet(data: bytes, name: str) -> str:
    """When the fetching was begun, so that the oldest is applied first."""
    try:
        when = _hoved(json.loads(data.split(b"\n", 1)[0])).hentet
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return f"{when.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}" if when else ""


def _hoved(line: dict[str, Any]) -> Hoved:
    found = Hoved(str(line["modul"]), str(line["kilde"]), str(line["tjeneste"]), _tid(line["hentet"]))
    if found.modul not in MODULER:
        raise ValueError(f"modulet {found.modul[:30]} kendes ikke")
    if found.kilde not in ("FOSP", "ETAX-SUM"):
        raise ValueError(f"kilden {found.kilde[:30]} kendes ikke")
    return found


def _svar(line: dict[str, Any]) -> Svar:
    cpr = line["cpr"]
    if not (isinstance(cpr, str) and len(cpr) == 10 and cpr.isascii() and cpr.isdigit()):
        raise ValueError("cpr er ikke 10 cifre")
    tid = _tid(line["tid"])
    if "svar" not in line:
        return Svar(cpr, tid, None, str(line["fejl"]), str(line["tekst"]))
    texts = line["svar"]
    if not all(isinstance(value, str) for value in texts.values()):
        raise ValueError("svaret er ikke tekster")
    lacking = line.get("mangler", 0)
    if type(lacking) is not int or not 0 <= lacking <= maaneder.VINDUE:
        raise ValueError("antallet af manglende måneder er ikke et antal")
    return Svar(cpr, tid, Raasvar(**texts), mangler=lacking)


def _tid(text: Any) -> dt.datetime:
    when = dt.datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("tidspunktet er uden zone")
    if not 1970 < when.year < 9000:  # near the ends of the calendar there are moments that no other zone has
        raise ValueError("tidspunktet er ikke fra vor tid")
    return when
