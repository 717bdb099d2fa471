"""CPR's road register (P05780): the road codes of every municipality, with place names, postal districts and notes.

A start record (000), roads and what lies along them, an end record (999). Homes (002) and the districts (006 to 015) are kept as
they are and not read. ISO-8859-1, CRLF. Whether the count of the end record includes start and end is not known, so it is not
checked.

Used by Folk, beside row 10: the road codes of GAR must exist here. Source: gar.md 6.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats.cpr_felter import a, n, recordtype, t12
from snitflade.formats.cpr_kinds import Kode
from snitflade.formats.cpr_opdeling import ENCODING
from snitflade.formats.cpr_ramme import INGEN_PERSON, Poster, ramme
from snitflade.formats.document import RAW, Document
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Digits, Number
from snitflade.formats.layout import Field, Record
from snitflade.formats.moments import Date
from snitflade.formats.problems import Problems

_KILDE = "gar.md 6"
_VEJ = (n("komkod", 4, "Kommunekode med foranstillet nul"), n("vejkod", 4, "Vejkode"))
_HUSE = (
    *_VEJ,
    a("husnrfra", 4, "Første husnummer på strækningen"),
    a("husnrtil", 4, "Sidste husnummer på strækningen"),
    Field("ligeulige", Kode(1, ("", "L", "U")), "Hvilke numre: L lige, U ulige", default=""),
    t12("timestamp", "Registreret"),
)


def _kode(name: str, meaning: str) -> Field:
    return Field(name, Digits(4, blank=True), meaning, default="")


START = Record(
    "000",
    "Startrecord",
    17,
    (recordtype("000"), n("opgavenr", 6, "Udtrækkets opgavenummer"), Field("proddto", Date(), "Produktionsdato")),
    _KILDE,
)
VEJ = Record(
    "001",
    "Aktuel vej",
    111,
    (
        recordtype("001"),
        *_VEJ,
        t12("timestamp", "Registreret"),
        _kode("tilkomkod", "Kommunen, vejen er flyttet til"),
        _kode("tilvejkod", "Vejkoden, vejen er flyttet til"),
        _kode("frakomkod", "Kommunen, vejen er flyttet fra"),
        _kode("fravejkod", "Vejkoden, vejen er flyttet fra"),
        t12("haenstart", "Gælder fra"),
        a("vejadrnvn", 20, "Vejadresseringsnavn"),
        a("vejnvn", 40, "Vejnavn"),
    ),
    _KILDE,
    least=11,
)
BYNAVN = Record("003", "Bynavn", 66, (recordtype("003"), *_HUSE, a("bynvn", 34, "Bynavn")), _KILDE, least=11)
POSTDISTRIKT = Record(
    "004",
    "Postdistrikt",
    56,
    (recordtype("004"), *_HUSE, _kode("postnr", "Postnummer"), a("postdisttxt", 20, "Postdistrikt")),
    _KILDE,
    least=11,
)
NOTAT = Record(
    "005",
    "Notat om vejen",
    77,
    (
        recordtype("005"),
        *_VEJ,
        n("notatnr", 2, "Notatets nummer"),
        a("notatlinie", 40, "Notatet"),
        t12("timestamp", "Registreret"),
        t12("haenstart", "Gælder fra"),
    ),
    _KILDE,
    least=11,
)
SLUT = Record("999", "Slutrecord", 11, (recordtype("999"), Field("taeller", Number(8), "Antal records")), _KILDE)


def rules(document: Document, problems: Problems) -> None:
    """Report a file that does not begin with its start record or end with its end record: it has been cut."""
    numbers = np.array([int(key) for key in document.types], dtype=np.int16)
    known = document.order != RAW
    types = np.full(len(document.order), -1, dtype=np.int16)
    types[known] = numbers[document.order[known]]
    empty = np.zeros(len(types), dtype=bool)
    empty[[line - 1 for line, text in document.raw.items() if not text]] = True
    ramme(Poster(types, empty, np.full(len(types), INGEN_PERSON, dtype=np.int64)), None, problems, slut_kraeves=True)


_START_MOST = 27
"""Characters that the first line may have: its start record is 17 wide, the population register's 35."""


class Vejregister(FixedFormat):
    """The register's files, told from others whose lines begin with three digits by their short start record."""

    def recognise(self, data: bytes) -> bool | None:
        """Whether the file begins with a start record of this register."""
        first = data.partition(b"\n")[0].rstrip(b" \r\x1a")
        return None if first.startswith(START.key.encode()) and len(first) <= _START_MOST else False


FORMAT = Vejregister(
    name="vejregister",
    title="CPR's vejregister, udtræk P05780",
    source=_KILDE,
    records=(START, VEJ, BYNAVN, POSTDISTRIKT, NOTAT, SLUT),
    told_by=("recordtype",),
    encodings=(ENCODING,),
    rules=rules,
    without_layout=("002", *(f"{number:03}" for number in range(6, 16))),
    may_end_mark=True,
    padded=True,
)
