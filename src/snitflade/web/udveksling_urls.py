"""The addresses of the catalogue, of exchanges and of upload."""

from __future__ import annotations

from django.urls import path

from snitflade.web.views import (
    bs,
    koer,
    snitflade,
    snitflader,
    udbetalingskoersel,
    udveksling,
    udveksling_filer,
    udveksling_goer,
    upload,
)

urlpatterns = [
    path("snitflader", snitflader.snitflader, name="snitflader"),
    path("snitflader/<str:id>", snitflade.snitflade, name="snitflade"),
    path("snitflader/<str:id>/koer", koer.snitflade_koer, name="snitflade_koer"),
    path("snitflader/<str:id>/bestilling/<int:bestilling>", koer.snitflade_bestilling, name="snitflade_bestilling"),
    path("snitflader/<str:id>/layout/<str:format>", snitflade.snitflade_layout, name="snitflade_layout"),
    path("udvekslinger/<int:nr>", udveksling.udveksling, name="udveksling"),
    path("udvekslinger/<int:nr>/fremdrift", udveksling.udveksling_fremdrift, name="udveksling_fremdrift"),
    path("udvekslinger/<int:nr>/problemer.csv", udveksling.udveksling_problemer, name="udveksling_problemer"),
    path("udvekslinger/<int:nr>/raekker/<str:tabel>", udveksling.udveksling_raekker, name="udveksling_raekker"),
    path("udvekslinger/<int:nr>/filer/<int:fil>", udveksling_filer.udveksling_fil, name="udveksling_fil"),
    path("udvekslinger/<int:nr>/filer/<int:fil>/hent", udveksling_filer.udveksling_hent, name="udveksling_hent"),
    path("udvekslinger/<int:nr>/filer/<int:fil>/linjer/<int:linje>", udveksling_filer.udveksling_linje, name="udveksling_linje"),
    path("udvekslinger/<int:nr>/karantaene/<int:linje>", udveksling_filer.karantaene_vis, name="karantaene_vis"),
    path("udvekslinger/<int:nr>/karantaene/<int:linje>/ret", udveksling_filer.karantaene_ret, name="karantaene_ret"),
    *(
        path(f"udvekslinger/<int:nr>/{view.__name__.removeprefix('udveksling_').replace('_', '-')}", view, name=view.__name__)
        for view in (
            udveksling_goer.udveksling_godkend,
            udveksling_goer.udveksling_aflever,
            udveksling_goer.udveksling_se_efter,
            udveksling_goer.udveksling_kvitter,
            udveksling_goer.udveksling_send_igen,
            udveksling_goer.udveksling_annuller,
            udveksling_goer.udveksling_anvend,
            udveksling_goer.udveksling_frigiv,
        )
    ),
    path("udvekslinger/<int:nr>/kontrolliste", udbetalingskoersel.udveksling_kontrolliste, name="udveksling_kontrolliste"),
    path(
        "udvekslinger/<int:nr>/kontrolliste.csv",
        udbetalingskoersel.udveksling_kontrolliste_fil,
        name="udveksling_kontrolliste_fil",
    ),
    path("udvekslinger/<int:nr>/opkraevninger", bs.udveksling_opkraevninger, name="udveksling_opkraevninger"),
    path("udvekslinger/<int:nr>/opkraevninger/flyt", bs.udveksling_opkraevninger_flyt, name="udveksling_opkraevninger_flyt"),
    path("udvekslinger/<int:nr>/opkraevninger/frigiv", bs.udveksling_opkraevninger_frigiv, name="udveksling_opkraevninger_frigiv"),
    path("upload", upload.upload, name="upload"),
    path("upload/anvend", upload.upload_anvend, name="upload_anvend"),
]
