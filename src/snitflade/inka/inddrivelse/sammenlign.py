"""The authority's claims held against ours and the ledger, one by one: what differs, and what is taken over (9.3)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q, Sum

from snitflade.formats.text import beloeb_tekst
from snitflade.inka.inddrivelse.afvigelser import Fund
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import UDE, Fordringshaendelse, Haendelse, Tilstand
from snitflade.inka.inddrivelse.models_ind import Forskelsart
from snitflade.inka.inddrivelse.opsaetning import normaliseret


class Deres(NamedTuple):
    """A claim as the authority has it. Amounts in øre."""

    linje: int
    sagsnummer: str
    debitor: str
    sekvensnummer: str
    hovedstol: int
    nedskrevet: int
    indbetalt: int
    afskrevet: int
    restsaldo: int
    aaben: bool


class Vores(NamedTuple):
    """A claim as we have it. `regning`: what the ledger has open."""

    id: int
    sagsnummer: str
    debitor: str
    sekvensnummer: str
    tilstand: str
    hovedstol: int
    rest_hos: int
    bogfoert: int
    tilbagekaldes: str
    exchange: int | None


@dataclass(slots=True)
class Udfald:
    """What a comparison gives."""

    fund: list[Fund] = field(default_factory=list)
    skridt: list[Skridt] = field(default_factory=list)
    sekvens: dict[int, str] = field(default_factory=dict)
    taget: dict[int, int] = field(default_factory=dict)
    """Claims whose write-downs the list shows as taken, and the line."""
    ens: int = 0


def sammenlign(
    theirs: Sequence[Deres], ours: dict[str, Vores], pending: dict[int, int], month: dt.date, sendt: Mapping[int, dt.date]
) -> Udfald:
    """Go through both sides. `ours`: by case number; `pending`: øre of write-downs without an answer, by claim; `sendt`: when each
    exchange was."""
    work, seen = Udfald(), set[int]()
    found = _fundne(theirs, ours)
    sums = _summer([own.id for row, own in zip(theirs, found, strict=True) if own and own.rest_hos != row.restsaldo])
    for row, own in zip(theirs, found, strict=True):
        if own is None or (own.tilstand not in UDE and own.tilstand != Tilstand.LUKKET):
            _kun_der(work, row, own)
            if own is not None:
                seen.add(own.id)
            continue
        seen.add(own.id)
        before = len(work.fund)
        _sekvens(work, row, own)
        _beloeb(work, row, own, pending.get(own.id, 0), sums.get(own.id, {}))
        work.ens += len(work.fund) == before
    last = dt.date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    for own in ours.values():
        if own.id in seen or own.tilstand not in UDE or own.exchange is None or sendt.get(own.exchange, dt.date.max) > last:
            continue
        text = "Fordringen er hos myndigheden efter vores rækker, men står ikke i afstemningen."
        work.fund.append(Fund(Forskelsart.KUN_HER, 0, own.id, own.sagsnummer, own.rest_hos, None, own.bogfoert, own.rest_hos, text))
    return work


def _fundne(theirs: Sequence[Deres], ours: dict[str, Vores]) -> list[Vores | None]:
    """Our claim of each of their rows; one that is spelled otherwise than we did is found by its compared number."""
    found = [ours.get(row.sagsnummer) for row in theirs]
    missing = [at for at, own in enumerate(found) if own is None]
    compared = {normaliseret(case): own for case, own in ours.items()} if missing else {}
    for at in missing:
        found[at] = compared.get(normaliseret(theirs[at].sagsnummer))
    return found


def _kun_der(work: Udfald, row: Deres, own: Vores | None) -> None:
    """The authority has a claim that we have not handed over, or not any more."""
    if own is not None and not row.aaben and not row.restsaldo:
        work.ens += 1
        return
    what = "er ikke sendt herfra" if own is None else f"er {Tilstand(own.tilstand).label.lower()} hos os"
    key, case, booked = (own.id, own.sagsnummer, own.bogfoert) if own else (None, row.sagsnummer, None)
    text = f"Fordringen {what}, men myndigheden har den{'' if row.aaben else ' som lukket'}."
    work.fund.append(Fund(Forskelsart.KUN_DER, row.linje, key, case, None, row.restsaldo, booked, row.restsaldo, text))


def _sekvens(work: Udfald, row: Deres, own: Vores) -> None:
    """Take a new sequence number over; the claim is then under collection. Another number than before is a difference."""
    if row.sekvensnummer and not own.sekvensnummer:
        work.sekvens[own.id] = row.sekvensnummer
        now = Tilstand(own.tilstand)
        to = Tilstand.UNDER if now in (Tilstand.I_FIL, Tilstand.MODTAGET) else now
        work.skridt.append(Skridt(own.id, Haendelse.SEKVENSNUMMER, to, 0, row.linje, row.sekvensnummer))
    elif row.sekvensnummer != own.sekvensnummer and row.sekvensnummer:
        text = f"De skriver {row.sekvensnummer}, vi har {own.sekvensnummer}. Vores er ikke ændret."
        work.fund.append(Fund(Forskelsart.SEKVENSNUMMER, row.linje, own.id, own.sagsnummer, None, None, None, 0, text))


def _beloeb(work: Udfald, row: Deres, own: Vores, waiting: int, sums: dict[str, int]) -> None:
    """Hold the three balances against each other."""
    case, trio = own.sagsnummer, (own.rest_hos, row.restsaldo, own.bogfoert)
    if row.hovedstol - row.nedskrevet - row.indbetalt - row.afskrevet != row.restsaldo:
        text = "Hovedstolen minus nedskrevet, indbetalt og afskrevet er ikke restsaldoen."
        off = row.hovedstol - row.nedskrevet - row.indbetalt - row.afskrevet - row.restsaldo
        work.fund.append(Fund(Forskelsart.RAEKKE, row.linje, own.id, case, *trio, off, text))
    if row.restsaldo == own.rest_hos:
        if waiting:
            work.taget[own.id] = row.linje
    elif row.restsaldo != own.rest_hos + waiting:
        work.fund.append(
            Fund(Forskelsart.BELOEB, row.linje, own.id, case, *trio, row.restsaldo - own.rest_hos, _delt(row, own, sums))
        )
    closed = own.tilstand == Tilstand.LUKKET
    if row.aaben == closed or (not row.aaben and row.restsaldo):
        ours, there = ("lukket" if closed else "åben", "åben" if row.aaben else "lukket")
        text = f"Fordringen er {ours} hos os og {there} hos dem."
        if not (not row.aaben and own.rest_hos <= 0):
            work.fund.append(Fund(Forskelsart.STATUS, row.linje, own.id, case, *trio, row.restsaldo - own.rest_hos, text))
    withdrawn = own.tilbagekaldes and own.rest_hos <= 0
    if own.bogfoert != max(own.rest_hos, 0) and not closed and not withdrawn:
        text = (
            "Der er mindre åbent i bogføringen end hos dem: en nedskrivning mangler at blive sendt."
            if own.bogfoert < own.rest_hos
            else "Der er mere åbent i bogføringen end hos dem: det, der er nedskrevet hos dem, er åbent igen her."
        )
        work.fund.append(Fund(Forskelsart.BOGFOERING, row.linje, own.id, case, *trio, own.bogfoert - own.rest_hos, text))
    if row.debitor != own.debitor:
        work.fund.append(
            Fund(Forskelsart.DEBITOR, row.linje, own.id, case, None, None, None, 0, "Fordringen står på en anden debitor hos dem.")
        )


def _delt(row: Deres, own: Vores, sums: dict[str, int]) -> str:
    """The difference divided: write-downs, settlements and the rest (9.3)."""
    down = row.nedskrevet - sums.get(Haendelse.NEDSKREVET, 0)
    paid = row.indbetalt - sums.get(Haendelse.AFREGNET, 0)
    lost = row.afskrevet - sums.get(Haendelse.AFSKREVET, 0)
    other = row.restsaldo - own.rest_hos + down + paid + lost
    parts = (("nedskrivning", down), ("afregning", paid), ("afskrivning", lost), ("andet", other))
    told = ", ".join(f"{name} {beloeb_tekst(amount)}" for name, amount in parts if amount)
    return f"De har {beloeb_tekst(row.restsaldo)} kr., vi {beloeb_tekst(own.rest_hos)} kr. Forskellen: {told or 'ukendt'}."


def _summer(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """What we have of each claim as written down, settled and written off (øre, positive), of the present attempt."""
    found: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds = {Haendelse.NEDSKRIVNING_VAEK.value: Haendelse.NEDSKREVET.value}
    wanted = Q(art__in=(Haendelse.NEDSKREVET, Haendelse.NEDSKRIVNING_VAEK, Haendelse.AFREGNET, Haendelse.AFSKREVET))
    for first in range(0, len(ids), 10_000):
        rows = Fordringshaendelse.objects.filter(wanted, fordring__in=ids[first : first + 10_000]).order_by()
        for key, kind, total in rows.values_list("fordring_id", "art").annotate(Sum("beloeb")):
            found[key][kinds.get(kind, kind)] -= total
    return found
