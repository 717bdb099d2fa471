"""What the program logs, without CPR numbers and secrets."""

from __future__ import annotations

import logging
import re

from snitflade.formats.problems import mask_cpr

_SECRETS = (
    (re.compile(r"(snf_[0-9a-f]{8}_)[A-Za-z0-9_-]{43}"), r"\1****"),  # a system's token: its beginning says whose it is
    (re.compile(r"(Bearer )[A-Za-z0-9._~+/=-]+"), r"\1****"),
    (re.compile(r"(://[^/\s:@]+:)[^/\s@]+@"), r"\1****@"),  # a password in an address
)


def maskeret(text: str) -> str:
    """`text` without CPR numbers, tokens and passwords in addresses.

    >>> maskeret("postgresql://snitflade:hunter2@db/x om 3112999999")
    'postgresql://snitflade:****@db/x om 311299-****'
    """
    for shape, instead in _SECRETS:
        text = shape.sub(instead, text)
    return mask_cpr(text)


class Maskeret(logging.Filter):
    """Masks messages and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; changes `record` in place."""
        record.msg, record.args = maskeret(record.getMessage()), None
        if record.exc_info:
            record.exc_text = maskeret(logging.Formatter().formatException(record.exc_info))
        return True
