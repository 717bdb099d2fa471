"""Records of P12170 about spouse, children, parents, custody and guardianship (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, m, navn, p10, person, t12, u
from snitflade.formats.cpr_grupper import gaelder_fra, linjer, slettedato
from snitflade.formats.cpr_koder import CIVILSTAND, FORAELDREMYNDIGHED, VAERGE

REC_012 = person(
    "012",
    "Aktuel civilstand",
    95,
    "cpr.md 3",
    k("civst", 1, "Civilstand", CIVILSTAND),
    p10("aegtepnr", "Ægtefællens personnummer"),
    d10("aegtefoed_dt", "Ægtefællens fødselsdato, kun uden nummer"),
    u("aegtefoeddt_umrk"),
    navn("aegtenvn", 34, "Ægtefællens navn, kun uden nummer"),
    m("aegtenvn_mrk"),
    *gaelder_fra("civilstand"),
    t12("sep_henvis_civilstand", "Nøgle til separationen i 013 eller 030; blank når ingen"),
)

REC_013 = person(
    "013",
    "Aktuel separation",
    36,
    "cpr.md 3",
    t12("sep_henvis_separation", "Nøgle fælles med 012 og 029"),
    d10("start_dt_separation", "Separeret fra"),
    u("start_dt_umrk_separation"),
)

REC_014 = person(
    "014",
    "Børn",
    23,
    "cpr.md 3",
    p10("pnr_barn", "Barnets personnummer"),
)

REC_015 = person(
    "015",
    "Forældreoplysninger",
    147,
    "cpr.md 3",
    d10("mor_dt", "Mor fra"),
    u("mor_dt_umrk"),
    p10("pnrmor", "Mors personnummer; nuller når ukendt"),
    d10("mor_foed_dt", "Mors fødselsdato, kun uden nummer"),
    u("mor_foed_dt_umrk"),
    navn("mornvn", 34, "Mors navn, kun uden nummer"),
    m("mornvn_mrk"),
    d10("far_dt", "Far fra"),
    u("far_dt_umrk"),
    p10("pnrfar", "Fars personnummer; nuller når ukendt"),
    d10("far_foed_dt", "Fars fødselsdato, kun uden nummer"),
    u("far_foed_dt_umrk"),
    navn("farnvn", 34, "Fars navn, kun uden nummer"),
    m("farnvn_mrk"),
)

REC_016 = person(
    "016",
    "Forældremyndighed",
    58,
    "cpr.md 3",
    k("reltyp_foraeldremyn", 4, "Indehaver: 0003 mor, 0004 far, 0005 og 0006 en anden i relpnr", FORAELDREMYNDIGHED),
    d10("start_dt_foraeldremyn", "Gælder fra"),
    u("start_dt_umrk_foraeldremyn"),
    slettedato("foraeldremyn"),
    p10("relpnr", "En anden indehavers personnummer"),
    d10("start_dt_relpnr_pnr", "Den relation gælder fra"),
)

VAERGEMAAL = (
    d10("start_dt_umyndig", "Gælder fra"),
    u("start_dt_umrk_umyndig"),
    slettedato("umyndig"),
    k("umyn_reltyp", 4, "0001 værge efter nummer, 0002 efter navn og adresse, 0000 ingen", VAERGE),
    p10("relpnr", "Værgens personnummer"),
    d10("start_dt_relpnr_pnr", "Gælder fra"),
    a("reladrsat_relpnr_txt", 34, "Værgens navn"),
    d10("start_dt_relpnr_txt", "Værgens adresse gælder fra"),
    *linjer("reltxt{}", "Værgens adresse, linje {}"),
)
"""What 017 and 052 have in common: positions 14 to 272."""

REC_017 = person(
    "017",
    "Umyndiggørelse / værgemål",
    272,
    "cpr.md 3",
    *VAERGEMAAL,
)

REC_052 = person(
    "052",
    "Værgemål med værgemålstype",
    287,
    "cpr.md 3",
    *VAERGEMAAL,
    a("vaergemaals_type", 15, "Værgemålets type, fx FULD"),
)

RECORDS = (
    REC_012,
    REC_013,
    REC_014,
    REC_015,
    REC_016,
    REC_017,
    REC_052,
)
