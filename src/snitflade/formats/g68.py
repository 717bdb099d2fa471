"""G68: payouts through Prisme, one per line: an 18-character header and floating fields ``&nn``.

Used by Snitflade 571 Boligsikring (catalogue row 30) and other payouts; a G69 file goes with it, whose field 117 repeats field 16
here. Source: prisme.md 4; social-teknik.md 2.6.

Built in: the amount stands without sign, its sign in a field of its own; field 16 is written with 20 digits. Some receivers want a
header of 14 characters, without Organisationsenhed: that is the format ``g68-14``.
"""

from __future__ import annotations

from snitflade.formats.g68_rules import rules
from snitflade.formats.kinds import Digits, Number, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.moments import Date
from snitflade.formats.payment_kinds import Oere
from snitflade.formats.tagged import Tag, TaggedFormat

TEKSTER = 36
"""Lines of text to the payee."""

_BEFORE = (
    Field("registreringssted", Digits(3), "Altid 000", default="000"),
    Field("snitfladetype", Text(3), "Altid G68", default="G68", allowed=("G68",)),
    Field("linieloebenr", Number(5), "Linjenummer i filen fra 00001"),
)
_AFTER = (
    Field(
        "transaktionstype",
        Digits(2),
        "01: Prisme må bruge en anden destination; 10: skal betales hertil",
        default="01",
        allowed=("01", "10"),
    ),
    Field("flyd_fast", Text(1), "Altid 1: flydende felter", default="1", allowed=("1",)),
)
HEADER = Record(
    "G68",
    "Starthoved",
    18,
    source="prisme.md 4",
    fields=(*_BEFORE, Field("organisationsenhed", Digits(4), "Kommune, fx 0956"), *_AFTER),
)
HEADER_14 = Record("G68", "Starthoved uden organisationsenhed", 14, source="prisme.md 4", fields=(*_BEFORE, *_AFTER))

TAGS = (
    Tag(2, Field("udbetalende_enhed", Digits(4), "Organisationsenhed, fx 0956")),
    Tag(3, Field("organisationstype", Digits(2), "Altid 00", allowed=("00",))),
    Tag(7, Field("udbetalingsident", Digits(18), "Nuller")),
    Tag(8, Field("udbetalingsbeloeb", Oere(11), "Beløb i øre uden fortegn"), required=True),
    Tag(9, Field("fortegn", Text(1), "+ eller -", allowed=("+", "-")), required=True),
    Tag(
        10,
        Field(
            "identkode",
            Digits(2),
            "01 kreditor, 02 CPR, 03 SE, 11 CVR, 12 P-nr.",
            allowed=("01", "02", "03", "11", "12"),
        ),
        required=True,
    ),
    Tag(
        11,
        Field("udbetalingsberettiget", Digits(14, shortest=10), "Modtagers nummer med nuller foran, 10 eller 14 cifre"),
        required=True,
    ),
    Tag(12, Field("udbetalingsdato", Date(), "Udbetalingsdato"), required=True),
    Tag(16, Field("posteringshenvisning", Digits(20, shortest=18), "Henvisningsnummer, som felt 117 i G69"), required=True),
    Tag(17, Field("fakturanummer", Text(20, free=True), "Fakturanummer")),
    *(
        Tag(39 + number, Field(f"betalingstekst_{number}", Text(81, free=True), f"Tekst til modtager, linje {number}"))
        for number in range(1, TEKSTER + 1)
    ),
)

FORMAT = TaggedFormat(
    name="g68",
    title="G68, udbetalinger gennem Prisme",
    source="prisme.md 4",
    key="G68",
    header=HEADER,
    tags=TAGS,
    number_width=2,
    encodings=("utf-8", "cp1252"),
    rules=rules,
)
