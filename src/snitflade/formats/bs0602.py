"""Betalingsservice 0602: what became of the collections.

Section 0211 tells of automatic payments: 0236 paid, 0237 refused by the payer, 0238 cancelled, 0239 charged back. Section 0215
tells of payment slips: 0297 paid, 0299 reversed; there the payer's address and free text may stand too (BS022, BS052), of which no
layout is known, so they are kept as they are. So is a whole section that is not known.

Used by Inka NETS – Hent aftaler og betalinger (catalogue row 12). Source: payments.md 5.4.
"""

from __future__ import annotations

from snitflade.formats.betalingsservice import (
    ENCODINGS,
    FORTEGN,
    MARKS,
    SEKTION_IND,
    SEKTION_IND_SLUT,
    WIDTH,
    dato6,
    post_ind,
    slut,
    start,
)
from snitflade.formats.betalingsservice_rules import Rules, Sektion
from snitflade.formats.bs0602_rules import netto_betalt, netto_opkraevet, rules
from snitflade.formats.kinds import Digits, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.payment_kinds import Filler, Oere

SOURCE = "payments.md 5.4"


def _automatisk(koder: tuple[str, ...], betyder: str) -> tuple[Field, ...]:
    """Positions 1 to 103 of an automatic payment."""
    return (
        *post_ind(koder, betyder),
        Field("kundenummer", Text(15, required=True), "Betalerens nummer hos kreditor; kan have nuller foran"),
        Field("aftalenummer", Digits(9), "Aftalens nummer"),
        dato6("betalingsdato", "Forfaldsdag fra 0601"),
        Field("fortegnskode", Digits(1), "1 = opkrævet, 2 = udbetalt, 0 = nulbeløb", default="1", allowed=FORTEGN),
        Field("beloeb", Oere(13), "Opkrævet beløb fra 0601 i øre"),
        Field("reference", Text(30), "Egen reference fra 0601", default=""),
        Field("filler_13", Filler(4), "Fyld, blank", default=""),
    )


BETALING = Record(
    "BS042",
    "Automatisk betaling",
    WIDTH,
    source=SOURCE,
    fields=(
        *_automatisk(("0236", "0237", "0239"), "0236 betalt, 0237 afvist af betaler, 0239 tilbageført"),
        dato6("faktisk_betalingsdato", "Nuller, når intet er betalt", zero=True),
        dato6("bogfoeringsdato", "Bogført på kreditors konto", zero=True),
        Field("betalt_beloeb", Oere(13), "Betalt eller tilbageført beløb i øre", default=0),
    ),
)

AFMELDT = Record(
    "BS042-0238",
    "Afmeldt opkrævning",
    WIDTH,
    source=SOURCE,
    least=103,
    fields=(
        *_automatisk(("0238",), "0238 afmeldt, intet betalt"),
        Field("uden_betydning", Text(25), "De tre sidste felter siger intet ved 0238", default="0" * 25),
    ),
)

KORT = Record(
    "BS042-0297",
    "Betaling med indbetalingskort",
    WIDTH,
    source=SOURCE,
    fields=(
        *post_ind(("0297", "0299"), "0297 betalt, 0299 tilbageført"),
        Field("filler_7", Filler(4, accepted=("0000", "")), "Fyld, nuller", default="0000"),
        Field("kundenummer", Text(15, required=True), "Betalerens nummer hos kreditor; kan have nuller foran"),
        Field("kortartkode", Digits(2), "Kortart, fx 71"),
        Field("gebyr_fortegn", Digits(1), "1 = der er et gebyr", default="0"),
        Field("gebyrbeloeb", Oere(5), "Gebyr i øre", default=0),
        dato6("betalingsdato", "Forfaldsdag"),
        Field("fortegnskode", Digits(1), "1 = opkrævet, 2 = udbetalt, 0 = nulbeløb", default="1", allowed=FORTEGN),
        Field("beloeb", Oere(13), "Opkrævet beløb i øre"),
        Field("reference", Text(9), "De første 9 tegn af egen reference", default=""),
        Field("arkivreference", Text(22), "Indbetalerens pengeinstituts reference", default=""),
        dato6("indbetalingsdato", "Hvornår der er betalt", zero=True),
        dato6("bogfoeringsdato", "Bogført på kreditors konto", zero=True),
        Field("indbetalt_beloeb", Oere(13), "Indbetalt beløb i øre", default=0),
    ),
)

RECORDS = (start("0602"), SEKTION_IND, BETALING, AFMELDT, KORT, SEKTION_IND_SLUT, slut("0602"))
SEKTIONER = {
    "0211": Sektion(("0236", "0237", "0238", "0239")),
    "0215": Sektion(("0297", "0299"), uden_layout=("BS022", "BS052")),
}

FORMAT = MarkedFormat(
    name="bs0602",
    title="Betalingsservice 0602, betalinger",
    source=SOURCE,
    records=RECORDS,
    told_by=(),
    marks=MARKS,
    encodings=ENCODINGS,
    rules=Rules("bs0602", RECORDS, SEKTIONER, netto=(netto_opkraevet, netto_betalt), sikker=False, egne=rules),
    may_end_mark=True,
)
