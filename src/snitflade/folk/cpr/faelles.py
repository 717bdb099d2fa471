"""What both profiles call by the same names: where the values of a person and of its facts come from (cpr.md 3, 4)."""

from __future__ import annotations

from django.db.models import Model

from snitflade.folk.cpr.afbildning import Fakta, Kilde, adressenoegle, altid, ellers, fakta, ja, linjer, soegenavn, tekst

Kilder = dict[str, Kilde]

ADRESSE: Kilder = {
    "kommunekode": ellers("komkod"),
    "vejkode": ellers("vejkod"),
    "husnr": tekst("husnr"),
    "etage": tekst("etage"),
    "sidedoer": tekst("sidedoer"),
    "bnr": tekst("bnr"),
    "conavn": tekst("convn"),
}
ADRESSE_FAKTA: Kilder = {**ADRESSE, "noegle": adressenoegle, "fra": ellers("tilflydto")}
BOPAEL: Kilder = {
    **ADRESSE,
    "adressenoegle": adressenoegle,
    "tilflyttet": ellers("tilflydto"),
    "tilflyttet_kommune": ellers("tilflykomdto"),
    "fraflyttet_kommunekode": ellers("fraflykomkod"),
    "supplerende_adresse": linjer("adr1_supladr", "adr2_supladr", "adr3_supladr", "adr4_supladr", "adr5_supladr"),
}
NAVN: Kilder = {"fornavn": tekst("fornvn"), "mellemnavn": tekst("melnvn"), "efternavn": tekst("efternvn")}
SOEGENAVN = soegenavn("efternvn", "fornvn", "melnvn")
NAVN_FAKTA: Kilder = {
    **NAVN,
    "soegenavn": SOEGENAVN,
    "fra": ellers("nvnhaenstart"),
    "fra_usikker": ja("haenstart_umrk_navne"),
}
KALDENAVN: Kilder = {**NAVN, "navn_fra": ellers("nvnhaenstart"), "soegenavn": SOEGENAVN, "adresseringsnavn": tekst("adrnvn")}
UDLAND = linjer("udlandadr1", "udlandadr2", "udlandadr3", "udlandadr4", "udlandadr5")
UDREJSE: Kilder = {
    "udrejst_land": ellers("udr_landekod"),
    "udlandsadresse": UDLAND,
    "fra": ellers("udrdto"),
    "fra_usikker": ja("udrdto_umrk"),
}
INDREJSE: Kilder = {"indrejst_land": ellers("indr_landekod"), "til": ellers("indrdto"), "til_usikker": ja("indrdto_umrk")}
FORSVINDING: Kilder = {"fra": ellers("forsvinddto"), "fra_usikker": ja("forsvinddto_umrk")}
AEGTEFAELLE: Kilder = {
    "civilstand": tekst("civst"),
    "aegtefaelle": ellers("aegtepnr"),
    "aegtefaelle_foedt": tekst("aegtefoed_dt"),
    "aegtefaelle_navn": tekst("aegtenvn"),
}
CIVILSTAND: Kilder = {
    **AEGTEFAELLE,
    "fra": ellers("haenstart_civilstand"),
    "fra_usikker": ja("haenstart_umrk_civilstand"),
}
STATSBORGER: Kilder = {
    "land": ellers("landekod"),
    "fra": ellers("haenstart_statsborgerskab"),
    "fra_usikker": ja("haenstart_umrk_statsborgerskab"),
}
KIRKE: Kilder = {
    "folkekirke": tekst("fkirk"),
    "fra": tekst("start_dt_folkekirke"),
    "fra_usikker": ja("start_dt_umrk_folkekirke"),
}
BESKYTTELSE: Kilder = {"type": tekst("beskyttype"), "fra": tekst("start_dt_beskyttelse")}
SEPARATION: Kilder = {"fra": tekst("start_dt_separation"), "fra_usikker": ja("start_dt_umrk_separation")}
UMYNDIG: Kilder = {"umyndig": altid(True), "umyndig_fra": tekst("start_dt_umyndig")}
VAERGEMAAL: Kilder = {
    "fra": tekst("start_dt_umyndig"),
    "fra_usikker": ja("start_dt_umrk_umyndig"),
    "type": tekst("umyn_reltyp"),
    "vaerge": ellers("relpnr"),
    "vaerge_fra": tekst("start_dt_relpnr_pnr"),
    "vaerge_navn": tekst("reladrsat_relpnr_txt"),
    "vaerge_adresse": linjer("reltxt1", "reltxt2", "reltxt3", "reltxt4", "reltxt5"),
    "vaerge_adresse_fra": tekst("start_dt_relpnr_txt"),
}
NOTAT: Kilder = {"nummer": tekst("notatnr"), "notat": tekst("notatlinie"), "fra": tekst("start_dt_notat")}
ANDET_NUMMER: Kilder = {
    "fra": tekst("start_dt_person"),
    "fra_usikker": ja("start_dt_umrk_person"),
    "til": tekst("slut_dt_person"),
    "til_usikker": ja("slut_dt_umrk_person"),
}

_ANNKOR: Kilder = {"annkor": tekst("annkor")}


def nu_og_foer(model: type[Model], nu: str, foer: str, felter: Kilder, slut: Kilder) -> tuple[Fakta, Fakta]:
    """The fact as it holds (record `nu`) and as it was (record `foer`), which may be a correction and has an end."""
    return fakta(model, nu, True, **felter), fakta(model, foer, False, **felter, **_ANNKOR, **slut)


def slut(dag: Kilde, usikker: str) -> Kilder:
    """The end of a fact: its day, and the field that says that the day is uncertain."""
    return {"til": dag, "til_usikker": ja(usikker)}
