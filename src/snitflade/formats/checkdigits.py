"""Check digits and possible numbers, for whole columns at once.

Each rule takes a matrix of digits (one row per number, values 0–9) and tells which rows hold. One number is a matrix of one
row (`digits`).

>>> bool(cvr(digits("12227353"))[0]), bool(cvr(digits("12227354"))[0])
(True, False)
>>> bool(gln(digits("5790001953096"))[0])
True
>>> bool(cpr(digits("3112999999"))[0]), bool(cpr(digits("5809001539"))[0]), bool(cpr(digits("9112999999"))[0])
(True, False, True)

Sources: payments.md 2.2–2.4, social-teknik.md 1.1 (replacement numbers: day + 60).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Digits = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_CVR = np.array([2, 7, 6, 5, 4, 3, 2, 1], dtype=np.int64)
_CPR = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2, 1], dtype=np.int64)
_GLN = np.array([1, 3] * 6 + [1], dtype=np.int64)


def digits(number: str) -> Digits:
    """One number as a matrix of one row. Raises ValueError unless it is ASCII digits."""
    if not (number.isascii() and number.isdigit()):
        raise ValueError(f"{number!r} is not digits")
    return (np.frombuffer(number.encode(), dtype=np.uint8) - ord("0")).reshape(1, -1)


def cvr(matrix: Digits) -> Mask:
    """CVR, 8 digits: modulus 11, and no number begins with 0 (python-stdnum, dk.cvr)."""
    return np.asarray(((matrix @ _CVR) % 11 == 0) & (matrix[:, 0] != 0))


def luhn(matrix: Digits) -> Mask:
    """Modulus 10 of FI payment identifications: the last digit checks the others (payments.md 2.1)."""
    return np.asarray(_luhn_sum(matrix) % 10 == 0)


def luhn_digit(matrix: Digits) -> Digits:
    """The modulus-10 check digit that belongs after each row of data digits.

    >>> luhn_digit(digits("10000000000908")).tolist()
    [3]
    """
    data = np.concatenate([matrix, np.zeros((len(matrix), 1), dtype=matrix.dtype)], axis=1)
    return ((10 - _luhn_sum(data) % 10) % 10).astype(np.uint8)


def _luhn_sum(matrix: Digits) -> NDArray[np.int64]:
    """From the right, every second digit counts twice, with the digits of the product added."""
    from_right = np.arange(matrix.shape[1] - 1, -1, -1)
    doubled = matrix.astype(np.int64) * np.where(from_right % 2 == 1, 2, 1)
    total: NDArray[np.int64] = (doubled // 10 + doubled % 10).sum(axis=1)
    return total


def gln(matrix: Digits) -> Mask:
    """GLN, 13 digits: modulus 10 with weights 1, 3."""
    return np.asarray(((matrix @ _GLN) % 10 == 0) & matrix.any(axis=1))


def cpr(matrix: Digits) -> Mask:
    """CPR, 10 digits: a possible date (day 1–31, or + 60 for a replacement number) in the century of the seventh digit."""
    two = matrix.astype(np.int64)
    day, month, year = (two[:, i] * 10 + two[:, i + 1] for i in (0, 2, 4))
    seventh = two[:, 6]
    century = np.select(
        [seventh <= 3, (seventh == 4) | (seventh == 9), year <= 57],
        [1900, np.where(year <= 36, 2000, 1900), 2000],
        1800,
    )
    day = np.where(day > 60, day - 60, day)
    months = (century + year - 1970) * 12 + month - 1
    ok = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    first = np.where(ok, months, 0).astype("datetime64[M]")
    date = first.astype("datetime64[D]") + np.where(ok, day - 1, 0).astype("timedelta64[D]")
    return np.asarray(ok & (date.astype("datetime64[M]") == first))


def cpr_modulus_11(matrix: Digits) -> Mask:
    """CPR modulus 11: a hint only, numbers without it have been given out since 2007, but Prisme still refuses them."""
    return np.asarray((matrix @ _CPR) % 11 == 0)
