"""A small world of Acubiz: exports composed by hand, receipts, packages, and what becomes of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from tests.bogh.udbetalingsverden import i_orden, koder, saet

from snitflade.bogh.models import Bilagskladde
from snitflade.exchange import catalogue, inbound, waiting
from snitflade.exchange.models import Exchange

__all__ = [
    "PDF",
    "PNG",
    "ROW",
    "SPEC_P",
    "SPEC_S",
    "fejl",
    "fil",
    "i_orden",
    "kladde",
    "koder",
    "linje",
    "modtag",
    "pak",
    "rejse",
    "saet",
]
ROW = "bogh.acubiz"
PDF, PNG = b"%PDF-1.7 kvittering ", b"\x89PNG\r\n\x1a\n foto"
SPEC_S = (
    "1;14-03-2025;f;5602601340;;1250,50;DKK;1250,50;DKK;Hotel Sisimiut, tilsyn;4711;;0800;;;;;;;abcd;Prøve Medarbejder;TR000123;"
    ";;1;;;;;;TR000123_1.pdf\r\n"
    "2;14-03-2025;k;7503859002;;-1250,50;DKK;-1250,50;DKK;Hotel Sisimiut, tilsyn;;;;;;;;;;;;TR000123;;;;;;;;;\r\n"
)
"""The sample of social-teknik.md 8."""
SPEC_P = (
    "1;04-11-2026;f;310100310;;1250,00;DKK;;;Rejse Ilulissat, hotel;0956;;;;;;;;;;;;;;;;;;MAJE;T-2026-0017;kvit-0017.pdf\r\n"
    "2;04-11-2026;k;900200900;;-1250,00;DKK;;;Rejse Ilulissat, hotel;0956;;;;;;;;;;;;;;;;;;MAJE;T-2026-0017;kvit-0017.pdf\r\n"
)
"""The sample of payments.md 7."""
NAVN = "EMS_EA-20261119-101500.csv"


def linje(
    id: str, nr: int, konto: str, beloeb: str, *, art: str = "f", tekst: str = "Hotel", bilag: str = "", dim1: str = ""
) -> str:
    """One line of 31 columns as acubiz-1 has them: travel id in 22, receipts in 31."""
    cells = [""] * 31
    for place, value in {
        1: str(nr),
        2: "19-11-2026",
        3: art,
        4: konto,
        6: beloeb,
        7: "DKK",
        10: tekst,
        11: dim1,
        20: "abcd",
        22: id,
        31: bilag,
    }.items():
        cells[place - 1] = value
    return ";".join(cells) + "\r\n"


def rejse(id: str, beloeb: str = "1250,00", *, bilag: str = "", konto: str = "5602601340", nr: int = 1) -> str:
    """A travel of two lines that balance."""
    return linje(id, nr, konto, beloeb, bilag=bilag) + linje(id, nr + 1, "9001001001", f"-{beloeb}", bilag=bilag)


def fil(*parts: str) -> bytes:
    """An export."""
    return "".join(parts).encode("cp1252")


def pak(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of these files, always of the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files:
            opened.writestr(zipfile.ZipInfo(name, (2026, 11, 19, 10, 15, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def modtag(data: bytes, name: str = NAVN, *, kommune: str = "0956", row: str = ROW) -> Exchange:
    """Receive and apply, and try what is held, as a worker does."""
    interface = catalogue.find(row)
    exchange = inbound.receive(interface, name, data, "anna", kommune=kommune).exchange
    inbound.apply(exchange, interface, "anna")
    waiting.try_all_held(interface, "anna")
    exchange.refresh_from_db()
    return exchange


def fejl(exchange: Exchange) -> list[str]:
    """The codes kept with it, errors and warnings."""
    return sorted(exchange.problems.values_list("code", flat=True))


def kladde(noegle: str, kilde: str = ROW) -> Bilagskladde:
    """The draft of a key."""
    return Bilagskladde.objects.get(kilde=kilde, noegle=noegle)
