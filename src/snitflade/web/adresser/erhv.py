"""The addresses of Erhv among the registers."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import erhv_afregning, erhv_fanger, erhv_indberetning, erhv_salg, erhv_sted

urlpatterns: list[URLPattern] = [
    side("registre/indhandlingssteder/ny", erhv_sted.register_sted_ny),
    side("registre/indhandlingssteder/<int:nummer>", erhv_sted.register_sted),
    side("registre/indhandlingssteder/<int:nummer>/ret", erhv_sted.register_sted_ret),
    side("registre/indhandlingssteder/<int:nummer>/vilkaar", erhv_sted.register_sted_vilkaar),
    side("registre/fangere/ny", erhv_fanger.register_fanger_ny),
    side("registre/fangere/<int:nummer>", erhv_fanger.register_fanger),
    side("registre/fangere/<int:nummer>/ret", erhv_fanger.register_fanger_ret),
    side("registre/fangere/<int:nummer>/skat", erhv_fanger.register_fanger_skat),
    side("registre/braetsalg", erhv_salg.register_braetsalg),
    side("registre/salg/<int:nummer>/ophaev", erhv_salg.register_salg_ophaev),
    side("registre/afregninger/ny", erhv_afregning.register_afregning_ny),
    side("registre/afregninger/<int:nummer>", erhv_afregning.register_afregning),
    side("registre/afregninger/<int:nummer>/tilbage", erhv_afregning.register_afregning_tilbage),
    side("registre/indberetninger/<int:nummer>", erhv_indberetning.register_indberetning),
    side("registre/indberetninger/<int:nummer>/svar", erhv_indberetning.register_indberetning_svar),
]
