"""Row 9 of the catalogue, ``folk.cpr-ajourfoering``: CPR's daily delivery, fetched by SFTP.

A delivery is made on the evening of every weekday that is no Danish holiday and is there by two in the morning, Danish time. Files
stay on CPR's server; ``forbindelser.toml`` says by which pattern they are found and whether they are moved.

Source: cpr.md 7 and 9.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.bankdage import HELLIGDAGE
from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import COPENHAGEN, daily, weekdays
from snitflade.folk.cpr.anvend import anvend, dele
from snitflade.folk.cpr.leverance import FORMATER, Linjer, genkend, laes, orden

_HALF_HOURS = tuple(dt.time(hour, minute) for hour in range(24) for minute in (0, 30))
_NIGHT = tuple(time for time in _HALF_HOURS if time <= dt.time(6) or time >= dt.time(21))

CPR_AJOURFOERING = register(
    Interface(
        id="folk.cpr-ajourfoering",
        about=(
            "Henter CPRs leverance efter hver hverdag og afløser de leverede personers data, person for person. "
            "Mangler en leverance i kæden, venter de følgende, og en person med fejl sættes til side med sine linjer. "
            "Bagefter er der en advisliste over, hvem der er ændret, og hvordan."
        ),
        read=laes,
        apply=anvend,
        parts=dele,
        applies=Applies.REPLACES,
        recognise=genkend,
        order=orden,
        lines=Linjer,
        formats=tuple(FORMATER),
        quarantine=True,
        poll=daily(*_NIGHT, zone=COPENHAGEN),
        schedule=weekdays(dt.time(21), zone=COPENHAGEN, without=HELLIGDAGE),
        catches_up=True,
        confirmed=False,
        contact="CPR-kontorets kundecenter",
        questions=(
            "Hvilket udtræk leverer CPR: U12170-P, som der regnes med, eller formatet til den grønlandske base?",
            "Hvilket opgavenummer har udtrækket, og er det nummeret i filnavnet?",
            "Hvordan afløser et udtræk til den grønlandske base en persons data, når 001 ikke er med?",
        ),
    )
)
