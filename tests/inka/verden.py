"""A small world of claims and payments: the accounts, debtors, claims, and payments as a file brings them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from snitflade.bogh.models import Postering
from snitflade.exchange import integrity
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemsError
from snitflade.inka.bogfoer_indbetalinger import Kilde, match_and_book
from snitflade.inka.indbetaling import Indbetalinger, Resultat, Soegt
from snitflade.inka.krav import Koersel, NytKrav, opret
from snitflade.inka.models import Debitor, Indbetaling, Regning

DAG = dt.date(2026, 11, 4)
DEBITOR, BANK, KOE, TAB, INDTAEGT, UDBETALING = (
    *("9001001001", "9002002002", "9003003003", "9004004004"),
    *("6602507000", "9002009002"),
)
KILDE = Kilde("bogh.fi", "0956", koetekst="UANBRINGELIG FI-INDB", maskinnr="00306")


def konti() -> None:
    """Set the constants."""
    names = ("inka.debitorkonto", "inka.indbetalingskonto", "inka.uanbringelig_konto", "inka.nedskrivningskonto")
    for nummer, vaerdi in zip(names, (DEBITOR, BANK, KOE, TAB), strict=True):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)


def debitor(nummer: int = 1, navn: str = "Prøve Person Et") -> Debitor:
    """A debtor."""
    return Debitor.objects.get_or_create(kundenummer=f"{nummer:010}", defaults={"navn": navn})[0]


_runs = iter(range(1, 10**9))


def krav(*beloeb: int, hos: Debitor | None = None, kommune: str = "0956", regningsnummer: int | None = None) -> list[Regning]:
    """Claims of one run, on one debtor."""
    who = (hos or debitor()).pk
    run = Koersel("tekn.prøve", f"p{next(_runs)}", kommune, DAG, 2026, "PRØVEKRAV")
    due = DAG + dt.timedelta(30)
    ids = opret(run, [NytKrav(who, one, INDTAEGT, due, "2026", regningsnummer=regningsnummer) for one in beloeb], "anna")
    return list(Regning.objects.filter(pk__in=ids).order_by("pk"))


def fil(*rows: tuple[str, int, int], soegt: Soegt = Soegt.NUMMER, dato: dt.date = DAG) -> Indbetalinger:
    """A file of payments: key, øre, number."""
    count = len(rows)
    return Indbetalinger(
        noegle=[row[0] for row in rows],
        beloeb=[row[1] for row in rows],
        dato=[dato] * count,
        bogfoeringsdato=[dato] * count,
        soegt=[soegt.value] * count,
        soegt_nummer=[row[2] for row in rows],
    )


def betal(*rows: tuple[str, int, int], soegt: Soegt = Soegt.NUMMER, kilde: Kilde = KILDE) -> Resultat:
    """Book a file of payments."""
    return match_and_book(fil(*rows, soegt=soegt), None, "anna", kilde)


def indbetaling(noegle: str) -> Indbetaling:
    """The payment with this key."""
    return Indbetaling.objects.get(noegle=noegle)


def saldo(konto: str) -> int:
    """What the ledger says of an account."""
    return sum(Postering.objects.filter(konto=konto).values_list("beloeb", flat=True))


def rester(rows: Sequence[Regning]) -> list[int]:
    """What is open of claims now."""
    found = dict(Regning.objects.values_list("pk", "rest"))
    return [found[row.pk] for row in rows]


def stemmer() -> None:
    """Everything `verify` holds, and the two sums it stands for, added up here row by row."""
    assert list(integrity.broken()) == []
    assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
    assert saldo(DEBITOR) == sum(Regning.objects.filter(konto=DEBITOR).values_list("rest", flat=True))
    assert saldo(KOE) == -sum(Indbetaling.objects.values_list("rest", flat=True))


def koder(call: Callable[[], object]) -> list[str]:
    """The codes of what refuses."""
    with pytest.raises(ProblemsError) as caught:
        call()
    return [problem.code for problem in caught.value.problems.sorted()]
