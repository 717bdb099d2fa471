"""CPR's answers to what we sent, which come with the deliveries: rejected lines (910), receipts for deleted subscriptions (997).

Source: cpr.md 8.4.
"""

from __future__ import annotations

import numpy as np

from snitflade.exchange.models import Exchange
from snitflade.folk.cpr.afbildning import nogle
from snitflade.folk.cpr.leverance import Leverance
from snitflade.folk.cpr.raekker import indsaet
from snitflade.folk.models_cpr import CprSvar
from snitflade.formats.columns import strings
from snitflade.formats.problems import Problems

FEJL, KVITTERING = "910", "997"
_NUMMER = {"06": slice(10, 20), "07": slice(8, 18)}
"""Where the number stands in a rejected line, by its key."""


def gem(exchange: Exchange, leverance: Leverance) -> dict[str, int]:
    """Keep the answers of a delivery, each once; gives how many there are of each type."""
    there = set(CprSvar.objects.filter(exchange=exchange).values_list("linje", flat=True))
    counts = {}
    for key in (FEJL, KVITTERING):
        if key not in leverance.fil.format.types:
            continue
        table = leverance.fil.tabel(key, Problems())
        good = ~np.isin(table.lines, leverance.fejl.linjer)
        counts[key] = int(good.sum())
        new = good & ~np.isin(table.lines, list(there))
        table = nogle(table, new)
        values = {name: strings(table[column]) for name, column in _COLUMNS[key].items()}
        if key == FEJL:
            values["personnummer"] = [nummer(line) for line in values["inddata"]]
        values["linje"] = table.lines.tolist()
        indsaet(CprSvar, len(table), values, {"exchange_id": exchange.pk, "type": key})
    return counts


_COLUMNS = {
    FEJL: {"inddata": "inddata", "fejlnr": "fejlnr", "fejltekst": "fejltxt_udtraek"},
    KVITTERING: {"personnummer": "pnr", "tidspunkt": "timestampu", "haendelse": "haendelse", "nglkonst": "nglkonst"},
}


def nummer(inddata: str) -> str:
    """The number a rejected line of ours is about; empty when it is no such line.

    >>> nummer("06123400OP6101600001"), nummer("071234566101600001"), nummer("99")
    ('6101600001', '6101600001', '')
    """
    found = inddata[_NUMMER.get(inddata[:2], slice(0))]
    return found if len(found) == 10 and found.isdecimal() else ""
