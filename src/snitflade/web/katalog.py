"""The catalogue as a page shows it: each row with its state, its last and next exchange, and how the last twelve went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from snitflade.exchange import catalogue, rhythm
from snitflade.exchange.catalogue import Interface, InterfaceState, Row
from snitflade.exchange.models import Exchange
from snitflade.web import ord, tilstande
from snitflade.web.adgang import delsystem_af
from snitflade.web.sparkline import ANTAL, Soejle, sparkline

FILTRE = ("ekstern", "retning", "rytme", "tilstand")
"""What the list can be filtered by, as in the address."""


@dataclass(frozen=True, slots=True)
class Linje:
    """One row as it is shown."""

    row: Row
    tilstand: InterfaceState
    navn: str | Promise
    tone: str
    retning: str | Promise
    sider: tuple[str, ...] = ()
    sidste: Exchange | None = None
    sidste_navn: str | Promise = ""
    sidste_tone: str = ""
    naeste: str = ""
    tal: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """The last exchange's totals, as its control sheet says them."""
    kurve: SafeString = field(default_factory=SafeString)


def rytme(interface: Interface | None, row: Row) -> str:
    """How often, in words: as declared, else as the overview says."""
    return str(interface.schedule) if interface and interface.schedule.times else row.frekvens


def linjer(delsystemer: frozenset[str], valgt: Mapping[str, str], tekst: str) -> list[Linje]:
    """The rows of these Delsystemer that fit the filters and the words. As many queries as interfaces that work, and no more."""
    now = timezone.now()
    declared = {interface.id: interface for interface in catalogue.declared()}
    upcoming = {interface.id: due for interface, due in rhythm.upcoming(now)}
    found = []
    for row in catalogue.rows().values():
        if delsystem_af(row.id) in delsystemer and passer(row, declared.get(row.id), valgt, tekst):
            found.append(_linje(row, declared.get(row.id), upcoming.get(row.id), now))
    return found


def passer(row: Row, interface: Interface | None, valgt: Mapping[str, str], tekst: str) -> bool:
    """Whether a row fits the filters and the words: its names, its number, or a page number people know it by."""
    own = {"ekstern": row.ekstern, "retning": row.retning, "rytme": row.frekvens, "tilstand": catalogue.state(row.id).value}
    if any(valgt.get(name) and valgt[name] != own[name] for name in FILTRE):
        return False
    pages = interface.pages if interface else ()
    if not tekst or tekst in (*row.names, *pages):
        return True
    words = " ".join((row.id, row.delsystem, row.modul, row.ekstern, row.integration)).casefold()
    return not tekst.isdecimal() and all(word in words for word in tekst.casefold().split())


def valg(delsystemer: frozenset[str]) -> dict[str, list[tuple[str, str | Promise]]]:
    """What each filter can be, from the rows of these Delsystemer."""
    rows = [row for row in catalogue.rows().values() if delsystem_af(row.id) in delsystemer]
    return {
        "ekstern": [(name, name) for name in sorted({row.ekstern for row in rows})],
        "retning": [(name, tilstande.RETNINGER[name]) for name in ("ud", "ind", "begge")],
        "rytme": [(name, name) for name in sorted({row.frekvens for row in rows})],
        "tilstand": [(state.value, tilstande.SNITFLADER[state][0]) for state in InterfaceState],
    }


def _linje(row: Row, interface: Interface | None, due: dt.datetime | None, now: dt.datetime) -> Linje:
    state = catalogue.state(row.id)
    name, tone = tilstande.SNITFLADER[state]
    last = list(Exchange.objects.filter(interface=row.id).order_by("-pk")[:ANTAL]) if interface else []
    newest = last[0] if last else None
    return Linje(
        row=row,
        tilstand=state,
        navn=name,
        tone=tone,
        retning=tilstande.RETNINGER[row.retning],
        sider=interface.pages if interface else (),
        sidste=newest,
        sidste_navn=tilstande.navn(newest) if newest else "",
        sidste_tone=tilstande.tone(newest) if newest else "",
        naeste=ord.naar(due, now) if due else "",
        tal=hovedtal(newest) if newest else (),
        kurve=kurve(last),
    )


def hovedtal(exchange: Exchange) -> list[tuple[str, str]]:
    """The one or two lines of its control sheet that say the most: the first and the last that sum something up."""
    last = [(str(lines[-1][0]), str(lines[-1][1])) for _title, lines in exchange.sheet if lines]
    sums = [line for line in last if line[0].startswith("I alt")] or last
    return sums if len(sums) < 2 else [sums[0], sums[-1]]


def kurve(newest_first: Sequence[Exchange]) -> SafeString:
    """The chart of an interface's last exchanges: the first control total of each."""
    bars = [
        Soejle(next(iter(exchange.totals.values()), 0), tilstande.tone(exchange), _soejletekst(exchange))
        for exchange in reversed(newest_first)
    ]
    return sparkline(bars, _("De sidste %(antal)s udvekslinger") % {"antal": len(bars)})


def _soejletekst(exchange: Exchange) -> str:
    day = date_format(timezone.localtime(exchange.created_at), "SHORT_DATE_FORMAT")
    return f"{exchange.pk}: {tilstande.navn(exchange)}, {day}"
