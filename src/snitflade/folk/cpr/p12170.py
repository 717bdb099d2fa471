"""What the records of profile P12170 become (cpr.md 3)."""

from __future__ import annotations

from snitflade.folk.cpr.afbildning import (
    Profilbillede,
    adressenoegle,
    altid,
    dag,
    ellers,
    fakta,
    ja,
    linjer,
    maerker,
    soegenavn,
    tekst,
)
from snitflade.folk.models_fakta import (
    Adresse,
    Barn,
    Beskyttelse,
    Civilstand,
    Flyttepaabud,
    Folkekirkeforhold,
    Foraeldremyndighed,
    Forsvinding,
    Haendelse,
    KommunaltForhold,
    Navn,
    Notat,
    Separation,
    Statsborgerskab,
    TidligereNummer,
    Udrejse,
    Vaergemaal,
    Valg,
)

_ADRESSE = {
    "kommunekode": ellers("komkod"),
    "vejkode": ellers("vejkod"),
    "husnr": tekst("husnr"),
    "etage": tekst("etage"),
    "sidedoer": tekst("sidedoer"),
    "bnr": tekst("bnr"),
    "conavn": tekst("convn"),
}
_NAVN = {"fornavn": tekst("fornvn"), "mellemnavn": tekst("melnvn"), "efternavn": tekst("efternvn")}
_NAVN_FAKTA = {
    **_NAVN,
    "maerker": maerker("fornvn_mrk", "melnvn_mrk", "efternvn_mrk"),
    "soegenavn": soegenavn("efternvn", "fornvn", "melnvn"),
    "fra": ellers("nvnhaenstart"),
    "fra_usikker": ja("haenstart_umrk_navne"),
}
_UDLAND = linjer("udlandadr1", "udlandadr2", "udlandadr3", "udlandadr4", "udlandadr5")
_AEGTEFAELLE = {
    "civilstand": tekst("civst"),
    "aegtefaelle": ellers("aegtepnr"),
    "aegtefaelle_foedt": tekst("aegtefoed_dt"),
    "aegtefaelle_navn": tekst("aegtenvn"),
}
_CIVILSTAND = {
    **_AEGTEFAELLE,
    "separation": ellers("sep_henvis_civilstand"),
    "fra": ellers("haenstart_civilstand"),
    "fra_usikker": ja("haenstart_umrk_civilstand"),
}

PERSON = {
    "001": {
        "gaeldende": ellers("pnrgaeld"),
        "status": tekst("status"),
        "status_fra": ellers("statushaenstart"),
        "status_usikker": ja("statusdto_umrk"),
        "koen": tekst("koen"),
        "foedselsdato": dag("foed_dt"),
        "foedselsdato_usikker": ja("foed_dt_umrk"),
        "nummer_fra": tekst("start_dt_person"),
        "nummer_fra_usikker": ja("start_dt_umrk_person"),
        "nummer_til": tekst("slut_dt_person"),
        "nummer_til_usikker": ja("slut_dt_umrk_person"),
        "stilling": tekst("stilling"),
    },
    "002": {
        **_ADRESSE,
        "adressenoegle": adressenoegle,
        "tilflyttet": ellers("tilflydto"),
        "tilflyttet_usikker": ja("tilflydt_umrk"),
        "tilflyttet_kommune": ellers("tilflykomdto"),
        "fraflyttet_kommunekode": ellers("fraflykomkod"),
        "supplerende_adresse": linjer("adr1_supladr", "adr2_supladr", "adr3_supladr", "adr4_supladr", "adr5_supladr"),
    },
    "003": {
        "adresseringsnavn": tekst("adrnvn"),
        "adresselinje": tekst("standardadr"),
        "lokalitet": tekst("lokalitet"),
        "bynavn": tekst("bynvn"),
        "postnr": ellers("postnr"),
        "postdistrikt": tekst("postdisttxt"),
        "vejnavn": tekst("vejadrnvn"),
    },
    "005": {"udrejst_land": ellers("udr_landekod"), "udrejst": ellers("udrdto"), "udlandsadresse": _UDLAND},
    "006": {
        "kontaktadresse": linjer("adr1_kontaktadr", "adr2_kontaktadr", "adr3_kontaktadr", "adr4_kontaktadr", "adr5_kontaktadr")
    },
    "007": {"forsvundet": ellers("forsvinddto")},
    "008": {
        **_NAVN,
        "adresseringsnavn": tekst("adrnvn"),
        "navn_fra": ellers("nvnhaenstart"),
        "soegenavn": _NAVN_FAKTA["soegenavn"],
    },
    "009": {"foedested_myndighed": ellers("start_mynkod_foedested"), "foedested": tekst("myntxt_foedested")},
    "010": {"statsborgerskab": ellers("landekod"), "statsborgerskab_fra": ellers("haenstart_statsborgerskab")},
    "011": {"folkekirke": tekst("fkirk")},
    "012": {**_AEGTEFAELLE, "civilstand_fra": ellers("haenstart_civilstand")},
    "013": {"separeret_fra": tekst("start_dt_separation")},
    "015": {
        "mor": ellers("pnrmor"),
        "mor_fra": tekst("mor_dt"),
        "mor_foedt": tekst("mor_foed_dt"),
        "mor_navn": tekst("mornvn"),
        "far": ellers("pnrfar"),
        "far_fra": tekst("far_dt"),
        "far_foedt": tekst("far_foed_dt"),
        "far_navn": tekst("farnvn"),
    },
    "017": {"umyndig": altid(True), "umyndig_fra": tekst("start_dt_umyndig")},
    "052": {"umyndig": altid(True), "umyndig_fra": tekst("start_dt_umyndig")},
}


_VAERGEMAAL = {
    "fra": tekst("start_dt_umyndig"),
    "fra_usikker": ja("start_dt_umrk_umyndig"),
    "type": tekst("umyn_reltyp"),
    "vaerge": ellers("relpnr"),
    "vaerge_fra": tekst("start_dt_relpnr_pnr"),
    "vaerge_navn": tekst("reladrsat_relpnr_txt"),
    "vaerge_adresse": linjer("reltxt1", "reltxt2", "reltxt3", "reltxt4", "reltxt5"),
    "vaerge_adresse_fra": tekst("start_dt_relpnr_txt"),
}
_ADRESSE_FAKTA = {**_ADRESSE, "noegle": adressenoegle, "fra": ellers("tilflydto"), "fra_usikker": ja("tilflydt_umrk")}
_UDREJSE = {
    "udrejst_land": ellers("udr_landekod"),
    "udlandsadresse": _UDLAND,
    "fra": ellers("udrdto"),
    "fra_usikker": ja("udrdto_umrk"),
}
_FORSVINDING = {"fra": ellers("forsvinddto"), "fra_usikker": ja("forsvinddto_umrk")}
_STATSBORGER = {
    "land": ellers("landekod"),
    "fra": ellers("haenstart_statsborgerskab"),
    "fra_usikker": ja("haenstart_umrk_statsborgerskab"),
}
_KIRKE = {"folkekirke": tekst("fkirk"), "fra": tekst("start_dt_folkekirke"), "fra_usikker": ja("start_dt_umrk_folkekirke")}
_SEPARATION = {
    "noegle": ellers("sep_henvis_separation"),
    "fra": tekst("start_dt_separation"),
    "fra_usikker": ja("start_dt_umrk_separation"),
}
_ANNKOR = {"annkor": tekst("annkor")}

FAKTA = (
    fakta(Adresse, "002", True, **_ADRESSE_FAKTA),
    fakta(Adresse, "023", False, **_ADRESSE_FAKTA, **_ANNKOR, til=ellers("fraflydto"), til_usikker=ja("fraflydto_umrk")),
    fakta(Beskyttelse, "004", True, type=tekst("beskyttype"), fra=tekst("start_dt_beskyttelse")),
    fakta(Udrejse, "005", True, **_UDREJSE),
    fakta(
        Udrejse,
        "024",
        False,
        **_UDREJSE,
        **_ANNKOR,
        indrejst_land=ellers("indr_landekod"),
        til=ellers("indrdto"),
        til_usikker=ja("indrdto_umrk"),
    ),
    fakta(Forsvinding, "007", True, **_FORSVINDING),
    fakta(Forsvinding, "025", False, **_FORSVINDING, **_ANNKOR, til=ellers("genfinddto"), til_usikker=ja("genfinddto_umrk")),
    fakta(Navn, "008", True, **_NAVN_FAKTA),
    fakta(Navn, "026", False, **_NAVN_FAKTA, **_ANNKOR, til=ellers("nvnhaenslut"), til_usikker=ja("haenslut_umrk_navne")),
    fakta(Statsborgerskab, "010", True, **_STATSBORGER),
    fakta(
        Statsborgerskab,
        "027",
        False,
        **_STATSBORGER,
        **_ANNKOR,
        til=ellers("haenslut_statsborgerskab"),
        til_usikker=ja("haenslut_umrk_statsborgerskab"),
    ),
    fakta(Folkekirkeforhold, "011", True, **_KIRKE),
    fakta(Folkekirkeforhold, "028", False, **_KIRKE, til=tekst("slut_dt_folkekirke"), til_usikker=ja("slut_dt_umrk_folkekirke")),
    fakta(Civilstand, "012", True, **_CIVILSTAND),
    fakta(
        Civilstand,
        "029",
        False,
        **_CIVILSTAND,
        **_ANNKOR,
        til=ellers("haenslut_civilstand"),
        til_usikker=ja("haenslut_umrk_civilstand"),
    ),
    fakta(Separation, "013", True, **_SEPARATION),
    fakta(
        Separation,
        "030",
        False,
        **_SEPARATION,
        **_ANNKOR,
        til=tekst("slut_dt_separation"),
        til_usikker=ja("slut_dt_umrk_separation"),
    ),
    fakta(Barn, "014", barn=ellers("pnr_barn")),
    fakta(
        Foraeldremyndighed,
        "016",
        type=tekst("reltyp_foraeldremyn"),
        fra=tekst("start_dt_foraeldremyn"),
        fra_usikker=ja("start_dt_umrk_foraeldremyn"),
        indehaver=ellers("relpnr"),
        indehaver_fra=tekst("start_dt_relpnr_pnr"),
    ),
    fakta(Vaergemaal, "017", **_VAERGEMAAL),
    fakta(Vaergemaal, "052", **_VAERGEMAAL, vaergemaalstype=tekst("vaergemaals_type")),
    fakta(
        KommunaltForhold,
        "018",
        type=tekst("komforhtyp"),
        kode=tekst("komforhkod"),
        fra=tekst("start_dt_kommunale_forhold"),
        fra_usikker=ja("start_dt_umrk_kommunale_forhold"),
        bemaerkning=tekst("bemaerk_kommunale_forhold"),
    ),
    fakta(Notat, "019", nummer=tekst("notatnr"), notat=tekst("notatlinie"), fra=tekst("start_dt_notat")),
    fakta(Valg, "020", kode=tekst("valgkode"), valgret_fra=tekst("valgret_dt"), fra=tekst("start_dt_valgoplysninger")),
    fakta(Flyttepaabud, "021", fra=tekst("start_dt_flyttepaabud"), paabud=tekst("tekst_flyttepaabud")),
    fakta(
        TidligereNummer,
        "022",
        nummer=ellers("pnr"),
        fra=tekst("start_dt_person"),
        fra_usikker=ja("start_dt_umrk_person"),
        til=tekst("slut_dt_person"),
        til_usikker=ja("slut_dt_umrk_person"),
    ),
)

HAENDELSE = fakta(
    Haendelse,
    "099",
    tidspunkt=ellers("timestampu"),
    kode=tekst("haendelse"),
    afledt=tekst("afledtmrk"),
    nglkonst=tekst("nglkonst"),
)

BILLEDE = Profilbillede("001", PERSON, FAKTA, HAENDELSE, raa=("050",))
