"""Payments as the writers of payment files take them: one table, from which ERH, pain.001 and G68 are composed.

A `Udbetaling` is one payment; `Udbetalinger` is many of them as columns. What is in them is the payer's knowledge of the payee,
free of any file's form: the account as it stands in the register, texts as long as they are. Composing reports everything that
cannot be written, all at once, and shortens only what the specification says may be shortened, with a warning.

Sources: payments.md 1 (characters), 3.3 to 3.6; prisme.md 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Column, Mask, strings
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import split_tekst

TEKST_AFKORTET = ProblemKind(
    "TEKST_AFKORTET", "Betaling {betaling}: «{raw}» er afkortet til {width} tegn, som er det, der er plads til.", Severity.ADVARSEL
)
TEKST_TEGN_ERSTATTET = ProblemKind(
    "TEKST_TEGN_ERSTATTET",
    "Betaling {betaling}: «{raw}» har tegn, der er skrevet på en anden måde: «{skrevet}».",
    Severity.ADVARSEL,
)
TEKST_UDELADT = ProblemKind(
    "TEKST_UDELADT", "Betaling {betaling}: teksten «{raw}» kan ikke følge med et {kort}; den er udeladt.", Severity.ADVARSEL
)
TEKST_FOR_MANGE_LINJER = ProblemKind(
    "TEKST_FOR_MANGE_LINJER", "Betaling {betaling}: teksten fylder {count} linjer; der er plads til {most}. Forkort den."
)
MODTAGER_UDEN_KONTO = ProblemKind(
    "MODTAGER_UDEN_KONTO",
    "Betaling {betaling}: modtageren har ingen konto, og NemKonto er ikke sat op. Angiv en konto, eller udelad betalingen.",
)
MODTAGER_UDEN_NUMMER = ProblemKind(
    "MODTAGER_UDEN_NUMMER", "Betaling {betaling}: modtageren har hverken CPR-nummer (10 cifre) eller CVR-nummer (8 cifre)."
)
MAADE_IKKE_MULIG = ProblemKind("MAADE_IKKE_MULIG", "Betaling {betaling}: {maade} kan ikke betales med {format}.")


class Maade(StrEnum):
    """How a payment reaches its payee."""

    KONTO = "konto"
    NEMKONTO = "nemkonto"
    FI71 = "71"
    FI73 = "73"
    FI75 = "75"
    GIRO01 = "01"
    GIRO04 = "04"
    GIRO15 = "15"


@dataclass(frozen=True, slots=True)
class Udbetaling:
    """One payment.

    `betalings_id`: our own, ``<MODUL><ååmmdd> <løbenr 6>`` (`betalings_id`). `beloeb`: øre. `konto`: 14 digits, or a card's
    creditor or giro number. `reference`: a card's identification. `modtager`: CPR or CVR. `tekst`: for the payee's statement;
    `meddelelse`: the long advice. `henvisning`, `fakturanummer`: for Prisme.
    """

    betalings_id: str
    beloeb: int
    betalingsdato: dt.date
    maade: Maade
    konto: str = ""
    reference: str = ""
    modtagernavn: str = ""
    modtager: str = ""
    tekst: str = ""
    meddelelse: str = ""
    henvisning: str = ""
    fakturanummer: str = ""


@dataclass(frozen=True, slots=True)
class Afsender:
    """Who pays. `fra_konto`: 14 digits. `adresse`: at most three lines. `afsender_id`: the CVR or the number the bank gave."""

    navn: str
    fra_konto: str
    adresse: tuple[str, ...] = ()
    afsender_id: str = ""
    bic: str = "GRENGLGX"


@dataclass(slots=True)
class Udbetalinger:
    """Payments as columns, one for each field of `Udbetaling`: text as ``U`` arrays, øre as int64, dates as datetime64[D].

    What is wrong with a value is found when a file is composed; an amount or a date that is none raises TypeError or ValueError.
    """

    betalings_id: Column
    beloeb: NDArray[np.int64]
    betalingsdato: NDArray[np.datetime64]
    maade: Column
    konto: Column
    reference: Column
    modtagernavn: Column
    modtager: Column
    tekst: Column
    meddelelse: Column
    henvisning: Column
    fakturanummer: Column

    @classmethod
    def af(cls, rows: Iterable[Udbetaling]) -> Udbetalinger:
        """The columns of `rows`."""
        rows = list(rows)
        return cls.af_kolonner(**{field.name: [getattr(row, field.name) for row in rows] for field in fields(Udbetaling)})

    @classmethod
    def af_kolonner(cls, **columns: Sequence[Any] | NDArray[Any]) -> Udbetalinger:
        """From columns by name, all of the same length; texts that are not given are empty."""
        count = len(columns["beloeb"])
        made: dict[str, Any] = {}
        for field in fields(Udbetaling):
            values = columns.get(field.name, ())
            if field.name == "beloeb":
                made[field.name] = _oere(values)
            elif field.name == "betalingsdato":
                made[field.name] = np.asarray(values, dtype="datetime64[D]")
            else:
                empty = not any(values) if isinstance(values, list | tuple) else not len(values)
                made[field.name] = np.zeros(len(values) or count, dtype="U1") if empty else np.asarray(values, dtype="U")
            if len(made[field.name]) != count:
                raise ValueError(f"{field.name}: {len(made[field.name])} values for {count} payments")
        return cls(**made)

    def __len__(self) -> int:
        return len(self.beloeb)

    def valgt(self, chosen: NDArray[Any]) -> Udbetalinger:
        """The chosen payments (a mask, or row numbers in the order wanted)."""
        return Udbetalinger(*(getattr(self, field.name)[chosen] for field in fields(self)))


def _oere(values: Sequence[Any] | NDArray[Any]) -> NDArray[np.int64]:
    """Whole øre; a float or a text is no amount."""
    column = np.asarray(values)
    if len(column) and column.dtype.kind not in "iu":
        raise TypeError(f"amounts are whole øre (int), not {column.dtype}")
    return column.astype(np.int64)


def betalings_id(modul: str, dato: dt.date, nummer: int) -> str:
    """Our payment id, which comes back when a payment is returned (payments.md 3.5). Raises ValueError.

    >>> betalings_id("BTIL", dt.date(2026, 11, 27), 1)
    'BTIL261127 000001'
    """
    if len(modul) != 4 or not (modul.isascii() and modul.isalpha() and modul.isupper()) or not 0 < nummer < 10**6:
        raise ValueError(f"no payment id of {modul!r} and {nummer}")
    return f"{modul}{dato:%y%m%d} {nummer:06d}"


def betalings_ider(modul: str, dato: dt.date, foerste: int, antal: int) -> list[str]:
    """The payment ids of `antal` payments, numbered from `foerste` on. Raises ValueError.

    >>> betalings_ider("BTIL", dt.date(2026, 11, 27), 9, 2)
    ['BTIL261127 000009', 'BTIL261127 000010']
    """
    if not antal:
        return []
    prefix = betalings_id(modul, dato, foerste)[:11]
    betalings_id(modul, dato, foerste + antal - 1)
    return [f"{prefix}{number:06d}" for number in range(foerste, foerste + antal)]


PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "ĸ": "q",
    }
)
"""Typographic quotes and dashes as plain ones, and ĸ as q (payments.md 1)."""


def skrevet(column: Column, table: dict[int, str], payments: Udbetalinger, name: str, problems: Problems) -> Column:
    """`column` with the characters of `table` replaced; where that changes a text, a warning says so."""
    if not column.dtype.itemsize or not len(column):
        return column
    points = np.ascontiguousarray(column).view(np.uint32).reshape(len(column), -1)
    rows = np.flatnonzero(np.isin(points, np.array(list(table), dtype=np.uint32)).any(axis=1))
    if not len(rows):
        return column
    before = strings(column[rows])
    after = [text.translate(table) for text in before]
    shown = np.array(after, dtype=object)
    problems.add_many(
        TEKST_TEGN_ERSTATTET, rows + 1, field=name, raws=before, betaling=strings(payments.betalings_id[rows]), skrevet=shown
    )
    out = column.astype(f"U{max(column.dtype.itemsize // 4, max(map(len, after)))}")
    out[rows] = after
    return out


def afkortet(
    column: Column, width: int, payments: Udbetalinger, name: str, problems: Problems, where: Mask | None = None
) -> Column:
    """`column` cut at `width` characters, with a warning for every text that is (`where`: only these rows are told)."""
    long = np.strings.str_len(column) > width
    rows = np.flatnonzero(long if where is None else long & where)
    problems.add_many(
        TEKST_AFKORTET, rows + 1, field=name, raws=strings(column[rows]), betaling=strings(payments.betalings_id[rows]), width=width
    )
    cut = column.astype(f"U{width}")
    return np.strings.rstrip(cut) if long.any() else cut


def linjer(
    payments: Udbetalinger, rows: NDArray[np.intp], texts: Sequence[str], width: int, most: int, problems: Problems
) -> list[list[str]]:
    """The texts of `rows` in lines of at most `width` characters, broken at blanks; more than `most` lines are an error."""
    out = []
    for row, text in zip(rows.tolist(), texts, strict=True):
        found = [line for part in text.split("\n") for line in split_tekst(part, width)] if text else []
        if len(found) > most:
            betaling = str(payments.betalings_id[row])
            problems.add(TEKST_FOR_MANGE_LINJER, line=row + 1, field="meddelelse", betaling=betaling, count=len(found), most=most)
        out.append(found[:most])
    return out


def report(problems: Problems, kind: ProblemKind, payments: Udbetalinger, where: Mask, name: str, **params: Any) -> None:
    """Report `kind` for the payments in `where`."""
    rows = np.flatnonzero(where)
    raws = strings(getattr(payments, name)[rows].astype("U"))
    problems.add_many(kind, rows + 1, field=name, raws=raws, betaling=strings(payments.betalings_id[rows]), **params)
