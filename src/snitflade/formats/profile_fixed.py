"""Profiles of fixed-width files: the declarations of `layout.py` from TOML.

``told_by`` is ``kendes_paa``, the fields that tell the record type. Field types are those of fixed records: tekst, cifre, tal,
beloeb (zero-padded øre with a trailing sign) and dato (`form` ÅÅÅÅMMDD, DDMMÅÅÅÅ or DDMMÅÅ).
"""

from __future__ import annotations

from typing import Any

from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Kind, Number, Text
from snitflade.formats.layout import REQUIRED, Field, LayoutError, Record
from snitflade.formats.moments import Date
from snitflade.formats.profile_keys import Keys

_TYPES = ("tekst", "cifre", "tal", "beloeb", "dato")


def fixed(keys: Keys, name: str, title: str, source: str, encodings: tuple[str, ...]) -> FixedFormat | None:
    """The fixed-width format that `keys` declare; None where it cannot be made."""
    before = len(keys.problems)
    told = keys.texts("kendes_paa", needed=True)
    found = keys.texts("tegnsaet", ("utf-8",))
    for encoding in found:
        if encoding not in encodings or encoding.startswith("utf-16"):
            keys.wrong("tegnsaet", f"«{encoding}» kendes ikke her")
    records = [record for table in keys.tables("post") if (record := _record(table, source)) is not None]
    if not keys.table.get("post"):
        keys.wrong("post", "der skal være mindst én [[post]]", raw=[])
    for record in records:
        for field in told:
            if field not in record.slices:
                keys.wrong("kendes_paa", f"{record.key} har ikke feltet", raw=field)
    if len(keys.problems) > before or not records:
        return None
    try:
        return FixedFormat(name, title, source, tuple(records), told, found)
    except LayoutError as error:
        keys.wrong("kendes_paa", str(error))
        return None


def _record(keys: Keys, source: str) -> Record | None:
    before = len(keys.problems)
    key, title = keys.text("noegle", needed=True), keys.text("titel", needed=True)
    width = keys.number("laengde", needed=True, lowest=1, highest=4000) or 0
    least = keys.number("mindst", 0, highest=4000) or 0
    fields = tuple(field for table in keys.tables("felt") if (field := _field(table)) is not None)
    keys.rest()
    if len(keys.problems) > before:
        return None
    try:
        return Record(key, title, width, fields, source, least)
    except LayoutError as error:
        keys.wrong("laengde", str(error))
        return None


def _field(keys: Keys) -> Field | None:
    before = len(keys.problems)
    name, kind_name = keys.text("navn", needed=True), keys.text("type", "tekst", needed=True, among=_TYPES)
    width = keys.number("laengde", 8 if kind_name == "dato" else 1, needed=kind_name != "dato", lowest=1, highest=4000) or 1
    blank, required = keys.flag("kan_vaere_blank"), keys.flag("tvungen", True)
    kind: Kind
    match kind_name:
        case "cifre":
            kind = Digits(width, blank=blank)
        case "tal":
            kind = Number(min(width, 18))
        case "beloeb":
            kind = Amount(min(width, 18), plus=keys.text("plus", "+"), minus=keys.text("minus", "-"))
        case "dato":
            form = keys.text("form", "ÅÅÅÅMMDD", among=("ÅÅÅÅMMDD", "DDMMÅÅÅÅ", "DDMMÅÅ"))
            kind = Date(zero=blank, width=len(form), form=form)
        case _:
            kind = Text(width, required=required and not blank)
    default: Any = keys.table.get("standard", REQUIRED)
    keys.text("standard") if isinstance(default, str) else keys.number("standard")
    field = Field(name, kind, keys.text("betydning", needed=True), default, keys.texts("tilladt"), source=keys.text("kilde"))
    keys.rest()
    return field if len(keys.problems) == before else None
