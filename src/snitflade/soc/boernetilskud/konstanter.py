"""System constants of Børnetilskud. Sources: social-teknik.md 5.2, payments.md 3.5, prisme.md 4."""

from __future__ import annotations

from snitflade.bogh.udbetaling.konstanter import vej
from snitflade.exchange.konstanter import Konstant, bankkonto, konto, register
from snitflade.soc.boernetilskud.modul import FORSKYDNING, GENBEREGN, KONTO, MELLEMKONTO

register(
    {
        KONTO: konto("Konto, der debiteres for børnetilskud (artens konto)", "social-teknik.md 5.1"),
        MELLEMKONTO: konto("Konto for børnetilskud, der venter på betaling fra banken", "social-teknik.md 5.1"),
        "boernetilskud.kreditkonto": konto("Konto, der krediteres, når børnetilskud udbetales", "social-teknik.md 5.1"),
        "boernetilskud.bankkonto": bankkonto("Bankkonto for børnetilskud"),
        "boernetilskud.vej": vej("børnetilskud"),
        FORSKYDNING: Konstant(
            "Måneder fra den seneste aktuelle indkomst til den måned, børnetilskuddet er for",
            "social-teknik.md 5.2",
            "2",
            moenster="[0-9]|1[0-2]",
            form="et tal fra 0 til 12",
        ),
        GENBEREGN: Konstant(
            "Så mange tidligere måneder regnes om i hver kørsel",
            "social-teknik.md 5.2",
            "3",
            moenster="[0-9]|1[0-2]",
            form="et tal fra 0 til 12",
        ),
    }
)
