"""What goes wrong: every misbehaviour that each partner has, by chance, but those that have not happened yet come first.

A bad habit may be switched on and never come into play, e.g. because nothing was sent that day: what is counted is what happened.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from snitflade.partners.habits import Misbehaviour as M
from snitflade.partners.run import Partners

SFTP = (
    *(M.DROP_UPLOAD, M.DROP_DOWNLOAD, M.DROP_AFTER, M.VANISH_AFTER, M.AWAY, M.CORRUPT, M.LATE, M.WRONG_KEY, M.DISK_FULL),
    *(M.DENIED, M.LOGIN_DENIED, M.DUPLICATE),
)
SMTP = (
    *(M.DROP_UPLOAD, M.DROP_AFTER, M.AWAY, M.LATE, M.WRONG_KEY, M.DISK_FULL, M.DENIED, M.LOGIN_DENIED, M.DUPLICATE),
    *(M.ERROR_BEFORE, M.ERROR_AFTER, M.LOSE),
)
IMAP = (M.DROP_DOWNLOAD, M.DROP_AFTER, M.AWAY, M.LATE, M.WRONG_KEY, M.DENIED, M.DISK_FULL, M.LOGIN_DENIED)
HTTP = (
    *(M.DROP_UPLOAD, M.DROP_DOWNLOAD, M.DROP_AFTER, M.VANISH_AFTER, M.AWAY, M.LATE, M.WRONG_KEY, M.DENIED, M.LOGIN_DENIED),
    *(M.DISK_FULL, M.ERROR_BEFORE, M.ERROR_AFTER, M.ALIEN_REDIRECT, M.OVERSIZE),
)
Slags = tuple[M, ...]
"""A kind of fault: mostly one habit."""


def _hver(*habits: M) -> tuple[Slags, ...]:
    return tuple((one,) for one in habits)


UVANER: dict[str, tuple[Slags, ...]] = {
    "prisme": (*_hver(*SFTP, M.LOSE), (M.LOSE, M.VANISH_AFTER)),
    "cpr": _hver(*SFTP),
    "smtp": _hver(*SMTP),
    "imap": _hver(*IMAP),
    "gar": _hver(*HTTP),
    "incasso": _hver(*HTTP, M.DUPLICATE),
    "etax": _hver(*HTTP),
}
"""Of each partner. `M.LOSE` (yes, and nothing kept) where the partner tells one day what it never got: `afgoerelser.mistet`; with
`M.VANISH_AFTER` nothing is kept and nobody answers, so that it must be sent again."""
SES_IKKE = {("prisme", (M.WRONG_KEY,)), ("cpr", (M.WRONG_KEY,))}
"""The line ends before the partner could tell that it came into play: switched on, it has happened."""
VAEK = "væk"
EGNE = ("vægten", "lønsystemet")
"""The partners that are no servers: their folder or database is not there."""
EN_AF, TIL_ALT_ER_SKET = 0.35, 0.8
"""The part of the days on which a partner is bad; in a whole year while something of its kinds has not happened yet."""


def navn(slags: Slags) -> str:
    """What a kind of fault is called."""
    return "+".join(slags)


@dataclass(slots=True)
class Fejl:
    """The faults of a run; `gjort` counts by partner and kind what happened."""

    held: random.Random
    mapper: dict[str, Path]
    """Where the partners that are no servers have their things."""
    alt: bool = False
    """Whether every kind of each partner is to happen."""
    gjort: Counter[tuple[str, str]] = field(default_factory=Counter)
    _tilmeldt: dict[str, tuple[Slags, int]] = field(default_factory=dict)
    _flyttet: list[tuple[Path, Path]] = field(default_factory=list)

    def slaa_til(self, partnere: Partners) -> None:
        """Some partners have a bad day."""
        for name, habits in UVANER.items():
            left = self.alt and not all(self.gjort[name, navn(one)] for one in habits)
            if self.held.random() < (TIL_ALT_ER_SKET if left else EN_AF):
                what = min(habits, key=lambda one: (self.gjort[name, navn(one)], self.held.random()))
                after = self.held.choice((0, 10, 200, 2000))
                times, seconds = 1 if M.LOSE in what else self.held.choice((1, 1, 2, 4)), self.held.choice((0.05, 0.4))
                for one in what:
                    partnere.control.partners[name].misbehave(one, after=after, seconds=seconds, times=times)
                self._tilmeldt[name] = (what, times)
        for name in EGNE:
            path = self.mapper[name]
            if self.held.random() < EN_AF / 2:
                there = path.with_name(f"{path.name}.vaek")
                path.rename(there)
                self._flyttet.append((path, there))
                self.gjort[name, VAEK] += 1

    def slaa_fra(self, partnere: Partners) -> None:
        """They have recovered."""
        for name, (what, times) in self._tilmeldt.items():
            left = [partnere.control.partners[name].habits.look(one) for one in what]
            if (name, what) in SES_IKKE or all(one is None or one.times < times for one in left):
                self.gjort[name, navn(what)] += 1
        self._tilmeldt.clear()
        for name in UVANER:
            partnere.control.partners[name].behave()
        while self._flyttet:
            here, there = self._flyttet.pop()
            there.rename(here)

    def tabel(self) -> Iterator[str]:
        """How often each kind happened, and of which partners; a kind is what goes wrong, whoever it is."""
        for kind, partners in self._slags().items():
            counts = {name: self.gjort[name, kind] for name in partners}
            yield f"  {kind:<18} {sum(counts.values()):>4}  " + ", ".join(f"{name} {count}" for name, count in counts.items())

    def aldrig(self) -> list[str]:
        """The kinds that never happened, whoever they are of."""
        return [kind for kind, partners in self._slags().items() if not any(self.gjort[name, kind] for name in partners)]

    @staticmethod
    def _slags() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, kinds in UVANER.items():
            for kind in kinds:
                found.setdefault(navn(kind), []).append(name)
        found[VAEK] = list(EGNE)
        return dict(sorted(found.items()))
