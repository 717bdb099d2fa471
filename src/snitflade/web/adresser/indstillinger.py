"""The addresses of the log, users and settings."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import brugere, indstillinger, konstanter, log

urlpatterns: list[URLPattern] = [
    side("log", log.log),
    side("log/efterproev", log.log_efterproev),
    side("log/opslag", log.log_opslag),
    side("log/hent/<slug:hvad>", log.log_hent),
    side("indstillinger", indstillinger.indstillinger),
    side("indstillinger/konstanter", konstanter.indstilling_konstanter),
    side("indstillinger/konstanter/<str:nummer>", konstanter.indstilling_konstant),
    side("indstillinger/konstanter/<str:nummer>/fjern", konstanter.indstilling_konstant_fjern),
    side("indstillinger/brugere", brugere.brugere),
    side("indstillinger/brugere/ny", brugere.brugere_ny),
    side("indstillinger/brugere/<int:nr>", brugere.brugere_en),
    side("indstillinger/brugere/<int:nr>/nulstil", brugere.brugere_nulstil),
    side("indstillinger/brugere/<int:nr>/tofaktor", brugere.brugere_tofaktor),
    side("indstillinger/brugere/<int:nr>/spaer", brugere.brugere_spaer),
    side("indstillinger/brugere/<int:nr>/aabn", brugere.brugere_aabn),
]
