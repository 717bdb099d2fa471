"""What a run needs from the system constants, all asked for before anything happens; and its dates.

Sources: payments.md 2.5, 3.5; winformatik.md 1.2.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snitflade.bogh.udbetaling.modul import Modul
from snitflade.exchange.bankdage import BANKEN, naeste_bankdag
from snitflade.exchange.konstanter import brug
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.udbetalinger import Afsender

UDBETALING_DATO_FOR_TIDLIG = ProblemKind(
    "UDBETALING_DATO_FOR_TIDLIG", "Betalingsdatoen {raw} er passeret. Vælg {idag} eller senere.", spec="DATO_UGYLDIG"
)
UDBETALING_DATO_FOR_SEN = ProblemKind(
    "UDBETALING_DATO_FOR_SEN",
    "Betalingsdatoen {raw} er mere end 12 måneder fremme. Vælg en dato til og med {sidste}.",
    spec="DATO_UGYLDIG",
)
UDBETALING_KOMMUNE = ProblemKind("UDBETALING_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre, fx 0956.")
UDBETALING_AFSENDER = ProblemKind("UDBETALING_AFSENDER", "pain.001 skal have betalerens navn. Sæt systemkonstanten bank.afsender.")


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """How a run is paid. `vej`: ``erh``, ``pain001`` or ``prisme``; `graense`: øre; `ident`: NemKonto in ERH, empty: none."""

    modul: Modul
    kommune: str
    dannet: dt.datetime
    betalingsdato: dt.date
    vej: str
    kreditkonto: str
    afsender: Afsender
    graense: int
    ident: str
    fi_konto: str
    giro_konto: str
    kolonner: int
    kvittering: str
    note: str = ""
    """What is to be said of the date."""

    @property
    def dag(self) -> dt.date:
        """The day the file is made."""
        return self.dannet.date()


def opsaet(modul: Modul, kommune: str, betalingsdato: dt.date, dannet: dt.datetime, problems: Problems) -> Opsaetning | None:
    """The settings of a run; None when something is missing, which is reported. `dannet` is local, with its offset."""
    if not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
        problems.add(UDBETALING_KOMMUNE, field="kommune", raw=kommune)
    today = dannet.date()
    last = _om_et_aar(today)
    if betalingsdato < today:
        problems.add(UDBETALING_DATO_FOR_TIDLIG, field="betalingsdato", raw=_dag(betalingsdato), idag=_dag(today))
    if betalingsdato > last:
        problems.add(UDBETALING_DATO_FOR_SEN, field="betalingsdato", raw=_dag(betalingsdato), sidste=_dag(last))
    dato = naeste_bankdag(betalingsdato, BANKEN)
    note = "" if dato == betalingsdato else f"{_dag(betalingsdato)} er ingen bankdag. Der betales den {_dag(dato)}."
    found = {nummer: brug.hent(nummer, dato, problems) for nummer in _konstanter(modul)}
    vej = vejen(found[modul.vej], kommune)
    vej = found["bank.format"] if vej == "bank" else vej
    if vej != "prisme":
        found[modul.bankkonto] = brug.hent(modul.bankkonto, dato, problems)
    if vej == "pain001" and not found["bank.afsender"]:
        problems.add(UDBETALING_AFSENDER, field="bank.afsender")
    if problems.errors:
        return None
    afsender = Afsender(
        found["bank.afsender"], found.get(modul.bankkonto, ""), afsender_id=found["bank.afsender_id"], bic=found["bank.bic"]
    )
    limits = [int(found[name]) * 100 for name in ("bank.graense", modul.graense) if name]
    return Opsaetning(
        modul=modul,
        kommune=kommune,
        dannet=dannet,
        betalingsdato=dato,
        vej=vej,
        kreditkonto=found[modul.kreditkonto],
        afsender=afsender,
        graense=min(limits),
        ident=found["bank.nemkonto_ident"] if vej == "erh" else "",
        fi_konto=found["bank.fi_konto"],
        giro_konto=found["bank.giro_konto"],
        kolonner=int(found["bank.erh_kolonner"]),
        kvittering=found["bank.erh_kvittering"],
        note=note,
    )


def _konstanter(modul: Modul) -> tuple[str, ...]:
    bank = ("afsender", "afsender_id", "bic", "erh_kolonner", "erh_kvittering", "fi_konto", "format", "giro_konto", "graense")
    own = (modul.kreditkonto, modul.vej, *((modul.graense,) if modul.graense else ()))
    return (*own, *(f"bank.{name}" for name in bank), "bank.nemkonto_ident")


def vejen(vaerdi: str, kommune: str) -> str:
    """The way of a municipality: its own, else the one for all, else the bank.

    >>> vejen("0956=prisme,0955=bank", "0956"), vejen("0956=prisme,bank", "0957"), vejen("prisme", "0957")
    ('prisme', 'bank', 'prisme')
    """
    general = "bank"
    for part in vaerdi.split(","):
        whose, _, vej = part.rpartition("=")
        if whose == kommune:
            return vej
        if not whose and vej:
            general = vej
    return general


def _om_et_aar(dag: dt.date) -> dt.date:
    return dag.replace(year=dag.year + 1, day=28) if (dag.month, dag.day) == (2, 29) else dag.replace(year=dag.year + 1)


def _dag(dato: dt.date) -> str:
    return f"{dato:%d-%m-%Y}"
