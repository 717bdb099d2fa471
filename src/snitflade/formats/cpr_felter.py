"""The fields of CPR records, one function per type letter of the specification; and the record of a person.

Source: cpr.md 0 (types), 2.2 (lines may be right-trimmed).
"""

from __future__ import annotations

from snitflade.formats.cpr_kinds import CprDato, CprTid, Kode, Navn
from snitflade.formats.cpr_koder import ANNKOR, NAVNEMAERKE, USIKKERHED, Kodeliste
from snitflade.formats.kinds import Digits, Text
from snitflade.formats.layout import REQUIRED, Field, Record

_MINDST = 13
"""What is left of a person's record when everything after the personnummer is blank and cut."""


def a(name: str, width: int, meaning: str) -> Field:
    """Text."""
    return Field(name, Text(width), meaning, default="")


def navn(name: str, width: int, meaning: str) -> Field:
    """A person's name."""
    return Field(name, Navn(width), meaning, default="")


def n(name: str, width: int, meaning: str) -> Field:
    """Digits, zero padded."""
    return Field(name, Digits(width), meaning)


def d10(name: str, meaning: str) -> Field:
    """A date, or blank."""
    return Field(name, CprDato(), meaning, default="")


def t12(name: str, meaning: str) -> Field:
    """A moment; zeros or blank when there is none."""
    return Field(name, CprTid(), meaning, default="")


def u(name: str, meaning: str = "Usikkerhed: blank er sikker, * er usikker") -> Field:
    """An uncertainty mark."""
    return Field(name, Kode(1, USIKKERHED.koder), meaning, default="")


def m(name: str) -> Field:
    """A name mark."""
    meaning = "Navnemærke: blank, + forkortet, * tegn som CPR ikke kan have, = dårligt dokumenteret"
    return Field(name, Kode(1, NAVNEMAERKE.koder), meaning, default="")


def k(name: str, width: int, meaning: str, koder: Kodeliste | None = None) -> Field:
    """A code."""
    known = koder.koder if koder else ()
    return Field(name, Kode(width, known), meaning, default=REQUIRED if known and "" not in known else "")


def annkor() -> Field:
    """The correction mark of a historic record."""
    return k("annkor", 1, "Rettelsesmærke: blank gyldig, A annulleret, K rettet, Æ teknisk ændring", ANNKOR)


def p10(name: str, meaning: str) -> Field:
    """A related person's number; blank or ten zeros when there is none."""
    return Field(name, Digits(10, blank=True), meaning, default="")


def recordtype(key: str) -> Field:
    """The three digits that tell the record type."""
    return Field("recordtype", Digits(3), f"Recordtype, altid {key}", default=key, allowed=(key,))


def person(key: str, title: str, width: int, source: str, *fields: Field, pnr: str = "pnr") -> Record:
    """A record about the person whose number stands in positions 4–13 (`pnr`)."""
    om = Field(pnr, Digits(10), "Personnummeret, som recorden handler om" if pnr == "pnr" else "Det gældende personnummer")
    return Record(key, title, width, (recordtype(key), om, *fields), source, least=_MINDST)
