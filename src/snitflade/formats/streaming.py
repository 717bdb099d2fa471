"""Files too large for memory, written part by part: each part is checked as a file of its own, then what reaches across parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from snitflade.formats.document import Document
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.problems import Problems, ProblemsError


def write_stream(format: FixedFormat, parts: Iterable[Document], file: BinaryIO) -> None:
    """Write `parts` one after another to `file`; at most one of them is in memory at a time.

    Raises ProblemsError when a rule is broken, within a part or across them; what is in `file` must then be thrown away.
    """
    across = format.across() if format.across else None
    problems = Problems()
    for part in parts:
        format.check(part, problems)
        if problems.errors:
            raise ProblemsError(problems)
        if across:
            across.add(part)
        file.write(format.body(part))
    if across:
        across.finish(problems)
    if problems.errors:
        raise ProblemsError(problems)
