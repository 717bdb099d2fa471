"""The types of fields a profile can have, and how each becomes a column.

========== =================================================================================================
tekst      text; kode is another name for it
cifre      digits as text, just `laengde` of them (or one of `bredder`)
cpr, cvr   10 and 8 digits, cpr_cvr either; a number that cannot be one is a warning, never a reason to refuse
gln        13 digits
tal        a number with up to `decimaler` decimals (none unless said)
beloeb     kroner, as øre inside; `decimaler` 2 unless said
dato       a date in the first of `form`, the others are read too; tidspunkt has hours and minutes
maaned     ÅÅÅÅMM
========== =================================================================================================

Sources: social-teknik.md 1.1–1.4, skat-inddrivelse.md 1.2 and 1.6, payments.md 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from snitflade.formats import cells, checkdigits
from snitflade.formats.cell_kinds import DateCell, DigitsCell
from snitflade.formats.cell_numbers import AmountCell, NumberCell
from snitflade.formats.columns import Mask
from snitflade.formats.dateforms import Form
from snitflade.formats.delimited_column import Blank, Column
from snitflade.formats.kinds import Kind, Text
from snitflade.formats.layout import REQUIRED, Check, Field
from snitflade.formats.problems import ProblemKind, Severity
from snitflade.formats.profile_keys import Keys

CPR_UMULIGT = ProblemKind("CPR_UMULIGT", "{raw} er ikke et muligt CPR-nummer: datoen findes ikke.", Severity.ADVARSEL, spec="R04")
CVR_UMULIGT = ProblemKind(
    "CVR_UMULIGT", "{raw} er ikke et muligt CVR-nummer: det går ikke op i modulus 11.", Severity.ADVARSEL, spec="R04"
)
GLN_UMULIGT = ProblemKind("GLN_UMULIGT", "{raw} har forkert kontrolciffer som GLN-nummer.", Severity.ADVARSEL)
NUMMER_UMULIGT = ProblemKind(
    "NUMMER_UMULIGT", "{raw} er hverken et muligt CPR-nummer eller et muligt CVR-nummer.", Severity.ADVARSEL, spec="R04"
)
TYPES = ("tekst", "kode", "cifre", "cpr", "cvr", "cpr_cvr", "gln", "tal", "beloeb", "dato", "tidspunkt", "maaned")
LONGEST = 4000
"""Characters a field may have."""
RESERVED = ("line", "record", "raw", "laengde", "stavemaade", "")
_NAME = re.compile("[a-z][a-z0-9_]*")
_DATES, _TIMES = ("ÅÅÅÅMMDD", "ÅÅÅÅ-MM-DD", "DD-MM-ÅÅÅÅ"), ("ÅÅÅÅ-MM-DD tt:mm",)
_MONTH = "[12][0-9]{3}(?:0[1-9]|1[0-2])"


def _person_or_firm(matrix: checkdigits.Digits) -> Mask:
    """Ten digits that can be a CPR number, or eight that can be a CVR number."""
    firm = matrix[:, 8] > 9  # nothing stands there
    person = np.where(firm[:, None], 0, matrix).astype(np.uint8)
    return np.where(firm, checkdigits.cvr(matrix[:, :8]), checkdigits.cpr(person))


_CHECKS = {
    "cpr": Check(checkdigits.cpr, CPR_UMULIGT),
    "cvr": Check(checkdigits.cvr, CVR_UMULIGT),
    "gln": Check(checkdigits.gln, GLN_UMULIGT),
    "cpr_cvr": Check(_person_or_firm, NUMMER_UMULIGT),
}
_LENGTHS = {"cpr": 10, "cvr": 8, "gln": 13, "cpr_cvr": 10, "maaned": 6}


@dataclass(frozen=True, slots=True)
class Declared:
    """A field of a profile: its column, the number it is to have (from 1; 0: none, None: the next), and what it sums up."""

    column: Column
    number: int | None
    counts: str
    sums: str


def field(keys: Keys, *, formulas: bool, forbidden: str) -> Declared | None:
    """The field that a table of a profile declares; None where it cannot be made."""
    before = len(keys.problems)
    name = keys.text("navn", needed=True)
    if name and (not _NAME.fullmatch(name) or name in RESERVED):
        keys.wrong("navn", "et feltnavn er små bogstaver a–z, cifre og _, og ikke " + ", ".join(filter(None, RESERVED)))
    kind_name = keys.text("type", "tekst", needed=True, among=TYPES)
    kind = _kind(keys, kind_name)
    pattern, form = keys.text("moenster"), keys.text("moenster_form")
    if pattern:
        keys.made("moenster", pattern, _pattern, None)
    if kind_name == "maaned":
        pattern, form = _MONTH, "ÅÅÅÅMM"
    lowest, highest = (keys.number(key, lowest=-(10**15), highest=10**15) for key in ("mindst", "hoejst"))
    blank = keys.text("tom", among=tuple(Blank))
    column = Column(
        Field(
            name,
            kind,
            keys.text("betydning", needed=True),
            default=REQUIRED if keys.table.get("tvungen") is True else None,
            allowed=keys.texts("tilladt"),
            check=_CHECKS.get(kind_name) if keys.flag("kontrol", True) else None,
            source=keys.text("kilde"),
        ),
        heading=keys.text("overskrift", name),
        also=keys.texts("ogsaa_overskrift"),
        required=keys.flag("tvungen"),
        optional=keys.flag("kolonne_valgfri"),
        blank=Blank(blank) if blank else None,
        pattern=pattern,
        form=form,
        lowest=lowest,
        highest=highest,
        nonzero=keys.flag("ikke_nul"),
        forbidden=forbidden + keys.text("forbudt"),
        formulas=formulas,
    )
    declared = Declared(column, keys.number("kolonne", highest=500), keys.text("taeller"), keys.text("summerer"))
    keys.rest()
    return declared if len(keys.problems) == before else None


def _pattern(text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"det er ikke et regulært udtryk ({error.msg})") from None


def _kind(keys: Keys, name: str) -> Kind:
    most = _LENGTHS.get(name)
    if name in ("tekst", "kode"):
        return Text(
            keys.number("laengde", 1, needed=True, lowest=1, highest=LONGEST) or 1, keys.table.get("tvungen") is True, free=True
        )
    if name in ("dato", "tidspunkt"):
        return _dates(keys, name)
    if name in ("tal", "beloeb"):
        return _numbers(keys, name)
    length = keys.number("laengde", most or 1, needed=most is None, lowest=1, highest=40) or 1
    if most and length != most:
        keys.wrong("laengde", f"{name} er {most} cifre")
    also = (8,) if name == "cpr_cvr" else tuple(sorted({*keys.numbers("bredder", highest=40)} - {length}))
    widest = max((length, *also))
    digits = cells.Digits(
        widest, drop=keys.text("udelad"), also=tuple(sorted({length, *also} - {widest})), lost_zero=keys.flag("nul_foran")
    )
    return DigitsCell(digits, widest + 8 * bool(digits.drop))


def _dates(keys: Keys, name: str) -> Kind:
    default = _TIMES if name == "tidspunkt" else _DATES
    make: Callable[[str], Form] = Form
    forms = tuple(keys.made("form", text, make, Form(default[0])) for text in keys.texts("form", default)) or (Form(default[0]),)
    for form in forms:
        if form.has_time != (name == "tidspunkt"):
            keys.wrong("form", f"«{form.text}» er ikke {'et tidspunkt' if name == 'tidspunkt' else 'en dato'}")
    shapes = [form.shape for form in forms]
    if len(set(shapes)) < len(shapes):
        keys.wrong("form", "to af formerne kan ikke kendes fra hinanden")
    return DateCell(cells.Date(forms), max(form.width for form in forms))


def _numbers(keys: Keys, name: str) -> Kind:
    mark = keys.text("decimaltegn", ",", among=(",", "."))
    also = keys.text("ogsaa_decimaltegn", among=(",", "."))
    decimals = keys.number("decimaler", 2 if name == "beloeb" else 0, highest=6) or 0
    if name == "beloeb" and decimals not in (0, 2):
        keys.wrong("decimaler", "et beløb har 2 decimaler, eller 0 hvor det er hele kroner")
    length = keys.number("laengde", 13, lowest=1, highest=17) or 13
    shown = 0 if keys.flag("decimaler_efter_behov") else decimals
    negative = keys.flag("negativ")
    number = cells.Decimals(
        decimals,
        marks=mark + ("" if also == mark else also),
        exact=keys.flag("decimaler_faste"),
        highest=min(10**length - 1, 10**15 - 1),
        negative=negative,
    )
    width = min(length, 15) + 1 + int(negative) + 6
    fill = keys.number("cifre_mindst", 1, lowest=1, highest=15) or 1
    return AmountCell(number, width, shown) if name == "beloeb" else NumberCell(number, width, shown, fill)
