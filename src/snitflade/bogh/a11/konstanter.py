"""System constants of reports to Skattestyrelsen. Sources: skat-inddrivelse.md 1.2, 2.2, 3.2."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import Konstant, KonstantMangler, KonstantUgyldig, konstant, register
from snitflade.formats.problems import ProblemKind, Problems

GER_MANGLER = ProblemKind(
    "GER_MANGLER",
    "Kommune {kommune} har intet GER-nummer den {dato}. Sæt systemkonstanten a11.ger, fx 0956=90000001.",
    spec="R04",
)

register(
    {
        "a11.ger": Konstant(
            "Kommunernes GER-numre (arbejdsgiver) hos Skattestyrelsen",
            "skat-inddrivelse.md 1.2",
            moenster="[0-9]{4}=[0-9]{8}(,[0-9]{4}=[0-9]{8})*",
            form="kommune=GER-nummer, adskilt af komma, fx 0956=90000001",
        ),
        "a11.kommune": Konstant(
            "Skattekommune i A11: personens den 31. december, eller den, der betaler",
            "skat-inddrivelse.md 3.2",
            "year_end",
            valg=("year_end", "paying_municipality"),
        ),
        "a11.nulraekke": Konstant(
            "Om en person, der falder ud af en indberetning, sendes med nul i stedet for at udelades",
            "skat-inddrivelse.md 3.2",
            "N",
            valg=("J", "N"),
        ),
    }
)


def ger(kommune: str, dato: dt.date, problems: Problems) -> str:
    """The municipality's number as an employer, eight digits; empty where it is not set, which is reported."""
    try:
        numbers = dict(part.split("=") for part in konstant("a11.ger", dato).split(","))
    except (KonstantMangler, KonstantUgyldig):
        numbers = {}
    if kommune not in numbers:
        problems.add(GER_MANGLER, field="a11.ger", kommune=kommune, dato=f"{dato:%d-%m-%Y}")
    return numbers.get(kommune, "")
