"""The rules a pain.001.001.03 message keeps, on reading and before writing (payments.md 3.5 and 3.7).

Those of the schema that its declaration does not hold already, and those of the profile.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import betalingskort
from snitflade.formats.betalingskort import (
    BANKKONTO_UGYLDIG,
    KORT,
    KORTKONTO_UGYLDIG,
    KORTREFERENCE_KONTROLCIFFER,
    KORTREFERENCE_UGYLDIG,
    KREDITORNUMMER_MODULUS_11,
)
from snitflade.formats.columns import Column, Mask, strings, value_raws
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.kinds import Faults, Text
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

TIDSPUNKT_UGYLDIGT = ProblemKind(
    "TIDSPUNKT_UGYLDIGT", "«{raw}» er ikke et tidspunkt med afstand til UTC, som 2026-11-27T09:30:00-02:00."
)
BIC_UGYLDIG = ProblemKind("BIC_UGYLDIG", "«{raw}» er ikke en BIC: 8 eller 11 bogstaver og cifre, fx GRENGLGX.")
PAIN_ANTAL = ProblemKind("PAIN_ANTAL", "Antallet er {raw}, men der er {expected} betalinger.", spec="ANTAL_FEJL")
PAIN_SUM = ProblemKind("PAIN_SUM", "Summen er {raw} øre, men betalingernes sum er {expected} øre.", spec="SUM_FEJL")
PAIN_BELOEB = ProblemKind("PAIN_BELOEB", "Beløbet {raw} øre skal være over 0 og højst {most} øre.")
PAIN_KONTOART = ProblemKind(
    "PAIN_KONTOART", "Kontoen «{raw}» skal have netop én art: BBAN for en konto, OCR for et kort (SchmeNm)."
)
PAIN_REFERENCE = ProblemKind(
    "PAIN_REFERENCE", "«{raw}»: et kort (OCR) skal have en reference med art SCOR, og kun et kort kan have den."
)
PAIN_ID_DUBLET = ProblemKind(
    "PAIN_ID_DUBLET", "Id'et «{raw}» står også på linje {first}. Hver betaling og gruppe skal have sit eget."
)
PAIN_BETALING_DUBLET = ProblemKind(
    "PAIN_BETALING_DUBLET",
    "Samme modtager, beløb, dato og reference som på linje {first}. Er det den samme betaling to gange?",
    Severity.ADVARSEL,
)

MOST_OERE = 99_999_999_99
"""The largest amount (3.5); the bank's own limit is not known."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True)
class _Moment(Text):
    """A time with its offset from UTC, kept as it is written."""

    def prepare(self, values: Any, faults: Faults) -> Column:
        column = Text.prepare(self, values, faults)
        bad = np.array([not _is_moment(text) for text in strings(column)], dtype=bool)
        faults.report(TIDSPUNKT_UGYLDIGT, bad if faults.faulty is None else bad & ~faults.faulty, value_raws(values))
        return column


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        return dt.datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Bic(Text):
    """A bank's BIC."""

    def prepare(self, values: Any, faults: Faults) -> Column:
        column = Text.prepare(self, values, faults)
        bad = np.array([not _BIC.fullmatch(text) for text in strings(column)], dtype=bool)
        faults.report(BIC_UGYLDIG, bad if faults.faulty is None else bad & ~faults.faulty, value_raws(values))
        return column


TIDSPUNKT = _Moment(35, required=True, free=True)
BIC = _Bic(11, required=True, free=True)


def rules(document: Document, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a pain.001.001.03 message."""
    payments, groups, head = (document.tables[key] for key in ("CdtTrfTxInf", "PmtInf", "GrpHdr"))
    of_group = _group_of(document)
    if len(payments) and "beloeb" in payments.columns:
        amounts = payments["beloeb"]
        wrong = ((amounts == 0) | (amounts > MOST_OERE)) & _has(payments, "beloeb")
        payments.report(problems, PAIN_BELOEB, wrong, "beloeb", most=MOST_OERE)
    else:
        amounts = np.zeros(len(payments), dtype=np.int64)
    if (amounts >= 0).all() and (of_group >= 0).all():  # else what is missing from the sums is told already
        _check_totals(groups, np.bincount(of_group, minlength=len(groups)), _sums(amounts, of_group, len(groups)), problems)
        _check_totals(head, np.full(len(head), len(payments)), np.full(len(head), int(amounts.sum())), problems)
    own = _has(groups, "fra_konto")
    if own.any():
        numeral = np.array([text.isdigit() for text in strings(groups["fra_konto"])], dtype=bool)
        groups.report(problems, BANKKONTO_UGYLDIG, own & numeral & ~betalingskort.bankkonto(groups["fra_konto"]), "fra_konto")
    if _has(payments, "til_konto").any():
        _check_payees(payments, problems)
    _check_repeats(document, of_group, problems)


def _group_of(document: Document) -> NDArray[np.int64]:
    """The PmtInf (from 0) of each payment; -1 where there is none before it."""
    at = np.flatnonzero(document.order == document.types.index("CdtTrfTxInf"))
    groups = np.flatnonzero(document.order == document.types.index("PmtInf"))
    return np.searchsorted(groups, at).astype(np.int64) - 1


def _sums(amounts: Column, group: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, group, amounts)
    return sums


def _check_totals(table: Table, counts: NDArray[np.int64], sums: NDArray[np.int64], problems: Problems) -> None:
    for name, kind, expected in (("antal", PAIN_ANTAL, counts), ("sum", PAIN_SUM, sums)):
        if name in table.columns:
            wrong = (table[name] != expected) & _has(table, name)
            table.report(problems, kind, wrong, name, expected=expected[wrong])


def _has(table: Table, name: str) -> Mask:
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return table.present.get(name, np.ones(len(table), dtype=bool))


def _check_payees(table: Table, problems: Problems) -> None:
    """Account or card, and the reference that goes with it."""
    there = _has(table, "til_konto")
    bban, card = _has(table, "til_konto_art"), _has(table, "til_konto_kort")
    table.report(problems, PAIN_KONTOART, there & (bban == card), "til_konto")
    transfer, card = there & bban & ~card, there & card & ~bban
    table.report(problems, BANKKONTO_UGYLDIG, transfer & ~betalingskort.bankkonto(table["til_konto"]), "til_konto")
    art, reference = _has(table, "reference_art"), _has(table, "reference")
    table.report(problems, PAIN_REFERENCE, (art != reference) | (transfer & reference) | (card & ~reference), "til_konto")
    rows = np.flatnonzero(card & art & reference)
    if not len(rows):
        return
    texts = strings(table["reference"][rows])
    arts = np.array([text[:2] if text[2:3] == "/" else "" for text in texts], dtype="U2")
    numbers = np.array([text[3:] for text in texts], dtype="U35")
    known = np.array([art in KORT and art not in _NOT_HERE for art in arts.tolist()], dtype=bool)
    forms = ", ".join(kort.reference_form.replace(" og ", "/ og ") for kort in KORT.values() if kort.kortart in ("71", "75", "04"))
    table.report(problems, KORTREFERENCE_UGYLDIG, rows[~known], "reference", kort="kort", form=f"{forms}, eller kun 73/")
    for art_name in np.unique(arts[known]).tolist():
        kort, mine = KORT[art_name], np.flatnonzero(arts == art_name)
        formed, checked = betalingskort.reference(numbers[mine], kort.digits)
        form = f"{art_name}/ og {kort.digits} cifre" if kort.digits else f"kun {art_name}/"
        table.report(problems, KORTREFERENCE_UGYLDIG, rows[mine[~formed]], "reference", kort=kort.navn, form=form)
        table.report(problems, KORTREFERENCE_KONTROLCIFFER, rows[mine[formed & ~checked]], "reference")
        payees = table["til_konto"][rows[mine]]
        good = betalingskort.modtager(payees, kort.giro)
        table.report(problems, KORTKONTO_UGYLDIG, rows[mine[~good]], "til_konto", kort=kort.navn, form=kort.modtager_form)
        if not kort.giro:
            doubtful = good.copy()
            doubtful[good] = ~betalingskort.kreditornummer_modulus_11(payees[good])
            table.report(problems, KREDITORNUMMER_MODULUS_11, rows[mine[doubtful]], "til_konto")


_NOT_HERE = ("01", "15", "41")
"""Cards whose reference the profile does not give."""


def _check_repeats(document: Document, of_group: NDArray[np.int64], problems: Problems) -> None:
    payments, groups = document.tables["CdtTrfTxInf"], document.tables["PmtInf"]
    for table, name in ((payments, "betalings_id"), (groups, "gruppe_id")):
        at = np.flatnonzero(_has(table, name))
        if len(at):
            again, first = duplicates([table[name][at]])
            table.report(problems, PAIN_ID_DUBLET, at[again], name, first=table.lines[at[first]])
    if not len(payments) or not all(_has(payments, name).all() for name in ("til_konto", "beloeb")):
        return
    dates = groups["betalingsdato"] if "betalingsdato" in groups.columns and (of_group >= 0).all() else None
    columns = [payments["til_konto"], payments["beloeb"]]
    if dates is not None:
        columns.append(dates[of_group])
    if "reference" in payments.columns:
        columns.append(payments["reference"])
    columns.append(_texts_of(document, len(payments)))
    again, first = duplicates(columns)
    payments.report(problems, PAIN_BETALING_DUBLET, again, "til_konto", first=payments.lines[first])


def _texts_of(document: Document, count: int) -> Column:
    """All texts to the payee of each payment, together."""
    texts = document.tables["Ustrd"]
    if "tekst" not in texts.columns or not len(texts):
        return np.zeros(count, dtype="S1")
    at = np.flatnonzero(document.order == document.types.index("Ustrd"))
    payment = np.searchsorted(np.flatnonzero(document.order == document.types.index("CdtTrfTxInf")), at) - 1
    if len(np.unique(payment)) == len(payment):
        whole = np.zeros(count, dtype=texts["tekst"].dtype)
        whole[payment[payment >= 0]] = texts["tekst"][payment >= 0]
        return whole
    joined = [""] * count
    for row, text in zip(payment.tolist(), strings(texts["tekst"]), strict=True):
        if row >= 0:
            joined[row] += text + "\n"
    return np.array(joined)
