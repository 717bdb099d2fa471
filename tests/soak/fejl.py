"""What goes wrong: every misbehaviour a partner has, by chance, and now and then a killed worker.

`LOSE` alone is left out: a partner that says yes and keeps nothing cannot be told from one whose job has taken the file
(docs/drift.md), so an audit from outside would find what nobody could have known.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from snitflade.partners.habits import Misbehaviour as M
from snitflade.partners.run import Partners

SFTP = (
    *(M.DROP_UPLOAD, M.DROP_DOWNLOAD, M.DROP_AFTER, M.VANISH_AFTER, M.AWAY, M.CORRUPT, M.LATE, M.WRONG_KEY, M.DISK_FULL),
    *(M.DENIED, M.LOGIN_DENIED, M.DUPLICATE),
)
SMTP = (
    M.DROP_UPLOAD,
    M.DROP_AFTER,
    M.AWAY,
    M.LATE,
    M.WRONG_KEY,
    M.DISK_FULL,
    M.DENIED,
    M.LOGIN_DENIED,
    M.DUPLICATE,
    M.ERROR_BEFORE,
    M.ERROR_AFTER,
)
IMAP = (M.DROP_DOWNLOAD, M.DROP_AFTER, M.AWAY, M.LATE, M.WRONG_KEY, M.DENIED, M.DISK_FULL, M.LOGIN_DENIED)
HTTP = (
    *(M.DROP_UPLOAD, M.DROP_DOWNLOAD, M.DROP_AFTER, M.VANISH_AFTER, M.AWAY, M.LATE, M.WRONG_KEY, M.DENIED, M.LOGIN_DENIED),
    *(M.DISK_FULL, M.ERROR_BEFORE, M.ERROR_AFTER, M.ALIEN_REDIRECT, M.OVERSIZE),
)
UVANER: dict[str, tuple[M, ...]] = {
    "prisme": SFTP,
    "cpr": SFTP,
    "smtp": SMTP,
    "imap": IMAP,
    "gar": HTTP,
    "incasso": (*HTTP, M.DUPLICATE),
    "etax": HTTP,
}


@dataclass(slots=True)
class Fejl:
    """The faults of a run; `gjort` counts them."""

    held: random.Random
    gjort: Counter[str] = field(default_factory=Counter)

    def slaa_til(self, partnere: Partners) -> None:
        """Some partners have a bad day."""
        for name, habits in UVANER.items():
            if self.held.random() < 0.35:
                what = self.held.choice(habits)
                partner = partnere.control.partners[name]
                after = self.held.choice((0, 10, 200, 2000))
                partner.misbehave(what, after=after, seconds=self.held.choice((0.05, 0.4)), times=self.held.choice((1, 1, 2, 4)))
                self.gjort[f"{name}: {what.value}"] += 1

    def slaa_fra(self, partnere: Partners) -> None:
        """They have recovered."""
        for name in UVANER:
            partnere.control.partners[name].behave()
