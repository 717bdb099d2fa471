"""How a run is made: its options, and the settings and dates it needs, all asked for before anything happens.

Sources: social-teknik.md 2.1 and 2.6, winformatik.md 1.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.opsaetning import Opsaetning, opsaet
from snitflade.exchange.catalogue import Option, OptionKind, Options
from snitflade.exchange.konstanter import brug
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.soc.boligsikring.filer import Ramme
from snitflade.soc.boligsikring.models_bevilling import Koerselsart
from snitflade.soc.boligsikring.modul import BOLIGSIKRING, KONTO, MELLEMKONTO, TERMINAL
from snitflade.soc.boligsikring.proeve import laes_maaned, tjek_kommune
from snitflade.soc.maaned import Maaned

BS_REGNSKABSAAR = ProblemKind("BS_REGNSKABSAAR", "Regnskabsåret {raw} er ikke posteringsdatoens år eller naboåret. Ret det.")

VALG = (
    Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0957"),
    Option("maaned", OptionKind.TEXT, "Den måned, boligsikringen er for, fx 202505"),
    Option("koersel", OptionKind.CHOICE, "O = ordinær, S = opsamling", choices=("O", "S")),
    Option("posteringsdato", OptionKind.DATE, "Posteringsdato, fx 2025-04-10"),
    Option("betalingsdato", OptionKind.DATE, "Den dag, udlejerne betales; ellers posteringsdatoen", required=False),
    Option("regnskabsaar", OptionKind.NUMBER, "Regnskabsår; ellers posteringsdatoens", required=False),
)


@dataclass(frozen=True, slots=True)
class Koersel:
    """How a run is made."""

    maaned: Maaned
    art: Koerselsart
    ramme: Ramme
    opsaetning: Opsaetning
    konto: str
    mellemkonto: str
    terminal: str

    @property
    def prisme(self) -> bool:
        """Whether Prisme pays; else the bank does."""
        return self.opsaetning.vej == "prisme"


def koersel_af(options: Options, problems: Problems) -> Koersel | None:
    """The run that the options ask for; None, with everything that is wrong reported."""
    kommune, dato = str(options["kommune"]), options["posteringsdato"]
    tjek_kommune(kommune, problems)
    maaned = laes_maaned(str(options["maaned"]), problems)
    year = int(options.get("regnskabsaar") or dato.year)
    if abs(year - dato.year) > 1:
        problems.add(BS_REGNSKABSAAR, field="regnskabsaar", raw=str(year))
    if problems.errors or maaned is None:
        return None
    opsaetning = opsaet(BOLIGSIKRING, kommune, options.get("betalingsdato") or dato, tid.nu(), problems)
    prisme = opsaetning is not None and opsaetning.vej == "prisme"
    konto = brug.hent(KONTO, dato, problems)
    mellemkonto = "" if prisme else brug.hent(MELLEMKONTO, dato, problems)
    terminal = brug.hent(TERMINAL, dato, problems) if prisme else ""
    if problems.errors or opsaetning is None:
        return None
    ramme = Ramme(kommune, dato, opsaetning.betalingsdato, year, f"Boligsikring {maaned.tekst}")
    return Koersel(maaned, Koerselsart(options["koersel"]), ramme, opsaetning, konto, mellemkonto, terminal)
