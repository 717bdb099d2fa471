"""The addresses of Pension: new rates, the month, a pensioner's card, a hand-over to payroll."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import pension, pensionskort, pensionsoverlevering

urlpatterns: list[URLPattern] = [
    side("registre/pension/satser", pension.register_pensionssatser_nye),
    side("registre/pension/satser/godkend", pension.register_pensionssatser_godkend),
    side("registre/pension/satser/afvis", pension.register_pensionssatser_afvis),
    side("registre/pension/maaned", pension.register_pension),
    side("registre/pension/maaned/beregn", pension.register_pension_beregn),
    side("registre/pension/maaned/find", pension.register_pension_find),
    side("registre/pension/maaned/overlever", pension.register_pension_overlever),
    side("registre/pension/opret", pension.register_pension_opret),
    side("registre/pensionister/<int:nummer>", pensionskort.register_pensionist),
    side("registre/pensionister/<int:nummer>/ret", pensionskort.register_pensionist_ret),
    side("registre/pensionister/<int:nummer>/forvent", pensionskort.register_pensionist_forvent),
    side("registre/pensionister/<int:nummer>/stop", pensionskort.register_pensionist_stop),
    side("registre/pensionister/<int:nummer>/genberegn/<int:punkt>", pensionskort.register_pensionist_genberegn),
    side("registre/pensionister/<int:nummer>/behold/<int:punkt>", pensionskort.register_pensionist_behold),
    side("registre/pensionsoverleveringer/<int:nummer>", pensionsoverlevering.register_pensionsoverlevering),
    side("registre/pensionsoverleveringer/<int:nummer>/godkend", pensionsoverlevering.register_pensionsoverlevering_godkend),
    side("registre/pensionsoverleveringer/<int:nummer>/kasser", pensionsoverlevering.register_pensionsoverlevering_kasser),
    side("registre/pensionsoverleveringer/<int:nummer>/hent", pensionsoverlevering.register_pensionsoverlevering_hent),
]
