"""What happens in a wave: the steps of the soaked year's operators and partners, all 40 rows, as work for the workers.

An operator's step does here what a person does at a page; where it would build, fetch or apply itself, the work is noted instead.
Files of the faulty kind are laid as well, and are to be refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from tests.soak import plan
from tests.soak.boeger import Boeger
from tests.soak.kalender import Modpart, Scene
from tests.soak.operatoer import BYGGER, GODKENDER, Trin
from tests.soak.raekker import bilag, erhv, folk, inddrivelse, led, lon, penge, skat, soc, tekn, tjenester

from bench import load_world
from snitflade.exchange import catalogue, configuration, outbound
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemsError
from snitflade.inka.models import Debitor

if TYPE_CHECKING:
    from snitflade.partners.run import Partners

AGAIN = (
    *(penge.fi_fil, bilag.acubiz_fil, bilag.bsplus_fil, inddrivelse.myndighed, lon.koersel, soc.lejefil, skat.indkomster),
    tekn.vejninger,
)
"""Partners who may send several files in a wave, each of a month of its own."""
SUBSCRIBED = 3
"""Persons whom CPR is to tell of from now on, in each wave."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is there: `laid` says that its partner has it already; else a person carries it from the partner's site."""

    interface: str
    name: str
    data: bytes
    good: bool
    laid: bool

    @property
    def key(self) -> str:
        """What its exchange is known by."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Run:
    """A run that somebody orders, with its options as text; with an `exchange` it is built already and waits for approval."""

    interface: str
    options: dict[str, str]
    by: str = BYGGER
    exchange: int = 0


@dataclass(frozen=True, slots=True)
class Wave:
    """All that is to be done."""

    files: list[File]
    runs: list[Run]
    pulls: list[str]
    """Interfaces that ask a partner's service or database."""
    calls: list[Callable[[Scene], None]]
    """What other systems do with the services."""
    refused: list[str]
    """What an operator could not do, and why."""


@dataclass(frozen=True, slots=True)
class Step(Trin):
    """An operator's step: what a worker does is noted."""

    runs: list[Run] = field(default_factory=list)
    on: dt.date | None = None
    """The day it was on, where that is past."""

    @property
    def dag(self) -> dt.date:
        """The day of the step."""
        return self.on or timezone.localdate()

    def sjaeldent(self, en_af: int) -> bool:
        """Never: nothing is done over."""
        return False

    def send(self, interface: str, by: str = BYGGER, **options: Any) -> Exchange | None:
        """Order it."""
        one = catalogue.find(interface)
        texts = {name: _text(value) for name, value in options.items()}
        self.runs.append(Run(one.id, texts, by))
        return None

    def bring_ud(self, exchange: Exchange) -> None:
        """Have it approved and delivered with the others."""
        self.runs.append(Run(exchange.interface, {}, exchange=exchange.pk))

    def hent(self, interface: str) -> None:
        """The worker does."""

    def modtag(self, interface: str, name: str, data: bytes) -> Exchange:
        """The worker does."""
        return Exchange(interface=interface)


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes")
    return "" if value is None else str(value)


def wave(partners: Partners, books: Boeger, chance: random.Random, day: dt.date, files: int) -> Wave:
    """Everything that is done in a quarter on one day; partners who may send several files send `files`."""
    before = _sent(books)
    step, scene = Step(f"{day}", chance, books, {}), load_world.scene_of(partners, None, books, chance, day)
    for number in range(SUBSCRIBED):
        Debitor.objects.get_or_create(kundenummer=f"01016{day:%m}{100 + number:03}", defaults={"navn": "Prøve Person"})
    before_this = Step(f"{day}", chance, books, {}, on=day - dt.timedelta(31))
    for handling in (erhv.solgt, led.henvend):  # rows 4 and 21 tell of the month before
        handling(before_this)
    refused = []
    calls = []
    for row in plan.RAEKKER:
        for one in row.punkter:
            try:
                if row in tjenester.RAEKKER and isinstance(one, Modpart):
                    calls.append(one.handling)
                elif not isinstance(one, Modpart):
                    one.handling(step)
                elif one.handling is folk.leverance:
                    load_world.deliveries(scene, files)
                else:
                    for back in range(files - 1 if one.handling in AGAIN else 0, -1, -1):
                        scene.dag = day - dt.timedelta(31 * back)
                        one.handling(scene)
            except (ProblemsError, ValueError) as error:
                refused.append(f"{row.nr} {one.handling.__name__}: {error}"[:300])
            scene.dag = day
    step.runs.extend(Run(one.id, {}, "system") for one in catalogue.declared() if one.runs_itself)
    ways, kinds = (configuration.load()[name] for name in ("snitflader", "forbindelser"))
    new = [
        File(interface, name, data, good, ways[interface]["ind"] != interface)
        for (interface, name, good), data in _sent(books).items()
        if before.get((interface, name, good)) != data
    ]
    pulls = [id for id, way in ways.items() if "ind" in way and kinds[way["ind"]]["type"] in ("http", "database")]
    return Wave(new, step.runs, pulls, calls, refused)


def _sent(books: Boeger) -> dict[tuple[str, str, bool], bytes]:
    """What the partners have sent, by interface, name and whether it is right."""
    return {
        (interface, name, bog == "sendt"): data
        for bog in ("sendt", "daarlig")
        for interface in books.interfaces(bog)
        for name, data in books.sendt(interface, daarlig=bog == "daarlig")
    }


def approve_all() -> list[Exchange]:
    """A second person approves what was built and may go; gives all that is approved."""
    for exchange in Exchange.objects.filter(state=State.BYGGET):
        with suppress(MayNotLeaveError):
            outbound.approve(exchange, GODKENDER)
    return list(Exchange.objects.filter(state=State.GODKENDT))
