"""One municipality's installation under load: its home, its database, and the processes that work in it, each a fork of one."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.postgres import Postgres

BY, SECOND = "person1", "person2"
RENOVATION = "tekn.renovation-prisme"
QUARTERS = ("2018K1", "2018K2", "2018K3", "2018K4")
LOOK = 0.25
"""Seconds between two looks at whether everything is done."""


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder and the name of its database."""

    path: Path
    database: str
    server: Postgres

    @property
    def url(self) -> str:
        """The database's address; the server's folder stands in the environment."""
        return f"postgresql://postgres@/{self.database}"

    def enter(self) -> None:
        """Let this process, which has opened no database yet, be one of this installation's."""
        from django.conf import settings
        from django.db import connections

        from snitflade.settings import database

        os.environ.update(self.server.environment(self.database))
        settings.HOME = self.path
        connections.settings["default"].update({"OPTIONS": {}, **database(self.url, self.path)})
        with suppress(AttributeError):
            del connections["default"]

    def start(self, work: Callable[..., Any], *arguments: Any) -> Job:
        """Begin `work` in a process of its own."""
        self.path.mkdir(parents=True, exist_ok=True)
        answer = self.path / f"svar-{work.__name__}-{time.monotonic_ns()}.json"
        sys.stdout.flush()
        number = os.fork()
        if not number:
            self._be(answer, work, arguments)
        return Job(number, answer)

    def _be(self, answer: Path, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        code = 1
        try:
            with (self.path / "log").open("a") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            self.enter()
            answer.write_text(json.dumps(work(self, *arguments)))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)


@dataclass(frozen=True, slots=True)
class Job:
    """A process that was begun."""

    number: int
    answer: Path

    def wait(self) -> Any:
        """What it gave. Raises RuntimeError when it broke."""
        _, status = os.waitpid(self.number, 0)
        if status:
            raise RuntimeError(f"{self.answer.stem} ended with {status}: {(self.answer.parent / 'log').read_text()[-2000:]}")
        return json.loads(self.answer.read_text())

    def end(self) -> None:
        """Ask it to end, and wait."""
        os.kill(self.number, signal.SIGTERM)
        self.wait()

    def kill(self) -> None:
        """End it at once, if it still runs."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.number, signal.SIGKILL)
            os.waitpid(self.number, 0)


def prepare(home: Home, files: int) -> dict[str, str]:
    """Make the tables, the key, the master data and the plan; gives the rows without example."""
    from django.core.management import call_command

    import snitflade.tekn
    from bench import load_plan
    from snitflade.exchange import engine, imports, keys

    call_command("migrate", verbosity=0, interactive=False)
    engine.migrate()
    engine.close()
    keys.create()
    result = imports.find("tekn.renovation")(Path(str(snitflade.tekn.__file__)).parent / "demo")
    if result.problemer.errors:
        raise RuntimeError(str(result.problemer.sorted(3)))
    return load_plan.write(home.path / "plan", files)


def connect(home: Home) -> None:
    """Every row takes its files from a folder of its own and lays its own in another."""
    from snitflade.exchange import catalogue

    lines = []
    for interface in catalogue.declared():
        ways = (["ind"] if interface.apply and not interface.fetch else []) + (list(interface.formats) if interface.build else [])
        ind, ud = home.path / "ind" / interface.id, home.path / "ud" / interface.id
        for folder in (ind, ud):
            folder.mkdir(parents=True)
        lines.append(
            f'[forbindelser."{interface.id}"]\ntype = "mappe"\ninbox = "{ind}"\noutbox = "{ud}"\nquiet = 0.0\n'
            f'[snitflader."{interface.id}"]\n' + "".join(f'{way} = "{interface.id}"\n' for way in dict.fromkeys(ways))
        )
    (home.path / "forbindelser.toml").write_text("\n".join(lines))


def worker(home: Home, slot: str) -> None:
    """Be a worker as `snitflade worker` is, but for what is due by the clock: the plan says what is due."""
    from snitflade.exchange import engine

    engine.run_worker(slot)


@contextmanager
def workers(homes: list[Home], each: int) -> Iterator[None]:
    """So many workers in each installation, all of them at work before the block begins."""
    running = [home.start(worker, f"arbejder-{number}") for home in homes for number in range(1, each + 1)]
    try:
        for home in homes:
            if not home.start(all_there, each).wait():
                raise RuntimeError(f"the workers of {home.path.name} did not come: {(home.path / 'log').read_text()[-2000:]}")
        yield
        for job in running:
            os.kill(job.number, signal.SIGTERM)
        for job in running:
            job.wait()
    finally:
        for job in running:
            job.kill()


def all_there(home: Home, count: int) -> bool:
    """Whether so many workers have come, waited for."""
    from snitflade.exchange.models import Worker

    until = time.monotonic() + 60
    while Worker.objects.count() < count:
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def drive(home: Home, first: int, files: int, pause: float, longest: float) -> dict[str, Any]:
    """Lay `files` files of every row, from the number `first` on, and order what goes out; wait until all is done.

    Each file is announced as its schedule would. With a `pause` (seconds) the files come one after another, else all at once.
    Gives the seconds each took from lying there to its end, and what became of it; and those of each run, from due to delivered.
    """
    from snitflade.exchange import catalogue, engine

    begin, until = time.time(), time.monotonic() + longest
    laid: dict[str, float] = {}
    plan = home.path / "plan"
    for number in range(first, first + files):
        for folder in sorted(path for path in plan.iterdir() if path.is_dir()):
            source = folder / f"{number:03}"
            if source.exists():
                _announce(home, catalogue.find(folder.name), source.name, source.read_bytes(), laid)
                time.sleep(pause)
    runs = _order(first)
    done = _wait(home, laid, runs, until)
    engine.close()
    return {"took": time.time() - begin, **done}


def _announce(home: Home, interface: Any, number: str, data: bytes, laid: dict[str, float]) -> None:
    """Lay the file and do what is done when its interface is due; an interface that asks by itself is given it as from the page."""
    from snitflade.exchange import engine, inbound

    name = f"{interface.id}-{number}.txt"
    laid[name] = time.time()
    if interface.fetch:
        inbound.receive(interface, name, data, BY)
        engine.enqueue("udveksling.anvend-i-orden", interface.id, key=f"anvend:{name}")
    else:
        temporary = home.path / "ind" / interface.id / f".{name}"
        temporary.write_bytes(data)
        temporary.rename(temporary.with_name(name))
        engine.enqueue("udveksling.hent", f"hent.{interface.id}", "nu", key=f"hent:{name}")


def _order(first: int) -> list[int]:
    """Order a quarter of Renovation, and whatever makes itself at its hour; gives the orders."""
    from snitflade.exchange import catalogue, orders

    renovation = {
        "kommune": "0956",
        "kvartal": QUARTERS[first % len(QUARTERS)],
        "posteringsdato": "2018-01-13",
        "forfaldsdato": "2018-02-01",
        "regnskabsaar": "2018",
        "tekst": "KVARTAL",
        "konteret_af": "prø",
    }
    placed = [orders.place(catalogue.find(RENOVATION), renovation, BY).pk]
    for interface in catalogue.declared():
        if interface.runs_itself:
            placed.append(orders.place(interface, {}, BY).pk)
    return placed


def _wait(home: Home, laid: dict[str, float], runs: list[int], until: float) -> dict[str, Any]:
    """Wait for everything; approve what waits for a second person, as that person would at once."""
    from snitflade.exchange import outbound, tasks
    from snitflade.exchange.models import Exchange, ExchangeFile, Order
    from snitflade.exchange.states import State

    def unfinished() -> bool:
        for path in (home.path / "ud").glob("*/[!.]*"):  # whoever gets them takes them away
            path.unlink(missing_ok=True)
        for exchange in Exchange.objects.filter(state=State.BYGGET):
            outbound.approve(exchange, SECOND)
            tasks.deliver_later(exchange)
        here = ExchangeFile.objects.filter(name__in=laid).exclude(exchange__state=State.MODTAGET).count()
        going = Exchange.objects.filter(state__in=(State.BYGGET, State.GODKENDT, State.AFSENDES)).exists()
        return here < len(laid) or going or Order.objects.filter(pk__in=runs, ended_at=None).exists()

    while unfinished() and time.monotonic() < until:
        time.sleep(LOOK)
    files = ExchangeFile.objects.filter(name__in=laid).values_list("name", "exchange__state", "exchange__state_at")
    ended = [(name, state, at.timestamp() - laid[name]) for name, state, at in files if state != State.MODTAGET]
    orders = Order.objects.filter(pk__in=runs).exclude(ended_at=None).select_related("exchange")
    sent = {
        order.pk: order.exchange.state_at.timestamp() - order.at.timestamp()
        for order in orders
        if order.exchange and order.exchange.state not in (State.BYGGET, State.GODKENDT, State.AFSENDES)
    }
    return {
        "in": [took for _, _, took in ended],
        "states": sorted(state for _, state, _ in ended),
        "left": len(laid) - len(ended),
        "out": list(sent.values()),
        "built": [(order.ended_at - order.at).total_seconds() for order in orders if order.ended_at],
        "waiting runs": len(runs) - len(orders),
    }
