"""What fills the columns of DTTOTAL that are more than a field of the person. The person is `p`, the setting `s`.

Source: sbsys.md 2, 3 and 5.
"""
# ruff: noqa: S608 (SQL of our own making; nothing in it comes from outside)

from __future__ import annotations

from collections.abc import Callable

from snitflade.folk.sbsys.sprog import Sprog, citeret, foedt_efter_nummeret
from snitflade.formats.cpr_koder import AKTIVE, KOMMUNER, MYNDIGHEDER

Udtryk = Callable[[Sprog], str]

SKJUL = "(s.skjul AND p.adressebeskyttet)"
INTET = "''"
NAVNE = {kode: kommune.navn for kode, kommune in KOMMUNER.items()} | dict(MYNDIGHEDER)
_UGYLDIG = "coalesce({}.annkor, '') NOT IN ('A', 'K')"


def maerke(condition: str, tegn: str = "1") -> Udtryk:
    """A mark where the condition holds, else null."""
    return lambda _: f"CASE WHEN {condition} THEN '{tegn}' END"


def har(tabel: str) -> Udtryk:
    """A mark where the person has a row in the table."""
    return maerke(f"EXISTS (SELECT 1 FROM {tabel} x WHERE x.person_id = p.id)")


def navn_paa(kode: str) -> Udtryk:
    """The name of a municipality, an authority or a country."""
    return lambda sprog: sprog.valg(kode, NAVNE)


def inaktiv_fra(sprog: Sprog) -> str:
    """The status date, only of those who are inactive."""
    return f"CASE WHEN p.status NOT IN ({', '.join(map(citeret, sorted(AKTIVE)))}) THEN p.status_fra ELSE '' END"


def foedt(sprog: Sprog) -> str:
    """The date of birth; who is known by number only has the number's."""
    return f"coalesce(p.foedselsdato, {foedt_efter_nummeret(sprog, 'p.personnummer')})"


def kommune_nu(sprog: Sprog) -> str:
    """The name of the municipality; of the dead that of the last address."""
    last = (
        f"(SELECT a.kommunekode FROM folk_adresse a WHERE a.person_id = p.id AND {_UGYLDIG.format('a')} "
        "ORDER BY a.fra DESC, a.id DESC LIMIT 1)"
    )
    return sprog.valg(f"coalesce(nullif(p.kommunekode, ''), CASE WHEN p.status = '90' THEN {last} END)", NAVNE)


def fraflyttet_kommune(sprog: Sprog) -> str:
    """When the person left the former municipality: the end of the last valid address in another one."""
    return (
        f"(SELECT a.til FROM folk_adresse a WHERE a.person_id = p.id AND NOT a.aktuel AND {_UGYLDIG.format('a')} "
        "AND a.kommunekode <> p.kommunekode ORDER BY a.fra DESC, a.id DESC LIMIT 1)"
    )


def _nummer(felt: str) -> str:
    return f"substr({felt}, 1, 6) || '-' || substr({felt}, 7, 4)"


def _dag(felt: str, mellem: str) -> str:
    return f"substr({felt}, 9, 2) || '{mellem}' || substr({felt}, 6, 2) || '{mellem}' || substr({felt}, 1, 4)"


def foraelder(hvem: str) -> Udtryk:
    """The parent's number, else the date of birth, else zeros."""
    pnr, foedt_ = f"p.{hvem}", f"p.{hvem}_foedt"
    return lambda _: (
        f"CASE WHEN {pnr} <> '' THEN {_nummer(pnr)} WHEN {foedt_} <> '' THEN {_dag(foedt_, ' ')} ELSE '000000-0000' END"
    )


def aegtefaelle(sprog: Sprog) -> str:
    """The spouse's number, else the date of birth."""
    foedt_ = "p.aegtefaelle_foedt"
    return f"CASE WHEN p.aegtefaelle <> '' THEN {_nummer('p.aegtefaelle')} WHEN {foedt_} <> '' THEN {_dag(foedt_, '-')} END"


def fornavne(sprog: Sprog) -> str:
    """First and middle names in capitals."""
    return sprog.store("trim(p.fornavn || ' ' || p.mellemnavn)")


def efternavn(sprog: Sprog) -> str:
    """The surname in capitals."""
    return sprog.store("p.efternavn")


def _bolig(t: str, vej: str) -> str:
    """Road, house number without leading zeros or else B-number, side or door."""
    house = (
        f"CASE WHEN ltrim({t}.husnr, '0') <> '' THEN ltrim({t}.husnr, '0') "
        f"WHEN ltrim({t}.bnr, '0') <> '' THEN 'B-' || ltrim({t}.bnr, '0') ELSE '' END"
    )
    return f"trim(trim({vej} || ' ' || {house}) || ' ' || ltrim({t}.sidedoer, '0'))"


def standardadresse(sprog: Sprog) -> str:
    """CPR's line; where it is missing, the Greenlandic form of it (sbsys.md 5)."""
    return f"CASE WHEN p.adresselinje <> '' THEN p.adresselinje ELSE {_bolig('p', 'p.vejnavn')} END"


def tidligere_adresse(sprog: Sprog) -> str:
    """The latest valid address, stay abroad or disappearance that is past, as text. Road names of the past are not delivered."""
    kommune = f"coalesce(', ' || {sprog.valg('a.kommunekode', NAVNE)}, '')"
    land = sprog.valg("u.udrejst_land", NAVNE)
    rows = (
        f"SELECT a.fra AS fra, {_bolig('a', citeret('Vej ') + ' || a.vejkode')} || {kommune} AS tekst FROM folk_adresse a "
        f"WHERE a.person_id = p.id AND NOT a.aktuel AND {_UGYLDIG.format('a')}",
        f"SELECT u.fra, 'Udrejst' || coalesce(' ' || {land}, '') FROM folk_udrejse u "
        f"WHERE u.person_id = p.id AND NOT u.aktuel AND {_UGYLDIG.format('u')}",
        f"SELECT f.fra, 'Forsvundet' FROM folk_forsvinding f WHERE f.person_id = p.id AND NOT f.aktuel AND {_UGYLDIG.format('f')}",
    )
    return f"(SELECT t.tekst FROM ({' UNION ALL '.join(rows)}) t ORDER BY t.fra DESC LIMIT 1)"
