"""10Q and G69: encoding and decoding with all checks on, against plain copies of the same bytes or values."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.measure import Figure, bench, best
from snitflade.formats import g69, tenq
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import Problems

DEBTORS = 100_000
LINES = 99_999
"""The most a G69 file can have."""


def tenq_document(first: int, count: int, amounts: NDArray[np.int64]) -> Document:
    """`count` debtors from number `first`: 10, 24 and two 26 each."""
    problems = Problems()
    debtor = np.char.zfill(np.arange(first, first + count).astype("S10"), 10)
    twice = np.repeat(debtor, 2)
    shared: dict[str, Any] = {"tidsstempling": "2017-01-13T12:00", "brugernummer": "0956", "paaligningsaar": 2017}
    due = "2017-02-01"
    t10 = tenq.TRANS_10.table({**shared, "debitornummer": debtor, "person_cvr_nummer": np.full(count, b"0012227353")}, problems)
    t24 = tenq.TRANS_24.table(
        {
            **shared,
            "debitornummer": debtor,
            "ratebeloeb": amounts,
            "opkraevningsdato": "2017-01-13",
            "forfaldsdato": due,
            "sidste_ret_indbetal": due,
            "sidste_rentefri_dato": due,
            "afstemningsnoegle": np.char.zfill(np.arange(first, first + count).astype("S35"), 35),
        },
        problems,
    )
    texts = np.tile(np.array([b"Dagrenovation 1. kvartal 2018", b"B-1456, Tasiilaq"]), count)
    t26 = tenq.TRANS_26.table({**shared, "debitornummer": twice, "linienr": np.tile([1, 2], count), "ratetekst": texts}, problems)
    assert not problems, problems.sorted(3)
    group = np.arange(count)
    return compose(tenq.FORMAT.types, {"10": (t10, group), "24": (t24, group), "26": (t26, np.repeat(group, 2))}, Wrapping())


@bench
def tenq_100k() -> Iterator[Figure]:
    """10Q of 100,000 debtors against copying the same bytes twice."""
    amounts = np.random.default_rng(1).integers(1, 10**6, DEBTORS)
    data = tenq.FORMAT.write(tenq_document(1, DEBTORS, amounts))

    def encode() -> bytes:
        return tenq.FORMAT.write(tenq_document(1, DEBTORS, amounts))

    def decode() -> None:
        problems = Problems()
        tenq.FORMAT.read(data, problems)
        assert not problems

    ours_out, ours_in, copy = best(encode, decode, lambda: bytes(bytearray(data)))
    size = f"{len(data) / 1e6:.0f} MB"
    yield Figure("10q encode, 100,000 debtors", ours_out, copy, 5, note=size)
    yield Figure("10q decode, 100,000 debtors", ours_in, copy, 8, note=size)


@bench
def g69_100k() -> Iterator[Figure]:
    """G69 of 99,999 lines against joining the same values, already text, line by line."""
    pairs = LINES // 2
    numbers = np.arange(1, 2 * pairs + 1)
    amounts = np.repeat(np.random.default_rng(1).integers(1, 10**8, pairs), 2) * np.where(numbers % 2, 1, -1)
    accounts = np.char.zfill(np.repeat(np.arange(6602507000, 6602507000 + pairs), 2).astype("S21"), 21)
    texts = np.where(numbers % 7 == 0, b"RENOVATION 1. KVARTAL 2018", b"1. KVARTAL 2018")

    def document() -> Document:
        problems = Problems()
        values = {
            "linieloebenr": numbers,
            "organisationsenhed": "0956",
            "maskinnr": "00861",
            "ekspeditionsloebenr": numbers,
            "posteringsdato": dt.date(2017, 1, 13),
            "kontonr": accounts,
            "beloeb": amounts,
            "debit_kredit_markering": np.where(amounts < 0, b"K", b"D"),
            "regnskabsaar": 2017,
            "posteringstekst": texts,
            "konteret_af": "tobl",
        }
        table = g69.FORMAT.table(values, problems)
        assert not problems, problems.sorted(3)
        return Document(g69.FORMAT.types, {"G69": table}, np.zeros(len(table), dtype=np.uint8))

    data = g69.FORMAT.write(document())

    def decode() -> None:
        problems = Problems()
        g69.FORMAT.read(data, problems)
        assert not problems

    heads = [f"000G69{n:05}095601NORFLYD" for n in numbers.tolist()]
    loebenr = [f"{n:07}" for n in numbers.tolist()]
    konti = accounts.astype(str).tolist()
    beloeb = [f"{abs(a):012}{'-' if a < 0 else ' '}" for a in amounts.tolist()]
    sides = ["K" if a < 0 else "D" for a in amounts.tolist()]
    words = texts.astype(str).tolist()

    def join() -> bytes:
        return "".join(
            [
                "".join(
                    (
                        *(head, "&103", "00861", "&104", number, "&110", "20170113", "&111", konto, "&112", amount),
                        *("&113", side, "&114", "2017", "&153", word, "&201", "tobl", "\r\n"),
                    )
                )
                for head, number, konto, amount, side, word in zip(heads, loebenr, konti, beloeb, sides, words, strict=True)
            ]
        ).encode()

    assert join() == data
    ours_out, ours_in, joined = best(lambda: g69.FORMAT.write(document()), decode, join)
    count = len(numbers)
    yield Figure("g69 encode, 99,998 lines", ours_out, joined, 4, note=f"{count / ours_out * 1000:,.0f} lines/s")
    yield Figure("g69 decode, 99,998 lines", ours_in, joined, 4, note=f"{count / ours_in * 1000:,.0f} lines/s")


_MILLION = """
import resource, sys, tempfile
import numpy as np
from bench.formats import tenq_document
from snitflade.formats import tenq
from snitflade.formats.streaming import write_stream
amounts = np.random.default_rng(1).integers(1, 10**6, 50_000)
with tempfile.TemporaryFile() as file:
    write_stream(tenq.FORMAT, (tenq_document(1 + n * 50_000, 50_000, amounts) for n in range(20)), file)
    size = file.tell()
print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@bench
def tenq_million() -> Iterator[Figure]:
    """1,000,000 debtors to disk: the memory of a process that does nothing else."""
    done = subprocess.run([sys.executable, "-c", _MILLION], capture_output=True, text=True, check=True)  # noqa: S603
    size, peak = map(int, done.stdout.split())
    yield Figure("10q 1,000,000 debtors, memory", peak / 1024, 400, 1, unit="MB", note=f"{size / 1e6:.0f} MB written")
