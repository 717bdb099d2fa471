"""What Boligsikring is called in the catalogue, in payouts and in the ledger. Sources: social-teknik.md 2.6, winformatik.md 3.5."""

from __future__ import annotations

from snitflade.bogh.udbetaling.modul import Modul, register

LEJEMAAL = "soc.boligsikring-lejemaal"
TILDELT = "soc.boligsikring-tildelt"

BOLIGSIKRING = register(
    Modul(
        navn="soc.boligsikring",
        kode="BOLI",
        snitflade=TILDELT,
        maskinnr="00571",
        kreditkonto="boligsikring.kreditkonto",
        bankkonto="boligsikring.bankkonto",
        vej="boligsikring.vej",
        formaal="SSBE",
    )
)
KONTO, MELLEMKONTO, TERMINAL = "boligsikring.konto", "boligsikring.mellemkonto", "boligsikring.terminal"
