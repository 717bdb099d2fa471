"""The addresses of vouchers, on their way and booked."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import bilag, bilagskort, bogfoert

urlpatterns: list[URLPattern] = [
    side("registre/bilag-til-godkendelse", bilag.register_kladder),
    side("registre/bilag-til-godkendelse/flere", bilag.register_kladder_flere),
    side("registre/bilag-til-godkendelse/<int:nummer>", bilagskort.register_kladde),
    side("registre/bilag-til-godkendelse/<int:nummer>/fil/<int:fil>", bilagskort.register_kladde_fil),
    side("registre/bilag-til-godkendelse/<int:nummer>/undlad/<int:ventet>", bilagskort.register_kladde_undlad),
    *goer(
        "registre/bilag-til-godkendelse/<int:nummer>",
        bilagskort.register_kladde_attester,
        bilagskort.register_kladde_anvis,
        bilagskort.register_kladde_bogfoer,
        bilagskort.register_kladde_afvis,
        bilagskort.register_kladde_ret,
        bilagskort.register_kladde_vedhaeft,
        bilagskort.register_kladde_modtager,
    ),
    side("registre/bilag/<int:nummer>", bogfoert.register_bilag),
    side("registre/bilag/<int:nummer>/tilbagefoer", bogfoert.register_bilag_tilbagefoer),
]
