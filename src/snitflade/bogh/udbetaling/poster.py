"""Credit items: made and booked by every module in one way, and where each of them stands.

Sources: payments.md 3, social-teknik.md 5.1, winformatik.md 2.4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag as bilagene
from snitflade.bogh import konti
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.numre import POSTER
from snitflade.bogh.udbetaling import betalingstype, tegn
from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Modul
from snitflade.exchange.bulk import collector_paused, insert_rows, lock
from snitflade.formats.erh_rules import MOST_OERE
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

POST_BELOEB = ProblemKind("POST_BELOEB", "Beløbet {raw} øre er ikke over 0 og højst {most} øre. Ret beløbet.")
POST_FINDES = ProblemKind("POST_FINDES", "Posten «{raw}» findes allerede i {modul}. Intet er oprettet; giv den nye en anden nøgle.")
POST_TO_GANGE = ProblemKind("POST_TO_GANGE", "Posten «{raw}» står også på linje {first}. Behold én af dem.")
POST_NOEGLE = ProblemKind("POST_NOEGLE", "«{raw}» er ikke en nøgle på 1 til 80 tegn.")
POST_SAMME_KONTO = ProblemKind("POST_SAMME_KONTO", "Postens konto og modkonto er begge {raw}. Vælg en anden modkonto.")
POST_LANG = ProblemKind("POST_LANG", "{field} er {antal} tegn, og der er plads til {plads}. Skriv kortere.")

_POST = (
    *("id", "modul", "noegle", "kommune", "modtager_id", "vedroerer", "beloeb", "rest", "forfaldsdato", "konto", "modkonto"),
    *("ref", "tekst", "maade", "kortkonto", "kortreference", "besked", "meddelelse", "fakturanummer", "modregnes", "bilag_id"),
    *("exchange_id", "oprettet_af", "oprettet_tid"),
)
_AT_ONCE = 5_000
"""Keys in one question to the database."""
_BREDDER = {"ref": 20, "tekst": 140, "fakturanummer": 20, "vedroerer": 10}


class NyPost(NamedTuple):
    """An item to be made. `modtager`: the payee's id; `beloeb`: øre; `konto`: the account it stands on.

    `modkonto`: debited now, with `konto` credited; empty: that is booked elsewhere. `ref`, `tekst`: how it is paid
    (`betalingstype`).
    """

    noegle: str
    modtager: int
    beloeb: int
    forfaldsdato: dt.date
    konto: str
    modkonto: str = ""
    ref: str = ""
    tekst: str = ""
    meddelelse: str = ""
    fakturanummer: str = ""
    vedroerer: str = ""
    modregnes: bool = True


class Samling(NamedTuple):
    """What items that are made together share. `noegle`: of their voucher, unique in the module."""

    modul: Modul
    noegle: str
    kommune: str
    posteringsdato: dt.date
    tekst: str
    exchange: int | None = None


def opret(samling: Samling, poster: Sequence[NyPost], af: str) -> list[int]:
    """Make items, with one voucher for those that are booked here, in the caller's transaction or its own; gives their ids.

    Raises ProblemsError with everything that is wrong; then nothing is made.
    """
    problems = Problems()
    types = [_tjek(number, one, problems) for number, one in enumerate(poster, start=1)]
    with collector_paused(), transaction.atomic():
        lock(Udbetalingspost, Bilag, Postering)
        _tjek_nye(samling, poster, problems)
        hoved, linjer = _bilag(samling, poster, af)
        if linjer:
            bilagene.tjek(hoved, linjer, problems)
        booked_here = {linje.konto for linje in linjer}
        rest = [one.konto for one in poster if one.konto not in booked_here]
        konti.tjek(rest, samling.kommune, samling.posteringsdato, problems)
        if problems.errors:
            raise ProblemsError(problems)
        booked = bilagene.skriv(hoved, linjer, af).pk if linjer else None
        first, now = POSTER.following(), timezone.now()
        tail = (samling.exchange, af, now)
        insert_rows(
            Udbetalingspost,
            _POST,
            (
                (
                    *(first + at, samling.modul.navn, one.noegle, samling.kommune, one.modtager, one.vedroerer, one.beloeb),
                    *(one.beloeb, one.forfaldsdato, one.konto, one.modkonto, one.ref, one.tekst, kind.maade.value, kind.konto),
                    *(kind.reference, kind.besked, one.meddelelse, one.fakturanummer, one.modregnes),
                    *(booked if one.modkonto else None, *tail),
                )
                for at, (one, kind) in enumerate(zip(poster, types, strict=True))
            ),
        )
    return list(range(first, first + len(poster)))


def _tjek(number: int, one: NyPost, problems: Problems) -> betalingstype.Betalingstype:
    if not 0 < one.beloeb <= MOST_OERE:
        problems.add(POST_BELOEB, line=number, field="beloeb", raw=str(one.beloeb), most=MOST_OERE)
    if not 0 < len(one.noegle) <= 80:
        problems.add(POST_NOEGLE, line=number, field="noegle", raw=one.noegle)
    if one.modkonto == one.konto:
        problems.add(POST_SAMME_KONTO, line=number, field="modkonto", raw=one.konto)
    for name, width in _BREDDER.items():
        if len(getattr(one, name)) > width:
            problems.add(POST_LANG, line=number, field=name, antal=len(getattr(one, name)), plads=width)
    for name in ("tekst", "meddelelse", "fakturanummer"):
        tegn.tjek(name, getattr(one, name), problems, number, linjer=name == "meddelelse")
    return betalingstype.laes(one.ref, one.tekst, problems, number)


def _tjek_nye(samling: Samling, poster: Sequence[NyPost], problems: Problems) -> None:
    lines: dict[str, int] = {}
    for number, one in enumerate(poster, start=1):
        if (first := lines.setdefault(one.noegle, number)) != number:
            problems.add(POST_TO_GANGE, line=number, field="noegle", raw=one.noegle, first=first)
    keys = list(lines)
    for at in range(0, len(keys), _AT_ONCE):
        there = Udbetalingspost.objects.filter(modul=samling.modul.navn, noegle__in=keys[at : at + _AT_ONCE]).order_by()
        for noegle in there.values_list("noegle", flat=True):
            problems.add(POST_FINDES, line=lines[noegle], field="noegle", raw=noegle, modul=samling.modul.navn)


def _bilag(samling: Samling, poster: Sequence[NyPost], af: str) -> tuple[Hoved, list[Linje]]:
    """The voucher of the items that are booked here: as many lines as there are accounts."""
    sums: defaultdict[str, int] = defaultdict(int)
    for one in poster:
        if one.modkonto and one.modkonto != one.konto:
            sums[one.modkonto] += one.beloeb
            sums[one.konto] -= one.beloeb
    dato = samling.posteringsdato
    hoved = Hoved(
        kommune=samling.kommune,
        regnskabsaar=dato.year,
        bilagsdato=dato,
        posteringsdato=dato,
        tekst=samling.tekst,
        kilde=f"{samling.modul.navn}.poster",
        noegle=samling.noegle,
        exchange=samling.exchange,
        maskinnr=samling.modul.maskinnr,
    )
    return hoved, [Linje(konto, beloeb) for konto, beloeb in sorted(sums.items()) if beloeb]


class Status(StrEnum):
    """Where an item stands. It follows from its rows."""

    AABEN = "åben"
    AFVENTER = "afventer modregning"
    MODREGNET = "modregnet"
    ANNULLERET = "annulleret"
    I_KOERSEL = "i kørsel"
    BETALT = "betalt"
    RETURNERET = "returneret"


def status(post: Udbetalingspost) -> Status:
    """Where the item stands now."""
    paid = Udbetaling.objects.filter(post=post, gaelder=True).select_related("exchange").first()
    if paid is not None:
        return Status.BETALT if paid.exchange.sent_at is not None else Status.I_KOERSEL
    if post.rest == 0:
        arter = Modregning.objects.filter(post=post, ophaever=None, ophaevet_ved=None).order_by("-pk")
        last = arter.values_list("art", flat=True).first()
        return Status.ANNULLERET if last == Nedsaettelsesart.ANNULLERET else Status.MODREGNET
    if post.tilbageholdelser.filter(ophaevet_af="").exists():
        return Status.AFVENTER
    back = Udbetaling.objects.filter(post=post, returnering__isnull=False).exists()
    return Status.RETURNERET if back else Status.AABEN
