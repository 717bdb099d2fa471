"""Records of GLBASE about spouse, children, custody, guardianship and separation (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, p10, person, t12, u
from snitflade.formats.cpr_grupper import AEGTESKAB, dokumentation, gaelder_fra, linjer, myndighedstekst, slettedato
from snitflade.formats.cpr_koder import FORAELDREMYNDIGHED, STATUS, VAERGE

REC_035 = person(
    "035",
    "Civilstand",
    166,
    "cpr.md 4",
    n("start_mynkod_civilstand", 4, "Myndighed"),
    t12("civ_ts", "Registreret i CPR"),
    *AEGTESKAB,
    *gaelder_fra("civilstand"),
    *dokumentation("civilstand"),
    *myndighedstekst("civilstand"),
    t12("sep_henvis_ts", "Nøgle til separationen"),
)

REC_045 = person(
    "045",
    "Børn",
    37,
    "cpr.md 4",
    p10("pnrchild", "Barnets personnummer"),
    k("status", 2, "Barnets status", STATUS),
    t12("haenstart_barn", "Gælder fra (fødsel eller status)"),
)

REC_046 = person(
    "046",
    "Forældremyndighed",
    82,
    "cpr.md 4",
    t12("start_ts", "Registreret i CPR"),
    k("reltyp_ctforaldre_myn", 4, "Indehaver: 0003 mor, 0004 far, 0005 og 0006 en anden i relpnr", FORAELDREMYNDIGHED),
    n("start_mynkod_foraldremyn", 4, "Myndighed"),
    d10("start_dt_foraldremyn", "Gælder fra"),
    u("start_dt_umrk_foraldremyn"),
    slettedato("foraldremyn"),
    k("reltyp_relpnr_pnr", 4, "Relationens type"),
    n("start_mynkod_relpnr_pnr", 4, "Myndighed"),
    p10("relpnr", "En anden indehavers personnummer"),
    d10("start_dt_relpnr_pnr", "Gælder fra"),
)

REC_050 = person(
    "050",
    "Umyndiggørelse / værge",
    292,
    "cpr.md 4",
    n("start_mynkod_umyndig", 4, "Myndighed"),
    d10("start_dt_umyndig", "Gælder fra"),
    u("start_dt_umrk_umyndig"),
    slettedato("umyndig"),
    k("umyn_reltyp", 4, "0001 værge efter nummer, 0002 efter navn og adresse, 0000 ingen", VAERGE),
    k("reltyp_relpnr_pnr", 4, "Relationens type"),
    n("start_mynkod_relpnr_pnr", 4, "Myndighed"),
    p10("relpnr", "Værgens personnummer"),
    d10("start_dt_relpnr_pnr", "Gælder fra"),
    k("reltyp_relpnr_txt", 4, "Relationens type"),
    n("start_mynkod_relpnr_txt", 4, "Myndighed"),
    a("reladrsat_relpnr_txt", 34, "Værgens navn"),
    d10("start_dt_relpnr_txt", "Gælder fra"),
    *linjer("reltxt{}", "Værgens adresse, linje {}"),
)

REC_085 = person(
    "085",
    "Separation",
    52,
    "cpr.md 4, udledt af data",
    t12("sep_henvis_ts", "Nøgle til civilstanden"),
    n("start_mynkod_separation", 4, "Myndighed"),
    d10("start_dt_separation", "Gælder fra"),
    u("start_dt_umrk_separation"),
    t12("start_ts_separation", "Registreret i CPR"),
)

RECORDS = (
    REC_035,
    REC_045,
    REC_046,
    REC_050,
    REC_085,
)
