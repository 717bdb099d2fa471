"""The addresses of registers, reconciliation, log, users and settings."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, path

from snitflade.web.views import (
    adressekontrol,
    afstemning,
    brugere,
    cpr,
    debitor,
    indstillinger,
    konstanter,
    log,
    person,
    registre,
    stamdata,
)

urlpatterns: list[URLPattern] = [
    path("registre", registre.registre, name="registre"),
    path("registre/stamdata", stamdata.register_stamdata, name="register_stamdata"),
    path("registre/stamdata/indlaes", stamdata.register_stamdata_indlaes, name="register_stamdata_indlaes"),
    path("registre/stamdata/hent", stamdata.register_stamdata_hent, name="register_stamdata_hent"),
    path("registre/debitorer/<int:nr>", debitor.register_debitor, name="register_debitor"),
    path("registre/personer", person.register_personer, name="register_personer"),
    path("registre/personer/<int:nummer>", person.register_person, name="register_person"),
    path("registre/adressekontrol", adressekontrol.register_adressekontrol, name="register_adressekontrol"),
    path("registre/cpr-leverancer/<int:nummer>", cpr.register_advis, name="register_advis"),
    path("registre/cpr-abonnementer/<int:nummer>", cpr.register_abonnement, name="register_abonnement"),
    path("registre/cpr-abonnementer/<int:nummer>/igen", cpr.register_abonnement_igen, name="register_abonnement_igen"),
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
