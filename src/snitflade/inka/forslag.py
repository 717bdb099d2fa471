"""Which claims a payment in the queue may be meant for. A person decides; nothing is booked from here.

Looked for are a number with one digit wrong or two exchanged, a printed bill's number typed without its leading 1 (payments.md
4.5), the right amount, and the payer's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from snitflade.formats import checkdigits
from snitflade.inka.indbetaling import Soegt
from snitflade.inka.models import Debitor, Indbetaling, Regning

FLEST = 10
_SAMME_BELOEB = 200
"""Claims of the same amount that are looked at: with more, the amount says nothing."""
_SAMME_NAVN = 200
"""Debtors of the same name that are looked at."""


@dataclass(frozen=True, slots=True)
class Forslag:
    """A claim, why, and how likely (higher is likelier)."""

    regning: Regning
    grunde: tuple[str, ...]
    vaegt: int


def fi_nummer(betalingsident: str) -> tuple[Soegt, int] | None:
    """What the 15 digits of a kortart-71 payment name; None for what is neither type 0 nor 1. The check digit is not looked at.

    >>> fi_nummer("100000000009083"), fi_nummer("000006190001237"), fi_nummer("200000000009083")
    ((<Soegt.REGNINGSNUMMER: 'regningsnummer'>, 908), (<Soegt.NUMMER: 'nummer'>, 619000123), None)
    """
    if len(betalingsident) != 15 or not (betalingsident.isascii() and betalingsident.isdigit()):
        return None
    if betalingsident[0] == "1":
        return Soegt.REGNINGSNUMMER, int(betalingsident[1:14])
    return (Soegt.NUMMER, int(betalingsident[4:14])) if betalingsident.startswith("0000") else None


def suggest(indbetaling: Indbetaling) -> list[Forslag]:
    """The claims, likeliest first, at most ten. All are open and the municipality's."""
    open_ = Regning.objects.filter(kommune=indbetaling.kommune, rest__gt=0).select_related("debitor")
    why: dict[int, tuple[Regning, list[tuple[int, str]]]] = {}

    def add(rows: QuerySet[Regning], weight: int, reason: str) -> None:
        for row in rows:
            why.setdefault(row.pk, (row, []))[1].append((weight, reason))

    for column, numbers, reason in _numre(indbetaling):
        add(open_.filter(**{f"{column}__in": sorted(numbers)}), 50, reason)
    # In the words of the index on what is open, and in no order: that would let SQLite go through all claims in it.
    amount = list(open_.exclude(rest=0).filter(rest=indbetaling.rest).order_by()[: _SAMME_BELOEB + 1])
    if namesakes := _navnefaeller(indbetaling.betaler):
        theirs = open_.filter(debitor__in=namesakes).order_by().values_list("forfaldsdato", "nummer", "pk")
        add(open_.filter(pk__in=[pk for *_, pk in sorted(theirs)[: FLEST * 2]]), 20, "Samme navn")
    if indbetaling.debitor_id is not None:
        add(open_.filter(debitor=indbetaling.debitor_id).order_by("forfaldsdato")[:FLEST], 20, "Samme debitor")
    for row in amount:
        if row.pk in why or len(amount) <= _SAMME_BELOEB:
            why.setdefault(row.pk, (row, []))[1].append((30, "Samme beløb"))
    for row, reasons in why.values():  # also beyond the amounts looked at
        if row.rest == indbetaling.rest and all(reason != "Samme beløb" for _, reason in reasons):
            reasons.append((30, "Samme beløb"))
    found = [
        Forslag(row, tuple(reason for _, reason in reasons), sum(weight for weight, _ in reasons)) for row, reasons in why.values()
    ]
    return sorted(found, key=lambda one: (-one.vaegt, one.regning.forfaldsdato, one.regning.nummer))[:FLEST]


def _numre(indbetaling: Indbetaling) -> Iterator[tuple[str, set[int], str]]:
    """The numbers that may have been meant, by column."""
    ident = indbetaling.reference.replace(" ", "")
    if len(ident) == 15 and ident.isascii() and ident.isdigit():
        with_one = "1" + ident[1:]
        if ident[0] != "1" and checkdigits.luhn(checkdigits.digits(with_one))[0]:
            yield "regningsnummer", {int(with_one[1:14])}, "Det første 1-tal mangler i nummeret"
    if indbetaling.soegt in (Soegt.NUMMER, Soegt.REGNINGSNUMMER) and indbetaling.soegt_nummer is not None:
        width = 10 if indbetaling.soegt == Soegt.NUMMER else 13
        digits = str(indbetaling.soegt_nummer).zfill(width)
        yield indbetaling.soegt, {int(digits)}, "Nummeret"
        yield indbetaling.soegt, _naer(digits) - {int(digits)}, "Ét ciffer i nummeret er anderledes"


def _naer(digits: str) -> set[int]:
    """The numbers that differ in one digit, or have two neighbours exchanged."""
    near = {int(digits[:at] + other + digits[at + 1 :]) for at in range(len(digits)) for other in "0123456789"}
    return near | {int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) for at in range(len(digits) - 1)}


def _navnefaeller(betaler: str) -> list[int]:
    """The debtors (ids) whose name has the payer's words. They are found before their claims, which have no index by name."""
    found = Debitor.objects.order_by("pk")
    words = _navne(betaler)
    for word in words:
        # SQLite folds only ASCII letters: of the others both cases are asked for.
        found = found.filter(Q(navn__icontains=word.lower()) | Q(navn__icontains=word.upper()))
    return list(found.values_list("pk", flat=True)[:_SAMME_NAVN]) if words else []


def _navne(betaler: str) -> list[str]:
    """The parts of a payer's name that are worth looking for: of three letters and more, the three longest."""
    parts = [part for part in betaler.replace(",", " ").replace(".", " ").split() if len(part) > 2]
    return sorted(parts, key=len, reverse=True)[:3]
