"""What Børnetilskud is called in the catalogue, in payouts and in the ledger. Sources: social-teknik.md 5.2, payments.md 3."""

from __future__ import annotations

from snitflade.bogh.udbetaling.modul import Modul, register

BANK = "soc.boernetilskud-bank"

BOERNETILSKUD = register(
    Modul(
        navn="soc.boernetilskud",
        kode="BTIL",
        snitflade=BANK,
        maskinnr="00552",
        kreditkonto="boernetilskud.kreditkonto",
        bankkonto="boernetilskud.bankkonto",
        vej="boernetilskud.vej",
        formaal="SSBE",
        transaktionstype="10",
    )
)
KONTO, MELLEMKONTO = "boernetilskud.konto", "boernetilskud.mellemkonto"
FORSKYDNING, GENBEREGN = "boernetilskud.indkomst_forskydning", "boernetilskud.genberegn_maaneder"
