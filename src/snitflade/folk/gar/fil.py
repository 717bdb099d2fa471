"""The file of one fetching: every page as it came, with what was asked and when. Also the answers that somebody saved.

Three packings, told apart by their bytes:

* ours: lines of JSON; the first says when and what was asked, each of the others is a page, and the last one how many there were;
* a ZIP of saved answers, each named after its layer: ``adgangsadresse-1.json``, ``lag-0-side-2.json``, ``slettet-vej.json``, and
  with a ``hentning.json`` (our first line) when it is known when they were fetched and whether they are everything;
* one saved answer, named so.

Everything is read before anything is used, and every problem is told. Source: gar.md 1 (a file source beside the service), 4.5.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from snitflade.exchange.konstanter import konstant
from snitflade.folk.gar.lag import NUMRE, Kilde, Lag, kilder
from snitflade.folk.gar.svar import Svar, SvarFejl, af_json, laes, som_json
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.zipped import ZipRefusedError, members

GAR_FIL = ProblemKind("GAR_FIL", "Filen er ingen hentning fra GAR: {grund}. Hent igen, eller læg gemte svar ind som ZIP.")
GAR_SVAR = ProblemKind("GAR_SVAR", "Svaret for {navn} kan ikke bruges: {grund}. Intet er ændret. Hent igen.")
GAR_SIDER = ProblemKind(
    "GAR_SIDER", "Laget {navn} er ikke helt: efter {antal} objekter mangler der en side. Intet er ændret. Hent igen."
)
GAR_LAG = ProblemKind("GAR_LAG", "Laget {navn} er slet ikke med i den fulde hentning. Intet er ændret. Hent igen.")
GAR_NAVN = ProblemKind(
    "GAR_NAVN",
    "Det kan ikke ses af navnet «{raw}», hvilket lag svaret hører til. Kald det fx adgangsadresse-1.json eller lag-0-1.json.",
)

SLUT = "slut"
LARGEST = 256 << 20
"""The most bytes that a ZIP may unpack to: all of Greenland is a tenth of it."""
_FIRST_LINE = 10_000
"""The most bytes of our own first line."""
_NUMBERED = re.compile(r"(?:lag|layer)[-_ ]?([0-9]{1,4})(?![0-9])")
_NAMED = re.compile(rf"({'|'.join(NUMRE)})(?![a-z])")


@dataclass(frozen=True, slots=True)
class Hoved:
    """When a fetching began (None: nobody knows), whether it asked for everything, from when on, and whom."""

    hentet: dt.datetime | None = None
    fuld: bool = False
    siden: dt.datetime | None = None
    tjeneste: str = ""

    def som_json(self) -> dict[str, Any]:
        """The first line of the file."""
        moments = {"hentet": self.hentet, "siden": self.siden}
        told = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
        return {"gar": 1, "fuld": self.fuld, "tjeneste": self.tjeneste, **told}


@dataclass(frozen=True, slots=True)
class Side:
    """A page: from which layer, how many features came before it (None: nobody knows), and its bytes."""

    navn: str
    fra: int | None
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Svarene:
    """All answers of a file: per layer the features, and per layer the deletions."""

    hoved: Hoved
    objekter: dict[Lag, list[dict[str, Any]]] = field(default_factory=dict)
    slettede: dict[Lag, list[dict[str, Any]]] = field(default_factory=dict)


def pak(hoved: Hoved, sider: Iterable[Side]) -> bytes:
    """The file in our own packing. Line ends in a page, which in JSON mean nothing, become blanks."""
    lines = [json.dumps(hoved.som_json(), ensure_ascii=False).encode()]
    for side in sider:
        start = json.dumps({"lag": side.navn, "fra": side.fra}, ensure_ascii=False).encode()
        page = side.data.removeprefix(b"\xef\xbb\xbf").translate(bytes.maketrans(b"\r\n", b"  "))
        lines.append(start[:-1] + b', "svar": ' + page + b"}")
    lines.append(json.dumps({SLUT: len(lines) - 1}).encode())
    return b"\n".join(lines) + b"\n"


def hoved(data: bytes) -> Hoved:
    """What the first line says; an empty one where there is none. Raises nothing."""
    try:
        return _hoved(json.loads(data[:_FIRST_LINE].split(b"\n", 1)[0]))
    except (ValueError, RecursionError):
        return Hoved()


def laes_fil(data: bytes, name: str, problems: Problems, dato: dt.date) -> Svarene:
    """Everything in the file; what is wrong goes to `problems`. The layers have the numbers of `dato`."""
    numbers = {kilde.nummer: kilde for kilde in kilder(konstant("gar.lag", dato))}
    if data.startswith(b"PK"):
        return _zip(data, numbers, problems)
    if data.lstrip().startswith(b'{"gar"'):
        return _linjer(data, problems)
    return _gemt({name: data}, Hoved(), numbers, problems)


def _hoved(found: Any) -> Hoved:
    """Raises ValueError."""
    if not isinstance(found, dict) or found.get("gar") != 1:
        raise ValueError("der er ingen første linje")
    moments = {name: dt.datetime.fromisoformat(found[name]) for name in ("hentet", "siden") if isinstance(found.get(name), str)}
    if any(moment.tzinfo is None for moment in moments.values()):
        raise ValueError("et tidspunkt er uden zone")
    if not isinstance(found.get("fuld"), bool) or (found["fuld"] and "hentet" not in moments):
        raise ValueError("det fremgår ikke, om og hvornår alt er hentet")
    return Hoved(moments.get("hentet"), found["fuld"], moments.get("siden"), str(found.get("tjeneste", "")))


def _linjer(data: bytes, problems: Problems) -> Svarene:
    lines = [line for line in data.split(b"\n") if line.strip()]
    read = [_linje(line, number, problems) for number, line in enumerate(lines, start=1)]
    try:
        found = Svarene(_hoved(read[0]))
    except ValueError as error:
        problems.add(GAR_FIL, line=1, grund=error)
        return Svarene(Hoved())
    ended = isinstance(read[-1], dict) and read[-1].get(SLUT) == len(lines) - 2
    if not ended:
        problems.add(GAR_FIL, line=len(lines), grund="den er ikke hel; sidste linje mangler eller passer ikke")
    pages = [(number, page) for number, page in enumerate(read[1 : -1 if ended else None], start=2) if page is not None]
    _saml(found, _sider(pages, problems), problems)
    return found


def _linje(line: bytes, number: int, problems: Problems) -> Any:
    try:
        return som_json(line)
    except SvarFejl as fejl:
        problems.add(GAR_FIL, line=number, grund=fejl.reason)
        return None


def _sider(pages: Iterable[tuple[int, Any]], problems: Problems) -> Iterator[tuple[Kilde, int | None, Svar]]:
    names = {kilde.navn: kilde for kilde in kilder()}
    for number, page in pages:
        kilde = names.get(str(page.get("lag"))) if isinstance(page, dict) else None
        if kilde is None or type(page.get("fra")) is not int:
            problems.add(GAR_FIL, line=number, grund="linjen er ingen side")
            continue
        try:
            yield kilde, page["fra"], af_json(page.get("svar"))
        except SvarFejl as fejl:
            problems.add(GAR_SVAR, line=number, navn=kilde.navn, grund=fejl.reason)


def _zip(data: bytes, numbers: dict[int, Kilde], problems: Problems) -> Svarene:
    try:
        inside = members(data, LARGEST)
    except ZipRefusedError as error:
        problems.add(GAR_FIL, grund=f"ZIP-filen kan ikke pakkes ud, {error.reason}")
        return Svarene(Hoved())
    answers = dict(sorted(inside.items()))
    about = next((answers.pop(name) for name in list(answers) if name.rsplit("/", 1)[-1] == "hentning.json"), None)
    try:
        head = Hoved() if about is None else _hoved(json.loads(about))
    except (ValueError, RecursionError) as error:
        problems.add(GAR_FIL, grund=f"hentning.json siger ikke, hvad den skal: {error}")
        return Svarene(Hoved())
    return _gemt(answers, head, numbers, problems)


def _gemt(answers: dict[str, bytes], head: Hoved, numbers: dict[int, Kilde], problems: Problems) -> Svarene:
    """Saved answers by name."""
    found = Svarene(head)
    pages: list[tuple[Kilde, int | None, Svar]] = []
    for name, data in answers.items():
        kilde = _kilde(name, numbers)
        if kilde is None:
            problems.add(GAR_NAVN, raw=name)
            continue
        try:
            pages.append((kilde, None, laes(data)))
        except SvarFejl as fejl:
            problems.add(GAR_SVAR, navn=name, grund=fejl.reason)
    _saml(found, pages, problems)
    return found


def _kilde(name: str, numbers: dict[int, Kilde]) -> Kilde | None:
    base = name.rsplit("/", 1)[-1].lower()
    if numbered := _NUMBERED.match(base):
        return numbers.get(int(numbered[1]))
    named = _NAMED.match(base)
    return next((kilde for kilde in numbers.values() if named and kilde.navn == named[1]), None)


def _saml(found: Svarene, pages: Iterable[tuple[Kilde, int | None, Svar]], problems: Problems) -> None:
    """Put the pages of each layer together, in whatever order they stand, and look that none is missing."""
    layers: dict[Kilde, list[tuple[int | None, Svar]]] = {}
    for kilde, fra, svar in pages:
        layers.setdefault(kilde, []).append((fra, svar))
    for kilde, parts in layers.items():
        parts.sort(key=lambda part: part[0] or 0)
        count = 0
        for fra, svar in parts:
            if fra is not None and fra != count:
                problems.add(GAR_SIDER, navn=kilde.navn, antal=count)
                break
            count += len(svar.objekter)
        else:
            if parts[-1][0] is not None and parts[-1][1].flere:
                problems.add(GAR_SIDER, navn=kilde.navn, antal=count)
        into = found.slettede if kilde.slettet else found.objekter
        into[kilde.lag] = [one for _, svar in parts for one in svar.objekter]
    if found.hoved.fuld and not problems.errors:
        for lag in Lag:
            if lag not in found.objekter:
                problems.add(GAR_LAG, navn=str(lag))
