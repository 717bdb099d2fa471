"""Characters that word processors make of plain ones, and the old letter ĸ, as payment files can have them (payments.md 1)."""

from __future__ import annotations

from typing import Any

import numpy as np

REPLACED = {
    **dict.fromkeys(map(ord, "‘’‚‛′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    ord("ĸ"): "q",
}
"""Code points and what is written for them; everything else is written as it is, or refused."""


def plain(values: Any) -> Any:
    """A text, a list of texts or an array of them with the characters of `REPLACED` replaced; whatever is no text stays.

    >>> plain(["Eĸĸaavik – »nr. 1«", "B-345"])
    ['Eqqaavik - »nr. 1«', 'B-345']
    """
    if isinstance(values, str):
        return values.translate(REPLACED)
    if isinstance(values, np.ndarray):
        if values.dtype.kind != "U":
            return values  # Latin-1 bytes have none of them
        return np.array([text.translate(REPLACED) for text in values.tolist()], dtype="U") if _strange(values) else values
    if isinstance(values, list | tuple):
        if "".join(value for value in values if isinstance(value, str)).isascii():  # as good as all are
            return list(values)
        return [value.translate(REPLACED) if isinstance(value, str) else value for value in values]
    return values


def _strange(values: np.ndarray[Any, np.dtype[np.str_]]) -> bool:
    """Whether any character is beyond Latin-1."""
    return bool((np.ascontiguousarray(values).view(np.uint32) > 0xFF).any())
