"""What Linux' kernel says about its clock."""

from __future__ import annotations

import ctypes
import sys

_UNSYNCHRONISED = 5
"""TIME_ERROR, adjtimex(2): the clock is not synchronised."""
_ROOM = 512
"""More bytes than ``struct timex`` has on any machine. All of them zero means: change nothing, only tell."""


def synchronised() -> bool | None:
    """Whether something keeps the clock right; None where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_ROOM))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED
