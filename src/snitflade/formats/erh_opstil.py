"""An ERH file from payments (payments.md 3.2 to 3.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import erh
from snitflade.formats.betalingskort import KORT
from snitflade.formats.columns import Column, distinct, narrow, strings
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.problems import Problems
from snitflade.formats.udbetalinger import (
    MODTAGER_UDEN_KONTO,
    PLAIN,
    TEKST_UDELADT,
    Afsender,
    Maade,
    Udbetalinger,
    afkortet,
    linjer,
    report,
    skrevet,
)

TYPE: Mapping[str, str] = {
    Maade.KONTO: "ERH356",
    Maade.NEMKONTO: "ERH356",
    Maade.FI71: "ERH351",
    Maade.FI73: "ERH357",
    Maade.FI75: "ERH358",
    Maade.GIRO01: "ERH354",
    Maade.GIRO04: "ERH352",
    Maade.GIRO15: "ERH352",
}
"""The payment type of each way (3.3)."""
SILENT = ("ERH351", "ERH352")
"""Types with which no text goes."""
REPLACED = {**PLAIN, ord('"'): " ", ord(";"): " ", **{ord(quote): " " for quote in "“”„‟″«»"}}
"""What cannot stand in a column: quotes of all kinds, and semicolons."""
NAME, SHORT, LINE = 35, 20, 35


def opstil(
    payments: Udbetalinger,
    afsender: Afsender,
    problems: Problems,
    *,
    kolonner: int = 73,
    nemkonto_ident: str = "",
    fi_konto: str = "FI{nummer}",
    giro_konto: str = "GIRO{nummer}",
    kvittering: str = "N",
    med_afsender: bool = True,
) -> Document:
    """The file of `payments`, ordered by payment type and payee; write it only if `problems` has no errors.

    `kolonner`: 73 or 76. `nemkonto_ident`: the bank's form with ``{cpr}`` or ``{cvr}``; empty: a payee without account is an error.
    `fi_konto`, `giro_konto`: the form of column 4 for cards. `med_afsender`: columns 28 to 31 filled. Lines in problems of texts
    and payees are the payments' own numbers; all others are lines of the file.
    """
    count = len(payments)
    types = np.array([TYPE[way] for way in strings(payments.maade)], dtype="U6")
    clean = {
        name: skrevet(getattr(payments, name), REPLACED, payments, name, problems)
        for name in ("modtagernavn", "tekst", "meddelelse")
    }
    account = _accounts(payments, nemkonto_ident, fi_konto, giro_konto, problems)
    account, types, ids = narrow(account), narrow(types), narrow(payments.betalings_id)
    order = np.lexsort((account, types))
    silent = np.isin(types, np.array(SILENT).astype(types.dtype.kind))
    values: dict[str, Any] = {
        "betalingstype": types[order],
        "fra_konto": afsender.fra_konto,
        "egen_reference": ids[order],
        "til_konto": account[order],
        "modtagernavn": narrow(afkortet(clean["modtagernavn"], NAME, payments, "modtagernavn", problems))[order],
        "beloeb": payments.beloeb[order],
        "betalingsdato": payments.betalingsdato[order],
        "kort_reference": narrow(_references(payments, clean["tekst"], problems))[order],
        "overfoerselskvittering": kvittering,
        **(_sender(afsender, types[order] == np.array("ERH351").astype(types.dtype.kind)) if med_afsender else {}),
        **{name: column[order] for name, column in _advice(payments, clean, silent, problems).items()},
    }
    if kolonner == 76:
        values |= {"intradag_1": "", "intradag_2": "", "end_to_end_reference": ids[order]}
    elif kolonner != 73:
        raise ValueError(f"an ERH line has 73 or 76 columns, not {kolonner}")
    table = erh.FORMAT.table(values, problems, rows=count)
    document = Document(erh.FORMAT.types, {"ERH": table}, np.zeros(count, dtype=np.uint8), wrapping=Wrapping("cp1252"))
    erh.FORMAT.check(document, problems)
    return document


def filnavn(modul: str, dato: dt.date, nummer: int) -> str:
    """The name of a file: module, day and running number (3.2).

    >>> filnavn("BTIL", dt.date(2026, 11, 27), 1)
    'BTIL_20261127_0001.erh'
    """
    return f"{modul}_{dato:%Y%m%d}_{nummer:04d}.erh"


def _accounts(payments: Udbetalinger, nemkonto: str, fi: str, giro: str, problems: Problems) -> Column:
    """Column 4."""
    ways = payments.maade
    account = payments.konto.astype(f"U{max(35, payments.konto.dtype.itemsize // 4)}")
    for way in sorted(distinct(ways)):
        if way in KORT:
            form = giro if KORT[way].giro else fi
            mine = np.flatnonzero(ways == way)
            account[mine] = [form.format(nummer=number) for number in strings(payments.konto[mine])]
    alone = ways == Maade.NEMKONTO
    person, company = np.strings.str_len(payments.modtager) == 10, np.strings.str_len(payments.modtager) == 8
    able = alone & ((person & ("{cpr}" in nemkonto)) | (company & ("{cvr}" in nemkonto)))
    rows = np.flatnonzero(able)
    account[rows] = [nemkonto.format(cpr=number, cvr=number) for number in strings(payments.modtager[rows])]
    missing = (alone & ~able) | (~alone & (np.strings.str_len(payments.konto) == 0))
    report(problems, MODTAGER_UDEN_KONTO, payments, missing, "konto")
    return account


def _references(payments: Udbetalinger, text: Column, problems: Problems) -> Column:
    """Column 11: the card's identification, filled with zeros, or the beginning of the text."""
    transfer = np.isin(payments.maade, (Maade.KONTO, Maade.NEMKONTO))
    # A text that is cut here goes whole into the advice.
    short = np.where(transfer, text.astype(f"U{SHORT}"), "").astype(f"U{max(SHORT, 2 + payments.reference.dtype.itemsize // 4)}")
    short = np.strings.rstrip(short)
    report_cut = transfer & (np.strings.str_len(text) > SHORT)
    afkortet(text, SHORT, payments, "tekst", problems, report_cut)
    for way in np.unique(payments.maade[~transfer]).tolist():
        mine = payments.maade == way
        digits = KORT[way].digits
        short[mine] = [way + (number.zfill(digits) if digits else "") for number in strings(payments.reference[mine])]
    return short


def _sender(afsender: Afsender, card: NDArray[np.bool_]) -> dict[str, Any]:
    """Columns 28 to 31: empty for FI 71."""
    named = (afsender.navn, *afsender.adresse)
    if len(named) > 4:
        raise ValueError("a sender's address has at most three lines")
    names = ("afsender_navn", "afsender_adresse_1", "afsender_adresse_2", "afsender_adresse_3")
    return {name: np.where(card, "", text) if card.any() else text for name, text in zip(names, named, strict=False)}


def _advice(payments: Udbetalinger, clean: dict[str, Column], silent: NDArray[np.bool_], problems: Problems) -> dict[str, Column]:
    """Columns 33 to 73: the text where it is longer than column 11 or a card's, and the long advice."""
    text, message = clean["tekst"], clean["meddelelse"]
    transfer = np.isin(payments.maade, (Maade.KONTO, Maade.NEMKONTO))
    repeated = (np.strings.str_len(text) > SHORT) | ~transfer
    lost = silent & ((np.strings.str_len(text) > 0) | (np.strings.str_len(message) > 0))
    for way in np.unique(payments.maade[lost]).tolist():
        for name in ("tekst", "meddelelse"):
            mine = lost & (payments.maade == way) & (np.strings.str_len(getattr(payments, name)) > 0)
            report(problems, TEKST_UDELADT, payments, mine, name, kort=KORT[way].navn)
    said = ~silent & ((repeated & (np.strings.str_len(text) > 0)) | (np.strings.str_len(message) > 0))
    rows = np.flatnonzero(said)
    if not len(rows):
        return {}
    both = [
        "\n".join(part for part in (one if again else "", other) if part)
        for one, other, again in zip(strings(text[rows]), strings(message[rows]), repeated[rows].tolist(), strict=True)
    ]
    found = linjer(payments, rows, both, LINE, erh.TEKSTER, problems)
    columns = {}
    for number in range(max(map(len, found), default=0)):
        column = np.zeros(len(payments), dtype=f"U{LINE}")
        column[rows] = [lines[number] if number < len(lines) else "" for lines in found]
        columns[f"tekst_{number + 1}"] = column
    return columns
