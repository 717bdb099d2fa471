"""Row 35 ``soc.handicap-ipis``: IPIS logs on over https and downloads counts, or persons where a legal ground says so.

Who: the registry, when it needs figures. What goes wrong elsewhere: a whole register of health data leaves because somebody could
press a button, and nobody can say afterwards on which ground; so nothing leaves without a dated ground that two people made, small
counts are hidden, and each download is written down. Source: social-teknik.md 4.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, register
from snitflade.soc.handicap import importer, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.soc.handicap.ipis import PERSON, STAT

HANDICAP_IPIS = register(
    Interface(
        id=vagt.SNITFLADE,
        about=(
            "IPIS henter antal personer med handicap og deres foranstaltninger; under 3 personer i en celle skjules. "
            "Intet gives ud, før kommunen har skrevet et retsgrundlag, og en anden har godkendt det; personer kræver sit eget. "
            "Filen laves, når den hentes, og gemmes ikke; hver hentning står i registret over udtræk og i loggen."
        ),
        service="handicap/v1",
        formats=(STAT, PERSON),
        confirmed=False,
        pages=("920", "921", "922", "923", "924", "925", "926", "927", "928", "929"),
        contact="IPIS, gennem Kimik iT",
        questions=(
            "Hvad henter IPIS, i hvilket layout og med hvilke koder?",
            "På hvilket retsgrundlag hentes det, og må det være personer?",
        ),
    )
)
