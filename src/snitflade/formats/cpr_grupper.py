"""Fields that several CPR records have alike, in groups; the table of a record names them in their place.

Source: cpr.md 3 and 4.
"""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, m, n, navn, p10, t12, u
from snitflade.formats.cpr_koder import CIVILSTAND, FOLKEKIRKE
from snitflade.formats.layout import Field

BOLIG = (
    n("komkod", 4, "Kommunekode"),
    n("vejkod", 4, "Vejkode"),
    a("husnr", 4, "Husnummer"),
    a("etage", 2, "Etage"),
    a("sidedoer", 4, "Side eller dør"),
    a("bnr", 4, "B-nummer"),
)
"""A dwelling by the six codes of its address: 22 positions."""

NAVNE = (
    navn("fornvn", 50, "Fornavne"),
    m("fornvn_mrk"),
    navn("melnvn", 40, "Mellemnavn"),
    m("melnvn_mrk"),
    navn("efternvn", 40, "Efternavn"),
    m("efternvn_mrk"),
)
"""First, middle and surname with their marks: 133 positions."""

AEGTESKAB = (
    k("civst", 1, "Civilstand", CIVILSTAND),
    p10("aegtepnr", "Ægtefællens personnummer"),
    d10("aegtefoed_dt", "Ægtefællens fødselsdato"),
    u("aegtefoeddt_umrk"),
    navn("aegtenvn", 34, "Ægtefællens navn"),
    m("aegtenvn_mrk"),
)
"""A civil status and with whom: 57 positions."""

FOLKEKIRKEFORHOLD = (
    k("fkirk", 1, "Folkekirkeforhold", FOLKEKIRKE),
    d10("start_dt_folkekirke", "Gælder fra"),
    u("start_dt_umrk_folkekirke"),
)
"""A relation to the church and since when: 12 positions."""


def linjer(navne: str, meaning: str) -> tuple[Field, ...]:
    """Five lines of an address, 34 positions each. `navne`, `meaning`: with ``{}`` where the line's number stands."""
    return tuple(a(navne.format(nr), 34, meaning.format(nr)) for nr in range(1, 6))


def gaelder_fra(om: str) -> tuple[Field, ...]:
    """The moment at which `om` began to hold: 13 positions."""
    return t12(f"haenstart_{om}", "Gælder fra"), u(f"haenstart_umrk_{om}")


def gaelder_til(om: str) -> tuple[Field, ...]:
    """The moment at which `om` ended: 13 positions."""
    return t12(f"haenslut_{om}", "Gælder til"), u(f"haenslut_umrk_{om}")


def slettedato(om: str) -> Field:
    """The day on which CPR will delete its own record of `om`; it ends nothing (cpr.md 6.2)."""
    return d10(f"slet_dt_{om}", "CPRs interne slettedato; ingen slutdato (6.2)")


def dokumentation(om: str) -> tuple[Field, ...]:
    """Who documented `om`, and when: 19 positions. Only GLBASE has it."""
    return (
        n(f"dok_mynkod_{om}", 4, "Dokumenterende myndighed"),
        t12(f"dok_ts_{om}", "Dokumenteret"),
        k(f"dok_{om}", 3, "Dokumentationsmærke"),
    )


def myndighedstekst(om: str, meaning: str = "Myndighedstekst") -> tuple[Field, ...]:
    """An authority's words about `om`: 36 positions. Only GLBASE has it."""
    return (
        n(f"myntxt_mynkod_{om}", 4, "Tekstens myndighed"),
        t12(f"myntxt_ts_{om}", "Registreret i CPR"),
        a(f"myntxt_{om}", 20, meaning),
    )
