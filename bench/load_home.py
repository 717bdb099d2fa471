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

    @property
    def broken(self) -> Path:
        """There when a process of the installation has broken."""
        return self.path / "brudt"

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
            self.broken.touch()
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

    @property
    def processor(self) -> float:
        """Seconds of a processor that it has used."""
        used = Path(f"/proc/{self.number}/stat").read_text().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it at once, if it still runs."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.number, signal.SIGKILL)
            os.waitpid(self.number, 0)


def worker(home: Home, slot: str) -> None:
    """Be a worker as `snitflade worker` is, but for what is due by the clock: the plan says what is due."""
    from snitflade.exchange import engine

    engine.run_worker(slot)


@contextmanager
def workers(homes: list[Home], each: int) -> Iterator[list[Job]]:
    """So many workers in each installation, all of them at work before the block begins."""
    running = [home.start(worker, f"arbejder-{number}") for home in homes for number in range(1, each + 1)]
    try:
        for home in homes:
            if not home.start(all_there, each).wait():
                raise RuntimeError(f"the workers of {home.path.name} did not come: {(home.path / 'log').read_text()[-2000:]}")
        yield running
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


@contextmanager
def driven(homes: list[Home], files: int, pause: float, longest: float) -> Iterator[None]:
    """The partners, the operators and the services of each installation, there before the block begins."""
    from bench import load_calls, load_drive

    serving = [home.start(load_calls.answer) for home in homes]
    driving = [home.start(load_drive.drive, files, pause, longest) for home in homes]
    try:
        for home in homes:
            load_drive.await_word(home, "klar", 60)
        yield
        for home in homes:
            load_drive.tell(home, "slut", None)
        for job in driving:
            job.wait()
    finally:
        for job in (*serving, *driving):
            job.kill()
