"""What a post of a 0602 does to its collection: the rules of payments.md 5.4, one post after the other, and no database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from snitflade.formats.problems import ProblemKind, Severity
from snitflade.inka.betalingsservice.noegler import Opkraevning
from snitflade.inka.indbetaling import Aarsag
from snitflade.inka.models_bs import BSStatus

BETALT, KORT_BETALT = "0236", "0297"
BETALINGER = (BETALT, KORT_BETALT)
TILBAGEFOERSLER = ("0239", "0299")
AFSLAG = {"0237": BSStatus.AFVIST, "0238": BSStatus.AFMELDT}


class BSAarsag(StrEnum):
    """Why a post did not do what it says, beside `indbetaling.Aarsag`."""

    KUNDENUMMER = "BS_KUNDENUMMER_AFVIGER"
    GRUPPE = "BS_GRUPPE_AFVIGER"
    BELOEB = "BS_BELOEB_AFVIGER"
    BETALT = "BS_ALLEREDE_BETALT"
    UBETALT = "BS_IKKE_BETALT"
    FORTEGN = "BS_FORTEGN"
    NUL = "BS_NUL"
    UKENDT = "BS_OPKRAEVNING_UKENDT"
    TILBAGE = "BS_KAN_IKKE_TILBAGEFOERES"


def _advarsel(code: str, text: str, spec: str = "") -> ProblemKind:
    return ProblemKind(code, text, Severity.ADVARSEL, spec=spec)


_KOE = "Beløbet står blandt uanbringelige."
PROBLEMER: Mapping[str, ProblemKind] = {
    Aarsag.KRAV_UKENDT: _advarsel("BS_KRAV_UKENDT", f"Posten hører ikke til nogen opkrævning herfra. {_KOE}", "KRAV_UKENDT"),
    Aarsag.KRAV_BETALT: _advarsel("BS_KRAV_BETALT", f"Opkrævning {{raw}} er allerede betalt. {_KOE}", "KRAV_BETALT"),
    BSAarsag.KUNDENUMMER: _advarsel(
        BSAarsag.KUNDENUMMER, f"Opkrævning {{raw}} har et andet kundenummer end posten. {_KOE}", "KRAV_UKENDT"
    ),
    BSAarsag.GRUPPE: _advarsel(BSAarsag.GRUPPE, f"Opkrævning {{raw}} har en anden debitorgruppe end posten. {_KOE}", "KRAV_UKENDT"),
    BSAarsag.BELOEB: _advarsel(BSAarsag.BELOEB, f"Opkrævning {{raw}} er på et andet beløb end posten. {_KOE}", "KRAV_UKENDT"),
    BSAarsag.BETALT: _advarsel(
        BSAarsag.BETALT, "Opkrævning {raw} er betalt, så den kan ikke være afvist eller afmeldt. Kun 0239 tilbagefører."
    ),
    BSAarsag.UBETALT: _advarsel(
        BSAarsag.UBETALT,
        "Tilbageførslen har endnu ingen betaling at føre tilbage. Den venter: kommer betalingen, føres den straks tilbage.",
    ),
    BSAarsag.FORTEGN: _advarsel(
        BSAarsag.FORTEGN, "Posten er en udbetaling eller et nulbeløb og bogføres ikke. Behandl den i hånden."
    ),
    BSAarsag.NUL: _advarsel(BSAarsag.NUL, "Posten siger betalt, men beløbet er 0. Intet er bogført."),
    BSAarsag.UKENDT: _advarsel(
        BSAarsag.UKENDT, "Posten hører ikke til nogen opkrævning herfra; der er intet at ændre.", "KRAV_UKENDT"
    ),
    BSAarsag.TILBAGE: _advarsel(
        BSAarsag.TILBAGE,
        "Betalingen kan ikke føres tilbage: beløbet er et andet, eller noget er betalt tilbage. Behandl den i hånden.",
    ),
}
"""What is told of a post, by its reason."""


class Post(NamedTuple):
    """A post as it is judged. `raekke`: its row in the file, from 0; `noegle`, `slaegt`: digests (`models_bs.BSPost`)."""

    raekke: int
    linje: int
    leverance: int
    pbs: str
    kode: str
    gruppe: str
    kunde: str
    aftale: str
    forfald: dt.date | None
    fortegn: str
    beloeb: int
    reference: str
    betalt_dag: dt.date | None
    bogfoert: dt.date | None
    betalt: int
    noegle: str
    slaegt: str


class Dom(NamedTuple):
    """What becomes of a post. `betaler`: it brings money that is booked; `tilbage`: it takes a payment back."""

    opkraevning: Opkraevning | None
    aarsag: str = ""
    betaler: bool = False
    tilbage: bool = False


def nummer_af(reference: str) -> int | None:
    """The number of the collection that a reference names.

    >>> nummer_af("R00000908"), nummer_af("RG0000908"), nummer_af("")
    (908, None, None)
    """
    digits = reference[1:]
    return int(digits) if len(reference) == 9 and reference[0] == "R" and digits.isascii() and digits.isdigit() else None


def reference(nummer: int) -> str:
    """The reference of a collection: 9 characters, since slips give back no more."""
    return f"R{nummer:08}"


class Dommer:
    """Judges posts in their order, remembering what each collection has become."""

    def __init__(self, by_number: Mapping[int, Opkraevning], by_payer: Iterable[Opkraevning]) -> None:
        self.by_number = by_number
        self.status: dict[int, str] = {}
        self._alike: defaultdict[tuple[str, str, str], list[Opkraevning]] = defaultdict(list)
        for one in by_payer:
            self._alike[one.pbs_nummer, one.debitorgruppe, one.kunde].append(one)

    def doem(self, post: Post) -> Dom:
        """What becomes of a post."""
        found, reason = self._find(post)
        pays, takes_back = post.kode in BETALINGER, post.kode in TILBAGEFOERSLER
        if post.fortegn != "1" and (pays or takes_back):
            return Dom(found, BSAarsag.FORTEGN)
        if (pays or takes_back) and not post.betalt:
            return Dom(found, BSAarsag.NUL)
        if pays:
            return self._betaling(found, reason)
        if takes_back:
            return self._tilbage(found)
        if found is None or reason:
            return Dom(None, reason if reason and reason != Aarsag.KRAV_UKENDT else BSAarsag.UKENDT)
        if self._status(found) == BSStatus.BETALT:
            return Dom(found, BSAarsag.BETALT)
        self.status[found.id] = AFSLAG[post.kode]
        return Dom(found)

    def _betaling(self, found: Opkraevning | None, reason: str) -> Dom:
        if found is None or reason:
            return Dom(None, reason, betaler=True)
        if self._status(found) == BSStatus.BETALT:
            return Dom(found, Aarsag.KRAV_BETALT, betaler=True)
        self.status[found.id] = BSStatus.BETALT
        return Dom(found, betaler=True)

    def _tilbage(self, found: Opkraevning | None) -> Dom:
        if found is not None and self._status(found) == BSStatus.BETALT:
            self.status[found.id] = BSStatus.TILBAGEFOERT
        return Dom(found, tilbage=True)

    def _status(self, one: Opkraevning) -> str:
        return self.status.get(one.id, one.status)

    def _find(self, post: Post) -> tuple[Opkraevning | None, str]:
        """The collection a post is of: by its reference; without one by payer, agreement, due date and amount."""
        number = nummer_af(post.reference)
        if number is not None:
            found = self.by_number.get(number)
            if found is None or found.pbs_nummer != post.pbs:
                return None, Aarsag.KRAV_UKENDT
            if found.kunde != post.kunde:
                return None, BSAarsag.KUNDENUMMER
            if found.debitorgruppe != post.gruppe:
                return None, BSAarsag.GRUPPE
            return (found, "") if found.beloeb == post.beloeb else (None, BSAarsag.BELOEB)
        if post.reference:
            return None, Aarsag.KRAV_UKENDT
        fits = [
            one
            for one in self._alike.get((post.pbs, post.gruppe, post.kunde), ())
            if one.forfaldsdato == post.forfald and one.beloeb == post.beloeb and post.aftale in ("", one.aftalenummer)
        ]
        return (fits[0], "") if len(fits) == 1 else (None, Aarsag.KRAV_UKENDT)


def adskil(posts: Sequence[Post], known: set[str]) -> tuple[list[Post], list[Post]]:
    """The posts that are new, and those that are booked already or stand twice in the file."""
    seen, new, again = set(known), list[Post](), list[Post]()
    for post in posts:
        (again if post.noegle in seen else new).append(post)
        seen.add(post.noegle)
    return new, again
