"""Which accounts may be posted on: the chart of accounts, and the accounts that other registers explain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from snitflade.bogh.models import KONTOBREDDE, Konto, Samlekonto
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import konto_tekst, mente_du

KONTO_FORM = ProblemKind("KONTO_FORM", "Kontoen «{raw}» er ikke 1 til {bredde} cifre. Ret den.")
KONTO_UKENDT = ProblemKind("KONTO_UKENDT", "Kontoen {raw} står ikke i kontoplanen{kommune}. {raad}")
KONTO_SPAERRET = ProblemKind("KONTO_SPAERRET", "Kontoen {raw} er spærret fra {fra} og kan ikke bruges {dato}. Vælg en anden.")
KONTO_SAMLE = ProblemKind(
    "KONTO_SAMLE", "Kontoen {raw} er samlekonto for {modul} og kan kun bruges derfra. Ret kravet eller betalingen i stedet."
)


def haandhaeves(dato: dt.date) -> bool:
    """Whether accounts must be in the chart (constant ``bogh.kontoplan``; ``auto``: as soon as there is one)."""
    setting = konstant("bogh.kontoplan", dato)
    return setting == "J" or (setting == "auto" and Konto.objects.exists())


def tjek(konti: Iterable[str], kommune: str, dato: dt.date, problems: Problems, *, egne: Collection[str] = ()) -> None:
    """Report the accounts that may not be posted on in `kommune` on `dato`. `egne`: whose own register explains them."""
    wanted = list(dict.fromkeys(konti))
    tjek_samlekonti(set(wanted).difference(egne), problems)
    for konto in wanted:
        if not (konto.isascii() and konto.isdigit() and len(konto) <= KONTOBREDDE):
            problems.add(KONTO_FORM, field="konto", raw=konto, bredde=KONTOBREDDE)
    if not haandhaeves(dato):
        return
    chart = dict(Konto.objects.filter(kommune__in=("", kommune)).order_by("kommune").values_list("nummer", "spaerret_fra"))
    for konto in wanted:
        if konto not in chart:
            raad = mente_du(konto, chart, "Ret kontoen, eller indlæs den i kontoplanen.")
            problems.add(KONTO_UKENDT, field="konto", raw=konto_tekst(konto), kommune=f" for kommune {kommune}", raad=raad)
        elif (fra := chart[konto]) is not None and fra <= dato:
            problems.add(KONTO_SPAERRET, field="konto", raw=konto_tekst(konto), fra=f"{fra:%d-%m-%Y}", dato=f"{dato:%d-%m-%Y}")


def tjek_samlekonti(konti: Collection[str], problems: Problems) -> None:
    """Report the accounts that only another register may post on."""
    for konto, modul in Samlekonto.objects.filter(konto__in=konti).order_by("konto").values_list("konto", "modul"):
        problems.add(KONTO_SAMLE, field="konto", raw=konto_tekst(konto), modul=modul)


def som_samlekonto(konti: Iterable[str], modul: str) -> None:
    """Remember that `modul` explains these accounts, in the caller's transaction."""
    wanted = set(konti)
    known = set(Samlekonto.objects.filter(konto__in=wanted).values_list("konto", flat=True))
    Samlekonto.objects.bulk_create(
        [Samlekonto(konto=konto, modul=modul) for konto in sorted(wanted - known)], ignore_conflicts=True
    )
