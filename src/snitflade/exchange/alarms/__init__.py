"""Alarms: each cause told once over each channel, told again while it lasts, and forgotten when it is gone.

`tell` is the whole of it; the worker does it every five minutes (`schedule_alarms`). Which channels there are stands in
``SNITFLADE_HOME/alarmer.toml`` (`setup`). A message holds the cause's sentence and nothing more; causes hold no personal data.

What cannot be told is tried again the next time, and shows meanwhile: in `snitflade today` and among the figures.
"""

from __future__ import annotations

from snitflade.exchange.alarms.setup import Setup, load
from snitflade.exchange.alarms.telling import Told, schedule_alarms, tell, untold

__all__ = ["Setup", "Told", "load", "schedule_alarms", "tell", "untold"]
