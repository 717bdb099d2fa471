"""The rules a 10Q file keeps as a whole, on reading and before writing (prisme.md 3.3–3.5, 3.8 and 7).

The records of a debtor stand together and share positions 20–45; a rate's specification lines stand straight after it and
count from 001; no rate and no afstemningsnøgle occurs twice; a GLN needs a debtor with a CVR number; amounts and dates make
sense.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import checkdigits
from snitflade.formats.columns import not_digits, shown, text_chars
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

KEY_FIELDS = ("brugernummer", "omraadenummer", "betalingsart", "paaligningsaar", "debitornummer", "sagsnummer")
"""The fields (positions 20–45) that tie the records of one debtor together."""

DEBITOR_MANGLER = ProblemKind("DEBITOR_MANGLER", "Trans {record} står uden en trans 10 foran sig. Debitoren skal komme først.")
NOEGLE_AFVIGER = ProblemKind(
    "NOEGLE_AFVIGER",
    "{field} er {raw}, men {expected} i debitorens trans 10 på linje {head}. Nøglen (tegn 20–45) skal være ens i hele gruppen.",
)
RAEKKEFOELGE_FEJL = ProblemKind(
    "RAEKKEFOELGE_FEJL", "Trans {record} står efter debitorens trans 52. Rækkefølgen er 10, 24, 26, 52."
)
GLN_DUBLET = ProblemKind("GLN_DUBLET", "Debitoren har allerede en trans 52 på linje {head}.")
RATE_MANGLER = ProblemKind("RATE_MANGLER", "Specifikationslinjen står uden en rate (trans 24) foran sig hos samme debitor.")
RATE_AFVIGER = ProblemKind("RATE_AFVIGER", "{field} er {raw}, men raten på linje {head} har {expected}.")
LINIENR_FEJL = ProblemKind("LINIENR_FEJL", "Linienr er {raw}, men skulle være {expected}: linjerne tæller fra 001 inden for raten.")
RATE_DUBLET = ProblemKind(
    "RATE_DUBLET",
    "Ratenummer {raw} findes allerede under samme nøgle på linje {head}; Prisme kan ikke skelne de to raters specifikationslinjer.",
)
RATE_NUL = ProblemKind("RATE_NUL", "Raten er nul. En debitor uden beløb udelades af filen.", Severity.ADVARSEL)
AFSTEMNINGSNOEGLE_DUBLET = ProblemKind(
    "AFSTEMNINGSNOEGLE_DUBLET", "Afstemningsnøglen {raw} er allerede brugt på linje {head}; den skal være entydig."
)
FORFALD_FOER_OPKRAEVNING = ProblemKind("FORFALD_FOER_OPKRAEVNING", "Forfaldsdatoen {raw} ligger før opkrævningsdatoen {expected}.")
PERSON_CVR_UGYLDIGT = ProblemKind(
    "PERSON_CVR_UGYLDIGT", "{raw} er hverken et muligt CPR-nummer eller 00 og et CVR-nummer med rigtigt kontrolciffer."
)
CPR_MODULUS_11 = ProblemKind(
    "CPR_MODULUS_11",
    "{raw} opfylder ikke modulus 11. Nummeret kan være rigtigt, men Prisme afviser det.",
    Severity.ADVARSEL,
    spec="CPR-W01",
)
GLN_UDEN_CVR = ProblemKind(
    "GLN_UDEN_CVR",
    "GLN-nummeret kræver, at debitorens trans 10 på linje {head} har et CVR-nummer; der står {expected}.",
    spec="REN-E04",
)


UNIQUE = {
    (*KEY_FIELDS, "ratenummer"): RATE_DUBLET,
    ("dataleverandoer_ident", "brugernummer", "afstemningsnoegle"): AFSTEMNINGSNOEGLE_DUBLET,
}
"""What may occur once among a file's rates; the last field names the fault."""


class Across:
    """No rate and no afstemningsnøgle occurs twice, also not in two parts of one file."""

    def __init__(self) -> None:
        self._rates: list[Table] = []
        self._lines = 0

    def add(self, document: Document) -> None:
        """Keep what the rates of one part must not share with those of another."""
        if rates := document.tables.get("24"):
            columns = {field: np.ascontiguousarray(rates[field]) for fields in UNIQUE for field in fields}
            self._rates.append(Table("24", columns, rates.lines + self._lines, rates.places))
        self._lines += len(document)

    def finish(self, problems: Problems) -> None:
        """Report what occurs in more than one part."""
        if not self._rates:
            return
        lines = np.concatenate([rates.lines for rates in self._rates])
        for fields, kind in UNIQUE.items():
            columns = {field: np.concatenate([rates[field] for rates in self._rates]) for field in fields}
            whole = Table("24", columns, lines, self._rates[0].places)
            again, first = duplicates([whole[field] for field in fields])
            whole.report(problems, kind, again, fields[-1], head=lines[first])


def rules(document: Document, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a 10Q file."""
    debtors, rates, texts, gln = (document.tables.get(record) or _none(record) for record in ("10", "24", "26", "52"))
    holds_cvr = _check_persons(debtors, problems)
    for table in (rates, texts, gln):
        if len(table):
            _check_group(table, debtors, gln, problems)
    if len(rates):
        _check_rates(rates, problems)
    if len(texts):
        _check_texts(texts, rates, debtors, problems)
    if len(gln) and len(debtors):
        head = _before(debtors, gln)
        bad = (head >= 0) & ~holds_cvr[head]
        gln.report(
            problems,
            GLN_UDEN_CVR,
            bad,
            "ean_lokationsnummer",
            head=debtors.lines[head[bad]],
            expected=shown(debtors["person_cvr_nummer"][head[bad]]),
        )


def _none(record: str) -> Table:
    """No rows of type `record`."""
    return Table(record, {}, np.empty(0, dtype=np.int64))


def _before(heads: Table, table: Table) -> NDArray[np.intp]:
    """For each row of `table`, the row of `heads` that stands before it in the file; -1 if none."""
    return np.searchsorted(heads.lines, table.lines) - 1


def _check_group(table: Table, debtors: Table, gln: Table, problems: Problems) -> None:
    """Every record follows a trans 10 with the same key, and none but the 52 itself comes after the 52."""
    head = _before(debtors, table)
    table.report(problems, DEBITOR_MANGLER, head < 0, "debitornummer")
    rows = np.flatnonzero(head >= 0)
    if not len(rows):
        return
    head = head[rows]
    for field in KEY_FIELDS:
        wrong = table[field][rows] != debtors[field][head]
        if wrong.any():
            bad = np.zeros(len(table), dtype=bool)
            bad[rows[wrong]] = True
            expected = shown(debtors[field][head[wrong]])
            table.report(problems, NOEGLE_AFVIGER, bad, field, head=debtors.lines[head[wrong]], expected=expected)
    if not len(gln):
        return
    last = np.searchsorted(gln.lines, table.lines[rows]) - 1  # the trans 52 before each row, if it is of the same debtor
    late = (last >= 0) & (gln.lines[last] > debtors.lines[head])
    bad = np.zeros(len(table), dtype=bool)
    bad[rows[late]] = True
    kind = GLN_DUBLET if table.record == "52" else RAEKKEFOELGE_FEJL
    table.report(problems, kind, bad, "debitornummer", head=gln.lines[last[late]])


def _check_rates(rates: Table, problems: Problems) -> None:
    for fields, kind in UNIQUE.items():
        again, first = duplicates([rates[field] for field in fields])
        rates.report(problems, kind, again, fields[-1], head=rates.lines[first])
    rates.report(problems, RATE_NUL, rates["ratebeloeb"] == 0, "ratebeloeb")
    late = rates["forfaldsdato"] < rates["opkraevningsdato"]  # False where one of them is not given
    rates.report(problems, FORFALD_FOER_OPKRAEVNING, late, "forfaldsdato", expected=shown(rates["opkraevningsdato"][late]))


def _check_texts(texts: Table, rates: Table, debtors: Table, problems: Problems) -> None:
    """Specification lines stand straight after their rate, carry its numbers and count from 001."""
    if not len(rates) or not len(debtors):
        texts.report(problems, RATE_MANGLER, np.ones(len(texts), dtype=bool), "linienr")
        return
    rate = _before(rates, texts)
    same_debtor = (rate >= 0) & (_before(debtors, rates)[rate] == _before(debtors, texts))
    texts.report(problems, RATE_MANGLER, ~same_debtor, "linienr")
    for field in ("individtype", "ratenummer"):
        bad = same_debtor & (texts[field] != rates[field][rate])
        texts.report(problems, RATE_AFVIGER, bad, field, head=rates.lines[rate[bad]], expected=shown(rates[field][rate[bad]]))
    first = np.searchsorted(texts.lines, rates.lines)  # the first specification line after each rate
    expected = np.arange(len(texts)) - first[rate] + 1
    bad = same_debtor & (texts["linienr"] != expected)
    texts.report(problems, LINIENR_FEJL, bad, "linienr", expected=expected[bad])


def _check_persons(debtors: Table, problems: Problems) -> NDArray[np.bool_]:
    """The Person/CVR numbers are possible; tells which of them are CVR numbers."""
    if not len(debtors):
        return np.zeros(0, dtype=bool)
    chars = text_chars(debtors["person_cvr_nummer"], 10)
    digits = (chars - np.uint8(ord("0"))).astype(np.uint8)
    number = ~not_digits(chars)
    is_cvr = number & (digits[:, :2] == 0).all(axis=1) & checkdigits.cvr(digits[:, 2:])
    is_cpr = number & checkdigits.cpr(digits)
    debtors.report(problems, PERSON_CVR_UGYLDIGT, number & ~(is_cvr | is_cpr), "person_cvr_nummer")
    debtors.report(problems, CPR_MODULUS_11, is_cpr & ~checkdigits.cpr_modulus_11(digits), "person_cvr_nummer")
    return np.asarray(is_cvr)
