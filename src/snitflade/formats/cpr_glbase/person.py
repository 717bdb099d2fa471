"""Records of GLBASE about the person as such, with who registered each fact and when (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, m, n, navn, p10, person, t12, u
from snitflade.formats.cpr_grupper import FOLKEKIRKEFORHOLD, NAVNE, dokumentation, gaelder_fra, myndighedstekst, slettedato
from snitflade.formats.cpr_koder import BESKYTTELSE, KOEN, STATUS

REC_001 = person(
    "001",
    "Person, status, forældre",
    366,
    "cpr.md 4",
    p10("pnrgaeld", "Gældende personnummer, når dette er afløst; ellers blank"),
    t12("status_ts", "Registreret i CPR"),
    k("status", 2, "Personstatus", STATUS),
    t12("statushaenstart", "Status gælder fra"),
    u("statusdto_umrk"),
    n("start_mynkod_person", 4, "Myndighed"),
    t12("start_ts_person", "Registreret i CPR"),
    k("koen", 1, "Køn: M mand, K kvinde", KOEN),
    d10("foed_dt", "Fødselsdato; gælder, også hvor nummeret siger andet"),
    u("foed_dt_umrk"),
    a("foed_tm", 8, "Fødselstidspunkt TT.MM.SS"),
    n("foedsekvens", 4, "Fødselsrækkefølge"),
    d10("start_dt_person", "Nummeret gælder fra"),
    u("start_dt_umrk_person"),
    d10("slut_dt_person", "Nummeret gælder til"),
    u("slut_dt_umrk_person"),
    n("stilling_mynkod", 4, "Myndighed"),
    t12("stilling_ts", "Registreret i CPR"),
    a("stilling", 34, "Stilling, fri tekst"),
    t12("mor_ts", "Registreret i CPR"),
    n("mor_mynkod", 4, "Myndighed"),
    d10("mor_dt", "Mor fra"),
    u("mor_dt_umrk"),
    p10("pnrmor", "Mors personnummer"),
    d10("mor_foed_dt", "Mors fødselsdato"),
    u("mor_foed_dt_umrk"),
    navn("mornvn", 34, "Mors navn"),
    m("mornvn_mrk"),
    n("mor_dok_mynkod", 4, "Dokumenterende myndighed"),
    t12("mor_dok_ts", "Dokumenteret"),
    k("mor_dok", 3, "Dokumentationsmærke"),
    t12("far_ts", "Registreret i CPR"),
    n("far_mynkod", 4, "Myndighed"),
    d10("far_dt", "Far fra"),
    u("far_dt_umrk"),
    p10("pnrfar", "Fars personnummer"),
    d10("far_foed_dt", "Fars fødselsdato"),
    u("far_foed_dt_umrk"),
    navn("farnvn", 34, "Fars navn"),
    m("farnvn_mrk"),
    n("far_dok_mynkod", 4, "Dokumenterende myndighed"),
    t12("far_dok_ts", "Dokumenteret"),
    k("far_dok", 3, "Dokumentationsmærke"),
)

REC_005 = person(
    "005",
    "Fødested",
    84,
    "cpr.md 4",
    n("start_mynkod_foedested", 4, "Myndighed eller land"),
    t12("foedested_ts", "Registreret i CPR"),
    *myndighedstekst("foedested", "Supplerende tekst om fødested"),
    *dokumentation("foedested"),
)

REC_010 = person(
    "010",
    "Folkekirke",
    60,
    "cpr.md 4",
    n("start_mynkod_folkekirke", 4, "Myndighed"),
    t12("fkirk_ts", "Registreret i CPR"),
    *FOLKEKIRKEFORHOLD,
    *dokumentation("folkekirke"),
)

BESKYTTET = (
    k("beskyttype", 4, "Beskyttelsestype", BESKYTTELSE),
    n("start_mynkod_beskyttelse", 4, "Myndighed"),
    t12("start_ts_beskyttelse", "Registreret i CPR"),
    d10("start_dt_beskyttelse", "Gælder fra"),
    a("indrap_beskyttelse", 3, "Indrapporteringsmærke"),
    slettedato("beskyttelse"),
)
"""A protection and since when: all of 015, and what 016 begins with."""

REC_015 = person(
    "015",
    "Beskyttelse",
    56,
    "cpr.md 4",
    *BESKYTTET,
)

NAVNGIVET = (
    n("start_mynkod_navne", 4, "Myndighed"),
    t12("nvn_ts", "Registreret i CPR"),
    *NAVNE,
    navn("slaegtnvn", 40, "Slægtsnavn"),
    m("slaegtnvn_mrk"),
    t12("nvnhaenstart", "Gælder fra"),
    u("haenstart_umrk_navne"),
)
"""A name and since when: what 020 and, after its correction mark, 021 begin with."""

REC_020 = person(
    "020",
    "Navn",
    324,
    "cpr.md 4",
    *NAVNGIVET,
    n("adrnvn_mynkod", 4, "Adresseringsnavnets myndighed"),
    t12("adrnvn_ts", "Registreret i CPR"),
    navn("adrnvn", 34, "Adresseringsnavn"),
    a("indrap_navne", 3, "Indrapporteringsmærke"),
    *dokumentation("navne"),
    *myndighedstekst("navne"),
)

REC_040 = person(
    "040",
    "Statsborgerskab",
    65,
    "cpr.md 4",
    n("start_mynkod_statsborgerskab", 4, "Myndighed"),
    t12("stat_ts", "Registreret i CPR"),
    n("landekod", 4, "Statsborger i, CPRs landekode"),
    *gaelder_fra("statsborgerskab"),
    *dokumentation("statsborgerskab"),
)

RECORDS = (
    REC_001,
    REC_005,
    REC_010,
    REC_015,
    REC_020,
    REC_040,
)
