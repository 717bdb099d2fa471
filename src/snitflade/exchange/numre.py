"""The numbers of ours that every partner can see (`numbers`)."""

from __future__ import annotations

from snitflade.exchange import numbers
from snitflade.exchange.models import Exchange

UDVEKSLINGER = numbers.rows(Exchange, "udveksling", "Udvekslinger", seen_by="banken, i MsgId (pain.001)")
