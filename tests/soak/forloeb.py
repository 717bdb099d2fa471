"""The run: day after day the partners play their part, the operators take their steps, and the worker does what is due."""

from __future__ import annotations

import datetime as dt
import logging
import random
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import call_command
from tests.soak import afgoerelser, forbindelser, kopi, plan, revision, revision_tjenester
from tests.soak.boeger import Boeger
from tests.soak.fejl import Fejl
from tests.soak.kalender import Modpart, Operatoer, Scene
from tests.soak.raekker import folk, lon, tjenester
from tests.soak.raekker.konstanter import AAR
from tests.soak.ur import Ur
from tests.soak.verden import Installation

from snitflade.exchange import configuration, engine, waiting
from snitflade.partners.run import Partners, PartnersConfig

KONTROLLER = (*revision.KONTROLLER, *revision_tjenester.KONTROLLER)
NUUK = ZoneInfo("America/Nuuk")
EFTER, RO = 31, 2
"""Days after a whole year, in which its reports are made and what is on its way comes in; and days on which nothing new begins."""
KLOKKEN = (dt.time(6, 45), dt.time(12, 20), dt.time(20, 35))
"""When a day is looked at: after the night's collections, after the morning's steps, after CPR's delivery."""


@dataclass
class Forloeb:
    """A soak of so many months from 5 January."""

    folder: Path
    months: int
    seed: int
    seconds: float
    every: str = "plan"
    """Which days are lived through; see `plan.dage`."""
    calm: bool = False
    gjort: Counter[str] = field(default_factory=Counter)

    def gaa(self) -> list[str]:
        """Run it and audit it; gives what is wrong."""
        logging.getLogger("asyncssh").setLevel(logging.ERROR)
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # what the simulated mail server thinks of its own bad habits
        held = random.Random(self.seed)  # noqa: S311 (a year by chance, the same for the same seed as far as chance is ours)
        home = self.folder / "hjem"
        (home / "log").mkdir(parents=True)
        call_command("migrate", verbosity=0, interactive=False)
        engine.migrate()
        zero: dict[str, Any] = dict.fromkeys(
            (
                "prisme_port",
                "cpr_port",
                "smtp_port",
                "imap_port",
                "http_port",
                "gar_port",
                "incasso_port",
                "etax_port",
                "control_port",
            ),
            0,
        )
        config = PartnersConfig(home / "partnere", mailboxes=forbindelser.ADRESSER, prisme_after=0.3, **zero)
        mapper = {"vægten": forbindelser.vaegt(config.home), "lønsystemet": forbindelser.loensystem(config.home)}
        fejl = Fejl(random.Random(held.getrandbits(32)), mapper, alt=self.months >= 12)  # noqa: S311
        with Partners(config) as partnere:
            self._klargoer(partnere)
            configuration.path().write_text(forbindelser.skriv(partnere), encoding="utf-8")
            made = Installation(home, Boeger(self.folder / "boeger"), Ur(self.folder / "ur"), held, draeb=not self.calm)
            try:
                self._aaret(made, partnere, fejl)
                found = [*made.fejl, *self._revision(made, partnere)]
            except AssertionError as error:
                found = [*made.fejl, "".join(traceback.format_exception(error))]
            finally:
                made.slut()
                engine.close()
        if self.months >= 12 and not self.calm and not self.gjort["dage sprunget over"]:
            found += [f"det er aldrig sket: {kind}" for kind in fejl.aldrig()]
            found += [f"ingen har afgjort: {name}" for name in afgoerelser.aldrig()]
            found += ["siden er aldrig dræbt"] * (not made.side.draebt)
        self._fortael(made, fejl)
        return found

    @staticmethod
    def _klargoer(partnere: Partners) -> None:
        (partnere.cpr.area("cpr-udtraek") / "abonnement").mkdir(exist_ok=True)
        forbindelser.vaegt(partnere.config.home).mkdir()
        lon.opret(forbindelser.loensystem(partnere.config.home))
        for box, _, _ in forbindelser.KASSER.values():
            for name in ("Hentet", "Afvist"):
                partnere.store.folder(box, name)

    def _aaret(self, made: Installation, partnere: Partners, fejl: Fejl) -> None:
        fra = dt.date(AAR, 1, 5)
        sidste = dt.date(AAR + self.months // 12, self.months % 12 + 1, 1) - dt.timedelta(1)
        slut = sidste + dt.timedelta(EFTER if self.months >= 12 else 14)
        end = time.monotonic() + self.seconds
        made.ur.frem_til(dt.datetime.combine(fra, dt.time(5), NUUK))
        made.trin("opsaet", {})
        made.start_arbejder()
        made.side.start()
        made.vent()
        for dag, punkter in plan.dage(fra, slut, self.every):
            if dag <= sidste and time.monotonic() > end:
                self.gjort["dage sprunget over"] += 1
                continue
            if not self.calm and dag <= sidste:
                fejl.slaa_til(partnere)
            self._dag(made, partnere, dag, punkter)
            fejl.slaa_fra(partnere)
            self.gjort["dage"] += 1
        self._fald_til_ro(made, partnere, slut)

    def _dag(self, made: Installation, partnere: Partners, dag: dt.date, punkter: Sequence[Operatoer | Modpart]) -> None:
        morgen, middag, aften = (dt.datetime.combine(dag, moment, NUUK) for moment in KLOKKEN)
        made.klokken(morgen)
        scene = Scene(partnere, made.side, made.boeger, random.Random(made.held.getrandbits(32)), dag)  # noqa: S311
        viden = self._viden(made, partnere)
        made.trin("ryd_op", viden)
        for navn, brug in (
            ("frigiv", viden["cpr_mangler"] and waiting.held(afgoerelser.CPR).exists()),
            ("mistet", viden["mistet"]),
        ):
            if brug:
                made.trin(navn, viden)
        for one in punkter:
            if isinstance(one, Modpart):
                one.handling(scene)
            else:
                made.trin(one.navn, {})
                self.gjort["trin"] += 1
        made.klokken(middag)
        made.klokken(aften)

    @staticmethod
    def _viden(made: Installation, partnere: Partners) -> dict[str, list[str]]:
        """What a partner tells on the telephone: which files they have and have never got, which delivery will not come."""
        sendt = set(revision.sendt_over_linjen())  # first: what is sent meanwhile is not missed
        har = revision.hos_modparterne(made.boeger, partnere)
        return {"hos_modparten": sorted(har), "mistet": sorted(sendt - har.keys()), "cpr_mangler": folk.mangler(made.boeger)}

    def _fald_til_ro(self, made: Installation, partnere: Partners, dag: dt.date) -> None:
        """Days without faults, until nothing is on its way any more."""
        made.fred()
        for later in range(1, RO + 1):
            self._dag(made, partnere, dag + dt.timedelta(later), plan.AFSLUTNING if later == 1 else ())
        scene = Scene(partnere, made.side, made.boeger, random.Random(made.held.getrandbits(32)), dag)  # noqa: S311
        for system in tjenester.SIDSTE:
            system(scene)
        made.boeger.husk("kald", made.side.talt)
        made.stop_arbejder()
        made.side.slut()

    def _revision(self, made: Installation, partnere: Partners) -> list[str]:
        found = [f"{one.__name__}: {text}" for one in KONTROLLER for text in one(made.boeger, partnere)]
        verify = subprocess.run([sys.executable, "-m", "snitflade", "verify"], capture_output=True, text=True, check=False)
        if verify.returncode:
            found.append(f"verify: {verify.returncode}\n{verify.stdout}{verify.stderr}")
        print(verify.stdout.strip(), flush=True)  # noqa: T201
        if (self.folder / kopi.NAVN).exists():
            found += kopi.gendan(self.folder, made.home)
        return found

    def _fortael(self, made: Installation, fejl: Fejl) -> None:
        from snitflade.exchange.models import Exchange

        print(f"dage {self.gjort['dage']}, sprunget over {self.gjort['dage sprunget over']}, trin {self.gjort['trin']}")  # noqa: T201
        used = {name: sum(float(line.split()[0]) for line in _linjer(made.log / f"{name}.tid")) for name in ("trin", "arbejder")}
        used["styring"] = time.process_time()
        print(f"processor (sekunder, uden de dræbte): { {name: round(spent, 1) for name, spent in used.items()} }")  # noqa: T201
        print(f"dræbt: {dict(made.draebt)}")  # noqa: T201
        print(f"siden: dræbt {made.side.draebt} gange midt i {dict(sorted(made.side.talt.items()))}")  # noqa: T201
        print("hvad der gik galt, hvor mange gange det skete, og hos hvem:", *fejl.tabel(), sep="\n")  # noqa: T201
        print("hvad mennesker afgjorde:", *(f"  {name:<36} {count}" for name, count in afgoerelser.tabel()), sep="\n")  # noqa: T201
        rows = Counter(Exchange.objects.values_list("interface", "state"))
        for (interface, state), count in sorted(rows.items()):
            print(f"  {interface:<32} {state:<12} {count}")  # noqa: T201
        sys.stdout.flush()


def _linjer(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
