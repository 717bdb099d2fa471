"""A debtor as other systems are shown it. Source: social-teknik.md 10.2.

An address is protected where the debtor says so or the population register does, which is asked each time. A person's address and
whether the person lives are the CPR copy's, where it knows the person; the debtor's own are used where it does not.

Where the specification's field cannot hold what we have, the answer says so: a name of more than 66 characters ends after the last
whole word that fits, and `navn_forkortet` is true.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from snitflade.formats import checkdigits
from snitflade.inka.debitoradresse import Adresse, FraCpr, fra_cpr
from snitflade.inka.debitorer import overholder
from snitflade.inka.models import Debitor, Sprog, Status

NAVN = 66
"""Characters of a name in the answer."""


class Debitortype(StrEnum):
    """What a debtor is."""

    PERSON = "person"
    FIRMA = "firma"
    MYNDIGHED = "myndighed"


@dataclass(frozen=True, slots=True)
class Debitorkort:
    """One debtor. `cpr` is a person's alone; `adresse` is None when it is protected or nothing is known; `id` is our own number,
    for logs."""

    id: int
    kundenr: str
    type: Debitortype
    cpr: str | None
    cvr: str | None
    gln: str | None
    navn: str
    navn_forkortet: bool
    adressebeskyttet: bool
    adresse: Adresse | None
    sprog: Sprog
    status: Status
    renoweb_kundeid: str | None
    aendret: dt.datetime

    @property
    def er_person(self) -> bool:
        """Whether it is a person."""
        return self.type is Debitortype.PERSON


def kort(debitorer: Sequence[Debitor]) -> list[Debitorkort]:
    """The debtors as they are shown, in the same order."""
    possible = er_cpr([debitor.kundenummer for debitor in debitorer])
    cpr = [debitor.personnummer or (debitor.kundenummer if own else "") for debitor, own in zip(debitorer, possible, strict=True)]
    kinds = [_type(debitor, bool(number)) for debitor, number in zip(debitorer, cpr, strict=True)]
    told = fra_cpr(cpr)
    return [_kort(debitor, kind, number, told.get(number)) for debitor, kind, number in zip(debitorer, kinds, cpr, strict=True)]


def er_cpr(numre: Sequence[str]) -> list[bool]:
    """Which of the numbers can be CPR numbers."""
    digits = [nummer if re.fullmatch("[0-9]{10}", nummer) else "0" * 10 for nummer in numre]
    return [bool(good) for good in overholder(checkdigits.cpr, digits, 10).tolist()]


def _kort(debitor: Debitor, kind: Debitortype, cpr: str, told: FraCpr | None) -> Debitorkort:
    navn, beskyttet = forkortet(debitor.navn), debitor.adressebeskyttet or bool(told and told.beskyttet)
    person = told if kind is Debitortype.PERSON else None
    status = Status(debitor.status)
    if person and person.status and status is not Status.LUKKET:  # closed is what the municipality has decided
        status = person.status
    return Debitorkort(
        id=debitor.pk,
        kundenr=debitor.kundenummer,
        type=kind,
        cpr=cpr if kind is Debitortype.PERSON else None,
        cvr=debitor.cvr or None,
        gln=debitor.gln or None,
        navn=navn,
        navn_forkortet=navn != debitor.navn,
        adressebeskyttet=beskyttet,
        adresse=None if beskyttet else (person and person.adresse) or _adresse(debitor),
        sprog=Sprog(debitor.sprog),
        status=status,
        renoweb_kundeid=debitor.renoweb_kundeid or None,
        aendret=debitor.aendret,
    )


def _type(debitor: Debitor, has_cpr: bool) -> Debitortype:
    """Public where it is said to be, or has what only public customers have: a GLN, or an account of the municipality that pays.

    Who is neither that nor a person is a firm, also while its CVR number is not known.
    """
    if debitor.offentlig or debitor.betales_fra_konto or (debitor.gln and debitor.offentlig is None):
        return Debitortype.MYNDIGHED
    return Debitortype.PERSON if has_cpr and not debitor.cvr and not debitor.gln else Debitortype.FIRMA


def _adresse(debitor: Debitor) -> Adresse | None:
    parts = [getattr(debitor, name) or None for name in Adresse.__slots__]
    return Adresse(*parts) if any(parts) else None


def forkortet(navn: str) -> str:
    """The name, ended after the last whole word within 66 characters when it is longer.

    >>> forkortet("Prøve Person Et")
    'Prøve Person Et'
    >>> forkortet("Institutionen " * 5)[-13:], len(forkortet("Institutionen " * 5))
    ('Institutionen', 55)
    """
    if len(navn) <= NAVN:
        return navn
    whole, _, _ = navn[: NAVN + 1].rpartition(" ")
    return (whole or navn[:NAVN]).rstrip()
