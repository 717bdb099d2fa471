"""System constants of Delsystem Krdi, beside 301, 302 and 305 (`bogh.konstanter`). Source: prisme.md 4."""

from __future__ import annotations

from snitflade.bogh.udbetaling.konstanter import vej
from snitflade.exchange.konstanter import register

register({"krdi.udbetaling.vej": vej("kreditorafregning")})
