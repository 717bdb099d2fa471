"""The addresses of Pension: new rates, the month, a pensioner's card, a hand-over to payroll."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import pension, pensionskort
from snitflade.web.views import pensionsoverlevering as fil

KORT, FIL = "registre/pensionister/<int:nummer>", "registre/pensionsoverleveringer/<int:nummer>"
urlpatterns: list[URLPattern] = [
    path("registre/pension/satser", pension.register_pensionssatser_nye, name="register_pensionssatser_nye"),
    path("registre/pension/satser/godkend", pension.register_pensionssatser_godkend, name="register_pensionssatser_godkend"),
    path("registre/pension/satser/afvis", pension.register_pensionssatser_afvis, name="register_pensionssatser_afvis"),
    path("registre/pension/maaned", pension.register_pension, name="register_pension"),
    path("registre/pension/maaned/beregn", pension.register_pension_beregn, name="register_pension_beregn"),
    path("registre/pension/maaned/find", pension.register_pension_find, name="register_pension_find"),
    path("registre/pension/maaned/overlever", pension.register_pension_overlever, name="register_pension_overlever"),
    path("registre/pension/opret", pension.register_pension_opret, name="register_pension_opret"),
    path(KORT, pensionskort.register_pensionist, name="register_pensionist"),
    path(f"{KORT}/ret", pensionskort.register_pensionist_ret, name="register_pensionist_ret"),
    path(f"{KORT}/forvent", pensionskort.register_pensionist_forvent, name="register_pensionist_forvent"),
    path(f"{KORT}/stop", pensionskort.register_pensionist_stop, name="register_pensionist_stop"),
    path(f"{KORT}/genberegn/<int:punkt>", pensionskort.register_pensionist_genberegn, name="register_pensionist_genberegn"),
    path(f"{KORT}/behold/<int:punkt>", pensionskort.register_pensionist_behold, name="register_pensionist_behold"),
    path(FIL, fil.register_pensionsoverlevering, name="register_pensionsoverlevering"),
    path(f"{FIL}/godkend", fil.register_pensionsoverlevering_godkend, name="register_pensionsoverlevering_godkend"),
    path(f"{FIL}/kasser", fil.register_pensionsoverlevering_kasser, name="register_pensionsoverlevering_kasser"),
    path(f"{FIL}/hent", fil.register_pensionsoverlevering_hent, name="register_pensionsoverlevering_hent"),
]
