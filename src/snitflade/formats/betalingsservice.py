"""Betalingsservice: what the three deliveries 0601, 0602 and 0603 have in common: 128 characters, BS002 … BS992, sections between.

Source: payments.md 5.1 (file), 5.2 (BS002, BS992) and 5.3 (sections coming in). A field that only fills is called ``filler_`` and
its number in the specification's table.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from snitflade.formats.columns import Column
from snitflade.formats.kinds import Digits, Number, Text
from snitflade.formats.layout import REQUIRED, Field, Record
from snitflade.formats.moments import Date
from snitflade.formats.payment_kinds import Filler, Oere

WIDTH = 128
ENCODINGS = ("iso8859-1", "utf-8")
"""The first is written; UTF-8 is read behind a byte order mark."""
MARKS = ("systemkode", "datarecordtype", "transaktionskode", "recordnummer")
FORTEGN = ("0", "1", "2")
"""0: nothing, 1: from the payer, 2: to the payer."""


@dataclass(frozen=True, slots=True)
class Leverance:
    """Who delivers and which delivery it is, for BS002 and BS992.

    `dataleverandoernummer`: 8 digits; `leveranceidentifikation`: 10 digits, never used before; `delsystem`: as agreed, ``KR9`` for
    a test delivery.
    """

    dataleverandoernummer: str
    leveranceidentifikation: str
    dannelsesdato: dt.date | None = None
    delsystem: str = "BS1"

    def filnavn(self, leverancetype: str) -> str:
        """The name an outgoing file gets (payments.md 5.1).

        >>> Leverance("99900008", "0000000047").filnavn("0601")
        '99900008_0601_0000000047.txt'
        """
        return f"{self.dataleverandoernummer}_{leverancetype}_{self.leveranceidentifikation}.txt"


def key(datarecordtype: str) -> tuple[Field, ...]:
    """Positions 1 to 5 of every record."""
    return (
        Field("systemkode", Text(2), "Altid BS", default="BS", allowed=("BS",)),
        Field("datarecordtype", Digits(3), "Recordtype", default=datarecordtype, allowed=(datarecordtype,)),
    )


def dato6(name: str, meaning: str, *, zero: bool = False) -> Field:
    """A date DDMMÅÅ, which its meaning says too."""
    kind = Date(zero=zero, width=6, form="DDMMÅÅ")
    return Field(name, kind, f"{meaning} (ddmmåå)", default=None) if zero else Field(name, kind, f"{meaning} (ddmmåå)")


def start(leverancetype: str) -> Record:
    """BS002, the delivery's first line."""
    return Record(
        "BS002",
        "Leverance start",
        WIDTH,
        source="payments.md 5.2",
        least=55,
        fields=(
            *key("002"),
            Field("dataleverandoernummer", Digits(8), "Dataleverandørens CVR- eller SE-nummer"),
            Field("delsystem", Text(3, required=True), "Delsystem efter aftale; KR9 er en prøveleverance", default="BS1"),
            Field("leverancetype", Digits(4), "Leverancens type", default=leverancetype, allowed=(leverancetype,)),
            Field("leveranceidentifikation", Digits(10), "Afsenderens løbende nummer; bruges aldrig igen"),
            Field("filler_7", Filler(19), "Fyld, blank", default=""),
            dato6("dannelsesdato", "Hvornår leverancen er dannet; nuller er tilladt", zero=True),
            Field("filler_9", Filler(73), "Fyld, blank", default=""),
        ),
    )


def slut(leverancetype: str) -> Record:
    """BS992, the delivery's last line."""
    return Record(
        "BS992",
        "Leverance slut",
        WIDTH,
        source="payments.md 5.2",
        least=94,
        fields=(
            *key("992"),
            Field("dataleverandoernummer", Digits(8), "Som i BS002"),
            Field("delsystem", Text(3, required=True), "Som i BS002", default="BS1"),
            Field("leverancetype", Digits(4), "Som i BS002", default=leverancetype, allowed=(leverancetype,)),
            Field("antal_sektioner", Number(11), "Sektioner i leverancen"),
            *totaler("leverancen"),
            Field("filler_10", Filler(15, accepted=("0" * 15, "")), "Fyld, nuller", default="0" * 15),
            Field("antal_022", Number(11), "BS022 i leverancen", default=0),
            Field("filler_12", Filler(34, accepted=("0" * 34, "")), "Fyld, nuller", default="0" * 34),
        ),
    )


def totaler(where: str) -> tuple[Field, ...]:
    """The three totals that stand together in BS092 and BS992."""
    return (
        Field("antal_042", Number(11), f"BS042 i {where}"),
        Field("nettobeloeb_042", Oere(15), "Fortegn 1 minus fortegn 2, uden fortegn, i øre", default=0),
        Field("antal_052_062", Number(11), f"BS052 og BS062 i {where}", default=0),
    )


SEKTION_IND = Record(
    "BS012",
    "Sektion start",
    WIDTH,
    source="payments.md 5.3",
    least=55,
    fields=(
        *key("012"),
        Field("pbs_nummer", Digits(8), "Kreditors nummer hos Betalingsservice"),
        Field("sektionsnummer", Digits(4), "Sektionens art"),
        Field("filler_5", Filler(3, accepted=("000", "")), "Fyld, nuller eller blanke", default="000"),
        Field("debitorgruppenummer", Digits(5), "Debitorgruppe"),
        Field("brugers_identifikation_hos_dataleverandoer", Text(15), "Fri identifikation", default=""),
        Field("filler_8", Filler(9), "Fyld, blank", default=""),
        dato6("dato", "Sektionens dato; nuller, når den ikke har nogen", zero=True),
        Field("filler_10", Filler(73), "Fyld, blank", default=""),
    ),
)

SEKTION_IND_SLUT = Record(
    "BS092",
    "Sektion slut",
    WIDTH,
    source="payments.md 5.3",
    least=94,
    fields=(
        *key("092"),
        Field("pbs_nummer", Digits(8), "Som i BS012"),
        Field("sektionsnummer", Digits(4), "Som i BS012"),
        Field("filler_5", Filler(3, accepted=("000", "")), "Fyld, nuller", default="000"),
        Field("debitorgruppenummer", Digits(5), "Som i BS012"),
        Field("filler_7", Filler(6), "Fyld, blank", default=""),
        *totaler("sektionen"),
        Field("filler_11", Filler(15), "Fyld, blank", default=""),
        Field("antal_022", Number(11), "BS022 i sektionen", default=0),
        Field("filler_13", Filler(34), "Fyld, blank", default=""),
    ),
)


def post_ind(koder: tuple[str, ...], kode_betyder: str) -> tuple[Field, ...]:
    """Positions 1 to 25 of what stands in a section coming in."""
    return (
        *key("042"),
        Field("pbs_nummer", Digits(8), "Kreditors nummer hos Betalingsservice"),
        Field("transaktionskode", Digits(4), kode_betyder, default=koder[0] if len(koder) == 1 else REQUIRED, allowed=koder),
        Field("filler_5", Filler(3, accepted=("000", "")), "Fyld, nuller", default="000"),
        Field("debitorgruppenummer", Digits(5), "Debitorgruppe"),
    )


def kundenummer_noegle(column: Column) -> Column:
    """Customer numbers as they are compared: without blanks around and zeros in front, which come and go (payments.md 5.2).

    >>> kundenummer_noegle(np.array([b"3112999999", b"000003112999999", b"0"])).tolist()
    [b'3112999999', b'3112999999', b'']
    """
    if column.dtype.kind == "S":
        return np.strings.rstrip(np.strings.lstrip(column, b" 0"), b" ")
    return np.strings.rstrip(np.strings.lstrip(column, " 0"), " ")
