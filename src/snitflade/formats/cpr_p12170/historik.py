"""Historic records of P12170: earlier numbers, addresses, names, civil status (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, annkor, d10, n, p10, person, t12, u
from snitflade.formats.cpr_grupper import AEGTESKAB, BOLIG, FOLKEKIRKEFORHOLD, NAVNE, gaelder_fra, gaelder_til, linjer

REC_022 = person(
    "022",
    "Historiske personnumre",
    45,
    "cpr.md 3",
    p10("pnr", "Tidligere personnummer"),
    d10("start_dt_person", "Tidligere nummer gjaldt fra"),
    u("start_dt_umrk_person"),
    d10("slut_dt_person", "Tidligere nummer gjaldt til"),
    u("slut_dt_umrk_person"),
    pnr="pnrgaeld",
)

REC_023 = person(
    "023",
    "Historiske adresser",
    96,
    "cpr.md 3",
    annkor(),
    *BOLIG,
    a("convn", 34, "c/o-navn"),
    t12("tilflydto", "Tilflyttet"),
    u("tilflydt_umrk"),
    t12("fraflydto", "Fraflyttet"),
    u("fraflydto_umrk"),
)

REC_024 = person(
    "024",
    "Historiske ud- og indrejser",
    218,
    "cpr.md 3",
    annkor(),
    n("udr_landekod", 4, "Udrejst til, CPRs landekode"),
    t12("udrdto", "Udrejst"),
    u("udrdto_umrk"),
    n("indr_landekod", 4, "Indrejst fra, CPRs landekode"),
    t12("indrdto", "Indrejst"),
    u("indrdto_umrk"),
    *linjer("udlandadr{}", "Udlandsadresse, linje {}"),
)

REC_025 = person(
    "025",
    "Historiske forsvindinger",
    40,
    "cpr.md 3",
    annkor(),
    t12("forsvinddto", "Forsvundet"),
    u("forsvinddto_umrk"),
    t12("genfinddto", "Genfundet"),
    u("genfinddto_umrk"),
)

REC_026 = person(
    "026",
    "Historiske navne",
    173,
    "cpr.md 3",
    annkor(),
    *NAVNE,
    t12("nvnhaenstart", "Gælder fra"),
    u("haenstart_umrk_navne"),
    t12("nvnhaenslut", "Gælder til"),
    u("haenslut_umrk_navne"),
)

REC_027 = person(
    "027",
    "Historiske statsborgerskaber",
    44,
    "cpr.md 3",
    annkor(),
    n("landekod", 4, "Statsborger i, CPRs landekode"),
    *gaelder_fra("statsborgerskab"),
    *gaelder_til("statsborgerskab"),
)

REC_028 = person(
    "028",
    "Historiske folkekirkeforhold",
    36,
    "cpr.md 3",
    *FOLKEKIRKEFORHOLD,
    d10("slut_dt_folkekirke", "Gælder til"),
    u("slut_dt_umrk_folkekirke"),
)

REC_029 = person(
    "029",
    "Historiske civilstande",
    109,
    "cpr.md 3",
    annkor(),
    *AEGTESKAB,
    *gaelder_fra("civilstand"),
    *gaelder_til("civilstand"),
    t12("sep_henvis_civilstand", "Nøgle til separationen i 013 eller 030"),
)

REC_030 = person(
    "030",
    "Historiske separationer",
    48,
    "cpr.md 3",
    annkor(),
    t12("sep_henvis_separation", "Nøgle til civilstanden"),
    d10("start_dt_separation", "Gælder fra"),
    u("start_dt_umrk_separation"),
    d10("slut_dt_separation", "Gælder til"),
    u("slut_dt_umrk_separation"),
)

RECORDS = (
    REC_022,
    REC_023,
    REC_024,
    REC_025,
    REC_026,
    REC_027,
    REC_028,
    REC_029,
    REC_030,
)
