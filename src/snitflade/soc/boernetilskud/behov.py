"""Whose aktuel indkomst Børnetilskud needs (row 32): those whose income counts for a child. Source: skat-inddrivelse.md 6.3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from snitflade.folk.models import Adresse
from snitflade.soc.boernetilskud import fakta, sager
from snitflade.soc.maaned import Maaned


def hvis_indkomst(kommune: str, dag: dt.date) -> Iterator[str]:
    """Receivers and their partners in the month of the day, of one municipality or of all in Greenland."""
    maaned = Maaned.af(dag)
    there = set(Adresse.objects.filter(aktuel=True, kommunekode__in=fakta.GROENLAND).values_list("kommunekode", flat=True))
    cards = sager.gaeldende_kort(maaned)
    for code in [kommune] if kommune else sorted(there):
        for sag in sager.find(fakta.i_kommunen(code, maaned.foerste), maaned, cards).sager:
            yield from sag.grundlag
