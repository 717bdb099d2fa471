"""What a cell of a delimited file can hold: from its text to a value.

A cell kind reads one non-empty text, already without blanks around it. A text that is none of its values raises
`CellFault`, which the reader of the table turns into a problem with line, column and field.

Sources: social-teknik.md 1.1 and 1.3 (identifiers, amounts, dates), prisme.md 1 (amounts are integer øre).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from snitflade.formats.kinds import FELT_FOR_LANGT, FELT_IKKE_CIFRE, FELT_VAERDI
from snitflade.formats.moments import DATO_UGYLDIG
from snitflade.formats.problems import ProblemKind

CELLE_TEGN = ProblemKind("CELLE_TEGN", "«{raw}» har tegnet «{tegn}», som ikke må stå her. Skriv det med bogstaver, fx «og».")
CELLE_CIFRE_MANGLER = ProblemKind(
    "CELLE_CIFRE_MANGLER",
    "«{raw}» har kun {antal} af {width} cifre. Regneark taber foranstillede nuller: gem kolonnen som tekst, og skriv alle.",
    spec="FELT-E03",
)
CELLE_BELOEB = ProblemKind("CELLE_BELOEB", "«{raw}» er ikke et beløb. Skriv kroner og øre med komma, fx 610,00.", spec="FELT-E03")
CELLE_TUSINDTAL = ProblemKind(
    "CELLE_TUSINDTAL",
    "«{raw}» har punktum eller mellemrum i beløbet. Skriv det uden, og med decimalkomma, fx 1220,00.",
)
CELLE_DECIMALER = ProblemKind("CELLE_DECIMALER", "«{raw}» har mere end to decimaler. Skriv hele øre; der afrundes ikke her.")
CELLE_NEGATIV = ProblemKind("CELLE_NEGATIV", "«{raw}» er negativt. Her skal stå nul eller mere.")
CELLE_HELTAL = ProblemKind("CELLE_HELTAL", "«{raw}» er ikke et helt tal. Skriv kun cifre.", spec="FELT-E03")
CELLE_FOR_STOR = ProblemKind("CELLE_FOR_STOR", "«{raw}» er mere end {hoejst}, som er det største her.")

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:,([0-9]+))?")
_GROUPED = re.compile(r"-?[0-9]+([. \u00a0\u202f'][0-9]+)+(,[0-9]*)?")
_DATES = (
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{2})-(?P<m>[0-9]{2})-(?P<y>[0-9]{4})"),
)


class CellFault(Exception):
    """Cellen kan ikke læses."""

    def __init__(self, kind: ProblemKind, **params: Any) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.params = params


class Cell(Protocol):
    """A cell kind."""

    def read(self, text: str) -> Any:
        """The value of `text`. Raises CellFault."""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most `width` characters, without any of the characters `forbidden`."""

    width: int
    forbidden: str = ""

    def read(self, text: str) -> str:
        if len(text) > self.width:
            raise CellFault(FELT_FOR_LANGT, width=self.width)
        for tegn in self.forbidden:
            if tegn in text:
                raise CellFault(CELLE_TEGN, tegn=tegn)
        return text


@dataclass(frozen=True, slots=True)
class Digits:
    """Exactly `width` digits as text; characters in `drop` may stand between them. `fault` replaces the general problem."""

    width: int
    drop: str = ""
    fault: ProblemKind | None = None

    def read(self, text: str) -> str:
        number = text
        for tegn in self.drop:
            number = number.replace(tegn, "")
        digits = number.isascii() and number.isdigit()
        if digits and len(number) == self.width:
            return number
        if self.fault is not None:
            raise CellFault(self.fault)
        if digits and len(number) < self.width:
            raise CellFault(CELLE_CIFRE_MANGLER, antal=len(number), width=self.width)
        raise CellFault(FELT_IKKE_CIFRE, width=self.width)


@dataclass(frozen=True, slots=True)
class Amount:
    """Kroner with decimal comma and at most two decimals, as integer øre from 0 (or minus `highest`) to `highest`."""

    highest: int = 10**12 - 1
    negative: bool = False

    def read(self, text: str) -> int:
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise CellFault(CELLE_TUSINDTAL if _GROUPED.fullmatch(text) else CELLE_BELOEB)
        sign, kroner, oere = match.groups(default="")
        if len(oere) > 2:
            raise CellFault(CELLE_DECIMALER)
        if sign and not self.negative:
            raise CellFault(CELLE_NEGATIV)
        if len(kroner) > 20 or (value := int(kroner) * 100 + int(oere.ljust(2, "0"))) > self.highest:
            raise CellFault(CELLE_FOR_STOR, hoejst=f"{self.highest // 100},{self.highest % 100:02d}")
        return -value if sign else value


@dataclass(frozen=True, slots=True)
class Date:
    """A date ÅÅÅÅMMDD, ÅÅÅÅ-MM-DD or DD-MM-ÅÅÅÅ."""

    def read(self, text: str) -> dt.date:
        for form in _DATES:
            if match := form.fullmatch(text):
                try:
                    return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
                except ValueError:
                    break
        raise CellFault(DATO_UGYLDIG, form="ÅÅÅÅMMDD, ÅÅÅÅ-MM-DD eller DD-MM-ÅÅÅÅ")


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from 0 (or minus `highest`) to `highest`."""

    highest: int = 2**31 - 1
    negative: bool = False

    def read(self, text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise CellFault(CELLE_HELTAL)
        if digits != text and not self.negative:
            raise CellFault(CELLE_NEGATIV)
        if len(digits) > 20 or int(digits) > self.highest:
            raise CellFault(CELLE_FOR_STOR, hoejst=self.highest)
        return int(text)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the keys of `values`, in any letter case; gives its value."""

    values: Mapping[str, Any]

    def read(self, text: str) -> Any:
        for name, value in self.values.items():
            if name.casefold() == text.casefold():
                return value
        raise CellFault(FELT_VAERDI, allowed=", ".join(self.values))
