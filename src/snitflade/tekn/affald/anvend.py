"""Page 868: the lines of a file become weighings of a batch; what cannot be billed is set aside line by line, or skipped and told.

Who: the bookkeeper of the town, when the scale's files come, often several at once. What goes wrong elsewhere: one unknown customer
stops a whole file, a weighing is billed twice, and what was skipped is never told. Source: social-teknik.md 9.1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils import timezone

from snitflade.bogh import konti
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied, Sheet
from snitflade.exchange.konstanter import KonstantMangler, KonstantUgyldig, konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka.models import Debitor
from snitflade.tekn.affald.laes import Indhold, Linje
from snitflade.tekn.affald.models import Vejeparti, Vejning
from snitflade.tekn.affald.takster import TOLERANCE, Takster, noegle

AFV_DUBLET = ProblemKind(
    "AFV_DUBLET",
    "Vejning {raw} er allerede indlæst i parti {parti}. Linjen er ikke taget; er det en anden vejning, så spørg efter dens nummer.",
    spec="AFV-E01",
)
AFV_KUNDE_UKENDT = ProblemKind(
    "AFV_KUNDE_UKENDT", "Kunde {raw} findes ikke. Opret kunden, og anvend filen igen, eller ret nummeret.", spec="AFV-E02"
)
AFV_KONTO_UKENDT = ProblemKind(
    "AFV_KONTO_UKENDT",
    "Der er ingen indtægtskonto for «{raw}» i {by} den {dato}. Tilføj den i affaldstakster.csv, og anvend filen igen.",
    spec="AFV-E03",
)
AFV_KONTO_SPAERRET = ProblemKind("AFV_KONTO_SPAERRET", "Indtægtskontoen {raw} kan ikke bruges: {hvorfor}", spec="AFV-E03")
AFV_OVERSPRUNGET = ProblemKind(
    "AFV_OVERSPRUNGET", "Vejning {raw} er på {beloeb} kr. og er ikke indlæst.", Severity.ADVARSEL, spec="AFV-I01"
)
AFV_PRIS = ProblemKind(
    "AFV_PRIS",
    "Vejning {raw} koster {beloeb} kr., men vægt gange pris er {ventet} kr. Er det ikke en mindstepris, så spørg vægten.",
    Severity.ADVARSEL,
)

_VEJNING = (
    *("id", "parti_id", "kommune", "linje", "registreringsnr", "dato", "klokken", "sted", "by", "debitor_id", "nummerplade"),
    *("affaldstype", "typenoegle", "maengde", "beloeb", "konto", "notat", "udeladt", "udeladt_af"),
)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Load the lines, in the caller's transaction; those with an error are named in the problems, for the caller to set aside."""
    lock(Vejeparti, Vejning)
    skipped = [row for row in indhold.linjer if row.beloeb <= 0]
    for row in skipped:
        problems.add(AFV_OVERSPRUNGET, line=row.linje, field="beloeb", raw=row.registreringsnr, beloeb=beloeb_tekst(row.beloeb))
    counts = {
        "linjer": indhold.antal,
        "oversprunget": len(skipped),
        "oversprunget_beloeb": sum(row.beloeb for row in skipped),
    }
    parti, _ = Vejeparti.objects.update_or_create(
        exchange=exchange, defaults=counts, create_defaults={**counts, "kommune": indhold.kommune, "art": standardart()}
    )
    there = set(parti.vejninger.values_list("linje", flat=True))
    wanted = [row for row in indhold.linjer if row.beloeb > 0 and row.linje not in there]
    good = _gode(parti, wanted, problems)
    first = next_id(Vejning)
    insert_rows(Vejning, _VEJNING, (_raekke(first + at, parti, *one) for at, one in enumerate(good)))
    return _gjort(parti, len(skipped))


def standardart() -> str:
    """The art of systemkonstant 870; empty where it is not set."""
    try:
        return konstant("870", timezone.localdate())
    except (KonstantMangler, KonstantUgyldig):
        return ""


def _gode(parti: Vejeparti, rows: Sequence[Linje], problems: Problems) -> list[tuple[Linje, int]]:
    """The lines that can be billed, each with its debtor; what is wrong with the others is reported."""
    taken = _taget(parti.kommune, {row.registreringsnr for row in rows})
    debtors = _debitorer({row.kundenummer for row in rows})
    takster = Takster(parti.kommune)
    good: list[tuple[Linje, int]] = []
    barred: dict[tuple[str, dt.date], str] = {}
    for row in rows:
        dato, bad = row.tidspunkt.date(), False
        if (other := taken.get(row.registreringsnr)) is not None:
            bad = True
            problems.add(AFV_DUBLET, line=row.linje, field="registreringsnr", raw=row.registreringsnr, parti=other)
        debitor = debtors.get(row.kundenummer)
        if debitor is None:
            bad = True
            problems.add(AFV_KUNDE_UKENDT, line=row.linje, field="kundenummer", raw=mask_cpr(row.kundenummer))
        takst = takster.find(row.affaldstype, row.by, dato)
        konto = row.konto or (takst.konto if takst else "")
        if not konto:
            bad = True
            told: dict[str, Any] = {"by": row.by or "alle byer", "dato": f"{dato:%d-%m-%Y}"}
            problems.add(AFV_KONTO_UKENDT, line=row.linje, field="konto", raw=row.affaldstype, **told)
        else:
            if (konto, dato) not in barred:
                barred[konto, dato] = _spaerret(konto, parti.kommune, dato)
            if why := barred[konto, dato]:
                bad = True
                problems.add(AFV_KONTO_SPAERRET, line=row.linje, field="konto", raw=konto_tekst(konto), hvorfor=why)
        if row.ventet is not None and abs(row.ventet - row.beloeb) > TOLERANCE:
            told = {"beloeb": beloeb_tekst(row.beloeb), "ventet": beloeb_tekst(row.ventet)}
            problems.add(AFV_PRIS, line=row.linje, field="beloeb", raw=row.registreringsnr, **told)
        if not bad and debitor is not None:
            good.append((row, debitor))
            taken[row.registreringsnr] = parti.pk
    return good


def _taget(kommune: str, numbers: Collection[str]) -> dict[str, int]:
    found = Vejning.objects.filter(kommune=kommune, registreringsnr__in=numbers)
    return dict(found.values_list("registreringsnr", "parti_id"))


def _debitorer(numbers: Iterable[str]) -> dict[str, int]:
    """The debtors by the number as it was written: as it is, or with its leading zeros."""
    spelled = {number: (number, number.zfill(10)) for number in numbers}
    wanted = {one for both in spelled.values() for one in both}
    known = dict(Debitor.objects.filter(kundenummer__in=wanted).values_list("kundenummer", "pk"))
    return {number: known[one] for number, both in spelled.items() for one in reversed(both) if one in known}


def _spaerret(konto: str, kommune: str, dato: dt.date) -> str:
    """Why the account may not be posted on, in a sentence; empty when it may."""
    problems = Problems()
    konti.tjek([konto], kommune, dato, problems)
    return next((problem.message for problem in problems), "")


def _raekke(number: int, parti: Vejeparti, row: Linje, debitor: int) -> tuple[object, ...]:
    when = row.tidspunkt
    return (
        *(number, parti.pk, parti.kommune, row.linje, row.registreringsnr, when.date(), when.time(), row.sted, row.by, debitor),
        *(row.nummerplade, row.affaldstype, noegle(row.affaldstype), row.maengde, row.beloeb, row.konto, row.notat, "", ""),
    )


def _gjort(parti: Vejeparti, skipped: int) -> Applied:
    amounts = list(parti.vejninger.values_list("beloeb", flat=True))
    wrong = parti.linjer - len(amounts) - skipped
    totals = {
        "linjer": parti.linjer,
        "indlæst": len(amounts),
        "oversprunget": skipped,
        "fejl": wrong,
        "beløb": sum(amounts),
        "oversprunget beløb": parti.oversprunget_beloeb,
    }
    lines = [
        ("Linjer læst", str(parti.linjer)),
        ("Indlæst", f"{len(amounts)} · {beloeb_tekst(sum(amounts))}"),
        ("Sprunget over (0 kr. eller mindre)", f"{skipped} · {beloeb_tekst(parti.oversprunget_beloeb)}"),
        ("Med fejl, sat til side", str(wrong)),
        ("Art", parti.art or "ikke valgt"),
    ]
    sheet: Sheet = [(f"Parti {parti.pk}, kommune {parti.kommune}", lines)]
    return Applied(totals=totals, sheet=sheet)
