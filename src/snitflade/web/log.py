"""What the site logs, without CPR numbers."""

from __future__ import annotations

import logging

from snitflade.formats.problems import mask_cpr


class Maskeret(logging.Filter):
    """Masks CPR numbers in messages and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; changes `record` in place."""
        record.msg, record.args = mask_cpr(record.getMessage()), None
        if record.exc_info:
            record.exc_text = mask_cpr(logging.Formatter().formatException(record.exc_info))
        return True
