"""Row 20 ``krdi.bsplus``: bills that the municipality itself pays through Betalingsservice, from ITR-data's BS-plus.

Who: an operator, once a month. What goes wrong elsewhere: file and PDFs come apart, and a bill is booked twice or paid late; so the
file waits for its PDFs, and each payment comes in once.
"""

from __future__ import annotations

from snitflade.bogh.bilagsafstemning import afstem
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, register
from snitflade.krdi.bsplus.anvend import KILDE, anvend
from snitflade.krdi.bsplus.importer import importer
from snitflade.krdi.bsplus.laes import genkend, laes, orden

BSPLUS = register(
    Interface(
        id=KILDE,
        about=(
            "Læser BS-plus' fil med kommunens egne betalinger og lægger hver til godkendelse med sin PDF. "
            "Sagsbehandler xxxx er attesteret og anvist af BS-plus; ellers skal to personer gøre det. "
            "Mangler en PDF, venter hele filen; den samme betaling tages ikke ind to gange."
        ),
        read=laes,
        apply=anvend,
        recognise=genkend,
        order=orden,
        formats=("bsplus",),
        confirmed=False,
        pages=("363",),
        contact="ITR-data, om BS-plus",
        questions=(
            "ITR's eget filformat og en prøve på det; hvordan hænger filen og PDF-bilagene sammen?",
            "Er beløbene trukket gennem Betalingsservice, når filen kommer, eller skal de betales herfra?",
            "Bruges BS-plus stadig?",
        ),
    )
)

afstem(KILDE, "Regninger fra ITR BS+")
imports.register("krdi.bsplus-kreditorer", importer)
