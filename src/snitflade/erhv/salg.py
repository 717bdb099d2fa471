"""Registering sales, cancelling and correcting them. A slip that is typed twice is there once.

Sources: skat-inddrivelse.md 2.1, winformatik.md 2.5 (transport is charged per trip and can be changed from day to day).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from snitflade.bogh.udbetaling import tid
from snitflade.erhv.fradrag import Vilkaarsbog
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg, Salgsart, Stedart
from snitflade.erhv.saelgere import SAELGER_UKENDT
from snitflade.erhv.steder import STED_UKENDT
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst, mente_du

SALG_BELOEB = ProblemKind("SALG_BELOEB", "Beløbet {raw} kr. er ikke over 0 og højst {most} kr. Ret beløbet.")
SALG_FREMTID = ProblemKind("SALG_FREMTID", "Salgsdagen {raw} er ikke kommet endnu. Ret datoen.")
SALG_STED_LUKKET = ProblemKind("SALG_STED_LUKKET", "{sted} er lukket fra {fra}. Ret stedet eller datoen.")
SALG_SAELGER_OPHOERT = ProblemKind("SALG_SAELGER_OPHOERT", "{raw} er ophørt fra {fra}. Ret nummeret eller datoen.")
SALG_UDEN_VILKAAR = ProblemKind("SALG_UDEN_VILKAAR", "{sted} har ingen satser og konti den {dato}. Sæt dem først.")
SALG_LEJE = ProblemKind(
    "SALG_LEJE", "{sted} lejer ikke transportmidler den {dato}: der er ingen konto for det. Ret arten eller stedet."
)
SALG_TURE = ProblemKind("SALG_TURE", "{raw} ture kan ikke være rigtigt. Skriv 0 til {most}; institutioner har ingen.")
SALG_TEKST = ProblemKind("SALG_TEKST", "Teksten er {antal} tegn, og der er plads til 60. Skriv kortere.")
SALG_NOEGLE = ProblemKind("SALG_NOEGLE", "«{raw}» er ikke et bonnummer på 1 til 60 tegn.")
SALG_TO_GANGE = ProblemKind("SALG_TO_GANGE", "Bonen «{raw}» står også på linje {first}. Behold én af linjerne.")
SALG_ANDET = ProblemKind(
    "SALG_ANDET", "Bonen «{raw}» findes med andet indhold ({felter}). Ret salget på dets side, eller ret bonnummeret."
)
SALG_OPHAEVET = ProblemKind("SALG_OPHAEVET", "Salg {raw} er ophævet allerede, eller er selv en ophævelse.")

MOST, MOST_TURE = 1_000_000_00, 20
AT_ONCE = 5_000
"""Keys in one question to the database."""
_SALG = (
    "id",
    "noegle",
    "sted_id",
    "saelger_id",
    "dato",
    "art",
    "beloeb",
    "ture",
    "tekst",
    "ophaever_id",
    "oprettet_af",
    "oprettet_tid",
)


class NytSalg(NamedTuple):
    """A sale to be registered. `sted`, `saelger`: code and number; `ture` None: as is usual for the seller, once a day."""

    noegle: str
    sted: str
    saelger: str
    dato: dt.date
    beloeb: int
    art: str = Salgsart.SALG.value
    ture: int | None = None
    tekst: str = ""


class Registreret(NamedTuple):
    """What registering did: the ids of new sales, and how many were there."""

    nye: list[int]
    kendte: int


def registrer(salg: Sequence[NytSalg], af: str, linjer: Sequence[int] = ()) -> Registreret:
    """Register sales, all of them or none; one that is there with the same content is left alone.

    `linjer`: the lines problems are reported at, else their number. Raises ProblemsError with everything that is wrong.
    """
    problems = Problems()
    with transaction.atomic():
        lock(Salg)
        arbejde = _Arbejde(salg)
        at = list(linjer) or ([0] if len(salg) == 1 else list(range(1, len(salg) + 1)))
        rows, met = [], 0
        for line, one in zip(at, salg, strict=True):
            row = arbejde.raekke(one, line, problems)
            if row is None:
                met += 1
            else:
                rows.append(row)
        if problems.errors:
            raise ProblemsError(problems)
        first, now = next_id(Salg), timezone.now()
        insert_rows(Salg, _SALG, ((first + n, *row, None, af, now) for n, row in enumerate(rows)))
    return Registreret(list(range(first, first + len(rows))), met)


Raekke = tuple[str, int, int, dt.date, str, int, int, str]


class _Arbejde:
    """What sales are checked against, asked for once."""

    def __init__(self, salg: Sequence[NytSalg]) -> None:
        self.bog = Vilkaarsbog()
        self.steder = {row.kode: row for row in Indhandlingssted.objects.all()}
        self.saelgere = {row.nummer: row for row in Saelger.objects.all()}
        keys = [one.noegle for one in salg]
        rows = Salg.objects.select_related("sted", "saelger")
        some = (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
        self.kendte = {row.noegle: row for part in some for row in rows.filter(noegle__in=part)}
        self.linjer: dict[str, int] = {}
        self.idag = tid.nu().date()
        days = {one.dato for one in salg}
        trips = Salg.objects.filter(dato__gte=min(days), dato__lte=max(days)) if days else Salg.objects.none()
        sums = trips.order_by().values_list("saelger_id", "sted_id", "dato").annotate(Sum("ture"))
        self.ture = {(saelger, sted, dato): ture for saelger, sted, dato, ture in sums}

    def raekke(self, one: NytSalg, line: int, problems: Problems) -> Raekke | None:
        """The row of a sale; None for one that is there. What is wrong is reported."""
        before = problems.errors
        if not 0 < len(one.noegle) <= 60:
            problems.add(SALG_NOEGLE, line=line, field="noegle", raw=one.noegle)
        if (first := self.linjer.setdefault(one.noegle, line)) != line:
            problems.add(SALG_TO_GANGE, line=line, field="noegle", raw=one.noegle, first=first)
        known = self.kendte.get(one.noegle)
        if known is not None:
            if differs := _anderledes(known, one):
                problems.add(SALG_ANDET, line=line, field="noegle", raw=one.noegle, felter=", ".join(differs))
            return None
        sted, saelger = self.steder.get(one.sted), self.saelgere.get(one.saelger)
        if sted is None:
            raad = mente_du(one.sted, self.steder, "Opret stedet først.")
            problems.add(STED_UKENDT, line=line, field="sted", raw=one.sted, raad=raad)
        if saelger is None:
            raad = mente_du(one.saelger, self.saelgere, "Opret den først.")
            problems.add(SAELGER_UKENDT, line=line, field="saelger", raw=one.saelger, raad=raad)
        self._tjek(one, sted, saelger, line, problems)
        if problems.errors > before or sted is None or saelger is None:
            return None
        key = (saelger.pk, sted.pk, one.dato)
        usual = int(saelger.transport and sted.art == Stedart.BRAET and not self.ture.get(key))
        ture = usual if one.ture is None else one.ture
        self.ture[key] = self.ture.get(key, 0) + ture
        return one.noegle, sted.pk, saelger.pk, one.dato, one.art, one.beloeb, ture, one.tekst

    def _tjek(self, one: NytSalg, sted: Indhandlingssted | None, saelger: Saelger | None, line: int, problems: Problems) -> None:
        if not 0 < one.beloeb <= MOST:
            problems.add(SALG_BELOEB, line=line, field="beloeb", raw=beloeb_tekst(one.beloeb), most=beloeb_tekst(MOST))
        if one.dato > self.idag:
            problems.add(SALG_FREMTID, line=line, field="dato", raw=f"{one.dato:%d-%m-%Y}")
        if len(one.tekst) > 60:
            problems.add(SALG_TEKST, line=line, field="tekst", antal=len(one.tekst))
        institution = sted is not None and sted.art == Stedart.INSTITUTION
        if one.ture is not None and not 0 <= one.ture <= (0 if institution or one.art == Salgsart.LEJE else MOST_TURE):
            problems.add(SALG_TURE, line=line, field="ture", raw=str(one.ture), most=MOST_TURE)
        if saelger is not None and saelger.ophoert is not None and saelger.ophoert <= one.dato:
            problems.add(SALG_SAELGER_OPHOERT, line=line, field="saelger", raw=one.saelger, fra=f"{saelger.ophoert:%d-%m-%Y}")
        if sted is None:
            return
        if sted.lukket_fra is not None and sted.lukket_fra <= one.dato:
            problems.add(SALG_STED_LUKKET, line=line, field="sted", sted=sted.kode, fra=f"{sted.lukket_fra:%d-%m-%Y}")
        vilkaar = self.bog.vilkaar(sted.pk, one.dato)
        if vilkaar is None:
            problems.add(SALG_UDEN_VILKAAR, line=line, field="dato", sted=sted.kode, dato=f"{one.dato:%d-%m-%Y}")
        elif one.art == Salgsart.LEJE and not vilkaar.konto_leje:
            problems.add(SALG_LEJE, line=line, field="art", sted=sted.kode, dato=f"{one.dato:%d-%m-%Y}")


def _anderledes(there: Salg, one: NytSalg) -> list[str]:
    found = [name for name in ("dato", "beloeb", "art", "tekst") if getattr(there, name) != getattr(one, name)]
    found += ["sted"] if there.sted.kode != one.sted else []
    found += ["saelger"] if there.saelger.nummer != one.saelger else []
    return [*found, *(["ture"] if one.ture is not None and there.ture != one.ture else [])]


def ophaev(salg: Salg, af: str) -> Salg:
    """Cancel a sale by one with the opposite amount, which the next settlement takes back where the sale was settled.

    Raises ProblemsError.
    """
    problems = Problems()
    with transaction.atomic():
        lock(Salg)
        row = Salg.objects.get(pk=salg.pk)
        if row.ophaever_id is not None or Salg.objects.filter(ophaever=row).exists():
            problems.add(SALG_OPHAEVET, raw=str(row.pk))
            raise ProblemsError(problems)
        return Salg.objects.create(
            noegle=f"ophæver {row.pk}",
            sted_id=row.sted_id,
            saelger_id=row.saelger_id,
            dato=row.dato,
            art=row.art,
            beloeb=-row.beloeb,
            ture=-row.ture,
            tekst=row.tekst,
            ophaever=row,
            oprettet_af=af,
        )


def ret(salg: Salg, nyt: NytSalg, af: str) -> int:
    """Cancel a sale and register the right one in its place; gives its id. Raises ProblemsError; then nothing has changed."""
    with transaction.atomic():
        ophaev(salg, af)
        made = registrer([nyt], af)
        if not made.nye:  # the key was there: the sale would be gone and nothing in its place
            problems = Problems()
            problems.add(SALG_ANDET, field="noegle", raw=nyt.noegle, felter="noegle")
            raise ProblemsError(problems)
    return made.nye[0]
