"""System constants of Delsystem Erhv. Sources: skat-inddrivelse.md 2.1, 2.3, 4."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "erhv.afrunding": Konstant(
            "Afrunding til hele kroner i månedens indberetning af brætsalg: afkort, opad fra 50 øre, eller til lige",
            "skat-inddrivelse.md 2.3",
            "truncate",
            valg=("truncate", "half_up", "half_even"),
        ),
        "erhv.indberet_skat": Konstant(
            "Om den indeholdte skat står i månedens indberetning af brætsalg", "skat-inddrivelse.md 2.1", "J", valg=("J", "N")
        ),
        "erhv.knapk_beloeb": Konstant(
            "Beløbet i KNAPK-listen: det trukne gebyr (fee) eller omsætningen (turnover)",
            "skat-inddrivelse.md 4",
            "fee",
            valg=("fee", "turnover"),
        ),
        "erhv.knapk_ialt": Konstant("Om KNAPK-listen slutter med linjen I ALT", "skat-inddrivelse.md 4", "N", valg=("J", "N")),
    }
)
