"""The addresses of payouts and payees, and of Modregning."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import modregning, modtager, udbetaling

urlpatterns: list[URLPattern] = [
    side("registre/udbetalinger/<int:nummer>", udbetaling.register_udbetalingspost),
    side("registre/udbetalinger/<int:nummer>/ophaev/<int:modregnet>", udbetaling.register_udbetalingspost_ophaev),
    side("registre/udbetalinger/<int:nummer>/retur/<int:betaling>", udbetaling.register_udbetalingspost_retur),
    *goer(
        "registre/udbetalinger/<int:nummer>",
        udbetaling.register_udbetalingspost_hold,
        udbetaling.register_udbetalingspost_frigiv,
        udbetaling.register_udbetalingspost_annuller,
    ),
    side("registre/modtagere/<int:nummer>", modtager.register_modtager),
    side("registre/modtagere/<int:nummer>/konto", modtager.register_modtager_konto),
    side("registre/modregning", modregning.register_modregning_side),
    side("registre/modregning/spoerg", modregning.register_modregning_spoerg),
    side("registre/modregning/godkend", modregning.register_modregning_godkend),
    side("registre/modregning/fritag", modregning.register_modregning_fritag),
    side("registre/modregning/forskelle/<int:forskel>", modregning.register_modregning_luk),
    side("registre/modregninger/<int:nummer>", modregning.register_modregning),
    side("registre/modregninger/<int:nummer>/annuller", modregning.register_modregning_annuller),
]
