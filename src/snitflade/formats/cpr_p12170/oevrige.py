"""Records of P12170 about municipal matters, notes and elections; events, errors and receipts (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, person, recordtype, t12, u
from snitflade.formats.cpr_grupper import slettedato
from snitflade.formats.cpr_koder import AFLEDT, HAENDELSE
from snitflade.formats.layout import Record

REC_018 = person(
    "018",
    "Kommunale forhold",
    60,
    "cpr.md 3",
    k("komforhtyp", 1, "Det kommunale forholds type"),
    a("komforhkod", 5, "Kode eller betalingskommune"),
    d10("start_dt_kommunale_forhold", "Gælder fra"),
    u("start_dt_umrk_kommunale_forhold"),
    a("bemaerk_kommunale_forhold", 30, "Bemærkning"),
)

REC_019 = person(
    "019",
    "Notater",
    75,
    "cpr.md 3",
    n("notatnr", 2, "Notatets nummer"),
    a("notatlinie", 40, "Notatets tekst"),
    d10("start_dt_notat", "Gælder fra"),
    slettedato("notat"),
)

REC_020 = person(
    "020",
    "Valgoplysninger",
    47,
    "cpr.md 3",
    k("valgkode", 4, "Valgkode"),
    d10("valgret_dt", "Valgret fra"),
    d10("start_dt_valgoplysninger", "Registreret fra"),
    slettedato("valgoplysninger"),
)

REC_021 = person(
    "021",
    "Flyttepåbud",
    63,
    "cpr.md 3",
    d10("start_dt_flyttepaabud", "Påbuddet gælder fra"),
    a("tekst_flyttepaabud", 40, "Påbuddets tekst"),
)

REC_050 = person(
    "050",
    "Kreditadvarsel",
    29,
    "cpr.md 3",
    a("ukendt", 16, "Felterne er ikke beskrevet; holdes som tekst"),
)

REC_099 = person(
    "099",
    "Hændelse",
    45,
    "cpr.md 3",
    t12("timestampu", "CPR ajourført; blank ved rekvisition (A74, K74)"),
    k("haendelse", 3, "Hændelseskode", HAENDELSE),
    k("afledtmrk", 2, "Afledt mærke; blank for hovedpersonen", AFLEDT),
    a("nglkonst", 15, "Egen reference fra inddata"),
)

REC_910 = Record(
    "910",
    "Fejlrecord",
    157,
    (
        recordtype("910"),
        a("sortfelt_10", 10, "Sorteringsfelt; kan være et personnummer"),
        a("inddata", 75, "Den afviste inddatalinje"),
        n("fejlnr", 4, "Fejlnummer"),
        a("fejltxt_udtraek", 65, "Fejltekst"),
    ),
    "cpr.md 3",
    least=92,
)

REC_997 = person(
    "997",
    "Kvittering for slettet abonnement",
    43,
    "cpr.md 3",
    t12("timestampu", "Abonnementet slettet"),
    k("haendelse", 3, "Hændelseskode", HAENDELSE),
    a("nglkonst", 15, "Egen reference fra inddata; ellers blank"),
)

RECORDS = (
    REC_018,
    REC_019,
    REC_020,
    REC_021,
    REC_050,
    REC_099,
    REC_910,
    REC_997,
)
