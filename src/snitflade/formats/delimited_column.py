"""One column of delimited lines or of a sheet, and what its values must keep beside being of their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from snitflade.formats.columns import Column as Values
from snitflade.formats.columns import Mask, shown, strings
from snitflade.formats.kinds import Faults, Text
from snitflade.formats.layout import Field
from snitflade.formats.problems import ProblemKind, Severity

FELT_MOENSTER = ProblemKind("FELT_MOENSTER", "«{raw}» har ikke formen {form}.", spec="R03")
FELT_SKAL_VAERE_TOMT = ProblemKind("FELT_SKAL_VAERE_TOMT", "«{raw}» står i et felt, som skal være tomt. Slet det.")
FELT_BOER_VAERE_TOMT = ProblemKind(
    "FELT_BOER_VAERE_TOMT", "«{raw}» står i et felt, som ikke bruges; det er bevaret, men ikke brugt.", Severity.ADVARSEL
)
FELT_UDENFOR = ProblemKind("FELT_UDENFOR", "{raw} er uden for det tilladte: {span}.", spec="R03")
FELT_NUL = ProblemKind("FELT_NUL", "Feltet er nul, og det må det ikke være.", spec="R06")
TEKST_FORBUDT_TEGN = ProblemKind(
    "TEKST_FORBUDT_TEGN", "«{raw}» har «{character}», som filen ikke kan bære i en tekst. Skriv den uden.", spec="TEKST_TEGN"
)
TEKST_FORMEL = ProblemKind(
    "TEKST_FORMEL", "«{raw}» begynder som en formel, og et regneark ville regne den ud. Skriv teksten uden «{character}» forrest."
)
_FORMULA = "=+-@\t\r"


class Blank(StrEnum):
    """What it is when something stands in a column that is not used."""

    FEJL = "fejl"
    ADVARSEL = "advarsel"


@dataclass(frozen=True)
class Column:
    """One column. `heading`: what stands above it; `also`: other headings that mean it.

    `required`: the cell must be filled. `optional`: the whole column may be missing. `blank`: the cell is to be empty. `pattern`: a
    regular expression that all of the text must fit, `form` how that is said. `lowest`, `highest`: the values a number may have;
    `nonzero`: but not 0. `forbidden`: characters a text may not have. `formulas`: a text may begin like a formula; not where people
    open the file in a spreadsheet.
    """

    field: Field
    heading: str = ""
    also: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False
    blank: Blank | None = None
    pattern: str = ""
    form: str = ""
    lowest: int | None = None
    highest: int | None = None
    nonzero: bool = False
    forbidden: str = ""
    formulas: bool = True

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def check(self, values: Values, faults: Faults) -> None:
        """Report what is wrong with the values of filled cells, where nothing else is."""
        if not len(values):
            return
        if self.blank:
            everywhere = np.ones(len(values), dtype=bool)
            self._report(FELT_SKAL_VAERE_TOMT if self.blank is Blank.FEJL else FELT_BOER_VAERE_TOMT, everywhere, values, faults)
        if values.dtype.kind in "SU":
            self._check_text(values, faults)
        elif values.dtype.kind == "i":
            self._check_number(values, faults)

    def _check_text(self, values: Values, faults: Faults) -> None:
        byte = values.dtype.kind == "S"
        for character in dict.fromkeys(self.forbidden):
            found = np.strings.find(values, character.encode("latin-1") if byte else character) >= 0
            self._report(TEKST_FORBUDT_TEGN, found, values, faults, character=character)
        if not self.formulas and isinstance(self.field.kind, Text):
            first = values.astype(f"{values.dtype.kind}1")
            for character in _FORMULA:
                self._report(
                    TEKST_FORMEL, first == (character.encode() if byte else character), values, faults, character=character
                )
        if self.pattern:
            texts, which = np.unique(values, return_inverse=True)
            fits = np.array([self._pattern.fullmatch(text) is not None for text in strings(texts)], dtype=bool)
            self._report(FELT_MOENSTER, ~fits[which], values, faults, form=self.form or self.pattern)

    def _check_number(self, values: Values, faults: Faults) -> None:
        outside = np.zeros(len(values), dtype=bool)
        if self.lowest is not None:
            outside |= values < self.lowest
        if self.highest is not None:
            outside |= values > self.highest
        if outside.any():
            self._report(FELT_UDENFOR, outside, values, faults, span=self._span())
        if self.nonzero:
            self._report(FELT_NUL, values == 0, values, faults)

    def _report(self, kind: ProblemKind, bad: Mask, values: Values, faults: Faults, **params: str) -> None:
        if faults.faulty is not None:
            bad = bad & ~faults.faulty
        faults.report(kind, bad, lambda rows: shown(values[rows]), **params)

    def _span(self) -> str:
        ends = np.array([self.lowest or 0, self.highest or 0], dtype=np.int64)
        low, high = ("".join(chr(value) for value in row if value) for row in self.field.kind.write(ends).tolist())
        if self.lowest is None:
            return f"højst {high}"
        return f"mindst {low}" if self.highest is None else f"{low}–{high}"
