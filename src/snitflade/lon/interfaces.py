"""Delsystem Løn in the catalogue.

Row 23 ``lon.bogfoering``: posting lines of payroll runs, over a database link or as a file with the same headings; checked (402)
and booked (403) from the run's card. Row 24 ``lon.udtraek``: payroll data for spreadsheets (405), by each user's rights (406).

Source: social-teknik.md 7.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.lon import loenlinjer, udtraek

KONTAKT = "Det centrale lønsystem (centralløn)"

BOGFOERING = register(
    Interface(
        id="lon.bogfoering",
        about=(
            "Henter lønsystemets bogføringslinjer, når LS410 er kørt, og holder dem mod kontoplanen: tjeklisten på side 402. "
            "En kørsel bogføres fra sit kort, først når den er frosset med LS490, og kun én gang. "
            "Det, der er bogført, røres ikke, hvad lønsystemet end viser bagefter."
        ),
        read=loenlinjer.laes,
        apply=loenlinjer.anvend,
        applies=Applies.REPLACES,
        formats=(loenlinjer.FORMAT,),
        confirmed=False,
        pages=("402", "403"),
        contact=KONTAKT,
        questions=(
            "Hvilket view og hvilke kolonner står bag side 402 og 403?",
            "Hvad betyder det sidste tegn i «LØNxx,ååååmma»?",
            "Bruges grænsefladen stadig, når kommunen er på Prisme?",
        ),
    )
)

UDTRAEK = register(
    Interface(
        id="lon.udtraek",
        about=(
            "Henter løndata måned for måned, så de kan tages ud i et regneark. "
            "Hver bruger ser kun de institutioner og konti, der står på rettighedssiden, og hvert udtræk står i loggen. "
            "En måned, der hentes igen, træder i stedet for den, der var."
        ),
        read=udtraek.laes,
        apply=udtraek.anvend,
        applies=Applies.REPLACES,
        formats=(udtraek.FORMAT,),
        confirmed=False,
        pages=("405", "406"),
        contact=KONTAKT,
        questions=("Hvilket view og hvilke kolonner står bag side 405?", "Har viewet adresser, så side 404 kan holde dem mod CPR?"),
    )
)
