"""An installation of its own for a test, with real worker processes; this process asks it as the web process would."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest
import tests.crash.engine.opgaver  # noqa: F401  the tasks, so that they can be asked for
from tests.crash.engine import process
from tests.postgres import Postgres

from snitflade.exchange import engine

PACE = {"beat": 0.2, "dead_after": 2.0, "poll": 0.05, "attempts": 2}
LONGEST = 30.0


@cache
def _forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dbos", "django.db.models", "snitflade.formats.problems", "tests.crash.engine.process"])
    return context


@dataclass
class Installation:
    """A home folder and a database, migrated."""

    home: Path
    database: dict[str, str]
    """Environment variables that say where the database is."""
    started: list[ForkServerProcess] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the tasks write down what they do."""
        return self.home / "opgaver"

    def start(self, command: Callable[..., None], *args: object) -> ForkServerProcess:
        """Begin a process."""
        environment = self.database | {"SNITFLADE_HOME": str(self.home)}
        name = str(self.home / f"log-{len(self.started)}")
        begun = _forkserver().Process(target=process.run, name=name, args=(name, environment, command, *args))
        begun.start()
        self.started.append(begun)
        return begun

    def worker(self, slot: str = "", **pace: float) -> ForkServerProcess:
        """Begin a worker."""
        return self.start(process.work, slot, PACE | pace)

    def stop_all(self) -> None:
        """End what is left running."""
        for begun in self.started:
            if begun.is_alive() and begun.pid:
                os.kill(begun.pid, signal.SIGCONT)
                begun.kill()
            begun.join()
            begun.close()

    def wait_for(self, true: Callable[[], object], what: str) -> None:
        """Wait until it is true."""
        end = time.monotonic() + LONGEST
        while not true():
            assert time.monotonic() < end, f"{what}: {[said(begun) for begun in self.started]}"
            time.sleep(0.02)

    def wait_until(self, key: str, state: engine.WorkState) -> engine.Work:
        """The work with this key, once it is in that state."""

        def there() -> bool:
            work = engine.status(key)
            assert work is not None
            assert work.state in (state, engine.WorkState.VENTER, engine.WorkState.KOERER), f"{work.state}: {work.message}"
            return work.state is state

        self.wait_for(there, f"{key} {state}")
        work = engine.status(key)
        assert work is not None
        return work


def said(begun: ForkServerProcess) -> str:
    """What a process has written."""
    return Path(begun.name).read_text().strip()


def ended(begun: ForkServerProcess) -> int | None:
    """The exit code of a process, once it ends; the number of the signal, negative, if one ended it."""
    begun.join(LONGEST)
    return begun.exitcode


def kill(begun: ForkServerProcess) -> None:
    """End a process as the kernel does: nothing is tidied up."""
    begun.kill()
    assert ended(begun) == -signal.SIGKILL


@contextmanager
def installed(kind: str, home: Path, server: Postgres | None, made: dict[str, Installation]) -> Iterator[Installation]:
    """A fresh installation on ``sqlite`` or ``postgres``, which this process asks."""
    if kind not in made:
        made[kind] = _migrated(home.with_name(f"{home.name}-skabelon"), server)
    template = made[kind]
    if server:
        name = server.create(template.database["DATABASE_URL"].rpartition("/")[2])
        installation = Installation(home, server.environment(name))
    else:
        shutil.copytree(template.home, home)
        installation = Installation(home, template.database)
    installation.folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        _ask(patch, installation, server)
        try:
            yield installation
        finally:
            engine.close()
            installation.stop_all()


def _migrated(home: Path, server: Postgres | None) -> Installation:
    installation = Installation(home, server.environment(server.create()) if server else {"DATABASE_URL": ""})
    home.mkdir()
    begun = installation.start(process.migrate)
    assert ended(begun) == 0, said(begun)
    installation.stop_all()
    return installation


def _ask(patch: pytest.MonkeyPatch, installation: Installation, server: Postgres | None) -> None:
    """Let the engine in this process ask `installation`."""
    from django.conf import settings

    from snitflade.exchange.engine import place

    name = installation.database["DATABASE_URL"].rpartition("/")[2]
    url = server.sqlalchemy_url(name) if server else f"sqlite:///{installation.home}/engine.sqlite3"
    engine.close()
    patch.setattr(settings, "HOME", installation.home)
    patch.setattr(place, "is_sqlite", lambda: server is None)
    patch.setattr(place, "url", lambda: url)
