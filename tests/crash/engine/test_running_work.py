"""What a living worker makes of work: errors, progress, schedules, lost connections; asked from another process."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.crash.engine import process
from tests.crash.engine.installation import PACE, Installation, ended, installed, said
from tests.crash.engine.opgaver import CPR, spor
from tests.postgres import Postgres

from snitflade.exchange import engine
from snitflade.exchange.engine import Progress, Work, WorkState, tasks
from snitflade.exchange.engine.timetable import Watch


@dataclass
class Bench:
    """A worker that runs through all tests of a module, and a folder of its own for each."""

    installation: Installation
    folder: Path
    name: str

    def begin(self, task: str, *args: Any) -> str:
        """Put a task in the queue with this test's folder as its first argument; gives its key."""
        return engine.enqueue(task, str(self.folder), *args, key=f"{self.name}:{task}")

    def end(self, task: str, *args: Any, state: WorkState = WorkState.FAERDIG) -> Work:
        """The same, and wait for its end."""
        return self.installation.wait_until(self.begin(task, *args), state)

    def fail(self, task: str, *args: Any) -> str:
        """The same, and give the message of its failure."""
        return self.end(task, *args, state=WorkState.FEJLET).message

    @property
    def spor(self) -> list[str]:
        """What has happened."""
        return spor(self.folder)

    def until(self, true: Callable[[], object]) -> None:
        """Wait until it is true."""
        self.installation.wait_for(true, self.name)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def working(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, templates: dict[str, Installation]
) -> Iterator[Installation]:
    """An installation with a worker."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with installed(request.param, tmp_path_factory.mktemp("motor") / "hjem", server, templates) as made:
        made.worker()
        yield made


@pytest.fixture
def bench(working: Installation, request: pytest.FixtureRequest) -> Bench:
    """The worker and this test's folder."""
    name = request.node.originalname
    folder = working.folder / name
    folder.mkdir()
    return Bench(working, folder, name)


def test_a_temporary_error_is_tried_again(bench: Bench) -> None:
    assert bench.end("proeve.vrang", 2).result == "lykkedes"
    assert bench.spor == ["forsoeg"] * 3


def test_a_temporary_error_that_lasts_ends_the_task_with_its_message(bench: Bench) -> None:
    assert bench.fail("proeve.vrang", 9) == "Partneren svarer ikke. Prøvet 3 gange."
    assert bench.spor == ["forsoeg"] * 3


def test_a_permanent_error_ends_the_task_at_once_and_it_is_taken_up_again_from_there(bench: Bench) -> None:
    (bench.folder / "afvis").touch()
    assert bench.fail("proeve.afvist") == "Udveksling 7 er bygget og kan ikke blive afsendt."
    (bench.folder / "afvis").unlink()
    key = bench.begin("proeve.afvist")
    failed = engine.status(key)
    assert failed is not None
    assert failed.state is WorkState.FEJLET, "the same key is the same work"
    engine.retry(key)
    assert bench.installation.wait_until(key, WorkState.FAERDIG).result == "afleveret"
    assert bench.spor == ["et", "afleverer", "afleverer"]
    engine.retry(key)
    assert bench.end("proeve.afvist").result == "afleveret"
    assert len(bench.spor) == 3, "work that is done stays done"


@pytest.mark.parametrize("task", ["proeve.fejl", "proeve.fejl-udenfor"])
def test_an_error_in_the_program_is_told_without_persons(working: Installation, tmp_path: Path, task: str) -> None:
    key = engine.enqueue(task, str(tmp_path), key=f"fejl:{task}")
    message = working.wait_until(key, WorkState.FEJLET).message
    assert message == "Uventet fejl (KeyError: '311299-****'). Se arbejderens log, og meld det som en fejl i programmet."
    log = said(working.started[0])
    assert "Traceback" in log
    assert CPR not in log


def test_a_task_may_live_with_a_failed_step_and_remembers_that_too(on_sqlite: Installation) -> None:
    for name in ("afvis", "vent"):
        (on_sqlite.folder / name).touch()
    first = on_sqlite.worker()
    engine.enqueue("proeve.griber", str(on_sqlite.folder), key="griber")
    on_sqlite.wait_for(lambda: "to-begynder" in spor(on_sqlite.folder), "the second step")
    assert engine.progress("griber") is not None
    first.kill()
    assert ended(first)
    for name in ("afvis", "vent"):
        (on_sqlite.folder / name).unlink()
    on_sqlite.worker()
    said = on_sqlite.wait_until("griber", WorkState.FAERDIG).result
    assert said == "IllegalTransitionError: Udveksling 7 er bygget og kan ikke blive afsendt."
    assert spor(on_sqlite.folder) == ["afleverer", "to-begynder", "to-begynder", "to"]


def test_progress_is_read_from_another_process_while_the_step_runs(bench: Bench) -> None:
    (bench.folder / "vent").touch()
    key = bench.begin("proeve.tre-trin")
    assert engine.progress("findes-ikke") is None
    bench.until(lambda: engine.progress(key))
    assert engine.progress(key) == Progress(1, 3, "venter på kunde 311299-****")
    work = engine.status(key)
    assert work is not None
    assert (work.state, work.task, work.args) == (WorkState.KOERER, "proeve.tre-trin", (str(bench.folder),))
    with pytest.raises(engine.NotFinishedError):
        engine.retry(key)
    (bench.folder / "vent").unlink()
    work = bench.installation.wait_until(key, WorkState.FAERDIG)
    assert work.queued_at is not None
    assert work.begun_at is not None
    assert work.ended_at is not None
    assert work.queued_at <= work.begun_at <= work.ended_at <= dt.datetime.now(dt.UTC)


def test_the_same_key_pressed_by_many_at_once_is_one_piece_of_work(bench: Bench) -> None:
    with ThreadPoolExecutor(8) as people:
        keys = set(people.map(lambda _: bench.begin("proeve.tre-trin"), range(16)))
    assert len(keys) == 1
    bench.end("proeve.tre-trin")
    bench.end("proeve.tre-trin")
    time.sleep(0.3)
    assert bench.spor == ["et", "to-begynder", "to", "tre"]


def test_a_key_belongs_to_one_task(bench: Bench) -> None:
    key = bench.begin("proeve.fejl")
    with pytest.raises(engine.KeyTakenError, match=r"er allerede brugt til opgaven «proeve\.fejl»"):
        engine.enqueue("proeve.halv", str(bench.folder), key=key)


def test_a_step_inside_a_transaction_is_refused(bench: Bench) -> None:
    assert bench.fail("proeve.i-transaktion").startswith("Trinnet et begynder inde i en transaktion.")
    assert bench.spor == []


def test_what_cannot_be_remembered_is_refused(bench: Bench) -> None:
    assert bench.fail("proeve.halv").endswith("men der er en float. Filer og rækker huskes ved deres nummer.")


def test_a_task_the_worker_does_not_know_fails_visibly(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tasks._tasks, "proeve.ny", tasks.Task("proeve.ny", print, (), ()))
    assert bench.fail("proeve.ny").startswith("Opgaven «proeve.ny» kendes ikke. Er programmet lige opdateret")


def test_nothing_is_known_of_work_that_was_never_asked_for() -> None:
    assert engine.status("findes-ikke") is None
    with pytest.raises(engine.UnknownWorkError):
        engine.retry("findes-ikke")


def test_missed_runs_of_a_schedule_are_caught_up_once(installation: Installation) -> None:
    now = dt.datetime.now(dt.UTC)
    assert Watch().enqueue_due(now - dt.timedelta(days=3)) == [], "seen for the first time: nothing was missed"
    installation.worker()
    due = now.replace(minute=0, second=0, microsecond=0)
    keys = [f"schedule:proeve:{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (due, due + dt.timedelta(hours=1))]
    installation.wait_for(lambda: any(map(engine.status, keys)), "the run")
    key = next(filter(engine.status, keys))  # the second, if the hour struck meanwhile
    moment = key.removeprefix("schedule:proeve:").replace("Z", "+00:00")
    assert installation.wait_until(key, WorkState.FAERDIG).result == f"proeve {moment}"
    later = Watch().enqueue_due(dt.datetime.fromisoformat(moment) + dt.timedelta(minutes=5))
    assert [one for one in later if one.startswith("schedule:proeve:")] == []
    from snitflade.exchange.engine import durable

    begun = [
        name
        for name in durable.newest("schedule:proeve:", 99)
        if not name.startswith(f"schedule:proeve:{now - dt.timedelta(days=3):%Y-%m-%d}")
    ]
    assert len(begun) == 1


def test_a_cut_database_connection_is_replaced(on_postgres: Installation) -> None:
    on_postgres.worker()
    folder = str(on_postgres.folder)
    engine.enqueue("proeve.forbindelse", folder, key="i-trinnet")
    assert on_postgres.wait_until("i-trinnet", WorkState.FAERDIG).result == 7
    assert spor(on_postgres.folder) == ["forsoeg", "forsoeg"]
    for setting in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"):
        engine.enqueue("proeve.indstilling", setting, key=setting)
        assert on_postgres.wait_until(setting, WorkState.FAERDIG).result == "session", "a machine that is gone is noticed"


def test_all_connections_cut_while_a_step_runs_change_nothing(on_postgres: Installation, postgres: Postgres) -> None:
    worker = on_postgres.worker()
    (on_postgres.folder / "vent").touch()
    engine.enqueue("proeve.tre-trin", str(on_postgres.folder), key="tre")
    on_postgres.wait_for(lambda: "to-begynder" in spor(on_postgres.folder), "the second step")
    name = on_postgres.database["DATABASE_URL"].rpartition("/")[2]
    with postgres.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    (on_postgres.folder / "vent").unlink()
    assert on_postgres.wait_until("tre", WorkState.FAERDIG).result == ["ET", worker.pid, "TRE"]
    assert spor(on_postgres.folder) == ["et", "to-begynder", "to", "tre"]


def test_an_unmigrated_postgresql_says_what_to_do(tmp_path: Path, postgres: Postgres) -> None:
    home = tmp_path / "hjem"
    home.mkdir()
    bare = Installation(home, postgres.environment(postgres.create()))
    with installed("postgres", tmp_path / "andet", postgres, {"postgres": bare}):
        with pytest.raises(engine.NotMigratedError, match="snitflade migrate"):
            engine.enqueue("proeve.halv", "x", key="x")
        worker = bare.worker()
        assert ended(worker) == 1
        assert said(worker) == engine.NotMigratedError.__doc__
    bare.stop_all()


def test_a_worker_uses_no_network_and_makes_no_noise(on_sqlite: Installation) -> None:
    noted = on_sqlite.home / "netvaerk"
    worker = on_sqlite.start(process.watched_work, "", PACE, str(noted))
    engine.enqueue("proeve.tre-trin", str(on_sqlite.folder), key="tre")
    on_sqlite.wait_until("tre", WorkState.FAERDIG)
    worker.terminate()
    assert ended(worker) == 0
    assert not noted.exists()
    assert said(worker).split("\n") == [
        "snitflade.engine: arbejderen i arbejder-1 er begyndt",
        "snitflade.engine: arbejderen i arbejder-1 er stoppet",
    ]
