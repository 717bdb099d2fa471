"""System constants of the address register. Source: gar.md 2.1, 2.2, 4.6 and 9."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register
from snitflade.folk.gar.lag import MOENSTER

register(
    {
        "gar.token_adresse": Konstant(
            "GAR: adressen, hvor brugernavn og adgangskode fra forbindelsen byttes til et token",
            "gar.md 2.2",
            "",
            moenster=r"|/\S*|https?://\S+",
            form="en web-adresse eller en sti, der begynder med /; tom, hvis tjenesten er åben eller har en fast nøgle",
        ),
        "gar.lag": Konstant(
            "GAR: lag, der har et andet nummer end i beskrivelsen",
            "gar.md 2.1 og 9",
            "",
            moenster=MOENSTER,
            form="navn=nummer med komma imellem, fx vej=12,slettet-vej=22",
        ),
        "gar.svind_procent": Konstant(
            "GAR: hvor stor en del af et lag der højst må forsvinde på én gang",
            "gar.md 4.6",
            "5",
            moenster="100|[0-9]{1,2}",
            form="hele procent, 0 til 100",
        ),
        "gar.fuld_hver": Konstant(
            "GAR: hver hvilken hentning der er fuld (1: alle)",
            "gar.md 4.6",
            "4",
            moenster="[1-9][0-9]?",
            form="et tal fra 1 til 99",
        ),
        "gar.status": Konstant(
            "GAR: de værdier af Objektstatus, som en gyldig adresse kan have",
            "gar.md 9",
            "",
            moenster="|[0-9]{1,4}(?:,[0-9]{1,4})*",
            form="tal med komma imellem, fx 2,3; tom: alle, der ikke er slettet",
        ),
    }
)
