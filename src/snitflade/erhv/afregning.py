"""Settling: what `beregning` found, booked by month of sale and given to Krdi for payment.

A sale is booked in its own month (on the day of settlement, at the latest the month's last), so that what is reported for a month
is what the ledger has in it. Sources: skat-inddrivelse.md 2.3; winformatik.md 2.5 (side 417), 2.4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling import poster
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.erhv.beregning import AFREGNING_TOM, Beregnet, Ordre, beregn_afregning
from snitflade.erhv.fradrag import Udregning
from snitflade.erhv.models import Saelger, Saelgerskat, Salg, Vilkaar
from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Afregningspost, Kontering, Konteringsart
from snitflade.erhv.numre import AFREGNINGER
from snitflade.exchange import audit
from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.krdi.interfaces import KRDI

KILDE, MASKINNR = "erhv.afregning", "00417"
MODUL = KRDI
"""Sellers are paid by Krdi's runs (row 18)."""
_LINJE = ("id", "afregning_id", "salg_id", *Udregning._fields, "gaelder")
_KONTERING = ("id", "afregning_id", "maaned", "sted_id", "art", "konto", "beloeb", "bilag_id")
_POST = ("id", "afregning_id", "saelger_id", "konto", "beloeb", "post_id")
_TEKST = {Konteringsart.AFREGNING: "Til sælgerne", Konteringsart.SALG: "Køb", Konteringsart.LEJE: "Leje"}


def afregn(ordre: Ordre, af: str) -> tuple[Afregning, Beregnet]:
    """Settle, book, and make the credit items, in one transaction. Raises ProblemsError with everything that is wrong."""
    with collector_paused(), transaction.atomic():
        lock(Vilkaar, Saelgerskat, Salg, Afregning, Afregningslinje, Afregningspost, Kontering, Udbetalingspost, Bilag, Postering)
        found = beregn_afregning(ordre)
        if not found.problemer.errors and not found.linjer:
            found.problemer.add(AFREGNING_TOM, kommune=ordre.kommune, til=f"{ordre.til:%d-%m-%Y}")
        if found.problemer.errors:
            raise ProblemsError(found.problemer)
        number = AFREGNINGER.following(ordre.kommune)
        afregning = Afregning.objects.create(**ordre._asdict(), nummer=number, oprettet_af=af, oprettet_tid=timezone.now())
        _skriv_linjer(afregning, found)
        _bogfoer(afregning, found, af)
        _skriv_poster(afregning, found, af)
        audit.record("afregnet", af, afregning=afregning.pk, salg=len(found.linjer), brutto=found.brutto, netto=found.netto)
    return afregning, found


def _skriv_linjer(afregning: Afregning, found: Beregnet) -> None:
    first = next_id(Afregningslinje)
    insert_rows(
        Afregningslinje,
        _LINJE,
        ((first + n, afregning.pk, one.salg, *udregning, True) for n, (one, udregning) in enumerate(found.linjer)),
    )


def _bogfoer(afregning: Afregning, found: Beregnet, af: str) -> None:
    """One voucher for each month of sale; what is wrong with any of them is told at once."""
    problems, vouchers = Problems(), {}
    for maaned in sorted({key[0] for key in found.konteringer}):
        sums: defaultdict[tuple[Konteringsart, str], int] = defaultdict(int)
        for (month, _, art, konto), oere in found.konteringer.items():
            if month == maaned:
                sums[art, konto] += oere
        tekst = f"{maaned:%m-%Y}"
        linjer = [
            Linje(konto, oere, f"{_TEKST.get(art, art.label)} {tekst}") for (art, konto), oere in sorted(sums.items()) if oere
        ]
        hoved = _hoved(afregning, maaned, tekst)
        if linjer:
            bilagene.tjek(hoved, linjer, problems)
            vouchers[maaned] = (hoved, linjer)
    if problems.errors:
        raise ProblemsError(problems)
    booked = {maaned: bilagene.skriv(hoved, linjer, af).pk for maaned, (hoved, linjer) in vouchers.items()}
    first = next_id(Kontering)
    insert_rows(
        Kontering,
        _KONTERING,
        (
            (first + n, afregning.pk, maaned, sted, art.value, konto, oere, booked.get(maaned))
            for n, ((maaned, sted, art, konto), oere) in enumerate(found.konteringer.items())
        ),
    )


def _hoved(afregning: Afregning, maaned: dt.date, tekst: str) -> Hoved:
    last = (maaned.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    dato = min(afregning.dato, last)
    return Hoved(
        kommune=afregning.kommune,
        regnskabsaar=dato.year,
        bilagsdato=afregning.dato,
        posteringsdato=dato,
        tekst=f"Brætsalg, afregning {afregning}, salg {tekst}",
        kilde=KILDE,
        noegle=f"{afregning.pk}:{maaned:%Y-%m}",
        maskinnr=MASKINNR,
    )


def _skriv_poster(afregning: Afregning, found: Beregnet, af: str) -> None:
    """The credit items; they are booked with the settlement."""
    payees = dict(Saelger.objects.filter(pk__in={saelger for saelger, _ in found.poster}).values_list("pk", "modtager_id"))
    paid = [(saelger, konto, oere) for (saelger, konto), oere in found.poster.items() if oere]
    items = [
        NyPost(
            noegle=f"afregning {afregning.pk}:{saelger}:{konto}",
            modtager=payees[saelger],
            beloeb=oere,
            forfaldsdato=afregning.forfaldsdato,
            konto=konto,
            tekst=f"Afregning {afregning.til:%d-%m-%Y}",
        )
        for saelger, konto, oere in paid
    ]
    samling = Samling(MODUL, f"afregning {afregning.pk}", afregning.kommune, afregning.dato, f"Brætsalg, afregning {afregning}")
    ids = dict(
        zip(((saelger, konto) for saelger, konto, _ in paid), poster.opret(samling, items, af) if items else (), strict=True)
    )
    first = next_id(Afregningspost)
    insert_rows(
        Afregningspost,
        _POST,
        (
            (first + n, afregning.pk, saelger, konto, oere, ids.get((saelger, konto)))
            for n, ((saelger, konto), oere) in enumerate(found.poster.items())
        ),
    )
