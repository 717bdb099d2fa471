"""A figure that is another when any payment of a run is another: its id, payee, amount or date.

A run's files are read again and must show the figure of the rows in the database; count and sum alone would not tell that two
payees have each other's amounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Column, narrow, strings
from snitflade.formats.duplicates import fingerprints

_ID, _KONTO = 24, 40
"""Room for the longest payment id or reference, and for the longest account column."""
_ANDRE_TEGN = re.compile("[^0-9]")


@dataclass(frozen=True, slots=True)
class Poster:
    """The payments of a file or of the ledger as columns: payment id or reference, where it goes, øre, day."""

    betalings_id: Column
    konto: Column
    beloeb: NDArray[np.int64]
    dato: NDArray[np.datetime64]


def kontrolsum(poster: Poster) -> int:
    """The figure, whatever the order of the payments. Of an account only the digits count, since each file frames it differently.

    >>> oere, dato = np.array([7]), np.array(["2026-12-01"], dtype="datetime64[D]")
    >>> fil = Poster(np.array([b"K 1"]), np.array([b"FI80000006"]), oere, dato)
    >>> kontrolsum(fil) == kontrolsum(Poster(np.array(["K 1"]), np.array(["80000006"]), oere, dato))
    True
    """
    columns = (_bytes(poster.betalings_id, _ID), _bytes(_cifre(poster.konto), _KONTO), poster.beloeb, poster.dato)
    # The column of zeros mixes the last of the others as well as the first. Half of each print is enough for a sum people can read.
    prints = fingerprints((*columns, np.zeros(len(poster.beloeb), dtype=np.int64)))
    return int((prints >> np.uint64(32)).sum())


def _cifre(column: Column) -> Column:
    """The digits of each text."""
    other = np.flatnonzero(~np.strings.isdigit(column))
    if not len(other):
        return column
    texts = column.astype(object) if column.dtype.kind == "U" else np.array(strings(column), dtype=object)
    texts[other] = [_ANDRE_TEGN.sub("", text) for text in texts[other].tolist()]
    return texts.astype("U")


def _bytes(column: Column, width: int) -> Column:
    encoded = narrow(column)
    if encoded.dtype.kind == "U":
        encoded = np.strings.encode(encoded, "utf-8")
    if encoded.dtype.itemsize > width and (np.strings.str_len(encoded) > width).any():
        raise ValueError(f"a payment's id or account has more than {width} characters")
    return encoded.astype(f"S{width}")
