"""What moves money between payments, claims and the queue, one at a time: allocate, take back, reverse, pay back.

Each is one voucher and one allocation row (or its opposite), in one transaction with what is open of both sides. Who is slower of
two finds what the other left. Sources: payments.md 1.1, 4.5 (queue, confirmed by a person) and 5.4 (0239 and 0299 reverse).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from snitflade.bogh.models import Bilag, Samlekonto
from snitflade.exchange import audit
from snitflade.exchange.bulk import next_id
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering
from snitflade.inka.indbetaling import Aarsag
from snitflade.inka.models import Art, Fordeling, Indbetaling, Regning

PLACER_BELOEB = ProblemKind(
    "PLACER_BELOEB",
    "{beloeb} kr. kan ikke placeres: indbetalingen har {fri} kr. tilbage, og kravet {raw} har {rest} kr. åbent. Hent siden igen.",
)
PLACER_KOMMUNE = ProblemKind("PLACER_KOMMUNE", "Indbetalingen er til kommune {anden}, og kravet {raw} er kommune {kommune}s.")
INDBETALING_TILBAGE = ProblemKind("INDBETALING_TILBAGE", "Indbetalingen er allerede ført tilbage. Hent siden igen.")
INDBETALING_UDBETALT = ProblemKind(
    "INDBETALING_UDBETALT", "{beloeb} kr. af indbetalingen er betalt tilbage til betaleren, så den kan ikke føres tilbage."
)
UDBETAL_BELOEB = ProblemKind("UDBETAL_BELOEB", "{beloeb} kr. kan ikke betales tilbage: der er {fri} kr. tilbage af indbetalingen.")
FORDELING_OPHAEVET = ProblemKind("FORDELING_OPHAEVET", "Det er allerede taget tilbage, eller det kan det ikke. Hent siden igen.")

KILDE = "inka"
"""What the vouchers of single movements are booked as."""
FASTE = (Art.ANNULLERING, Art.TILBAGEFOERT, Art.UDBETALT)
"""Allocations that happened outside: they are not taken back."""


def placer(indbetaling: Indbetaling, regning: Regning, beloeb: int, af: str, dato: dt.date) -> Fordeling:
    """Let `beloeb` øre of a payment in the queue pay a claim, as `af` has confirmed. Raises ProblemsError."""
    with transaction.atomic():
        bogfoering.laas()
        payment, claim = Indbetaling.objects.get(pk=indbetaling.pk), Regning.objects.get(pk=regning.pk)
        problems = Problems()
        if payment.kommune != claim.kommune:
            problems.add(PLACER_KOMMUNE, raw=str(claim.nummer), anden=payment.kommune, kommune=claim.kommune)
        if not 0 < beloeb <= min(payment.rest, claim.rest):
            problems.add(
                PLACER_BELOEB,
                field="beloeb",
                raw=str(claim.nummer),
                beloeb=beloeb_tekst(beloeb),
                fri=beloeb_tekst(payment.rest),
                rest=beloeb_tekst(claim.rest),
            )
        if problems.errors:
            raise ProblemsError(problems)
        booked = _bilag([(payment.koekonto, beloeb), (claim.konto, -beloeb)], claim, "INDBETALING PLACERET", af, dato)
        made = _raekke(payment, claim, Art.BETALING, beloeb, booked, af, dato, "")
        if payment.debitor_id is None:
            Indbetaling.objects.filter(pk=payment.pk).update(debitor_id=claim.debitor_id)
        audit.record("indbetaling placeret", af, indbetaling=payment.pk, regning=claim.pk, beloeb=beloeb)
    indbetaling.refresh_from_db()
    regning.refresh_from_db()
    return made


def fjern(fordeling: Fordeling, af: str, dato: dt.date, grund: str) -> None:
    """Take an allocation back: the claim is open again, the payment in the queue (or the credit, the write-down undone).

    Raises ProblemsError.
    """
    with transaction.atomic():
        bogfoering.laas()
        row = Fordeling.objects.select_related("regning", "indbetaling", "bilag").get(pk=fordeling.pk)
        if row.ophaever_id is not None or Fordeling.objects.filter(ophaever=row).exists() or row.art in FASTE:
            raise _et(FORDELING_OPHAEVET)
        ophaev(row, af, dato, grund, Aarsag.FEJLPLACERET)
        audit.record("fordeling taget tilbage", af, fordeling=row.pk, grund=grund[:200])


def tilbagefoer(indbetaling: Indbetaling, af: str, dato: dt.date, grund: str, *, exchange: Exchange | None = None) -> Bilag:
    """The money has gone back to the payer: every claim is where it was before, and nothing is left to allocate.

    Raises ProblemsError when that has happened, or some of it was paid back.
    """
    with transaction.atomic():
        bogfoering.laas()
        payment = Indbetaling.objects.get(pk=indbetaling.pk)
        live = list(payment.fordelinger.filter(ophaever=None, ophaevet_af=None).select_related("regning").order_by("pk"))
        if any(one.art == Art.TILBAGEFOERT for one in live):
            raise _et(INDBETALING_TILBAGE)
        if back := sum(one.beloeb for one in live if one.art == Art.UDBETALT):
            raise _et(INDBETALING_UDBETALT, beloeb=beloeb_tekst(back))
        lines = [(one.regning.konto, one.beloeb) for one in live if one.regning is not None]
        lines += [(payment.koekonto, payment.rest), (payment.konto, -payment.beloeb)]
        booked = _bilag(lines, payment, "INDBETALING TILBAGEFØRT", af, dato, exchange, f"tilbage {payment.pk}")
        for one in live:
            _modsat(one, booked, af, dato, grund)
        _raekke(payment, None, Art.TILBAGEFOERT, payment.beloeb, booked, af, dato, grund)
        audit.record("indbetaling tilbageført", af, exchange, indbetaling=payment.pk, beloeb=payment.beloeb, grund=grund[:200])
    indbetaling.refresh_from_db()
    return booked


def tilbagebetal(
    indbetaling: Indbetaling, beloeb: int, modkonto: str, af: str, dato: dt.date, noegle: str, exchange: Exchange | None = None
) -> Fordeling:
    """Pay `beloeb` øre of what waits in the queue back: the queue's account is debited, `modkonto` (the payout's) credited.

    Once for each `noegle`. Raises ProblemsError.
    """
    with transaction.atomic():
        bogfoering.laas()
        payment = Indbetaling.objects.get(pk=indbetaling.pk)
        if not 0 < beloeb <= payment.rest:
            raise _et(UDBETAL_BELOEB, beloeb=beloeb_tekst(beloeb), fri=beloeb_tekst(payment.rest))
        lines = [(payment.koekonto, beloeb), (modkonto, -beloeb)]
        booked = _bilag(lines, payment, "INDBETALING BETALT TILBAGE", af, dato, exchange, f"tilbagebetaling {noegle}", modkonto)
        made = _raekke(payment, None, Art.UDBETALT, beloeb, booked, af, dato, "")
        audit.record("indbetaling betalt tilbage", af, exchange, indbetaling=payment.pk, beloeb=beloeb)
    indbetaling.refresh_from_db()
    return made


def luk(regning: Regning, beloeb: int, modkonto: str, af: str, dato: dt.date, grund: str) -> Fordeling:
    """Write `beloeb` øre of a claim off against an account, under `bogfoering.laas`."""
    lines = [(modkonto, beloeb), (regning.konto, -beloeb)]
    booked = _bilag(lines, regning, "KRAV NEDSKREVET", af, dato, fremmed=modkonto)
    return _raekke(None, regning, Art.NEDSKRIVNING, beloeb, booked, af, dato, grund)


def udlign(kredit: Regning, krav: Regning, beloeb: int, af: str, dato: dt.date) -> None:
    """Let a credit cover a claim, under `bogfoering.laas`. Both rows share a voucher."""
    booked = _bilag([(kredit.konto, beloeb), (krav.konto, -beloeb)], krav, "KREDIT UDLIGNET", af, dato)
    _raekke(None, krav, Art.UDLIGNING, beloeb, booked, af, dato, f"Kredit {kredit.nummer}")
    _raekke(None, kredit, Art.UDLIGNING, -beloeb, booked, af, dato, f"Krav {krav.nummer}")


def ophaev(fordeling: Fordeling, af: str, dato: dt.date, grund: str, aarsag: Aarsag) -> None:
    """Take a live allocation back, under `bogfoering.laas`. The two rows of a set-off go together."""
    holder = fordeling.regning or fordeling.indbetaling
    assert holder is not None  # noqa: S101 (the database sees to it)
    if fordeling.art == Art.BETALING:
        payment, claim = fordeling.indbetaling, fordeling.regning
        assert payment is not None and claim is not None  # noqa: S101 (a payment of a claim has both)
        lines, rows = [(claim.konto, fordeling.beloeb), (payment.koekonto, -fordeling.beloeb)], [fordeling]
        Indbetaling.objects.filter(pk=payment.pk).update(aarsag=aarsag.value)
    else:
        own = fordeling.bilag.posteringer.order_by("loebenr").values_list("konto", "beloeb")
        lines = [(konto, -beloeb) for konto, beloeb in own]
        rows = list(Fordeling.objects.filter(bilag=fordeling.bilag_id, ophaever=None, ophaevet_af=None).order_by("pk"))
    if rows:
        booked = _bilag(lines, holder, "FORDELING OPHÆVET", af, dato)
        for one in rows:
            _modsat(one, booked, af, dato, grund)


def _bilag(
    lines: list[tuple[str, int]],
    holder: Indbetaling | Regning,
    tekst: str,
    af: str,
    dato: dt.date,
    exchange: Exchange | None = None,
    noegle: str = "",
    fremmed: str = "",
) -> Bilag:
    """Book a movement. Its key is the allocation that it is booked for, where it has none of its own; `fremmed`: the account among
    its lines that is not one of claims or payments."""
    egne = Samlekonto.objects.filter(konto__in={konto for konto, _ in lines} - {fremmed}, modul=bogfoering.MODUL)
    return bogfoering.bilag(
        lines,
        kommune=holder.kommune,
        dato=dato,
        tekst=tekst,
        kilde=KILDE,
        noegle=noegle or f"fordeling {next_id(Fordeling)}",
        af=af,
        exchange=exchange.pk if exchange else None,
        egne=tuple(egne.values_list("konto", flat=True)),
    )


def _raekke(
    payment: Indbetaling | None, claim: Regning | None, art: Art, beloeb: int, booked: Bilag, af: str, dato: dt.date, grund: str
) -> Fordeling:
    """Write an allocation and what is left of both sides."""
    made = Fordeling.objects.create(
        indbetaling=payment, regning=claim, art=art, beloeb=beloeb, dato=dato, bilag=booked, grund=grund[:200], oprettet_af=af
    )
    _rest(made)
    return made


def _modsat(one: Fordeling, booked: Bilag, af: str, dato: dt.date, grund: str) -> None:
    """Write the opposite of an allocation."""
    made = Fordeling.objects.create(
        indbetaling_id=one.indbetaling_id,
        regning_id=one.regning_id,
        art=one.art,
        beloeb=-one.beloeb,
        dato=dato,
        bilag=booked,
        ophaever=one,
        grund=grund[:200],
        oprettet_af=af,
    )
    _rest(made)


def _rest(made: Fordeling) -> None:
    if made.regning_id is not None:
        Regning.objects.filter(pk=made.regning_id).update(rest=F("rest") - made.beloeb)
    if made.indbetaling_id is not None:
        Indbetaling.objects.filter(pk=made.indbetaling_id).update(rest=F("rest") - made.beloeb)


def _et(kind: ProblemKind, **params: Any) -> ProblemsError:
    problems = Problems()
    problems.add(kind, **params)
    return ProblemsError(problems)
