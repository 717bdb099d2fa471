"""How much memory there is left, so that a process that may need much stops by itself before it takes what others need."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
"""Where the system keeps what groups of processes (a service, a container) may have."""
_SHARE = 0.9
"""How much of what is left one process may take."""


def begraens(root: Path = Path("/"), groups: Path = GROUPS) -> None:
    """Let this process have what is left and no more: then it gets a MemoryError, and nobody else is killed for it."""
    free, had = ledig(root, groups), _tal(root / "proc/self/statm", r"^(\d+)")
    if free is not None and had is not None:
        most = had * resource.getpagesize() + int(free * _SHARE)
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def ledig(root: Path = Path("/"), groups: Path = GROUPS) -> int | None:
    """Bytes that can still be had, of the machine and of our groups; None where nobody tells."""
    machine = _tal(root / "proc/meminfo", r"^MemAvailable:\s+(\d+) kB")
    found = [1024 * machine] if machine is not None else []
    for group in _grupper(root, groups):
        most, used = _tal(group / "memory.max", r"^(\d+)"), _tal(group / "memory.current", r"^(\d+)")
        if most is not None and used is not None:  # "max": no limit
            found.append(most - used + (_tal(group / "memory.stat", r"^file (\d+)") or 0))  # copies of files are given up
    return max(0, min(found)) if found else None


def _grupper(root: Path, groups: Path) -> Iterator[Path]:
    """The group of this process, and those it lies in."""
    with suppress(OSError):
        own = re.search(r"^0::/(.*)$", (root / "proc/self/cgroup").read_text(), re.MULTILINE)
        place = groups / own[1].strip("/") if own else groups
        while True:
            yield place
            if place == groups or groups not in place.parents:
                return
            place = place.parent


def _tal(path: Path, pattern: str) -> int | None:
    """The number in a file of the system."""
    with suppress(OSError):
        found = re.search(pattern, path.read_text(), re.MULTILINE)
        return int(found[1]) if found else None
    return None
