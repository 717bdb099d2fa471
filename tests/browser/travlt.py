"""A busy day: exchanges in every state that asks for somebody, put into the journal of the installation in ``SNITFLADE_HOME``."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import django


def main() -> None:
    """Make them, counted from now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    django.setup()
    from tests.exchange.world import IND, UD, exchange

    from snitflade.exchange.models import Order, QuarantinedLine
    from snitflade.exchange.states import State
    from snitflade.formats.problems import Problem, Severity

    now = dt.datetime.now(dt.UTC)

    def ago(days: int) -> str:
        return f"{now - dt.timedelta(days=days):%Y-%m-%d} 09:00"

    sent: dict[str, Any] = {"needs_two": True, "approved_by": "bo"}
    exchange(UD, State.GODKENDT, ago(30), **sent, attempts=3, note="Prisme svarede ikke.")
    exchange(UD, State.UKLAR, ago(2), **sent)
    exchange(UD, State.AFSENDT, ago(6), **sent)
    exchange(UD, State.VENTER, ago(1), **sent)
    exchange(IND, State.AFVIST, ago(1))
    aside = exchange(IND, State.KARANTAENE, ago(3))
    Order.objects.create(interface=UD, options={"kvartal": "2018K2"}, by="operatoer")
    wrong = Problem(
        code="KVARTAL", severity=Severity.FEJL, message="«2018» er ikke et kvartal. Skriv det som 2018K1.", field="kvartal"
    )
    Order.objects.create(interface=UD, options={"kvartal": "2018"}, by="operatoer", problems=[wrong.as_json()], ended_at=now)
    for line in (12, 40, 41):
        QuarantinedLine.objects.create(exchange=aside, line=line, sealed=b"x", reason="Personen findes ikke.")


if __name__ == "__main__":
    main()
