"""System constants of Delsystem Tekn. Sources: prisme.md 3.8, social-teknik.md 11.3 and 11.5."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "renovation.modkonto": konto("Modkonto for renovation", "social-teknik.md 11.5", "9407009003"),
        "renovation.afregning": Konstant(
            "Hvordan en del af et kvartal afregnes",
            "social-teknik.md 11.3",
            "dage",
            valg=("dage", "hele_maaneder", "hele_uger", "intet"),
        ),
        "renovation.rate_pr": Konstant(
            "Én regning pr. debitor og områdenummer, eller én pr. aftale", "prisme.md 3.8", "omraade", valg=("omraade", "aftale")
        ),
    }
)
