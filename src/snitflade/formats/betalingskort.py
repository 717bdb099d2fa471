"""Accounts and payment cards in payment files: how an account, a creditor number and a card's identification must look.

What is checked here looks at the characters alone, whole columns at once. Whether an account exists, only the bank knows.

Sources: payments.md 2 (identifiers), 2.1 (modulus 10), 3.4 (card forms), 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snitflade.formats import checkdigits
from snitflade.formats.characters import Chars
from snitflade.formats.columns import ZERO, Column, Mask, text_chars
from snitflade.formats.problems import ProblemKind, Severity

BANKKONTO_UGYLDIG = ProblemKind(
    "BANKKONTO_UGYLDIG",
    "«{raw}» er ikke en bankkonto: 4 cifre reg.nr. og 10 cifre kontonr., begge med nuller foran, og ingen af dem kun nuller.",
    spec="KONTO_UGYLDIG",
)
KORTKONTO_UGYLDIG = ProblemKind(
    "KORTKONTO_UGYLDIG", "«{raw}» er ikke modtageren af et {kort}: der skal stå {form}.", spec="KONTO_UGYLDIG"
)
KORTREFERENCE_UGYLDIG = ProblemKind("KORTREFERENCE_UGYLDIG", "«{raw}» er ikke referencen på et {kort}: der skal stå {form}.")
KORTREFERENCE_KONTROLCIFFER = ProblemKind(
    "KORTREFERENCE_KONTROLCIFFER",
    "Kontrolcifferet i «{raw}» er forkert (modulus 10). Sammenlign med indbetalingskortet.",
    spec="KONTROLCIFFER_FEJL",
)
KREDITORNUMMER_MODULUS_11 = ProblemKind(
    "KREDITORNUMMER_MODULUS_11",
    "Kreditornummeret i «{raw}» opfylder ikke modulus 11, som de kendte FI-kreditornumre gør. Kontrollér det.",
    Severity.ADVARSEL,
)


@dataclass(frozen=True, slots=True)
class Kort:
    """A kind of payment card. `digits`: of the identification, its last a check digit (0: the card has none)."""

    kortart: str
    digits: int
    giro: bool

    @property
    def navn(self) -> str:
        """What it is called."""
        return f"{'girokort' if self.giro else 'FI-kort'} {self.kortart}".rstrip()

    @property
    def modtager_form(self) -> str:
        """What stands as its payee."""
        return "et gironummer på 7–10 cifre" if self.giro else "et kreditornummer på 8 cifre, der begynder med 8"

    @property
    def reference_form(self) -> str:
        """What stands as its identification."""
        return f"{self.kortart} og {self.digits} cifre" if self.digits else f"kun {self.kortart}"


KORT = {
    kort.kortart: kort
    for kort in (
        Kort("71", 15, False),
        Kort("73", 0, False),
        Kort("75", 16, False),
        Kort("01", 0, True),
        Kort("04", 16, True),
        Kort("15", 16, True),
        Kort("41", 0, True),
    )
}
"""Every card by its kortart (payments.md 2, 3.3, 3.4)."""
MOST_GIRO = 10


def bankkonto(column: Column) -> Mask:
    """Accounts of 14 digits with a registration number and an account number that are not zeros."""
    chars = text_chars(column, 15, fill=0)
    good = _digits(chars[:, :14]).all(axis=1) & (chars[:, 14] == 0)
    return np.asarray(good & (chars[:, :4] != ZERO).any(axis=1) & (chars[:, 4:14] != ZERO).any(axis=1))


def modtager(column: Column, giro: bool) -> Mask:
    """Giro numbers (7 to 10 digits), or FI creditor numbers (8 digits, the first of them 8)."""
    if not giro:
        chars = text_chars(column, 9, fill=0)
        return np.asarray(_digits(chars[:, :8]).all(axis=1) & (chars[:, 8] == 0) & (chars[:, 0] == ord("8")))
    chars = text_chars(column, MOST_GIRO + 1, fill=0)
    length = (chars != 0).sum(axis=1)
    return np.asarray((_digits(chars) | (chars == 0)).all(axis=1) & (length >= 7) & (length <= MOST_GIRO))


def kreditornummer_modulus_11(column: Column) -> Mask:
    """Creditor numbers that pass the modulus 11 of CVR numbers; only for columns of 8 digits."""
    return checkdigits.cvr((text_chars(column, 8, fill=ZERO) - np.uint8(ZERO)).astype(np.uint8))


def reference(column: Column, digits: int) -> tuple[Mask, Mask]:
    """Which identifications have the right number of digits, and which of those have the right check digit."""
    chars = text_chars(column, digits + 1, fill=0)
    good = (chars[:, digits] == 0) & _digits(chars[:, :digits]).all(axis=1)
    if not digits:
        return np.asarray(good), np.asarray(good)
    values = np.where(good[:, None], chars[:, :digits], ZERO).astype(np.uint8) - np.uint8(ZERO)
    return np.asarray(good), good & checkdigits.luhn(values)


def _digits(chars: Chars) -> Mask:
    return np.asarray((chars >= ZERO) & (chars <= ZERO + 9))
