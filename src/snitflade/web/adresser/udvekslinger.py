"""The addresses of the catalogue, of exchanges and of upload."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import (
    bs,
    koer,
    luk,
    snitflade,
    snitflader,
    udbetalingskoersel,
    udveksling,
    udveksling_filer,
    udveksling_goer,
    upload,
    upload_fil,
)

urlpatterns: list[URLPattern] = [
    side("snitflader", snitflader.snitflader),
    side("snitflader/<str:id>", snitflade.snitflade),
    side("snitflader/<str:id>/koer", koer.snitflade_koer),
    side("snitflader/<str:id>/luk", luk.snitflade_luk),
    side("snitflader/<str:id>/bestilling/<int:bestilling>", koer.snitflade_bestilling),
    side("snitflader/<str:id>/layout/<str:format>", snitflade.snitflade_layout),
    side("udvekslinger/<int:nr>", udveksling.udveksling),
    side("udvekslinger/<int:nr>/fremdrift", udveksling.udveksling_fremdrift),
    side("udvekslinger/<int:nr>/problemer.csv", udveksling.udveksling_problemer),
    side("udvekslinger/<int:nr>/raekker/<str:tabel>", udveksling.udveksling_raekker),
    side("udvekslinger/<int:nr>/filer/<int:fil>", udveksling_filer.udveksling_fil),
    side("udvekslinger/<int:nr>/filer/<int:fil>/hent", udveksling_filer.udveksling_hent),
    side("udvekslinger/<int:nr>/filer/<int:fil>/linjer/<int:linje>", udveksling_filer.udveksling_linje),
    side("udvekslinger/<int:nr>/karantaene/<int:linje>", udveksling_filer.karantaene_vis),
    side("udvekslinger/<int:nr>/karantaene/<int:linje>/ret", udveksling_filer.karantaene_ret),
    side("udvekslinger/<int:nr>/godkend", udveksling_goer.udveksling_godkend),
    side("udvekslinger/<int:nr>/aflever", udveksling_goer.udveksling_aflever),
    side("udvekslinger/<int:nr>/se-efter", udveksling_goer.udveksling_se_efter),
    side("udvekslinger/<int:nr>/kvitter", udveksling_goer.udveksling_kvitter),
    side("udvekslinger/<int:nr>/send-igen", udveksling_goer.udveksling_send_igen),
    side("udvekslinger/<int:nr>/annuller", udveksling_goer.udveksling_annuller),
    side("udvekslinger/<int:nr>/anvend", udveksling_goer.udveksling_anvend),
    side("udvekslinger/<int:nr>/frigiv", udveksling_goer.udveksling_frigiv),
    side("udvekslinger/<int:nr>/luk", luk.udveksling_luk),
    side("udvekslinger/<int:nr>/kontrolliste", udbetalingskoersel.udveksling_kontrolliste),
    side("udvekslinger/<int:nr>/kontrolliste.csv", udbetalingskoersel.udveksling_kontrolliste_fil),
    side("udvekslinger/<int:nr>/opkraevninger", bs.udveksling_opkraevninger),
    side("udvekslinger/<int:nr>/opkraevninger/flyt", bs.udveksling_opkraevninger_flyt),
    side("udvekslinger/<int:nr>/opkraevninger/frigiv", bs.udveksling_opkraevninger_frigiv),
    side("upload", upload.upload),
    side("upload/anvend", upload.upload_anvend),
    side("upload/filer/<str:maerke>", upload_fil.upload_fil),
    side("upload/filer/<str:maerke>/igen", upload_fil.upload_igen),
]
