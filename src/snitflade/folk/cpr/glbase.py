"""What the records of profile GLBASE become (cpr.md 4). Authorities and documentation marks stay in the delivery's lines."""

from __future__ import annotations

from snitflade.folk import models_fakta as tabel
from snitflade.folk.cpr import faelles
from snitflade.folk.cpr.afbildning import Profilbillede, ellers, fakta, ja, maerker, tekst
from snitflade.folk.cpr.faelles import nu_og_foer, slut
from snitflade.folk.cpr.p12170 import PERSON as P12170

_ADRESSE = {**faelles.ADRESSE_FAKTA, "fra_usikker": ja("tilflydto_umrk"), "registreret": ellers("adr_ts")}
_NAVN = {
    **faelles.NAVN_FAKTA,
    "slaegtsnavn": tekst("slaegtnvn"),
    "maerker": maerker("fornvn_mrk", "melnvn_mrk", "efternvn_mrk", "slaegtnvn_mrk"),
    "registreret": ellers("nvn_ts"),
}
_UDREJSE = {**faelles.UDREJSE, "registreret": ellers("udr_ts")}
_FORSVINDING = {**faelles.FORSVINDING, "registreret": ellers("forsvind_ts")}
_CIVILSTAND = {**faelles.CIVILSTAND, "separation": ellers("sep_henvis_ts"), "registreret": ellers("civ_ts")}
_STATSBORGER = {**faelles.STATSBORGER, "registreret": ellers("stat_ts")}
_KIRKE = {**faelles.KIRKE, "registreret": ellers("fkirk_ts")}
_BESKYTTELSE = {**faelles.BESKYTTELSE, "registreret": ellers("start_ts_beskyttelse")}
_SEPARATION = {**faelles.SEPARATION, "noegle": ellers("sep_henvis_ts"), "registreret": ellers("start_ts_separation")}

PERSON = {
    # 001 has the parents too, under the names they have in P12170's 015.
    "001": {**P12170["001"], **P12170["015"]},
    "005": P12170["009"],
    "010": {"folkekirke": tekst("fkirk")},
    "020": faelles.KALDENAVN,
    "025": {**faelles.BOPAEL, "tilflyttet_usikker": ja("tilflydto_umrk")},
    "027": P12170["006"],
    "028": P12170["005"],
    "030": P12170["007"],
    "035": {**faelles.AEGTEFAELLE, "civilstand_fra": ellers("haenstart_civilstand")},
    "040": P12170["010"],
    "050": faelles.UMYNDIG,
    "085": P12170["013"],
}

FAKTA = (
    fakta(tabel.Folkekirkeforhold, "010", True, **_KIRKE),
    fakta(tabel.Folkekirkeforhold, "011", False, **_KIRKE, **slut(tekst("slut_dt_folkekirke"), "slut_dt_umrk_folkekirke")),
    fakta(tabel.Beskyttelse, "015", True, **_BESKYTTELSE),
    fakta(tabel.Beskyttelse, "016", False, **_BESKYTTELSE, til=tekst("slut_dt_beskyttelse")),
    *nu_og_foer(tabel.Navn, "020", "021", _NAVN, slut(ellers("nvnhaenslut"), "haenslut_umrk_navne")),
    *nu_og_foer(tabel.Adresse, "025", "026", _ADRESSE, slut(ellers("fraflydto"), "fraflydto_umrk")),
    *nu_og_foer(tabel.Udrejse, "028", "029", _UDREJSE, faelles.INDREJSE),
    *nu_og_foer(tabel.Forsvinding, "030", "031", _FORSVINDING, slut(ellers("genfinddto"), "genfinddto_umrk")),
    *nu_og_foer(tabel.Civilstand, "035", "036", _CIVILSTAND, slut(ellers("haenslut_civilstand"), "haenslut_umrk_civilstand")),
    *nu_og_foer(
        tabel.Statsborgerskab, "040", "041", _STATSBORGER, slut(ellers("haenslut_statsborgerskab"), "haenslut_umrk_statsborgerskab")
    ),
    fakta(tabel.Barn, "045", barn=ellers("pnrchild")),
    fakta(
        tabel.Foraeldremyndighed,
        "046",
        type=tekst("reltyp_ctforaldre_myn"),
        fra=tekst("start_dt_foraldremyn"),
        fra_usikker=ja("start_dt_umrk_foraldremyn"),
        indehaver=ellers("relpnr"),
        indehaver_fra=tekst("start_dt_relpnr_pnr"),
    ),
    fakta(tabel.Vaergemaal, "050", **faelles.VAERGEMAAL),
    fakta(
        tabel.KommunaltForhold,
        "055",
        type=tekst("komforhtyp"),
        kode=tekst("komforhkod"),
        fra=tekst("start_dt"),
        fra_usikker=ja("start_dt_umrk"),
        bemaerkning=tekst("bemaerk"),
    ),
    fakta(tabel.Notat, "060", **faelles.NOTAT),
    fakta(tabel.TidligereNummer, "065", nummer=ellers("gammelt_pnr"), **faelles.ANDET_NUMMER),
    fakta(tabel.Valg, "070", kode=tekst("valgkode"), valgret_fra=tekst("valgret_dt"), fra=tekst("start_dt_valg")),
    fakta(tabel.Flyttepaabud, "075", fra=tekst("start_dt"), paabud=tekst("tekst")),
    *nu_og_foer(tabel.Separation, "085", "086", _SEPARATION, slut(tekst("slut_dt_separation"), "slut_dt_umrk_separation")),
)

HAENDELSE = fakta(tabel.Haendelse, "900", tidspunkt=ellers("timestamp"), kode=tekst("event"), afledt=tekst("derived"))

BILLEDE = Profilbillede("001", PERSON, FAKTA, HAENDELSE)
