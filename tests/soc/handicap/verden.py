"""Handicap cards, grounds and downloads for the tests. CPR numbers are replacement numbers (day + 60), never issued to anyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from snitflade.exchange.stamfil import Indlaest
from snitflade.formats.problems import ProblemsError, Severity
from snitflade.soc.csvsaet import indlaes
from snitflade.soc.handicap import grundlag, ipis
from snitflade.soc.handicap.importer import FILER
from snitflade.soc.handicap.models import Ipisgrundlag, Produkt

DAG = dt.date(2026, 11, 20)
KOMMUNE = "0957"
HJEMMEL = "Aftale om tal til IPIS af 1. marts 2026, sag 2026-17"
SPOERGER = ipis.Spoerger("system:IPIS", "Tal til registret", KOMMUNE)
KODER = """Art;Kode;Tekst;IPIS
type;UDVH;Udviklingshæmning;UDV
type;BEVH;Bevægelseshæmning;BEV
foranstaltning;STP;Støtteperson;STOETTEPERSON
foranstaltning;HJM;Hjælpemiddel;HJAELPEMIDDEL
diagnose;F70;Prøvediagnose;F70
"""
SYV = tuple(f"{61 + at:02}01005000" if at else "6101005000" for at in range(7))
"""Seven women of 26 (the numbers end evenly)."""
DRENG = "6101245001"
"""A boy of 2."""


def fil(navn: str, *lines: str) -> str:
    """A file's text below its heading."""
    heads = {one.navn: ";".join(column.name for column in one.kolonner) for one in FILER}
    return "\n".join((heads[navn], *lines, ""))


def laes(mappe: Path, *, koder: str = KODER, kort: tuple[str, ...] = (), foranstaltninger: tuple[str, ...] = ()) -> Indlaest:
    """Load these files."""
    (mappe / "handicapkoder.csv").write_text(koder, encoding="utf-8")
    if kort:
        (mappe / "handicapkort.csv").write_text(fil("handicapkort.csv", *kort), encoding="utf-8")
    if foranstaltninger:
        (mappe / "foranstaltninger.csv").write_text(fil("foranstaltninger.csv", *foranstaltninger), encoding="utf-8")
    return indlaes(mappe, FILER)


def eksemplet(mappe: Path) -> Indlaest:
    """The specification's sample: seven women of 18-29 with a helper in 0800, a boy of 0-5 with an aid in 0700."""
    found = laes(
        mappe,
        kort=(*(f"{KOMMUNE};{cpr};0800;UDVH;F70" for cpr in SYV), f"{KOMMUNE};{DRENG};0700;BEVH;"),
        foranstaltninger=(
            *(f"{KOMMUNE};{cpr};STP;12,50;2026-01-01;" for cpr in SYV),
            f"{KOMMUNE};{DRENG};HJM;;2026-01-01;2026-12-31",
        ),
    )
    assert not found.problemer.errors, [problem.message for problem in found.problemer.sorted()]
    return found


def giv_grundlag(produkt: Produkt, *, cpr: bool = False, fra: dt.date = DAG, til: dt.date | None = None) -> Ipisgrundlag:
    """A ground made by Anna and approved by Bo."""
    row = grundlag.foreslaa(KOMMUNE, produkt, HJEMMEL, fra, til, "anna", medtag_cpr=cpr)
    grundlag.godkend(row.pk, "bo")
    row.refresh_from_db()
    return row


def linjer(data: bytes) -> list[str]:
    """The lines of a file, without its mark."""
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert text.endswith("\r\n")
    return text[:-2].split("\r\n")


def koder(call: Callable[[], object]) -> list[str]:
    """The codes of the errors with which a call is refused."""
    with pytest.raises(ProblemsError) as caught:
        call()
    return sorted(problem.code for problem in caught.value.problems.sorted() if problem.severity is Severity.FEJL)
