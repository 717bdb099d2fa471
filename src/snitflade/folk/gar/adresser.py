"""The authorised addresses that follow from the layers: a unit address, or an access address that has no units.

Each has its Adresse-ID and, where something is missing, says what: it is kept and listed, never rejected. One that changes ends,
and another begins, so that it can be asked which were authorised on a day.

Source: gar.md 3.2 to 3.6, 4.7 and 4.8.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from snitflade.exchange.bulk import insert_rows, update_rows
from snitflade.folk.gar import normal
from snitflade.folk.gar.tabeller import (
    GarAdgangsadresse,
    GarAdresse,
    GarBygning,
    GarEnhedsadresse,
    GarKommune,
    GarLokalitet,
    GarPostnummer,
    GarVej,
)

MANGLER: Mapping[str, str] = {
    "adgangsadresse": "Enheden hører til en adgangsadresse, der ikke er i registret",
    "kommune": "Kommunen mangler eller er ikke i registret",
    "lokalitet": "Lokaliteten mangler eller er ikke i registret",
    "vejkode": "Vejkoden mangler eller er 0",
    "vej": "Vejkoden er ikke i registrets veje",
    "administrativ": "Vejkoden er administrativ (9900 til 9999)",
    "husnummer": "Husnummeret mangler, og det skal være der i denne by",
    "bnummer": "B-nummeret mangler, og det skal være der uden for byerne med husnumre",
    "sidedoer": "Side/dør har mere end 4 tegn",
    "etage": "Etagen er udfyldt; den bør være tom i Grønland",
    "postnummer": "Postnummeret mangler eller er ikke i registret",
    "bygning": "Bygningen er ikke i registret",
    "ulaeselig": "En del af adressen står på en måde, der ikke kan læses",
}
"""What can be missing, or strange, in an address: the word it is kept as, and the sentence."""

FELTER = (*("adresse_id", "kommune", "lokalitet", "vejkode", "husnr", "bnr", "etage", "sidedoer", "postnr", "mangler"),)
_Vaerdier = tuple[str, ...]
_Noegle = tuple[str, str]


@dataclass(slots=True)
class Opgoerelse:
    """What rebuilding came to: how many addresses there are, those with an id, new and ended ones, and what is missing."""

    antal: int = 0
    med_id: int = 0
    flere_om_id: int = 0
    """How many ids more than one address has."""
    nye: int = 0
    ophoerte: int = 0
    mangler: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Kendte:
    """What an address may point to."""

    kommuner: frozenset[str]
    lokaliteter: frozenset[str]
    veje: frozenset[tuple[str, str]]
    postnumre: frozenset[str]
    bygninger: frozenset[str]


def genopbyg(nu: dt.datetime, status: frozenset[str]) -> Opgoerelse:
    """Bring the authorised addresses in line with the layers as of `nu`; `status`: those an address may have (none: any).

    Call inside a transaction with the tables locked.
    """
    wanted = dict(_adresser(status))
    open_rows = {
        (row[1], row[2]): (row[0], row[3:])
        for row in GarAdresse.objects.filter(gaelder_til=None).values_list("pk", "adgang", "enhed", *FELTER)
    }
    new = [(key, values) for key, values in wanted.items() if key not in open_rows or open_rows[key][1] != values]
    ended = [number for key, (number, values) in open_rows.items() if wanted.get(key) != values]
    update_rows(GarAdresse, ("gaelder_til",), [(nu, number) for number in ended])
    insert_rows(GarAdresse, ("adgang", "enhed", *FELTER, "gaelder_fra"), [(*key, *values, nu) for key, values in new])
    ids = Counter(values[0] for values in wanted.values() if values[0])
    found = Opgoerelse(len(wanted), sum(ids.values()), sum(count > 1 for count in ids.values()), len(new), len(ended))
    for values in wanted.values():
        found.mangler.update(word for word in values[-1].split(",") if word)
    return found


def _adresser(status: frozenset[str]) -> Iterator[tuple[_Noegle, _Vaerdier]]:
    known = _kendte()
    units: dict[str, list[tuple[str, ...]]] = {}
    for row in _levende(GarEnhedsadresse, status, "adgang", "kilde_id", "enhedsnummer", "doer", "etage"):
        units.setdefault(row[0], []).append(row[1:])
    columns = ("kilde_id", "kommune", "lokalitet", "vejkode", "husnr", "bnr", "bogstav", "postnr", "bygning", "ulaeselige")
    for row in _levende(GarAdgangsadresse, status, *columns):
        for unit in units.pop(row[0], [("", "", "", "")]):
            yield (row[0], unit[0]), _adresse(row[1:], unit, known)
    for access, orphans in units.items():
        for unit in orphans:
            yield (access, unit[0]), ("", "", "", "", "", "", unit[3], "", "", "adgangsadresse")


def _levende(model: type[GarAdgangsadresse | GarEnhedsadresse], status: frozenset[str], *columns: str) -> Iterator[tuple[str, ...]]:
    rows = model.objects.filter(borte=None).order_by("pk")
    if status:
        rows = rows.filter(status__in=status)
    yield from rows.values_list(*columns).iterator()


def _adresse(access: tuple[str, ...], unit: tuple[str, ...], known: _Kendte) -> _Vaerdier:
    kommune, lokalitet, vej, husnr, bnr, letter, postnr, bygning, unreadable = access
    _, number, door, etage = unit
    side = normal.sidedoer(number or door, letter)
    by_house = lokalitet in normal.HUSNUMMERBYER
    special = bool(vej and normal.administrativ(kommune, vej))
    missing = {
        "kommune": kommune not in known.kommuner,
        "lokalitet": lokalitet not in known.lokaliteter,
        "vejkode": not vej,
        "vej": bool(vej) and not special and (kommune, vej) not in known.veje,
        "administrativ": special,
        "husnummer": by_house and not husnr,
        "bnummer": bool(lokalitet) and not by_house and not bnr,
        "sidedoer": side is None,
        "etage": bool(etage),
        "postnummer": postnr not in known.postnumre,
        "bygning": bool(bygning) and bygning not in known.bygninger,
        "ulaeselig": bool(unreadable),
    }
    without = side is None or special or "kommunekode" in unreadable
    id = "" if without else normal.af_dele(kommune, vej, husnr, bnr, side or "", lokalitet=lokalitet)
    words = ",".join(word for word, is_missing in missing.items() if is_missing)
    return id, kommune, lokalitet, vej, husnr, bnr, etage, side or "", postnr, words


def _kendte() -> _Kendte:
    def values(model: type[GarKommune | GarLokalitet | GarPostnummer | GarBygning], column: str) -> frozenset[str]:
        return frozenset(model.objects.filter(borte=None).values_list(column, flat=True))

    return _Kendte(
        values(GarKommune, "kode"),
        values(GarLokalitet, "kode"),
        # In a settlement one code stands for the whole place.
        frozenset(GarVej.objects.filter(borte=None).values_list("kommune", "vejkode"))
        | frozenset(GarLokalitet.objects.filter(borte=None).values_list("kommune", "vejkode")),
        values(GarPostnummer, "nummer"),
        values(GarBygning, "kilde_id"),
    )
