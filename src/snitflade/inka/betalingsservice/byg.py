"""Making a 0601: collections are written down, their claims held, and the delivery put together and proved (payments.md 5.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.formats import bs0601_build
from snitflade.formats.betalingsservice import Leverance as Hoved
from snitflade.formats.betalingsservice_rules import fortegn
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import kreditornumre
from snitflade.inka.betalingsservice import frist, kunder
from snitflade.inka.betalingsservice.laesning import PROEVE
from snitflade.inka.betalingsservice.stand import reference
from snitflade.inka.betalingsservice.udvaelg import Krav, Samling, Udvalg, udvaelg
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSAftale, BSOpkraevning, BSOpkraevningskrav, BSStatus, Debitorgruppe, Leverance
from snitflade.inka.numre import BS_LEVERANCER, BS_OPKRAEVNINGER, UD

LINJEBREDDE = 60

KOMMUNE_UDEN_PBS = ProblemKind(
    "KOMMUNE_UDEN_PBS", "Kommune {raw} har intet PBS-nummer. Sæt systemkonstanten bs.pbs_numre, eller ret kommunen."
)
DEBITORGRUPPE_UKENDT = ProblemKind(
    "DEBITORGRUPPE_UKENDT", "Debitorgruppe {raw} findes ikke i kommune {kommune}. Grupperne er: {kendte}."
)

_OPKRAEVNING = (
    *("id", "nummer", "exchange_id", "kommune", "pbs_nummer", "debitorgruppe", "kunde", "aftalenummer", "debitor_id"),
    *("forfaldsdato", "beloeb", "status", "svar_id"),
)
_KRAV = ("id", "opkraevning_id", "regning_id", "beloeb", "ude")


def byg(exchange: Exchange, options: Options) -> Built:
    """Collect what is due on a day, in the caller's transaction. Raises ProblemsError before anything is written."""
    now, problems = timezone.now(), Problems()
    kommune, gruppe = str(options["kommune"]), str(options.get("debitorgruppe") or "")
    forfald: dt.date = options.get("forfaldsdato") or frist.naeste_forfald(now)
    frist.tjek(forfald, now, problems)
    lock(Regning, BSAftale, BSOpkraevning, BSOpkraevningskrav, Leverance)
    pbs_nummer, head = _hoved(kommune, timezone.localdate(now), problems)
    groups = dict(Debitorgruppe.objects.filter(kommune=kommune).values_list("nummer", "hovedtekst"))
    if gruppe and gruppe not in groups:
        known = ", ".join(sorted(groups)) or "ingen"
        problems.add(DEBITORGRUPPE_UKENDT, field="debitorgruppe", raw=gruppe, kommune=kommune, kendte=known)
    if problems.errors:
        raise ProblemsError(problems)
    kunder.bind_ventende()
    found = udvaelg(kommune, pbs_nummer, forfald, gruppe=gruppe, igen=options.get("igen") == "J")
    notes = tuple(f"{antal} krav er ikke med: {hvorfor}." for hvorfor, antal in sorted(found.udeladt.items()))
    if not found.samlinger:
        why = f"Der er intet at opkræve med forfald {forfald:%d-%m-%Y}. Intet er skrevet."
        return Built(key="", files=(), totals={}, sheet=[], kommune=kommune, warnings=problems, notes=(why, *notes))
    test = head.delsystem == PROEVE
    first = _skriv(exchange, kommune, pbs_nummer, forfald, found.samlinger, test)
    number = int(head.leveranceidentifikation)
    key = f"{head.dataleverandoernummer} {head.leveranceidentifikation}"
    Leverance.objects.create(art=UD, noegle=key, nummer=number, exchange=exchange)
    document = _dokument(head, pbs_nummer, forfald, found.samlinger, first, groups)
    totals = totaler(exchange)
    if test:
        notes = ("Det er en prøveleverance (KR9): den flytter ingen penge, og kravene er stadig fri.", *notes)
    return Built(
        key=f"bs0601-{kommune}-{forfald:%Y%m%d}-{head.leveranceidentifikation}",
        files=(OutFile(head.filnavn("0601"), "bs0601", document),),
        totals={**totals, "tekstlinjer": document.rows("BS052"), "sektioner": document.rows("BS012")},
        sheet=_ark(exchange, head, forfald, found),
        kommune=kommune,
        warnings=problems,
        notes=notes,
    )


def _hoved(kommune: str, today: dt.date, problems: Problems) -> tuple[str, Hoved]:
    """The municipality's PBS number, and who delivers under which number, one never used before."""
    numbers = {of: pbs for pbs, of in kreditornumre.kommuner(kreditornumre.PBS, today).items()}
    if kommune not in numbers:
        problems.add(KOMMUNE_UDEN_PBS, field="kommune", raw=kommune)
    supplier, system = kraev(today, kreditornumre.DATALEVERANDOER, kreditornumre.DELSYSTEM)
    return numbers.get(kommune, ""), Hoved(supplier, f"{BS_LEVERANCER.following():010}", today, system)


def _skriv(exchange: Exchange, kommune: str, pbs_nummer: str, forfald: dt.date, samlinger: Sequence[Samling], test: bool) -> int:
    """Write the collections and hold their claims; gives the first one's number."""
    first, number = next_id(BSOpkraevning), BS_OPKRAEVNINGER.following()
    status = (BSStatus.PROEVE if test else BSStatus.SENDT).value
    run = (exchange.pk, kommune, pbs_nummer)
    insert_rows(
        BSOpkraevning,
        _OPKRAEVNING,
        [
            (first + at, number + at, *run, one.gruppe, kunde, aftalenummer, one.debitor, forfald, one.beloeb, status, None)
            for at, one in enumerate(samlinger)
            for kunde, aftalenummer, _ in (one.aftale,)
        ],
    )
    line = count(next_id(BSOpkraevningskrav))
    insert_rows(
        BSOpkraevningskrav,
        _KRAV,
        [
            (next(line), owner, krav.id, krav.beloeb, not test)
            for owner, one in enumerate(samlinger, start=first)
            for krav in one.krav
        ],
    )
    return number


def _dokument(
    head: Hoved, pbs_nummer: str, forfald: dt.date, samlinger: Sequence[Samling], first: int, groups: Mapping[str, str]
) -> Document:
    lines = [(at, text) for at, one in enumerate(samlinger) for krav in one.krav for text in tekster(krav, len(one.krav))]
    return bs0601_build.leverance(
        head,
        pbs_nummer,
        {
            "debitorgruppenummer": [one.gruppe for one in samlinger],
            "kundenummer": [_kundenummer(one) for one in samlinger],
            "aftalenummer": [one.aftale.aftalenummer for one in samlinger],
            "betalingsdato": np.full(len(samlinger), forfald, dtype="datetime64[D]"),
            "beloeb": [one.beloeb for one in samlinger],
            "reference": [reference(first + at) for at in range(len(samlinger))],
        },
        tekster={"opkraevning": [at for at, _ in lines], "tekstlinje": [text for _, text in lines]},
        hovedtekster=groups,
    )


def _kundenummer(one: Samling) -> str:
    """The number the payer is known by: the debtor's, as long as it is still the agreement's."""
    kunde, _, own = one.aftale
    return own if own == kunde or kunder.noegle(own) == kunde else kunde


def tekster(krav: Krav, antal: int) -> Iterator[str]:
    """The lines on a payer's advice that tell of a claim, with its amount where there are several.

    >>> list(tekster(Krav(1, 908, 1, "00002", 61000, "2026K4", "Dagrenovation"), 2))
    ['Regning 908 2026K4: 610,00 kr.', 'Dagrenovation']
    """
    name = f"Regning {krav.nummer} {krav.periode}" if krav.periode else f"Regning {krav.nummer}"
    yield f"{name}: {beloeb_tekst(krav.beloeb)} kr." if antal > 1 else name
    for line in krav.tekstlinjer.split("\n"):
        if 0 < len(line) <= LINJEBREDDE and not line.isspace():
            yield line
        elif line.strip():
            yield from (line[at : at + LINJEBREDDE] for at in range(0, len(line), LINJEBREDDE))


def totaler(exchange: Exchange) -> dict[str, int]:
    """What the collections of an exchange say."""
    row = BSOpkraevning.objects.filter(exchange=exchange).aggregate(antal=Count("pk"), ialt=Sum("beloeb"))
    claims = BSOpkraevningskrav.objects.filter(opkraevning__exchange=exchange).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    return {"opkraevninger": row["antal"], "opkraevet": row["ialt"] or 0, "krav_opkraevet": claims}


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    table = document.tables["BS042"]
    net = int(fortegn(table, "beloeb").sum())
    return {
        "opkraevninger": len(table),
        "opkraevet": net,
        "krav_opkraevet": net,
        "tekstlinjer": document.rows("BS052"),
        "sektioner": document.rows("BS012"),
    }


def fortryd(exchange: Exchange) -> None:
    """Take back the collections of an exchange that never went out: they stay, do not count, and their claims are free."""
    BSOpkraevning.objects.filter(exchange=exchange).update(status=BSStatus.ANNULLERET)
    BSOpkraevningskrav.objects.filter(opkraevning__exchange=exchange).update(ude=False)


def frigiv(exchange: Exchange, af: str, grund: str) -> int:
    """Betalingsservice has refused a delivery as a whole: its unanswered collections are taken back and their claims are free, so
    that they can be built anew under a new number. Gives how many."""
    waiting = BSOpkraevning.objects.filter(exchange=exchange, status=BSStatus.SENDT, svar=None)
    numbers = list(waiting.values_list("pk", flat=True))
    BSOpkraevningskrav.objects.filter(opkraevning__in=waiting.values("pk")).update(ude=False)
    taken_back = BSOpkraevning.objects.filter(exchange=exchange, pk__in=waiting.values("pk")).update(status=BSStatus.ANNULLERET)
    audit.record("leverance afvist af Betalingsservice", af, exchange, opkraevninger=len(numbers), grund=grund[:200])
    return taken_back


def maa_afgaa(exchange: Exchange, now: dt.datetime) -> str:
    """Empty, or why the collections may not go out any more: the deadline, an agreement that has ended, a claim that was paid."""
    rows = BSOpkraevning.objects.filter(exchange=exchange)
    due = rows.aggregate(first=Min("forfaldsdato"))["first"]
    if due is None:
        return ""
    if late := frist.for_sent(due, now):
        return late
    same = {name: OuterRef(name) for name in ("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer")}
    covering = BSAftale.objects.filter(
        Q(slut=None) | Q(slut__gt=OuterRef("forfaldsdato")), start__lte=OuterRef("forfaldsdato"), **same
    )
    ended = rows.filter(~Exists(covering)).count()
    paid = BSOpkraevningskrav.objects.filter(opkraevning__exchange=exchange, regning__rest__lt=F("beloeb")).count()
    if not ended and not paid:
        return ""
    return (
        f"{ended} opkrævninger har ingen aftale mere, og {paid} krav er betalt helt eller delvis, siden filen blev bygget. "
        "Byg den igen i stedet for denne."
    )


def _ark(exchange: Exchange, head: Hoved, forfald: dt.date, found: Udvalg) -> Sheet:
    rows = BSOpkraevning.objects.filter(exchange=exchange).order_by("debitorgruppe").values_list("debitorgruppe")
    sums = [
        (f"Debitorgruppe {gruppe}", f"{antal} · {beloeb_tekst(ialt)}")
        for gruppe, antal, ialt in rows.annotate(Count("pk"), Sum("beloeb"))
    ]
    claims = sum(len(one.krav) for one in found.samlinger)
    total = sum(one.beloeb for one in found.samlinger)
    return [
        (
            "Leverance",
            [
                ("Leveranceidentifikation", head.leveranceidentifikation),
                ("Dataleverandør", head.dataleverandoernummer),
                ("Delsystem", head.delsystem),
                ("Forfaldsdato", f"{forfald:%d-%m-%Y}"),
                ("Skal være hos Betalingsservice inden", f"{frist.frist(forfald):%d-%m-%Y kl. %H.%M} dansk tid"),
            ],
        ),
        ("Opkrævninger", [*sums, ("I alt", f"{len(found.samlinger)} · {beloeb_tekst(total)}"), ("Krav i dem", str(claims))]),
        ("Krav, der ikke er med", [(why, str(antal)) for why, antal in sorted(found.udeladt.items())]),
    ]
