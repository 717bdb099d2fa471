"""Historic records of GLBASE (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import annkor, d10, n, p10, person, t12, u
from snitflade.formats.cpr_glbase.adresse import BOPAEL, KOMMUNESKIFT
from snitflade.formats.cpr_glbase.person import BESKYTTET, NAVNGIVET
from snitflade.formats.cpr_grupper import (
    AEGTESKAB,
    FOLKEKIRKEFORHOLD,
    dokumentation,
    gaelder_fra,
    gaelder_til,
    linjer,
    myndighedstekst,
)

REC_011 = person(
    "011",
    "Historisk folkekirke",
    71,
    "cpr.md 4",
    n("start_mynkod_folkekirke", 4, "Myndighed"),
    t12("fkirk_ts", "Registreret i CPR"),
    *FOLKEKIRKEFORHOLD,
    d10("slut_dt_folkekirke", "Gælder til"),
    u("slut_dt_umrk_folkekirke"),
    *dokumentation("folkekirke"),
)

REC_016 = person(
    "016",
    "Historisk beskyttelse",
    82,
    "cpr.md 4",
    *BESKYTTET,
    n("slut_mynkod_beskyttelse", 4, "Myndighed ved ophør"),
    t12("slut_ts_beskyttelse", "Ophør registreret"),
    d10("slut_dt_beskyttelse", "Gælder til"),
)

REC_021 = person(
    "021",
    "Historisk navn",
    285,
    "cpr.md 4",
    annkor(),
    *NAVNGIVET,
    t12("nvnhaenslut", "Gælder til"),
    u("haenslut_umrk_navne"),
    *dokumentation("navne"),
    *myndighedstekst("navne"),
)

REC_026 = person(
    "026",
    "Historisk adresse",
    170,
    "cpr.md 4",
    annkor(),
    *BOPAEL,
    t12("fraflydto", "Fraflyttet"),
    u("fraflydto_umrk"),
    *KOMMUNESKIFT,
)

REC_029 = person(
    "029",
    "Historisk ud-/indrejse",
    262,
    "cpr.md 4",
    annkor(),
    n("start_mynkod_udrindrejse", 4, "Myndighed"),
    t12("udr_ts", "Registreret i CPR"),
    n("udr_landekod", 4, "Udrejst til, CPRs landekode"),
    t12("udrdto", "Udrejst"),
    u("udrdto_umrk"),
    t12("indr_ts", "Registreret i CPR"),
    n("indr_landekod", 4, "Indrejst fra, CPRs landekode"),
    t12("indrdto", "Indrejst"),
    u("indrdto_umrk"),
    n("udlandadr_mynkod", 4, "Myndighed"),
    t12("udlandadr_ts", "Registreret i CPR"),
    *linjer("udlandadr{}", "Udlandsadresse, linje {}"),
)

REC_031 = person(
    "031",
    "Historisk forsvinding",
    68,
    "cpr.md 4, udledt af data",
    annkor(),
    n("forsvind_mynkod", 4, "Myndighed"),
    t12("forsvind_ts", "Registreret i CPR"),
    t12("forsvinddto", "Forsvundet"),
    u("forsvinddto_umrk"),
    t12("genfind_ts", "Registreret i CPR"),
    t12("genfinddto", "Genfundet"),
    u("genfinddto_umrk"),
)

REC_036 = person(
    "036",
    "Historisk civilstand",
    180,
    "cpr.md 4",
    annkor(),
    n("start_mynkod_civilstand", 4, "Myndighed"),
    t12("civ_ts", "Registreret i CPR"),
    *AEGTESKAB,
    *gaelder_fra("civilstand"),
    *gaelder_til("civilstand"),
    *dokumentation("civilstand"),
    *myndighedstekst("civilstand"),
    t12("sep_henvis_ts", "Nøgle til separationen"),
)

REC_041 = person(
    "041",
    "Historisk statsborgerskab",
    79,
    "cpr.md 4",
    annkor(),
    n("start_mynkod_statsborgerskab", 4, "Myndighed"),
    t12("stat_ts", "Registreret i CPR"),
    n("landekod", 4, "Statsborger i, CPRs landekode"),
    *gaelder_fra("statsborgerskab"),
    *gaelder_til("statsborgerskab"),
    *dokumentation("statsborgerskab"),
)

REC_065 = person(
    "065",
    "Historisk personnummer",
    49,
    "cpr.md 4",
    n("start_mynkod_pnrgaeld", 4, "Myndighed"),
    p10("gammelt_pnr", "Tidligere personnummer"),
    d10("start_dt_person", "Gælder fra"),
    u("start_dt_umrk_person"),
    d10("slut_dt_person", "Gælder til"),
    u("slut_dt_umrk_person"),
)

REC_086 = person(
    "086",
    "Historisk separation",
    80,
    "cpr.md 4, udledt af data",
    annkor(),
    t12("sep_henvis_ts", "Nøgle til civilstanden"),
    n("start_mynkod_separation", 4, "Myndighed"),
    d10("start_dt_separation", "Gælder fra"),
    u("start_dt_umrk_separation"),
    t12("start_ts_separation", "Registreret i CPR"),
    n("slut_mynkod_separation", 4, "Myndighed ved ophør"),
    d10("slut_dt_separation", "Gælder til"),
    u("slut_dt_umrk_separation"),
    t12("slut_ts_separation", "Registreret i CPR"),
)

RECORDS = (
    REC_011,
    REC_016,
    REC_021,
    REC_026,
    REC_029,
    REC_031,
    REC_036,
    REC_041,
    REC_065,
    REC_086,
)
