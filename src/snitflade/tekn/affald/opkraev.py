"""Page 869: the open weighings of one batch, or of all, as lines to be billed. One claim per batch and customer.

Accounts follow the table as it stands when it is asked, so what has not been billed is computed anew each time.
Source: social-teknik.md 9.4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.catalogue import Options
from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.taken_back import counting
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.tekn.affald.anvend import AFV_KONTO_UKENDT, standardart
from snitflade.tekn.affald.models import Affaldstakst, Vejeparti, Vejning, Vejningskrav
from snitflade.tekn.affald.takster import TOLERANCE, Takster
from snitflade.tekn.grundlag.fag import Fag, Post
from snitflade.tekn.renovation.kvartal import Kvartal

SNITFLADE = "tekn.affaldsvaegt"
MODUL = "tekn.affald"
TEKSTBREDDE = 60
"""Characters of a specification line (10Q trans 26)."""

AFV_PARTI_UKENDT = ProblemKind("AFV_PARTI_UKENDT", "Parti {raw} findes ikke i kommune {kommune}. Se registret Vejepartier.")
AFV_PARTI_OPKRAEVET = ProblemKind(
    "AFV_PARTI_OPKRAEVET", "Alle vejninger i parti {raw} er opkrævet eller udeladt. Intet er skrevet."
)
AFV_ART = ProblemKind(
    "AFV_ART",
    "Parti {parti} har arten «{raw}», som hverken er systemkonstant 870 eller en af affald.arter. Vælg en art på partiets side.",
    spec="AFV-E04",
)
AFV_TAKST = ProblemKind(
    "AFV_TAKST",
    "Vejning {raw} i parti {parti} er på {beloeb} kr., og efter taksten koster {maengde} {ventet} kr. Beløbet i filen er brugt.",
    Severity.ADVARSEL,
)
AFV_KARANTAENE = ProblemKind(
    "AFV_KARANTAENE",
    "Linjer i parti {raw}, der er sat til side: {antal}. De er ikke med; de kan opkræves i en senere kørsel, når de er rettet.",
    Severity.ADVARSEL,
)


def aabne(rows: QuerySet[Vejning]) -> QuerySet[Vejning]:
    """Those of `rows` that are to be billed and have not been."""
    billed = counting(Vejningskrav.objects.filter(vejning=OuterRef("pk")))
    return rows.filter(~Exists(billed), udeladt="")


def arter() -> list[str]:
    """The arts that can be chosen, systemkonstant 870 first."""
    try:
        more = konstant("affald.arter", timezone.localdate()).split()
    except KonstantUgyldig:
        more = []
    return list(dict.fromkeys(one for one in (standardart(), *more) if one))


def poster(options: Options, kommune: str, problems: Problems) -> list[Post]:
    """The open weighings of the order's batch (none: of every batch of the municipality) as lines to be billed."""
    partier = Vejeparti.objects.filter(kommune=kommune)
    number = options.get("parti")
    if number is not None:
        partier = partier.filter(pk=number)
        if not partier.exists():
            problems.add(AFV_PARTI_UKENDT, field="parti", raw=str(number), kommune=kommune)
            return []
    found = af_partier(partier, kommune, problems)
    if number is not None and not found and not problems.errors:
        problems.add(AFV_PARTI_OPKRAEVET, field="parti", raw=str(number))
    return found


def af_partier(partier: QuerySet[Vejeparti], kommune: str, problems: Problems) -> list[Post]:
    """The open weighings of these batches of one municipality, in the order of bills; what prevents billing is reported."""
    rows = list(
        aabne(Vejning.objects.filter(parti__in=partier))
        .select_related("parti", "debitor")
        .order_by("parti_id", "debitor__kundenummer", "dato", "klokken", "linje")
    )
    _tjek_partier(rows, partier, problems)
    takster = Takster(kommune)
    codes = dict(Lokalitet.objects.filter(navn__in={row.by for row in rows}).values_list("navn", "geo_kode"))
    found = []
    for row in rows:
        takst = takster.find(row.affaldstype, row.by, row.dato)
        konto = row.konto or (takst.konto if takst else "")
        if not konto:
            told: dict[str, Any] = {"by": row.by or "alle byer", "dato": f"{row.dato:%d-%m-%Y}"}
            problems.add(AFV_KONTO_UKENDT, field="konto", raw=row.affaldstype, **told)
        ventet = takst.beloeb(row.maengde) if takst else None
        if ventet is not None and abs(ventet - row.beloeb) > TOLERANCE:
            amounts: dict[str, Any] = {"beloeb": beloeb_tekst(row.beloeb), "ventet": beloeb_tekst(ventet)}
            problems.add(AFV_TAKST, raw=row.registreringsnr, parti=row.parti_id, maengde=row.maengde, **amounts)
        where = row.by or row.sted or "Et vejested uden by"
        post = Post(
            row.pk, row.parti_id, row.debitor_id, konto, row.beloeb, tekst(row), where, codes.get(row.by, ""), row.parti.art
        )
        found.append(post)
    return found


def _tjek_partier(rows: Sequence[Vejning], partier: QuerySet[Vejeparti], problems: Problems) -> None:
    known = set(arter())
    for parti in {row.parti_id: row.parti for row in rows}.values():
        if parti.art not in known:
            problems.add(AFV_ART, field="art", raw=parti.art, parti=parti.pk)
    waiting = partier.annotate(antal=Count("exchange__quarantine", filter=Q(exchange__quarantine__applied_at=None)))
    for number, antal in waiting.filter(antal__gt=0).order_by("pk").values_list("pk", "antal"):
        problems.add(AFV_KARANTAENE, raw=str(number), antal=antal)


def tekst(row: Vejning) -> str:
    """The specification line of a weighing: day, waste type, quantity, amount; a long waste type is cut, nothing else is.

    >>> tekst(Vejning(dato=dt.date(2025, 3, 12), affaldstype="Jern", maengde="300 kg", beloeb=16_500))
    '12.03.25 Jern 300 kg 165,00'
    """
    day, rest = f"{row.dato:%d.%m.%y}", [one for one in (row.maengde, beloeb_tekst(row.beloeb)) if one]
    room = TEKSTBREDDE - len(" ".join([day, *rest])) - 1
    return " ".join(one for one in (day, row.affaldstype[: max(room, 0)].strip(), *rest) if one)


def gem(exchange: Exchange, poster: Sequence[Post], regninger: Mapping[int, int | None]) -> None:
    """Keep which bill took which weighing."""
    first = next_id(Vejningskrav)
    fields = ("id", "vejning_id", "exchange_id", "regning_id", "konto", "beloeb")
    rows = ((first + at, post.id, exchange.pk, regninger[post.id], post.konto, post.beloeb) for at, post in enumerate(poster))
    insert_rows(Vejningskrav, fields, rows)


def kvartal(options: Options) -> str:
    """The quarter of the posting date."""
    dato: dt.date = options["posteringsdato"]
    return str(Kvartal(dato.year, (dato.month + 2) // 3))


FAG = Fag(
    modul=MODUL,
    snitflade=SNITFLADE,
    side="869",
    foran="AFFALD ",
    modkonto="affald.modkonto",
    betalingsart="affald.betalingsart",
    tabeller=(Vejeparti, Vejning, Vejningskrav, Affaldstakst),
    poster=poster,
    kvartal=kvartal,
    gem=gem,
)
