"""A run that bills through Prisme with postings of its own, as 522 does: its claims and voucher, the two files, and their totals.

Whoever has the basis says who owes what and how it is posted; everything else is the same for all.
Sources: prisme.md 2.3, 3 and 3.8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from snitflade.bogh import prisme
from snitflade.bogh.bilag import Linje
from snitflade.bogh.models import Bilag
from snitflade.exchange.catalogue import Options, OutFile
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems
from snitflade.inka.krav import Koersel, NytKrav, annuller_udveksling, opret
from snitflade.inka.models import Regning
from snitflade.inka.prisme import Rater
from snitflade.inka.prismefiler import Slags, Stempel, bevis, bogfoert, filer
from snitflade.inka.regningskunder import Kunde, Omraade


class Post(NamedTuple):
    """What somebody owes. `beloeb`: øre; `tekst`: a line of the bill, at most 60 characters; `sted`, `geo_kode`: where, and its
    områdenummer under systemkonstant 4011 = GEO (empty: not known)."""

    debitor: int
    kunde: Kunde
    beloeb: int
    tekst: str
    sted: str
    geo_kode: str


class Udkast(NamedTuple):
    """A bill before it has a number. One of zero gets no rate."""

    debitor: int
    kunde: Kunde
    omraadenummer: str
    beloeb: int
    tekst: str


class Kontering(NamedTuple):
    """A posting (øre, debit positive), and the CPR number of whom a benefit is for (G69 fields 132 and 133), empty for none."""

    konto: str
    beloeb: int
    ydelsesmodtager: str = ""


@dataclass(frozen=True, slots=True)
class Sag:
    """What a run is of. `side`: the page that posts, three digits; `noegle`: what can be billed once, at most 36 characters."""

    modul: str
    side: str
    noegle: str
    kommune: str
    periode: str
    modkonto: str
    betalingsart: str


def fordel(poster: Iterable[Post], omraade: Omraade) -> list[Udkast]:
    """One bill for each debtor and områdenummer, in the order of their numbers."""
    bills: dict[tuple[str, str], list[Post]] = {}
    for post in poster:
        bills.setdefault((post.kunde.kundenummer, omraade.nummer(post.sted, post.geo_kode, post.kunde)), []).append(post)
    return [
        Udkast(own[0].debitor, own[0].kunde, number, sum(one.beloeb for one in own), "\n".join(one.tekst for one in own))
        for (_, number), own in sorted(bills.items())
    ]


def skriv(
    exchange: Exchange, options: Options, sag: Sag, udkast: Sequence[Udkast], konteringer: Sequence[Kontering], problems: Problems
) -> tuple[tuple[OutFile, ...], dict[str, int]]:
    """Make the claims, book the postings as one voucher, and write both as files; gives them and what they must show.

    `udkast`: also those of zero, where they are to stand in 10Q without a rate. In the caller's transaction. Raises ProblemsError.
    """
    dato, forfald, tekst = options["posteringsdato"], options["forfaldsdato"], options["tekst"]
    before = Bilag.objects.filter(kilde=sag.modul, noegle__startswith=f"{sag.noegle}-").count()
    run = Koersel(
        modul=sag.modul,
        noegle=f"{sag.noegle}-{before + 1:03d}",
        kommune=sag.kommune,
        posteringsdato=dato,
        regnskabsaar=options["regnskabsaar"],
        tekst=tekst,
        exchange=exchange.pk,
        maskinnr=sag.side.zfill(5),
        konteret_af=options.get("konteret_af") or "",
    )
    lines = [Linje(one.konto, one.beloeb, tekst) for one in konteringer]
    billed = [one for one in udkast if one.beloeb]
    made = opret(run, (_krav(one, sag, forfald) for one in billed), exchange.created_by, lines)
    numbers = iter(Regning.objects.filter(pk__in=made).order_by("pk").values_list("nummer", flat=True))
    bilag = prisme.Bilag(run.kommune, run.maskinnr, dato, run.regnskabsaar, run.konteret_af)
    named = [one.ydelsesmodtager for one in konteringer]
    slags, stempel = Slags.af(sag.side, sag.betalingsart), Stempel.af(options)
    files = filer(lines, bilag, _rater(udkast, numbers), forfald, stempel, slags, problems, ydelsesmodtagere=named)
    totals = bogfoert(exchange, len(udkast) - len(billed))
    return files, totals | {"ydelsesmodtagere": sum(bool(one) for one in named)}


def vist(exchange: Exchange, documents: Mapping[str, Document], side: str, modkonto: str) -> dict[str, int]:
    """What the decoded files show, by the names of `skriv`. `modkonto`: the constant's key."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    slags = Slags.af(side, "")
    named = documents[slags.g69].tables["G69"].present.get("ydelsesmodtager")
    return bevis(documents, konstant(modkonto, dato), slags) | {"ydelsesmodtagere": 0 if named is None else int(named.sum())}


def fortryd(exchange: Exchange, modul: str) -> None:
    """Take back what a run of an exchange that never went out did; it can be run again."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    annuller_udveksling(exchange, modul, f"udveksling {exchange.pk}", dato, f"Udveksling {exchange.pk} er taget tilbage")


def _krav(one: Udkast, sag: Sag, forfald: dt.date) -> NytKrav:
    return NytKrav(
        debitor=one.debitor,
        beloeb=one.beloeb,
        modkonto="",
        forfaldsdato=forfald,
        periode=sag.periode,
        konto=sag.modkonto,
        omraadenummer=one.omraadenummer,
        tekstlinjer=one.tekst,
    )


def _rater(udkast: Sequence[Udkast], numbers: Iterator[int]) -> Rater:
    return Rater(
        nummer=[next(numbers) if one.beloeb else 0 for one in udkast],
        kundenummer=[one.kunde.kundenummer for one in udkast],
        person_cvr=[one.kunde.person_cvr for one in udkast],
        gln=[one.kunde.gln if one.beloeb else "" for one in udkast],
        omraadenummer=[one.omraadenummer for one in udkast],
        beloeb=[one.beloeb for one in udkast],
        tekstlinjer=[one.tekst.split("\n") for one in udkast],
    )
