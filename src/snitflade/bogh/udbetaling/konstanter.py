"""System constants of payouts. Sources: payments.md 3.1 to 3.7, prisme.md 4, winformatik.md 1.2."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, bankkonto, konto, register

VEJ = "(bank|prisme)|[0-9]{4}=(bank|prisme)(,[0-9]{4}=(bank|prisme))*(,(bank|prisme))?"
_FORM = "bank, prisme, eller pr. kommune som 0956=prisme,0955=bank"


def vej(hvis: str) -> Konstant:
    """Whether a module's payouts go to the bank or to Prisme, for all municipalities or for each."""
    return Konstant(f"Om {hvis} går til banken eller til Prisme", "prisme.md 4", "bank", moenster=VEJ, form=_FORM)


register(
    {
        "bogh.bankkonto": bankkonto("Bankkonto for udbetaling af bilag"),
        "bogh.udbetalingskonto": konto("Konto, der krediteres ved udbetaling af bilag", "payments.md 3.5"),
        "bogh.udbetaling.vej": vej("udbetaling af bilag"),
        "bank.format": Konstant("Filformat til banken", "payments.md 3.1", "erh", valg=("erh", "pain001")),
        "bank.afsender": Konstant(
            "Betalerens navn i filer til banken", "payments.md 3.4", "", moenster=".{0,35}", form="højst 35 tegn"
        ),
        "bank.afsender_id": Konstant(
            "Betalerens CVR-nummer, eller det nummer banken gav", "payments.md 3.7", "", moenster="[0-9A-Z]{0,35}", form="et nummer"
        ),
        "bank.bic": Konstant(
            "Bankens BIC", "payments.md 3.7", "GRENGLGX", moenster="[A-Z0-9]{8}|[A-Z0-9]{11}", form="8 eller 11 tegn"
        ),
        "bank.erh_kolonner": Konstant("Kolonner i ERH", "payments.md 3.4", "73", valg=("73", "76")),
        "bank.erh_kvittering": Konstant("Overførselskvittering i ERH", "payments.md 3.4", "N", valg=("J", "N")),
        "bank.fi_konto": Konstant(
            "FI-kreditornummer i ERH kolonne 4", "payments.md 3.4", "FI{nummer}", valg=("FI{nummer}", "FI    {nummer}")
        ),
        "bank.giro_konto": Konstant(
            "Gironummer i ERH kolonne 4", "payments.md 3.4", "GIRO{nummer}", valg=("GIRO{nummer}", "GIRO  {nummer}")
        ),
        "bank.nemkonto_ident": Konstant(
            "NemKonto i ERH kolonne 4; tom: modtagere uden konto udelades",
            "payments.md 3.6",
            "",
            moenster=r"([^{}]*\{(cpr|cvr)\}[^{}]*)?",
            form="en tekst med {cpr} eller {cvr}",
        ),
        "bank.graense": Konstant(
            "Største beløb i én betaling, hele kroner",
            "payments.md 3.5",
            "99999999",
            moenster="[1-9][0-9]{0,7}",
            form="hele kroner",
        ),
        "prisme.g68_hoved": Konstant("Tegn i hovedet af G68", "prisme.md 4", "18", valg=("18", "14")),
        "prisme.g68_modtager": Konstant("Cifre i G68 felt 11", "prisme.md 4", "10", valg=("10", "14")),
    }
)
