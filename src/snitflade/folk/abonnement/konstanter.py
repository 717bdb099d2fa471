"""System constants of the subscriptions at CPR. Sources: cpr.md 8 and 11."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "folk.abonnement.kundenr": Konstant("Kundenummer hos CPR", "cpr.md 8.2", moenster="[0-9]{4}", form="4 cifre"),
        "folk.abonnement.sletkode": Konstant(
            "Koden, der sletter et abonnement (formodet)", "cpr.md 8.2", "SL", moenster="[A-Z]{2}", form="2 store bogstaver"
        ),
        "folk.abonnement.rekvirer": Konstant(
            "Om data også bestilles straks, når et abonnement oprettes (nøgle 07)", "cpr.md 8.2", "J", valg=("J", "N")
        ),
        "folk.abonnement.kvittering": Konstant(
            "Om CPR kvitterer for slettede abonnementer med record 997", "cpr.md 8.4", "N", valg=("J", "N")
        ),
        "folk.abonnement.fraflyttede": Konstant(
            "Om der abonneres på personer i registret, der er fraflyttet Grønland", "cpr.md 8.1", "J", valg=("J", "N")
        ),
    }
)
