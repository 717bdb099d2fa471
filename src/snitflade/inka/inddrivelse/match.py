"""Which of our claims a line of the authority's means: five attempts, the first unique hit wins (skat-inddrivelse.md 9.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from snitflade.inka.inddrivelse.models import UDE, Fordring
from snitflade.inka.inddrivelse.opsaetning import normaliseret
from snitflade.inka.inddrivelse.typer import navne


class Aarsag(StrEnum):
    """Why a settlement did not go to a claim, beside `indbetaling.Aarsag`."""

    UKENDT = "INDDRIVELSE_UKENDT"
    FLERE = "INDDRIVELSE_FLERE"
    AFVIST = "INDDRIVELSE_AFVIST"


@dataclass(frozen=True, slots=True)
class Linje:
    """What a line says of its claim. `aaben`: øre that would be open before it."""

    debitor: str
    sagsnummer: str
    sekvensnummer: str
    gruppe: str
    type: str
    aaben: int


@dataclass(slots=True)
class Opslag:
    """The claims of one claimant by what lines name them by."""

    sekvens: dict[str, list[Fordring]] = field(default_factory=lambda: defaultdict(list))
    sager: dict[str, list[Fordring]] = field(default_factory=lambda: defaultdict(list))
    debitorer: dict[tuple[str, str, str], list[Fordring]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def af(cls, rows: Iterable[Fordring]) -> Opslag:
        """The look-up of these claims."""
        found = cls()
        for one in rows:
            if one.sekvensnummer:
                found.sekvens[one.sekvensnummer].append(one)
            found.sager[normaliseret(one.ekstern_sagsnummer)].append(one)
            if one.tilstand in UDE:
                found.debitorer[one.debitor_nummer, one.fordringsgruppe, one.fordringstype].append(one)
        return found

    def find(self, linje: Linje) -> Fordring | Aarsag:
        """The claim a line means, or why none."""
        for hits in (
            self.sekvens.get(linje.sekvensnummer, []) if linje.sekvensnummer else [],
            self.sager.get(normaliseret(linje.sagsnummer), []) if linje.sagsnummer.strip() else [],
        ):
            if len(hits) == 1:
                return hits[0]
        names = navne(linje.gruppe, linje.type)
        if names is None:
            return Aarsag.UKENDT
        same = self.debitorer.get((linje.debitor, *names), [])
        exact = [one for one in same if one.rest_hos == linje.aaben]
        if len(exact) == 1:
            return exact[0]
        if len(same) == 1:
            return same[0]
        return Aarsag.FLERE if same else Aarsag.UKENDT
