"""What the clock says where the money is paid."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from snitflade.exchange.schedule import ZONE


def nu() -> dt.datetime:
    """Now, in Nuuk's time with its offset."""
    return timezone.localtime(timezone=ZONE)
