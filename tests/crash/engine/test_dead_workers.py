"""Workers that die, are paused or are told to end, on real processes: nothing is lost, nothing remembered is done twice."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.context import ForkServerProcess

from tests.crash.engine.installation import LONGEST, Installation, ended, kill, said
from tests.crash.engine.opgaver import spor

from snitflade.exchange import engine
from snitflade.exchange.engine import WorkState


def begun_and_waiting(installation: Installation, *workers: ForkServerProcess) -> None:
    """Put the task of three steps in the queue and wait until its second step has begun."""
    (installation.folder / "vent").touch()
    engine.enqueue("proeve.tre-trin", str(installation.folder), key="tre")
    installation.wait_for(lambda: "to-begynder" in spor(installation.folder), "the second step")


def go_on(installation: Installation) -> None:
    (installation.folder / "vent").unlink()


def test_killed_in_a_step_the_next_worker_repeats_that_step_and_no_other(installation: Installation) -> None:
    first = installation.worker()
    begun_and_waiting(installation)
    kill(first)
    go_on(installation)
    installation.worker()
    work = installation.wait_until("tre", WorkState.FAERDIG)
    assert spor(installation.folder) == ["et", "to-begynder", "to-begynder", "to", "tre"]
    assert work.result[0::2] == ["ET", "TRE"]
    assert work.attempts == 2


def test_killed_after_its_commit_the_step_is_repeated_and_changes_nothing(installation: Installation) -> None:
    (installation.folder / "doe").touch()
    engine.enqueue("proeve.raekke", str(installation.folder), "k1", key="raekke")
    first = installation.worker()
    assert ended(first) == -signal.SIGKILL
    assert spor(installation.folder) == ["ny"]
    installation.worker()
    assert installation.wait_until("raekke", WorkState.FAERDIG).result == 1
    assert spor(installation.folder) == ["ny", "fandtes"]


def test_a_living_worker_takes_over_from_a_dead_one(on_postgres: Installation) -> None:
    workers = {on_postgres.worker(name).pid: name for name in ("a", "b")}
    begun_and_waiting(on_postgres)
    work = engine.status("tre")
    assert work is not None
    dead = next(process for process in on_postgres.started if workers.get(process.pid) == work.worker)
    kill(dead)
    go_on(on_postgres)
    work = on_postgres.wait_until("tre", WorkState.FAERDIG)
    assert {work.worker, workers[dead.pid]} == {"a", "b"}
    assert work.result[1] in workers
    assert work.result[1] != dead.pid


def test_a_worker_that_wakes_after_its_work_was_taken_over_stops_and_changes_nothing(on_postgres: Installation) -> None:
    sleeper = on_postgres.worker("a")
    begun_and_waiting(on_postgres)
    os.kill(sleeper.pid or 0, signal.SIGSTOP)
    other = on_postgres.worker("b")
    on_postgres.wait_for(lambda: spor(on_postgres.folder).count("to-begynder") == 2, "the other worker")
    os.kill(sleeper.pid or 0, signal.SIGCONT)
    go_on(on_postgres)
    assert on_postgres.wait_until("tre", WorkState.FAERDIG).result == ["ET", other.pid, "TRE"]
    assert ended(sleeper) == 1
    assert "overtaget pladsen a" in said(sleeper)
    assert spor(on_postgres.folder).count("tre") == 1


def test_told_to_end_a_worker_finishes_its_step_and_leaves_the_rest(installation: Installation) -> None:
    first = installation.worker("a", dead_after=LONGEST)
    begun_and_waiting(installation)
    first.terminate()
    time.sleep(1)  # it has heard it
    engine.enqueue("proeve.raekke", str(installation.folder), "k2", key="senere")
    go_on(installation)
    assert ended(first) == 0
    assert spor(installation.folder) == ["et", "to-begynder", "to"]
    assert said(first) == ""
    work = engine.status("senere")
    assert work is not None
    assert (work.state, work.attempts) == (WorkState.VENTER, 0)
    installation.worker("b", dead_after=LONGEST)  # it need not wait for the heart of one that said it ended
    assert installation.wait_until("tre", WorkState.FAERDIG).result[1] == first.pid
    assert installation.wait_until("senere", WorkState.FAERDIG).result == 1
    assert sorted(spor(installation.folder)[3:]) == ["ny", "tre"]


def test_a_task_that_kills_its_workers_is_given_up_and_can_be_taken_up_again(on_sqlite: Installation) -> None:
    (on_sqlite.folder / "doe").touch()
    engine.enqueue("proeve.doedelig", str(on_sqlite.folder), key="d")
    for _ in range(2):
        assert ended(on_sqlite.worker()) == -signal.SIGKILL
    survivor = on_sqlite.worker()
    work = on_sqlite.wait_until("d", WorkState.OPGIVET)
    assert work.message.startswith("Arbejderen er gået ned 2 gange under denne opgave")
    assert spor(on_sqlite.folder) == ["forsoeg", "forsoeg"]
    (on_sqlite.folder / "doe").unlink()
    engine.retry("d")
    assert on_sqlite.wait_until("d", WorkState.FAERDIG).result == "levende"
    survivor.terminate()
    assert ended(survivor) == 0


def test_one_worker_on_sqlite(on_sqlite: Installation) -> None:
    first = on_sqlite.worker()
    begun_and_waiting(on_sqlite)
    second = on_sqlite.worker()
    assert ended(second) == 1
    assert said(second).startswith("Der kører allerede en arbejder på denne installation. Med SQLite")
    go_on(on_sqlite)
    first.terminate()
    assert ended(first) == 0


def test_a_slot_is_one_workers(on_postgres: Installation) -> None:
    first = on_postgres.worker("a")
    begun_and_waiting(on_postgres)
    second = on_postgres.worker("a")
    assert ended(second) == 1
    message = said(second)
    assert "Pladsen a er i brug" in message
    assert f"(proces {first.pid})" in message
    go_on(on_postgres)


def test_a_worker_started_at_once_in_the_slot_of_a_dead_one_waits_for_it(on_postgres: Installation) -> None:
    first = on_postgres.worker("a")
    begun_and_waiting(on_postgres)
    kill(first)
    go_on(on_postgres)
    second = on_postgres.worker("a")
    assert on_postgres.wait_until("tre", WorkState.FAERDIG).result[1] == second.pid
