"""Records of GLBASE about municipal matters, notes, elections, and events (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, person, t12, u
from snitflade.formats.cpr_grupper import linjer, slettedato
from snitflade.formats.cpr_koder import AFLEDT, HAENDELSE

REC_055 = person(
    "055",
    "Kommunale forhold",
    64,
    "cpr.md 4, udledt af data",
    n("mynkod", 4, "Myndighed"),
    k("komforhtyp", 1, "Det kommunale forholds type"),
    a("komforhkod", 5, "Kode eller betalingskommune"),
    d10("start_dt", "Gælder fra"),
    u("start_dt_umrk"),
    a("bemaerk", 30, "Bemærkning"),
)

REC_060 = person(
    "060",
    "Notater",
    79,
    "cpr.md 4, udledt af data",
    n("mynkod", 4, "Myndighed"),
    n("notatnr", 2, "Notatets nummer"),
    a("notatlinie", 40, "Tekst"),
    d10("start_dt_notat", "Gælder fra"),
    slettedato("notat"),
)

REC_070 = person(
    "070",
    "Valgoplysninger",
    229,
    "cpr.md 4, udledt af data",
    n("mynkod", 4, "Myndighed"),
    k("valgkode", 4, "Valgkode"),
    d10("valgret_dt", "Valgret fra"),
    d10("start_dt_valg", "Registreret fra"),
    slettedato("valg"),
    n("kode_1", 4, "Altid 0000 i de kendte data"),
    *linjer("adr{}_valg", "Adresse, linje {} (formodet)"),
    n("kode_2", 4, "Altid 0000 i de kendte data"),
)

REC_075 = person(
    "075",
    "Flyttepåbud",
    67,
    "cpr.md 4, udledt af data",
    n("mynkod", 4, "Myndighed"),
    d10("start_dt", "Gælder fra"),
    a("tekst", 40, "Tekst"),
)

REC_900 = person(
    "900",
    "Hændelse",
    30,
    "cpr.md 4",
    t12("timestamp", "CPR ajourført; blank ved rekvisition (A74, K74)"),
    k("event", 3, "Hændelseskode", HAENDELSE),
    k("derived", 2, "Afledt mærke; blank for hovedpersonen", AFLEDT),
)

RECORDS = (
    REC_055,
    REC_060,
    REC_070,
    REC_075,
    REC_900,
)
