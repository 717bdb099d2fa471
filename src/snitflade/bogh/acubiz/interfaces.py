"""Row 3 ``bogh.acubiz``: travel and expense claims that have been approved in Acubiz.

Who: an operator, when there is an export. What goes wrong elsewhere: receipts and claims come apart, and a claim is posted twice;
so a draft says which receipts it waits for, and a travel comes in once.
"""

from __future__ import annotations

from snitflade.bogh import bilagskontrol, bilagsvagt  # noqa: F401  they register themselves
from snitflade.bogh.acubiz.anvend import anvend
from snitflade.bogh.acubiz.importer import importer_konti, importer_medarbejdere
from snitflade.bogh.acubiz.laes import genkend, laes, linjer, orden
from snitflade.bogh.acubiz.rejse import KILDE
from snitflade.bogh.bilagsafstemning import afstem
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, register

ACUBIZ = register(
    Interface(
        id=KILDE,
        about=(
            "Læser Acubiz' eksport af rejser og udlæg og lægger hver rejse til godkendelse med sine bilag. "
            "Bilag (PDF, JPEG, PNG) kan ligge i samme ZIP, eller komme for sig selv før eller efter; de findes på filnavnet. "
            "En rejse med fejl sættes til side for sig, og den samme rejse tages ikke ind to gange."
        ),
        read=laes,
        apply=anvend,
        recognise=genkend,
        order=orden,
        lines=linjer,
        quarantine=True,
        formats=("acubiz-1", "acubiz"),
        confirmed=False,
        pages=("307",),
        contact="Acubiz, og kommunens egen superbruger af Acubiz",
        questions=(
            "Kommunens Acubiz-skabelon: hvilke kolonner, 22, 31 eller 38, og hvor står rejse-id og bilagenes navne?",
            "Teksten «Importformat for elektronisk bilagshåndtering» i Winformatik",
            "Hvordan rejser bilagene med filen, og hvem godkender?",
        ),
    )
)

afstem(KILDE, "Rejser og udlæg fra Acubiz")
imports.register("bogh.medarbejdere", importer_medarbejdere)
imports.register("bogh.acubiz-konti", importer_konti)
