"""Delsystem Krdi in the catalogue.

Row 18 ``krdi.bankoverfoersler``: creditors are paid what is left of their items when municipality and Inddrivelsesmyndigheden have
set off (winformatik.md 2.4). Items and payees are those of every payout (`bogh.udbetaling`); system constant 301 is the account
that is credited, 302 the bank account that is paid from.
"""

from __future__ import annotations

from functools import partial

from snitflade.bogh.udbetaling.importer import importer_poster
from snitflade.bogh.udbetaling.interfaces import FORMATER, KONTAKT, SPOERGSMAAL
from snitflade.bogh.udbetaling.koersel import VALG, byg, fortryd, maa_ud, proev
from snitflade.bogh.udbetaling.modul import Modul
from snitflade.bogh.udbetaling.modul import register as register_modul
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, register

KRDI = register_modul(
    Modul(
        navn="krdi",
        kode="KRDI",
        snitflade="krdi.bankoverfoersler",
        maskinnr="00362",
        kreditkonto="301",
        bankkonto="302",
        vej="krdi.udbetaling.vej",
        formaal="SUPP",
    )
)

BANKOVERFOERSLER = register(
    Interface(
        id=KRDI.snitflade,
        about=(
            "Betaler kreditorernes forfaldne poster, når der er modregnet, med en fil til bankens erhvervsnetbank, eller gennem "
            "Prisme. Modtagere uden konto udelades og vises; ingen post kan betales to gange. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=VALG,
        build=partial(byg, KRDI),
        prove=proev,
        reverse=fortryd,
        may_leave=maa_ud,
        formats=FORMATER,
        money=True,
        confirmed=False,
        pages=("362",),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=SPOERGSMAAL,
    )
)

imports.register("krdi.kreditposter", importer_poster(KRDI))
