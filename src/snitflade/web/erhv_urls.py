"""The addresses of Erhv among the registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import erhv_afregning, erhv_fanger, erhv_indberetning, erhv_salg, erhv_sted

urlpatterns: list[URLPattern] = [
    path("registre/indhandlingssteder/ny", erhv_sted.register_sted_ny, name="register_sted_ny"),
    path("registre/indhandlingssteder/<int:nummer>", erhv_sted.register_sted, name="register_sted"),
    path("registre/indhandlingssteder/<int:nummer>/ret", erhv_sted.register_sted_ret, name="register_sted_ret"),
    path("registre/indhandlingssteder/<int:nummer>/vilkaar", erhv_sted.register_sted_vilkaar, name="register_sted_vilkaar"),
    path("registre/fangere/ny", erhv_fanger.register_fanger_ny, name="register_fanger_ny"),
    path("registre/fangere/<int:nummer>", erhv_fanger.register_fanger, name="register_fanger"),
    path("registre/fangere/<int:nummer>/ret", erhv_fanger.register_fanger_ret, name="register_fanger_ret"),
    path("registre/fangere/<int:nummer>/skat", erhv_fanger.register_fanger_skat, name="register_fanger_skat"),
    path("registre/braetsalg", erhv_salg.register_braetsalg, name="register_braetsalg"),
    path("registre/salg/<int:nummer>/ophaev", erhv_salg.register_salg_ophaev, name="register_salg_ophaev"),
    path("registre/afregninger/ny", erhv_afregning.register_afregning_ny, name="register_afregning_ny"),
    path("registre/afregninger/<int:nummer>", erhv_afregning.register_afregning, name="register_afregning"),
    path("registre/afregninger/<int:nummer>/tilbage", erhv_afregning.register_afregning_tilbage, name="register_afregning_tilbage"),
    path("registre/indberetninger/<int:nummer>", erhv_indberetning.register_indberetning, name="register_indberetning"),
    path(
        "registre/indberetninger/<int:nummer>/svar", erhv_indberetning.register_indberetning_svar, name="register_indberetning_svar"
    ),
]
