"""A parsed file as JSON Lines and back.

One object per line of the file, in its order: ``{"line": 1, "record": "24", "ratebeloeb": 89000, …}``. Amounts are integers in
øre, dates ISO, identifiers text. Reading the objects back gives the same bytes. What a file has beyond its fields is told
only where it is unusual: an object for line 0 when encoding, line ends or byte order mark differ from what we write,
``laengde`` on a record that was shorter or longer than declared, ``raw`` on a line whose record type is not known, ``stavemaade``
on a delimited line with cells that are not written as we write them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import numpy as np

from snitflade.formats.characters import FIL_TOM
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.delimited_post import SPELLED
from snitflade.formats.delimited_spelling import spell
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import FELT_TOMT, Faults, Text
from snitflade.formats.layout import FELT_UKENDT, REQUIRED, Table
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import ProblemKind, Problems, mask_cpr
from snitflade.formats.quoted import QuotedFormat
from snitflade.formats.registry import Format
from snitflade.formats.workbook import WorkbookFormat

JSON_UGYLDIG = ProblemKind("JSON_UGYLDIG", "Linjen er ikke et JSON-objekt: {reason}.")
JSON_RECORD = ProblemKind("JSON_RECORD", "«record» er {raw}; {format} har {known}.")
JSON_FIL = ProblemKind("JSON_FIL", "{field} er {raw}; {wanted}.")

_FILE = "fil"
_NEWLINES = {"CRLF": "\r\n", "LF": "\n", "INGEN": ""}
_ABOUT = ("line", "record", "tegnsaet", "linjeskift", "sidste_linjeskift", "bom", "slut_1a")
_ENVELOPE = ("line", "record", "raw", "laengde")
_LONGEST = 9999
"""The longest ``laengde`` that is believed: every character beyond a record's fields is a blank that must be made."""


class _Row(NamedTuple):
    """One object: its line in the JSON text, the line it becomes in the file, and its fields."""

    at: int
    number: int
    values: dict[str, Any]


def dump(format: Format, document: Document) -> Iterator[str]:
    """The document as JSON Lines, without line ends."""
    wrapping = document.wrapping
    if wrapping != _usual(format):
        about = {
            "line": 0,
            "record": _FILE,
            "tegnsaet": wrapping.encoding,
            "linjeskift": next(name for name, newline in _NEWLINES.items() if newline == wrapping.newline),
            "sidste_linjeskift": wrapping.final_newline,
            "bom": wrapping.byte_order_mark,
            **({"slut_1a": True} if wrapping.end_mark else {}),
        }
        yield _line(about)
    rows = [_rows(format, document.tables[key]) for key in document.types if key in document.tables]
    lengths = document.lengths.tolist() if document.lengths is not None else None
    for number, kind in enumerate(document.order.tolist(), start=1):
        if kind == RAW:
            yield _line({"line": number, "record": "", "raw": document.raw[number]})
            continue
        row = {"line": number, "record": document.types[kind], **next(rows[kind])}
        if lengths and lengths[number - 1]:
            row["laengde"] = lengths[number - 1]
        yield _line(row)


def _usual(format: Format) -> Wrapping:
    """How the format's files are wrapped when nothing is said."""
    return format.usual if isinstance(format, DelimitedFormat) else Wrapping(encoding=format.encodings[0])


def _rows(format: Format, table: Table) -> Iterator[dict[str, Any]]:
    if isinstance(format, FixedFormat | DelimitedFormat | WorkbookFormat):
        return format.record(table.record).rows(table)
    return format.rows(table)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def load(format: Format, text: str, problems: Problems) -> Document:
    """The document that the JSON Lines in `text` describe. Faults are reported with the line number in `text`."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    wrapping = _usual(format)
    raw: dict[int, str] = {}
    lengths: dict[int, int] = {}
    order: list[int] = []
    raw_at: list[int] = []
    about, before = 0, len(problems)
    for at, line in enumerate(text.split("\n"), start=1):
        value = _parse(line, at, problems)
        if value is None:
            continue
        record = value.get("record", format.types[0] if len(format.types) == 1 else None)
        if record == _FILE:
            if about:
                problems.add(JSON_FIL, line=at, field="record", raw=_FILE, wanted=f"det står allerede på linje {about}")
            about = at
            wrapping = _wrapping(value, format, at, problems)
            continue
        number = len(order) + 1
        if "raw" in value:
            raw[number] = _raw(value, at, problems)
            raw_at.append(at)
            order.append(RAW)
        elif record in format.types:
            order.append(format.types.index(record))
            rows[record].append(_Row(at, number, {name: v for name, v in value.items() if name not in _ENVELOPE}))
            if "laengde" in value and (length := _length(format, record, value["laengde"], at, problems)):
                lengths[number] = length
        else:
            problems.add(JSON_RECORD, line=at, field="record", raw=repr(record), format=format.name, known=", ".join(format.types))
    if not order and len(problems) == before:
        problems.add(FIL_TOM)
    if raw:
        faults = Faults(problems, np.array(raw_at), wrapping.encoding, "raw", "", 0)
        Text(max(map(len, raw.values())), free=True).prepare(list(raw.values()), faults)
    tables = {key: _table(format, key, rows[key], wrapping.encoding, problems) for key in format.types}
    document = Document(format.types, tables, np.array(order, dtype=np.uint8), raw, None, wrapping)
    if lengths:
        document.lengths = np.zeros(len(order), dtype=np.int64)
        document.lengths[np.array(list(lengths)) - 1] = list(lengths.values())
    return document


def _parse(line: str, at: int, problems: Problems) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        value = json.loads(line, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        reason = f"den kan ikke læses ved tegn {error.colno}"
        problems.add(JSON_UGYLDIG, line=at, column=error.colno, raw=mask_cpr(line)[:80], reason=reason)
        return None
    except _RepeatedError as error:
        problems.add(JSON_UGYLDIG, line=at, field=str(error), raw=mask_cpr(line)[:80], reason=f"«{error}» står to gange")
        return None
    except (ValueError, RecursionError) as error:  # integers of more than 4300 digits are ValueErrors
        reason = "et tal er for langt" if isinstance(error, ValueError) else "det er for dybt indlejret"
        problems.add(JSON_UGYLDIG, line=at, raw=mask_cpr(line)[:80], reason=reason)
        return None
    if not isinstance(value, dict):
        problems.add(JSON_UGYLDIG, line=at, raw=mask_cpr(line)[:80], reason="det er ikke et objekt")
        return None
    return value


class _RepeatedError(Exception):
    """Et felt står to gange i et objekt."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedError(next(name for name in names if names.count(name) > 1))
    return value


def _raw(value: dict[str, Any], at: int, problems: Problems) -> str:
    """The text of a line that is kept as it is; such an object has no fields."""
    text = value["raw"]
    others = [name for name in value if name not in ("line", "record", "raw")]
    if others or value.get("record", "") != "":
        name = others[0] if others else "record"
        problems.add(JSON_FIL, line=at, field=name, raw=repr(value[name]), wanted="et objekt med «raw» har ingen felter")
    if isinstance(text, str):
        return text
    problems.add(JSON_FIL, line=at, field="raw", raw=repr(text), wanted="det skal være linjens tekst")
    return ""


def _length(format: Format, key: str, length: Any, at: int, problems: Problems) -> int:
    """The length of a record that was cut or filled; 0 when it cannot be."""
    if isinstance(format, FixedFormat):
        record = format.record(key)
        least = record.least or record.width
        if type(length) is int and least <= length <= _LONGEST:
            return length
        wanted = f"record {key} kan fylde {least}–{_LONGEST} tegn"
    elif isinstance(format, DelimitedFormat):
        widths = next((post.widths for post in format.posts if post.key == key), ())
        if type(length) is int and length in widths:
            return length
        wanted = f"record {key} kan have {' eller '.join(map(str, widths))} kolonner"
    else:
        wanted = f"{format.name} har ingen faste længder"
    problems.add(JSON_FIL, line=at, field="laengde", raw=repr(length)[:80], wanted=wanted)
    return 0


def _wrapping(value: dict[str, Any], format: Format, at: int, problems: Problems) -> Wrapping:
    usual = _usual(format)
    ended = next(name for name, end in _NEWLINES.items() if end == usual.newline)
    encoding, newline = value.get("tegnsaet", usual.encoding), value.get("linjeskift", ended)
    if encoding not in format.encodings:
        known = ", ".join(format.encodings)
        problems.add(JSON_FIL, line=at, field="tegnsaet", raw=repr(encoding), wanted=f"{format.name} kan have {known}")
        encoding = format.encodings[0]
    newlines = ("CRLF", "LF", "INGEN") if isinstance(format, FixedFormat) and format.unbroken else ("CRLF", "LF")
    if newline not in newlines:
        problems.add(JSON_FIL, line=at, field="linjeskift", raw=repr(newline), wanted=f"det skal være {' eller '.join(newlines)}")
        newline = "CRLF"
    final, mark, end = value.get("sidste_linjeskift", True), value.get("bom", usual.byte_order_mark), value.get("slut_1a", False)
    for name in ("sidste_linjeskift", "bom", "slut_1a"):
        if not isinstance(value.get(name, True), bool):
            problems.add(JSON_FIL, line=at, field=name, raw=repr(value[name]), wanted="det skal være true eller false")
    for name in [name for name in value if name not in _ABOUT]:
        problems.add(FELT_UKENDT, line=at, field=name, record=_FILE, known=", ".join(_ABOUT))
    return Wrapping(encoding, _NEWLINES[newline], final is not False, mark is True, end is True)


def _table(format: Format, key: str, rows: list[_Row], encoding: str, problems: Problems) -> Table:
    defaults, known = _declared(format, key)
    spelled = {row.number: row.values.pop(SPELLED, None) for row in rows} if isinstance(format, DelimitedFormat) else {}
    rows = [row for row in rows if not _lacks(row, defaults, key, problems)]
    lines = np.array([row.at for row in rows], dtype=np.int64)
    names = dict.fromkeys(name for row in rows for name in row.values)
    # A column can be there for nothing but how it is spelled: one cell of blanks.
    names |= {name: None for one in spelled.values() if isinstance(one, dict) for name in one if name in known}
    for name in [name for name in names if name not in known]:
        at = np.array([row.at for row in rows if name in row.values])
        problems.add_many(FELT_UKENDT, at, field=name, record=key, known=", ".join(known))
        del names[name]
    columns: dict[str, Any] = {name: [row.values.get(name, defaults.get(name)) for row in rows] for name in names}
    if isinstance(format, FixedFormat | DelimitedFormat | WorkbookFormat):
        table = format.record(key).table(columns, problems, rows=len(rows), lines=lines, encoding=encoding)
        if isinstance(format, DelimitedFormat):
            spell(table, [spelled[row.number] for row in rows], lines.tolist(), problems)
    else:
        present = {name: np.array([name in row.values for row in rows], dtype=bool) for name in names if name not in defaults}
        if isinstance(format, MessageFormat):
            table = format.table(key, columns, problems, rows=len(rows), lines=lines, present=present, encoding=encoding)
        else:
            table = format.table(columns, problems, rows=len(rows), lines=lines, present=present, encoding=encoding)
    table.lines = np.array([row.number for row in rows], dtype=np.int64)
    return table


def _declared(format: Format, key: str) -> tuple[dict[str, Any], Collection[str]]:
    """The fields that stand in every row of record `key`, with their defaults, and the names of all that may."""
    if isinstance(format, MessageFormat):
        part = format.part(key)
        return {leaf.field.name: REQUIRED for leaf in part.leaves if leaf.required}, part.fields.keys()
    if isinstance(format, QuotedFormat):
        return {field.name: field.default for field in format.columns}, format.fields.keys()
    if isinstance(format, DelimitedFormat | WorkbookFormat):
        of_line = {field.name: field.default for field in format.record(key).fields}
        return of_line, of_line.keys()
    fields = (format.record(key) if isinstance(format, FixedFormat) else format.header).fields
    defaults = {field.name: field.default for field in fields}
    return defaults, defaults.keys() if isinstance(format, FixedFormat) else format.fields.keys()


def _lacks(row: _Row, defaults: dict[str, Any], key: str, problems: Problems) -> bool:
    """Report the fields that `row` must have and has not."""
    missing = [name for name, default in defaults.items() if default is REQUIRED and name not in row.values]
    for name in missing:
        problems.add(FELT_TOMT, line=row.at, field=name, record=key)
    return bool(missing)
