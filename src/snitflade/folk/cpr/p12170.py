"""What the records of profile P12170 become (cpr.md 3)."""

from __future__ import annotations

from snitflade.folk import models_fakta as tabel
from snitflade.folk.cpr import faelles
from snitflade.folk.cpr.afbildning import Profilbillede, dag, ellers, fakta, ja, linjer, maerker, tekst
from snitflade.folk.cpr.faelles import nu_og_foer, slut

_ADRESSE = {**faelles.ADRESSE_FAKTA, "fra_usikker": ja("tilflydt_umrk")}
_NAVN = {**faelles.NAVN_FAKTA, "maerker": maerker("fornvn_mrk", "melnvn_mrk", "efternvn_mrk")}
_CIVILSTAND = {**faelles.CIVILSTAND, "separation": ellers("sep_henvis_civilstand")}
_SEPARATION = {**faelles.SEPARATION, "noegle": ellers("sep_henvis_separation")}

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
    "002": {**faelles.BOPAEL, "tilflyttet_usikker": ja("tilflydt_umrk")},
    "003": {
        "adresseringsnavn": tekst("adrnvn"),
        "adresselinje": tekst("standardadr"),
        "lokalitet": tekst("lokalitet"),
        "bynavn": tekst("bynvn"),
        "postnr": ellers("postnr"),
        "postdistrikt": tekst("postdisttxt"),
        "vejnavn": tekst("vejadrnvn"),
    },
    "005": {"udrejst_land": ellers("udr_landekod"), "udrejst": ellers("udrdto"), "udlandsadresse": faelles.UDLAND},
    "006": {
        "kontaktadresse": linjer("adr1_kontaktadr", "adr2_kontaktadr", "adr3_kontaktadr", "adr4_kontaktadr", "adr5_kontaktadr")
    },
    "007": {"forsvundet": ellers("forsvinddto")},
    "008": faelles.KALDENAVN,
    "009": {"foedested_myndighed": ellers("start_mynkod_foedested"), "foedested": tekst("myntxt_foedested")},
    "010": {"statsborgerskab": ellers("landekod"), "statsborgerskab_fra": ellers("haenstart_statsborgerskab")},
    "011": {"folkekirke": tekst("fkirk")},
    "012": {**faelles.AEGTEFAELLE, "civilstand_fra": ellers("haenstart_civilstand")},
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
    "017": faelles.UMYNDIG,
    "052": faelles.UMYNDIG,
}

FAKTA = (
    *nu_og_foer(tabel.Adresse, "002", "023", _ADRESSE, slut(ellers("fraflydto"), "fraflydto_umrk")),
    fakta(tabel.Beskyttelse, "004", True, **faelles.BESKYTTELSE),
    *nu_og_foer(tabel.Udrejse, "005", "024", faelles.UDREJSE, faelles.INDREJSE),
    *nu_og_foer(tabel.Forsvinding, "007", "025", faelles.FORSVINDING, slut(ellers("genfinddto"), "genfinddto_umrk")),
    *nu_og_foer(tabel.Navn, "008", "026", _NAVN, slut(ellers("nvnhaenslut"), "haenslut_umrk_navne")),
    *nu_og_foer(
        tabel.Statsborgerskab,
        "010",
        "027",
        faelles.STATSBORGER,
        slut(ellers("haenslut_statsborgerskab"), "haenslut_umrk_statsborgerskab"),
    ),
    fakta(tabel.Folkekirkeforhold, "011", True, **faelles.KIRKE),
    fakta(tabel.Folkekirkeforhold, "028", False, **faelles.KIRKE, **slut(tekst("slut_dt_folkekirke"), "slut_dt_umrk_folkekirke")),
    *nu_og_foer(tabel.Civilstand, "012", "029", _CIVILSTAND, slut(ellers("haenslut_civilstand"), "haenslut_umrk_civilstand")),
    *nu_og_foer(tabel.Separation, "013", "030", _SEPARATION, slut(tekst("slut_dt_separation"), "slut_dt_umrk_separation")),
    fakta(tabel.Barn, "014", barn=ellers("pnr_barn")),
    fakta(
        tabel.Foraeldremyndighed,
        "016",
        type=tekst("reltyp_foraeldremyn"),
        fra=tekst("start_dt_foraeldremyn"),
        fra_usikker=ja("start_dt_umrk_foraeldremyn"),
        indehaver=ellers("relpnr"),
        indehaver_fra=tekst("start_dt_relpnr_pnr"),
    ),
    fakta(tabel.Vaergemaal, "017", **faelles.VAERGEMAAL),
    fakta(tabel.Vaergemaal, "052", **faelles.VAERGEMAAL, vaergemaalstype=tekst("vaergemaals_type")),
    fakta(
        tabel.KommunaltForhold,
        "018",
        type=tekst("komforhtyp"),
        kode=tekst("komforhkod"),
        fra=tekst("start_dt_kommunale_forhold"),
        fra_usikker=ja("start_dt_umrk_kommunale_forhold"),
        bemaerkning=tekst("bemaerk_kommunale_forhold"),
    ),
    fakta(tabel.Notat, "019", **faelles.NOTAT),
    fakta(tabel.Valg, "020", kode=tekst("valgkode"), valgret_fra=tekst("valgret_dt"), fra=tekst("start_dt_valgoplysninger")),
    fakta(tabel.Flyttepaabud, "021", fra=tekst("start_dt_flyttepaabud"), paabud=tekst("tekst_flyttepaabud")),
    fakta(tabel.TidligereNummer, "022", nummer=ellers("pnr"), **faelles.ANDET_NUMMER),
)

HAENDELSE = fakta(
    tabel.Haendelse,
    "099",
    tidspunkt=ellers("timestampu"),
    kode=tekst("haendelse"),
    afledt=tekst("afledtmrk"),
    nglkonst=tekst("nglkonst"),
)

BILLEDE = Profilbillede("001", PERSON, FAKTA, HAENDELSE, raa=("050",))
