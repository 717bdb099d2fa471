"""The data of letters: one line for each application with TILSAGN or AFSLAG in the last trial run of a month, as CSV.

Source: social-teknik.md 2.1: a letter can be printed for the two. Semicolons, UTF-8 with byte order mark, as spreadsheets open it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.models_bevilling import Beregning, Resultat
from snitflade.soc.boligsikring.regn import procent
from snitflade.soc.husstand import beboere
from snitflade.soc.maaned import Maaned

OVERSKRIFT = (
    *("Ansøgning", "CPR", "Navn", "Udlejer", "Lejemål", "Måned", "Resultat", "Årsag", "Boligsikring", "Husleje", "Indkomst"),
    *("Egenandel", "Børn", "Personer"),
)
_FORMLER = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


def filnavn(kommune: str, maaned: Maaned) -> str:
    """The name of the file."""
    return f"boligsikring_breve_{kommune}_{maaned}.csv"


def raekker(kommune: str, maaned: Maaned) -> Iterator[tuple[str, ...]]:
    """The lines, in the order of applications."""
    rows = Beregning.objects.filter(maaned=str(maaned), ansoegning__kommune=kommune).exclude(resultat=Resultat.FEJL)
    found = list(rows.select_related("ansoegning__udlejer").order_by("ansoegning_id"))
    known = beboere([row.ansoegning.ansoeger for row in found])
    for row in found:
        one = row.ansoegning
        navn = known[one.ansoeger].navn if one.ansoeger in known else ""
        yield (
            *(str(one.pk), one.ansoeger, navn, one.udlejer.navn, one.lejemaalsnr, maaned.tekst, row.resultat, row.aarsag),
            *(beloeb_tekst(row.beloeb), beloeb_tekst(row.husleje), beloeb_tekst(row.indkomst), procent(row.egenandel)),
            *(str(row.boern), str(row.beboere)),
        )


def fil(kommune: str, maaned: Maaned) -> bytes:
    """The file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(OVERSKRIFT)
    writer.writerows(tuple(_sikker(cell) for cell in row) for row in raekker(kommune, maaned))
    return text.getvalue().encode("utf-8-sig")


def _sikker(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMLER) else cell
