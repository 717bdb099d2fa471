"""Tables as files to take away: CSV and xlsx. What a cell holds is never run as a formula, and amounts stay numbers.

A text that a spreadsheet would take for a formula gets an apostrophe in front in CSV, which spreadsheets show as text; in xlsx
every text is stored as text. CPR numbers are masked unless the caller says that they may be shown (`personer`), which it has
then logged.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from snitflade.formats.problems import mask_cpr

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Rows a sheet can hold below its heading."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Oere(int):
    """An amount in øre."""


class Filtype(StrEnum):
    """What a table can be taken away as."""

    CSV = "csv"
    XLSX = "xlsx"


class ForMangeRaekkerError(Exception):
    """Der er flere rækker, end et regneark kan rumme. Vælg færre, eller hent dem som CSV."""


def er_formel(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula.

    >>> er_formel("=1+1"), er_formel(" -2"), er_formel("B-1456")
    (True, True, False)
    """
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)


def sikker(text: str) -> str:
    """The text as it can stand in a CSV file that a spreadsheet opens.

    >>> sikker("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if er_formel(text) else text


def fil(
    filtype: Filtype, navn: str, titler: Sequence[object], raekker: Iterable[Sequence[object]], *, personer: bool = False
) -> HttpResponseBase:
    """The table as a file to be saved, named after `navn` and today. Raises ForMangeRaekkerError (xlsx)."""
    name = f"{slugify(navn.replace('ø', 'oe').replace('æ', 'ae').replace('å', 'aa'))}-{timezone.localdate():%Y-%m-%d}.{filtype}"
    heads = [str(title) for title in titler]
    cells = celler(raekker, personer)
    if filtype is Filtype.XLSX:
        return _xlsx(name, heads, cells)
    return StreamingHttpResponse(
        csv_linjer(heads, cells), content_type=CSV_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def celler(raekker: Iterable[Sequence[object]], personer: bool) -> Iterator[Sequence[object]]:
    """The rows with CPR numbers masked unless they may be shown."""
    return ([_skjult(value, personer) for value in row] for row in raekker)


def csv_linjer(titler: Sequence[str], raekker: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The table as lines of CSV: UTF-8 with byte order mark (else Excel takes it for something else), semicolons, CRLF."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow([sikker(title) for title in titler]).encode()
    for row in raekker:
        yield writer.writerow([_tekst(value) for value in row]).encode()


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _skjult(value: object, personer: bool) -> object:
    return mask_cpr(value) if isinstance(value, str) and not personer else value


def _tekst(value: object) -> str:
    """One value as text. Amounts are kroner with a comma and no thousands' points."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, Oere):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else sikker(str(value))


def _xlsx(name: str, titler: Sequence[str], raekker: Iterable[Sequence[object]]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        skriv_xlsx(file, titler, raekker)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)


def skriv_xlsx(file: IO[bytes], titler: Sequence[str], raekker: Iterable[Sequence[object]]) -> None:
    """Write the table as a workbook with one sheet, a row at a time. Raises ForMangeRaekkerError."""
    options: dict[str, Any] = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1})
        forms = {kind: book.add_format({"num_format": form}) for kind, form in _FORMER.items()}
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(titler) - 1, 0), 18)
        for at, title in enumerate(titler):
            sheet.write_string(0, at, title, head)
        for number, row in enumerate(raekker, start=1):
            if number > MOST_ROWS:
                raise ForMangeRaekkerError(ForMangeRaekkerError.__doc__)
            for at, value in enumerate(row):
                _skriv(sheet, number, at, value, forms)


_FORMER: dict[type, str] = {Oere: "#,##0.00", dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.date: "yyyy-mm-dd"}


def _skriv(sheet: Any, row: int, column: int, value: object, forms: Mapping[type, Any]) -> None:
    if isinstance(value, Oere):
        sheet.write_number(row, column, Decimal(int(value)) / 100, forms[Oere])
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), forms[dt.datetime])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), forms[dt.date])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, _raa(value))


def _raa(value: object) -> str:
    """A text as it stands: in xlsx it is stored as text, whatever it looks like."""
    return value if isinstance(value, str) else _tekst(value)
