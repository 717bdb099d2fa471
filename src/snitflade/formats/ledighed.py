"""Rules of the monthly delivery to Grønlands Statistik: one file is one month of one municipality, and counts its persons.

Only what the file itself shows; codes and ages are the Delsystem's. The layout is ``profiler/led-gs-1.toml``; source:
social-teknik.md 6.1.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.profile_rules import present

POST, TOTAL = "henvendelse", "TOTAL"
LED_UDENFOR_MAANED = ProblemKind("LED_UDENFOR_MAANED", "Dagen {raw} ligger ikke i måneden {periode}.", spec="LED-E01")
LED_FLERE = ProblemKind("LED_FLERE", "Her står {raw}, men den første linje har {foerste}. En fil er én måned for én kommune.")
LED_PERSONER = ProblemKind("LED_PERSONER", "Der står {raw} personer, men linjerne har {fundet} forskellige.")


def rules(document: Document, problems: Problems) -> None:
    """Report days outside the month (LED-E01), lines of another month or municipality, and a wrong count of persons."""
    table = document.tables.get(POST)
    persons = 0
    if table is not None and len(table):
        for name in ("kommunenr", "periode"):
            _one(table, name, problems)
        _inside(table, problems)
        persons = len(set(strings(table["cpr"][present(table, "cpr")]))) if "cpr" in table.columns else 0
    total = document.tables.get(TOTAL)
    if total is not None and len(total) and "personer" in total.columns:
        wrong = present(total, "personer") & (total.columns["personer"] != persons)
        total.report(problems, LED_PERSONER, wrong, "personer", fundet=persons)


def _one(table: Table, name: str, problems: Problems) -> None:
    """Every line says the same as the first that says anything."""
    if name not in table.columns:
        return
    here = np.flatnonzero(present(table, name))
    values = np.array(strings(table[name][here]))
    if len(here):
        table.report(problems, LED_FLERE, here[values != values[0]], name, foerste=str(values[0]))


def _inside(table: Table, problems: Problems) -> None:
    if "periode" not in table.columns or "henvendelsesdato" not in table.columns:
        return
    both = np.flatnonzero(present(table, "periode") & present(table, "henvendelsesdato"))
    months = strings(table["periode"][both])
    days = np.datetime_as_string(table["henvendelsesdato"][both], unit="D").tolist() if len(both) else []
    wrong = [at for at, (month, day) in enumerate(zip(months, days, strict=True)) if f"{day[:4]}{day[5:7]}" != month]
    table.report(problems, LED_UDENFOR_MAANED, both[wrong], "henvendelsesdato", periode=[months[at] for at in wrong])
