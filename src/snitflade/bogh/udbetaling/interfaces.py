"""Row 1 ``bogh.bankoverfoersler``: payment of vouchers by bank transfer.

Who: an operator, when there are vouchers to pay. The files are uploaded by hand in the bank's business netbank. What goes wrong
elsewhere: a file uploaded twice, and payees without account found out by the bank; so each payment has an id that is never used
again, the database lets an item be paid once, and who has no account is left out and shown.
"""

from __future__ import annotations

from functools import partial

from snitflade.bogh.udbetaling import afstemning, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.bogh.udbetaling.importer import importer_modtagere, importer_poster
from snitflade.bogh.udbetaling.koersel import VALG, byg, fortryd, maa_ud, proev
from snitflade.bogh.udbetaling.modul import Modul
from snitflade.bogh.udbetaling.modul import register as register_modul
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, register

BOGH = register_modul(
    Modul(
        navn="bogh",
        kode="BOGH",
        snitflade="bogh.bankoverfoersler",
        maskinnr="00308",
        kreditkonto="bogh.udbetalingskonto",
        bankkonto="bogh.bankkonto",
        vej="bogh.udbetaling.vej",
        formaal="SUPP",
    )
)

SPOERGSMAAL = (
    "Hvilken udgave af ERH tager banken: 73 eller 76 kolonner?",
    "Skal FI- og gironumre stå som FI80000006 eller FI    80000006?",
    "Hvilken form har NemKonto i kolonne 4, og hvad er grænsen for ét beløb?",
    "Tilbyder banken pain.001 (Bank Connect)?",
)
FORMATER = ("erh", "pain001", "g69", "g68", "g68-14")
KONTAKT = "GrønlandsBANKENs erhvervsservice"

BANKOVERFOERSLER = register(
    Interface(
        id=BOGH.snitflade,
        about=(
            "Betaler bilag, der er forfaldne, med en fil til bankens erhvervsnetbank, eller gennem Prisme. "
            "Modtagere uden konto udelades og vises; ingen post kan betales to gange. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=VALG,
        build=partial(byg, BOGH),
        prove=proev,
        reverse=fortryd,
        may_leave=maa_ud,
        formats=FORMATER,
        money=True,
        confirmed=False,
        taken_within_hours=None,
        contact=KONTAKT,
        questions=SPOERGSMAAL,
    )
)

imports.register("bogh.modtagere", importer_modtagere)
imports.register("bogh.udbetalinger", importer_poster(BOGH))
