"""Which claims are handed over to the authority, and why the others are not (skat-inddrivelse.md 8.1 and 8.3, winformatik.md 2.3).

A claim is handed over when its deadline has passed by so many days (constant), nothing defers it, nothing else collects it, its
bill is known to have been delivered, and every check of 8.3 holds. Whatever fails one is left out with the reason, never sent.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from snitflade.inka.inddrivelse import leveret
from snitflade.inka.inddrivelse.models import Fordring, Fordringsart, Fordringsdata, Inddrivelsesvalg, Tilstand
from snitflade.inka.inddrivelse.opsaetning import sagsnummer
from snitflade.inka.inddrivelse.spaerring import fri
from snitflade.inka.models import Afdragskrav, Henstand, Regning, Status
from snitflade.inka.models_bs import BSOpkraevningskrav


class Grund(StrEnum):
    """Why a claim is not handed over."""

    HENSTAND = "Henstand, eller mindre end fristen efter den"
    AFDRAG = "Afdragsordning"
    BS = "Hos Betalingsservice"
    IKKE_LEVERET = "Det vides ikke, om regningen er udsendt"
    UDEN_ART = "Arten har ingen fordringstype"
    EGEN = "Kommunen inddriver selv hos debitoren"
    OFFENTLIG = "Offentlig debitor"
    DOED = "Debitor er død, og boet er ikke behandlet"
    UDEN_NUMMER = "Debitor har hverken CPR- eller CVR-nummer"
    BARN = "Barnets CPR-nummer mangler"
    STIFTET = "Posteringsdatoen er efter forfaldsdatoen"
    FORAELDET = "Forældet"
    FOER = "Har været hos myndigheden; sæt den i kø igen, hvis den skal tilbage"


class Valgt(NamedTuple):
    """A claim that is handed over, as its line has it. `fordring`: its row where there is one; `gang`: which one of its claim."""

    id: int
    sagsnummer: str
    gang: int
    fordring: int | None
    forsoeg: int
    debitor: str
    gruppe: str
    type: str
    barn: str
    hovedstol: int
    tekst: str
    fra: dt.date
    til: dt.date
    forfald: dt.date
    stiftet: dt.date
    foraeldes: dt.date
    note: str
    meddebitorer: str


@dataclass(slots=True)
class Udvalg:
    """What is handed over, and what is left out: the claims' ids by reason."""

    valgte: list[Valgt] = field(default_factory=list)
    udeladt: dict[Grund, list[int]] = field(default_factory=dict)
    uden_art: dict[str, int] = field(default_factory=dict)
    """How many claims of each art without a type."""


_FELTER = (
    *("id", "nummer", "debitor_id", "art", "modul", "koersel", "exchange_id", "rest", "periode", "posteringsdato", "forfaldsdato"),
    *("debitor__kundenummer", "debitor__cvr", "debitor__personnummer", "debitor__status", "debitor__offentlig"),
)


def udvaelg(
    kommune: str, fordringshaver: str, idag: dt.date, dage: int, *, kun_igen: bool = False, krav: int | None = None
) -> Udvalg:
    """The claims to be handed over on a day, `dage` days after their deadline. `kun_igen`: only those put in the queue again;
    `krav`: only this one."""
    rules, found = _Regler(kommune, fordringshaver, idag, dage), Udvalg()
    rows = forfaldne(kommune, idag, dage)
    if krav is not None:
        rows = rows.filter(pk=krav)
    if kun_igen:
        rows = rows.filter(fordringer__tilstand=Tilstand.KOE)
    for row in rows.order_by("forfaldsdato", "nummer").values_list(*_FELTER).iterator(20_000):
        grund = rules.grund(row)
        if grund is None:
            found.valgte.append(rules.valgt(row))
        else:
            found.udeladt.setdefault(grund, []).append(row[0])
            if grund is Grund.UDEN_ART:
                art = row[3] or row[4]
                found.uden_art[art] = found.uden_art.get(art, 0) + 1
    return found


def forfaldne(kommune: str, idag: dt.date, dage: int) -> Any:
    """Open claims whose deadline passed more than `dage` days ago and that are not at the authority."""
    late = idag - dt.timedelta(dage)
    return Regning.objects.filter(fri(), kommune=kommune, rest__gt=0, betales_fra_konto="", forfaldsdato__lt=late)


class _Regler:
    """Everything the rules ask, fetched once."""

    def __init__(self, kommune: str, fordringshaver: str, idag: dt.date, dage: int) -> None:
        self.idag, self.fordringshaver = idag, fordringshaver
        self.leverede = leveret.leverede(kommune)
        self.arter = {one.art: one for one in Fordringsart.objects.filter(kommune=kommune)}
        self.data = {one.regning_id: one for one in Fordringsdata.objects.filter(regning__kommune=kommune, regning__rest__gt=0)}
        self.valg = {one.debitor_id: one for one in Inddrivelsesvalg.objects.all()}
        self.afdrag = _ids(Afdragskrav.objects.filter(gaelder=True, regning__kommune=kommune))
        late = idag - dt.timedelta(dage)
        self.henstand = _ids(Henstand.objects.filter(regning__kommune=kommune, ophoert_tid=None, til__gte=late))
        self.hos_bs = _ids(BSOpkraevningskrav.objects.filter(opkraevning__kommune=kommune, ude=True))
        self.foer: dict[int, tuple[int, int, str, int]] = {}
        before = Fordring.objects.filter(kommune=kommune).exclude(regning__rest=0).order_by("regning_id", "nummer")
        for claim, number, gang, state, attempt in before.values_list("regning_id", "pk", "nummer", "tilstand", "forsoeg"):
            self.foer[claim] = (number, gang, state, attempt)

    def grund(self, row: tuple[Any, ...]) -> Grund | None:
        """Why a claim is left out; None where it is handed over."""
        number, _, debitor, art, modul, koersel, exchange, _, _, stiftet, forfald, _, _, _, status, offentlig = row
        before = self.foer.get(number)
        if before is not None and before[2] != Tilstand.KOE:
            return Grund.FOER
        if number in self.henstand:
            return Grund.HENSTAND
        if number in self.afdrag:
            return Grund.AFDRAG
        if number in self.hos_bs:
            return Grund.BS
        if not self.leverede.er(number, exchange, modul, koersel):
            return Grund.IKKE_LEVERET
        choice = self.valg.get(debitor)
        if choice is not None and choice.egen:
            return Grund.EGEN
        if offentlig:
            return Grund.OFFENTLIG
        if status == Status.DOED and (choice is None or not choice.bo_behandlet):
            return Grund.DOED
        if not debitornummer(*row[11:14]):
            return Grund.UDEN_NUMMER
        kind = self.arter.get(art) or self.arter.get(modul)
        if kind is None:
            return Grund.UDEN_ART
        data = self.data.get(number)
        if kind.kraever_barn and (data is None or not data.barns_cpr):
            return Grund.BARN
        if stiftet > forfald:
            return Grund.STIFTET
        return Grund.FORAELDET if _om(forfald, kind.foraeldelse_aar) <= self.idag else None

    def valgt(self, row: tuple[Any, ...]) -> Valgt:
        """A claim's line."""
        number, nummer, _, art, modul, _, _, rest, periode, stiftet, forfald, kunde, cvr, person, _, _ = row
        kind = self.arter.get(art) or self.arter[modul]
        data, before = self.data.get(number), self.foer.get(number)
        fordring, gang, attempt = (before[0], before[1], before[3] + 1) if before is not None else (None, 1, 1)
        fra, til = perioden(periode, stiftet)
        return Valgt(
            number,
            sagsnummer(self.fordringshaver, nummer, gang),
            gang,
            fordring,
            attempt,
            debitornummer(kunde, cvr, person),
            kind.fordringsgruppe,
            kind.fordringstype,
            data.barns_cpr if data is not None else "",
            rest,
            f"{kind.tekst} {periode}".strip(),
            fra,
            til,
            forfald,
            stiftet,
            _om(forfald, kind.foraeldelse_aar),
            _note(data.note if data is not None else "", self.fordringshaver, nummer, gang),
            data.meddebitorer if data is not None else "",
        )


def _note(own: str, fordringshaver: str, nummer: int, gang: int) -> str:
    """The claim's own note, and which claim it follows where it is not the first (8.5)."""
    after = f"Efter {sagsnummer(fordringshaver, nummer, gang - 1)}" if gang > 1 else ""
    return ". ".join(part for part in (own, after) if part)


def _ids(rows: Any) -> frozenset[int]:
    return frozenset(rows.values_list("regning_id", flat=True))


def debitornummer(kundenummer: str, cvr: str, personnummer: str) -> str:
    """What the authority knows a debtor by: the CVR number, else the person's, else a kundenummer that is one; empty for none.

    >>> debitornummer("0000004711", "12345678", ""), debitornummer("3112999999", "", ""), debitornummer("0000004711", "", "")
    ('12345678', '3112999999', '')
    """
    if cvr:
        return cvr
    return personnummer or (kundenummer if som_cpr(kundenummer) else "")


def som_cpr(text: str) -> bool:
    """Whether a number can be a CPR number: its date exists, or would without the 60 of replacement numbers (cpr.md 6.3)."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    day, month = int(text[:2]), int(text[2:4])
    day -= 60 if day > 60 else 0
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else calendar.monthrange(2001, month)[1])


_KVARTAL, _MAANED, _AAR = (re.compile(one) for one in (r"(\d{4})K([1-4])", r"(\d{4})(0[1-9]|1[0-2])", r"\d{4}"))


@lru_cache(4096)
def perioden(periode: str, stiftet: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of what is billed; of a period that is no quarter, month or year the founding date (8.2).

    >>> [f"{one:%d-%m-%Y}" for one in perioden("2025K1", dt.date(2025, 4, 1))]
    ['01-01-2025', '31-03-2025']
    >>> [f"{one:%d-%m-%Y}" for one in (*perioden("202502", dt.date(2025, 4, 1)), *perioden("x", dt.date(2025, 4, 1)))]
    ['01-02-2025', '28-02-2025', '01-04-2025', '01-04-2025']
    """
    if found := _KVARTAL.fullmatch(periode):
        year, last = int(found[1]), int(found[2]) * 3
        return dt.date(year, last - 2, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
    if found := _MAANED.fullmatch(periode):
        year, month = int(found[1]), int(found[2])
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    if _AAR.fullmatch(periode):
        return dt.date(int(periode), 1, 1), dt.date(int(periode), 12, 31)
    return stiftet, stiftet


@lru_cache(4096)
def _om(dato: dt.date, aar: int) -> dt.date:
    """The same day years later; of a 29 February the 28th where there is none."""
    try:
        return dato.replace(year=dato.year + aar)
    except ValueError:
        return dato.replace(year=dato.year + aar, day=28)


def grund_for(regning: Regning, fordringshaver: str, idag: dt.date, dage: int) -> Grund | None:
    """Why one claim would be left out; None where it would be handed over. The claim is overdue and not at the authority."""
    found = udvaelg(regning.kommune, fordringshaver, idag, dage, krav=regning.pk)
    return next(iter(found.udeladt), None)


def grunde(found: Udvalg) -> Iterator[tuple[str, int]]:
    """The reasons with how many claims each."""
    for grund in Grund:
        if grund in found.udeladt:
            yield grund.value, len(found.udeladt[grund])
