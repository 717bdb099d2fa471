"""System constants of Pension. Sources: social-teknik.md 3, skat-inddrivelse.md 6.1, winformatik.md 2.8."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

UDSVING, EGEN_INDKOMST = "pension.udsving_procent", "pension.egen_indkomst_fra"
KONTO = {"AP": "pension.konto_alder", "FP": "pension.konto_foertid"}


def _konto(art: str, standard: str) -> Konstant:
    return Konstant(f"Konto for {art} i lønsystemet", "social-teknik.md 3.4", standard, moenster="[0-9]{2}", form="to cifre")


register(
    {
        UDSVING: Konstant(
            "Pension: ændring i aktuel indkomst, som sætter en pensionist på genberegningslisten",
            "social-teknik.md 3.4; skat-inddrivelse.md 6.1 (Inatsisartutlov nr. 9 af 1. juni 2017 § 6)",
            "10",
            moenster="100|[1-9][0-9]?",
            form="hele procent, 1 til 100",
        ),
        EGEN_INDKOMST: Konstant(
            "Pension: første måned, hvor kun egen indkomst tæller, og partner uden ret til pension følger reglerne for enlige",
            "social-teknik.md 3.2 og 3.4 (Inatsisartutlov 70/2023)",
            "202406",
            moenster="20[0-9]{2}(?:0[1-9]|1[0-2])",
            form="år og måned som 202406",
        ),
        KONTO["AP"]: Konstant(
            "Konto for alderspension i lønsystemet", "social-teknik.md 3.4", "47", moenster="[0-9]{2}", form="to cifre"
        ),
        KONTO["FP"]: Konstant(
            "Konto for førtidspension i lønsystemet", "social-teknik.md 3.4", "43", moenster="[0-9]{2}", form="to cifre"
        ),
        "pension.satser_senest": Konstant(
            "Pension: dagen i december, hvor næste års satser skal være godkendt",
            "social-teknik.md 3 (satserne reguleres hver 1. januar)",
            "15",
            moenster="[1-9]|[12][0-9]|3[01]",
            form="et tal fra 1 til 31",
        ),
    }
)
