"""An installation with the test interfaces, its partners, and the processes that work on it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.pipelines import interfaces, layout
from tests.postgres import Postgres

from snitflade.partners.prisme import PrismePartner
from snitflade.partners.sftp import SftpPartner, SftpUser

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 90.0
"""Seconds anything may take."""
PASSWORD = "Prøve-kode-7"  # noqa: S105
OUTBOX = {"proeve-a": "/0956/test/G", "proeve-b": "/0956/test/Q"}
Point = tuple[str, str, int, str]


def killed(place: str, when: str = "after", number: int = 1) -> Point:
    """The process dies there; see `points.arm`."""
    return (place, when, number, "kill")


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (negative: the signal), what the job gave, the error it ended with, what it said."""

    code: int
    gave: Any
    error: str
    text: str
    said: str


@dataclass
class Forker:
    """The process that forks itself for each job."""

    server: subprocess.Popen[str]
    longest: float = LONGEST
    """Seconds a job may take."""
    running: dict[int, Path] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=count)

    @classmethod
    @contextmanager
    def started(cls, longest: float = LONGEST) -> Iterator[Forker]:
        with subprocess.Popen(
            [sys.executable, "-c", "from tests.pipelines.forked import serve; serve()"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "DATABASE_URL": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            yield cls(server, longest)

    def start(self, home: Path, job: dict[str, Any]) -> int:
        """Begin a job, which leaves what it says and gives in a folder beside `home`; gives its process id."""
        said = home.with_name(f"{home.name}-sagt-{next(self.names)}")
        said.mkdir()
        number = self._ask("start", {**job, "said": str(said)})
        self.running[number] = said
        return number

    def wait(self, number: int) -> Ended:
        """How a job ended."""
        code = os.waitstatus_to_exitcode(self._ask("wait", [number, self.longest]))
        said = self.running.pop(number)
        gave = json.loads((said / "gav").read_text()) if code == 0 else {}
        text = (said / "out").read_text() + (said / "err").read_text()
        return Ended(code, gave.get("svar"), gave.get("fejl", ""), gave.get("tekst", ""), text)

    def _ask(self, what: str, about: object) -> int:
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps([what, about]) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())


@dataclass
class Installation:
    """A home folder and a database, migrated."""

    home: Path
    url: str
    environment: dict[str, str]
    forker: Forker
    server: Postgres | None = None
    timeout: float | None = None
    """Seconds that SQLite waits for another writer; None: the product's own."""

    def start(self, do: str, *arguments: Any, points: tuple[Point, ...] = ()) -> int:
        """Begin a job in a process of its own; gives the process id."""
        about = {"home": str(self.home), "url": self.url, "environment": self.environment, "points": points}
        job = {**about, "do": do, "arguments": arguments} | ({} if self.timeout is None else {"timeout": self.timeout})
        return self.forker.start(self.home, job)

    def wait(self, number: int) -> Ended:
        """How a job ended."""
        return self.forker.wait(number)

    def do(self, do: str, *arguments: Any) -> Any:
        """Do a job in a process of its own; gives what it gave."""
        ended = self.wait(self.start(do, *arguments))
        assert ended.code == 0 and not ended.error, f"{do}: {ended.said}"
        return ended.gave

    def refused(self, do: str, *arguments: Any) -> Ended:
        """Do a job that ends with an error."""
        ended = self.wait(self.start(do, *arguments))
        assert ended.error, f"{do} gave {ended.gave}"
        return ended

    def killed(self, point: Point, do: str, *arguments: Any) -> None:
        """Do a job that dies at the point."""
        ended = self.wait(self.start(do, *arguments, points=(point,)))
        assert ended.code == -signal.SIGKILL, f"{do} was never at {point}: {ended.said}"

    def together(self, *jobs: tuple[Any, ...]) -> list[Ended]:
        """Do several jobs, begun at the same moment."""
        name = next(self.forker.names)
        go = self.home / f"nu-{name}"
        here = [self.home / f"klar-{name}-{number}" for number in range(len(jobs))]
        numbers = [self.start("at_once", str(ready), str(go), *job) for ready, job in zip(here, jobs, strict=True)]
        wait_for(lambda: all(ready.exists() for ready in here))
        go.touch()
        return [self.wait(number) for number in numbers]

    def look(self) -> Look:
        """Everything there is to see; nothing is wrong with it."""
        seen = Look(self.do("look"))
        assert seen.wrong == []
        return seen

    def cut(self) -> None:
        """End every connection to the database (PostgreSQL), as when its server is started anew."""
        assert self.server is not None
        with self.server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.url.rpartition("/")[2]]
            )

    def connect(self, partners: Partners) -> None:
        """Configure the connections to the partners."""
        self.environment["PROEVE_KODE"] = PASSWORD
        (self.home / "forbindelser.toml").write_text(partners.configuration())


@dataclass(frozen=True)
class Look:
    """What `jobs.look` saw."""

    facts: dict[str, Any]

    @property
    def wrong(self) -> list[str]:
        return list(self.facts["wrong"])

    @property
    def states(self) -> list[str]:
        """The exchanges' states, the oldest first."""
        return [exchange["state"] for exchange in self.facts["exchanges"].values()]

    @property
    def numbers(self) -> list[int]:
        """The exchanges' numbers, the oldest first."""
        return [int(number) for number in self.facts["exchanges"]]

    def exchange(self, number: int) -> Any:
        """One exchange."""
        return self.facts["exchanges"][str(number)]

    @property
    def claims(self) -> list[list[int]]:
        """Amount and exchange of each claim."""
        return list(self.facts["claims"])

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Number and amount of every applied line, in the order of exchanges and lines."""
        return [(nummer, beloeb) for _, _, nummer, beloeb in self.facts["lines"]]


@dataclass
class Partners:
    """Prisme, which takes files away, and a bank, which lays files out."""

    prisme: PrismePartner
    bank: SftpPartner
    after: str = "archive"

    def configuration(self) -> str:
        """The connections' configuration file."""
        folder = {"host": "127.0.0.1", "type": "sftp", "password": "secret://env/PROEVE_KODE", "answer_timeout": 5.0}
        entries = {
            way: {**folder, "port": self.prisme.port, "user": self.prisme.user("0956"), "outbox": outbox} | _key(self.prisme)
            for way, outbox in OUTBOX.items()
        }
        inbox = {"inbox": "/ud", "after": self.after, "archive": "/arkiv"}
        entries["ind"] = {**folder, "port": self.bank.port, "user": "bank", **inbox} | _key(self.bank)
        lines = [
            f'[forbindelser."{name}"]\n' + "".join(f"{k} = {json.dumps(v)}\n" for k, v in e.items()) for name, e in entries.items()
        ]
        lines += [f'[snitflader."{interfaces.UD}"]', *(f'{way} = "{way}"' for way in OUTBOX)]
        lines += [f'[snitflader."{id}"]\nind = "ind"' for id in (interfaces.IND, interfaces.KARANTAENE, interfaces.UORDNET)]
        return "\n".join(lines)

    def lying(self) -> list[bytes]:
        """What lies at Prisme under a whole name."""
        areas = [self.prisme.area(self.prisme.user("0956"), outbox) for outbox in OUTBOX.values()]
        return [path.read_bytes() for area in areas for path in sorted(area.iterdir()) if not path.name.startswith(".")]

    def got(self) -> list[bytes]:
        """Every file Prisme has had, as often as it came: what its job took, and what still lies there."""
        return [*(self.prisme.bytes_of(taken) for taken in self.prisme.taken), *self.lying()]

    def lay_out(self, name: str, data: bytes) -> None:
        """Let the bank have a file for us."""
        (self.bank.area("bank", "/ud") / name).write_bytes(data)

    def left(self, folder: str = "/ud") -> list[str]:
        """What lies in a folder of the bank."""
        return sorted(path.name for path in self.bank.area("bank", folder).iterdir())


def _key(partner: SftpPartner) -> dict[str, Any]:
    return {"host_keys": [partner.host_key]}


@contextmanager
def partners(folder: Path) -> Iterator[Partners]:
    """Running partners; Prisme's job is paused."""
    bank = SftpPartner(folder / "bank", {"bank": SftpUser(PASSWORD, folders=("/ud", "/arkiv"))})
    with PrismePartner(folder, {"0956": PASSWORD}, after=0.0, every=0.02, paused=True) as prisme, bank:
        yield Partners(prisme, bank)


def wait_for(true: Any, longest: float = LONGEST) -> None:
    """Wait until it is true."""
    until = time.monotonic() + longest
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.005)


@dataclass
class Templates:
    """One migrated installation per kind of database, to be copied; made when first asked for."""

    folder: Path
    forker: Forker
    made: dict[str, str] = field(default_factory=dict)

    def new(self, kind: str, home: Path, server: Postgres | None) -> Installation:
        """A fresh installation on ``sqlite`` or ``postgres``."""
        environment = {"PGHOST": server.folder} if server else {}
        template = self.folder / kind
        if kind not in self.made:
            template.mkdir()
            self.made[kind] = server.create() if server else ""
            url = f"postgresql://postgres@/{self.made[kind]}" if server else ""
            Installation(template, url, environment, self.forker).do("migrate")
        shutil.copytree(template, home)
        url = f"postgresql://postgres@/{server.create(self.made[kind])}" if server else ""
        return Installation(home, url, environment, self.forker, server)


CLAIMS = (10_050, 20_000, -500)
"""Amounts in øre of claims to be sent."""
CLAIMS_FILE = layout.file_of([(f"{number:010}", amount) for number, amount in enumerate(CLAIMS, start=1)])
"""What their file must be."""
