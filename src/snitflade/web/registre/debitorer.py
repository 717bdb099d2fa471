"""The register of debtors, and debtors in the search of the header."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from snitflade.formats.problems import mask_cpr
from snitflade.formats.text import konto_tekst
from snitflade.inka.models import Debitor, Regning, Sprog, Status
from snitflade.tekn.models import Aftale
from snitflade.web.adgang import mine
from snitflade.web.register import Felt, Filter, Register, begynder, ord_i, registrer
from snitflade.web.views import soeg

MOST_HITS, SHORTEST = 20, 3
"""Debtors shown among other hits, and how short a text finds none."""
MOST_FIRST = 2_000
"""Debtors that are found before what is theirs is looked for."""
WHOLE = (8, 10, 13)
"""Digits of a CVR, a CPR number and a GLN."""
DELSYSTEMER = ("inka", "tekn")
"""Whoever works with claims or with agreements works with debtors."""
NAVNE = {Status.AKTIV: _("Aktiv"), Status.UDREJST: _("Udrejst"), Status.DOED: _("Død"), Status.LUKKET: _("Lukket")}
SPROG = {Sprog.DANSK: _("Dansk"), Sprog.KALAALLISUT: _("Kalaallisut"), Sprog.ENGELSK: _("Engelsk")}


def find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Debtors by number (from its beginning; CVR and GLN too, a CPR number only whole) or by words of the name and the address."""
    return rows.filter(hvilke(text))


def hvilke(text: str, foran: str = "") -> Q:
    """The same as a condition; `foran` is the way to the debtor from another table, e.g. ``debitor__``.

    From there few debtors are found first, and then what is theirs, by its index; the database would go through the large table.
    """
    if foran:
        numbers = list(Debitor.objects.filter(hvilke(text)).order_by().values_list("pk", flat=True)[: MOST_FIRST + 1])
        if len(numbers) <= MOST_FIRST:
            return Q(**{f"{foran}pk__in": numbers})
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit():
        # Whole numbers first, each by its index: one condition of all four would be looked for row by row, in the list's order.
        whole = Q(personnummer=digits) | Q(cvr=digits) | Q(gln=digits)
        rows = Debitor.objects.filter(whole) if len(digits) in WHOLE else Debitor.objects.none()
        found = list(rows.order_by().values_list("pk", flat=True)[:MOST_FIRST])
        begins = begynder(f"{foran}kundenummer", digits)
        return begins | Q(**{f"{foran}pk__in": found}) if found else begins
    everything = Q()
    for word in text.split():
        everything &= ord_i(f"{foran}navn", word) | _i_adressen(word, foran)
    return everything


def _i_adressen(word: str, foran: str) -> Q:
    """That a word stands in the road's name, or is the house's number; an address that is protected finds nobody."""
    numbers = {word, word.upper().removeprefix("B-")}
    at = ord_i(f"{foran}vejnavn", word) | Q(**{f"{foran}husnr__in": numbers}) | Q(**{f"{foran}bnr__in": numbers})
    return at & Q(**{f"{foran}adressebeskyttet": False})


def kort(debitor: int) -> str:
    """The address of a debtor's card."""
    return reverse("register_debitor", args=[debitor])


def maa_se(hvor: frozenset[str]) -> QuerySet[Debitor]:
    """The debtors that whoever may look in `hvor` may see: all of them in Inka, in Tekn those with agreements or bills of Tekn."""
    rows = Debitor.objects.order_by("kundenummer")
    if "inka" in hvor:
        return rows
    if "tekn" not in hvor:
        return rows.none()
    bills = Regning.objects.filter(debitor=OuterRef("pk"), modul__startswith="tekn.")
    return rows.filter(Exists(Aftale.objects.filter(debitor=OuterRef("pk"))) | Exists(bills))


def tone(status: str) -> str | None:
    """The badge of a status."""
    return None if status == Status.AKTIV else "advarsel"


DEBITORER = registrer(
    Register(
        id="debitorer",
        titel=_("Debitorer"),
        om=_("Personer, firmaer og institutioner, der får regninger. Kortet viser kontoudtog og hver regnings vej."),
        delsystemer=DELSYSTEMER,
        ikon="groups",
        raekker=maa_se,
        soeg=find,
        soeg_tekst=_("Kundenummer, CVR, GLN, helt CPR-nummer, navn eller adresse"),
        personer="pk",
        felter=(
            Felt(_("Kundenummer"), lambda row: row.kundenummer, sorter="kundenummer", adresse=lambda row: kort(row.pk)),
            Felt(_("Navn"), lambda row: row.navn, sorter="navn", adresse=lambda row: kort(row.pk), dansk=True),
            Felt(_("CVR"), lambda row: row.cvr),
            Felt(_("GLN"), lambda row: row.gln),
            Felt(_("Betales fra konto"), lambda row: konto_tekst(row.betales_fra_konto)),
            Felt(_("Sprog"), lambda row: SPROG.get(row.sprog, row.sprog)),
            Felt(_("Status"), lambda row: NAVNE.get(row.status, row.status), tone=lambda row: tone(row.status)),
            Felt(_("Personnummer"), lambda row: row.personnummer, i_liste=False),
        ),
        filtre=(
            Filter("status", _("Status"), lambda: list(NAVNE.items()), lambda rows, value: rows.filter(status=value)),
            Filter(
                "betaler",
                _("Betaler"),
                lambda: [("regning", _("Regning")), ("konto", _("Fra konto"))],
                lambda rows, value: rows.filter(betales_fra_konto="") if value == "regning" else rows.exclude(betales_fra_konto=""),
            ),
        ),
    )
)


def i_soegning(text: str, request: HttpRequest) -> Iterable[soeg.Fund]:
    """Debtors for the search of the header: a number that is exactly one debtor's opens its card."""
    where = mine(request.user)
    if not where.intersection(DELSYSTEMER) or len(text) < SHORTEST:
        return
    for debitor in find(maa_se(where), text)[:MOST_HITS]:
        exact = re.sub(r"[\s-]", "", text) in {debitor.kundenummer, debitor.cvr, debitor.gln, debitor.personnummer}
        yield soeg.Fund(_("Debitor"), mask_cpr(debitor.navn), mask_cpr(debitor.kundenummer), kort(debitor.pk), exact)


soeg.FIND.append(i_soegning)
