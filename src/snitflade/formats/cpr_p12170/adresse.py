"""Records of P12170 about where the person is: address, addressing name, abroad, contact (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, n, navn, person, t12, u

REC_002 = person(
    "002",
    "Aktuelle adresseoplysninger",
    306,
    "cpr.md 3",
    n("komkod", 4, "Kommunekode, fx 0956"),
    n("vejkod", 4, "Vejkode"),
    a("husnr", 4, "Husnummer: tre cifre og evt. et bogstav"),
    a("etage", 2, "Etage"),
    a("sidedoer", 4, "Side eller dør; i Grønland lejlighedsnummer"),
    a("bnr", 4, "B-nummer"),
    a("convn", 34, "c/o-navn"),
    t12("tilflydto", "Tilflyttet"),
    u("tilflydt_umrk"),
    t12("tilflykomdto", "Tilflyttet kommunen"),
    u("tilflykomdt_umrk"),
    n("fraflykomkod", 4, "Kommunen, der er fraflyttet; 0000 når ingen"),
    t12("fraflykomdto", "Fraflyttet den kommune"),
    u("fraflykomdt_umrk"),
    n("start_mynkod_adrtxt", 4, "Myndigheden bag den supplerende adresse"),
    a("adr1_supladr", 34, "Supplerende adresse, linje 1"),
    a("adr2_supladr", 34, "Supplerende adresse, linje 2"),
    a("adr3_supladr", 34, "Supplerende adresse, linje 3"),
    a("adr4_supladr", 34, "Supplerende adresse, linje 4"),
    a("adr5_supladr", 34, "Supplerende adresse, linje 5"),
    d10("start_dt_adrtxt", "Supplerende adresse gælder fra"),
    d10("slet_dt_adrtxt", "CPRs interne slettedato; ingen slutdato (6.2)"),
)

REC_003 = person(
    "003",
    "Adresseringsnavn og klarskriftadresse",
    249,
    "cpr.md 3",
    navn("adrnvn", 34, "Adresseringsnavn, fornavne før efternavn"),
    a("convn", 34, "c/o-navn"),
    a("lokalitet", 34, "Lokalitet"),
    a("standardadr", 34, "Færdig adresselinje; kun til visning"),
    a("bynvn", 34, "Bynavn"),
    n("postnr", 4, "Postnummer; 0000 når intet"),
    a("postdisttxt", 20, "Postdistrikt"),
    n("komkod", 4, "Kommunekode"),
    n("vejkod", 4, "Vejkode"),
    a("husnr", 4, "Husnummer"),
    a("etage", 2, "Etage"),
    a("sidedoer", 4, "Side eller dør"),
    a("bnr", 4, "B-nummer"),
    a("vejadrnvn", 20, "Vejadresseringsnavn"),
)

REC_005 = person(
    "005",
    "Aktuel udrejse / udlandsadresse",
    200,
    "cpr.md 3",
    n("udr_landekod", 4, "Udrejst til, CPRs landekode"),
    t12("udrdto", "Udrejst"),
    u("udrdto_umrk"),
    a("udlandadr1", 34, "Udlandsadresse, linje 1"),
    a("udlandadr2", 34, "Udlandsadresse, linje 2"),
    a("udlandadr3", 34, "Udlandsadresse, linje 3"),
    a("udlandadr4", 34, "Udlandsadresse, linje 4"),
    a("udlandadr5", 34, "Udlandsadresse, linje 5"),
)

REC_006 = person(
    "006",
    "Kontaktadresse",
    203,
    "cpr.md 3",
    a("adr1_kontaktadr", 34, "Kontaktadresse, linje 1"),
    a("adr2_kontaktadr", 34, "Kontaktadresse, linje 2"),
    a("adr3_kontaktadr", 34, "Kontaktadresse, linje 3"),
    a("adr4_kontaktadr", 34, "Kontaktadresse, linje 4"),
    a("adr5_kontaktadr", 34, "Kontaktadresse, linje 5"),
    d10("start_dt_adrtxt", "Gælder fra"),
    d10("slet_dt_adrtxt", "CPRs interne slettedato; ingen slutdato (6.2)"),
)

RECORDS = (
    REC_002,
    REC_003,
    REC_005,
    REC_006,
)
