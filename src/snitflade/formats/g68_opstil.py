"""A G68 file from payments, and the reference numbers that tie it to its G69 file (prisme.md 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from snitflade.formats import g68, g68_14
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.udbetalinger import MODTAGER_UDEN_NUMMER, Udbetalinger, linjer, report

LINE = 81


def opstil(
    payments: Udbetalinger,
    kommune: str,
    problems: Problems,
    *,
    transaktionstype: str = "01",
    hoved: int = 18,
    modtager_bredde: int = 10,
    udbetalingsident: bool = True,
) -> Document:
    """The file of `payments` in their order; write it (with the format of its header) only if `problems` has no errors.

    `hoved`: 18, or 14 without Organisationsenhed. `modtager_bredde`: 10 or 14 digits of field 11. `udbetalingsident`: field 07, as
    zeros. The payee is the CPR or CVR of `modtager`; Prisme finds the account. Raises ValueError for another header or width.
    """
    if modtager_bredde not in (10, 14):
        raise ValueError(f"field 11 has 10 or 14 digits, not {modtager_bredde}")
    format = formatet(hoved)
    count = len(payments)
    length = np.strings.str_len(payments.modtager)
    report(problems, MODTAGER_UDEN_NUMMER, payments, (length != 10) & (length != 8), "modtager")
    values: dict[str, Any] = {
        "linieloebenr": np.arange(1, count + 1),
        "transaktionstype": transaktionstype,
        "udbetalende_enhed": kommune,
        "organisationstype": "00",
        **({"organisationsenhed": kommune} if hoved == 18 else {}),
        **({"udbetalingsident": "0" * 18} if udbetalingsident else {}),
        "udbetalingsbeloeb": abs(payments.beloeb),
        "fortegn": np.where(payments.beloeb < 0, "-", "+"),
        "identkode": np.where(length == 8, "11", "02"),
        "udbetalingsberettiget": np.strings.zfill(payments.modtager, modtager_bredde),
        "udbetalingsdato": payments.betalingsdato,
        "posteringshenvisning": payments.henvisning,
    }
    present = {}
    if np.strings.str_len(payments.fakturanummer).any():
        values["fakturanummer"] = payments.fakturanummer
        present["fakturanummer"] = np.strings.str_len(payments.fakturanummer) > 0
    both = [
        "\n".join(part for part in pair if part) for pair in zip(strings(payments.tekst), strings(payments.meddelelse), strict=True)
    ]
    found = linjer(payments, np.arange(count), both, LINE, g68.TEKSTER, problems)
    for number in range(max(map(len, found), default=0)):
        name = f"betalingstekst_{number + 1}"
        values[name] = [lines[number] if number < len(lines) else "" for lines in found]
        present[name] = np.array([number < len(lines) for lines in found], dtype=bool)
    table = format.table(values, problems, rows=count, present=present)
    document = Document(format.types, {"G68": table}, np.zeros(count, dtype=np.uint8))
    format.check(document, problems)
    return document


def formatet(hoved: int) -> TaggedFormat:
    """The format with a header of so many characters. Raises ValueError."""
    if hoved not in (14, 18):
        raise ValueError(f"a G68 header has 18 or 14 characters, not {hoved}")
    return g68.FORMAT if hoved == 18 else g68_14.FORMAT


def henvisning(dato: dt.date, maskinnr: str, loebenr: int) -> str:
    """A reference number: date 8, Maskinnr 5 and running number 7, 20 digits. Raises ValueError.

    >>> henvisning(dt.date(2026, 11, 27), "00571", 1)
    '20261127005710000001'
    """
    if not (len(maskinnr) == 5 and maskinnr.isascii() and maskinnr.isdigit() and 0 <= loebenr < 10**7):
        raise ValueError(f"no reference number of {maskinnr!r} and {loebenr}")
    return f"{dato:%Y%m%d}{maskinnr}{loebenr:07d}"


def henvisning_571(dato: dt.date, terminal: str, regnskabsaar: int, pst_nr: str) -> str:
    """Boligsikring's reference number: date 8, a zero, terminal 4, the year's last digit, the posting's last six, 20 digits.

    Raises ValueError.

    >>> henvisning_571(dt.date(2026, 11, 27), "0042", 2026, "1234567")
    '20261127000426234567'
    """
    last = pst_nr[-6:].zfill(6)
    if not (len(terminal) == 4 and (terminal + last).isascii() and (terminal + last).isdigit()):
        raise ValueError(f"no reference number of terminal {terminal!r} and {pst_nr!r}")
    return f"{dato:%Y%m%d}0{terminal}{regnskabsaar % 10}{last}"
