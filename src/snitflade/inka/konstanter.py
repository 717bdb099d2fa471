"""System constants of Delsystem Inka. Source: social-teknik.md 10.2."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "renoweb.kommune": Konstant(
            "Kommunen, som debitorservicen for RenoWeb er for", "social-teknik.md 10.2", "0956", moenster="[0-9]{4}", form="4 cifre"
        ),
        "renoweb.soap": Konstant(
            "Om debitorservicen for RenoWeb også kan kaldes med SOAP", "social-teknik.md 10.2", "J", valg=("J", "N")
        ),
    }
)
