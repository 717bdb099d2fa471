"""The numbers of what Skat sends (`exchange.numbers`)."""

from __future__ import annotations

from snitflade.exchange import numbers
from snitflade.skat.models_overskriv import Overskrivning

OVERSKRIVNINGER = numbers.rows(Overskrivning, "overskrivning", "Overskrivninger af indkomst", seen_by="Aktuel Skat, i filen")
