"""System constants of the weighing of waste, beside Winformatik's own 868 to 870. Source: social-teknik.md 9."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "affald.modkonto": konto("Affaldsvægte: modkonto", "social-teknik.md 9.4"),
        "affald.betalingsart": Konstant(
            "Affaldsvægte: betalingsart i 10Q", "social-teknik.md 9.4", moenster="[0-9]{3}", form="tre cifre, fx 120"
        ),
        "affald.arter": Konstant(
            "Affaldsvægte: arter, der kan vælges ud over systemkonstant 870, med mellemrum imellem",
            "social-teknik.md 9.1 (AFV-E04)",
            "",
            moenster="[^ ]*(?: [^ ]+)*",
            form="arter med mellemrum imellem, eller tom",
        ),
        "affald.tavs_dage": Konstant(
            "Affaldsvægte: dage uden filer, før der advares; 0: aldrig",
            "social-teknik.md 9.1",
            "35",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
        "affald.uopkraevet_dage": Konstant(
            "Affaldsvægte: dage fra en fil er indlæst, til der advares om, at den ikke er opkrævet",
            "social-teknik.md 9.1",
            "14",
            moenster="[0-9]{1,3}",
            form="et antal dage",
        ),
    }
)
