"""Which lines may not be paid yet: no stamping inside the art's limit (SU-E03), or a receiver who is dead or has disappeared.

It is asked when a line is made and again when it is to be paid, so a stamping that came in the meantime lets it go.
Source: social-teknik.md 5.3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from snitflade.folk import personopslag, stempling
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.cpr_koder import STATUS
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.models import Ydelseslinje
from snitflade.soc.udbetalinger.regler import VIA

BEMAERKES = ("70", "90")
"""Status codes that stop a payment: disappeared, dead."""


def grunde(linjer: Sequence[Ydelseslinje], gaeldende: Gaeldende, af: str) -> dict[int, str]:
    """Why each line (by its place in `linjer`) may not be paid; empty where it may. What somebody has released may."""
    found = dict.fromkeys(range(len(linjer)), "")
    asked = {at: line for at, line in enumerate(linjer) if not line.frigivet_af}
    if not asked:
        return found
    numre = {line.vedroerer for line in asked.values()}
    persons = personopslag.personer(sorted(numre), Spoerger(af, VIA, f"Kontrol af {len(asked)} sociale udbetalinger"))
    for at, line in asked.items():
        person = persons.get(line.vedroerer)
        if person is not None and person.status in BEMAERKES:
            found[at] = f"Personen er {STATUS.betydning(person.status)}. Stop kortet, eller lad en anden frigive linjen."
    for at, text in _uden_stempling(asked, gaeldende).items():
        found[at] = found[at] or text
    return found


def _uden_stempling(linjer: dict[int, Ydelseslinje], gaeldende: Gaeldende) -> dict[int, str]:
    days: defaultdict[dt.date, dict[int, tuple[str, int]]] = defaultdict(dict)
    for at, line in linjer.items():
        terms = gaeldende.paa(line.art_id, line.dato)
        if terms is not None and terms.spec is not None:
            days[line.dato][at] = (line.vedroerer, terms.spec)
    found = {}
    for dato, wanted in days.items():
        last = stempling.sidste({number for number, _ in wanted.values()}, dato)
        for at, (number, spec) in wanted.items():
            seen = last.get(number)
            if seen is None or (dato - seen).days > spec:
                when = f"sidst stemplet {seen:%d-%m-%Y}" if seen is not None else "aldrig stemplet"
                found[at] = f"Ingen stempling i de {spec} dage før {dato:%d-%m-%Y}: {when}. Stempling frigiver linjen."
    return found
