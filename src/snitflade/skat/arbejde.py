"""What the worker does again by itself for Delsystem Skat: files for another municipality that could not be reached,
and overrides that have been approved."""

from __future__ import annotations

from snitflade.exchange.engine import register_schedule, step, task
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.planned import EVERY_TEN_MINUTES
from snitflade.skat.aar import fordeling
from snitflade.skat.overskriv import handlinger

_FORDEL, _SEND = "skat.fordel", "skat.overskriv"


@task(_FORDEL, temporary=(BusyError,))
def fordel(schedule: str, due: str) -> None:
    """Hand on what waits."""
    step("aflever det, der venter", _fordel)


def _fordel() -> int:
    with exclusive(_FORDEL):
        return fordeling.proev_ventende()


@task(_SEND, temporary=(BusyError,))
def send(schedule: str, due: str) -> None:
    """Tell the service of the overrides that are approved."""
    step("send det, der er godkendt", _send)


def _send() -> int:
    with exclusive(_SEND):
        return handlinger.send_godkendte()


def tidsplan() -> None:
    """Let the worker try every ten minutes what waits."""
    register_schedule("skat-fordeling", EVERY_TEN_MINUTES, _FORDEL)
    register_schedule("skat-overskrivning", EVERY_TEN_MINUTES, _SEND)
