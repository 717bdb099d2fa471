"""Which children there are on the first of a month, who receives for each, whose income counts, and who is counted together.

What CPR cannot tell is asked of an officer (undtagelseskort), never guessed. Source: social-teknik.md 5.2.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from snitflade.formats.problems import ProblemKind, Severity
from snitflade.soc.alder import er_barn
from snitflade.soc.boernetilskud import fakta
from snitflade.soc.boernetilskud.fakta import Borger
from snitflade.soc.boernetilskud.models_kort import Ret, Samliv, Undtagelseskort
from snitflade.soc.maaned import Maaned

BT_ANBRAGT = ProblemKind(
    "BT_ANBRAGT",
    "Barnet er anbragt eller forsørges på anden måde af det offentlige: undtagelseskort {kort}.",
    Severity.ADVARSEL,
    spec="BT-E02",
)
BT_IKKE_I_GROENLAND = ProblemKind(
    "BT_IKKE_I_GROENLAND",
    "Modtageren bor ikke i Grønland den 1. Ret undtagelseskortet, hvis en anden skal modtage.",
    Severity.ADVARSEL,
    spec="BT-E03",
)
BT_GIFT = ProblemKind("BT_GIFT", "Barnet er gift.", Severity.ADVARSEL)
BT_IKKE_RET = ProblemKind("BT_IKKE_RET", "Barnet har ikke ret: {begrundelse} (undtagelseskort {kort}).", Severity.ADVARSEL)
BT_UDEN_MODTAGER = ProblemKind(
    "BT_UDEN_MODTAGER",
    "Barnet bor ikke sammen med en forælder eller indehaver af forældremyndigheden. Lav et undtagelseskort med modtageren, "
    "eller med at barnet er anbragt.",
    Severity.ADVARSEL,
)
BT_OPHOLD = ProblemKind(
    "BT_OPHOLD",
    "Hverken barnet eller modtageren er dansk statsborger, og de har ikke begge boet her et år. Undersøg det (også Nordisk "
    "konvention), og skriv svaret på et undtagelseskort.",
    Severity.ADVARSEL,
)


class Udfald(StrEnum):
    """What a child's case comes to."""

    TILSAGN = "TILSAGN"
    AFSLAG = "AFSLAG"
    FEJL = "FEJL"
    """It cannot be decided before somebody has done something."""


@dataclass(slots=True)
class Sag:
    """A child in a month. `grundlag`: whose income counts; `sammen`: what children counted together have in common."""

    barn: Borger
    kort: Undtagelseskort | None
    modtager: Borger | None = None
    grundlag: tuple[str, ...] = ()
    sammen: tuple[str, ...] = ()
    boern: int = 0
    udfald: Udfald = Udfald.TILSAGN
    kode: str = ""
    aarsag: str = ""
    indkomst: int | None = None
    aktuel: bool = False
    fastholdt: bool = False
    """Whether last month's income still counts, since it has moved by less than the limit."""
    beloeb: int = 0

    def afvis(self, udfald: Udfald, kind: ProblemKind, **params: object) -> None:
        """Nothing is granted, and why."""
        self.udfald, self.kode, self.aarsag = udfald, kind.spec or kind.code, kind.text.format(**params)


@dataclass(slots=True)
class Sager:
    """The cases of a municipality and month, and how often what is only warned of was met."""

    sager: list[Sag] = field(default_factory=list)
    en_foraelder_ukendt: int = 0
    maaske_samlever: list[Borger] = field(default_factory=list)
    """Receivers without a partner who have lived for a year with one adult of whom nobody has said what they are."""


def gaeldende_kort(maaned: Maaned, boern: Iterable[str] | None = None) -> dict[str, Undtagelseskort]:
    """The card that counts in a month, by child."""
    name = str(maaned)
    rows = Undtagelseskort.objects.filter(fra__lte=name, ophaevet_af="").order_by("pk")
    if boern is not None:
        rows = rows.filter(barn__in=list(boern))
    return {row.barn: row for row in rows if not row.til or row.til >= name}


def find(borgere: Mapping[str, Borger], maaned: Maaned, kort: Mapping[str, Undtagelseskort]) -> Sager:
    """The cases of the children among `borgere`."""
    dag, found = maaned.foerste, Sager()
    children = (one for _, one in sorted(borgere.items()) if one.foedt and one.foedt <= dag and er_barn(one.foedt, maaned))
    sager = [Sag(one, kort.get(one.cpr)) for one in children]
    found.sager = sager
    _modtagere(sager, borgere, dag)
    _ophold(sager, dag)
    partnere = _partnere(sager, borgere, dag)
    for sag in sager:
        if sag.modtager is not None:
            _grundlag(sag, sag.modtager, borgere, partnere)
            found.en_foraelder_ukendt += not (sag.barn.mor and sag.barn.far)
    together = Counter(sag.sammen for sag in sager if sag.udfald is Udfald.TILSAGN)
    for sag in sager:
        sag.boern = together[sag.sammen] if sag.udfald is Udfald.TILSAGN else 0
    found.maaske_samlever = _maaske_samlever(sager, borgere, partnere, maaned)
    return found


def _modtagere(sager: list[Sag], borgere: Mapping[str, Borger], dag: dt.date) -> None:
    """Mother where she lives with the child, else father, else who has custody and lives there; or who a card says."""
    elsewhere = {sag.kort.modtager for sag in sager if sag.kort and sag.kort.modtager} - set(borgere)
    known = {**fakta.personer(elsewhere, dag), **borgere} if elsewhere else borgere
    alone = [sag.barn.pk for sag in sager if not _hos(sag.barn, (sag.barn.mor, sag.barn.far), borgere)]
    holders = fakta.indehavere(alone) if alone else {}
    for sag in sager:
        barn, kort = sag.barn, sag.kort
        if kort and kort.modtager:
            sag.modtager = known.get(kort.modtager)
        else:
            sag.modtager = _hos(barn, (barn.mor, barn.far, *holders.get(barn.pk, ())), borgere)
        if barn.gift:
            sag.afvis(Udfald.AFSLAG, BT_GIFT)
        elif kort and kort.ret == Ret.ANBRAGT:
            sag.afvis(Udfald.AFSLAG, BT_ANBRAGT, kort=kort.pk)
        elif kort and kort.ret == Ret.NEJ:
            sag.afvis(Udfald.AFSLAG, BT_IKKE_RET, kort=kort.pk, begrundelse=kort.begrundelse)
        elif kort and kort.modtager and (sag.modtager is None or not sag.modtager.i_groenland):
            sag.afvis(Udfald.AFSLAG, BT_IKKE_I_GROENLAND)
        elif sag.modtager is None:
            sag.afvis(Udfald.FEJL, BT_UDEN_MODTAGER)


def _hos(barn: Borger, numre: Iterable[str], borgere: Mapping[str, Borger]) -> Borger | None:
    """The first of these who lives at the child's address."""
    if barn.noegle:
        for number in numre:
            one = borgere.get(number) if number else None
            if one is not None and one.noegle == barn.noegle:
                return one
    return None


def _ophold(sager: list[Sag], dag: dt.date) -> None:
    """Danish nationality of child or receiver, or one year's residence of both; or a card says so."""
    asked = [
        (sag, sag.modtager)
        for sag in sager
        if sag.modtager is not None
        and not (sag.barn.dansk or sag.modtager.dansk)
        and sag.udfald is Udfald.TILSAGN
        and not (sag.kort and sag.kort.ret == Ret.JA)
    ]
    if asked:
        here = fakta.et_aar_her({one.pk for sag, receiver in asked for one in (sag.barn, receiver)}, dag)
        for sag, receiver in asked:
            if sag.barn.pk not in here or receiver.pk not in here:
                sag.afvis(Udfald.FEJL, BT_OPHOLD)


@dataclass(frozen=True, slots=True)
class Partner:
    """Whom somebody lives with as a couple. `sammen`: married, or together for a year."""

    cpr: str
    sammen: bool


def _partnere(sager: list[Sag], borgere: Mapping[str, Borger], dag: dt.date) -> dict[str, Partner]:
    """The partner of each receiver: spouse, else whom a card names, else the other parent of a child at the address."""
    year_ago = fakta.oejeblik(fakta.aaret_foer(dag))
    found: dict[str, Partner] = {}
    told = [sag for sag in sager if sag.kort and sag.kort.samliv == Samliv.SAMLEVER and sag.kort.samlever]
    for sag in sager:
        receiver, barn = sag.modtager, sag.barn
        if receiver is None:
            continue
        if receiver.aegtefaelle:
            found[receiver.cpr] = Partner(receiver.aegtefaelle, sammen=True)
            continue
        other = barn.far if receiver.cpr == barn.mor else barn.mor if receiver.cpr == barn.far else ""
        there = borgere.get(other) if other else None
        if there is not None and receiver.noegle and there.noegle == receiver.noegle and receiver.cpr not in found:
            found[receiver.cpr] = Partner(other, sammen=max(there.siden, receiver.siden) <= year_ago)
    for sag in sorted(told, key=lambda one: one.kort.pk if one.kort else 0):
        if sag.kort is not None and sag.modtager is not None and not sag.modtager.aegtefaelle:
            since = sag.kort.samlever_siden
            found[sag.modtager.cpr] = Partner(sag.kort.samlever, sammen=since is not None and since <= fakta.aaret_foer(dag))
    for cpr, partner in list(found.items()):
        found.setdefault(partner.cpr, Partner(cpr, partner.sammen))
    return found


def _grundlag(sag: Sag, receiver: Borger, borgere: Mapping[str, Borger], partnere: Mapping[str, Partner]) -> None:
    """Whose income counts, and with which children the child is counted."""
    barn, partner = sag.barn, partnere.get(receiver.cpr)
    other = {barn.mor, barn.far} - {receiver.cpr, ""} if receiver.cpr in (barn.mor, barn.far) else set()
    both = next((cpr for cpr in other if _hos(receiver, (cpr,), borgere)), "")
    if partner is not None and partner.sammen:
        sag.grundlag = tuple(sorted({receiver.cpr, partner.cpr, both} - {""}))
        sag.sammen = ("sammen", *sorted((receiver.cpr, partner.cpr)))
    elif both:
        sag.grundlag = tuple(sorted((receiver.cpr, both)))
        sag.sammen = ("fælles", *sag.grundlag)
    else:
        sag.grundlag = (receiver.cpr,)
        sag.sammen = ("egne", receiver.cpr)


def _maaske_samlever(
    sager: list[Sag], borgere: Mapping[str, Borger], partnere: Mapping[str, Partner], maaned: Maaned
) -> list[Borger]:
    answered = {sag.modtager.cpr for sag in sager if sag.modtager and sag.kort and sag.kort.samliv}
    single = {
        sag.modtager.cpr: sag.modtager
        for sag in sager
        if sag.modtager and sag.modtager.noegle and sag.modtager.cpr not in partnere and sag.modtager.cpr not in answered
    }
    if not single:
        return []
    year_ago = fakta.oejeblik(fakta.aaret_foer(maaned.foerste))
    keys = {one.noegle for one in single.values()}
    adults: defaultdict[str, list[Borger]] = defaultdict(list)
    for one in borgere.values():
        if one.noegle in keys and not er_barn(one.foedt, maaned):
            adults[one.noegle].append(one)
    asked = []
    for receiver in single.values():
        others = [one for one in adults[receiver.noegle] if one.cpr != receiver.cpr]
        long = [one for one in (receiver, *others) if one.siden <= year_ago]
        if len(others) == 1 and len(long) == 2:
            asked.append(receiver)
    return asked
