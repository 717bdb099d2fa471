"""A first load in a process of its own, that may be killed on the way: ``python -m tests.folk.cpr.foerste STEP [ARGUMENTS]``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def migrate(path: str) -> None:
    """An installation that has received the delivery at `path`."""
    from django.core.management import call_command
    from tests.folk.cpr.verden import konstanter, modtag

    call_command("migrate", verbosity=0)
    konstanter()
    modtag(Path(path).read_bytes())


def apply(*point: str) -> None:
    """Apply it, ten persons at a time, and say what stands in the register; `point`: where to die."""
    from tests.folk.cpr.verden import anvend, register
    from tests.pipelines.points import arm

    from snitflade.exchange.models import Exchange
    from snitflade.folk.cpr import leverance

    leverance.AD_GANGEN = 10
    if point:
        arm(point[0], point[1], int(point[2]), "kill")
    exchange = Exchange.objects.get()
    begun = exchange.parts_done
    anvend(exchange)
    sys.stdout.write(json.dumps({"begun": begun, "state": exchange.state, "totals": exchange.totals, "register": register()}))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "migrate":
        migrate(sys.argv[2])
    else:
        apply(*sys.argv[2:])
