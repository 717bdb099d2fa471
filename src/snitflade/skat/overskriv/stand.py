"""What a fetching says of overrides: that one has expired, that one is in force, that the amount is not the one that was sent.

Source: skat-inddrivelse.md 7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from snitflade.exchange.states import State
from snitflade.folk.gaeldende import i_bidder
from snitflade.formats.text import beloeb_tekst
from snitflade.skat import maaneder
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand


@dataclass(frozen=True, slots=True)
class Set:
    """What the service says of a person now: amount (øre), last month, and the month in which an override expires, if any."""

    cpr: str
    beloeb: int | None
    maaned: dt.date
    udloebsmaaned: dt.date | None


def efter_hentning(seen: Sequence[Set], nu: dt.datetime) -> int:
    """Hold what was fetched against the overrides that are active; gives how many have expired. In the caller's transaction."""
    ended = 0
    by_cpr = {one.cpr: one for one in seen}
    for some in i_bidder(list(by_cpr)):
        # Nobody knew whether these had arrived, or a person carried them there. They come first: what they ended is no deviation.
        gone = (State.UKLAR, State.AFSENDT, State.TAGET)
        under = Overskrivning.objects.filter(cpr__in=some, tilstand=Overskrivningstilstand.UNDERVEJS, exchange__state__in=gone)
        for row in under:
            if not afvigelse(row, by_cpr[row.cpr]):
                udfoert(row, by_cpr[row.cpr].udloebsmaaned, "Set hos tjenesten", nu)
        rows = Overskrivning.objects.filter(cpr__in=some, tilstand=Overskrivningstilstand.AKTIV, handling=Handling.OVERSKRIV)
        for row in rows:
            ended += _hold(row, by_cpr[row.cpr], nu)
    return ended


def _hold(row: Overskrivning, now: Set, nu: dt.datetime) -> bool:
    """Hold one override against what the service says; gives whether it has ended. One that ended before its time is told."""
    this = maaneder.foerste(timezone.localdate(nu))
    ended = now.udloebsmaaned is None or now.udloebsmaaned < this
    if ended:
        in_time = now.udloebsmaaned is not None or (row.til_maaned is not None and row.til_maaned < this)
        row.afviger = "" if in_time else afvigelse(row, now)
        row.tilstand, row.slut = Overskrivningstilstand.UDLOEBET, nu
        # For the newest month the service gives its own amount again, so the override ends before it.
        ends = [now.udloebsmaaned, row.til_maaned, maaneder.flyt(now.maaned, -1)]
        row.til_maaned = min(month for month in ends if month is not None)
    else:
        row.til_maaned = now.udloebsmaaned
        row.afviger = afvigelse(row, now)
    row.save(update_fields=["tilstand", "slut", "til_maaned", "afviger"])
    return ended


def afvigelse(row: Overskrivning, now: Set) -> str:
    """What the service says otherwise than we sent, in words; empty when the two agree."""
    if row.handling == Handling.ANNULLER:
        return "" if now.udloebsmaaned is None else f"Tjenesten har stadig en overskrivning, til og med {now.udloebsmaaned:%Y-%m}."
    if now.udloebsmaaned is None:
        return "Tjenesten kender ingen overskrivning."
    if now.beloeb != row.beloeb:
        there = "intet beløb" if now.beloeb is None else f"{beloeb_tekst(now.beloeb)} kr."
        return f"Der er sendt {beloeb_tekst(row.beloeb)} kr., og tjenesten har {there}"
    return ""


def udfoert(row: Overskrivning, udloeber: dt.date | None, said: str, now: dt.datetime) -> None:
    """The service has done it: it is in force, and the one before is not. Done twice nothing changes."""
    if row.tilstand != Overskrivningstilstand.UNDERVEJS:
        return
    active = Overskrivning.objects.filter(cpr=row.cpr, tilstand=Overskrivningstilstand.AKTIV, handling=Handling.OVERSKRIV).first()
    if active is not None:
        cancelled = row.handling == Handling.ANNULLER
        active.tilstand = Overskrivningstilstand.ANNULLERET if cancelled else Overskrivningstilstand.AFLOEST
        active.slut = now
        # From the month the new one begins with, the old one holds no longer.
        active.til_maaned = maaneder.flyt(row.fra_maaned, -1)
        active.save(update_fields=["tilstand", "slut", "til_maaned"])
        row.aendrer = active
    row.aktiv_fra, row.svar = now, said[:300]
    if row.handling == Handling.ANNULLER:
        row.tilstand, row.slut = Overskrivningstilstand.UDFOERT, now
    else:
        row.tilstand, row.til_maaned = Overskrivningstilstand.AKTIV, udloeber
    row.save()
