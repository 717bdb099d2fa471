"""Betalingsservice and FI with all checks on, against copying the same bytes: a collection run and what comes back of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.measure import Figure, bench, best
from snitflade.formats import bs0601, bs0601_build, bs0602, bs0602_build, bs_poster, checkdigits, fi, fi_indbetalinger
from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.problems import Problems

COUNT = 200_000
HEAD = Leverance("99900008", "0000000047", dt.date(2026, 11, 5))
NUMBERS = np.arange(1, COUNT + 1)


def digits(numbers: NDArray[np.int64], width: int) -> NDArray[np.bytes_]:
    """Numbers as zero-padded text."""
    return np.char.zfill(numbers.astype(f"S{width}"), width)


def payers() -> dict[str, Any]:
    """The columns of `COUNT` collections in two groups."""
    return {
        "debitorgruppenummer": np.where(NUMBERS % 3 == 0, b"00003", b"00002"),
        "kundenummer": digits(NUMBERS, 10),
        "aftalenummer": digits(NUMBERS, 9),
        "betalingsdato": "2026-12-01",
        "beloeb": NUMBERS,
        "reference": np.char.add(b"R", digits(NUMBERS, 8)),
    }


def proved(format: MarkedFormat, data: bytes) -> None:
    """Read `data` with every check on."""
    problems = Problems()
    format.read(data, problems)
    assert not problems, problems.sorted(3)


@bench
def money_bs0601() -> Iterator[Figure]:
    """0601 of 200,000 collections with two text lines each: built, written and proved."""
    texts = {
        "opkraevning": np.repeat(NUMBERS - 1, 2),
        "tekstlinje": np.tile(np.array([b"Dagrenovation 4. kvartal 2026", b"B-1456, Tasiilaq"]), COUNT),
    }

    def encode() -> bytes:
        return bs0601.FORMAT.write(bs0601_build.leverance(HEAD, "09999999", payers(), tekster=texts))

    data = encode()
    written, read, copy = best(encode, lambda: proved(bs0601.FORMAT, data), lambda: bytes(bytearray(data)))
    size = f"{len(data) / 1e6:.0f} MB"
    yield Figure("bs0601 build and write, 200,000 collections", written, copy, 25, note=size)
    yield Figure("bs0601 prove, 200,000 collections", read, copy, 20, note=size)


@bench
def money_bs0602() -> Iterator[Figure]:
    """0602 of 200,000 payments: read, checked and given as columns."""
    refused = NUMBERS % 50 == 0
    paid = payers() | {
        "pbs_nummer": "09999999",
        "transaktionskode": np.where(refused, b"0237", b"0236"),
        "faktisk_betalingsdato": "2026-12-01",
        "bogfoeringsdato": "2026-12-01",
        "betalt_beloeb": np.where(refused, 0, NUMBERS),
    }
    data = bs0602.FORMAT.write(bs0602_build.leverance_0602(HEAD, {"BS042": paid}))

    def decode() -> None:
        problems = Problems()
        document = bs0602.FORMAT.read(data, problems)
        assert len(bs_poster.betalinger(document)) == COUNT
        assert not problems

    read, copy = best(decode, lambda: bytes(bytearray(data)))
    yield Figure("bs0602 read, check, columns, 200,000 payments", read, copy, 80, note=f"{len(data) / 1e6:.0f} MB")


@bench
def money_fi() -> Iterator[Figure]:
    """FI of 200,000 payments: read, checked, identifications told apart."""
    data_digits = np.char.add(b"1", digits(NUMBERS, 13)).view(np.uint8).reshape(COUNT, -1) - ord("0")
    check = checkdigits.luhn_digit(data_digits)
    ident = np.char.add(np.char.add(b"00001", digits(NUMBERS, 13)), check.astype("S1"))
    document = fi_indbetalinger.leverance(
        {
            "fi_kreditornummer": "80000006",
            "indbetalingsdato": "2026-11-02",
            "kortart": "71",
            "betalingsidentifikation": ident,
            "arkivreference": np.char.add(b"647120261102", digits(NUMBERS, 10)),
            "bogfoeringsdato": "2026-11-03",
            "beloeb": NUMBERS,
        },
        afsender_cvr="99900008",
        modtager_cvr="99910003",
        dannet=dt.datetime(2026, 11, 4, 6, 30, 15),  # noqa: DTZ001 (the format has local time)
        konti={"80000006": ("6471", "0001000206")},
    )
    data = fi.FORMAT.write(document)

    def decode() -> None:
        problems = Problems()
        found = fi_indbetalinger.indbetalinger(fi.FORMAT.read(data, problems))
        assert (found.nummer == NUMBERS).all()
        assert not problems

    read, copy = best(decode, lambda: bytes(bytearray(data)))
    yield Figure("fi read, check, columns, 200,000 payments", read, copy, 80, note=f"{len(data) / 1e6:.0f} MB")
