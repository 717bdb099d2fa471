"""Writing a run down: lines, what they come to for each receiver, and the credit items that are paid.

Sources: social-teknik.md 5.1, payments.md 3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved
from snitflade.bogh.bilag import Linje as Bilagslinje
from snitflade.bogh.udbetaling.models import Modregning, Modtager, Nedsaettelsesart, Nummerart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.opsaetning import Opsaetning
from snitflade.bogh.udbetaling.poster import NyPost, Samling, opret
from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.models import Exchange
from snitflade.folk.gaeldende import i_bidder
from snitflade.soc.boernetilskud.models_tildeling import Tildeling, Tilskudsopgoerelse
from snitflade.soc.boernetilskud.modul import BOERNETILSKUD
from snitflade.soc.boernetilskud.udvaelg import Linje
from snitflade.soc.husstand import navne
from snitflade.soc.maaned import Maaned

TILDELING = (
    *("id", "exchange_id", "kommune", "maaned", "linjetype", "barn", "modtager", "beloeb", "aarsag", "sats_id", "grundlag"),
    *("indkomst", "aktuel", "boern", "kort_id", "gaelder"),
)
OPGOERELSE = ("id", "exchange_id", "kommune", "modtager", "foer", "linjer", "beloeb", "post_id", "gaelder")


@dataclass(frozen=True, slots=True)
class Koersel:
    """How a run is made. `modkonto`: empty where Prisme pays, which debits `konto` itself."""

    kommune: str
    maaned: Maaned
    posteringsdato: dt.date
    regnskabsaar: int
    opsaetning: Opsaetning
    konto: str
    modkonto: str

    @property
    def tekst(self) -> str:
        """What receivers read: not more than the bank's short reference takes (20), or it would be cut."""
        return f"Børnetilskud {self.maaned.nummer:02}.{self.maaned.aar}"


@dataclass(slots=True)
class Opgoerelse:
    """What a receiver is to have: what stood before, and the run's lines."""

    foer: int = 0
    linjer: int = 0
    boern: set[str] | None = None

    @property
    def beloeb(self) -> int:
        """What is paid: never below nothing."""
        return max(self.foer + self.linjer, 0)


def saldi(kommune: str) -> dict[str, int]:
    """Øre granted and not paid of each receiver of a municipality; below zero: paid, and not granted any longer."""
    granted = Tildeling.objects.filter(kommune=kommune, gaelder=True).order_by().values_list("modtager").annotate(Sum("beloeb"))
    rows = Tilskudsopgoerelse.objects.filter(kommune=kommune, gaelder=True).order_by()
    found: defaultdict[str, int] = defaultdict(int, granted)
    for receiver, total in rows.values_list("modtager").annotate(Sum("beloeb")):
        found[receiver] -= total
    return {receiver: total for receiver, total in found.items() if total}


def opgoer(kommune: str, linjer: Sequence[Linje]) -> dict[str, Opgoerelse]:
    """What each receiver with lines, or with something left from before, comes to."""
    found: defaultdict[str, Opgoerelse] = defaultdict(Opgoerelse)
    for receiver, total in saldi(kommune).items():
        found[receiver].foer = total
    for line in linjer:
        one = found[line.modtager]
        one.linjer += line.beloeb
        one.boern = {*(one.boern or ()), line.barn}
    touched = {receiver for receiver, one in found.items() if one.boern or one.beloeb}
    return {receiver: found[receiver] for receiver in sorted(touched)}


def skriv(exchange: Exchange, koersel: Koersel, linjer: Sequence[Linje], navn: Mapping[str, str]) -> dict[str, Opgoerelse]:
    """Write all of it; gives what each receiver comes to."""
    sums = opgoer(koersel.kommune, linjer)
    start, names = next_id(Tildeling), {line.maaned: str(line.maaned) for line in linjer}
    insert_rows(Tildeling, TILDELING, (_raekke(start + at, exchange, koersel, line, names) for at, line in enumerate(linjer)))
    paid = [receiver for receiver, one in sums.items() if one.beloeb]
    payees = _modtagere(paid, navn)
    key = f"{koersel.maaned}-{koersel.kommune}-{exchange.pk}"
    items = [_post(koersel, f"{key}-{payees[receiver]}", payees[receiver], sums[receiver]) for receiver in paid]
    samling = Samling(BOERNETILSKUD, key, koersel.kommune, koersel.posteringsdato, koersel.tekst)
    posts = dict(zip(paid, opret(samling, items, exchange.created_by), strict=True)) if items else {}
    first = next_id(Tilskudsopgoerelse)
    insert_rows(
        Tilskudsopgoerelse,
        OPGOERELSE,
        (
            (first + at, exchange.pk, koersel.kommune, receiver, one.foer, one.linjer, one.beloeb, posts.get(receiver), True)
            for at, (receiver, one) in enumerate(sums.items())
        ),
    )
    return sums


def _raekke(pk: int, exchange: Exchange, koersel: Koersel, line: Linje, names: Mapping[Maaned, str]) -> tuple[object, ...]:
    sag = line.sag
    what = (names[line.maaned], line.linjetype.value, line.barn, line.modtager, line.beloeb, line.aarsag, line.sats)
    if sag is None:
        return (pk, exchange.pk, koersel.kommune, *what, "", None, False, 0, None, True)
    card = sag.kort.pk if sag.kort else None
    return (pk, exchange.pk, koersel.kommune, *what, ",".join(sag.grundlag), sag.indkomst, sag.aktuel, sag.boern, card, True)


def _post(koersel: Koersel, noegle: str, payee: int, one: Opgoerelse) -> NyPost:
    children = one.boern or set()
    return NyPost(
        noegle=noegle,
        modtager=payee,
        beloeb=one.beloeb,
        forfaldsdato=koersel.opsaetning.betalingsdato,
        konto=koersel.konto,
        modkonto=koersel.modkonto,
        tekst=koersel.tekst,
        vedroerer=next(iter(children)) if len(children) == 1 else "",
        modregnes=False,
    )


def _modtagere(numre: Collection[str], navn: Mapping[str, str]) -> dict[str, int]:
    """The payee of each number; those there were not are made with CPR's name."""
    found: dict[str, int] = {}
    for some in i_bidder(sorted(numre)):
        found |= dict(Modtager.objects.filter(art=Nummerart.CPR, nummer__in=some).values_list("nummer", "pk"))
    new = sorted(set(numre) - set(found))
    if new:
        known = {**navne([cpr for cpr in new if not navn.get(cpr)]), **{cpr: navn[cpr] for cpr in new if navn.get(cpr)}}
        first = next_id(Modtager)
        rows = [(first + at, Nummerart.CPR.value, cpr, known.get(cpr) or "Uden navn i CPR") for at, cpr in enumerate(new)]
        insert_rows(Modtager, ("id", "art", "nummer", "navn"), rows)
        found |= {cpr: pk for pk, _, cpr, _ in rows}
    return found


def fortryd(exchange: Exchange, af: str) -> None:
    """Let what a run granted no longer hold, and withdraw its items; those that another run has paid stay as they are."""
    rows = Tilskudsopgoerelse.objects.filter(exchange=exchange, gaelder=True)
    elsewhere = Udbetaling.objects.filter(gaelder=True, post__boernetilskudsopgoerelse__exchange=exchange)
    paid = set(elsewhere.values_list("post_id", flat=True))
    undone = [(pk, post) for pk, post in rows.values_list("pk", "post_id") if post is None or post not in paid]
    posts = [post for _, post in undone if post is not None]
    _annuller(exchange, posts, af)
    Tildeling.objects.filter(exchange=exchange).update(gaelder=False)
    numbers = [pk for pk, _ in undone]
    for at in range(0, len(numbers), 5_000):
        Tilskudsopgoerelse.objects.filter(pk__in=numbers[at : at + 5_000]).update(gaelder=False)


def _annuller(exchange: Exchange, posts: Sequence[int], af: str) -> None:
    """Withdraw items: one voucher for all of them."""
    found: list[Udbetalingspost] = []
    for at in range(0, len(posts), 5_000):
        found += Udbetalingspost.objects.filter(pk__in=posts[at : at + 5_000], rest__gt=0).order_by("pk")
    if not found:
        return
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for post in found:
        sums[post.konto, post.modkonto or post.konto] += post.rest
    lines = [
        line for (konto, other), oere in sorted(sums.items()) for line in (Bilagslinje(konto, oere), Bilagslinje(other, -oere))
    ]
    first, text = found[0], f"Udveksling {exchange.pk} er taget tilbage"
    dato = first.forfaldsdato
    hoved = Hoved(
        kommune=first.kommune,
        regnskabsaar=dato.year,
        bilagsdato=dato,
        posteringsdato=dato,
        tekst=text,
        kilde=f"{BOERNETILSKUD.navn}.tilbage",
        noegle=f"{exchange.pk}",
        maskinnr=BOERNETILSKUD.maskinnr,
    )
    booked = bilagene.bogfoer(hoved, lines, af)
    start, off = next_id(Modregning), Nedsaettelsesart.ANNULLERET.value
    now = booked.oprettet_tid
    insert_rows(
        Modregning,
        ("id", "post_id", "art", "beloeb", "konto", "dato", "grund", "bilag_id", "ophaever_id", "oprettet_af", "oprettet_tid"),
        (
            (start + at, post.pk, off, post.rest, post.modkonto or post.konto, dato, text, booked.pk, None, af, now)
            for at, post in enumerate(found)
        ),
    )
    for at in range(0, len(found), 5_000):
        Udbetalingspost.objects.filter(pk__in=[post.pk for post in found[at : at + 5_000]]).update(rest=0)
