"""Row 27: Børnetilskud is calculated, booked and paid by a file to the bank, or through Prisme.

Who: the officer, before the first bank day of each month. Never set off (Inatsisartutlov 9/2009 § 2). Source: social-teknik.md 5.
"""

from __future__ import annotations

from snitflade.bogh.udbetaling.interfaces import FORMATER, KONTAKT, SPOERGSMAAL
from snitflade.bogh.udbetaling.koersel import maa_ud, proev
from snitflade.exchange.catalogue import Interface, register
from snitflade.skat import behov
from snitflade.soc.boernetilskud import afstemning, importer, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.soc.boernetilskud.behov import hvis_indkomst
from snitflade.soc.boernetilskud.koersel import VALG, byg, fortryd
from snitflade.soc.boernetilskud.modul import BANK

BOERNETILSKUD_BANK = register(
    Interface(
        id=BANK,
        about=(
            "Beregner en måneds børnetilskud af CPR, indkomst og undtagelseskort, bogfører det og betaler det med en fil til "
            "bankens erhvervsnetbank, eller gennem Prisme. Tidligere måneder regnes om: kun forskellene bevilges, med årsag; "
            "intet barn får to gange, og intet modregnes. En anden end den, der byggede filen, skal godkende den."
        ),
        options=VALG,
        build=byg,
        prove=proev,
        reverse=fortryd,
        may_leave=maa_ud,
        formats=FORMATER,
        money=True,
        confirmed=False,
        pages=("550", "551", "552", "553"),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=(
            *SPOERGSMAAL,
            "Til Departementet for familie: Hvad er tabellen for børnetilskud (model, grænser, beløb), år for år?",
            "Til Departementet for familie: Trækkes standardfradraget fra, før børnetilskuddet beregnes?",
        ),
    )
)

behov.register("boernetilskud", hvis_indkomst)
