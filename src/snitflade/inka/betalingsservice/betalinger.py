"""Payments from a 0602, split over the claims of their collections; refused, cancelled and charged back ones (payments.md 5.4).

A charge-back takes back the payment of the same collection and amount, whichever file that came with. One that comes before its
payment waits for it, so that the order of files does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats import bs_poster
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering, placering
from snitflade.inka.betalingsservice import kunder, noegler
from snitflade.inka.betalingsservice.laesning import Hoved, Indhold, digester
from snitflade.inka.betalingsservice.par import Par
from snitflade.inka.betalingsservice.stand import (
    AFSLAG,
    BETALINGER,
    PROBLEMER,
    TILBAGEFOERSLER,
    BSAarsag,
    Dom,
    Dommer,
    Post,
    adskil,
    nummer_af,
)
from snitflade.inka.bogfoer_indbetalinger import Kilde, match_and_book, totaler
from snitflade.inka.indbetaling import Indbetalinger, Resultat, Soegt
from snitflade.inka.models import Indbetaling
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav, BSPost, BSStatus

SNITFLADE = "inka.bs-indbetalinger"

BS_POST_DUBLET = ProblemKind(
    "BS_POST_DUBLET", "Posten er allerede bogført og er sprunget over.", Severity.ADVARSEL, spec="POST_DUBLET"
)
BS_AFVIGER = ProblemKind(
    "BS_AFVIGER",
    "Der er betalt {betalt} kr., og på kravene var {aaben} kr. åbent. Det er bogført; se forskellen efter.",
    Severity.ADVARSEL,
    spec="BELOEB_AFVIGER",
)
BS_TILBAGEFOERT = ProblemKind(
    "BS_TILBAGEFOERT", "Betalingen af opkrævning {raw} er ført tilbage, og kravene er åbne igen.", Severity.ADVARSEL
)

_POST = (
    *("id", "noegle", "exchange_id", "linje", "transaktionskode", "opkraevning_id", "slaegt", "bogfoeringsdato", "beloeb"),
    *("indbetaling_id", "aarsag", "venter"),
)


@dataclass(slots=True)
class _Fil:
    """A file while it is applied: its new posts, what becomes of each, and the payment each booked or took back (its id)."""

    exchange: Exchange
    af: str
    posts: list[Post]
    domme: list[Dom]
    problems: Problems
    indbetaling: dict[int, int] = field(default_factory=dict)
    """By place among `posts`."""
    fejlede: set[int] = field(default_factory=set)
    """Charge-backs that could not be booked, by place."""


def anvend(
    exchange: Exchange, indhold: Indhold, hoveder: Sequence[Hoved], kommuner: Mapping[str, str], problems: Problems
) -> Applied:
    """Apply a 0602 in the caller's transaction. `kommuner`: the municipality of each PBS number."""
    bogfoering.laas()
    lock(BSOpkraevning, BSOpkraevningskrav, BSPost)
    every = [post for post in _poster(indhold) if not hoveder[post.leverance].proeve]
    new, again = adskil(every, noegler.kendte_poster([post.noegle for post in every]))
    problems.add_many(BS_POST_DUBLET, np.array([post.linje for post in again], dtype=np.int64), field="reference")
    judge = _dommer(new)
    fil = _Fil(exchange, exchange.created_by, new, [judge.doem(post) for post in new], problems)
    pairs = Par(fil.posts, fil.domme)
    _tilbagefoer(fil, pairs.tidlige, judge)
    results = [_bogfoer(fil, kommune, kommuner) for kommune in sorted(set(kommuner.values()))]
    later = {at for at, paid in pairs.i_filen.items() if paid > at}
    _tilbagefoer(fil, pairs.sene(fil.indbetaling), judge, later)
    _skriv(fil, judge, pairs)
    _fortael(fil)
    return Applied(totals=_totaler(fil), sheet=_ark(fil, every, again, results))


def _poster(indhold: Indhold) -> Iterator[Post]:
    found = bs_poster.betalinger(indhold.document)
    same = [
        as_unicode(getattr(found, name)) for name in ("pbs_nummer", "debitorgruppenummer", "kundenummer_noegle", "aftalenummer")
    ]
    due, booked = found.betalingsdato.astype("U"), found.bogfoeringsdato.astype("U")
    reference = np.strings.strip(as_unicode(found.reference))
    kin = digester([*same, due, reference])
    keys = digester([*same, due, reference, as_unicode(found.transaktionskode), booked, as_unicode(found.arkivreference)])
    pbs, gruppe, kunde, aftale = (column.tolist() for column in same)
    columns = (
        *(found.linje.tolist(), found.leverance.tolist(), pbs, as_unicode(found.transaktionskode).tolist(), gruppe, kunde, aftale),
        *(found.betalingsdato.tolist(), as_unicode(found.fortegnskode).tolist(), found.beloeb.tolist(), reference.tolist()),
        *(found.faktisk_betalingsdato.tolist(), found.bogfoeringsdato.tolist(), found.betalt_beloeb.tolist(), keys, kin),
    )
    for at, row in enumerate(zip(*columns, strict=True)):
        yield Post(at, *row)


def _dommer(posts: Sequence[Post]) -> Dommer:
    numbers = {number for post in posts if (number := nummer_af(post.reference)) is not None}
    payers = {post.kunde for post in posts if not post.reference}
    return Dommer(noegler.efter_nummer(sorted(numbers)), noegler.efter_kunde(sorted(payers)))


def _tilbagefoer(fil: _Fil, pairs: Mapping[int, int], judge: Dommer, senere: Collection[int] = ()) -> None:
    """Take payments back; those that cannot be are left as they are and told of. `senere`: their payment stands after them."""
    for at, number in sorted(pairs.items()):
        post, dom = fil.posts[at], fil.domme[at]
        if _en_tilbage(fil, number, post):
            fil.indbetaling[at] = number
            if dom.opkraevning is not None and at in senere:
                judge.status[dom.opkraevning.id] = BSStatus.TILBAGEFOERT
        else:
            fil.fejlede.add(at)
            if dom.opkraevning is not None and judge.status.get(dom.opkraevning.id) == BSStatus.TILBAGEFOERT:
                judge.status[dom.opkraevning.id] = BSStatus.BETALT


def _en_tilbage(fil: _Fil, number: int, post: Post) -> bool:
    payment = Indbetaling.objects.get(pk=number)
    reason = f"{post.kode} fra Betalingsservice, linje {post.linje}"
    try:
        with transaction.atomic():
            placering.tilbagefoer(payment, fil.af, _dag(post), reason, exchange=fil.exchange)
    except ProblemsError:
        return False
    return True


def _dag(post: Post) -> dt.date:
    """The posting date. The format refuses a payment or charge-back without."""
    assert post.bogfoert is not None  # noqa: S101
    return post.bogfoert


def _bogfoer(fil: _Fil, kommune: str, kommuner: Mapping[str, str]) -> Resultat:
    """Book the payments of one municipality."""
    rows = [
        at for at, (post, dom) in enumerate(zip(fil.posts, fil.domme, strict=True)) if dom.betaler and kommuner[post.pbs] == kommune
    ]
    posts, domme = [fil.posts[at] for at in rows], [fil.domme[at] for at in rows]
    hits = [dom.opkraevning.id if dom.opkraevning is not None and not dom.aarsag else 0 for dom in domme]
    claims = noegler.krav_i([number for number in hits if number])
    ind = Indbetalinger(
        noegle=[post.noegle for post in posts],
        beloeb=[post.betalt for post in posts],
        dato=[post.betalt_dag or _dag(post) for post in posts],
        bogfoeringsdato=[_dag(post) for post in posts],
        soegt=[Soegt.KRAV.value if number else Soegt.INGEN.value for number in hits],
        soegt_nummer=hits,
        reference=[post.reference for post in posts],
        tekst=[f"Betalingsservice, linje {post.linje}, debitorgruppe {post.gruppe}" for post in posts],
        aarsag=[str(dom.aarsag) for dom in domme],
        krav={at: claims.get(number, ()) for at, number in enumerate(hits) if number},
    )
    result = match_and_book(
        ind, fil.exchange, fil.af, Kilde(SNITFLADE, kommune, "BETALINGSSERVICE", "UANBRINGELIG BS-INDB", maskinnr="00272")
    )
    for row, payment in result.indbetaling.items():
        fil.indbetaling[rows[row]] = payment
    for one in result.afviger:
        paid, was_open = beloeb_tekst(one.betalt), beloeb_tekst(one.aaben)
        fil.problems.add(BS_AFVIGER, line=posts[one.raekke].linje, field="betalt_beloeb", betalt=paid, aaben=was_open)
    _kend_betalere(fil, [rows[at] for at, number in enumerate(hits) if not number])
    return result


def _kend_betalere(fil: _Fil, places: Sequence[int]) -> None:
    """Say whose the payments in the queue are, where their customer number is one debtor's."""
    known = kunder.debitorer({fil.posts[at].kunde for at in places})
    for at in places:
        if len(found := known.get(fil.posts[at].kunde, [])) == 1:
            Indbetaling.objects.filter(pk=fil.indbetaling[at], debitor=None).update(debitor_id=found[0])


def _skriv(fil: _Fil, judge: Dommer, pairs: Par) -> None:
    """Write the posts, what collections have become, and the charge-backs that had waited."""
    for waiting, place in pairs.ventende.values():
        number = fil.indbetaling[place]
        post = fil.posts[place]._replace(kode=waiting.transaktionskode, linje=waiting.linje, bogfoert=waiting.bogfoeringsdato)
        if _en_tilbage(fil, number, post):
            BSPost.objects.filter(pk=waiting.pk).update(venter=False, aarsag="", indbetaling=number)
            collection = fil.domme[place].opkraevning
            if collection is not None:
                judge.status[collection.id] = BSStatus.TILBAGEFOERT
    by_status: defaultdict[str, list[int]] = defaultdict(list)
    for collection_id, status in judge.status.items():
        by_status[status].append(collection_id)
    for status, numbers in by_status.items():
        noegler.svar(BSStatus(status), numbers, fil.exchange.pk)
    first = next_id(BSPost)
    insert_rows(BSPost, _POST, (_raekke(fil, at, first + at) for at in range(len(fil.posts))))


def _raekke(fil: _Fil, at: int, number: int) -> tuple[object, ...]:
    post, dom = fil.posts[at], fil.domme[at]
    reason, payment = _aarsag(fil, at), fil.indbetaling.get(at)
    collection = dom.opkraevning.id if dom.opkraevning is not None else None
    return (
        *(number, post.noegle, fil.exchange.pk, post.linje, post.kode, collection, post.slaegt, post.bogfoert, post.betalt),
        *(payment, reason, dom.tilbage and payment is None),
    )


def _aarsag(fil: _Fil, at: int) -> str:
    """Why a post did not do what it says; empty where it did."""
    dom = fil.domme[at]
    if at in fil.fejlede:
        return BSAarsag.TILBAGE.value
    if dom.tilbage and at not in fil.indbetaling:
        return BSAarsag.UBETALT.value
    return str(dom.aarsag)


def _fortael(fil: _Fil) -> None:
    """Tell of every post that did not do what it says, and of every payment that was taken back."""
    told: defaultdict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for at, (post, dom) in enumerate(zip(fil.posts, fil.domme, strict=True)):
        reason = _aarsag(fil, at)
        if reason or dom.tilbage:
            lines, raws = told[reason]
            lines.append(post.linje)
            raws.append(str(dom.opkraevning.nummer) if dom.opkraevning is not None else post.reference)
    for reason, (lines, raws) in sorted(told.items()):
        kind = PROBLEMER[reason] if reason else BS_TILBAGEFOERT
        fil.problems.add_many(kind, np.array(lines, dtype=np.int64), field="reference", raws=raws)


def _totaler(fil: _Fil) -> dict[str, int]:
    back = [fil.posts[at].betalt for at, dom in enumerate(fil.domme) if dom.tilbage and at in fil.indbetaling]
    refused = Counter(post.kode for post, dom in zip(fil.posts, fil.domme, strict=True) if post.kode in AFSLAG and not dom.aarsag)
    return {
        **totaler(fil.exchange),
        "tilbagefoerte": len(back),
        "tilbagefoert": sum(back),
        "afviste": refused["0237"],
        "afmeldte": refused["0238"],
    }


def _ark(
    fil: _Fil, every: Sequence[Post], again: Sequence[Post], results: Sequence[Resultat]
) -> list[tuple[str, list[tuple[str, str]]]]:
    words = {"0236": "betalt", "0297": "indbetalingskort betalt", "0239": "tilbageført", "0299": "indbetalingskort tilbageført"}
    words |= {"0237": "afvist af betaler", "0238": "afmeldt"}
    counts, sums = Counter(post.kode for post in every), Counter[str]()
    for post in every:
        sums[post.kode] += post.betalt if post.kode in (*BETALINGER, *TILBAGEFOERSLER) else post.beloeb
    posts = [(f"{code} {words[code]}", f"{counts[code]} · {beloeb_tekst(sums[code])}") for code in sorted(counts)]
    dates = sorted(post.bogfoert for post in every if post.bogfoert is not None)
    if dates:
        posts.append(("Bogføringsdatoer", f"{dates[0]:%d-%m-%Y} – {dates[-1]:%d-%m-%Y}"))
    posts.append(("Bogført før og sprunget over", str(len(again))))
    sheet = [("Poster", posts)]
    for result in results:
        if result.bogfoert.antal:
            sheet += result.ark()
    waiting = sum(dom.tilbage and at not in fil.indbetaling for at, dom in enumerate(fil.domme))
    sheet.append(("Til behandling", [("Tilbageførsler, der venter", str(waiting))]))
    return sheet
