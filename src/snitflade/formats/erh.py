"""ERH: payments to upload in the bank's business netbank, one per line, 73 quoted columns.

Used by Bogh and Krdi bank transfers, Børnetilskud and Sociale udbetalinger (catalogue rows 1, 18, 27 and 28). Source: payments.md
3.1 to 3.5. The format is BEC's; that GrønlandsBANKEN takes it is well founded, most of the columns are inferred from what other
programs write, and the bank has not confirmed them.

Built in: 73 columns, or 76 with the three of the 2013 edition at the end of every line (3.4); Windows-1252; a column that is
empty is left out of JSON. The file has no totals: a kontrolliste goes with it.
"""

from __future__ import annotations

from snitflade.formats.erh_rules import rules
from snitflade.formats.kinds import Digits, Text
from snitflade.formats.kroner import Kroner
from snitflade.formats.layout import Field
from snitflade.formats.moments import Date
from snitflade.formats.quoted import QuotedFormat

TEKSTER = 41
"""Lines of the long advice."""


def _text(name: str, width: int, meaning: str) -> Field:
    return Field(name, Text(width, free=True), meaning, default="")


def _empty(name: str, meaning: str = "Ubrugt; tom") -> Field:
    return Field(name, Text(35, free=True), meaning, default="", allowed=("",))


COLUMNS = (
    Field("betalingstype", Text(6), "Betalingstype, fx ERH356"),
    Field("fra_konto", Digits(14), "Afsenders konto: reg.nr. 4 og kontonr. 10 cifre"),
    _text("egen_reference", 20, "Tekst på afsenders kontoudskrift; vores betalings-id"),
    _text("til_konto", 35, "Modtagers konto, 14 cifre; ved kort FI eller GIRO og nummeret"),
    _text("modtagernavn", 35, "Modtagers navn"),
    _empty("frekvens", "Fast overførsel: frekvens; bruges ikke"),
    _empty("antal_gange", "Fast overførsel: antal gange; bruges ikke"),
    _empty("slutdato", "Fast overførsel: slutdato; bruges ikke"),
    Field("beloeb", Kroner(), "Beløb i øre; skrives som kroner,øre"),
    Field("betalingsdato", Date(form="DDMMÅÅÅÅ"), "Ønsket dato"),
    _text("kort_reference", 20, "Tekst på modtagers kontoudskrift; ved kort kortart og identifikation"),
    _empty("clearingkode", "Udland; bruges ikke"),
    Field("valuta", Text(3, free=True), "Tom eller DKK", default="", allowed=("", "DKK")),
    _empty("valutabeloeb", "Udland; bruges ikke"),
    *(_empty(f"ubrugt_{number}") for number in range(15, 20)),
    Field("overfoerselskvittering", Text(1), "J eller N", default="N", allowed=("J", "N")),
    _empty("ubrugt_21"),
    _empty("omkostningskode", "Udland; bruges ikke"),
    *(_empty(f"ubrugt_{number}") for number in range(23, 28)),
    _text("afsender_navn", 35, "Afsenders navn; tomt ved FI-kort 71"),
    *(_text(f"afsender_adresse_{number}", 35, f"Afsenders adresse, linje {number}") for number in range(1, 4)),
    _empty("ubrugt_32"),
    *(_text(f"tekst_{number}", 35, f"Advis til modtager, linje {number}") for number in range(1, TEKSTER + 1)),
)
TAIL = (
    _empty("intradag_1", "Intradag-clearing; tom"),
    _empty("intradag_2", "Intradag-clearing; tom"),
    _text("end_to_end_reference", 35, "Vores betalings-id"),
)

FORMAT = QuotedFormat(
    name="erh",
    title="ERH, betalinger til banken",
    source="payments.md 3",
    key="ERH",
    columns=COLUMNS,
    tail=TAIL,
    encodings=("cp1252", "utf-8"),
    rules=rules,
)
