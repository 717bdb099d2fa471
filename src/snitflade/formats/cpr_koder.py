"""CPR's codes with their meanings, as data: for pages, advice and warnings. An unknown code is never a reason to refuse anything.

Sources: cpr.md 5 (with the marks of its own sources), gar.md for the special road codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kodeliste:
    """The codes of one field. `komplet`: whether the list is known to have all of them; only then is another one a warning."""

    navn: str
    kilde: str
    betydninger: Mapping[str, str] = field(repr=False)
    komplet: bool = True

    @property
    def koder(self) -> tuple[str, ...]:
        """The codes, or none where others are known to exist."""
        return tuple(self.betydninger) if self.komplet else ()

    def betydning(self, kode: str) -> str:
        """What `kode` means, or that it is unknown.

        >>> STATUS.betydning("90"), KOEN.betydning("X")
        ('inaktiv, død', 'ukendt kode X')
        """
        return self.betydninger.get(kode, f"ukendt kode {kode}")


STATUS = Kodeliste(
    "STATUS",
    "cpr.md 5.1",
    {
        "01": "aktiv, bopæl i dansk register",
        "03": "aktiv, høj vejkode 9900–9999 i dansk register",
        "05": "aktiv, bopæl i grønlandsk register",
        "07": "aktiv, høj vejkode 9900–9999 i grønlandsk register",
        "10": "inaktiv, nummeret er reserveret",
        "20": "inaktiv, uden bopæl, men nummer af skattehensyn",
        "30": "inaktiv, nummeret er annulleret",
        "50": "inaktiv, nummeret er slettet som dublet",
        "60": "inaktiv, nummeret er ændret (fødselsdato eller køn)",
        "70": "inaktiv, forsvundet",
        "80": "inaktiv, udrejst",
        "90": "inaktiv, død",
    },
)
STATUS_EGNE = {"97": "ajourføring fra CPR er stoppet", "99": "ukendt; kendes kun som barn af en anden"}
"""Status codes of the municipality's own register; CPR never sends them (cpr.md 5.1)."""

AKTIVE = frozenset({"01", "03", "05", "07"})
"""Status codes of persons with an address in a register."""

KOEN = Kodeliste("KOEN", "cpr.md 5.2", {"M": "mand", "K": "kvinde"})
CIVILSTAND = Kodeliste(
    "CIVST",
    "cpr.md 5.2",
    {
        "U": "ugift",
        "G": "gift",
        "F": "fraskilt",
        "E": "enke eller enkemand",
        "P": "registreret partner",
        "O": "ophævet partnerskab",
        "L": "længstlevende partner",
        "D": "død",
    },
)
FOLKEKIRKE = Kodeliste(
    "FKIRK",
    "cpr.md 5.2",
    {"F": "medlem", "M": "medlem", "S": "medlem", "U": "ikke medlem", "A": "ikke medlem"},
)
BESKYTTELSE = Kodeliste(
    "BESKYTTYPE",
    "cpr.md 5.2",
    {
        "0001": "navn og adresse",
        "0002": "lokal vejviser",
        "0003": "markedsføring",
        "0004": "forskning (ophørt)",
        "0005": "kreditadvarsel",
    },
)
FORAELDREMYNDIGHED = Kodeliste(
    "RELTYP",
    "cpr.md 5.2",
    {"0003": "mor", "0004": "far", "0005": "en anden indehaver", "0006": "en anden indehaver"},
)
VAERGE = Kodeliste(
    "UMYN_RELTYP",
    "cpr.md 5.2",
    {"0001": "værge efter personnummer", "0002": "værge efter navn og adresse", "0000": "ingen værge"},
)
ANNKOR = Kodeliste(
    "ANNKOR",
    "cpr.md 5.2",
    {"": "gyldig", "A": "annulleret, har aldrig gjaldt", "K": "rettet, afløst af en anden", "Æ": "teknisk ændring"},
)
NAVNEMAERKE = Kodeliste(
    "NVN_MRK",
    "cpr.md 5.2",
    {"": "uden mærke", "+": "forkortet", "*": "har tegn, som CPR ikke kan have", "=": "dårligt dokumenteret"},
)
USIKKERHED = Kodeliste("UMRK", "cpr.md 5.2", {"": "sikker", "*": "usikker"})
AFLEDT = Kodeliste(
    "AFLEDTMRK",
    "cpr.md 5.3",
    {
        "": "hændelsens hovedperson",
        "ÆG": "ægtefælle",
        "PA": "partner",
        "TÆ": "tidligere ægtefælle",
        "TP": "tidligere partner",
        "NÆ": "ny ægtefælle",
        "NP": "ny partner",
        "HÆ": "historisk ægtefælle",
        "HP": "historisk partner",
        "FA": "far",
        "TF": "tidligere far",
        "NF": "ny far",
        "MO": "mor",
        "TM": "tidligere mor",
        "NM": "ny mor",
        "BØ": "barn",
        "TB": "tidligere barn",
        "NB": "nyt barn",
        "PT": "tidligere gældende personnummer",
        "PN": "nyt gældende personnummer",
        "PH": "historisk personnummer",
        "NV": "ny værge",
        "VS": "værge slettet",
    },
)
HAENDELSE = Kodeliste(
    "HAENDELSE",
    "cpr.md 5.4",
    {
        "A01": "flytning",
        "A02": "forsvinding",
        "A03": "genfundet",
        "A04": "genindrejse",
        "A06": "udrejse",
        "A07": "supplerende adresse",
        "A08": "udlandsadresse eller valgfelter",
        "A09": "rettelse af aktuel adresse",
        "A10": "annullering af aktuel adresse",
        "A13": "navneændring",
        "A14": "navngivning",
        "A15": "navnefelter ajourført",
        "A16": "rettelse af aktuelt navn",
        "A17": "annullering af aktuelt navn",
        "A21": "dødsfald",
        "A24": "civilstandsoplysninger ændret",
        "A25": "annullering af aktuel civilstand",
        "A33": "beskyttelse",
        "A34": "folkekirkeforhold, stilling",
        "A40": "personnummer annulleret",
        "A42": "teknisk ændring af adresser",
        "A45": "abonnement på et personnummer",
        "A47": "kontaktadresse",
        "A73": "værgemål",
        "A74": "rekvisition af personrecords",
        "K74": "rekvisition, maskinel",
        "P02": "personnummer slettet",
        "P03": "personnummer ændret",
        "P10": "postnummer, bynavn, lokalitet eller vejnavn ændret",
        "P11": "maskinel sletning (beskyttelse, notat, kontaktadresse, forældremyndighed)",
        "P31": "indrejse med personnummer",
        "P42": "ændring af personnummer ophævet",
        "P43": "sletning af personnummer ophævet",
        "P48": "rettelse eller annullering af separation eller folkekirkeforhold",
        "P49": "rettelse eller annullering af separation eller folkekirkeforhold",
        "P56": "rettelse eller annullering af separation eller folkekirkeforhold",
    },
    komplet=False,
)
REKVISITIONER = frozenset({"A74", "K74"})
"""Events that only tell that the data were asked for; no advice is sent for them (cpr.md 7, point 12)."""


@dataclass(frozen=True, slots=True)
class Kommune:
    """A Greenlandic municipality by CPR's code. `ophoert`: the first day it was no more, ISO; `afloest_af`: its followers."""

    kode: str
    navn: str
    ophoert: str = ""
    afloest_af: tuple[str, ...] = ()


_AABNE = {
    "0955": "Kommune Kujalleq",
    "0956": "Kommuneqarfik Sermersooq",
    "0957": "Qeqqata Kommunia",
    "0959": "Kommune Qeqertalik",
    "0960": "Avannaata Kommunia",
    "0961": "Uden for kommunal inddeling",
}
_FOER_2009 = {
    "0901": "Qasigiannguit",
    "0903": "Aasiaat",
    "0905": "Paamiut",
    "0907": "Qeqertarsuaq",
    "0909": "Nuuk",
    "0911": "Sisimiut",
    "0913": "Ivittuut",
    "0915": "Ilulissat",
    "0917": "Qaqortoq",
    "0919": "Kangaatsiaq",
    "0921": "Nanortalik",
    "0923": "Narsaq",
    "0925": "Maniitsoq",
    "0927": "Uummannaq",
    "0929": "Upernavik",
    "0941": "Qaanaaq",
    "0951": "Ammassalik",
    "0953": "Ittoqqortoormiit",
}
KOMMUNER: Mapping[str, Kommune] = {
    kommune.kode: kommune
    for kommune in (
        *(Kommune(kode, navn) for kode, navn in _AABNE.items()),
        Kommune("0958", "Qaasuitsup Kommunia", "2018-01-01", ("0959", "0960")),
        *(Kommune(kode, navn, "2009-01-01") for kode, navn in _FOER_2009.items()),
        Kommune("0931", "Vaigat", "1972"),
    )
}
"""The Greenlandic municipalities, closed ones too (cpr.md 5.5). Of Vaigat only the year it closed is known."""


def groenlandsk(kommunekode: str) -> bool:
    """Whether a four-digit municipality code is Greenlandic: 900 and above (cpr.md 5.5).

    >>> groenlandsk("0956"), groenlandsk("0101"), groenlandsk("")
    (True, False, False)
    """
    return kommunekode.isdecimal() and int(kommunekode) >= 900


MYNDIGHEDER: Mapping[str, str] = {
    "0000": "ukendt",
    "0001": "CPR-kontoret",
    "0002": "CPR-kontoret",
    "0019": "administrativ",
    "0099": "efter maskinel regel",
    "5001": "CPR-kontoret",
    "5100": "Danmark",
    "5102": "udlandet",
    "5103": "statsløs",
}
"""Authority and country codes that are no municipality (cpr.md 5.5); the register of all of them is CPR's product P02680."""


def saerlig_vej(vejkode: str) -> bool:
    """Whether a road code is administrative: 9900 to 9999, no real road (cpr.md 5.5).

    >>> saerlig_vej("9984"), saerlig_vej("0123")
    (True, False)
    """
    return vejkode.isdecimal() and 9900 <= int(vejkode) <= 9999
