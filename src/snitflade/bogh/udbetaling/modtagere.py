"""Payees and their bank accounts, dated, with their history (side 360).

Sources: payments.md 2 (identifiers) and 3.5, winformatik.md 2.4.
"""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from snitflade.bogh.udbetaling import tegn
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Nummerart
from snitflade.exchange import audit
from snitflade.formats import checkdigits
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

MODTAGER_NUMMER = ProblemKind("MODTAGER_NUMMER", "«{raw}» er ikke et {art}: {form}. Ret nummeret eller arten.")
MODTAGER_NAVN = ProblemKind("MODTAGER_NAVN", "Modtageren mangler et navn på højst 140 tegn.")
MODTAGER_KONTO = ProblemKind(
    "MODTAGER_KONTO",
    "«{raw}» er ikke en bankkonto. Skriv 4 cifre reg.nr. og op til 10 cifre kontonr., fx 6471 1000206.",
    spec="KONTO_UGYLDIG",
)

_KONTO = re.compile(r"([0-9]{4})[ -]([0-9]{1,10})|([0-9]{14})")
_FORM = {Nummerart.CPR: "10 cifre", Nummerart.CVR: "8 cifre med rigtigt kontrolciffer", Nummerart.KUNDE: "1 til 10 cifre"}


def laes_konto(text: str, problems: Problems, line: int = 0) -> str:
    """An account as 14 digits; empty for none. What is no account is reported at `line`.

    >>> laes_konto("6471 1000206", Problems())
    '64710001000206'
    """
    if not text.strip():
        return ""
    found = _KONTO.fullmatch(text.strip())
    konto = (found[3] or found[1] + found[2].zfill(10)) if found else ""
    if not konto or not konto[:4].strip("0") or not konto[4:].strip("0"):
        problems.add(MODTAGER_KONTO, line=line, field="konto", raw=text)
        return ""
    return konto


def tjek(art: str, nummer: str, navn: str, problems: Problems, line: int = 0) -> None:
    """Report what is wrong with a payee."""
    kind = Nummerart(art)
    digits = nummer.isascii() and nummer.isdigit()
    good = {
        Nummerart.CPR: digits and len(nummer) == 10,
        Nummerart.CVR: digits and len(nummer) == 8 and bool(checkdigits.cvr(checkdigits.digits(nummer))[0]),
        Nummerart.KUNDE: digits and 1 <= len(nummer) <= 10,
    }[kind]
    if not good:
        problems.add(MODTAGER_NUMMER, line=line, field="nummer", raw=nummer, art=kind.label, form=_FORM[kind])
    if not 0 < len(navn.strip()) <= 140:
        problems.add(MODTAGER_NAVN, line=line, field="navn")
    tegn.tjek("navn", navn, problems, line)


def gem(art: str, nummer: str, navn: str, konto: str, fra: dt.date, af: str) -> Modtager:
    """Make a payee, or give one a new name or account from a day on. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    tjek(art, nummer, navn, problems)
    account = laes_konto(konto, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        payee, new = Modtager.objects.get_or_create(art=art, nummer=nummer, defaults={"navn": navn.strip()})
        if not new and payee.navn != navn.strip():
            payee.navn = navn.strip()
            payee.save(update_fields=["navn"])
        if saet_konto(payee, account, fra, af):
            audit.record("modtagerkonto sat", af, modtager=payee.pk, fra=fra.isoformat())
    return payee


def saet_konto(modtager: Modtager, konto: str, fra: dt.date, af: str) -> bool:
    """Let `konto` (14 digits, or empty: none) hold from a day on; False where it holds then already."""
    if konto_paa(fra).get(modtager.pk, "") == konto:
        return False
    Modtagerkonto.objects.create(modtager=modtager, konto=konto, fra=fra, oprettet_af=af)
    return True


def konto_paa(dato: dt.date) -> dict[int, str]:
    """The account of each payee on a day, by the payee's id; empty where it was closed."""
    rows = Modtagerkonto.objects.filter(fra__lte=dato).order_by("fra", "pk")
    return dict(rows.values_list("modtager_id", "konto").iterator(20_000))
