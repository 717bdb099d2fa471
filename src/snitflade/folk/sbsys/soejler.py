"""The columns of DTTOTAL in the order of sbsys.md 2: name, DPR's and Winformatik's types, whether null is allowed, what fills it.

Winformatik's types are used unless ``folk.sbsys.dpr_types`` is J. Text is cut to its column. A column that must not be null is
zeros where there is nothing; a date may be null in Winformatik's types (3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from snitflade.folk.sbsys import udtryk
from snitflade.folk.sbsys.sprog import Sprog


class Slags(StrEnum):
    """How a column's values differ between DPR and Winformatik."""

    TEKST = "tekst"
    """Text in both."""
    NUMMER = "nummer"
    """Digits: a number in DPR (leading zeros vanish), text with them in Winformatik."""
    TID = "tid"
    """A moment of CPR: ÅÅÅÅMMDDTTMM as a number in DPR, a date in Winformatik."""
    DAG = "dag"
    """A date: ÅÅÅÅMMDD as a number in DPR."""


@dataclass(frozen=True, slots=True)
class Soejle:
    """One column. `bredde` is of the text (Winformatik's, else DPR's), `dpr` of the number. `kilde` gives text, or a date (DAG)."""

    navn: str
    slags: Slags
    bredde: int
    dpr: int
    null: bool
    kilde: Callable[[Sprog], str]
    adresse: bool = False
    """Whether it is hidden where the address of a protected person is not to be shown."""
    hel: bool = False
    """Whether the source always has it and as wide as here: then it is the source itself, with its index."""

    def sql(self, sprog: Sprog, dpr_types: bool) -> str:
        """Its expression in the view."""
        found = self._sql(sprog, dpr_types)
        return sprog.numerisk(found, self.dpr) if dpr_types and sprog.postgres and self.slags is not Slags.TEKST else found

    def _sql(self, sprog: Sprog, dpr_types: bool) -> str:
        value = self.kilde(sprog)
        if self.adresse:
            value = f"CASE WHEN {udtryk.SKJUL} THEN {udtryk.INTET} ELSE {value} END"
        if self.slags is Slags.TEKST:
            return sprog.tekst(value if not self.null else f"nullif({value}, '')", self.bredde)
        if self.slags is Slags.NUMMER:
            return self._nummer(sprog, value, dpr_types)
        if self.slags is Slags.DAG:
            return sprog.som_dprdag(value) if dpr_types else value
        if not dpr_types:
            return sprog.som_dato(value)
        return sprog.som_dprtid(value) if self.null else f"coalesce({sprog.som_dprtid(value)}, 0)"

    def _nummer(self, sprog: Sprog, value: str, dpr_types: bool) -> str:
        zeros = f"coalesce(nullif({value}, ''), '{'0' * self.bredde}')"
        if not dpr_types:
            return value if self.hel else sprog.tekst(f"{zeros if not self.null else value}", self.bredde)
        return f"CASE WHEN {sprog.cifre(zeros, self.bredde)} THEN {sprog.numerisk(zeros, self.dpr)} END"

    def type(self, dpr_types: bool) -> str:
        """Its type as PostgreSQL names it."""
        if self.slags is Slags.TEKST or (self.slags is Slags.NUMMER and not dpr_types):
            return f"character varying({self.bredde})"
        return f"numeric({self.dpr},0)" if dpr_types else "date"


def _tekst(navn: str, bredde: int, kilde: Callable[[Sprog], str] | str, *, adresse: bool = False) -> Soejle:
    return Soejle(navn, Slags.TEKST, bredde, bredde, True, _udtryk(kilde), adresse)


def _nummer(navn: str, bredde: int, dpr: int, kilde: str, *, adresse: bool = False, hel: bool = False) -> Soejle:
    return Soejle(navn, Slags.NUMMER, bredde, dpr, False, _udtryk(kilde), adresse, hel)


def _tid(navn: str, kilde: Callable[[Sprog], str] | str, *, null: bool = True) -> Soejle:
    return Soejle(navn, Slags.TID, 0, 13, null, _udtryk(kilde))


def _udtryk(kilde: Callable[[Sprog], str] | str) -> Callable[[Sprog], str]:
    return (lambda sprog: kilde) if isinstance(kilde, str) else kilde


def _intet(sprog: Sprog) -> str:
    return "CAST(NULL AS varchar)"


SOEJLER: tuple[Soejle, ...] = (
    _nummer("PNR", 10, 11, "p.personnummer", hel=True),
    _tid("STHAENST", udtryk.inaktiv_fra),
    _nummer("STATUS", 2, 3, "p.status", hel=True),
    Soejle("FOEDDTO", Slags.DAG, 0, 9, False, udtryk.foedt),
    _tekst("KOEN", 1, "p.koen"),
    _nummer("KOMKOD", 3, 5, "substr(p.kommunekode, 2, 3)"),
    _tekst("AKTKONVN", 20, udtryk.kommune_nu),
    _nummer("VEJKOD", 4, 5, "p.vejkode", adresse=True),
    _tekst("HUSNR", 4, "p.husnr", adresse=True),
    _tekst("ETAGE", 2, "p.etage", adresse=True),
    _tekst("SIDEDOER", 4, "p.sidedoer", adresse=True),
    _tekst("BNR", 4, "p.bnr", adresse=True),
    _tekst("ABMRK", 3, udtryk.maerke("p.adressebeskyttet")),
    _tekst("LBMRK", 1, udtryk.maerke("' ' || p.beskyttelser || ' ' LIKE '% 0002 %'")),
    _tekst("TFDTOMRK", 1, udtryk.maerke("p.tilflyttet_usikker", "*")),
    _tid("TILFDTO", "p.tilflyttet", null=False),
    _tid("TILFKDTO", "p.tilflyttet_kommune"),
    _tid("FRAFKDTO", udtryk.fraflyttet_kommune),
    _tekst("FKIRK", 1, "p.folkekirke"),
    _tekst("FREGSTED", 20, udtryk.navn_paa("p.foedested_myndighed")),
    _tid("PMHAENST", _intet),
    _tekst("MOR", 11, udtryk.foraelder("mor")),
    _tekst("MORMRK", 1, udtryk.maerke("p.mor = ''", "*")),
    _tekst("FAR", 11, udtryk.foraelder("far")),
    _tekst("FARMRK", 1, udtryk.maerke("p.far = ''", "*")),
    _tekst("UDINDMRK", 1, udtryk.har("folk_udrejse")),
    _tekst("FORSVMRK", 1, udtryk.har("folk_forsvinding")),
    _tid("UMHAENST", "p.umyndig_fra"),
    _tid("FSHAENST", "p.far_fra"),
    _tekst("CIVST", 1, "p.civilstand"),
    _tid("CIHAENST", "p.civilstand_fra"),
    _tekst("AEGTE", 11, udtryk.aegtefaelle),
    _tekst("AEGTEMRK", 1, _intet),
    _nummer("POSTNR", 4, 5, "p.postnr", adresse=True),
    _tekst("POSTTXT", 20, "p.postdistrikt", adresse=True),
    _tid("VALGRDTO", "(SELECT max(v.valgret_fra) FROM folk_valg v WHERE v.person_id = p.id)"),
    _tekst("BARNMRK", 1, udtryk.har("folk_barn")),
    _tekst("SUPLMRK", 1, udtryk.maerke("p.supplerende_adresse <> ''")),
    _tekst("KOMFMRK", 1, udtryk.har("folk_kommunaltforhold")),
    _tekst("NOTATMRK", 1, udtryk.har("folk_notat")),
    _tekst("TPNRMRK", 1, udtryk.har("folk_tidligerenummer")),
    _tekst("FSMYNNVN", 20, _intet),
    _tekst("CIVMYN", 20, _intet),
    _tekst("FMTXT", 20, "p.foedested"),
    _tekst("STILLING", 34, "p.stilling"),
    _tekst("CONVN", 34, "p.conavn", adresse=True),
    _tekst("BYNVN", 34, "p.bynavn", adresse=True),
    _tekst("STBORGER", 20, udtryk.navn_paa("p.statsborgerskab")),
    _tekst("TIDLADR", 65, udtryk.tidligere_adresse, adresse=True),
    _tekst("TIDLKNVN", 20, udtryk.navn_paa("p.fraflyttet_kommunekode")),
    _tekst("FORNVN", 50, udtryk.fornavne),
    _tekst("EFTERNVN", 40, udtryk.efternavn),
    _tekst("ADRNVN", 34, "p.adresseringsnavn"),
    _tekst("STANDADR", 34, udtryk.standardadresse, adresse=True),
    _tekst("LOKAL", 34, "p.lokalitet", adresse=True),
    _tekst("KADRMRK", 1, udtryk.maerke("p.kontaktadresse <> ''")),
)
"""The 56 columns of the specification."""

HUSHOLDNING: tuple[Soejle, ...] = (
    _tid("INDLAESDTO", "CAST(p.leveret AS varchar)"),
    _tekst("INDLAESPGM", 12, _intet),
    _tekst("HENTTYP", 1, _intet),
)
"""DPR's housekeeping columns, which follow: when the person's data were delivered; the others are null."""

ALLE = (*SOEJLER, *HUSHOLDNING)
