"""The addresses of registers, reconciliation, log, users and settings."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, path

from snitflade.web import (
    affald_urls,
    boernetilskud_urls,
    erhv_urls,
    handicap_urls,
    inddrivelse_urls,
    led_urls,
    loen_urls,
    pension_urls,
    renoweb_engangs_urls,
    sociale_urls,
)
from snitflade.web.views import (
    adressekontrol,
    afstemning,
    bilag,
    bilagskort,
    bogfoert,
    boligkort,
    boligsikring,
    brugere,
    cpr,
    debitor,
    indbetaling,
    indkomst,
    indstillinger,
    koe,
    konstanter,
    kontoudtog,
    krav,
    log,
    modregning,
    modtager,
    person,
    registre,
    stamdata,
    udbetaling,
)

urlpatterns: list[URLPattern] = [
    path("registre", registre.registre, name="registre"),
    *led_urls.urlpatterns,
    *handicap_urls.urlpatterns,
    *loen_urls.urlpatterns,
    *pension_urls.urlpatterns,
    *boernetilskud_urls.urlpatterns,
    *renoweb_engangs_urls.urlpatterns,
    *affald_urls.urlpatterns,
    *erhv_urls.urlpatterns,
    *inddrivelse_urls.urlpatterns,
    *sociale_urls.urlpatterns,
    path("registre/stamdata", stamdata.register_stamdata, name="register_stamdata"),
    path("registre/stamdata/indlaes", stamdata.register_stamdata_indlaes, name="register_stamdata_indlaes"),
    path("registre/stamdata/hent", stamdata.register_stamdata_hent, name="register_stamdata_hent"),
    path("registre/debitorer/<int:nr>", debitor.register_debitor, name="register_debitor"),
    path("registre/debitorer/<int:nummer>/kontoudtog", kontoudtog.register_kontoudtog, name="register_kontoudtog"),
    path(
        "registre/debitorer/<int:nummer>/kontoudtog/<str:filtype>",
        kontoudtog.register_kontoudtog_fil,
        name="register_kontoudtog_fil",
    ),
    path("registre/regninger/<int:nummer>", krav.register_regning, name="register_regning"),
    path("registre/regninger/<int:nummer>/henstand", krav.register_regning_henstand, name="register_regning_henstand"),
    path(
        "registre/regninger/<int:nummer>/henstand/slut", krav.register_regning_henstand_slut, name="register_regning_henstand_slut"
    ),
    path("registre/regninger/<int:nummer>/afdrag", krav.register_regning_afdrag, name="register_regning_afdrag"),
    path("registre/regninger/<int:nummer>/afdrag/slut", krav.register_regning_afdrag_slut, name="register_regning_afdrag_slut"),
    path("registre/uanbringelige", koe.register_koe, name="register_koe"),
    path("registre/indbetalinger/<int:nummer>", indbetaling.register_indbetaling, name="register_indbetaling"),
    path(
        "registre/indbetalinger/<int:nummer>/fjern/<int:fordeling>",
        indbetaling.register_indbetaling_fjern,
        name="register_indbetaling_fjern",
    ),
    *(
        path(f"registre/indbetalinger/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            indbetaling.register_indbetaling_placer,
            indbetaling.register_indbetaling_note,
            indbetaling.register_indbetaling_tilbagefoer,
            indbetaling.register_indbetaling_tilbagebetal,
        )
    ),
    path("registre/udbetalinger/<int:nummer>", udbetaling.register_udbetalingspost, name="register_udbetalingspost"),
    path(
        "registre/udbetalinger/<int:nummer>/ophaev/<int:modregnet>",
        udbetaling.register_udbetalingspost_ophaev,
        name="register_udbetalingspost_ophaev",
    ),
    path(
        "registre/udbetalinger/<int:nummer>/retur/<int:betaling>",
        udbetaling.register_udbetalingspost_retur,
        name="register_udbetalingspost_retur",
    ),
    *(
        path(f"registre/udbetalinger/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            udbetaling.register_udbetalingspost_hold,
            udbetaling.register_udbetalingspost_frigiv,
            udbetaling.register_udbetalingspost_annuller,
        )
    ),
    path("registre/modtagere/<int:nummer>", modtager.register_modtager, name="register_modtager"),
    path("registre/modtagere/<int:nummer>/konto", modtager.register_modtager_konto, name="register_modtager_konto"),
    path("registre/personer", person.register_personer, name="register_personer"),
    path("registre/personer/<int:nummer>", person.register_person, name="register_person"),
    path("registre/adressekontrol", adressekontrol.register_adressekontrol, name="register_adressekontrol"),
    path("registre/cpr-leverancer/<int:nummer>", cpr.register_advis, name="register_advis"),
    path("registre/cpr-abonnementer/<int:nummer>", cpr.register_abonnement, name="register_abonnement"),
    path("registre/cpr-abonnementer/<int:nummer>/igen", cpr.register_abonnement_igen, name="register_abonnement_igen"),
    path("registre/modregning", modregning.register_modregning_side, name="register_modregning_side"),
    path("registre/modregning/spoerg", modregning.register_modregning_spoerg, name="register_modregning_spoerg"),
    path("registre/modregning/godkend", modregning.register_modregning_godkend, name="register_modregning_godkend"),
    path("registre/modregning/fritag", modregning.register_modregning_fritag, name="register_modregning_fritag"),
    path("registre/modregning/forskelle/<int:forskel>", modregning.register_modregning_luk, name="register_modregning_luk"),
    path("registre/modregninger/<int:nummer>", modregning.register_modregning, name="register_modregning"),
    path(
        "registre/modregninger/<int:nummer>/annuller",
        modregning.register_modregning_annuller,
        name="register_modregning_annuller",
    ),
    path("registre/bilag-til-godkendelse", bilag.register_kladder, name="register_kladder"),
    path("registre/bilag-til-godkendelse/flere", bilag.register_kladder_flere, name="register_kladder_flere"),
    path("registre/bilag-til-godkendelse/<int:nummer>", bilagskort.register_kladde, name="register_kladde"),
    path("registre/bilag-til-godkendelse/<int:nummer>/fil/<int:fil>", bilagskort.register_kladde_fil, name="register_kladde_fil"),
    path(
        "registre/bilag-til-godkendelse/<int:nummer>/undlad/<int:ventet>",
        bilagskort.register_kladde_undlad,
        name="register_kladde_undlad",
    ),
    *(
        path(f"registre/bilag-til-godkendelse/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            bilagskort.register_kladde_attester,
            bilagskort.register_kladde_anvis,
            bilagskort.register_kladde_bogfoer,
            bilagskort.register_kladde_afvis,
            bilagskort.register_kladde_ret,
            bilagskort.register_kladde_vedhaeft,
            bilagskort.register_kladde_modtager,
        )
    ),
    path("registre/bilag/<int:nummer>", bogfoert.register_bilag, name="register_bilag"),
    path("registre/bilag/<int:nummer>/tilbagefoer", bogfoert.register_bilag_tilbagefoer, name="register_bilag_tilbagefoer"),
    path("registre/boligsikring/maaned", boligsikring.register_boligsikring, name="register_boligsikring"),
    *(
        path(f"registre/boligsikring/maaned/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            boligsikring.register_boligsikring_proeve,
            boligsikring.register_boligsikring_efterberegn,
            boligsikring.register_boligsikring_aarsskifte,
            boligsikring.register_boligsikring_breve,
        )
    ),
    path("registre/boligsikring-advis/<int:nummer>", boligsikring.register_boligadvis, name="register_boligadvis"),
    path("registre/boligsikring/<int:nummer>", boligkort.register_boligansoegning, name="register_boligansoegning"),
    path(
        "registre/boligsikring/<int:nummer>/indkomst/<int:medlem>",
        boligkort.register_boligansoegning_indkomst,
        name="register_boligansoegning_indkomst",
    ),
    path(
        "registre/boligsikring/<int:nummer>/husleje",
        boligkort.register_boligansoegning_husleje,
        name="register_boligansoegning_husleje",
    ),
    path(
        "registre/boligsikring/<int:nummer>/dispensation",
        boligkort.register_boligansoegning_dispensation,
        name="register_boligansoegning_dispensation",
    ),
    path("registre/indkomst", indkomst.register_indkomst_soeg, name="register_indkomst_soeg"),
    path("registre/indkomst/<slug:art>/<int:nummer>", indkomst.register_indkomst, name="register_indkomst"),
    path("registre/indkomst/<slug:art>/<int:nummer>/hent", indkomst.register_indkomst_hent, name="register_indkomst_hent"),
    path(
        "registre/indkomst/<slug:art>/<int:nummer>/overskriv",
        indkomst.register_indkomst_overskriv,
        name="register_indkomst_overskriv",
    ),
    path("registre/overskrivninger/<int:nummer>/send", indkomst.register_indkomst_send, name="register_indkomst_send"),
    path("registre/indkomstfordelinger/<int:nummer>", indkomst.register_fordeling, name="register_fordeling"),
    path("registre/indkomstfordelinger/<int:nummer>/frigiv", indkomst.register_fordeling_frigiv, name="register_fordeling_frigiv"),
    path("registre/<slug:navn>", registre.register, name="register"),
    path("registre/<slug:navn>/eksport", registre.register_eksport, name="register_eksport"),
    path("afstemning", afstemning.afstemning, name="afstemning"),
    path("afstemning/<str:filtype>", afstemning.afstemning_fil, name="afstemning_fil"),
    path("log", log.log, name="log"),
    path("log/efterproev", log.log_efterproev, name="log_efterproev"),
    path("log/opslag", log.log_opslag, name="log_opslag"),
    path("log/hent/<slug:hvad>", log.log_hent, name="log_hent"),
    path("indstillinger", indstillinger.indstillinger, name="indstillinger"),
    path("indstillinger/konstanter", konstanter.indstilling_konstanter, name="indstilling_konstanter"),
    path("indstillinger/konstanter/<str:nummer>", konstanter.indstilling_konstant, name="indstilling_konstant"),
    path("indstillinger/konstanter/<str:nummer>/fjern", konstanter.indstilling_konstant_fjern, name="indstilling_konstant_fjern"),
    path("indstillinger/brugere", brugere.brugere, name="brugere"),
    path("indstillinger/brugere/ny", brugere.brugere_ny, name="brugere_ny"),
    path("indstillinger/brugere/<int:nr>", brugere.brugere_en, name="brugere_en"),
    path("indstillinger/brugere/<int:nr>/nulstil", brugere.brugere_nulstil, name="brugere_nulstil"),
    path("indstillinger/brugere/<int:nr>/tofaktor", brugere.brugere_tofaktor, name="brugere_tofaktor"),
    path("indstillinger/brugere/<int:nr>/spaer", brugere.brugere_spaer, name="brugere_spaer"),
    path("indstillinger/brugere/<int:nr>/aabn", brugere.brugere_aabn, name="brugere_aabn"),
]

if apps.is_installed("snitflade.api"):
    from snitflade.web.views import adgange

    urlpatterns += [
        path("indstillinger/adgange", adgange.indstilling_adgange, name="indstilling_adgange"),
        path("indstillinger/adgange/ny", adgange.indstilling_adgang_ny, name="indstilling_adgang_ny"),
        path("indstillinger/adgange/<slug:prefix>", adgange.indstilling_adgang, name="indstilling_adgang"),
        path(
            "indstillinger/adgange/<slug:prefix>/tilbagekald",
            adgange.indstilling_adgang_tilbagekald,
            name="indstilling_adgang_tilbagekald",
        ),
    ]
