"""From a feature's attributes to the columns of its table, each in its one form.

Source: gar.md 2.4 (attributes; names count without case and are spelled in several ways) and 3.3 (normalising).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from snitflade.folk.gar import normal
from snitflade.folk.gar.lag import Lag
from snitflade.folk.gar.svar import guid
from snitflade.folk.gar.tabeller import (
    GarAdgangsadresse,
    GarBygning,
    GarEnhedsadresse,
    GarKommune,
    GarLokalitet,
    GarPostnummer,
    GarRaekke,
    GarVej,
)

Felter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tabel:
    """Where a layer's features go: the table, its columns, how they follow from the attributes, and what a row is called."""

    model: type[GarRaekke]
    kolonner: tuple[str, ...]
    af: Callable[[Felter], tuple[str, ...]]
    navn: Callable[[Felter], str]


def _tekst(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _kommune(felter: Felter) -> tuple[str, ...]:
    return normal.kommunekode(felter.get("kommunekode")) or "", _tekst(felter.get("kommunenavn"))


def _postnummer(felter: Felter) -> tuple[str, ...]:
    return normal.postnummer(felter.get("postnummer")) or "", _tekst(felter.get("postdistri") or felter.get("postdistrikt"))


def _lokalitet(felter: Felter) -> tuple[str, ...]:
    kind = felter.get("location_type")
    return (
        normal.lokalitetskode(felter.get("lokalitetskode")) or "",
        _tekst(felter.get("lokalitetsnavn")),
        _tekst(felter.get("lokalitetsnavn_forkortelse")),
        normal.kommunekode(felter.get("kommunekode")) or "",
        normal.vejkode(felter.get("lokalitetvejkode") or felter.get("lokalitetsvejkode")) or "",
        _tekst(kind if kind is not None else felter.get("lokalitetsbetegnelse")),
        _tekst(felter.get("status")),
    )


def _vej(felter: Felter) -> tuple[str, ...]:
    return (
        normal.kommunekode(felter.get("kommunekode")) or "",
        normal.vejkode(felter.get("vejkode")) or "",
        _tekst(felter.get("vejnavn")),
        _tekst(felter.get("vejadresseringsnavn")),
        normal.lokalitetskode(felter.get("lokalitetskode")) or "",
    )


def _bygning(felter: Felter) -> tuple[str, ...]:
    number = normal.b_nummer(felter.get("b_nummer")) or ("", "")
    return *number, _tekst(felter.get("a_nummer")), normal.lokalitetskode(felter.get("lokalitetskode")) or ""


def _adgang(felter: Felter) -> tuple[str, ...]:
    number = normal.b_nummer(felter.get("bnummer"))
    forms = {
        "kommunekode": normal.kommunekode(felter.get("kommunekode")),
        "lokalitetskode": normal.lokalitetskode(felter.get("lokalitetskode")),
        "vejkode": normal.vejkode(felter.get("vejkode")),
        "husnummer": normal.husnummer(felter.get("husnummer")),
        "bnummer": number[0] if number else None,
        "postnummer": normal.postnummer(felter.get("postnummer")),
    }
    kommune, lokalitet, vej, husnr, bnr, postnr = (form or "" for form in forms.values())
    unreadable = ",".join(name for name, form in forms.items() if form is None)
    return (
        kommune,
        lokalitet,
        vej,
        husnr,
        bnr,
        number[1] if number else "",
        _tekst(felter.get("bloknavn")),
        postnr,
        guid(felter.get("bygning_id")),
        _tekst(felter.get("objektstatus")),
        unreadable,
    )


def _enhed(felter: Felter) -> tuple[str, ...]:
    return (
        guid(felter.get("access_adress_id")),
        _tekst(felter.get("enhedsnummer")),
        _tekst(felter.get("etage")),
        _tekst(felter.get("dor_lejlighedsnummer")),
        _tekst(felter.get("enhedsanvendelse")),
        _tekst(felter.get("objektstatus")),
    )


def _ord(*names: str) -> Callable[[Felter], str]:
    return lambda felter: " ".join(_tekst(felter.get(name)) for name in names if felter.get(name) is not None)


TABELLER: Mapping[Lag, Tabel] = {
    Lag.KOMMUNE: Tabel(GarKommune, ("kode", "navn"), _kommune, _ord("kommunekode", "kommunenavn")),
    Lag.POSTNUMMER: Tabel(GarPostnummer, ("nummer", "distrikt"), _postnummer, _ord("postnummer", "postdistri")),
    Lag.LOKALITET: Tabel(
        GarLokalitet,
        ("kode", "navn", "forkortelse", "kommune", "vejkode", "type", "status"),
        _lokalitet,
        _ord("lokalitetskode", "lokalitetsnavn"),
    ),
    Lag.VEJ: Tabel(
        GarVej,
        ("kommune", "vejkode", "navn", "adresseringsnavn", "lokalitet"),
        _vej,
        _ord("kommunekode", "vejkode", "vejnavn"),
    ),
    Lag.BYGNING: Tabel(GarBygning, ("bnr", "bogstav", "anr", "lokalitet"), _bygning, _ord("lokalitetskode", "b_nummer")),
    Lag.ADGANGSADRESSE: Tabel(
        GarAdgangsadresse,
        (
            *("kommune", "lokalitet", "vejkode", "husnr", "bnr", "bogstav", "blok", "postnr"),
            *("bygning", "status", "ulaeselige"),
        ),
        _adgang,
        _ord("kommunekode", "vejkode", "husnummer", "bnummer"),
    ),
    Lag.ENHEDSADRESSE: Tabel(
        GarEnhedsadresse,
        ("adgang", "enhedsnummer", "etage", "doer", "anvendelse", "status"),
        _enhed,
        _ord("etage", "enhedsnummer", "dor_lejlighedsnummer"),
    ),
}
"""The table of each layer."""
