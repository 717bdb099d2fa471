"""System constants of Delsystem Inka. Sources: social-teknik.md 10.2, payments.md 4.5."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "inka.debitorkonto": konto("Samlekonto for krav på debitorer", "payments.md 4.5"),
        "inka.indbetalingskonto": konto("Konto, som indbetalinger debiteres: banken eller en mellemregning", "payments.md 4.5"),
        "inka.uanbringelig_konto": konto("Konto for indbetalinger, der ikke hører til noget krav", "payments.md 4.5"),
        "inka.nedskrivningskonto": konto("Konto, der debiteres, når et krav nedskrives", "winformatik.md 2.3"),
        "renoweb.kommune": Konstant(
            "Kommunen, som debitorservicen for RenoWeb er for", "social-teknik.md 10.2", "0956", moenster="[0-9]{4}", form="4 cifre"
        ),
        "renoweb.soap": Konstant(
            "Om debitorservicen for RenoWeb også kan kaldes med SOAP", "social-teknik.md 10.2", "J", valg=("J", "N")
        ),
    }
)
