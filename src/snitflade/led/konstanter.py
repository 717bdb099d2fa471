"""System constants of Delsystem Led. Sources: social-teknik.md 6.1 and 6.2."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snitflade.exchange.konstanter import Konstant, register


@dataclass(frozen=True, slots=True)
class Aldre(Konstant):
    """Ages from days on, e.g. ``2017-01-01=66,2021-01-01=67``."""

    def gyldig(self, vaerdi: str) -> bool:
        """Whether the constant can have this value."""
        try:
            return Konstant.gyldig(self, vaerdi) and bool(aldre(vaerdi))
        except ValueError:
            return False


def aldre(vaerdi: str) -> list[tuple[dt.date, int]]:
    """The days and ages of such a text, in order. Raises ValueError for a day that is none.

    >>> aldre("2021-01-01=67,2017-01-01=66")
    [(datetime.date(2017, 1, 1), 66), (datetime.date(2021, 1, 1), 67)]
    """
    steps = [step.split("=") for step in vaerdi.split(",")]
    return sorted((dt.date.fromisoformat(fra), int(alder)) for fra, alder in steps)


register(
    {
        "led.pensionsalder": Aldre(
            "Pensionsalderen i statistikken over ledige: fra hvilken dag, og hvor mange år; flere med komma imellem",
            "social-teknik.md 6.1 (Grønlands Statistik: 65 i 2010-2016, 66 i 2017-2020, 67 fra 2021)",
            "2010-01-01=65,2017-01-01=66,2021-01-01=67",
            moenster="[0-9]{4}-[0-9]{2}-[0-9]{2}=[0-9]{2}(,[0-9]{4}-[0-9]{2}-[0-9]{2}=[0-9]{2})*",
            form="dage og aldre som 2017-01-01=66,2021-01-01=67",
        ),
        "led.udenfor": Konstant(
            "Lokaliteter, hvis henvendelser ikke registreres her; så længe der er nogen, er en måned ikke komplet",
            "social-teknik.md 6.1",
            "",
            moenster="([0-9]{4}(,[0-9]{4})*)?",
            form="lokaliteternes koder med komma imellem, fx 0801,0802, eller tom",
        ),
        "led.udsving_procent": Konstant(
            "Hvor mange procent antallet af personer må afvige fra måneden før, uden at nogen får det at vide",
            "social-teknik.md 6.1 (LED-W03)",
            "25",
            moenster="[0-9]{1,3}",
            form="et helt tal",
        ),
        "led.itreg.beskyttet": Konstant(
            "Om IT Reg ser adresserne på personer med navne- og adressebeskyttelse",
            "social-teknik.md 6.2",
            "skjul",
            valg=("vis", "skjul"),
        ),
        "led.itreg.aar": Konstant(
            "Hvor mange år efter den sidste hændelse på et ledighedskort IT Reg kan slå det op",
            "social-teknik.md 6.2 (LED-E12)",
            "5",
            moenster="[1-9][0-9]?",
            form="et antal år fra 1 til 99",
        ),
    }
)
