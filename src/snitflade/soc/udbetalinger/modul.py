"""What Sociale udbetalinger is called in the catalogue, payouts and ledger. Sources: social-teknik.md 5.3, payments.md 3."""

from __future__ import annotations

from snitflade.bogh.udbetaling.modul import Modul, register

BANK = "soc.udbetalinger-bank"
A11 = "soc.udbetalinger-a11"

SOCIALE = register(
    Modul(
        navn="soc.udbetalinger",
        kode="SOCI",
        snitflade=BANK,
        maskinnr="00562",
        kreditkonto="501",
        bankkonto="502",
        vej="sociale.vej",
        graense="500",
        formaal="SSBE",
    )
)
MELLEMKONTO = "sociale.mellemkonto"
GRAENSE = "500"
