"""What a person needs beside a run's file before letting it out: its kontrolliste, what was left out, and whose account is new.

Sources: payments.md 1.1 (MODTAGER_UDEN_KONTO: left out and shown), 3.9 (kontrolliste).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snitflade.bogh.udbetaling.models import Modtagerkonto, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Modul, moduler
from snitflade.exchange import blobs
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.formats import kontrolliste, registry
from snitflade.formats.document import Document
from snitflade.formats.kontrolliste import Kontrollinje
from snitflade.formats.problems import Problems, ProblemsError

UDELADT = "UDELADT_"
"""What the codes of items that a run left out begin with (`udvaelg`)."""
NY = dt.timedelta(days=30)
"""How long a bank account is told to be new."""


@dataclass(frozen=True, slots=True)
class Kontrolfil:
    """A payment file and its kontrolliste; `stemmer`: its number and sum are those the run booked."""

    navn: str
    nummer: int
    linjer: Sequence[Kontrollinje]
    stemmer: bool


@dataclass(frozen=True, slots=True)
class Udeladt:
    """An item that the run left out, and why, in whole."""

    post: Udbetalingspost | None
    hvorfor: str


@dataclass(frozen=True, slots=True)
class NyKonto:
    """A payee of the run whose account was written less than 30 days before, and by whom."""

    betalings_id: str
    post: int
    beloeb: int
    konto: Modtagerkonto


def modul_af(exchange: Exchange) -> Modul | None:
    """The module whose run it is; None for what pays nothing out."""
    return next((modul for modul in moduler() if modul.snitflade == exchange.interface), None)


def kontrolfil(exchange: Exchange) -> Kontrolfil | None:
    """The run's payment file, read from the stored bytes; None where it has none. Raises what `blobs.get` does, ProblemsError."""
    for file in exchange.files.select_related("blob").order_by("number"):
        lines = _linjer(file)
        if lines:
            whole = lines[-1]
            said = (exchange.totals.get("Betalinger"), exchange.totals.get("Beløb"))
            return Kontrolfil(file.name, file.number, lines, (whole.antal, whole.beloeb) == said)
    return None


def _linjer(file: ExchangeFile) -> list[Kontrollinje]:
    if file.format == "erh":
        return kontrolliste.af_erh(_laes(file))
    if file.format == "pain001":
        return kontrolliste.af_pain001(_laes(file))
    if file.format.startswith("g68"):
        table = _laes(file).tables["G68"]
        return kontrolliste.kontrolliste(np.full(len(table), "G68"), table["udbetalingsbeloeb"])
    return []


def _laes(file: ExchangeFile) -> Document:
    problems = Problems()
    document = registry.find(file.format).read(blobs.get(file.blob), problems)
    if problems.errors or not isinstance(document, Document):
        raise ProblemsError(problems)
    return document


def udeladte(exchange: Exchange) -> list[Udeladt]:
    """The items the run left out."""
    rows = list(exchange.problems.filter(code__startswith=UDELADT).order_by("pk"))
    numbers = {int(row.raw) for row in rows if row.raw.isdecimal()}
    items = Udbetalingspost.objects.select_related("modtager").in_bulk(numbers)
    return [Udeladt(items.get(int(row.raw)) if row.raw.isdecimal() else None, row.message) for row in rows]


def nye_konti(exchange: Exchange) -> list[NyKonto]:
    """The payments of the run to accounts that were written in the 30 days before it was built."""
    since = exchange.created_at - NY
    paid = Udbetaling.objects.filter(exchange=exchange).exclude(konto="")
    written = Modtagerkonto.objects.filter(oprettet_tid__gte=since, modtager__poster__udbetalinger__exchange=exchange).exclude(
        konto=""
    )
    newest = {(row.modtager_id, row.konto): row for row in written.distinct().order_by("pk")}
    found = []
    if newest:
        payees = {payee for payee, _ in newest}
        rows = paid.filter(post__modtager__in=payees).values_list("betalings_id", "post_id", "beloeb", "post__modtager_id", "konto")
        for one, post, beloeb, payee, konto in rows.order_by("pk"):
            if (payee, konto) in newest:
                found.append(NyKonto(one, post, beloeb, newest[payee, konto]))
    return found
