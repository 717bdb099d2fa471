"""FI-indbetalinger: what payers have paid with FI cards (kortart 71, 73, 75), as the banks deliver it.

FI010, one block per creditor number (FI020, its payments FI030, FI080 with totals), FI090. Lines may be filled with blanks to any
length. FI040 to FI070 are reserved and described by nobody; they are kept as they are.

Used by Bogh FI-indbetalinger (catalogue row 2). A file is known by its content, never by its name (`ptg2.py`). Source: payments.md
4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Mask
from snitflade.formats.fi_rules import Rules
from snitflade.formats.kinds import Digits, Number, Text
from snitflade.formats.layout import Check, Field, Record
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.moments import Date
from snitflade.formats.payment_kinds import Filler, Oere
from snitflade.formats.problems import ProblemKind

SOURCE = "payments.md 4.2"

KLOKKESLAET_UGYLDIGT = ProblemKind("KLOKKESLAET_UGYLDIGT", "«{raw}» er ikke et klokkeslæt ttmmss.")


def _klokkeslaet(digits: NDArray[np.uint8]) -> Mask:
    hour, minute, second = (digits[:, i].astype(np.int64) * 10 + digits[:, i + 1] for i in (0, 2, 4))
    return np.asarray((hour < 24) & (minute < 60) & (second < 60))


def _type(recordtype: str) -> Field:
    return Field("recordtype", Text(5), "Recordtype", default=recordtype, allowed=(recordtype,))


def _dannet() -> tuple[Field, ...]:
    return (
        Field("dannelsesdato", Date(), "Hvornår filen er dannet"),
        Field("dannelsestid", Digits(6), "Klokken ttmmss", check=Check(_klokkeslaet, KLOKKESLAET_UGYLDIGT)),
    )


def _nuller(number: int, width: int) -> Field:
    return Field(f"filler_{number}", Filler(width, accepted=("0" * width, "")), "Fyld, nuller", default="0" * width)


START = Record(
    "FI010",
    "Leverance start",
    58,
    source=SOURCE,
    least=57,
    fields=(
        _type("FI010"),
        Field("afsender_cvr", Digits(8), "Afsenderens CVR-nummer"),
        Field("modtager_cvr", Digits(10), "Modtagerens CVR-nummer med 00 foran"),
        _nuller(4, 20),
        *_dannet(),
        Field("miljoe", Text(1), "P = produktion", default="P"),
    ),
)

KREDITOR = Record(
    "FI020",
    "Kreditor start",
    65,
    source=SOURCE,
    fields=(
        _type("FI020"),
        Field("fi_kreditornummer", Digits(8), "FI-kreditornummer; begynder med 8"),
        Field("reg_nr", Digits(4), "Kreditors konto, registreringsnummer"),
        Field("kontonr", Digits(10), "Kreditors konto, kontonummer"),
        _nuller(5, 24),
        *_dannet(),
    ),
)

INDBETALING = Record(
    "FI030",
    "Indbetaling",
    113,
    source=SOURCE,
    least=112,
    fields=(
        _type("FI030"),
        Field("indbetalingsdato", Date(), "Hvornår betaleren har betalt"),
        Field("kortart", Digits(2), "71, 73 eller 75"),
        Field("betalingsidentifikation", Digits(19), "Kortets id til højre: 15 cifre ved 71, 16 ved 75, nuller ved 73"),
        Field("arkivreference", Text(22), "Reg.nr., dato og løbenummer; kun til at kende posten igen"),
        Field("bogfoeringsdato", Date(), "Bogført på kontoen"),
        Field("beloeb", Oere(15), "Beløb i øre"),
        Field("filler_8", Text(22), "Ikke forklaret; bevares", default=""),
        Field("gebyrtype", Text(2), "CC er den eneste, der er set", default="CC"),
        Field("gebyrbeloeb", Oere(9), "Gebyr i øre", default=0),
        Field("markering", Text(1), "N er den eneste, der er set", default="N"),
    ),
)

KREDITOR_SLUT = Record(
    "FI080",
    "Kreditor slut",
    54,
    source=SOURCE,
    fields=(
        _type("FI080"),
        Field("fi_kreditornummer", Digits(8), "Som i FI020"),
        Field("antal_fi030", Number(11), "Indbetalinger i blokken"),
        Field("beloeb_i_alt", Oere(15), "Deres sum i øre"),
        Field("gebyr_i_alt", Oere(15), "Summen af gebyrer i øre", default=0),
    ),
)

SLUT = Record(
    "FI090",
    "Leverance slut",
    55,
    source=SOURCE,
    fields=(
        _type("FI090"),
        Field("afsender_cvr", Digits(8), "Som i FI010"),
        Field("modtager_cvr", Digits(10), "Som i FI010"),
        _nuller(4, 10),
        Field("antal_kreditorsektioner", Number(11), "Blokke i filen"),
        Field("antal_fi030_i_alt", Number(11), "Indbetalinger i filen"),
    ),
)

RECORDS = (START, KREDITOR, INDBETALING, KREDITOR_SLUT, SLUT)

FORMAT = MarkedFormat(
    name="fi",
    title="FI-indbetalinger, FI010–FI090",
    source="payments.md 4",
    records=RECORDS,
    told_by=(),
    marks=("recordtype",),
    encodings=("cp1252", "utf-8"),
    rules=Rules(RECORDS),
    may_end_mark=True,
    padded=True,
)
