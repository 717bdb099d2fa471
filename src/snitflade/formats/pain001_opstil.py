"""A pain.001.001.03 message from payments (payments.md 3.7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from snitflade.formats import pain001
from snitflade.formats.betalingskort import KORT
from snitflade.formats.columns import Column, strings
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.problems import Problems
from snitflade.formats.udbetalinger import (
    MAADE_IKKE_MULIG,
    MODTAGER_UDEN_KONTO,
    PLAIN,
    Afsender,
    Maade,
    Udbetalinger,
    afkortet,
    linjer,
    report,
    skrevet,
)

NAME, LINE = 140, 140
MOST_LINES = 99
"""Texts to one payee; the schema has no limit."""


def opstil(
    payments: Udbetalinger,
    afsender: Afsender,
    besked_id: str,
    dannet: dt.datetime,
    problems: Problems,
    *,
    formaal: str = "",
    lokalt_instrument: str = "",
) -> Document:
    """The message of `payments`, one PmtInf per date; write it only if `problems` has no errors.

    `besked_id`: unique for ever (`besked_id`). `dannet`: with its offset. `formaal`: CtgyPurp, ``SUPP`` for creditors. Lines in
    problems of texts and payees are the payments' own numbers; all others are rows of the message. Raises ValueError for a time
    without offset.
    """
    if dannet.utcoffset() is None:
        raise ValueError("the time a message is made has an offset from UTC")
    _report_payees(payments, problems)
    clean = {
        name: skrevet(getattr(payments, name), PLAIN, payments, name, problems) for name in ("modtagernavn", "tekst", "meddelelse")
    }
    names = afkortet(clean["modtagernavn"], NAME, payments, "modtagernavn", problems)
    both = [
        "\n".join(part for part in pair if part) for pair in zip(strings(clean["tekst"]), strings(clean["meddelelse"]), strict=True)
    ]
    texts = linjer(payments, np.arange(len(payments)), both, LINE, MOST_LINES, problems)
    by_date = np.argsort(payments.betalingsdato, kind="stable")
    payments, names, texts = payments.valgt(by_date), names[by_date], [texts[row] for row in by_date.tolist()]
    dates, group = np.unique(payments.betalingsdato, return_inverse=True)
    counts = np.bincount(group, minlength=len(dates))
    sums = np.zeros(len(dates), dtype=np.int64)
    np.add.at(sums, group, payments.beloeb)
    head = {
        "besked_id": besked_id,
        "dannet": dannet.isoformat(timespec="seconds"),
        "antal": len(payments),
        "sum": int(payments.beloeb.sum()),
        "afsender_navn": afsender.navn,
        "afsender_id": afsender.afsender_id,
        "afsender_id_art": "CUST",
    }
    groups: dict[str, Any] = {
        "gruppe_id": [f"{besked_id}-{number}" for number in range(1, len(dates) + 1)],
        "betalingsmaade": "TRF",
        "antal": counts,
        "sum": sums,
        "prioritet": "NORM",
        "serviceniveau": "NURG",
        **({"lokalt_instrument": lokalt_instrument} if lokalt_instrument else {}),
        **({"formaal": formaal} if formaal else {}),
        "betalingsdato": dates,
        "betaler_navn": afsender.navn,
        "fra_konto": afsender.fra_konto,
        "fra_konto_art": "BBAN",
        "fra_konto_valuta": "DKK",
        "bic": afsender.bic,
    }
    own = np.strings.replace(payments.betalings_id, " ", "-") if len(payments) else payments.betalings_id
    transfer = payments.maade == Maade.KONTO
    values = {
        "instruktions_id": own,
        "betalings_id": own,
        "valuta": "DKK",
        "beloeb": payments.beloeb,
        "modtagernavn": names,
        "til_konto": payments.konto,
        "til_konto_art": "BBAN",
        "til_konto_kort": "OCR",
        "reference_art": "SCOR",
        "reference": _references(payments),
    }
    present = {"til_konto_art": transfer, **dict.fromkeys(("til_konto_kort", "reference_art", "reference"), ~transfer)}
    tables = {
        "GrpHdr": pain001.FORMAT.table("GrpHdr", head, problems, rows=1),
        "PmtInf": pain001.FORMAT.table("PmtInf", groups, problems, rows=len(dates)),
        "CdtTrfTxInf": pain001.FORMAT.table("CdtTrfTxInf", values, problems, rows=len(payments), present=present),
    }
    rows = np.arange(len(payments))
    text_of = np.repeat(rows, [len(lines) for lines in texts])
    tables["Ustrd"] = pain001.FORMAT.table(
        "Ustrd", {"tekst": [line for lines in texts for line in lines]}, problems, rows=len(text_of)
    )
    # Where each row stands: the head, then each group followed by its payments, each by its texts.
    keys = [np.full(1, -1), np.arange(len(dates)), group, group[text_of]]
    payment = [np.full(1, -1), np.full(len(dates), -1), rows, text_of]
    order = np.repeat(np.arange(4, dtype=np.uint8), [len(key) for key in keys])
    order = order[np.lexsort((order, np.concatenate(payment), np.concatenate(keys)))]
    for kind, key in enumerate(pain001.FORMAT.types):
        tables[key].lines = np.flatnonzero(order == kind) + 1
    document = Document(pain001.FORMAT.types, tables, order, wrapping=Wrapping("utf-8"))
    pain001.FORMAT.check(document, problems)
    return document


def besked_id(dato: dt.date, nummer: int) -> str:
    """The id of a message (3.7).

    >>> besked_id(dt.date(2026, 11, 27), 1)
    'SNITFLADE-20261127-0001'
    """
    return f"SNITFLADE-{dato:%Y%m%d}-{nummer:04d}"


def _report_payees(payments: Udbetalinger, problems: Problems) -> None:
    missing = (np.strings.str_len(payments.konto) == 0) | (payments.maade == Maade.NEMKONTO)
    report(problems, MODTAGER_UDEN_KONTO, payments, missing, "konto")
    for way in (Maade.GIRO01, Maade.GIRO15):
        report(problems, MAADE_IKKE_MULIG, payments, payments.maade == way, "maade", maade=KORT[way].navn, format="pain.001")


def _references(payments: Udbetalinger) -> Column:
    """The structured reference of a card: ``71/`` and its identification, filled with zeros; empty for a transfer."""
    references = np.zeros(len(payments), dtype="U36")
    for way in np.unique(payments.maade).tolist():
        if way in KORT:
            mine = np.flatnonzero(payments.maade == way)
            digits = KORT[way].digits
            references[mine] = [f"{way}/{number.zfill(digits) if digits else ''}" for number in strings(payments.reference[mine])]
    return references
