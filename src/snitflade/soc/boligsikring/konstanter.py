"""System constants of Boligsikring. Sources: social-teknik.md 2.2, 2.4 to 2.6; prisme.md 4; skat-inddrivelse.md 6.1."""

from __future__ import annotations

from snitflade.bogh.udbetaling.konstanter import vej
from snitflade.exchange.konstanter import Konstant, bankkonto, konto, register


def _procent(betydning: str, standard: str) -> Konstant:
    return Konstant(betydning, "social-teknik.md 2.2", standard, moenster="[0-9]{1,3}", form="hele procent")


register(
    {
        "boligsikring.konto": konto("Konto, der debiteres for boligsikring (artens samlekonto)", "social-teknik.md 2.6"),
        "boligsikring.mellemkonto": konto("Konto for boligsikring, der venter på betaling fra banken", "social-teknik.md 2.6"),
        "boligsikring.kreditkonto": konto("Konto, der krediteres, når boligsikring udbetales", "social-teknik.md 2.6"),
        "boligsikring.bankkonto": bankkonto("Bankkonto for boligsikring"),
        "boligsikring.vej": vej("boligsikring til udlejerne"),
        "boligsikring.terminal": Konstant(
            "Prismes terminalnummer i henvisningsnummeret",
            "social-teknik.md 2.6",
            moenster="[0-9]{4}",
            form="fire cifre",
        ),
        "boligsikring.lejefil_mindst": _procent("Udlejers fil: færrest linjer i forhold til sidste måned (BS-E02)", "50"),
        "boligsikring.lejefil_hoejst": _procent("Udlejers fil: flest linjer i forhold til sidste måned (BS-E02)", "150"),
        "boligsikring.huslejeudsving": _procent("Udlejers fil: ændring i husleje, der advares om (BS-W01)", "10"),
        "boligsikring.indkomst_forskydning": Konstant(
            "Måneder fra den seneste aktuelle indkomst til den måned, boligsikringen er for",
            "social-teknik.md 2.1 og 2.4",
            "2",
            moenster="[0-9]|1[0-2]",
            form="et tal fra 0 til 12",
        ),
        "boligsikring.overfoer_husstand": Konstant(
            "Årsskifte: om husstanden kopieres eller tages fra CPR", "winformatik.md 2.8", "kopi", valg=("kopi", "cpr")
        ),
    }
)
