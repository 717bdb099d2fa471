"""Betalingsservice 0601: collections to the payers' banks, section 0112.

BS002, one section per debtor group (BS012 … BS092), BS992. In a section each collection is a BS042, before it perhaps the payer's
name and address (BS022, only in the total solution), after it the text lines of the payer's advice (BS052).

Used by Inka NETS – Send opkrævninger (catalogue row 13). Source: payments.md 5.2.
"""

from __future__ import annotations

from snitflade.formats.betalingsservice import ENCODINGS, FORTEGN, MARKS, WIDTH, key, slut, start, totaler
from snitflade.formats.betalingsservice_rules import Rules, Sektion
from snitflade.formats.bs0601_rules import netto, rules
from snitflade.formats.kinds import Digits, Number, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.moments import Date
from snitflade.formats.payment_kinds import Filler, Oere

SOURCE = "payments.md 5.2"
UDEN_AFTALE = "0" * 9
"""The agreement number of a payer without one."""


def _post(datarecordtype: str, kode: str, recordnummer: Field) -> tuple[Field, ...]:
    """Positions 1 to 42 of everything that belongs to one payer."""
    return (
        *key(datarecordtype),
        Field("pbs_nummer", Digits(8), "Kreditors nummer hos Betalingsservice"),
        Field("transaktionskode", Digits(4), "Transaktionskode", default=kode, allowed=(kode,)),
        recordnummer,
        Field("debitorgruppenummer", Digits(5), "Debitorgruppe"),
        Field("kundenummer", Text(15, required=True), "Betalerens nummer hos kreditor: 1–15 af A–Å og 0–9, uden blanke"),
    )


def _fast_nummer(nummer: str) -> Field:
    return Field("recordnummer", Digits(5), "Altid det samme", default=nummer, allowed=(nummer,))


_NULAFTALE = Field("aftalenummer", Digits(9), "Altid nuller her", default=UDEN_AFTALE, allowed=(UDEN_AFTALE,))
_LINJER = tuple(f"{number:05}" for number in range(1, 6))

SEKTION = Record(
    "BS012",
    "Sektion start",
    WIDTH,
    source=SOURCE,
    least=54,
    fields=(
        *key("012"),
        Field("pbs_nummer", Digits(8), "Kreditors nummer hos Betalingsservice"),
        Field("sektionsnummer", Digits(4), "0112 = opkrævninger", default="0112", allowed=("0112",)),
        Field("filler_5", Filler(5), "Fyld, blank", default=""),
        Field("debitorgruppenummer", Digits(5), "Debitorgruppe"),
        Field("brugers_identifikation_hos_dataleverandoer", Text(15), "Fri identifikation", default=""),
        Field("filler_8", Filler(4), "Fyld, blank", default=""),
        Field("dato", Date(zero=True, form="DDMMÅÅÅÅ"), "Nuller, eller hvornår sektionen er dannet (ddmmåååå)", default=None),
        Field("reg_nr", Text(4), "Overførselskonto, kun efter aftale", default=""),
        Field("kontonr", Text(10), "Overførselskonto, kun efter aftale", default=""),
        Field("hovedtekstlinje", Text(60), "Hovedlinjen på meddelelsen; blank: debitorgruppens navn", default=""),
    ),
)

NAVN = Record(
    "BS022",
    "Navn og adresse",
    WIDTH,
    source=SOURCE,
    least=51,
    fields=(
        *_post("022", "0240", Field("recordnummer", Digits(5), "00001 navn, 00002–00005 adresse", allowed=_LINJER)),
        _NULAFTALE,
        Field("navne_adresselinje", Text(35), "Én linje"),
        Field("filler_10", Filler(42), "Fyld, blank", default=""),
    ),
)

POSTNUMMER = Record(
    "BS022-00009",
    "Postnummer",
    WIDTH,
    source=SOURCE,
    least=70,
    fields=(
        *_post("022", "0240", _fast_nummer("00009")),
        _NULAFTALE,
        Field("filler_9", Filler(15), "Fyld, blank", default=""),
        Field("postnummer", Text(4, required=True), "Postnummer, 39xx i Grønland"),
        Field("landekode", Text(3), "Landets kode på to bogstaver", default="DK"),
        Field("filler_12", Filler(55), "Fyld, blank", default=""),
    ),
)

PERSON = Record(
    "BS022-00010",
    "CPR- eller CVR-nummer",
    WIDTH,
    source=SOURCE,
    least=92,
    fields=(
        *_post("022", "0240", _fast_nummer("00010")),
        Field("filler_8", Filler(40), "Fyld, blank", default=""),
        Field("cpr_cvr_nummer", Digits(10), "CPR, eller 00 og 8-cifret CVR, til digital post"),
        Field("filler_10", Filler(1), "Fyld, blank", default=""),
        Field("filler_11", Filler(1), "Fyld, blank", default=""),
        Field("filler_12", Filler(34), "Fyld, blank", default=""),
    ),
)

OPKRAEVNING = Record(
    "BS042",
    "Opkrævning",
    WIDTH,
    source=SOURCE,
    least=105,
    fields=(
        *_post("042", "0280", _fast_nummer("00000")),
        Field("aftalenummer", Digits(9), "Aftalens nummer; nuller: ingen aftale, så får betaleren et indbetalingskort"),
        Field("betalingsdato", Date(form="DDMMÅÅÅÅ"), "Forfaldsdag (ddmmåååå)"),
        Field("fortegnskode", Digits(1), "1 = opkræves, 2 = udbetales, 0 = nulbeløb", default="1", allowed=FORTEGN),
        Field("beloeb", Oere(13), "Beløb i øre uden fortegn"),
        Field("reference", Text(30), "Egen reference; kommer igen i 0602 (kun 9 tegn fra indbetalingskort)", default=""),
        Field("filler_13", Digits(2), "Altid 00", default="00", allowed=("00",)),
        Field("betaleridentifikation", Text(15), "Eget betalings-id på indbetalingskort, modulus 10", default=""),
        Field("filler_15", Filler(8, accepted=("", "0" * 8)), "Fyld, blank; nuller læses også", default=""),
    ),
)

TEKST = Record(
    "BS052",
    "Tekst til debitor",
    WIDTH,
    source=SOURCE,
    least=51,
    fields=(
        *_post("052", "0241", Field("recordnummer", Number(5), "00001, 00002, … inden for opkrævningen")),
        Field("aftalenummer", Digits(9), "Som opkrævningens"),
        Field("filler_9", Filler(1), "Fyld, blank", default=""),
        Field("tekstlinje", Text(60), "Linje på meddelelsen"),
        Field("filler_11", Filler(16), "Fyld, blank", default=""),
    ),
)

SEKTION_SLUT = Record(
    "BS092",
    "Sektion slut",
    WIDTH,
    source=SOURCE,
    least=94,
    fields=(
        *key("092"),
        Field("pbs_nummer", Digits(8), "Som i BS012"),
        Field("sektionsnummer", Digits(4), "Som i BS012", default="0112", allowed=("0112",)),
        Field("filler_5", Digits(5), "Altid 00000", default="00000", allowed=("00000",)),
        Field("debitorgruppenummer", Digits(5), "Som i BS012"),
        Field("filler_7", Filler(4), "Fyld, blank", default=""),
        *totaler("sektionen"),
        Field("filler_11", Filler(15), "Fyld, blank", default=""),
        Field("antal_022", Number(11), "BS022 i sektionen", default=0),
        Field("filler_13", Filler(34), "Fyld, blank", default=""),
    ),
)

RECORDS = (start("0601"), SEKTION, NAVN, POSTNUMMER, PERSON, OPKRAEVNING, TEKST, SEKTION_SLUT, slut("0601"))
SEKTIONER = {"0112": Sektion(("0240", "0280", "0241"), uden_layout=("BS062",))}

FORMAT = MarkedFormat(
    name="bs0601",
    title="Betalingsservice 0601, opkrævninger",
    source=SOURCE,
    records=RECORDS,
    told_by=(),
    marks=MARKS,
    encodings=ENCODINGS,
    rules=Rules("bs0601", RECORDS, SEKTIONER, netto=(netto,), sikker=True, egne=rules),
    may_end_mark=True,
)
