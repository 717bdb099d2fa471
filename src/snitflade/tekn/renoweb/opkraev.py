"""Page 867: the open lines of a quarter as lines to be billed: one claim per customer, negative sums are credits.

Source: social-teknik.md 10.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.catalogue import Options
from snitflade.exchange.models import Exchange
from snitflade.exchange.taken_back import counting
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst, split_tekst
from snitflade.tekn.grundlag.fag import Fag, Post
from snitflade.tekn.renoweb.anvend import RW_YDELSE_UKENDT
from snitflade.tekn.renoweb.konti import Konti
from snitflade.tekn.renoweb.models import Renowebkonto, Renowebkrav, Renoweblinje

SNITFLADE = "tekn.renoweb-opkraevning"
MODUL = "tekn.renoweb"

RW_KARANTAENE = ProblemKind(
    "RW_KARANTAENE",
    "Linjer i udveksling {raw}, der er sat til side: {antal}. De er ikke med; de kan opkræves senere, når de er rettet.",
    Severity.ADVARSEL,
)


def aabne(rows: QuerySet[Renoweblinje]) -> QuerySet[Renoweblinje]:
    """Those of `rows` that have not been billed."""
    return rows.filter(~Exists(counting(Renowebkrav.objects.filter(linje=OuterRef("pk")))))


def poster(options: Options, kommune: str, problems: Problems) -> list[Post]:
    """The open lines of the order's quarter, in the order of bills; what prevents billing is reported."""
    rows = list(
        aabne(Renoweblinje.objects.filter(kommune=kommune, kvartal=options["kvartal"]))
        .select_related("debitor")
        .order_by("debitor__kundenummer", "fra", "pk")
    )
    files = Exchange.objects.filter(interface=SNITFLADE, quarantine__applied_at=None, quarantine__isnull=False)
    waiting = files.annotate(antal=Count("quarantine", filter=Q(quarantine__applied_at=None)))
    for number, antal in waiting.order_by("pk").values_list("pk", "antal"):
        problems.add(RW_KARANTAENE, raw=str(number), antal=antal)
    konti = Konti(kommune)
    codes = {row.lokalitet for row in rows}
    places = {row.kode: row for row in Lokalitet.objects.filter(kode__in=codes).exclude(kode="")}
    found = []
    for row in rows:
        konto = konti.find(row.ydelseskode, row.lokalitet, row.til)
        if not konto:
            told = f"{row.til:%d-%m-%Y}"
            problems.add(RW_YDELSE_UKENDT, field="konto", raw=row.ydelseskode, lokalitet=row.lokalitet, dato=told)
        place = places.get(row.lokalitet)
        where, geo = (place.navn, place.geo_kode) if place else (row.lokalitet, "")
        egen = row.betales_fra_konto
        found.append(Post(row.pk, 0, row.debitor_id, konto, row.beloeb, tekst(row), where, geo, egen_konto=egen))
    return found


def tekst(row: Renoweblinje) -> str:
    """The specification lines of a line: RenoWeb's text, period and amount, broken where they are too long; nothing is cut."""
    period = f"{row.fra:%d.%m.%y}-{row.til:%d.%m.%y}"
    return "\n".join(split_tekst(f"{' '.join(row.tekst.split())} {period} {beloeb_tekst(row.beloeb)}"))


def gem(exchange: Exchange, poster: Sequence[Post], regninger: Mapping[int, int | None]) -> None:
    """Keep which bill took which line."""
    first = next_id(Renowebkrav)
    fields = ("id", "linje_id", "exchange_id", "regning_id", "konto", "beloeb")
    rows = ((first + at, post.id, exchange.pk, regninger[post.id], post.konto, post.beloeb) for at, post in enumerate(poster))
    insert_rows(Renowebkrav, fields, rows)


def kvartal(options: Options) -> str:
    """The quarter of the order."""
    return str(options["kvartal"])


FAG = Fag(
    modul=MODUL,
    snitflade=SNITFLADE,
    side="867",
    foran="RENOVATION ",
    modkonto="renoweb.modkonto",
    betalingsart="renoweb.betalingsart",
    tabeller=(Renoweblinje, Renowebkrav, Renowebkonto),
    poster=poster,
    kvartal=kvartal,
    gem=gem,
)
