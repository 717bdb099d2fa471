"""The rules a G69 file keeps as a whole, on reading and before writing (prisme.md 2.2 companions, 2.3, 2.5, 2.6 and 7)."""

from __future__ import annotations

import numpy as np

from snitflade.formats.columns import Mask, shown
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

MOST_LINES = 99_999
"""Linieløbenr has five digits."""

FIL_FOR_MANGE_LINJER = ProblemKind(
    "FIL_FOR_MANGE_LINJER",
    "Filen har {count} linjer; linieløbenr har kun fem cifre, så {most} er det højeste. Del kørslen i flere filer.",
)
LINIELOEBENR_FEJL = ProblemKind("LINIELOEBENR_FEJL", "Linieløbenr er {raw}, men skulle være {expected}: linjerne tæller fra 00001.")
EKSPEDITION_FALDER = ProblemKind(
    "EKSPEDITION_FALDER", "Ekspeditionsløbenr {raw} er lavere end {expected} på linjen før; numrene må ikke falde."
)
BALANCE_FEJL = ProblemKind(
    "BALANCE_FEJL", "Posteringerne for maskinnr {maskinnr} den {dato} går ikke op: de summer til {difference} øre og ikke 0."
)
BALANCE_MED_UDBETALING = ProblemKind(
    "BALANCE_MED_UDBETALING",
    "Posteringerne for maskinnr {maskinnr} den {dato} summer til {difference} øre; det skal udbetalingerne i G68 svare til.",
    Severity.ADVARSEL,
)
FORTEGN_OG_DK = ProblemKind("FORTEGN_OG_DK", "{dk} står sammen med et {sign} beløb; D har blankt fortegn og K har minus.")
KREDIT_UDEN_MINUS = ProblemKind(
    "KREDIT_UDEN_MINUS", "K står med blankt fortegn; det læses som kredit, men skrives med minus.", Severity.ADVARSEL
)
REGNSKABSAAR_FOR_LANGT = ProblemKind(
    "REGNSKABSAAR_FOR_LANGT",
    "Regnskabsår {raw} ligger mere end ét år fra posteringsdatoen {expected}; Prisme kan kun bogføre i naboåret.",
)
LEDSAGEFELT_MANGLER = ProblemKind("LEDSAGEFELT_MANGLER", "Felt {field} kan ikke stå alene: {companion} skal også være der.")
FELTER_UDELUKKER = ProblemKind("FELTER_UDELUKKER", "Felt {field} kan ikke stå sammen med {companion}.")
KONTERET_AF_BLANKE = ProblemKind("KONTERET_AF_BLANKE", "«{raw}» må ikke indeholde blanke tegn.")

TOGETHER = (
    ("ydelsesmodtager_nrkode", ("ydelsesmodtager",)),
    ("ydelsesmodtager", ("ydelsesmodtager_nrkode",)),
    ("rekvisitionsnr", ("delleverance",)),
    ("delleverance", ("rekvisitionsnr",)),
    ("emne", ("notat",)),
    ("notat", ("emne",)),
    ("projektnr", ("projektart", "antal")),
    ("projektart", ("projektnr", "antal")),
    ("antal", ("projektnr", "projektart")),
    *((name, ("projektnr", "projektart", "antal")) for name in ("medarbejder", "salgspris", "linjeegenskab", "aktivitetsnr")),
)
"""Fields that need others on the same line."""

APART = (
    ("emne", ("bilagsarkivnr", "kontering_fakturapulje")),
    ("notat", ("bilagsarkivnr", "kontering_fakturapulje")),
)
"""Fields that may not stand with others on the same line."""


def rules(document: Document, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a G69 file."""
    table = document.tables["G69"]
    if len(document) > MOST_LINES:
        problems.add(FIL_FOR_MANGE_LINJER, count=len(document), most=MOST_LINES)
    if not len(table):
        return
    expected = table.lines
    wrong = table["linieloebenr"] != expected
    table.report(problems, LINIELOEBENR_FEJL, wrong, "linieloebenr", expected=expected[wrong])
    if "ekspeditionsloebenr" in table.columns:
        numbers = table["ekspeditionsloebenr"]
        falls = np.append(False, numbers[1:] < numbers[:-1]) & _has(table, "ekspeditionsloebenr")
        at = np.flatnonzero(falls)
        table.report(problems, EKSPEDITION_FALDER, at, "ekspeditionsloebenr", expected=numbers[at - 1])
    _check_companions(table, problems)
    _check_signs(table, problems)
    _check_year(table, problems)
    _check_balance(table, problems)
    if "konteret_af" in table.columns:
        column = table["konteret_af"]
        blanks = np.strings.find(column, b" " if column.dtype.kind == "S" else " ") >= 0
        table.report(problems, KONTERET_AF_BLANKE, blanks, "konteret_af")


def accept(document: Document, problems: Problems) -> None:
    """Read a credit without minus, as other writers make them, as the negative amount that it is (2.5)."""
    table = document.tables["G69"]
    if _has(table, "beloeb", "debit_kredit_markering").any():
        amount = table["beloeb"]
        plain = _marked(table, "K") & (amount > 0)
        table.report(problems, KREDIT_UDEN_MINUS, plain, "beloeb")
        table.columns["beloeb"] = np.where(plain, -amount, amount)


def _marked(table: Table, mark: str) -> Mask:
    """Rows with an amount and the debit/credit mark `mark`."""
    column = table["debit_kredit_markering"]
    marked: Mask = column == np.array(mark).astype(column.dtype.kind)
    return marked & _has(table, "beloeb", "debit_kredit_markering")


def _has(table: Table, *names: str) -> Mask:
    """Rows that have all the fields `names`."""
    mask = np.ones(len(table), dtype=bool)
    for name in names:
        if name not in table.columns:
            return np.zeros(len(table), dtype=bool)
        if name in table.present:
            mask &= table.present[name]
    return mask


def _check_companions(table: Table, problems: Problems) -> None:
    for name, others in TOGETHER:
        for other in others:
            table.report(problems, LEDSAGEFELT_MANGLER, _has(table, name) & ~_has(table, other), name, companion=other)
    for name, others in APART:
        for other in others:
            table.report(problems, FELTER_UDELUKKER, _has(table, name, other), name, companion=other)


def _check_signs(table: Table, problems: Problems) -> None:
    if not _has(table, "beloeb", "debit_kredit_markering").any():
        return
    amount, debit, credit = table["beloeb"], _marked(table, "D"), _marked(table, "K")
    table.report(problems, FORTEGN_OG_DK, debit & (amount < 0), "beloeb", dk="D", sign="negativt")
    table.report(problems, FORTEGN_OG_DK, credit & (amount > 0), "beloeb", dk="K", sign="positivt")


def _check_year(table: Table, problems: Problems) -> None:
    here = _has(table, "posteringsdato", "regnskabsaar")
    if here.any():
        dates = table["posteringsdato"]
        here &= ~np.isnat(dates)
        years = dates.astype("datetime64[Y]").astype(np.int64) + 1970
        far = here & (abs(years - table["regnskabsaar"]) > 1)
        table.report(problems, REGNSKABSAAR_FOR_LANGT, far, "regnskabsaar", expected=shown(dates[far]))


def _check_balance(table: Table, problems: Problems) -> None:
    """Debits and credits cancel per Maskinnr and Posteringsdato; lines that belong to a payout are balanced by the G68."""
    has = _has(table, "maskinnr", "posteringsdato", "beloeb", "debit_kredit_markering")
    if not has.any():
        return
    here = np.flatnonzero(has & ~np.isnat(table["posteringsdato"]))  # a date that is none is reported already
    if not len(here):
        return
    mark = table["debit_kredit_markering"][here]
    amount = abs(table["beloeb"][here])
    signed = np.where(mark == np.array("K").astype(mark.dtype.kind), -amount, amount)
    _, machine = np.unique(table["maskinnr"][here], return_inverse=True)
    dates, date = np.unique(table["posteringsdato"][here], return_inverse=True)
    group = machine * len(dates) + date
    order = np.argsort(group, kind="stable")
    heads = np.flatnonzero(np.append(True, group[order][1:] != group[order][:-1]))
    sums = np.add.reduceat(signed[order], heads)
    payout = np.logical_or.reduceat(_has(table, "udbetalingshenvisningsnr")[here][order], heads)
    last = here[order[np.append(heads[1:], len(order)) - 1]]
    for kind, which in ((BALANCE_FEJL, ~payout), (BALANCE_MED_UDBETALING, payout)):
        at = last[which & (sums != 0)]
        params = {"maskinnr": shown(table["maskinnr"][at]), "dato": shown(table["posteringsdato"][at])}
        table.report(problems, kind, at, "beloeb", difference=sums[which & (sums != 0)], **params)
