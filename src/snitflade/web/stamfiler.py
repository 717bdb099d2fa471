"""The master data of Renovation as the CSV files it is read in from: reading them in again changes nothing.

A text that a spreadsheet would take for a formula cannot stand in such a file without being changed, so it is refused and named.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from snitflade.exchange.konstanter import csv_fil as systemkonstanter
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk import lokaliteter
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import konto_tekst
from snitflade.inka import debitorer
from snitflade.inka.debitorkort import kort
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst
from snitflade.tekn.renovation import aftaler, ydelser
from snitflade.web.eksport import er_formel

STAMDATA_FORMEL = ProblemKind(
    "STAMDATA_FORMEL",
    "«{raw}» i kolonnen {kolonne} kan blive til en formel i et regneark. Ret det, så det ikke begynder med = + - eller @.",
)

Raekke = Sequence[object]
_CHUNK = 5_000


def filer() -> dict[str, bytes]:
    """The files by name. Raises ProblemsError where a text could be run as a formula."""
    problems = Problems()
    found = {
        lokaliteter.FILNAVN: _fil(_navne(lokaliteter.KOLONNER), _lokaliteter(), lokaliteter.FILNAVN, problems),
        systemkonstanter.FILNAVN: _fil(_navne(systemkonstanter.KOLONNER), _konstanter(), systemkonstanter.FILNAVN, problems),
        debitorer.FILNAVN: _fil(_navne(debitorer.KOLONNER), _debitorer(), debitorer.FILNAVN, problems),
        ydelser.FILNAVN: _fil(_navne(ydelser.KOLONNER), _ydelser(), ydelser.FILNAVN, problems),
        aftaler.FILNAVN: _fil(_navne(aftaler.KOLONNER), _aftaler(), aftaler.FILNAVN, problems),
    }
    if problems:
        raise ProblemsError(problems)
    return found


def personer() -> list[int | None]:
    """The ids of the debtors that are persons."""
    found: list[int | None] = []
    last = 0
    while some := list(Debitor.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        found += [one.id for one in kort(some) if one.er_person]
        last = some[-1].pk
    return found


def _navne(columns: Iterable[object]) -> list[str]:
    return [str(getattr(column, "name", "")) for column in columns]


def _fil(heads: Sequence[str], rows: Iterable[Raekke], name: str, problems: Problems) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for line, row in enumerate(rows, start=2):
        cells = [_celle(value) for value in row]
        for head, cell in zip(heads, cells, strict=True):
            if er_formel(cell):
                problems.add(STAMDATA_FORMEL, line=line, field=head, raw=cell, kolonne=head, file=name)
        writer.writerow(cells)
    return text.getvalue().encode("utf-8-sig")


def _celle(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "J" if value else "N"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _lokaliteter() -> Iterable[Raekke]:
    return Lokalitet.objects.order_by("navn").values_list("navn", "kode", "geo_kode").iterator(_CHUNK)


def _konstanter() -> Iterable[Raekke]:
    return Systemkonstant.objects.order_by("nummer", "gyldig_fra").values_list("nummer", "vaerdi", "gyldig_fra").iterator(_CHUNK)


def _debitorer() -> Iterable[Raekke]:
    fields = ("kundenummer", "navn", "cvr", "gln", "betales_fra_konto", "personnummer", "sprog", "offentlig", "vejnavn", "husnr")
    more = ("bnr", "lejlighed", "lokalitet", "postnr", "by", "land", "co", "adressebeskyttet", "status")
    for row in Debitor.objects.order_by("kundenummer").values_list(*fields, *more).iterator(_CHUNK):
        yield (*row[:4], konto_tekst(row[4]), *row[5:])


def _ydelser() -> Iterable[Raekke]:
    """One row for each tariff of each service."""
    rows = Takst.objects.order_by("ydelse_id", "gyldig_fra", "pk").values_list(
        "ydelse__navn",
        "ydelse__lokalitet__navn",
        "ydelse__indtaegtskonto",
        "pris",
        "ydelse__navn_kl",
        "ydelse__navn_en",
        "gyldig_fra",
    )
    for navn, sted, konto, pris, navn_kl, navn_en, fra in rows.iterator(_CHUNK):
        yield (navn, sted, konto_tekst(konto), f"{pris // 100},{pris % 100:02d}", navn_kl, navn_en, fra)


def _aftaler() -> Iterable[Raekke]:
    fields = ("debitor__kundenummer", "lokalitet__navn", "bnr", "ydelse__navn", "antal", "fra", "til")
    return Aftale.objects.order_by("pk").values_list(*fields).iterator(_CHUNK)
