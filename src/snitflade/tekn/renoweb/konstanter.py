"""System constants of RenoWeb's billing basis. Source: social-teknik.md 10.4 and 11.5."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "renoweb.modkonto": konto("RenoWeb: modkonto", "social-teknik.md 11.5", "9407009003"),
        "renoweb.betalingsart": Konstant(
            "RenoWeb: betalingsart i 10Q", "prisme.md 3.1", "120", moenster="[0-9]{3}", form="tre cifre, fx 120"
        ),
        "renoweb.tavs_dage": Konstant(
            "RenoWeb: dage uden grundlag, før der advares; 0: aldrig",
            "social-teknik.md 10.4",
            "120",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
        "renoweb.uopkraevet_dage": Konstant(
            "RenoWeb: dage fra et grundlag er indlæst, til der advares om, at det ikke er opkrævet",
            "social-teknik.md 10.4",
            "14",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
    }
)
