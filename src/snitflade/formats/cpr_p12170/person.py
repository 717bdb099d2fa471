"""Records of P12170 about the person as such: number, status, name, birth, citizenship, protection (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, navn, p10, person, t12, u
from snitflade.formats.cpr_grupper import FOLKEKIRKEFORHOLD, NAVNE, slettedato
from snitflade.formats.cpr_koder import BESKYTTELSE, KOEN, STATUS

REC_001 = person(
    "001",
    "Personoplysninger",
    106,
    "cpr.md 3",
    p10("pnrgaeld", "Gældende personnummer, når dette er afløst; ellers blank"),
    k("status", 2, "Personstatus", STATUS),
    t12("statushaenstart", "Status gælder fra; nuller for de fleste aktive"),
    u("statusdto_umrk"),
    k("koen", 1, "Køn: M mand, K kvinde", KOEN),
    d10("foed_dt", "Fødselsdato; gælder, også hvor nummeret siger andet"),
    u("foed_dt_umrk"),
    d10("start_dt_person", "Nummeret tildelt"),
    u("start_dt_umrk_person"),
    d10("slut_dt_person", "Nummeret ophørt"),
    u("slut_dt_umrk_person"),
    a("stilling", 34, "Stilling, fri tekst"),
)

REC_004 = person(
    "004",
    "Beskyttelse",
    37,
    "cpr.md 3",
    k("beskyttype", 4, "Beskyttelsestype", BESKYTTELSE),
    d10("start_dt_beskyttelse", "Beskyttet fra"),
    slettedato("beskyttelse"),
)

REC_007 = person(
    "007",
    "Aktuel forsvinding",
    26,
    "cpr.md 3",
    t12("forsvinddto", "Forsvundet"),
    u("forsvinddto_umrk"),
)

REC_008 = person(
    "008",
    "Aktuelle navneoplysninger",
    193,
    "cpr.md 3",
    *NAVNE,
    t12("nvnhaenstart", "Navnet gælder fra"),
    u("haenstart_umrk_navne"),
    navn("adrnvn", 34, "Adresseringsnavn"),
)

REC_009 = person(
    "009",
    "Fødselsregistreringsoplysninger",
    37,
    "cpr.md 3",
    n("start_mynkod_foedested", 4, "Myndighed eller land, der registrerede fødslen"),
    a("myntxt_foedested", 20, "Supplerende tekst om fødested"),
)

REC_010 = person(
    "010",
    "Aktuelt statsborgerskab",
    30,
    "cpr.md 3",
    n("landekod", 4, "Statsborger i, CPRs landekode"),
    t12("haenstart_statsborgerskab", "Statsborger fra"),
    u("haenstart_umrk_statsborgerskab"),
)

REC_011 = person(
    "011",
    "Folkekirkeforhold",
    25,
    "cpr.md 3",
    *FOLKEKIRKEFORHOLD,
)

RECORDS = (
    REC_001,
    REC_004,
    REC_007,
    REC_008,
    REC_009,
    REC_010,
    REC_011,
)
