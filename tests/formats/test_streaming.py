"""Files written part by part are the files they would be in one piece, and held to the same rules."""

from __future__ import annotations

import io

import pytest
from tests.formats.composed_parts import put
from tests.formats.provocations import LINES

from snitflade.formats import tenq
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.streaming import write_stream

OLE, ISERIT, TASIILAQ, PAAMIUT = LINES[:8], LINES[8:22], LINES[22:28], LINES[28:]


def content(*lines: str) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode()


def part(*lines: str) -> Document:
    return tenq.FORMAT.read(content(*lines), Problems())


@pytest.mark.parametrize("parts", [(OLE, ISERIT, TASIILAQ, PAAMIUT), (OLE + ISERIT, TASIILAQ + PAAMIUT), (LINES,), ()])
def test_the_parts_are_the_whole(parts: tuple[tuple[str, ...], ...]) -> None:
    file = io.BytesIO()
    write_stream(tenq.FORMAT, (part(*lines) for lines in parts), file)
    assert file.getvalue() == content(*(line for lines in parts for line in lines))


def test_a_part_without_rates() -> None:
    file = io.BytesIO()
    write_stream(tenq.FORMAT, (part(OLE[0]), part(*ISERIT)), file)
    assert file.getvalue() == content(OLE[0], *ISERIT)


def test_what_occurs_twice_in_two_parts_is_found_at_its_line_in_the_file() -> None:
    again = (ISERIT[0], put(ISERIT[1], 277, "1".zfill(35)))
    with pytest.raises(ProblemsError) as caught:
        write_stream(tenq.FORMAT, (part(*OLE), part(*again), part(*OLE[:2])), io.BytesIO())
    assert [(p.code, p.line, p.column) for p in caught.value.problems.sorted()] == [
        ("AFSTEMNINGSNOEGLE_DUBLET", 10, 277),
        ("RATE_DUBLET", 12, 48),
        ("AFSTEMNINGSNOEGLE_DUBLET", 12, 277),
    ]


def test_a_rule_broken_within_a_part_stops_the_file() -> None:
    with pytest.raises(ProblemsError, match="trans 10"):
        write_stream(tenq.FORMAT, (part(*OLE), part(ISERIT[1])), io.BytesIO())
