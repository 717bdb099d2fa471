"""What a person's card shows: who it is on a day, the family, and what has been. The address of a protected person only where the
reader may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from snitflade.folk.models import Adresse, Barn, Civilstand, Foraeldremyndighed, Navn, Person, Statsborgerskab, Udrejse
from snitflade.folk.models_historie import UGYLDIGE, Historisk
from snitflade.folk.personopslag import oejeblik
from snitflade.formats.cpr_koder import (
    BESKYTTELSE,
    CIVILSTAND,
    FORAELDREMYNDIGHED,
    KOEN,
    KOMMUNER,
    MYNDIGHEDER,
    STATUS,
    STATUS_EGNE,
)

Tekst = str | Promise
MOST_TOGETHER = 20
"""People at one address that are shown; an institution has more."""


@dataclass(frozen=True, slots=True)
class Tabel:
    """Facts of one kind: headings and rows; `dansk` texts are Danish in whatever language the page is."""

    titel: Tekst
    hoveder: Sequence[Tekst]
    raekker: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Slaegtning:
    """A relative: how related, number, name, and where the card is, if there is one."""

    hvordan: Tekst
    nummer: str
    navn: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class Kort:
    """The card."""

    fakta: list[tuple[Tekst, object]]
    familie: list[Slaegtning]
    historik: list[Tabel]
    skjult: bool
    """Whether addresses are left out because they are protected."""
    vist: list[Person] = field(default_factory=list)
    """Everybody whose name or number is shown."""


def nummer(pnr: str) -> str:
    """A number as people write it."""
    return f"{pnr[:6]}-{pnr[6:]}" if len(pnr) == 10 else pnr


def moment(text: str) -> str:
    """CPR's ``ÅÅÅÅMMDDTTMM`` or ``ÅÅÅÅ-MM-DD`` as far as it is known.

    >>> moment("201502281200"), moment("201500009999"), moment("2001-05-06"), moment("")
    ('28.02.2015', '2015', '06.05.2001', '')
    """
    flat = text.replace("-", "")
    year, month, day = flat[:4], flat[4:6], flat[6:8]
    return ".".join(part for part in (day, month, year) if part.strip("0"))


def kommune(kode: str) -> str:
    """The name of a municipality, else its code."""
    return KOMMUNER[kode].navn if kode in KOMMUNER else kode


def boligtekst(row: Adresse | Person) -> str:
    """An address by its codes."""
    parts = (
        _("vej %(kode)s") % {"kode": row.vejkode} if row.vejkode else "",
        row.husnr.lstrip("0"),
        f"B-{row.bnr.lstrip('0')}" if row.bnr.strip("0") else "",
        row.etage,
        row.sidedoer.lstrip("0"),
        kommune(row.kommunekode),
    )
    return " ".join(part for part in parts if part)


def kort(person: Person, dato: dt.date | None, *, maa_se: bool) -> Kort:
    """The card of `person` now, or as of a day."""
    skjult = person.adressebeskyttet and not maa_se
    familie, vist = _familie(person)
    sammen = [] if skjult else _samme_adresse(person, maa_se=maa_se)
    familie += [_slaegtning(_("Samme adresse"), one) for one in sammen]
    seen = {one.pk: one for one in (person, *vist, *sammen)}
    return Kort(_fakta(person, dato, skjult), familie, _historik(person, skjult), skjult, list(seen.values()))


def _samme_adresse(person: Person, *, maa_se: bool) -> list[Person]:
    """Who else lives at the person's address now, the first few; the protected only where they may be seen."""
    if not person.adressenoegle:
        return []
    there = Person.objects.filter(adressenoegle=person.adressenoegle, gaeldende="").exclude(pk=person.pk)
    return list((there if maa_se else there.filter(adressebeskyttet=False)).order_by("foedselsdato", "pk")[:MOST_TOGETHER])


def _slaegtning(how: Tekst, one: Person) -> Slaegtning:
    return Slaegtning(how, nummer(one.personnummer), one.navn, reverse("register_person", args=[one.pk]))


def _fakta(person: Person, dato: dt.date | None, skjult: bool) -> list[tuple[Tekst, object]]:
    status = STATUS_EGNE.get(person.status) or STATUS.betydning(person.status)
    beskyttelser = ", ".join(BESKYTTELSE.betydning(kode) for kode in person.beskyttelser.split())
    found: list[tuple[Tekst, object]] = [
        (_("CPR-nummer"), nummer(person.personnummer)),
        (_("Gældende nummer"), nummer(person.gaeldende)),
        (_("Status"), f"{status} ({person.status})" + (f", {moment(person.status_fra)}" if person.status_fra else "")),
        *(_paa_dagen(person, dato, skjult) if dato else _nu(person, skjult)),
        (_("Født"), moment(person.foedselsdato.isoformat()) if person.foedselsdato else ""),
        (_("Køn"), KOEN.betydning(person.koen) if person.koen else ""),
        (_("Beskyttelse"), beskyttelser),
        (_("Under værgemål"), moment(person.umyndig_fra) or _("Ja") if person.umyndig else ""),
        (_("Leveret af CPR"), moment(person.leveret.isoformat()) if person.leveret else _("Aldrig")),
    ]
    return [(name, value) for name, value in found if value]


def _nu(person: Person, skjult: bool) -> list[tuple[Tekst, object]]:
    by = " ".join(part for part in (person.postnr, person.postdistrikt) if part)
    lines = (person.conavn, person.adresselinje or boligtekst(person), person.bynavn, by)
    addresses = [
        (_("Adresse"), ", ".join(line for line in lines if line)),
        (_("Supplerende adresse"), person.supplerende_adresse.replace("\n", ", ")),
        (_("Kontaktadresse"), person.kontaktadresse.replace("\n", ", ")),
        (_("Udlandsadresse"), person.udlandsadresse.replace("\n", ", ")),
    ]
    return [
        (_("Navn"), person.navn),
        (_("Adresseringsnavn"), person.adresseringsnavn),
        *([(_("Adresse"), _("Beskyttet: vises ikke med din rolle"))] if skjult else addresses),
        (_("Kommune"), kommune(person.kommunekode)),
        (_("Tilflyttet"), "" if skjult else moment(person.tilflyttet)),
        (_("Udrejst"), " ".join(part for part in (land(person.udrejst_land), moment(person.udrejst)) if part)),
        (_("Forsvundet"), moment(person.forsvundet)),
        (_("Civilstand"), _civil(person.civilstand, person.civilstand_fra)),
        (_("Statsborgerskab"), land(person.statsborgerskab)),
        (_("Stilling"), person.stilling),
    ]


def _paa_dagen(person: Person, dato: dt.date, skjult: bool) -> list[tuple[Tekst, object]]:
    """What held at the end of a day."""
    at = oejeblik(dato)
    name = Navn.objects.paa(at).filter(person=person).order_by("-fra").first()
    address = Adresse.objects.paa(at).filter(person=person).order_by("-fra").first()
    civil = Civilstand.objects.paa(at).filter(person=person).order_by("-fra").first()
    citizen = Statsborgerskab.objects.paa(at).filter(person=person).order_by("-fra").first()
    away = Udrejse.objects.paa(at).filter(person=person).order_by("-fra").first()
    return [
        (_("Navn"), _navn(name) if name else ""),
        (_("Adresse"), _("Beskyttet: vises ikke med din rolle") if skjult else boligtekst(address) if address else ""),
        (_("Kommune"), kommune(address.kommunekode) if address else ""),
        (_("Udrejst"), land(away.udrejst_land) or moment(away.fra) if away else ""),
        (_("Civilstand"), _civil(civil.civilstand, civil.fra) if civil else ""),
        (_("Statsborgerskab"), land(citizen.land) if citizen else ""),
    ]


def land(kode: str) -> str:
    """The name of a country, else its code."""
    return MYNDIGHEDER.get(kode, kode)


def _civil(kode: str, fra: str) -> str:
    return " ".join(part for part in (CIVILSTAND.betydning(kode), moment(fra)) if part) if kode else ""


def _navn(row: Navn) -> str:
    return " ".join(part for part in (row.fornavn, row.mellemnavn, row.efternavn) if part)


def _familie(person: Person) -> tuple[list[Slaegtning], list[Person]]:
    named: list[tuple[Tekst, str, str]] = [
        (_("Ægtefælle"), person.aegtefaelle, person.aegtefaelle_navn),
        (_("Mor"), person.mor, person.mor_navn),
        (_("Far"), person.far, person.far_navn),
        *((_("Barn"), barn, "") for barn in Barn.objects.filter(person=person).order_by("barn").values_list("barn", flat=True)),
    ]
    for type, holder in Foraeldremyndighed.objects.filter(person=person).order_by("type").values_list("type", "indehaver"):
        number = holder or {"0003": person.mor, "0004": person.far}.get(type, "")
        named.append((_("Forældremyndighed: %(hvem)s") % {"hvem": FORAELDREMYNDIGHED.betydning(type)}, number, ""))
    known = {one.personnummer: one for one in Person.objects.filter(personnummer__in={number for _how, number, _name in named})}
    found = []
    for how, number, name in named:
        if number or name:
            one = known.get(number)
            card = reverse("register_person", args=[one.pk]) if one else ""
            found.append(Slaegtning(how, nummer(number), one.navn if one and one.navn else name, card))
    return found, list(known.values())


def _historik(person: Person, skjult: bool) -> list[Tabel]:
    tables = [
        _tabel(_("Navne"), person.navn_set.all(), _("Navn"), _navn),
        *([] if skjult else [_tabel(_("Adresser"), person.adresse_set.all(), _("Adresse"), boligtekst)]),
        _tabel(_("Ud- og indrejser"), person.udrejse_set.all(), _("Land"), lambda row: land(row.udrejst_land)),
        _tabel(_("Civilstande"), person.civilstand_set.all(), _("Civilstand"), lambda row: CIVILSTAND.betydning(row.civilstand)),
        _tabel(_("Statsborgerskaber"), person.statsborgerskab_set.all(), _("Land"), lambda row: land(row.land)),
        _tabel(_("Beskyttelser"), person.beskyttelse_set.all(), _("Beskyttelse"), lambda row: BESKYTTELSE.betydning(row.type)),
    ]
    former = person.tidligerenummer_set.order_by("fra").values_list("nummer", "fra", "til")
    numbers = [(nummer(old), moment(since), moment(until)) for old, since, until in former]
    tables.append(Tabel(_("Tidligere numre"), (_("CPR-nummer"), _("Fra"), _("Til")), numbers))
    return [table for table in tables if table.raekker]


def _tabel(titel: Tekst, rows: Iterable[Historisk], hoved: Tekst, vaerdi: Callable[..., str]) -> Tabel:
    """Facts, the latest first; those that never held are left out."""
    kept = sorted((row for row in rows if row.annkor not in UGYLDIGE), key=lambda row: (row.fra, row.aktuel), reverse=True)
    shown = [(vaerdi(row), moment(row.fra), moment(row.til)) for row in kept]
    return Tabel(titel, (hoved, _("Fra"), _("Til")), shown)
