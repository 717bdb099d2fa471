"""A cause: one thing that is due, late, silent or stuck, with the one next thing to do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import translation

from snitflade.formats.problems import mask_cpr


class Severity(StrEnum):
    """How much it hurts."""

    KRITISK = "kritisk"
    """Something that should have happened has not, or may have happened wrongly."""
    ADVARSEL = "advarsel"
    """It is not lost yet, but somebody must look at it."""
    OPLYSNING = "oplysning"
    """It is on the list of the day, and there is time."""

    @property
    def rank(self) -> int:
        """Its place, the worst first."""
        return _RANK[self]


_RANK = {severity: place for place, severity in enumerate(Severity)}


class Kind(StrEnum):
    """What is the matter."""

    I_DAG = "i_dag"
    """Due today, or due and still within its grace."""
    FORSINKET = "forsinket"
    """It should have gone out."""
    TAVS = "tavs"
    """It should have come in."""
    IKKE_TAGET = "ikke_taget"
    """It lies at the partner, whose job does not take it."""
    IKKE_KVITTERET = "ikke_kvitteret"
    """The partner has not confirmed it."""
    KARANTAENE = "karantaene"
    """Lines were set aside."""
    VENTER_PAA_ANDEN = "venter_paa_anden"
    """Another person must approve it."""
    UKLAR = "uklar"
    """Nobody knows whether the partner has it."""
    MISLYKKET = "mislykket"
    """It was tried and did not succeed."""
    VENTER_PAA_HAAND = "venter_paa_haand"
    """A person must carry it to the partner."""
    HOLDT = "holdt"
    """What came in waits for something that is missing."""
    AFVIST = "afvist"
    """What came in was refused."""
    ARBEJDER_STOPPET = "arbejder_stoppet"
    """Nothing happens by itself: the worker is dead."""


_SEVERITY = {
    Kind.I_DAG: Severity.OPLYSNING,
    Kind.IKKE_TAGET: Severity.ADVARSEL,
    Kind.IKKE_KVITTERET: Severity.ADVARSEL,
    Kind.KARANTAENE: Severity.ADVARSEL,
    Kind.VENTER_PAA_ANDEN: Severity.OPLYSNING,
    Kind.VENTER_PAA_HAAND: Severity.OPLYSNING,
}
"""What a cause of a kind weighs unless it says otherwise; kinds not named here are critical."""


LONGEST_ABOUT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause. Moments are in UTC; CPR numbers in `sentence` are masked when it is made.

    `about` tells causes of one kind at one interface apart (the exchange's number unless given) and must stay the same for as long
    as the cause does: `key` is what an alarm remembers it by.
    """

    kind: Kind
    interface: str
    """The interface's id; empty for what concerns the installation."""
    since: dt.datetime
    sentence: str = ""
    """What, where, by when, and the next thing to do, in Danish; made from `words` where there are any."""
    words: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    """Says the sentence in the language that is active, for those who read another: ``lambda: gettext("…") % {…}``."""
    exchange: int | None = None
    deadline: dt.datetime | None = None
    about: str = ""
    weight: Severity | None = None
    """Another severity than the kind's own."""

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or (self.deadline and self.deadline.tzinfo is None):
            raise ValueError("a moment without zone is no moment")
        if len(self.about) > LONGEST_ABOUT:
            raise ValueError(f"{self.about!r} is longer than {LONGEST_ABOUT} characters")
        if self.words is not None:
            with translation.override("da"):
                object.__setattr__(self, "sentence", self.words())
        if not self.sentence:
            raise ValueError("a cause without a sentence tells nobody anything")
        object.__setattr__(self, "sentence", mask_cpr(self.sentence))
        object.__setattr__(self, "about", mask_cpr(self.about or str(self.exchange or "")))

    @property
    def severity(self) -> Severity:
        """How much it hurts: what was said when it was made, else what its kind weighs."""
        return self.weight or _SEVERITY.get(self.kind, Severity.KRITISK)

    @property
    def key(self) -> str:
        """The same for as long as it is the same cause."""
        return f"{self.kind}/{self.interface}/{self.about}"

    @property
    def urgency(self) -> tuple[int, dt.datetime, dt.datetime, str]:
        """Sorts the most urgent first: the worst, then what should have been done first (without a deadline: when it arose)."""
        return (self.severity.rank, self.deadline or self.since, self.since, self.key)

    def as_json(self) -> dict[str, Any]:
        """The cause as plain JSON values, names in Danish."""
        return {
            "noegle": self.key,
            "slags": self.kind.value,
            "alvor": self.severity.value,
            "snitflade": self.interface,
            "udveksling": self.exchange,
            "siden": self.since.isoformat(),
            "frist": self.deadline.isoformat() if self.deadline else None,
            "tekst": self.sentence,
        }
