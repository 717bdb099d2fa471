"""One municipality's side of the load: its partners run here, and whoever lays files, presses, approves and waits."""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench import load_calls, load_world

if TYPE_CHECKING:
    from tests.soak.kalender import Scene

    from bench.load_calls import Caller
    from bench.load_home import Home
    from bench.load_plan import File, Run, Wave

LOOK = 0.25
"""Seconds between two looks at whether everything is done."""
ROUNDS = 3
"""How often each service is asked in a wave."""
GOOD = {
    "fil": ("anvendt", "karantaene", "afvist, som den skal"),
    "kørsel": ("afsendt", "taget", "kvitteret", "intet at sende"),
    "hentning": ("anvendt",),
    "kald": ("besvaret",),
}


@dataclass(slots=True)
class Done:
    """What became of one exchange: its row, what it was, the seconds it took and how it ended."""

    row: int
    kind: str
    took: float
    state: str
    why: str = ""

    def plain(self) -> list[Any]:
        """As JSON has it."""
        return [self.row, self.kind, round(self.took, 4), self.state, self.why]


def drive(home: Home, files: int, pause: float, longest: float) -> None:
    """Keep the partners running and live through the waves, each when it is told to; tells what became of each."""
    from tests.soak.boeger import Boeger

    from bench import load_plan
    from snitflade.exchange import engine

    books, chance = Boeger(home.path / "boeger"), random.Random(load_world.SEED)  # noqa: S311 (the same load each time)
    with load_world.partners(home) as running:
        tell(home, "klar", None)
        for number, day in enumerate(load_world.WAVES):
            await_word(home, f"læg-{number}")
            wave = load_plan.wave(running, books, chance, day, files)
            tell(home, f"lagt-{number}", wave.refused)
            caller = load_calls.Caller(home, pause / 2 if number else 0.0)
            scene = load_world.scene_of(running, caller, books, random.Random(number), day)  # noqa: S311
            await_word(home, f"gå-{number}")
            tell(home, f"gjort-{number}", _Driven(home, wave, caller, scene, pause if number else 0.0, longest, number).done())
            for exchange, name, data in _left(home):
                books.aflever(*exchange, name, data)
        await_word(home, "slut")
        engine.close()


def tell(home: Home, what: str, answer: Any) -> None:
    """Say something to the other side."""
    new = home.path / f".{what}"
    new.write_text(json.dumps(answer))
    new.rename(home.path / what)


def await_word(home: Home, what: str, longest: float = 600.0) -> Any:
    """Wait until it is said. Raises RuntimeError when nobody will, because a process of the home has broken."""
    until = time.monotonic() + longest
    while not (home.path / what).exists():
        if time.monotonic() > until or home.broken.exists():
            raise RuntimeError(f"nobody said {what}: {(home.path / 'log').read_text()[-2000:]}")
        time.sleep(0.05)
    return json.loads((home.path / what).read_text())


def _left(home: Home) -> list[tuple[tuple[str, int], str, bytes]]:
    """What the partners have got in this wave: exchange, name and bytes; it is taken away from where it lay."""
    from snitflade.exchange.models import Exchange
    from snitflade.exchange.states import State

    sent = Exchange.objects.filter(direction="ud", state__in=(State.AFSENDT, State.TAGET))
    found = [((one.interface, one.pk), name, data) for one in sent for name, data in load_world.contents(one)]
    for path in (home.path / "ud").glob("*/[!.]*"):
        path.unlink()
    return found


@dataclass(slots=True)
class _Driven:
    """A wave under way. `begun`: when each file and run was there and due, by the municipality's clock."""

    home: Home
    wave: Wave
    caller: Caller
    scene: Scene
    pause: float
    longest: float
    number: int
    begun: dict[str, float] = field(default_factory=dict)
    orders: dict[int, float] = field(default_factory=dict)
    built: dict[int, float] = field(default_factory=dict)
    pulls: dict[str, tuple[str, float]] = field(default_factory=dict)
    since: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    sent: set[int] = field(default_factory=set)

    def done(self) -> dict[str, Any]:
        """Do all of it and wait; gives how long it took and what became of each."""
        from snitflade.exchange import catalogue

        start = time.monotonic()
        asking = threading.Thread(target=self._ask, name="asking", daemon=True)
        asking.start()
        waiting = list(self.wave.runs)
        by_interface: dict[str, list[File]] = {}
        for file in self.wave.files:
            by_interface.setdefault(file.interface, []).append(file)
        for interface, files in by_interface.items():
            self._files(interface, files)
        for interface in self.wave.pulls:
            key = self._enqueue("udveksling.hent", f"hent.{interface}", "nu", key=f"belastning:hent:{interface}:{self.number}")
            self.pulls[key] = interface, time.time()
            time.sleep(self.pause)
        until = start + self.longest
        open_ = set(by_interface)
        while time.monotonic() < until:
            open_ = {interface for interface in open_ if self._unfinished(by_interface[interface])}
            for run in [run for run in waiting if run.interface not in open_]:  # what is billed has come in first
                waiting.remove(run)
                self._order(run)
                time.sleep(self.pause)
            self._approve()
            if not waiting and not open_ and not self._going():
                break
            time.sleep(LOOK)
        took = time.monotonic() - start
        asking.join(30)
        nr = {one.id: one.row.nr or 0 for one in catalogue.declared()}
        found = [*self._of_files(nr), *self._of_runs(nr), *self._of_pulls(nr), *self._of_calls()]
        found += [Done(nr[run.interface], "kørsel", 0.0, "ikke nået") for run in waiting]
        return {"took": took, "done": [one.plain() for one in found]}

    def _ask(self) -> None:
        for _ in range(ROUNDS):
            self.caller.sbsys(self.scene.boeger)
            for call in self.wave.calls:
                try:
                    call(self.scene)
                except Exception:
                    traceback.print_exc()  # into the home's log; what was answered is told with the others

    @staticmethod
    def _enqueue(task: str, *arguments: str, key: str) -> str:
        from snitflade.exchange import engine

        return engine.enqueue(task, *arguments, key=key)

    def _files(self, interface: str, files: list[File]) -> None:
        """Lay what a person carries, and do what is done when its interface is due; with a pause one after another."""
        for number, file in enumerate(files):
            self.begun[file.key] = time.time()
            if not file.laid:
                place = load_world.inbox(self.home, interface)
                temporary = place / f".{file.name}"
                temporary.write_bytes(file.data)
                temporary.rename(place / file.name)
            if self.pause or number == len(files) - 1:
                self._enqueue("udveksling.hent", f"hent.{interface}", "nu", key=f"belastning:{file.key}")
                time.sleep(self.pause)

    def _unfinished(self, files: list[File]) -> bool:
        from snitflade.exchange.models import Exchange
        from snitflade.exchange.states import State

        ended = Exchange.objects.filter(interface=files[0].interface, key__in=[file.key for file in files])
        return ended.exclude(state=State.MODTAGET).count() < len({file.key for file in files})

    def _order(self, run: Run) -> None:
        from snitflade.exchange import catalogue, orders

        if run.exchange:
            self.built[run.exchange] = time.time()
        else:
            self.orders[orders.place(catalogue.find(run.interface), run.options, run.by).pk] = time.time()

    def _approve(self) -> None:
        from bench import load_plan
        from snitflade.exchange import tasks

        for exchange in load_plan.approve_all():
            if exchange.pk in self.sent:
                continue
            self.sent.add(exchange.pk)
            if exchange.pk in self.built:  # built by hand, sent by a task of its own
                self._enqueue("skat.overskriv", "skat-overskrivning", "nu", key=f"belastning:send:{exchange.pk}")
            else:
                tasks.deliver_later(exchange)

    def _going(self) -> bool:
        from snitflade.exchange import engine
        from snitflade.exchange.models import Exchange, Order
        from snitflade.exchange.states import State

        if Order.objects.filter(pk__in=self.orders, ended_at=None).exists():
            return True
        if Exchange.objects.filter(state__in=(State.BYGGET, State.GODKENDT, State.AFSENDES)).exists():
            return True
        works = engine.among(list(self.pulls))
        return any(work.ended_at is None for work in works)

    def _of_files(self, nr: dict[str, int]) -> list[Done]:
        from snitflade.exchange.models import Exchange

        found = []
        for file in self.wave.files:
            row = Exchange.objects.filter(interface=file.interface, key=file.key).first()
            state, at = (row.state, row.state_at.timestamp()) if row else ("ikke nået", time.time())
            good = state if file.good or state != "afvist" else "afvist, som den skal"
            why = "" if good in GOOD["fil"] or row is None else f"{file.name}: {_why(row)}"
            found.append(Done(nr[file.interface], "fil", at - self.begun.get(file.key, at), good, why))
        return found

    def _of_runs(self, nr: dict[str, int]) -> list[Done]:
        from snitflade.exchange.models import Exchange, Order

        found = []
        for order in Order.objects.filter(pk__in=self.orders).select_related("exchange"):
            due, sent = self.orders[order.pk], order.exchange
            if sent is not None:
                found.append(_sent(nr, sent, due))
            elif order.ended_at is None:
                found.append(Done(nr[order.interface], "kørsel", 0.0, "ikke nået"))
            else:
                took = order.ended_at.timestamp() - due
                why = "; ".join(problem["message"] for problem in order.problems or [])
                found.append(Done(nr[order.interface], "kørsel", took, "afslået" if why else "intet at sende", why or order.note))
        return found + [_sent(nr, one, self.built[one.pk]) for one in Exchange.objects.filter(pk__in=self.built)]

    def _of_pulls(self, nr: dict[str, int]) -> list[Done]:
        from snitflade.exchange import engine
        from snitflade.exchange.models import Exchange

        found = []
        for work in engine.among(list(self.pulls)):
            interface, due = self.pulls[work.key]
            came = Exchange.objects.filter(interface=interface, direction="ind", created_at__gte=self.since).order_by("-pk").first()
            if came is not None:
                why = "" if came.state in GOOD["hentning"] else _why(came)
                found.append(Done(nr[interface], "hentning", came.state_at.timestamp() - due, str(came.state), why))
            else:
                state = "intet nyt" if work.state == engine.WorkState.FAERDIG else str(work.state.value)
                took = (work.ended_at - work.queued_at).total_seconds() if work.ended_at and work.queued_at else 0.0
                found.append(Done(nr[interface], "hentning", took, state, work.message))
        return found

    def _of_calls(self) -> list[Done]:
        expected = (200, 400, 403, 404, 500)  # each system also asks what it may not, and for what is not there
        return [
            Done(row, "kald", took, "besvaret" if status in expected else str(status))
            for row, took, status in list(self.caller.told)
        ]


def _sent(nr: dict[str, int], exchange: Any, due: float) -> Done:
    state = str(exchange.state)
    why = "" if state in GOOD["kørsel"] else _why(exchange)
    return Done(nr[exchange.interface], "kørsel", exchange.state_at.timestamp() - due, state, why)


def _why(exchange: Any) -> str:
    return " ".join([exchange.note, *exchange.problems.values_list("message", flat=True)[:3]]).strip()[:300]


def day_of(number: int) -> dt.datetime:
    """When a wave begins."""
    return dt.datetime.combine(load_world.WAVES[number], load_world.MORNING)
