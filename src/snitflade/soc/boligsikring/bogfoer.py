"""Writing a run down: its transfers and grants, its vouchers, and the bank's payment of its credit items.

Sources: social-teknik.md 2.6, payments.md 3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved
from snitflade.bogh.bilag import Linje as Bilagslinje
from snitflade.bogh.udbetaling import koersel as udbetaling
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling, opret
from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.filer import Andel
from snitflade.soc.boligsikring.models_bevilling import Bevilling, Overfoersel
from snitflade.soc.boligsikring.models_lejemaal import Ejer
from snitflade.soc.boligsikring.modul import BOLIGSIKRING, TILDELT
from snitflade.soc.boligsikring.ramme import Koersel
from snitflade.soc.boligsikring.udvaelg import Valg

BS_UDLEJER_UDEN_KONTO = ProblemKind(
    "BS_UDLEJER_UDEN_KONTO",
    "Udlejer {raw} kan ikke betales gennem banken: der mangler en konto, eller posten er holdt tilbage. "
    "Ret modtageren på side 360.",
)
BS_BETALES_IGEN = ProblemKind(
    "BS_BETALES_IGEN",
    "{raw} betales også {beloeb} kr., der blev bevilget før og ikke nåede frem. Det står ikke i filen til udlejeren igen.",
    Severity.ADVARSEL,
)

_OVERFOERSEL = ("id", "exchange_id", "udlejer_id", "maaned", "koersel", "beloeb", "henvisning", "post_id")
_BEVILLING = (
    *("id", "overfoersel_id", "exchange_id", "ansoegning_id", "maaned", "linjetype", "lejemaalsnr", "beloeb", "gyldig_fra"),
    *("sats_id", "husleje", "indkomst", "aktuel", "voksne", "boern", "egenandel"),
)


def bankposter(exchange: Exchange, koersel: Koersel, andele: Sequence[Andel], key: str) -> dict[int, tuple[str, int]]:
    """The credit items that the bank pays: key and id, by landlord. They are booked when they are made."""
    wanted = [andel for andel in andele if not koersel.prisme and andel.udlejer.ejer != Ejer.KOMMUNE and andel.beloeb]
    items = [
        NyPost(
            noegle=f"{key}:{andel.udlejer.kode}",
            modtager=andel.udlejer.modtager_id or 0,
            beloeb=andel.beloeb,
            forfaldsdato=koersel.ramme.betalingsdato,
            konto=koersel.mellemkonto,
            modkonto=koersel.konto,
            tekst=koersel.ramme.tekst,
        )
        for andel in wanted
    ]
    if not items:
        return {}
    samling = Samling(BOLIGSIKRING, key, koersel.ramme.kommune, koersel.ramme.posteringsdato, koersel.ramme.tekst)
    made = opret(samling, items, exchange.created_by)
    return {andel.udlejer.pk: (item.noegle, pk) for andel, item, pk in zip(wanted, items, made, strict=True)}


def skriv(
    exchange: Exchange, koersel: Koersel, valg: Valg, andele: Sequence[Andel], first: int, paid: Mapping[int, tuple[str, int]]
) -> None:
    """Write transfers (their ids from `first` on) and grants."""
    run = (str(koersel.maaned), koersel.art.value)
    insert_rows(
        Overfoersel,
        _OVERFOERSEL,
        [
            (first + at, exchange.pk, one.udlejer.pk, *run, one.beloeb, one.henvisning, paid.get(one.udlejer.pk, ("", None))[1])
            for at, one in enumerate(andele)
        ],
    )
    lines = [(first + at, line) for at, one in enumerate(andele) for line in one.linjer]
    names = {month: str(month) for month in {line.maaned for _, line in lines}}
    start = next_id(Bevilling)
    insert_rows(
        Bevilling,
        _BEVILLING,
        [
            (
                *(start + at, transfer, exchange.pk, line.ansoegning, names[line.maaned], line.linjetype.value, line.lejemaalsnr),
                *(line.beloeb, line.gyldig_fra, valg.sats, line.husleje, line.indkomst, line.aktuel, line.voksne, line.boern),
                line.egenandel,
            )
            for at, (transfer, line) in enumerate(lines)
        ],
    )


def bogfoer(exchange: Exchange, koersel: Koersel, andele: Sequence[Andel], key: str, problems: Problems) -> None:
    """The voucher: the art debited; credited what Prisme pays, and the income accounts of the municipality's own homes."""
    sums: defaultdict[str, int] = defaultdict(int)
    for andel in andele:
        own = andel.udlejer.ejer == Ejer.KOMMUNE
        if own or koersel.prisme:
            sums[koersel.konto] += andel.beloeb
            sums[andel.udlejer.indtaegtskonto if own else koersel.opsaetning.kreditkonto] -= andel.beloeb
    lines = [Bilagslinje(konto, beloeb) for konto, beloeb in sorted(sums.items()) if beloeb]
    if not lines:
        return
    ramme = koersel.ramme
    hoved = Hoved(
        kommune=ramme.kommune,
        regnskabsaar=ramme.regnskabsaar,
        bilagsdato=koersel.opsaetning.dag,
        posteringsdato=ramme.posteringsdato,
        tekst=ramme.tekst,
        kilde=TILDELT,
        noegle=key,
        exchange=exchange.pk,
        koersel=key,
        maskinnr=BOLIGSIKRING.maskinnr,
    )
    bilagene.tjek(hoved, lines, problems)
    if not problems.errors:
        bilagene.skriv(hoved, lines, exchange.created_by)


def bank(exchange: Exchange, koersel: Koersel, paid: Mapping[int, tuple[str, int]], problems: Problems) -> Built | None:
    """The bank's file for the items, every one of which must be in it; and for those of earlier runs that came back."""
    ramme = koersel.ramme
    waiting = Udbetalingspost.objects.filter(modul=BOLIGSIKRING.navn, kommune=ramme.kommune, rest__gt=0)
    if koersel.prisme or not waiting.filter(forfaldsdato__lte=ramme.betalingsdato).exists():
        return None
    built = udbetaling.byg(
        BOLIGSIKRING,
        exchange,
        {
            "kommune": ramme.kommune,
            "betalingsdato": ramme.betalingsdato,
            "forfald_til": ramme.betalingsdato,
            "regnskabsaar": ramme.regnskabsaar,
        },
    )
    done = set(Udbetaling.objects.filter(exchange=exchange).values_list("post_id", flat=True))
    left = [number for number, (_, pk) in paid.items() if pk not in done]
    for kode in Overfoersel.objects.filter(exchange=exchange, udlejer__in=left).values_list("udlejer__kode", flat=True):
        problems.add(BS_UDLEJER_UDEN_KONTO, field="udlejer", raw=kode)
    again = Udbetaling.objects.filter(exchange=exchange).exclude(post__in=[pk for _, pk in paid.values()]).order_by("pk")
    for navn, oere in again.values_list("post__modtager__navn", "beloeb"):
        problems.add(BS_BETALES_IGEN, field="udlejer", raw=navn, beloeb=beloeb_tekst(oere))
    problems.extend(built.warnings)
    return built
