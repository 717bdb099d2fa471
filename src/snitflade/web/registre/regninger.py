"""The registers of what runs have made: bills and ledger rows."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from snitflade.bogh.models import Postering
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import modulnavn
from snitflade.exchange.skipping import distinct
from snitflade.formats.text import konto_tekst
from snitflade.inka.models import Regning
from snitflade.web import sti
from snitflade.web.eksport import Oere
from snitflade.web.models import delsystemer
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, registrer
from snitflade.web.registre.debitorer import hvilke, kort


def _udveksling(number: int | None) -> str:
    return adresse("udveksling", number) if number else ""


def regninger_i(hvor: frozenset[str]) -> QuerySet[Regning]:
    """The bills that whoever may look in `hvor` may see: all of them in Inka, elsewhere those of the Delsystem's own modules."""
    rows = Regning.objects.select_related("debitor", "exchange").order_by("-nummer")
    return rows if "inka" in hvor else rows.filter(_af(hvor, "modul"))


def posteringer_i(hvor: frozenset[str]) -> QuerySet[Postering]:
    """The same for ledger rows, of which Bogh has all."""
    rows = Postering.objects.select_related("exchange").order_by("-pk")
    return rows if "bogh" in hvor else rows.filter(_af(hvor, "exchange__interface"))


def _af(hvor: frozenset[str], field_name: str) -> Q:
    """That the field names a module or interface of these Delsystemer; nothing where there are none."""
    found = Q(pk__in=())
    for delsystem in hvor:
        found |= Q(**{f"{field_name}__startswith": f"{delsystem}."})
    return found


def find_regninger(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Claims by number, by the printed bill's number, or by what finds their debtor."""
    number = re.sub(r"\s", "", text)
    own = Q(pk__in=())
    if number.isascii() and number.isdigit() and len(number) < 19:
        own = Q(nummer=int(number)) | Q(regningsnummer=int(number))
    return rows.filter(hvilke(text, "debitor__") | own)


def _perioder() -> list[tuple[str, str]]:
    return [(name, name) for name in reversed(distinct(Regning, "periode"))]


def _tilstande() -> list[tuple[str, Any]]:
    return [(state.value, sti.NAVNE[state]) for state in sti.UD]


REGNINGER = registrer(
    Register(
        id="regninger",
        titel=_("Regninger"),
        om=_("Hver regning, hvilken udveksling den er i, og hvor langt den er kommet."),
        delsystemer=("inka", *(name for name in delsystemer() if name != "inka")),
        ikon="payments",
        raekker=regninger_i,
        soeg=find_regninger,
        soeg_tekst=_("Regningsnummer, kundenummer eller navn"),
        personer="debitor_id",
        felter=(
            Felt(
                _("Nummer"),
                lambda row: row.nummer,
                sorter="nummer",
                tal=True,
                adresse=lambda row: adresse("register_regning", row.pk),
            ),
            Felt(_("Kundenummer"), lambda row: row.debitor.kundenummer, adresse=lambda row: kort(row.debitor_id)),
            Felt(_("Navn"), lambda row: row.debitor.navn, dansk=True),
            Felt(_("Modul"), lambda row: modulnavn(row.modul), dansk=True),
            Felt(_("Periode"), lambda row: row.periode, sorter="periode"),
            Felt(_("Forfald"), lambda row: row.forfaldsdato, sorter="forfaldsdato"),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Åbent"), lambda row: Oere(row.rest) if row.rest else None, tal=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, tal=True, adresse=lambda row: _udveksling(row.exchange_id)),
            Felt(_("Tilstand"), lambda row: sti.navn(row.exchange), tone=lambda row: sti.tone(row.exchange)),
        ),
        filtre=(
            Filter("periode", _("Periode"), _perioder, lambda rows, value: rows.filter(periode=value)),
            Filter("tilstand", _("Tilstand"), _tilstande, lambda rows, value: rows.filter(exchange__state=value)),
        ),
    )
)

POSTERINGER = registrer(
    Register(
        id="posteringer",
        titel=_("Posteringer"),
        om=_("Bogføringens linjer, som de går til Prisme i G69. En kørsels linjer går altid i nul."),
        delsystemer=("bogh", *(name for name in delsystemer() if name != "bogh")),
        ikon="database",
        raekker=posteringer_i,
        soeg=lambda rows, text: rows.filter(
            Q(konto=re.sub(r"[\s-]", "", text))
            | Q(koersel__startswith=text)
            | Q(tekst__startswith=text)
            | Q(tekst__startswith=text.upper())
        ),
        soeg_tekst=_("Konto, kørsel eller tekst"),
        felter=(
            Felt(_("Kørsel"), lambda row: row.koersel, sorter="koersel"),
            Felt(_("Linje"), lambda row: row.loebenr, tal=True),
            Felt(_("Posteringsdato"), lambda row: row.posteringsdato, sorter="posteringsdato"),
            Felt(_("Konto"), lambda row: konto_tekst(row.konto), sorter="konto"),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True),
            Felt(_("Debet"), lambda row: Oere(row.beloeb) if row.beloeb > 0 else None, tal=True),
            Felt(_("Kredit"), lambda row: Oere(-row.beloeb) if row.beloeb < 0 else None, tal=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, tal=True, adresse=lambda row: _udveksling(row.exchange_id)),
        ),
        filtre=(
            Filter(
                "sendt",
                _("Sendt"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: (
                    rows.exclude(exchange__sent_at=None)
                    if value == "ja"
                    else rows.filter(Q(exchange=None) | Q(exchange__in=Exchange.objects.filter(direction="ud", sent_at=None)))
                ),
            ),
        ),
    )
)
