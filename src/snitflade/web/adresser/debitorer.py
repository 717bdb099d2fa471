"""The addresses of debtors, claims and payments, and of master data."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import debitor, indbetaling, koe, kontoudtog, krav, stamdata

urlpatterns: list[URLPattern] = [
    side("registre/stamdata", stamdata.register_stamdata),
    side("registre/stamdata/indlaes", stamdata.register_stamdata_indlaes),
    side("registre/stamdata/hent", stamdata.register_stamdata_hent),
    side("registre/debitorer/<int:nr>", debitor.register_debitor),
    side("registre/debitorer/<int:nummer>/kontoudtog", kontoudtog.register_kontoudtog),
    side("registre/debitorer/<int:nummer>/kontoudtog/<str:filtype>", kontoudtog.register_kontoudtog_fil),
    side("registre/regninger/<int:nummer>", krav.register_regning),
    side("registre/regninger/<int:nummer>/henstand", krav.register_regning_henstand),
    side("registre/regninger/<int:nummer>/henstand/slut", krav.register_regning_henstand_slut),
    side("registre/regninger/<int:nummer>/afdrag", krav.register_regning_afdrag),
    side("registre/regninger/<int:nummer>/afdrag/slut", krav.register_regning_afdrag_slut),
    side("registre/uanbringelige", koe.register_koe),
    side("registre/indbetalinger/<int:nummer>", indbetaling.register_indbetaling),
    side("registre/indbetalinger/<int:nummer>/fjern/<int:fordeling>", indbetaling.register_indbetaling_fjern),
    *goer(
        "registre/indbetalinger/<int:nummer>",
        indbetaling.register_indbetaling_placer,
        indbetaling.register_indbetaling_note,
        indbetaling.register_indbetaling_tilbagefoer,
        indbetaling.register_indbetaling_tilbagebetal,
    ),
]
