"""CPR deliveries: a first load opened, checked and read person by person, against plain copies of the same bytes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import Figure, bench, best
from snitflade.formats import cpr_p12170
from snitflade.formats.cpr_fil import CprFil
from snitflade.formats.layout import Record
from snitflade.formats.problems import Problems

PERSONS = 200_000
AT_ONCE = 5_000
_FORMAT = cpr_p12170.FORMAT
_TYPES = ("001", "002", "008", "009", "010", "011", "012", "015", "023", "023", "026", "099")
_PIECE = 10_000


def delivery(persons: int) -> bytes:
    """A first load of composed persons with replacement numbers, 13 records each, in full-length lines; 003 comes last."""
    pieces = [_piece(np.arange(first, min(first + _PIECE, persons))) for first in range(0, persons, _PIECE)]
    head = f"000{'0' * 10}1234562026011520260114\r\n".encode()
    tail = f"999{'9' * 10}{(len(_TYPES) + 1) * persons:08}\r\n".encode()
    return b"".join([head, *(body for body, _ in pieces), *(last for _, last in pieces), tail])


def _piece(number: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[bytes, bytes]:
    """The records of some persons, and their 003 records."""
    day, month, year = 61 + number % 28, 1 + number // 28 % 12, number // 336 % 100
    born = [f"19{y:02}-{m:02}-{d - 60:02}" for y, m, d in zip(year, month, day, strict=True)]
    names = np.array(["Prøve", "Ærlig Åse", "Malik", "Niviaq Paninnguaq", "Aqqaluk"])[number % 5]
    values = {
        "pnr": (day * 100 + month) * 10**6 + year * 10**4 + number // 33600 * 1000 + 1,
        "koen": np.where(number % 2, "M", "K"),
        "status": "05",
        "foed_dt": born,
        "start_dt_person": born,
        "komkod": "0956",
        "vejkod": number % 900,
        "husnr": "012A",
        "convn": np.where(number % 9, "", "c/o Prøve Person"),
        "bynvn": "Nuuk",
        "postnr": "3900",
        "tilflydto": np.where(number % 3, "200501011200", "198400000099"),
        "fraflydto": "200601011200",
        "fornvn": names,
        "efternvn": np.where(number % 2, "Person", "Prøvesen"),
        "adrnvn": names,
        "civst": np.where(number % 2, "U", "G"),
        "fkirk": "F",
        "landekod": "5100",
        "timestampu": "202601142000",
        "haendelse": np.where(number % 2, "A01", "K74"),
        "stilling": np.where(number % 4, "", "Fisker"),
    }
    columns = [_lines(_FORMAT.record(key), values, len(number)) for key in _TYPES]
    return b"".join(line for person in zip(*columns, strict=True) for line in person), b"".join(
        _lines(_FORMAT.record("003"), values, len(number))
    )


def _lines(record: Record, values: Mapping[str, Any], rows: int) -> list[bytes]:
    """Rows of `record` as lines, composed field by field; digits that are not given are zeros."""
    fields = []
    for field in record.fields:
        value = values.get(field.name, record.key if field.name == "recordtype" else "")
        column = np.broadcast_to(np.asarray(value).astype("U34"), (rows,))
        width = field.kind.width
        filled = np.strings.zfill(column, width) if field.kind.name == "N" else np.strings.ljust(column, width)
        fields.append(filled.astype(f"U{width}").tolist())
    return [("".join(row) + "\r\n").encode("latin-1") for row in zip(*fields, strict=True)]


def read_all(data: bytes) -> CprFil:
    """Open the delivery and check every field of it."""
    problems = Problems()
    file = CprFil(_FORMAT, data, problems)
    file.check(problems)
    assert not problems, problems.sorted(3)
    return file


def walk(data: bytes) -> int:
    """Open the delivery and read all persons, `AT_ONCE` at a time, every field checked."""
    problems = Problems()
    rows = 0
    for part in CprFil(_FORMAT, data, problems).i_dele(AT_ONCE, problems):
        rows += sum(map(len, part.tabeller.values()))
    assert not problems, problems.sorted(3)
    return rows


# The process's own high-water mark: `getrusage` would also tell that of the process it was started from.
_MEMORY = """
import sys
from pathlib import Path
from bench.cpr import read_all, walk
data = Path(sys.argv[1]).read_bytes()
read_all(data)
walk(data)
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().split("\\n") if line.startswith("VmHWM")))
"""


@bench
def cpr() -> Iterator[Figure]:
    """A first load of 200,000 persons: time, and the memory of a process that does nothing else."""
    data = delivery(PERSONS)
    checked, walked, copy = best(lambda: read_all(data), lambda: walk(data), lambda: bytes(bytearray(data)), rounds=3)
    lines = data.count(b"\n")
    size = f"{len(data) / 1e6:.0f} MB, {lines:,} records"
    yield Figure("cpr first load, opened and checked", checked, copy, 12, note=size)
    yield Figure("cpr first load, opened and read by persons", walked, copy, 12, note=f"{lines / walked * 1000:,.0f} records/s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cpr")
        path.write_bytes(data)
        done = subprocess.run([sys.executable, "-c", _MEMORY, path], capture_output=True, text=True, check=True)  # noqa: S603
    yield Figure("cpr first load, memory of both", int(done.stdout) / 1024, 1000, 1, unit="MB", note="the file itself included")
