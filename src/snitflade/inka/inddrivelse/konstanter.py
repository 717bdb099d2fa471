"""System constants of Inddrivelse. Sources: skat-inddrivelse.md 1.1, 1.2, 8 and 9, winformatik.md 2.3."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "inddrivelse.fordringshavere": Konstant(
            "Kommunernes id hos Inddrivelsesmyndigheden: skattekommune og bogstaver",
            "skat-inddrivelse.md 1.2",
            moenster="[0-9]{4}=[0-9]{2}[A-Z]{2,8}(,[0-9]{4}=[0-9]{2}[A-Z]{2,8})*",
            form="kommune=fordringshaver, adskilt af komma, fx 0960=37AK",
        ),
        "inddrivelse.dage": Konstant(
            "Dage efter betalingsfristen, før et krav overgives",
            "winformatik.md 2.3",
            "14",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
        "inddrivelse.svar_dage": Konstant(
            "Dage, en sendt fordring må være uden svar, før der advares",
            "skat-inddrivelse.md 8.6",
            "35",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
        "inddrivelse.afstemning_dage": Konstant(
            "Dage siden sidste afstemning, før der advares",
            "skat-inddrivelse.md 9.3",
            "45",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
        "inddrivelse.kontaktperson": Konstant(
            "Kontakt, som skrives på fordringer; et kontor, ikke et navn",
            "skat-inddrivelse.md 8.2",
            "Regnskab",
            moenster='[^;"\r\n]{1,100}',
            form="en tekst uden semikolon og anførselstegn",
        ),
        "inddrivelse.mellemregningskonto": konto(
            "Konto, som afregninger debiteres: banken eller en mellemregning", "skat-inddrivelse.md 9.1"
        ),
        "inddrivelse.rentekonto": konto("Konto for renter, som Inddrivelsesmyndigheden afregner", "skat-inddrivelse.md 9.1"),
        "inddrivelse.gebyrkonto": konto("Konto for gebyrer, som Inddrivelsesmyndigheden afregner", "skat-inddrivelse.md 9.1"),
        "inddrivelse.afklaringskonto": konto(
            "Konto for tilbageførsler fra Inddrivelsesmyndigheden, som ingen betaling svarer til", "skat-inddrivelse.md 9.1"
        ),
    }
)
