"""The engine's log. What an operator needs stands in the work itself; here is what a developer needs, CPR numbers masked."""

from __future__ import annotations

import logging

from snitflade.exchange.engine.errors import TaskFailedError
from snitflade.formats.problems import mask_cpr


class Masked(logging.Filter):
    """Masks CPR numbers in messages and tracebacks, and drops what has been logged already where it happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether `record` is logged; it is changed in place."""
        if record.exc_info and isinstance(record.exc_info[1], TaskFailedError):
            return False
        record.msg, record.args = mask_cpr(record.getMessage()), None
        if record.exc_info:
            record.exc_text = mask_cpr(logging.Formatter().formatException(record.exc_info))
        return True


log = logging.getLogger("snitflade.engine")
log.addFilter(Masked())
