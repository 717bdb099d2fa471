"""What is shown of a text from a file: CPR numbers masked, nothing that steers a terminal."""

from __future__ import annotations

import re

_DDMM = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])"
_HASH = r"\b(?=[0-9]*[a-f])[0-9a-f]{64}\b"
"""The SHA-256 of a file, by which two people compare what they have; the first letter shows that it is no run of digits."""
_CPR_LIKE = re.compile(rf"{_HASH}|(?<!\d)({_DDMM}\d\d)-?\d{{4}}(?!\d)")
_CPR_WITHIN = re.compile(rf"(?={_DDMM}\d{{6}})")


def mask_cpr(text: str) -> str:
    """`text` with everything that can be a CPR number masked.

    >>> mask_cpr("kunde 3112999999, CVR 12227353")
    'kunde 311299-****, CVR 12227353'
    """
    return _CPR_LIKE.sub(lambda found: f"{found[1]}-****" if found[1] else found[0], text)


def mask_line(text: str) -> str:
    """`text` with every ten digits masked that can be a CPR number, also within longer runs: fixed-width lines have no gaps.

    >>> mask_line("WINF14 99311299999999")
    'WINF14 99311299****99'
    """
    found = [match.start() for match in _CPR_WITHIN.finditer(text)]
    masked = list(text) if found else []
    for start in found:
        masked[start + 6 : start + 10] = "****"
    return "".join(masked) if found else text


def presentable(text: str) -> str:
    """`text` masked, with what cannot be seen, steers a terminal, breaks a line or cannot be stored written as an escape.

    >>> presentable("Ilulissat\\x1b[2J\\x00")
    'Ilulissat\\\\x1b[2J\\\\x00'
    """
    masked = mask_cpr(text)
    return masked if masked.isprintable() else masked.translate(_ESCAPES)


class _Escapes(dict[int, str]):
    """How each code point is shown, worked out when it is met first: a line can be a megabyte of them."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = character if character.isprintable() else ascii(character)[1:-1]
        return self[point]


_ESCAPES = _Escapes()
