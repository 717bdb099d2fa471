"""Afstemning: claimed = billed = sent = taken = paid, per module and period, with every difference as a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.exchange import audit
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, ialt, kilder
from snitflade.web.adgang import Person, delsystem_af, mine
from snitflade.web.eksport import Filtype, Oere, fil
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.periode import Periode, PeriodeFejlError, kvartal, laes
from snitflade.web.regler import kraever
from snitflade.web.soejler import Diagram, diagram

MOST_ROWS = 100
"""Differences listed for one period of one module; the rest are summed up in one row."""
MOST_IN_FILE = 100_000
IN_CHART = 8
"""Periods in the chart: two years of quarters."""
IN_CHART_YEARS = 2
MOST_ROWS_IN_ALL, LEAST_ROWS = 300, 15
"""Differences listed for a period of many quarters, and of each at least; the others are summed up, and the file has them all."""
Kendte = Mapping[str, Sequence[Linje]]
"""The periods of each module that have bills."""

TEKSTER: dict[Trin, Promise] = {
    Trin.KRAEVET: lazy("Krævet"),
    Trin.OPKRAEVET: lazy("Opkrævet"),
    Trin.SENDT: lazy("Sendt"),
    Trin.TAGET: lazy("Taget"),
    Trin.BETALT: lazy("Betalt"),
}
FORKLARING: dict[Trin, Promise] = {
    Trin.KRAEVET: lazy("hvad aftalerne koster"),
    Trin.OPKRAEVET: lazy("hvad der er lavet regninger på"),
    Trin.SENDT: lazy("hvad der er gået ud i en fil"),
    Trin.TAGET: lazy("hvad modtageren har taget"),
    Trin.BETALT: lazy("hvad der er betalt"),
}
TEGNET = (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT, Trin.TAGET)


@dataclass(frozen=True, slots=True)
class Felt:
    """One stage as it is shown: the sum (None: not connected) and how much is missing against the stage before (øre)."""

    trin: Trin
    sum: Sum | None
    mangler: int | None
    ord: tuple[str, str] | None = None

    @property
    def tekst(self) -> str | Promise:
        """Its name."""
        return self.ord[0] if self.ord else TEKSTER[self.trin]

    @property
    def om(self) -> str | Promise:
        """What it is."""
        return self.ord[1] if self.ord else FORKLARING[self.trin]

    @property
    def stemmer(self) -> bool:
        """Whether it is the same as the stage before."""
        return self.mangler == 0


@dataclass(frozen=True, slots=True)
class Raekke:
    """One period of a module with its stages."""

    linje: Linje
    felter: Sequence[Felt]


@dataclass(frozen=True, slots=True)
class Aarsag:
    """One difference with the address of what it is about."""

    forskel: Forskel
    trin: str | Promise
    adresse: str


@dataclass(frozen=True, slots=True)
class Modul:
    """One module of the page."""

    kilde: Kilde
    ialt: Sequence[Felt]
    raekker: Sequence[Raekke]
    aarsager: Sequence[Aarsag]
    tegning: Diagram | None
    tegnet: Sequence[Raekke]

    @property
    def trin(self) -> Sequence[str | Promise]:
        """What its stages are called."""
        return [_navn(self.kilde, trin) for trin in Trin]

    @property
    def tegnede(self) -> Sequence[str | Promise]:
        """The stages in its chart."""
        return [_navn(self.kilde, trin) for trin in TEGNET]

    @property
    def stemmer(self) -> bool:
        """Whether nothing is missing at any stage, nor anything left to be looked at."""
        return not self.aarsager and all(felt.mangler in (0, None) for row in self.raekker for felt in row.felter)


@kraever(Roller.LAES)
@require_safe
def afstemning(request: HttpRequest) -> HttpResponse:
    """The page; it is also what is printed."""
    sources = _mine(request.user)
    known = _kendte(sources)
    usual = _seneste(known)
    status = 200
    try:
        periode = laes(request.GET, usual)
    except PeriodeFejlError as error:
        messages.error(request, str(error))
        periode, status = usual, 422
    moduler = [_modul(source, periode, known[source.modul]) for source in sources]
    context = {
        "periode": periode,
        "valg": _valg(known, periode),
        "moduler": moduler,
        "tomme": [one for one in moduler if not one.raekker],
        "nu": timezone.now(),
    }
    return render(request, "web/afstemning.html", context, status=status)


@kraever(Roller.LAES)
@require_safe
def afstemning_fil(request: HttpRequest, filtype: str) -> HttpResponseBase:
    """The same as CSV or xlsx: the sums of every period and then every difference, one to a row."""
    if filtype not in tuple(Filtype):
        raise Http404
    sources = _mine(request.user)
    try:
        periode = laes(request.GET, _seneste(_kendte(sources)))
    except PeriodeFejlError as error:
        messages.error(request, str(error))
        return redirect("afstemning")
    rows: list[Sequence[object]] = []
    for source in sources:
        for linje in source.linjer(periode.fra, periode.til):
            amounts = [_oere(linje.summer.get(trin)) for trin in Trin]
            rows.append((source.titel, linje.periode, _("Sum"), "", *amounts, None))
            for one in source.forskelle(linje, MOST_IN_FILE):
                rows.append(
                    (source.titel, one.periode, str(_navn(source, one.trin)), one.tekst, *[None] * len(Trin), Oere(one.beloeb))
                )
    heads = [_("Modul"), _("Periode"), _("Trin"), _("Tekst"), *(str(TEKSTER[trin]) for trin in Trin), _("Mangler")]
    audit.record("afstemning hentet", request.user.get_username(), fra=periode.fra.isoformat(), til=periode.til.isoformat())
    return fil(Filtype(filtype), _("Afstemning"), heads, rows)


def _oere(one: Sum | None) -> object:
    """An amount, or in words that there is none."""
    return _("ikke tilsluttet") if one is None else Oere(one.beloeb)


def _mine(person: Person) -> list[Kilde]:
    where = mine(person)
    return [source for source in kilder() if delsystem_af(source.modul) in where]


def _kendte(sources: Sequence[Kilde]) -> Kendte:
    """The periods that have bills, asked for once."""
    return {source.modul: source.perioder() for source in sources}


def _seneste(known: Kendte) -> Periode:
    """The newest quarter that has bills, else the one we are in."""
    found = [linje for lines in known.values() for linje in lines]
    return kvartal(max(found, key=lambda linje: linje.fra).fra if found else timezone.localdate())


def _valg(known: Kendte, chosen: Periode) -> list[tuple[str, str, bool]]:
    """Quarters and years to choose from, the newest first: those with bills, the one before this and this one."""
    today = timezone.localdate()
    quarters = {kvartal(linje.fra) for lines in known.values() for linje in lines} | {kvartal(today)}
    if chosen.kode and "K" in chosen.kode:
        quarters.add(chosen)
    years = {str(one.fra.year) for one in quarters}
    found = [(one.kode, one.tekst, one.kode == chosen.kode) for one in sorted(quarters, key=lambda one: one.fra, reverse=True)]
    return found + [(year, _("Året %(aar)s") % {"aar": year}, year == chosen.kode) for year in sorted(years, reverse=True)]


def _modul(source: Kilde, periode: Periode, known: Sequence[Linje]) -> Modul:
    lines = source.linjer(periode.fra, periode.til)
    most = max(LEAST_ROWS, min(MOST_ROWS, MOST_ROWS_IN_ALL // max(1, len(lines))))
    reasons = [one for linje in lines for one in source.forskelle(linje, most)]
    drawn = _til_tegning(source, lines, known)
    total = Linje("", periode.fra, periode.til, ialt(lines))
    return Modul(
        kilde=source,
        ialt=_felter(total, source),
        raekker=[Raekke(linje, _felter(linje, source)) for linje in lines],
        aarsager=[Aarsag(one, _navn(source, one.trin), _adresse(one)) for one in reasons],
        tegning=_tegn(drawn, source) if drawn else None,
        tegnet=[Raekke(linje, _felter(linje, source)) for linje in drawn],
    )


def _felter(linje: Linje, source: Kilde) -> list[Felt]:
    return [Felt(trin, linje.summer.get(trin), linje.forskel(trin), source.ord.get(trin)) for trin in Trin]


def _navn(source: Kilde, trin: Trin) -> str | Promise:
    return source.ord[trin][0] if trin in source.ord else TEKSTER[trin]


def _til_tegning(source: Kilde, lines: Sequence[Linje], known: Sequence[Linje]) -> list[Linje]:
    """The periods of the chart: those up to the last one shown that lie between the first bill and it."""
    if not known or not lines:
        return []
    last = lines[-1]
    first = max(known[0].fra, last.fra.replace(year=last.fra.year - IN_CHART_YEARS))
    return list(source.linjer(first, last.til))[-IN_CHART:] if first <= last.til else []


def _tegn(lines: Sequence[Linje], source: Kilde) -> Diagram:
    series = [
        (str(_navn(source, trin)), [linje.summer[trin].beloeb if trin in linje.summer else 0 for linje in lines]) for trin in TEGNET
    ]
    return diagram([linje.periode for linje in lines], series)


def _adresse(one: Forskel) -> str:
    """Where what the difference is about is shown."""
    names = {
        Emne.UDVEKSLING: "udveksling",
        Emne.DEBITOR: "register_debitor",
        Emne.SNITFLADE: "snitflade",
        Emne.REGISTER: "register",
    }
    return adresse(names[one.emne], one.nummer) if one.emne else ""
