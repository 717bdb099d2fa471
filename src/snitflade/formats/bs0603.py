"""Betalingsservice 0603: the payers' agreements.

Section 0210 lists all that are active, 0212 what has changed: 0231 registered, 0232 cancelled by the bank, 0233 by the creditor,
0234 by Betalingsservice. Section 0219 lists agreements on electronic slips, 0217 tells of payment slips (0295). Of what stands in
0214 (0235) and 0215 (addresses) no layout is known; those lines are kept as they are, and so is a whole section that is not known.

Used by Inka NETS – Hent aftaler og betalinger (catalogue row 12). Source: payments.md 5.3.
"""

from __future__ import annotations

from snitflade.formats.betalingsservice import ENCODINGS, MARKS, SEKTION_IND, SEKTION_IND_SLUT, WIDTH, dato6, post_ind, slut, start
from snitflade.formats.betalingsservice_rules import Rules, Sektion
from snitflade.formats.bs0603_rules import netto, netto_nul, rules
from snitflade.formats.kinds import Digits, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.payment_kinds import Filler, Oere

SOURCE = "payments.md 5.3"

AFTALE = Record(
    "BS042",
    "Aftale",
    WIDTH,
    source=SOURCE,
    least=61,
    fields=(
        *post_ind(
            ("0230", "0231", "0232", "0233", "0234"),
            "0230 aktiv, 0231 tilmeldt, 0232 afmeldt af bank, 0233 af kreditor, 0234 af Betalingsservice",
        ),
        Field("kundenummer", Text(15, required=True), "Betalerens nummer hos kreditor; kan have nuller foran"),
        Field("aftalenummer", Digits(9), "Aftalens nummer"),
        dato6("ikrafttraedelses_afmeldingsdato", "Hvornår aftalen begynder, eller hvornår den er afmeldt"),
        dato6("ophoersdato", "Hvornår aftalen slutter; nuller: den løber", zero=True),
        Field("filler_11", Filler(67), "Fyld, blank", default=""),
    ),
)

KORT = Record(
    "BS042-0295",
    "Oplysning om indbetalingskort",
    WIDTH,
    source=SOURCE,
    least=88,
    fields=(
        *post_ind(("0295",), "0295 oplysning om indbetalingskort"),
        Field("kundenummer", Text(15, required=True), "Betalerens nummer hos kreditor; kan have nuller foran"),
        Field("kortartkode", Digits(2), "Kortart, fx 71"),
        Field("fi_kreditornummer", Digits(8), "FI-kreditornummer"),
        Field("betalingsidentifikation", Digits(19), "Betalings-id"),
        dato6("dato", "Forfaldsdag; nuller, når der ingen er", zero=True),
        Field("beloeb", Oere(13), "Beløb i øre"),
        Field("reference", Text(9), "Reference", default=""),
        Field("ukendt", Text(31), "Ikke beskrevet; bevares", default=""),
    ),
)

RECORDS = (start("0603"), SEKTION_IND, AFTALE, KORT, SEKTION_IND_SLUT, slut("0603"))
SEKTIONER = {
    "0210": Sektion(("0230",)),
    "0212": Sektion(("0231", "0232", "0233", "0234")),
    "0214": Sektion(("0235", "0295"), uden_layout=("BS042 0235",)),
    "0215": Sektion(("0240",), uden_layout=("BS022",)),
    "0217": Sektion(("0295",)),
    "0219": Sektion(("0230",)),
}

FORMAT = MarkedFormat(
    name="bs0603",
    title="Betalingsservice 0603, aftaler",
    source=SOURCE,
    records=RECORDS,
    told_by=(),
    marks=MARKS,
    encodings=ENCODINGS,
    rules=Rules("bs0603", RECORDS, SEKTIONER, netto=(netto_nul, netto), sikker=False, egne=rules),
    may_end_mark=True,
)
