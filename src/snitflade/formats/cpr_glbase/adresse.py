"""Records of GLBASE about where the person is (cpr.md 4)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, k, n, person, t12, u

REC_025 = person(
    "025",
    "Adresse",
    354,
    "cpr.md 4",
    n("start_mynkod_personbolig", 4, "Myndighed"),
    t12("adr_ts", "Registreret i CPR"),
    n("komkod", 4, "Kommunekode"),
    n("vejkod", 4, "Vejkode"),
    a("husnr", 4, "Husnummer"),
    a("etage", 2, "Etage"),
    a("sidedoer", 4, "Side eller dør"),
    a("bnr", 4, "B-nummer"),
    a("convn", 34, "c/o-navn"),
    t12("convn_ts", "Registreret i CPR"),
    t12("tilflydto", "Tilflyttet"),
    u("tilflydto_umrk"),
    n("tilfra_mynkod", 4, "Myndighed"),
    t12("tilfra_ts", "Registreret i CPR"),
    t12("tilflykomdto", "Tilflyttet kommunen"),
    u("tilflykomdt_umrk"),
    n("fraflykomkod", 4, "Kommunen, der er fraflyttet"),
    t12("fraflykomdto", "Fraflyttet den kommune"),
    u("fraflykomdt_umrk"),
    k("adrtxttype", 4, "Adressetekstens type"),
    n("start_mynkod_adrtxt", 4, "Myndighed"),
    a("adr1_supladr", 34, "Supplerende adresse, linje 1"),
    a("adr2_supladr", 34, "Supplerende adresse, linje 2"),
    a("adr3_supladr", 34, "Supplerende adresse, linje 3"),
    a("adr4_supladr", 34, "Supplerende adresse, linje 4"),
    a("adr5_supladr", 34, "Supplerende adresse, linje 5"),
    d10("start_dt_adrtxt", "Gælder fra"),
    d10("slet_dt_adrtxt", "CPRs interne slettedato; ingen slutdato (6.2)"),
)

REC_027 = person(
    "027",
    "Kontaktadresse",
    211,
    "cpr.md 4, udledt af data",
    k("adrtxttype", 4, "Adressetekstens type"),
    n("start_mynkod_adrtxt", 4, "Myndighed"),
    a("adr1_kontaktadr", 34, "Kontaktadresse, linje 1"),
    a("adr2_kontaktadr", 34, "Kontaktadresse, linje 2"),
    a("adr3_kontaktadr", 34, "Kontaktadresse, linje 3"),
    a("adr4_kontaktadr", 34, "Kontaktadresse, linje 4"),
    a("adr5_kontaktadr", 34, "Kontaktadresse, linje 5"),
    d10("start_dt_adrtxt", "Gælder fra"),
    d10("slet_dt_adrtxt", "CPRs interne slettedato; ingen slutdato (6.2)"),
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
    a("udlandadr1", 34, "Udlandsadresse, linje 1"),
    a("udlandadr2", 34, "Udlandsadresse, linje 2"),
    a("udlandadr3", 34, "Udlandsadresse, linje 3"),
    a("udlandadr4", 34, "Udlandsadresse, linje 4"),
    a("udlandadr5", 34, "Udlandsadresse, linje 5"),
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
