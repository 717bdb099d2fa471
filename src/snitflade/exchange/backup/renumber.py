"""Moving a series of numbers on after a restoration, to what a partner has seen; never back, and only while everything is held.

What was given after the backup is not in the database any more, so the next of each series would be given once more, for something
else. `standing` says what was last used as far as is known here; `move` writes into the audit chain what the partner has seen, and
from then on nothing below it is given (`exchange.numbers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit, numbers
from snitflade.exchange.backup import hold
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.numbers import Series

FURTHEST = 100_000
"""How far a series is moved at once: it never comes back, so that a slip of the finger must not use it up."""


class UnknownSeriesError(KnownError):
    """Den nummerserie findes ikke."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, name: str) -> None:
        super().__init__(f"Nummerserien «{name}» findes ikke. De hedder: {', '.join(one.name for one in numbers.every())}.")


class ScopeError(KnownError):
    """En serie, der tælles for sig, skal have at vide, for hvad."""

    def __init__(self, series: Series, scope: str) -> None:
        if series.scope is None:
            super().__init__(f"{series.title} tælles ét sted. Kør kommandoen uden --for.")
        else:
            said = f"«{scope}» er det ikke" if scope else "det mangler"
            super().__init__(f"{series.title} tælles for sig pr. {series.scope.form}; {said}. Skriv det med --for.")


class NeverBackError(KnownError):
    """Et nummer flyttes aldrig tilbage."""

    def __init__(self, series: Series, number: int, last: int) -> None:
        super().__init__(
            f"{series.title}: det sidst brugte nummer her er {last}, og {number} er ikke højere. Et nummer flyttes aldrig tilbage; "
            "har modparten ikke set et højere, er der intet at gøre."
        )


class TooFarError(KnownError):
    """Så langt flyttes en nummerserie ikke på én gang."""

    def __init__(self, series: Series, number: int, most: int) -> None:
        super().__init__(
            f"{series.title}: {number} er for langt fremme; på én gang flyttes der højst til {most}. Et nummer kommer aldrig "
            "tilbage, så se, om det er skrevet rigtigt."
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a series stands: the last number used as far as is known here, or what it was moved to (`moved`)."""

    series: Series
    scope: str
    last: int
    moved: bool


def standing() -> Iterator[Standing]:
    """Every series with what it counts for since the backup. Raises NotHeldError."""
    restored = hold.current()
    if restored is None:
        raise hold.NotHeldError
    since = timezone.localdate(restored.backup_at) if restored.backup_at != hold.UNKNOWN else timezone.localdate()
    for series in numbers.every():
        for scope in series.scopes(since):
            last = series.last(scope)
            yield Standing(series, scope, last, last > series.used(scope))


def find(name: str) -> Series:
    """The series of that name. Raises UnknownSeriesError."""
    for series in numbers.every():
        if series.name == name:
            return series
    raise UnknownSeriesError(name)


def move(name: str, scope: str, number: int, by: str, reason: str) -> Series:
    """Say that `number` is the last that was used in a series: the next one given is one more.

    Raises NotHeldError, ReasonMissingError, UnknownSeriesError, ScopeError, NeverBackError and TooFarError.
    """
    restored = hold.needed(reason)
    series = find(name)
    if not series.fits(scope):
        raise ScopeError(series, scope)
    with transaction.atomic():
        last = series.last(scope)
        if number <= last:
            raise NeverBackError(series, number, last)
        most = min(series.most - 1, last + FURTHEST)
        if number > most:
            raise TooFarError(series, number, most)
        if series.rows is not None:
            numbers.advance(series.rows, number)
        audit.record(
            numbers.MOVED, by, gendannelse=restored.id, serie=name, omfang=scope, fra=last, til=number, grund=reason.strip()
        )
    return series
