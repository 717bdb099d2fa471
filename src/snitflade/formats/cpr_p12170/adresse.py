"""Records of P12170 about where the person is: address, addressing name, abroad, contact (cpr.md 3)."""

from __future__ import annotations

from snitflade.formats.cpr_felter import a, d10, n, navn, person, t12, u
from snitflade.formats.cpr_grupper import BOLIG, linjer, slettedato

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
    *linjer("adr{}_supladr", "Supplerende adresse, linje {}"),
    d10("start_dt_adrtxt", "Supplerende adresse gælder fra"),
    slettedato("adrtxt"),
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
    *BOLIG,
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
    *linjer("udlandadr{}", "Udlandsadresse, linje {}"),
)

REC_006 = person(
    "006",
    "Kontaktadresse",
    203,
    "cpr.md 3",
    *linjer("adr{}_kontaktadr", "Kontaktadresse, linje {}"),
    d10("start_dt_adrtxt", "Gælder fra"),
    slettedato("adrtxt"),
)

RECORDS = (
    REC_002,
    REC_003,
    REC_005,
    REC_006,
)
