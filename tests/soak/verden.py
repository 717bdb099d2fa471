"""The soaked installation: its database and home, the worker and the operators' steps as processes, and the clock they live by.

Only processes that were started here are ever killed, by their own handle.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from tests.soak import proces
from tests.soak.boeger import Boeger
from tests.soak.side import Side
from tests.soak.ur import Ur

FORSOEG = 6
"""How often a step is killed at most, before it is left in peace."""
LAENGST = 120.0
"""Seconds after which something is stuck."""


class SoakError(AssertionError):
    """Something that must not happen has happened."""


def gaffel() -> ForkServerContext:
    """The server that processes are forked from; it lives by the clock named in ``SOAK_UR``."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.soak.skabelon"])
    return context


@dataclass
class Installation:
    """A home with its processes. `draebt` counts the killed ones."""

    home: Path
    boeger: Boeger
    ur: Ur
    held: random.Random
    draeb: bool = True
    """Whether anything is killed."""
    context: ForkServerContext = field(default_factory=gaffel)
    draebt: Counter[str] = field(default_factory=Counter)
    fejl: list[str] = field(default_factory=list)
    """The steps that broke, by themselves; the year goes on without them."""
    arbejder: ForkServerProcess | None = None
    side: Side = field(init=False)
    """What other systems call."""

    def __post_init__(self) -> None:
        self.side = Side(self.context, self.log, random.Random(self.held.getrandbits(32)))  # noqa: S311 (a year by chance)
        if not self.draeb:
            self.side.andel = 0.0

    @property
    def log(self) -> Path:
        """Where the processes write."""
        return self.home / "log"

    # The worker

    def start_arbejder(self) -> None:
        """Let a worker work; one that has died is followed by the next."""
        self.arbejder = self.context.Process(target=proces.arbejd, args=(str(self.log / "arbejder"),), daemon=True)
        self.arbejder.start()

    def draeb_arbejder(self) -> None:
        """Kill -9 the worker, and start another."""
        if self.arbejder is not None:
            self.arbejder.kill()
            self.arbejder.join(20)
            self.arbejder.close()
            self.draebt["arbejder"] += 1
        self.start_arbejder()

    def lever(self) -> None:
        """Nobody but us ends the worker. Raises SoakError."""
        if self.arbejder is not None and not self.arbejder.is_alive():
            raise SoakError(f"arbejderen er gået ned ({self.arbejder.exitcode}):\n{self._ende('arbejder')}")

    def stop_arbejder(self) -> None:
        """End the worker as an administrator does."""
        if self.arbejder is not None:
            self.arbejder.terminate()
            self.arbejder.join(60)
            if self.arbejder.exitcode != 0:
                raise SoakError(f"arbejderen sluttede med {self.arbejder.exitcode}:\n{self._ende('arbejder')}")
            self.arbejder.close()
            self.arbejder = None

    def slut(self) -> None:
        """Leave no process behind, whatever has happened."""
        self.side.slut()
        if self.arbejder is not None and self.arbejder.is_alive():
            self.arbejder.kill()
            self.arbejder.join(20)

    # Steps

    def trin(self, navn: str, viden: dict[str, Any]) -> None:
        """Let an operator take a step, who may be killed in the middle of it and then takes it up again."""
        id = f"{self.ur.nu:%Y-%m-%d} {navn}"
        seed = self.held.getrandbits(32)
        for left in range(FORSOEG, -1, -1):
            doe = int(2 ** self.held.uniform(0, 9)) if self.draeb and left and self.held.random() < 0.35 else None
            if self._koer(navn, id, seed, doe, viden):
                return
            self.draebt[navn] += 1
        raise SoakError(f"{navn} blev ikke færdig")

    def _koer(self, navn: str, id: str, seed: int, doe: int | None, viden: dict[str, Any]) -> bool:
        begun = self.context.Process(
            target=proces.trin, args=(str(self.log / "trin"), navn, id, seed, str(self.boeger.rod), doe, viden), daemon=True
        )
        begun.start()
        begun.join(LAENGST)
        code = begun.exitcode
        if code is None:
            begun.kill()
            begun.join(20)
            raise SoakError(f"{id} hang:\n{self._ende('trin')}")
        begun.close()
        if code == 0:
            return True
        if code == -signal.SIGKILL and doe is not None:
            return False
        self.fejl.append(f"{id} fejlede ({code}):\n{self._ende('trin')}")
        return True

    def _ende(self, name: str) -> str:
        path = self.log / name
        return path.read_text(errors="replace")[-2500:] if path.exists() else ""

    # Time

    def fred(self) -> None:
        """Nobody is killed any more."""
        self.draeb, self.side.andel = False, 0.0

    def klokken(self, moment: dt.datetime) -> None:
        """It becomes `moment` for everybody, and the worker does what is due; now and then it is killed while it does."""
        self.ur.frem_til(moment)
        if self.draeb and self.held.random() < 0.15:
            time.sleep(self.held.uniform(0, 0.6))
            self.draeb_arbejder()
        self.vent()

    def vent(self) -> None:
        """Wait until the worker has looked around twice and nothing is left to do. Raises SoakError."""
        from snitflade.exchange.models import AuditEvent, Worker

        end, beats, last, done = time.monotonic() + LAENGST, 0, None, -1
        while beats < 2 or self.ufaerdigt():
            self.lever()
            if done != (now := AuditEvent.objects.count()):  # something happens
                end, done = time.monotonic() + LAENGST, now
            if time.monotonic() > end:
                raise SoakError(f"arbejderen bliver ikke færdig: {self.ufaerdigt()}\n{self._ende('arbejder')}")
            time.sleep(0.15)
            beat = Worker.objects.values_list("beat_at", flat=True).first()
            beats, last = beats + (beat is not None and beat != last), beat

    @staticmethod
    def ufaerdigt() -> list[str]:
        """The keys of the work that waits or runs."""
        from snitflade.exchange.engine import durable

        return [one.workflow_id for one in durable._asked(lambda asked: asked.list_workflows(status=["ENQUEUED", "PENDING"]))]
