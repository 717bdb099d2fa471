"""The order of a run that bills through Prisme: what every such order says, and every check on it before anything is computed.

Sources: prisme.md 2.2 (text, initials), 2.6 (regnskabsår), 3.8 (dates), social-teknik.md 11.8 (REN-E08).
"""

from __future__ import annotations

import datetime as dt
import re

from snitflade.exchange.catalogue import Option, OptionKind, Options
from snitflade.formats.problems import ProblemKind, Problems

KOERSEL_KOMMUNE = ProblemKind("KOERSEL_KOMMUNE", "«{raw}» er ikke et kommunenummer. Skriv fire cifre, fx 0956.")
KOERSEL_FORFALD = ProblemKind(
    "KOERSEL_FORFALD", "Forfaldsdatoen {raw} ligger før posteringsdatoen {dato}. Vælg en senere forfaldsdato.", spec="REN-E08"
)
KOERSEL_REGNSKABSAAR = ProblemKind(
    "KOERSEL_REGNSKABSAAR",
    "Regnskabsåret {raw} ligger mere end ét år fra posteringsdatoens år {aar}. Ret regnskabsåret eller posteringsdatoen.",
    spec="REN-E08",
)
KOERSEL_KONTERET_AF = ProblemKind("KOERSEL_KONTERET_AF", "«{raw}» kan ikke stå her. Skriv højst 5 tegn uden mellemrum og &.")
KOERSEL_TEKST = ProblemKind("KOERSEL_TEKST", "Posteringsteksten «{raw}» må ikke være tom eller have & eller kontroltegn. Ret den.")
KOERSEL_TEKST_FOR_LANG = ProblemKind(
    "KOERSEL_TEKST_FOR_LANG", "Posteringsteksten «{raw}» fylder {antal} tegn, og der er plads til {plads}. Skriv den kortere."
)

TEKSTBREDDE = 35
"""G69 field 153."""
BESTILLING = (
    Option("posteringsdato", OptionKind.DATE, "PST_DTO, fx 2025-04-10"),
    Option("forfaldsdato", OptionKind.DATE, "VAL_DTO, fx 2025-05-01"),
    Option("regnskabsaar", OptionKind.NUMBER, "RSK_AAR, fx 2025"),
    Option("tekst", OptionKind.TEXT, "Posteringstekst, højst 35 tegn"),
    Option("konteret_af", OptionKind.TEXT, "Initialer, højst 5 tegn, fx tobl", required=False),
    Option("tidsstempel", OptionKind.MOMENT, "Tidsstempling i 10Q, fx 2025-04-10T12:00; ellers nu", required=False),
    Option("paaligningsaar", OptionKind.NUMBER, "Påligningsår i 10Q; ellers regnskabsåret", required=False),
)
"""What every such order says, beside what its own module needs."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def tjek_kommune(kommune: str, problems: Problems) -> str:
    """The municipality in four digits; reported when it is none."""
    number = kommune.zfill(4) if len(kommune) == 3 else kommune
    if not re.fullmatch("[0-9]{4}", number):
        problems.add(KOERSEL_KOMMUNE, field="kommune", raw=kommune)
    return number


def tjek_bestilling(options: Options, problems: Problems) -> None:
    """Report what is wrong with what `BESTILLING` asks for."""
    tjek_datoer(options["posteringsdato"], options["forfaldsdato"], options["regnskabsaar"], problems)
    tjek_tekster(options["tekst"], options.get("konteret_af") or "", problems)


def tjek_datoer(posteringsdato: dt.date, forfaldsdato: dt.date, regnskabsaar: int, problems: Problems) -> None:
    """Report dates that cannot be together."""
    if forfaldsdato < posteringsdato:
        problems.add(KOERSEL_FORFALD, field="forfaldsdato", raw=forfaldsdato.isoformat(), dato=posteringsdato.isoformat())
    if abs(regnskabsaar - posteringsdato.year) > 1:
        problems.add(KOERSEL_REGNSKABSAAR, field="regnskabsaar", raw=str(regnskabsaar), aar=posteringsdato.year)


def tjek_tekster(tekst: str, konteret_af: str, problems: Problems) -> None:
    """Report a text or initials that G69 cannot carry."""
    if len(konteret_af) > 5 or "&" in konteret_af or any(tegn.isspace() for tegn in konteret_af) or _CONTROL.search(konteret_af):
        problems.add(KOERSEL_KONTERET_AF, field="konteret_af", raw=konteret_af)
    if not tekst.strip() or "&" in tekst or _CONTROL.search(tekst):
        problems.add(KOERSEL_TEKST, field="tekst", raw=tekst)
    elif len(tekst) > TEKSTBREDDE:
        problems.add(KOERSEL_TEKST_FOR_LANG, field="tekst", raw=tekst, antal=len(tekst), plads=TEKSTBREDDE)
