"""Where somebody lives: the locality, which CPR has codes for, from the address register.

Source: social-teknik.md 6.1 (locality of residence on the contact date).
"""

from __future__ import annotations

import datetime as dt

from snitflade.folk import personopslag
from snitflade.folk.personopslag import Spoerger
from snitflade.folk.vejnavne import veje


def lokalitet(cpr: str, dato: dt.date, spoerger: Spoerger) -> str:
    """The locality the person lived in on that day; empty where the registers do not say. The look-up is logged."""
    found = personopslag.adresse(cpr, dato, spoerger)
    if found is None:
        return ""
    key = (found.kommunekode, found.vejkode)
    return veje([key])[key].lokalitet
