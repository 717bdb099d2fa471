"""System constants of ITR BS+. Source: payments.md 6. The folders (363 to 366) stand in the connection (docs/bilag.md)."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "bsplus.profil": Konstant(
            "Profilen, som filer fra BS+ læses med",
            "payments.md 6",
            "bsplus",
            moenster="[a-z0-9][a-z0-9-]{0,59}",
            form="en profils id",
        ),
        "bsplus.kommune": Konstant(
            "Kommunen, som regninger fra BS+ bogføres i: et nummer, eller forbindelsens",
            "payments.md 6",
            "forbindelsen",
            moenster="[0-9]{4}|forbindelsen",
            form="4 cifre, eller forbindelsen",
        ),
        "bsplus.modkonto": Konstant(
            "Konto, der krediteres for regninger fra BS+: kreditorernes, eller den som Betalingsservice trækker på",
            "payments.md 6",
            moenster="[0-9]{1,21}",
            form="1 til 21 cifre",
        ),
        "bsplus.betaling": Konstant(
            "Hvordan regninger fra BS+ betales: kreditpost (række 18 betaler dem), eller betalingsservice (beløbet er trukket, og "
            "intet betales igen)",
            "payments.md 6",
            valg=("kreditpost", "betalingsservice"),
        ),
    }
)
