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

from snitflade.formats.dateforms import Form
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
CELLE_DECIMALTAL = ProblemKind("CELLE_DECIMALTAL", "«{raw}» er ikke et tal som {form}.", spec="R06")
CELLE_DECIMALER_ANTAL = ProblemKind(
    "CELLE_DECIMALER_ANTAL", "«{raw}» skal skrives som {form}; der afrundes og gættes ikke her.", spec="R06"
)
CELLE_NEGATIV = ProblemKind("CELLE_NEGATIV", "«{raw}» er negativt. Her skal stå nul eller mere.")
CELLE_HELTAL = ProblemKind("CELLE_HELTAL", "«{raw}» er ikke et helt tal. Skriv kun cifre.", spec="FELT-E03")
CELLE_FOR_STOR = ProblemKind("CELLE_FOR_STOR", "«{raw}» er mere end {hoejst}, som er det største her.")

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:,([0-9]+))?")
_DECIMAL = re.compile(r"-?([0-9]+)(?:([.,])([0-9]+))?")
_GROUPED = re.compile(r"-?[0-9]+([. \u00a0\u202f'][0-9]+)+(,[0-9]*)?")
_DATES = (Form("ÅÅÅÅMMDD"), Form("ÅÅÅÅ-MM-DD"), Form("DD-MM-ÅÅÅÅ"))


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
    """Exactly `width` digits as text; characters in `drop` may stand between them. `fault` replaces the general problem.

    `also`: other numbers of digits that are as good. `lost_zero`: one zero in front that a spreadsheet dropped is put back
    (skat-inddrivelse.md 1.2).
    """

    width: int
    drop: str = ""
    fault: ProblemKind | None = None
    also: tuple[int, ...] = ()
    lost_zero: bool = False

    def read(self, text: str) -> str:
        number = text
        for tegn in self.drop:
            number = number.replace(tegn, "")
        digits = number.isascii() and number.isdigit()
        if digits and (len(number) == self.width or len(number) in self.also):
            return number
        if digits and self.lost_zero and len(number) == self.width - 1:
            return f"0{number}"
        if self.fault is not None:
            raise CellFault(self.fault)
        if digits and len(number) < self.width and not self.also:
            raise CellFault(CELLE_CIFRE_MANGLER, antal=len(number), width=self.width)
        raise CellFault(FELT_IKKE_CIFRE, width=" eller ".join(map(str, (*sorted(self.also), self.width))))


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
class Decimals:
    """A number with at most (`exact`: just) `decimals` decimals after one of `marks`, as an integer of its smallest unit."""

    decimals: int = 2
    marks: str = ","
    exact: bool = False
    highest: int = 10**15 - 1
    negative: bool = False

    @property
    def form(self) -> str:
        """An example of how the numbers are written."""
        return f"1250{self.marks[0]}{'0' * self.decimals}" if self.decimals else "1250"

    def read(self, text: str) -> int:
        match = _DECIMAL.fullmatch(text)
        if match is None or (match[2] and match[2] not in self.marks):
            raise CellFault(CELLE_DECIMALTAL, form=self.form)
        whole, part = match[1], match[3] or ""
        if len(part) > self.decimals or (self.exact and len(part) != self.decimals):
            raise CellFault(CELLE_DECIMALER_ANTAL, form=self.form)
        if text[0] == "-" and not self.negative:
            raise CellFault(CELLE_NEGATIV)
        if len(whole) > 20 or (value := int(whole + part.ljust(self.decimals, "0"))) > self.highest:
            raise CellFault(CELLE_FOR_STOR, hoejst=self.plain(self.highest))
        return -value if text[0] == "-" else value

    def plain(self, value: int) -> str:
        """A value as text, with the first of `marks`."""
        whole, part = divmod(abs(value), 10**self.decimals)
        sign = "-" if value < 0 else ""
        return f"{sign}{whole}{self.marks[0]}{part:0{self.decimals}d}" if self.decimals else f"{sign}{whole}"


@dataclass(frozen=True, slots=True)
class Date:
    """A date in one of `forms`: ÅÅÅÅMMDD, ÅÅÅÅ-MM-DD or DD-MM-ÅÅÅÅ unless others are named. With hours, a time to the minute."""

    forms: tuple[Form, ...] = _DATES

    def read(self, text: str) -> dt.date | dt.datetime:
        for form in self.forms:
            if len(text) == form.width and (value := form.value(text)) is not None:
                return value
        *others, last = (form.text for form in self.forms)
        raise CellFault(DATO_UGYLDIG, form=f"{', '.join(others)} eller {last}" if others else last)


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
