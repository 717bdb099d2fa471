"""Bills as a 10Q file to Prisme.

Source: prisme.md 3. The mapping of our dates to 10Q's stands here alone (3.8): posteringsdato is the Opkrævningsdato,
forfaldsdato the Forfaldsdato, the last timely and the last interest-free date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from snitflade.formats import tenq
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import Problems


@dataclass(frozen=True, slots=True)
class Rater:
    """Bills as columns of one length: PST_NR, kundenummer, the ten characters of Person/CVR-nummer, GLN or empty, områdenummer,
    øre, and the specification lines (at most 60 characters each)."""

    nummer: Sequence[int]
    kundenummer: Sequence[str]
    person_cvr: Sequence[str]
    gln: Sequence[str]
    omraadenummer: Sequence[str]
    beloeb: Sequence[int]
    tekstlinjer: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Opkraevning:
    """What all bills of a file share."""

    kommune: str
    betalingsart: str
    paaligningsaar: int
    tidsstempel: dt.datetime
    opkraevningsdato: dt.date
    forfaldsdato: dt.date


def tenq_document(rater: Rater, opkraevning: Opkraevning, tegnsaet: str, problems: Problems) -> Document:
    """The bills as a 10Q document, each as 10, 24, 26s and, with a GLN, 52; what cannot be written is reported.

    A bill of zero stands as a trans 10 alone. With more than one bill to a debtor under one key the rates get the numbers
    001, 002, … instead of 999, so that Prisme can tell their specification lines apart (3.8).
    """
    shared = {
        "tidsstempling": opkraevning.tidsstempel,
        "brugernummer": opkraevning.kommune,
        "betalingsart": opkraevning.betalingsart,
        "paaligningsaar": opkraevning.paaligningsaar,
    }
    count = len(rater.nummer)
    kunde, omraade = np.array(rater.kundenummer, dtype="S10"), np.array(rater.omraadenummer, dtype="S3")
    gln, amount = np.array(rater.gln, dtype="S13"), np.array(rater.beloeb, dtype=np.int64)
    ratenummer = _ratenumre(rater)
    debtors = np.arange(count)
    rates = np.flatnonzero(amount)
    texts = np.array([len(lines) for lines in rater.tekstlinjer], dtype=np.int64)[rates] if count else rates
    of_text = np.repeat(rates, texts)
    firms = np.flatnonzero(gln != b"")

    def key(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[str, object]:
        return {**shared, "debitornummer": kunde[rows], "omraadenummer": omraade[rows]}

    due = opkraevning.forfaldsdato
    first = np.cumsum(texts) - texts
    tables = {
        "10": (
            tenq.TRANS_10.table(
                {**key(debtors), "person_cvr_nummer": list(rater.person_cvr)}, problems, rows=count, encoding=tegnsaet
            ),
            debtors,
        ),
        "24": (
            tenq.TRANS_24.table(
                {
                    **key(rates),
                    "ratenummer": ratenummer[rates],
                    "ratebeloeb": amount[rates],
                    "opkraevningsdato": opkraevning.opkraevningsdato,
                    "forfaldsdato": due,
                    "sidste_ret_indbetal": due,
                    "sidste_rentefri_dato": due,
                    "afstemningsnoegle": [str(rater.nummer[row]).zfill(35) for row in rates.tolist()],
                },
                problems,
                rows=len(rates),
                encoding=tegnsaet,
            ),
            rates,
        ),
        "26": (
            tenq.TRANS_26.table(
                {
                    **key(of_text),
                    "ratenummer": ratenummer[of_text],
                    "linienr": np.arange(len(of_text)) - np.repeat(first, texts) + 1,
                    "ratetekst": list(chain.from_iterable(rater.tekstlinjer[row] for row in rates.tolist())),
                },
                problems,
                rows=len(of_text),
                encoding=tegnsaet,
            ),
            of_text,
        ),
        "52": (
            tenq.TRANS_52.table({**key(firms), "ean_lokationsnummer": gln[firms]}, problems, rows=len(firms), encoding=tegnsaet),
            firms,
        ),
    }
    return compose(tenq.FORMAT.types, tables, Wrapping(encoding=tegnsaet))


def _ratenumre(rater: Rater) -> np.ndarray[tuple[int], np.dtype[np.bytes_]]:
    """999 for the only rate under a key, else 001, 002, … in order."""
    numbers = np.full(len(rater.nummer), b"999", dtype="S3")
    rows: dict[tuple[str, str], list[int]] = {}
    for row, place in enumerate(zip(rater.kundenummer, rater.omraadenummer, strict=True)):
        rows.setdefault(place, []).append(row)
    for same in rows.values():
        if len(same) > 1:
            numbers[same] = [f"{number:03}".encode() for number in range(1, len(same) + 1)]
    return numbers


def tenq_totals(document: Document) -> dict[str, int]:
    """What a decoded 10Q file shows: records per type, and the sum of the rates in øre."""
    rates = document.tables["24"]
    return {
        "trans 10": document.rows("10"),
        "trans 24": len(rates),
        "trans 26": document.rows("26"),
        "trans 52": document.rows("52"),
        "rater": int(rates["ratebeloeb"].sum()),
    }
