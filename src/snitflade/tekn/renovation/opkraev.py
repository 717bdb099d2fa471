"""Billing a quarter: bills, the memory of what was billed, and the ledger rows, all or nothing.

The quarter is the key. Running it again bills only what differs from what was billed before, so that nothing is billed twice
and what was forgotten is billed. Sources: social-teknik.md 11.3 to 11.5, prisme.md 2.3, 2.5 and 3.8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from snitflade.bogh import bilag, konti
from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.krav import annuller_udveksling
from snitflade.inka.models import Debitor, Regning
from snitflade.inka.numre import REGNINGER
from snitflade.tekn.models import Aftale, Opkraevning, Takst, Ydelse
from snitflade.tekn.renovation.beregn import Beregning, beregn, gyldige
from snitflade.tekn.renovation.koersel import Koersel
from snitflade.tekn.renovation.kontering import bruttobeloeb, saet_posteringer
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.parametre import Opsaetning, Parametre, opsaet
from snitflade.tekn.renovation.regninger import Fordeling, Udkast, fordel
from snitflade.tekn.renovation.tekster import Tekster
from snitflade.tekn.renovation.vagt import SNITFLADE

MODUL = "tekn.renovation"
MASKINNR = "00861"

OPKRAEV_ANDEN_KOMMUNE = ProblemKind(
    "OPKRAEV_ANDEN_KOMMUNE",
    "{kvartal} er opkrævet for kommune {anden}, og kan ikke opkræves for {raw}. Ret en af dem.",
)
OPKRAEV_LINJER = ProblemKind(
    "OPKRAEV_LINJER",
    "Regningen til {navn} (kunde {raw}) har {antal} tekstlinjer, og der er plads til 999. Sæt «renovation.rate_pr» til «aftale».",
)
OPKRAEV_AFVIGER = ProblemKind(
    "OPKRAEV_AFVIGER",
    "Kvartalet koster {nu} kr., og det forrige {foer} kr.: en ændring på mere end 10 procent. Kontrollér takster og aftaler.",
    Severity.ADVARSEL,
    spec="REN-W03",
)

FLEST_LINJER = 999
"""Specification lines a rate can have (10Q trans 26, prisme.md 3.8)."""

_REGNING = (
    *("id", "nummer", "debitor_id", "modul", "kommune", "periode", "koersel", "exchange_id", "omraadenummer", "beloeb"),
    *("betales_fra_konto", "rest", "konto", "posteringsdato", "forfaldsdato", "regnskabsaar", "tekstlinjer"),
)
_OPKRAEVNING = ("id", "aftale_id", "regning_id", "kvartal", "konto", "antal", "pris", "dage", "dage_i_kvartal", "beloeb")


def opkraev(parametre: Parametre, exchange: Exchange | None = None) -> Koersel:
    """Bill a quarter inside the caller's transaction (or its own), as part of `exchange`.

    Inserts bills, charges and ledger rows, or nothing when there is nothing to bill. Raises ProblemsError with every problem
    before anything is inserted.
    """
    problems = Problems()
    opsaetning = opsaet(parametre, problems)
    if opsaetning is None:
        raise ProblemsError(problems)
    with collector_paused(), transaction.atomic():
        lock(Debitor, Regning, Ydelse, Takst, Aftale, Opkraevning, Bilag, Postering)
        _check_kommune(opsaetning, problems)
        beregning = beregn(opsaetning.kvartal, opsaetning.afregning, problems)
        fordeling = fordel(beregning, opsaetning, problems)
        koersel = _write_up(parametre, opsaetning, beregning, fordeling, problems)
        if problems.errors:
            raise ProblemsError(problems)
        if not koersel.tom:
            _insert(parametre, koersel, exchange.pk if exchange else None, fordeling.udkast, beregning.dage, opsaetning.modkonto)
            bogfoer(parametre, koersel, exchange, opsaetning.modkonto)
    return koersel


def _check_kommune(opsaetning: Opsaetning, problems: Problems) -> None:
    """A quarter belongs to the municipality that billed it first."""
    kvartal = str(opsaetning.kvartal)
    others = Regning.objects.filter(modul=MODUL, periode=kvartal).exclude(kommune=opsaetning.kommune).order_by()
    others = others.filter(Q(exchange=None) | ~Q(exchange__state__in=TAKEN_BACK))
    anden = others.values_list("kommune", flat=True).first()
    if anden is not None:
        problems.add(OPKRAEV_ANDEN_KOMMUNE, field="kommune", raw=opsaetning.kommune, anden=anden, kvartal=kvartal)


def _write_up(
    parametre: Parametre, opsaetning: Opsaetning, beregning: Beregning, fordeling: Fordeling, problems: Problems
) -> Koersel:
    """The run as it will be; what is wrong with it is reported."""
    udkast = fordeling.udkast
    koersel = Koersel("", opsaetning.kommune, opsaetning.kvartal, advarsler=problems, aftaler=beregning.aftaler)
    koersel.trans_10_uden_rate = opsaetning.trans_10_uden_rate
    koersel.oplysninger = list(_oplysninger(opsaetning.kvartal, beregning, fordeling))
    if not udkast:
        return koersel
    koersel.noegle = _noegle(opsaetning)
    koersel.saet_regninger(udkast, REGNINGER.following())
    koersel.regninger.tekst = _texts(opsaetning.kvartal, beregning, udkast, problems)
    koersel.opkraevet = sum(len(one.krav) for one in udkast)
    koersel.rettelser = sum(krav.foer is not None for one in udkast for krav in one.krav)
    koersel.brutto = bruttobeloeb(udkast, beregning.ydelser)
    saet_posteringer(koersel, parametre, opsaetning, problems)
    _compare(opsaetning.kvartal, beregning.fuldt, problems)
    return koersel


def _texts(kvartal: Kvartal, beregning: Beregning, udkast: list[Udkast], problems: Problems) -> list[str]:
    """The specification lines of every bill, joined with line feeds."""
    tekster = Tekster(kvartal, beregning.ydelser)
    texts = []
    for one in udkast:
        sprog = one.kunde.sprog
        text = "\n".join([tekster.linjer(krav, sprog) for krav in one.krav])
        texts.append(text)
        if (lines := text.count("\n") + 1) > FLEST_LINJER:
            problems.add(OPKRAEV_LINJER, field="tekstlinjer", raw=one.kunde.kundenummer, navn=one.kunde.navn, antal=lines)
    tekster.advar(problems)
    return texts


def _oplysninger(kvartal: Kvartal, beregning: Beregning, fordeling: Fordeling) -> Iterator[str]:
    """What the operator should know that is neither an error nor a warning."""
    if not fordeling.udkast:
        yield f"Der er intet at opkræve for {kvartal}: {beregning.aftaler} aftaler er gennemgået. Intet er skrevet."
    if fordeling.nul:
        yield f"{len(fordeling.nul)} regninger går i nul og er udeladt. De regnes med igen i næste kørsel."
    if fordeling.bagateller:
        total = beloeb_tekst(sum(one.beloeb for one in fordeling.bagateller))
        yield (
            f"{len(fordeling.bagateller)} krediteringer under 1 kr., i alt {total} kr., er ikke sendt. "
            "De står åbne og regnes med igen i næste kørsel."
        )


def _noegle(opsaetning: Opsaetning) -> str:
    """The key of the next run of the quarter."""
    billed = Regning.objects.filter(modul=MODUL, periode=str(opsaetning.kvartal)).order_by()
    runs = billed.values("koersel").distinct().count()
    return f"861-{opsaetning.kommune}-{opsaetning.kvartal}-{runs + 1:03d}"


def _compare(kvartal: Kvartal, now: int, problems: Problems) -> None:
    """Warn when the quarter costs more than 10 percent more or less than the one before."""
    before = gyldige().filter(kvartal=str(kvartal.forrige)).aggregate(total=Sum("beloeb"))["total"]
    if before and abs(now - before) * 10 > abs(before):
        problems.add(OPKRAEV_AFVIGER, nu=beloeb_tekst(now), foer=beloeb_tekst(before))


def _insert(parametre: Parametre, koersel: Koersel, exchange: int | None, udkast: list[Udkast], dage: int, modkonto: str) -> None:
    """Write the run's bills, open on the counter account that they debit together, and the charges they consist of."""
    dates = (parametre.posteringsdato, parametre.forfaldsdato, parametre.regnskabsaar)
    kvartal = str(koersel.kvartal)
    run = (MODUL, koersel.kommune, kvartal, koersel.noegle, exchange)
    columns = koersel.regninger
    first = next_id(Regning)
    insert_rows(
        Regning,
        _REGNING,
        (
            (
                *(number, nummer, one.debitor, *run, one.omraadenummer, one.beloeb, one.kunde.konto),
                *((0, "") if one.kunde.konto else (one.beloeb, modkonto)),
                *dates,
                text,
            )
            for number, (nummer, one, text) in enumerate(zip(columns.nummer, udkast, columns.tekst, strict=True), start=first)
        ),
    )
    insert_rows(Opkraevning, _OPKRAEVNING, _charges(udkast, kvartal, first, dage))


def bogfoer(
    parametre: Parametre,
    koersel: Koersel,
    exchange: Exchange | None,
    modkonto: str,
    *,
    kilde: str = SNITFLADE,
    maskinnr: str = MASKINNR,
) -> None:
    """Book the run's ledger rows as one voucher; the bills explain its counter account."""
    konti.som_samlekonto((modkonto,), "inka")
    hoved = bilag.Hoved(
        kommune=koersel.kommune,
        regnskabsaar=parametre.regnskabsaar,
        bilagsdato=parametre.posteringsdato,
        posteringsdato=parametre.posteringsdato,
        tekst=parametre.tekst,
        kilde=kilde,
        noegle=koersel.noegle,
        exchange=exchange.pk if exchange else None,
        koersel=koersel.noegle,
        maskinnr=maskinnr,
        konteret_af=parametre.konteret_af,
    )
    lines = [bilag.Linje(row.konto, row.beloeb, row.tekst) for row in koersel.posteringer]
    bilag.skriv(hoved, lines, exchange.created_by if exchange else "snitflade")


def fortryd(exchange: Exchange) -> None:
    """Take back what a run of an exchange that never went out did: its voucher is reversed, its claims are closed."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    annuller_udveksling(exchange, SNITFLADE, f"udveksling {exchange.pk}", dato, f"Udveksling {exchange.pk} er taget tilbage")


def _charges(udkast: list[Udkast], kvartal: str, regning: int, dage: int) -> Iterator[tuple[Any, ...]]:
    """The charges of the bills, whose ids begin with `regning`, as rows."""
    number = next_id(Opkraevning)
    for at, one in enumerate(udkast, start=regning):
        for krav in one.krav:
            udregning = krav.udregning
            yield (
                number,
                krav.aftale,
                at,
                kvartal,
                krav.konto,
                krav.antal,
                udregning.pris,
                udregning.dage,
                dage,
                krav.beloeb,
            )
            number += 1
