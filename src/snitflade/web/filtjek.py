"""What a file is found to be: its format, who takes it, what is wrong with it and how it begins.

Found in the site's process for a small file, in one of its own for a large file (`tjekproces`), whose answer waits as JSON.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.formats.detect import Guess
from snitflade.formats.problems import Problem, Problems
from snitflade.web.afkodning import Felt, Fil, Linje, Stykke
from snitflade.web.modtagelse import Mulig, Svar, format_af, genkend, kontroller, laes
from snitflade.web.problemliste import problem_af

MOST_READ = 2000
"""Problems that are shown, grouped."""
FOERSTE = 20
"""Lines of the file that are shown."""


@dataclass(frozen=True, slots=True)
class Tjek:
    """What a file is. `valgt`: the interface it is for, perhaps one that only sends such files; `linjer`: None where its format is
    none of the registry."""

    stoerrelse: int
    gaet: list[Guess]
    mulige: list[Mulig]
    valgt: Mulig | None
    fejl: int
    advarsler: int
    problemer: list[Problem]
    antal_linjer: int = 0
    linjer: list[Linje] | None = None

    @property
    def kendt(self) -> bool:
        """Whether anybody knows its format."""
        return bool(self.valgt.format if self.valgt else self.gaet)

    @property
    def tages(self) -> bool:
        """Whether it can be taken."""
        return self.valgt is not None and self.valgt.tager

    @property
    def kan_tage(self) -> list[Mulig]:
        """Who can take it."""
        return [possible for possible in self.mulige if possible.tager] if self.tages else []

    def som_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        chosen = self.valgt
        return {
            "stoerrelse": self.stoerrelse,
            "gaet": [asdict(guess) for guess in self.gaet],
            "mulige": [[one.interface.id, one.format, one.tager, one.hvorfor] for one in self.mulige],
            "valgt": None if chosen is None else self.mulige.index(chosen),
            "antal_fejl": self.fejl,
            "advarsler": self.advarsler,
            "problemer": [problem.as_json() for problem in self.problemer],
            "antal_linjer": self.antal_linjer,
            "linjer": None if self.linjer is None else [asdict(line) for line in self.linjer],
        }


def af_json(told: dict[str, Any]) -> Tjek:
    """What `som_json` told, by whoever has the same catalogue. Raises UnknownInterfaceError, MissingInterfaceError."""
    possible = [Mulig(catalogue.find(id), format, takes, why) for id, format, takes, why in told["mulige"]]
    return Tjek(
        stoerrelse=told["stoerrelse"],
        gaet=[Guess(**guess) for guess in told["gaet"]],
        mulige=possible,
        valgt=None if told["valgt"] is None else possible[told["valgt"]],
        fejl=told["antal_fejl"],
        advarsler=told["advarsler"],
        problemer=[problem_af(problem) for problem in told["problemer"]],
        antal_linjer=told["antal_linjer"],
        linjer=None if told["linjer"] is None else [_linje(line) for line in told["linjer"]],
    )


def _linje(told: dict[str, Any]) -> Linje:
    fields = [Felt(**{**field, "fejl": tuple(field["fejl"])}) for field in told["felter"]]
    return Linje(**{**told, "felter": fields, "stykker": [Stykke(**piece) for piece in told["stykker"]]})


def tjek(data: bytes, name: str, where: Collection[str], wanted: Interface | None = None) -> Tjek:
    """What the file is for who may run something in the Delsystemer `where`; brought to an interface, what it is to that one."""
    found = genkend(data, name, where, wanted)
    if wanted is not None:
        found = Svar(found.gaet, found.mulige[:1] or [Mulig(wanted, format_af(wanted, data, name), True, "")])
    chosen = found.mulige[0] if found.mulige else None
    format = chosen.format if chosen else found.gaet[0].format if found.gaet else ""
    if chosen is not None and chosen.tager:
        problems = laes(chosen.interface, data, name)
    else:
        problems = kontroller(format, data) if format else Problems()
    shown, content = problems.sorted(MOST_READ), Fil(data, format) if format else None
    if content is None or content.format is None:
        return Tjek(len(data), found.gaet, found.mulige, chosen, problems.errors, problems.warnings, shown)
    lines = content.laes(range(1, FOERSTE + 1), shown)
    return Tjek(len(data), found.gaet, found.mulige, chosen, problems.errors, problems.warnings, shown, content.antal, lines)
