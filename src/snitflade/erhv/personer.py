"""Who is reported: sums per person under the number that is valid now, skattekommune, and whom a file leaves out, with the reason.

Nobody is left out silently. Firms are no persons; who is not in the population register is held (M01), a negative sum too (R06).
Who is dead or has moved away is reported, with a warning, at the last municipality that is known.
Source: skat-inddrivelse.md 2.2, 2.3, 3.2, 4; cpr.md 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from snitflade.erhv.indkomst import Person, Raekke, Sum4
from snitflade.folk import personopslag
from snitflade.folk.gaeldende import gaeldende_numre
from snitflade.folk.models import Person as Cprperson
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.cpr_koder import STATUS
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.kommuner import skattekommune

PERSON_UKENDT = ProblemKind(
    "ERHV_PERSON_UKENDT",
    "{saelger} er holdt tilbage med {beloeb} kr.: personen står ikke i folkeregistret her. Hent personen, og byg filen igen.",
    Severity.ADVARSEL,
    spec="M01",
)
PERSON_NEGATIV = ProblemKind(
    "ERHV_PERSON_NEGATIV",
    "{saelger} er holdt tilbage: summen er {beloeb} kr. Se på ophævede salg, og afgør, hvad der skal indberettes.",
    Severity.ADVARSEL,
    spec="R06",
)
PERSON_STATUS = ProblemKind(
    "ERHV_PERSON_STATUS", "{saelger} er {status} og er taget med. Kontrollér, hvem der har solgt.", Severity.ADVARSEL
)
PERSON_UDEN_KOMMUNE = ProblemKind(
    "ERHV_PERSON_UDEN_KOMMUNE",
    "{saelger} boede ikke i en grønlandsk kommune den {dag}. Der er skrevet skattekommune {kommune}: {grund}.",
    Severity.ADVARSEL,
)
BEMAERKES = ("70", "90")
"""Status codes of persons whose sales deserve a look: disappeared, dead."""


@dataclass(slots=True)
class Grundlag:
    """The persons of a period, and who is none of them."""

    personer: list[Person] = field(default_factory=list)
    """By number, as CPR has it now."""
    cpr: dict[str, Cprperson] = field(default_factory=dict)
    """What the population register says of them, by number; without those it does not know."""
    andre: dict[str, Sum4] = field(default_factory=dict)
    """The sums of firms, by seller's number."""


def grundlag(rows: Iterable[Raekke], spoerger: Spoerger) -> Grundlag:
    """The persons behind the sums. The look-up is logged."""
    rows = list(rows)
    found = Grundlag()
    valid = gaeldende_numre({row.nummer for row in rows if row.person})
    persons: dict[str, Person] = {}
    for row in rows:
        if row.person:
            number = valid[row.nummer]
            persons.setdefault(number, Person(number)).tag(row)
        else:
            firm = found.andre.setdefault(row.saelger, Sum4())
            firm += row
    found.personer = [persons[number] for number in sorted(persons)]
    found.cpr = personopslag.personer(list(persons), spoerger) if persons else {}
    return found


def hvem(person: Person) -> str:
    """A person as problems name one: by the seller's numbers, never by CPR."""
    return ", ".join(sorted(person.alle))


def bemaerk(found: Grundlag, personer: Iterable[Person], problems: Problems) -> None:
    """Warn of persons who are dead or have disappeared."""
    for person in personer:
        status = found.cpr[person.nummer].status
        if status in BEMAERKES:
            problems.add(PERSON_STATUS, field="cprno", saelger=hvem(person), status=STATUS.betydning(status))


def hold_ukendte(found: Grundlag, problems: Problems) -> tuple[list[Person], list[Person]]:
    """The persons the register knows, and those it does not, who are reported."""
    known = [person for person in found.personer if person.nummer in found.cpr]
    unknown = [person for person in found.personer if person.nummer not in found.cpr]
    for person in unknown:
        beloeb = beloeb_tekst(person.ialt.salg + person.ialt.leje)
        problems.add(PERSON_UKENDT, field="cprno", saelger=hvem(person), beloeb=beloeb)
    return known, unknown


def kommuner(
    found: Grundlag, personer: list[Person], dag: dt.date, betaler: str, spoerger: Spoerger, problems: Problems
) -> dict[str, str]:
    """Each person's skattekommune on a day; who lived nowhere in Greenland then has the last that is known, else the payer's."""
    there = personopslag.kommuner([person.nummer for person in personer], dag, spoerger) if personer else {}
    codes = {}
    for person in personer:
        code = skattekommune(there.get(person.nummer, ""))
        if not code:
            cpr = found.cpr[person.nummer]
            last = skattekommune(cpr.kommunekode) or skattekommune(cpr.fraflyttet_kommunekode)
            code = last or skattekommune(betaler)
            grund = "den sidste, der kendes" if last else "den kommune, der har købt"
            shown: dict[str, Any] = {"saelger": hvem(person), "dag": f"{dag:%d-%m-%Y}", "kommune": code, "grund": grund}
            problems.add(PERSON_UDEN_KOMMUNE, field="skattekommune", **shown)
        codes[person.nummer] = code
    return codes
