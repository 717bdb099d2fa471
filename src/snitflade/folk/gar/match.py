"""Persons against the register: whose address is authorised, whose is not, and what it may have been meant to be.

CPR does not look whether a B-number exists, so this is what the register is used for. An address that only differs in spelling is a
suggestion (ADR-W01) and never taken as equal: it is to be corrected in CPR.

Source: gar.md 3.4, 3.6; social-teknik.md 1.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from snitflade.folk.gar import normal
from snitflade.folk.gar.tabeller import GarAdresse, GarLokalitet, GarVej
from snitflade.folk.models_person import Person
from snitflade.formats.problems import ProblemKind, Problems, Severity

I_REGISTER = ("05", "07")
"""Status of living persons with an address in a Greenlandic register, cpr.md 5.1."""
FLEST = 5
"""The most suggestions for one address."""

ADRESSE_STAVET = ProblemKind(
    "ADRESSE_STAVET",
    "{raw} er ikke i adresseregistret, men {forslag} er den samme efter normalisering. Ret i CPR.",
    Severity.ADVARSEL,
    "ADR-W01",
)
ADRESSE_UKENDT = ProblemKind("ADRESSE_UKENDT", "{raw} er ikke i adresseregistret. {raad}", Severity.ADVARSEL)
ADRESSE_UDEN_NUMMER = ProblemKind(
    "ADRESSE_UDEN_NUMMER",
    "{raw} kan ikke slås op: husnummer eller B-nummer mangler eller kan ikke læses. Ret i CPR.",
    Severity.ADVARSEL,
)
ADRESSE_ADMINISTRATIV = ProblemKind(
    "ADRESSE_ADMINISTRATIV", "{raw} er ingen autoriseret adresse: vejkoden er {betydning}.", Severity.ADVARSEL
)


class Udfald(StrEnum):
    """What comes of a person's address."""

    AUTORISERET = "autoriseret"
    ADMINISTRATIV = "administrativ vejkode"
    STAVET = "stavet anderledes"
    UKENDT = "ikke i registret"
    UDEN_NUMMER = "kan ikke slås op"
    UDENFOR = "uden for Grønland"


@dataclass(frozen=True, slots=True)
class Adressen:
    """An address as CPR has it: KOMKOD, VEJKOD, HUSNR, BNR, SIDEDOER of record 002."""

    kommune: str
    vejkode: str
    husnr: str
    bnr: str
    sidedoer: str

    def __str__(self) -> str:
        number = f", hus {self.husnr}" if self.husnr else f", B-{self.bnr}" if self.bnr else ""
        return f"Kommune {self.kommune}, vej {self.vejkode}{number}" + (f", side/dør {self.sidedoer}" if self.sidedoer else "")


@dataclass(frozen=True, slots=True)
class Svaret:
    """What came of an address: its id (empty: none can be made), and the ids that may have been meant, the likeliest first."""

    udfald: Udfald
    adresse_id: str = ""
    forslag: tuple[str, ...] = ()
    betydning: str = ""
    """What an administrative road stands for."""


@dataclass(slots=True)
class Kontrol:
    """How many persons have which outcome, and who deviates: by whatever the caller named the persons."""

    antal: Counter[Udfald] = field(default_factory=Counter)
    afvigelser: list[tuple[int, Adressen, Svaret]] = field(default_factory=list)

    def problemer(self) -> Problems:
        """Every deviation in a sentence, without saying whose it is; those on administrative roads last."""
        found = Problems()
        for _, adresse, svar in sorted(self.afvigelser, key=lambda one: (one[2].udfald is Udfald.ADMINISTRATIV, str(one[1]))):
            raw, suggested = str(adresse), ", ".join(svar.forslag)
            match svar.udfald:
                case Udfald.STAVET:
                    found.add(ADRESSE_STAVET, raw=raw, forslag=suggested)
                case Udfald.UKENDT:
                    advice = f"På samme nummer findes: {suggested}." if suggested else "Ret i CPR, eller få den oprettet i GAR."
                    found.add(ADRESSE_UKENDT, raw=raw, raad=advice)
                case Udfald.UDEN_NUMMER:
                    found.add(ADRESSE_UDEN_NUMMER, raw=raw)
                case Udfald.ADMINISTRATIV:
                    found.add(ADRESSE_ADMINISTRATIV, raw=raw, betydning=svar.betydning)
        return found


class Register:
    """The authorised addresses of today, for looking up many."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._places: dict[tuple[str, str], set[str]] = {}
        self._tolerant: dict[tuple[str, ...], list[str]] = {}
        self._numbers: dict[tuple[str, ...], list[str]] = {}
        columns = ("adresse_id", "kommune", "vejkode", "lokalitet", "husnr", "bnr", "sidedoer")
        rows = GarAdresse.objects.filter(gaelder_til=None).exclude(adresse_id="").order_by("adresse_id").values_list(*columns)
        for id, kommune, vej, lokalitet, husnr, bnr, doer in rows.iterator():
            if id in self._ids:
                continue
            self._ids.add(id)
            self._places.setdefault((kommune, vej), set()).add(lokalitet)
            for kind, number in (("H", husnr), ("B", bnr)):
                if number:
                    key = (kommune, vej, kind, normal.taalsom(number))
                    self._numbers.setdefault(key, []).append(id)
                    self._tolerant.setdefault((*key, normal.taalsom(doer)), []).append(id)
        for model in (GarVej, GarLokalitet):
            place = "lokalitet" if model is GarVej else "kode"
            for kommune, vej, lokalitet in model._base_manager.filter(borte=None).values_list("kommune", "vejkode", place):
                if vej and lokalitet:
                    self._places.setdefault((kommune, vej), set()).add(lokalitet)

    def slaa_op(self, adresse: Adressen) -> Svaret:
        """What is known of an address."""
        kommune, vej = normal.kommunekode(adresse.kommune) or "", normal.vejkode(adresse.vejkode) or ""
        if kommune not in normal.KOMMUNER:
            return Svaret(Udfald.UDENFOR)
        if vej and (meaning := normal.administrativ(kommune, vej)):
            return Svaret(Udfald.ADMINISTRATIV, betydning=meaning)
        ids = self._mulige(adresse, kommune, vej)
        if known := [id for id in ids if id in self._ids]:
            return Svaret(Udfald.AUTORISERET, known[0])
        id = ids[0] if ids else ""
        door = normal.taalsom(adresse.sidedoer)
        numbers = [(kommune, vej, kind, normal.taalsom(number)) for kind, number in _numre(adresse)]
        if spelled := _flest(one for key in numbers for one in self._tolerant.get((*key, door), ())):
            return Svaret(Udfald.STAVET, id, spelled)
        near = _flest(one for key in numbers for one in self._numbers.get(key, ()))
        return Svaret(Udfald.UKENDT if id else Udfald.UDEN_NUMMER, id, near)

    def _mulige(self, adresse: Adressen, kommune: str, vej: str) -> list[str]:
        """The ids the address can have: one for each kind of place its road goes through."""
        parts = (adresse.kommune, adresse.vejkode, adresse.husnr, adresse.bnr, adresse.sidedoer)
        places = sorted(self._places.get((kommune, vej), set())) or [""]
        ids = (normal.adresse_id(*parts, lokalitet=place) for place in places)
        return list(dict.fromkeys(id for id in ids if id))


def _numre(adresse: Adressen) -> Iterator[tuple[str, str]]:
    house, number = normal.husnummer(adresse.husnr), normal.b_nummer(adresse.bnr)
    for kind, form, told in (("H", house, adresse.husnr), ("B", number[0] if number else None, adresse.bnr)):
        if form or (form is None and told.strip()):
            yield kind, form or told


def _flest(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[:FLEST]


def kontroller(personer: Iterable[tuple[int, str, str, str, str, str]]) -> Kontrol:
    """Look every person's address up: rows of (whatever names the person, KOMKOD, VEJKOD, HUSNR, BNR, SIDEDOER)."""
    register, found = Register(), Kontrol()
    answers: dict[tuple[str, ...], Svaret] = {}
    for person, *parts in personer:
        key = tuple(parts)
        adresse = Adressen(*parts)
        svar = answers.get(key)
        if svar is None:
            svar = answers[key] = register.slaa_op(adresse)
        found.antal[svar.udfald] += 1
        if svar.udfald not in (Udfald.AUTORISERET, Udfald.UDENFOR):
            found.afvigelser.append((person, adresse, svar))
    return found


def kontroller_personregistret() -> Kontrol:
    """The same for every living person of the population register with an address in Greenland, by the row's id."""
    rows = Person.objects.filter(status__in=I_REGISTER, kommunekode__in=sorted(f"0{code}" for code in normal.KOMMUNER))
    return kontroller(rows.order_by("pk").values_list("pk", "kommunekode", "vejkode", "husnr", "bnr", "sidedoer").iterator())
