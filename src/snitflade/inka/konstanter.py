"""System constants of Delsystem Inka. Sources: social-teknik.md 10.2, payments.md 4.2, 4.5 and 5.2."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

register(
    {
        "inka.debitorkonto": konto("Samlekonto for krav på debitorer", "payments.md 4.5"),
        "inka.indbetalingskonto": konto("Konto, som indbetalinger debiteres: banken eller en mellemregning", "payments.md 4.5"),
        "inka.uanbringelig_konto": konto("Konto for indbetalinger, der ikke hører til noget krav", "payments.md 4.5"),
        "inka.nedskrivningskonto": konto("Konto, der debiteres, når et krav nedskrives", "winformatik.md 2.3"),
        "inka.tilbagebetalingskonto": konto(
            "Konto, som tilbagebetalte indbetalinger står på, til de er udbetalt", "payments.md 4.5"
        ),
        "bs.pbs_numre": Konstant(
            "Kommunernes PBS-numre hos Betalingsservice",
            "payments.md 5.2",
            moenster="[0-9]{4}=[0-9]{8}(,[0-9]{4}=[0-9]{8})*",
            form="kommune=PBS-nummer, adskilt af komma, fx 0956=09999999",
        ),
        "bs.dataleverandoer": Konstant(
            "Dataleverandørnummer hos Betalingsservice", "payments.md 5.2", moenster="[0-9]{8}", form="8 cifre"
        ),
        "bs.delsystem": Konstant(
            "Delsystem hos Betalingsservice; KR9 er prøveleverancer",
            "payments.md 5.2",
            "BS1",
            moenster="[A-Z0-9]{3}",
            form="3 store bogstaver eller cifre",
        ),
        "fi.kreditornumre": Konstant(
            "Kommunernes FI-kreditornumre",
            "payments.md 4.2",
            moenster="[0-9]{4}=8[0-9]{7}(,[0-9]{4}=8[0-9]{7})*",
            form="kommune=kreditornummer, adskilt af komma, fx 0956=80000006",
        ),
        "renoweb.kommune": Konstant(
            "Kommunen, som debitorservicen for RenoWeb er for", "social-teknik.md 10.2", "0956", moenster="[0-9]{4}", form="4 cifre"
        ),
        "renoweb.soap": Konstant(
            "Om debitorservicen for RenoWeb også kan kaldes med SOAP", "social-teknik.md 10.2", "J", valg=("J", "N")
        ),
    }
)
