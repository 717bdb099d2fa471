"""Records of GLBASE about where the person is (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, person, t12, u
from snitflade.formats.cpr_grupper import BOLIG, linjer, slettedato

BOPAEL = (
    n("start_mynkod_personbolig", 4, "Myndighed"),
    t12("adr_ts", "Registreret i CPR"),
    *BOLIG,
    a("convn", 34, "c/o-navn"),
    t12("convn_ts", "Registreret i CPR"),
    t12("tilflydto", "Tilflyttet"),
    u("tilflydto_umrk"),
)
"""Where the person lives and since when: what 025 and, after its correction mark, 026 begin with."""

KOMMUNESKIFT = (
    n("tilfra_mynkod", 4, "Myndighed"),
    t12("tilfra_ts", "Registreret i CPR"),
    t12("tilflykomdto", "Tilflyttet kommunen"),
    u("tilflykomdt_umrk"),
    n("fraflykomkod", 4, "Kommunen, der er fraflyttet"),
    t12("fraflykomdto", "Fraflyttet den kommune"),
    u("fraflykomdt_umrk"),
)
"""The last move between municipalities, in 025 and 026."""

REC_025 = person(
    "025",
    "Adresse",
    354,
    "cpr.md 4",
    *BOPAEL,
    *KOMMUNESKIFT,
    k("adrtxttype", 4, "Adressetekstens type"),
    n("start_mynkod_adrtxt", 4, "Myndighed"),
    *linjer("adr{}_supladr", "Supplerende adresse, linje {}"),
    d10("start_dt_adrtxt", "Gælder fra"),
    slettedato("adrtxt"),
)

REC_027 = person(
    "027",
    "Kontaktadresse",
    211,
    "cpr.md 4, udledt af data",
    k("adrtxttype", 4, "Adressetekstens type"),
    n("start_mynkod_adrtxt", 4, "Myndighed"),
    *linjer("adr{}_kontaktadr", "Kontaktadresse, linje {}"),
    d10("start_dt_adrtxt", "Gælder fra"),
    slettedato("adrtxt"),
)

REC_028 = person(
    "028",
    "Udrejse / udlandsadresse",
    232,
    "cpr.md 4",
    n("start_mynkod_udrindrejse", 4, "Myndighed"),
    t12("udr_ts", "Registreret i CPR"),
    n("udr_landekod", 4, "Udrejst til, CPRs landekode"),
    t12("udrdto", "Udrejst"),
    u("udrdto_umrk"),
    n("udlandadr_mynkod", 4, "Myndighed"),
    t12("udlandadr_ts", "Registreret i CPR"),
    *linjer("udlandadr{}", "Udlandsadresse, linje {}"),
)

REC_030 = person(
    "030",
    "Forsvinding",
    42,
    "cpr.md 4, udledt af data",
    n("forsvind_mynkod", 4, "Myndighed"),
    t12("forsvind_ts", "Registreret i CPR"),
    t12("forsvinddto", "Forsvundet"),
    u("forsvinddto_umrk"),
)

RECORDS = (
    REC_025,
    REC_027,
    REC_028,
    REC_030,
)
