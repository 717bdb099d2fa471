"""What tests of every Delsystem do alike with an exchange: bring it out, take it back, see what it booked and why it is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from snitflade.bogh.models import Postering
from snitflade.exchange import blobs, catalogue, delivery, outbound
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems, ProblemsError, Severity


def bring_ud(exchange: Exchange, af: str = "bo", svar: str = "Sendt") -> None:
    """Approved by another and carried to those who get it."""
    outbound.approve(exchange, af)
    exchange.refresh_from_db()
    delivery.delivered_by_hand(exchange, af, svar)
    exchange.refresh_from_db()


def annuller(exchange: Exchange) -> None:
    """Taken back before it went out."""
    outbound.cancel(exchange, catalogue.find(exchange.interface), "bo", "Forkert dato")
    exchange.refresh_from_db()


def filerne(exchange: Exchange) -> dict[str, bytes]:
    """The bytes of its files, by name."""
    return {file.name: blobs.get(file.blob) for file in exchange.files.select_related("blob")}


def saldo(konto: str) -> int:
    """The øre on an account."""
    return sum(Postering.objects.filter(konto=konto).values_list("beloeb", flat=True))


def koder(call: Callable[[], object]) -> list[str]:
    """The errors of a call that is refused."""
    with pytest.raises(ProblemsError) as caught:
        call()
    return sorted(problem.code for problem in caught.value.problems.sorted() if problem.severity is Severity.FEJL)


def fejl(problems: Problems) -> list[tuple[str, int]]:
    """Code and line of each problem."""
    return [(problem.code, problem.line) for problem in problems.sorted()]
