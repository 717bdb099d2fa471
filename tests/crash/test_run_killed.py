"""kill -9 in the middle of a run: nothing or a complete pair of files, a ledger that agrees, and a second run that ends it.

The run is killed before every crossing (`tests.cli.forked`): each file, folder, rename, saved row and commit. What lies between two
of them is nothing lasting; the kills at random times are for what we do not see, such as the inside of the database.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.installation import DEMO, FILES, ROOT, ROW_40, Answer, Forker, copied, order
from tests.postgres import Postgres

G69 = (ROOT / "tests" / "formats" / "g69" / "861.txt").read_bytes()
"""What the run of the test case must give in the end (prisme.md 5.2)."""
ONE_MORE = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n3112999999;Paamiut;B-1456;Dagrenovation;2\n"
PARTS = 3
"""Each sweep is cut into as many tests, for as many processors."""


@dataclass(frozen=True)
class Scene:
    """An installation and a folder beside it, before the run that is killed."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "hjem"

    @property
    def out(self) -> Path:
        return self.folder / "ud"

    @property
    def command(self) -> list[str]:
        return ["run", ROW_40, *order(), "--out", str(self.out)]

    def copy(self, place: Path) -> Scene:
        shutil.copytree(self.folder, place)
        return Scene(place)

    def files(self) -> dict[str, bytes]:
        """The files in the folder, without what is in the making."""
        there = self.out.iterdir() if self.out.exists() else ()
        return {path.name: path.read_bytes() for path in there if path.is_file()}

    def pair(self) -> dict[str, bytes]:
        """Those of them that a run writes."""
        return {name: data for name, data in self.files().items() if name in FILES}

    def ask(self, question: str) -> dict[int, int]:
        """The answer to a question that has two columns."""
        with sqlite3.connect(self.home / "snitflade.sqlite3") as database:
            found = {int(left): int(right) for left, right in database.execute(question)}
        database.close()
        return found

    def leftovers(self) -> list[Path]:
        return list(self.folder.rglob(".snitflade-*"))

    def let_time_pass(self) -> None:
        """What is in the making looks as if nobody had touched it for a minute."""
        for left in self.leftovers():
            os.utime(left, (time.time() - 60, time.time() - 60))


def ledger_agrees(scene: Scene) -> int:
    """Bills, charges, postings and totals agree per exchange, and none is without one; gives how many exchanges there are."""
    bills = scene.ask("SELECT exchange_id, sum(beloeb) FROM inka_regning GROUP BY 1")
    charges = "SELECT r.exchange_id, sum(o.beloeb) FROM tekn_opkraevning o JOIN inka_regning r ON r.id = o.regning_id GROUP BY 1"
    assert scene.ask(charges) == bills
    debits = "SELECT exchange_id, sum(beloeb) FROM bogh_postering WHERE beloeb > 0 GROUP BY 1"
    assert scene.ask(debits) == bills
    assert set(scene.ask("SELECT exchange_id, sum(beloeb) FROM bogh_postering GROUP BY 1").values()) <= {0}
    rates = scene.ask("SELECT id, json_extract(totals, '$.rater') FROM exchange_exchange")
    ordinary = "SELECT exchange_id, sum(beloeb) FROM inka_regning WHERE betales_fra_konto = '' GROUP BY 1"
    assert scene.ask(ordinary) == rates
    stored = "SELECT exchange_id, count(*) FROM exchange_exchangefile JOIN exchange_blob ON sha256 = blob_id GROUP BY 1"
    assert scene.ask(stored) == dict.fromkeys(rates, 2)
    return len(rates)


def nothing(scene: Scene, forker: Forker) -> None:
    """The folder does not exist."""


def an_empty_folder(scene: Scene, forker: Forker) -> None:
    scene.out.mkdir()


def other_things(scene: Scene, forker: Forker) -> None:
    scene.out.mkdir()
    (scene.out / "noter.md").write_bytes(b"mine")


def an_earlier_run(scene: Scene, forker: Forker) -> None:
    """The files of the quarter's first run lie there, and there is a difference to bill."""
    (scene.folder / "aftaler.csv").write_text(ONE_MORE)
    change = ["import", "tekn.renovation", str(scene.folder / "aftaler.csv")]
    assert forker.run(scene.home, scene.command, change).code == 0


Prepare = Callable[[Scene, Forker], None]


@pytest.fixture
def scene(template: Path, tmp_path: Path) -> Scene:
    (tmp_path / "start").mkdir()
    made = Scene(tmp_path / "start")
    copied(template, made.home)
    return made


def finished(scene: Scene, forker: Forker, place: Path) -> tuple[list[str], dict[str, bytes]]:
    """The crossings of a run that nobody kills, and its files."""
    whole = scene.copy(place)
    assert forker.run(whole.home, whole.command, log=str(place / "log")).code == 0
    return (place / "log").read_text().splitlines(), whole.pair()


def check_killed(scene: Scene, before: Scene, final: dict[str, bytes]) -> None:
    """What may be there right after the kill."""
    old, now = before.pair(), scene.pair()
    assert all(now[name] in (final[name], old.get(name)) for name in now), "no file is there by half"
    assert now.items() <= old.items() or now.items() <= final.items(), "never two runs' files together"
    if not before.files():
        assert now in ({}, final), "all or nothing"
    assert scene.files().keys() - now.keys() == before.files().keys() - old.keys()
    ledger_agrees(scene)


def check_ended(scene: Scene, forker: Forker, exchanges: int, final: dict[str, bytes]) -> None:
    """What must be there when the same command has been given again."""
    scene.let_time_pass()
    answer = forker.run(scene.home, scene.command, ["verify"])
    assert (answer.code, answer.err) == (0, "")
    assert scene.pair() == final
    assert ledger_agrees(scene) == exchanges
    assert not scene.leftovers()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("prepare", [nothing, an_empty_folder, other_things, an_earlier_run])
def test_killed_before_every_crossing(scene: Scene, forker: Forker, tmp_path: Path, prepare: Prepare, part: int) -> None:
    prepare(scene, forker)
    exchanges = ledger_agrees(scene)
    crossings, final = finished(scene, forker, tmp_path / "hel")
    # Until the commit one scene is like another.
    first = 1 if prepare is nothing else crossings.index("commit")
    for number in range(first + part, len(crossings) + 1, PARTS):
        killed = scene.copy(tmp_path / f"dræbt-{number}")
        answer = forker.run(killed.home, killed.command, kill_at=number)
        assert answer.code == -signal.SIGKILL, crossings[number - 1]
        check_killed(killed, scene, final)
        check_ended(killed, forker, exchanges + 1, final)
        shutil.rmtree(killed.folder)


def test_the_crossings_are_the_steps_of_a_run(scene: Scene, forker: Forker, tmp_path: Path) -> None:
    """Key, blobs, commit, copies, rename, the note that the copy is there: in this order, each on the disk before the next."""
    crossings, final = finished(scene, forker, tmp_path / "hel")
    assert final["861_G69.txt"] == G69
    short = [crossing.replace(f"{tmp_path / 'hel'}/", "") for crossing in crossings]
    left = iter(short)
    for step in (
        r"save Exchange",
        r"fsync hjem/keys/\.snitflade-",
        r"rename hjem/keys/\.snitflade-\w+ hjem/keys/\w+\.agekey",
        r"fsync hjem/blobs/../\.snitflade-",
        r"rename hjem/blobs/.* hjem/blobs/../\w{64}\.age",
        r"rename hjem/blobs/.* hjem/blobs/../\w{64}\.age",
        r"save AuditEvent",
        r"commit",
        r"mkdir \.snitflade-\w+ 511",
        r"fsync \.snitflade-\w+/",
        r"rename \.snitflade-\w+/.* \.snitflade-\w+/861_G69\.txt",
        r"rename \.snitflade-\w+/.* \.snitflade-\w+/861_10Q\.txt",
        r"rename \.snitflade-\w+ ud",
        r"save Exchange",
    ):
        assert any(re.match(step, crossing) for crossing in left), (step, short)
    assert short[-1] == "save Exchange", "last of all it is written down that the copy is there"
    assert sum(crossing.startswith("rename hjem/") for crossing in short) == 3, "a key and two files"


def test_killed_at_random_times(scene: Scene, forker: Forker, tmp_path: Path) -> None:
    started = time.monotonic()
    _, final = finished(scene, forker, tmp_path / "hel")
    longest = time.monotonic() - started
    chance = random.Random(861)  # noqa: S311
    for number in range(10):
        killed = scene.copy(tmp_path / f"dræbt-{number}")
        running = forker.start(killed.home, killed.command)
        time.sleep(chance.uniform(0, longest))
        forker.kill(running)
        assert forker.wait(running).code in (-signal.SIGKILL, 0)
        check_killed(killed, scene, final)
        check_ended(killed, forker, 1, final)


def test_killed_again_and_again_into_the_same_folder(scene: Scene, forker: Forker, tmp_path: Path) -> None:
    """Each run is killed a little later than the one before, on what that one left."""
    crossings, final = finished(scene, forker, tmp_path / "hel")
    for number in range(3, len(crossings), 5):
        assert forker.run(scene.home, scene.command, kill_at=number).code in (-signal.SIGKILL, 0)
        assert scene.pair() in ({}, final)
        ledger_agrees(scene)
        scene.let_time_pass()
    check_ended(scene, forker, 1, final)


def test_killed_around_the_commit_on_postgresql(forker: Forker, postgres: Postgres, tmp_path: Path) -> None:
    loaded = postgres.create()

    def run(place: Path, database: str, *commands: list[str], **how: object) -> Answer:
        url = f"postgresql://postgres@/{database}"
        place.mkdir(exist_ok=True)
        return forker.run(place / "hjem", *commands, url=url, environment={"PGHOST": postgres.folder}, **how)

    def billing(place: Path) -> list[str]:
        return ["run", ROW_40, *order(), "--out", str(place / "ud")]

    def billed(database: str) -> tuple[object, ...] | None:
        with postgres.connect(database) as connection:
            counted = "SELECT (SELECT count(*) FROM exchange_exchange), count(*), coalesce(sum(beloeb), 0) FROM inka_regning"
            return connection.execute(counted).fetchone()

    assert run(tmp_path / "først", loaded, ["migrate"], ["import", "tekn.renovation", str(DEMO)]).code == 0
    whole = tmp_path / "hel"
    assert run(whole, postgres.create(loaded), billing(whole), log=str(tmp_path / "log")).code == 0
    crossings = (tmp_path / "log").read_text().splitlines()
    commit = crossings.index("commit") + 1
    for number, expected in ((commit, (0, 0, 0)), (commit + 1, (1, 5, 971000)), (len(crossings), (1, 5, 971000))):
        place, database = tmp_path / f"dræbt-{number}", postgres.create(loaded)
        assert run(place, database, billing(place), kill_at=number).code == -signal.SIGKILL, crossings[number - 1]
        assert billed(database) == expected
        ended = run(place, database, billing(place), ["verify"])
        assert (ended.code, ended.err) == (0, "")
        assert {path.name for path in (place / "ud").iterdir()} == set(FILES)
        assert billed(database) == (1, 5, 971000)
