"""What the records of profile GLBASE become (cpr.md 4). Authorities and documentation marks stay in the delivery's lines."""

from __future__ import annotations

from snitflade.folk.cpr.afbildning import (
    Profilbillede,
    adressenoegle,
    altid,
    ellers,
    fakta,
    ja,
    linjer,
    maerker,
    soegenavn,
    tekst,
)
from snitflade.folk.cpr.p12170 import PERSON as P12170
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
_ADRESSE_FAKTA = {
    **_ADRESSE,
    "noegle": adressenoegle,
    "fra": ellers("tilflydto"),
    "fra_usikker": ja("tilflydto_umrk"),
    "registreret": ellers("adr_ts"),
}
_NAVN = {"fornavn": tekst("fornvn"), "mellemnavn": tekst("melnvn"), "efternavn": tekst("efternvn")}
_SOEGENAVN = soegenavn("efternvn", "fornvn", "melnvn")
_NAVN_FAKTA = {
    **_NAVN,
    "slaegtsnavn": tekst("slaegtnvn"),
    "maerker": maerker("fornvn_mrk", "melnvn_mrk", "efternvn_mrk", "slaegtnvn_mrk"),
    "soegenavn": _SOEGENAVN,
    "fra": ellers("nvnhaenstart"),
    "fra_usikker": ja("haenstart_umrk_navne"),
    "registreret": ellers("nvn_ts"),
}
_UDLAND = linjer("udlandadr1", "udlandadr2", "udlandadr3", "udlandadr4", "udlandadr5")
_UDREJSE = {
    "udrejst_land": ellers("udr_landekod"),
    "udlandsadresse": _UDLAND,
    "fra": ellers("udrdto"),
    "fra_usikker": ja("udrdto_umrk"),
    "registreret": ellers("udr_ts"),
}
_FORSVINDING = {"fra": ellers("forsvinddto"), "fra_usikker": ja("forsvinddto_umrk"), "registreret": ellers("forsvind_ts")}
_AEGTEFAELLE = {
    "civilstand": tekst("civst"),
    "aegtefaelle": ellers("aegtepnr"),
    "aegtefaelle_foedt": tekst("aegtefoed_dt"),
    "aegtefaelle_navn": tekst("aegtenvn"),
}
_CIVILSTAND = {
    **_AEGTEFAELLE,
    "separation": ellers("sep_henvis_ts"),
    "fra": ellers("haenstart_civilstand"),
    "fra_usikker": ja("haenstart_umrk_civilstand"),
    "registreret": ellers("civ_ts"),
}
_STATSBORGER = {
    "land": ellers("landekod"),
    "fra": ellers("haenstart_statsborgerskab"),
    "fra_usikker": ja("haenstart_umrk_statsborgerskab"),
    "registreret": ellers("stat_ts"),
}
_KIRKE = {
    "folkekirke": tekst("fkirk"),
    "fra": tekst("start_dt_folkekirke"),
    "fra_usikker": ja("start_dt_umrk_folkekirke"),
    "registreret": ellers("fkirk_ts"),
}
_BESKYTTELSE = {
    "type": tekst("beskyttype"),
    "fra": tekst("start_dt_beskyttelse"),
    "registreret": ellers("start_ts_beskyttelse"),
}
_SEPARATION = {
    "noegle": ellers("sep_henvis_ts"),
    "fra": tekst("start_dt_separation"),
    "fra_usikker": ja("start_dt_umrk_separation"),
    "registreret": ellers("start_ts_separation"),
}
_ANNKOR = {"annkor": tekst("annkor")}

PERSON = {
    # 001 has the parents too, under the names they have in P12170's 015.
    "001": {**P12170["001"], **P12170["015"]},
    "005": P12170["009"],
    "010": {"folkekirke": tekst("fkirk")},
    "020": {
        **_NAVN,
        "navn_fra": ellers("nvnhaenstart"),
        "soegenavn": _SOEGENAVN,
        "adresseringsnavn": tekst("adrnvn"),
    },
    "025": {
        **_ADRESSE,
        "adressenoegle": adressenoegle,
        "tilflyttet": ellers("tilflydto"),
        "tilflyttet_usikker": ja("tilflydto_umrk"),
        "tilflyttet_kommune": ellers("tilflykomdto"),
        "fraflyttet_kommunekode": ellers("fraflykomkod"),
        "supplerende_adresse": linjer("adr1_supladr", "adr2_supladr", "adr3_supladr", "adr4_supladr", "adr5_supladr"),
    },
    "027": P12170["006"],
    "028": P12170["005"],
    "030": P12170["007"],
    "035": {**_AEGTEFAELLE, "civilstand_fra": ellers("haenstart_civilstand")},
    "040": P12170["010"],
    "050": {"umyndig": altid(True), "umyndig_fra": tekst("start_dt_umyndig")},
    "085": P12170["013"],
}

FAKTA = (
    fakta(Folkekirkeforhold, "010", True, **_KIRKE),
    fakta(Folkekirkeforhold, "011", False, **_KIRKE, til=tekst("slut_dt_folkekirke"), til_usikker=ja("slut_dt_umrk_folkekirke")),
    fakta(Beskyttelse, "015", True, **_BESKYTTELSE),
    fakta(Beskyttelse, "016", False, **_BESKYTTELSE, til=tekst("slut_dt_beskyttelse")),
    fakta(Navn, "020", True, **_NAVN_FAKTA),
    fakta(Navn, "021", False, **_NAVN_FAKTA, **_ANNKOR, til=ellers("nvnhaenslut"), til_usikker=ja("haenslut_umrk_navne")),
    fakta(Adresse, "025", True, **_ADRESSE_FAKTA),
    fakta(Adresse, "026", False, **_ADRESSE_FAKTA, **_ANNKOR, til=ellers("fraflydto"), til_usikker=ja("fraflydto_umrk")),
    fakta(Udrejse, "028", True, **_UDREJSE),
    fakta(
        Udrejse,
        "029",
        False,
        **_UDREJSE,
        **_ANNKOR,
        indrejst_land=ellers("indr_landekod"),
        til=ellers("indrdto"),
        til_usikker=ja("indrdto_umrk"),
    ),
    fakta(Forsvinding, "030", True, **_FORSVINDING),
    fakta(Forsvinding, "031", False, **_FORSVINDING, **_ANNKOR, til=ellers("genfinddto"), til_usikker=ja("genfinddto_umrk")),
    fakta(Civilstand, "035", True, **_CIVILSTAND),
    fakta(
        Civilstand,
        "036",
        False,
        **_CIVILSTAND,
        **_ANNKOR,
        til=ellers("haenslut_civilstand"),
        til_usikker=ja("haenslut_umrk_civilstand"),
    ),
    fakta(Statsborgerskab, "040", True, **_STATSBORGER),
    fakta(
        Statsborgerskab,
        "041",
        False,
        **_STATSBORGER,
        **_ANNKOR,
        til=ellers("haenslut_statsborgerskab"),
        til_usikker=ja("haenslut_umrk_statsborgerskab"),
    ),
    fakta(Barn, "045", barn=ellers("pnrchild")),
    fakta(
        Foraeldremyndighed,
        "046",
        type=tekst("reltyp_ctforaldre_myn"),
        fra=tekst("start_dt_foraldremyn"),
        fra_usikker=ja("start_dt_umrk_foraldremyn"),
        indehaver=ellers("relpnr"),
        indehaver_fra=tekst("start_dt_relpnr_pnr"),
    ),
    fakta(
        Vaergemaal,
        "050",
        fra=tekst("start_dt_umyndig"),
        fra_usikker=ja("start_dt_umrk_umyndig"),
        type=tekst("umyn_reltyp"),
        vaerge=ellers("relpnr"),
        vaerge_fra=tekst("start_dt_relpnr_pnr"),
        vaerge_navn=tekst("reladrsat_relpnr_txt"),
        vaerge_adresse=linjer("reltxt1", "reltxt2", "reltxt3", "reltxt4", "reltxt5"),
        vaerge_adresse_fra=tekst("start_dt_relpnr_txt"),
    ),
    fakta(
        KommunaltForhold,
        "055",
        type=tekst("komforhtyp"),
        kode=tekst("komforhkod"),
        fra=tekst("start_dt"),
        fra_usikker=ja("start_dt_umrk"),
        bemaerkning=tekst("bemaerk"),
    ),
    fakta(Notat, "060", nummer=tekst("notatnr"), notat=tekst("notatlinie"), fra=tekst("start_dt_notat")),
    fakta(
        TidligereNummer,
        "065",
        nummer=ellers("gammelt_pnr"),
        fra=tekst("start_dt_person"),
        fra_usikker=ja("start_dt_umrk_person"),
        til=tekst("slut_dt_person"),
        til_usikker=ja("slut_dt_umrk_person"),
    ),
    fakta(Valg, "070", kode=tekst("valgkode"), valgret_fra=tekst("valgret_dt"), fra=tekst("start_dt_valg")),
    fakta(Flyttepaabud, "075", fra=tekst("start_dt"), paabud=tekst("tekst")),
    fakta(Separation, "085", True, **_SEPARATION),
    fakta(
        Separation,
        "086",
        False,
        **_SEPARATION,
        **_ANNKOR,
        til=tekst("slut_dt_separation"),
        til_usikker=ja("slut_dt_umrk_separation"),
    ),
)

HAENDELSE = fakta(Haendelse, "900", tidspunkt=ellers("timestamp"), kode=tekst("event"), afledt=tekst("derived"))

BILLEDE = Profilbillede("001", PERSON, FAKTA, HAENDELSE)
