"""The engine without a worker: what it takes and refuses, where its memory lies, slots, schedules. Workers: tests/crash/engine."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange import engine
from snitflade.exchange.engine import WorkState, slots, tasks, timetable
from snitflade.exchange.engine.log import Masked
from snitflade.exchange.engine.plain import MOST, plain
from snitflade.exchange.engine.timetable import Planned, Watch
from snitflade.exchange.models import Worker
from snitflade.exchange.schedule import Schedule, daily, on_demand

SRC = Path(engine.__file__).parents[2]
CPR = "3112999999"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An installation of its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    yield tmp_path
    engine.close()


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tasks, and no schedules, for this test alone."""
    mine = {name: tasks.Task(name, len, (), ()) for name in ("t.et", "t.to")}
    monkeypatch.setattr(tasks, "_tasks", tasks._tasks | mine)
    monkeypatch.setattr(timetable, "_planned", {})


words = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"))
plain_values = st.recursive(words, lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner))


class Ord(StrEnum):
    ET = "et"


class TestPlain:
    @given(plain_values)
    def test_what_is_plain_comes_back_from_json_as_it_was(self, value: Any) -> None:
        assert json.loads(json.dumps(plain(value, "x"))) == value

    @pytest.mark.parametrize(
        "value", [1.0, b"x", (1, 2), {1: "x"}, {"x": {1, 2}}, [Decimal(1)], dt.date(2026, 1, 1), Ord.ET, {Ord.ET: 1}, object()]
    )
    def test_anything_else_is_refused(self, value: object) -> None:
        with pytest.raises(engine.NotPlainError, match=r"^Svaret skal være tekster, heltal"):
            plain(value, "Svaret")

    def test_a_file_is_too_large(self) -> None:
        assert plain("x" * (MOST - 2), "Svaret")
        with pytest.raises(engine.TooLargeError, match=f"^Svaret fylder {MOST + 1} tegn"):
            plain("x" * (MOST - 1), "Svaret")


class TestTasks:
    def test_outside_a_worker_a_step_is_nothing_but_the_call(self) -> None:
        assert engine.step("del", divmod_list, 7, 2) == [3, 1]
        with pytest.raises(ZeroDivisionError):
            engine.step("del", divmod_list, 7, 0)
        engine.report_progress(1, 2, "ingen spørger")

    def test_a_steps_result_must_be_plain_there_too(self) -> None:
        with pytest.raises(engine.NotPlainError, match=r"^Svaret fra trinnet del "):
            engine.step("del", divmod, 7, 2)

    @pytest.mark.parametrize("name", ["", "To Ord", "Stort", ".x", "x.", "x..y", "æ"])
    def test_a_task_needs_a_name(self, name: str) -> None:
        with pytest.raises(ValueError, match="no name for a task"):
            engine.task(name)

    def test_a_name_is_given_once(self) -> None:
        with pytest.raises(ValueError, match="registered twice"):
            engine.task("t.et")(len)

    @pytest.mark.parametrize(("done", "total"), [(-1, 2), (3, 2)])
    def test_progress_is_a_part_of_the_whole(self, done: int, total: int) -> None:
        with pytest.raises(ValueError, match="is no progress"):
            engine.report_progress(done, total)

    def test_a_worker_that_is_to_stop_begins_nothing(self) -> None:
        stopping = threading.Event()
        stopping.set()
        with pytest.raises(engine.errors.Stopping):
            tasks.perform(stopping, "t.et", ["x"])


def divmod_list(number: int, by: int) -> list[int]:
    return list(divmod(number, by))


class TestEnqueue:
    def test_it_needs_no_worker_and_is_there_for_everybody(self) -> None:
        assert engine.enqueue("t.et", 7, "x", key="k:1") == "k:1"
        engine.close()
        work = engine.status("k:1")
        assert work is not None
        assert (work.task, work.args, work.state, work.attempts) == ("t.et", (7, "x"), WorkState.VENTER, 0)
        assert (work.message, work.result, work.begun_at, work.ended_at) == ("", None, None, None)
        assert engine.progress("k:1") is None

    def test_the_same_key_again_keeps_the_first_arguments(self) -> None:
        for number in (1, 2):
            engine.enqueue("t.et", number, key="k")
        work = engine.status("k")
        assert work is not None
        assert work.args == (1,)

    def test_another_task_cannot_have_the_key(self) -> None:
        engine.enqueue("t.et", key="k")
        with pytest.raises(
            engine.KeyTakenError, match=r"^Nøglen k er allerede brugt til opgaven «t\.et» og kan ikke også bruges til «t\.to»"
        ):
            engine.enqueue("t.to", key="k")

    @pytest.mark.parametrize("key", ["", "to ord", "æ", "linje\n", "x" * 201])
    def test_what_is_no_key_is_refused(self, key: str) -> None:
        with pytest.raises(ValueError, match="is no key"):
            engine.enqueue("t.et", key=key)

    def test_an_unknown_task_is_refused(self) -> None:
        with pytest.raises(engine.UnknownTaskError, match=r"^Opgaven «t\.tre» kendes ikke"):
            engine.enqueue("t.tre", key="k")

    def test_files_are_refused(self) -> None:
        with pytest.raises(engine.NotPlainError, match=r"^Det, opgaven t\.et får med, skal være"):
            engine.enqueue("t.et", b"bytes", key="k")
        assert engine.status("k") is None

    @pytest.mark.django_db(transaction=True)
    def test_inside_a_transaction_it_happens_at_the_commit_or_not_at_all(self) -> None:
        with transaction.atomic():
            engine.enqueue("t.et", key="gemt")
            assert engine.status("gemt") is None
        assert engine.status("gemt") is not None
        with pytest.raises(KeyError), transaction.atomic():
            engine.enqueue("t.et", key="fortrudt")
            raise KeyError
        assert engine.status("fortrudt") is None

    def test_work_that_is_not_there_cannot_be_taken_up_again(self) -> None:
        with pytest.raises(engine.UnknownWorkError, match=r"^Der er intet arbejde med nøglen k"):
            engine.retry("k")
        engine.enqueue("t.et", key="k")
        with pytest.raises(engine.NotFinishedError, match=r"^Arbejdet k er ikke slut endnu \(venter\)"):
            engine.retry("k")


class TestMemory:
    def test_on_sqlite_it_is_a_file_in_the_home_folder_that_readers_and_writer_share(self, home: Path) -> None:
        engine.enqueue("t.et", key="k")
        assert (home / "engine.sqlite3").exists()
        with contextlib.closing(sqlite3.connect(home / "engine.sqlite3")) as memory:
            assert memory.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_out_of_reach_it_says_so(self, home: Path) -> None:
        (home / "engine.sqlite3").mkdir()
        with pytest.raises(engine.UnreachableError, match=r"^Databasen kan ikke bruges lige nu \(unable to open database file\)"):
            engine.status("k")

    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            (
                {"HOST": "db.example.gl", "PORT": "5433", "USER": "s", "PASSWORD": "a@b/c", "OPTIONS": {"sslmode": "verify-full"}},
                "postgresql+psycopg://s:a%40b%2Fc@db.example.gl:5433/snit?sslmode=verify-full",
            ),
            ({"HOST": "/run/postgresql", "USER": "s"}, "postgresql+psycopg://s@/snit?host=%2Frun%2Fpostgresql"),
            ({"OPTIONS": {"pool": True}}, "postgresql+psycopg:///snit"),
        ],
    )
    def test_on_postgresql_it_is_the_installations_own_database(
        self, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], wanted: str
    ) -> None:
        from snitflade.exchange.engine import place

        empty = {"NAME": "snit", "HOST": "", "PORT": "", "USER": "", "PASSWORD": "", "OPTIONS": {}}
        monkeypatch.setattr(connections["default"], "settings_dict", empty | given)
        monkeypatch.setattr(place, "is_sqlite", lambda: False)
        assert place.url() == wanted

    def test_one_module_knows_the_library(self) -> None:
        knowing = [
            path.relative_to(SRC).as_posix()
            for path in SRC.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "dbos")
            or (isinstance(node, ast.Import) and any(name.name.partition(".")[0] == "dbos" for name in node.names))
        ]
        assert knowing == ["exchange/engine/durable.py"]


class TestSchedules:
    """All moments in UTC; Nuuk is two hours behind in November, so 10 there is 12 here."""

    NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
    DAY = dt.timedelta(days=1)

    def plan(self, schedule: Schedule) -> None:
        timetable._planned["p"] = Planned("p", schedule, "t.to")

    def test_a_new_one_counts_from_when_it_was_seen(self) -> None:
        self.plan(daily(dt.time(10)))
        assert Watch().enqueue_due(self.NOON + self.DAY / 24) == []
        assert Watch().enqueue_due(self.NOON + self.DAY / 2) == []
        assert Watch().enqueue_due(self.NOON + self.DAY) == ["schedule:p:2026-11-11T12:00:00Z"]

    def test_what_is_due_is_begun_once_with_its_name_and_moment(self) -> None:
        self.plan(daily(dt.time(10)))
        watches = [Watch(), Watch()]
        for watch in watches:
            watch.enqueue_due(self.NOON - self.DAY / 24)
        keys = [watch.enqueue_due(self.NOON) for watch in watches]
        assert keys == [["schedule:p:2026-11-10T12:00:00Z"], []]
        work = engine.status("schedule:p:2026-11-10T12:00:00Z")
        assert work is not None
        assert (work.task, work.args) == ("t.to", ("p", "2026-11-10T12:00:00+00:00"))
        assert watches[0].enqueue_due(self.NOON + dt.timedelta(minutes=1)) == []

    def test_missed_runs_are_caught_up_with_the_latest(self) -> None:
        self.plan(daily(dt.time(10)))
        Watch().enqueue_due(self.NOON)
        assert Watch().enqueue_due(self.NOON + 9.5 * self.DAY) == ["schedule:p:2026-11-19T12:00:00Z"]
        assert Watch().enqueue_due(self.NOON + 9.6 * self.DAY) == []

    def test_a_watch_that_lives_on_catches_up_too(self) -> None:
        self.plan(daily(dt.time(10)))
        watch = Watch()
        assert [watch.enqueue_due(self.NOON + days * self.DAY) for days in (0, 0.5, 4, 4.5)] == [
            [],
            [],
            ["schedule:p:2026-11-14T12:00:00Z"],
            [],
        ]

    def test_a_changed_one_does_not_run_for_what_was_before_its_last_run(self) -> None:
        self.plan(daily(dt.time(10)))
        Watch().enqueue_due(self.NOON - self.DAY)
        Watch().enqueue_due(self.NOON)
        self.plan(daily(dt.time(9)))
        assert Watch().enqueue_due(self.NOON + self.DAY / 24) == []
        assert Watch().enqueue_due(self.NOON + self.DAY) == ["schedule:p:2026-11-11T11:00:00Z"]

    def test_on_demand_never_begins_by_itself(self) -> None:
        self.plan(on_demand())
        watch = Watch()
        assert [watch.enqueue_due(self.NOON + days * self.DAY) for days in (0, 400)] == [[], []]

    def test_names_that_begin_alike_are_kept_apart(self) -> None:
        self.plan(daily(dt.time(10)))
        timetable._planned["p_q"] = Planned("p_q", daily(dt.time(10)), "t.to")
        timetable._planned["pxq"] = Planned("pxq", daily(dt.time(10)), "t.to")
        Watch().enqueue_due(self.NOON)
        keys = [f"schedule:{name}:2026-11-11T12:00:00Z" for name in ("p", "p_q", "pxq")]
        assert Watch().enqueue_due(self.NOON + self.DAY) == keys

    def test_old_runs_that_went_well_are_forgotten_and_the_newest_never(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timetable, "KEEP", 2)
        self.plan(daily(dt.time(10)))
        watch = Watch()
        keys = [key for days in range(6) for key in watch.enqueue_due(self.NOON + days * self.DAY)]
        assert all(map(engine.status, keys)), "what has not run yet is not forgotten"
        with contextlib.closing(sqlite3.connect(settings.HOME / "engine.sqlite3")) as memory, memory:
            memory.execute("UPDATE workflow_status SET status = 'SUCCESS' WHERE workflow_uuid <> ?", [keys[0]])
        keys += watch.enqueue_due(self.NOON + 6 * self.DAY)
        assert [key for key in keys if engine.status(key)] == [keys[0], *keys[-3:]]

    def test_registering_checks_name_and_task(self) -> None:
        engine.register_schedule("hent.gar", on_demand(), "t.to")
        assert [planned.name for planned in engine.schedules()] == ["hent.gar"]
        with pytest.raises(ValueError, match="registered twice"):
            engine.register_schedule("hent.gar", on_demand(), "t.to")
        with pytest.raises(ValueError, match="no name for a schedule"):
            engine.register_schedule("hent:gar", on_demand(), "t.to")
        with pytest.raises(engine.UnknownTaskError):
            engine.register_schedule("hent.cpr", on_demand(), "t.tre")


@pytest.mark.django_db(transaction=True)
class TestSlots:
    @staticmethod
    def still_for(seconds: float, slot: slots.Slot) -> None:
        Worker.objects.filter(slot=slot.name).update(beat_at=Now() - dt.timedelta(seconds=seconds))

    def test_the_first_free_one_is_taken(self) -> None:
        assert [slots.take(None, 30).name for _ in range(3)] == ["arbejder-1", "arbejder-2", "arbejder-3"]

    def test_a_slot_whose_heart_stopped_is_free_and_one_that_beats_is_not(self) -> None:
        first = slots.take("a", 30)
        self.still_for(29, first)
        with pytest.raises(engine.SlotTakenError, match=rf"^Pladsen a er i brug af arbejderen på .* \(proces {first.pid}\)"):
            slots.take("a", 30)
        self.still_for(31, first)
        second = slots.take("a", 30)
        with pytest.raises(engine.SlotLostError, match="overtaget pladsen a"):
            first.beat()
        second.beat()

    def test_a_heartbeat_keeps_the_slot(self) -> None:
        slot = slots.take("a", 30)
        self.still_for(31, slot)
        slot.beat()
        assert slots.bury(30, pytest.fail) == []

    def test_the_dead_are_buried_after_their_work_is_safe(self) -> None:
        alive, dead = slots.take("levende", 30), slots.take("død", 30)
        self.still_for(31, dead)

        def fail(name: str) -> None:
            raise ConnectionError(name)

        with pytest.raises(ConnectionError, match="død"):
            slots.bury(30, fail)
        taken: list[str] = []
        assert slots.bury(30, taken.append) == ["død"] == taken
        assert slots.bury(30, taken.append) == []
        assert [row.slot for row in Worker.objects.all()] == [alive.name]

    @pytest.mark.parametrize(("unfinished", "left"), [(True, ["a"]), (False, [])])
    def test_who_leaves_work_behind_is_found_at_once(self, unfinished: bool, left: list[str]) -> None:
        slots.take("a", 30).leave(unfinished=unfinished)
        assert slots.bury(30, lambda name: None) == left

    def test_who_has_lost_the_slot_leaves_the_new_holder_alone(self) -> None:
        first = slots.take("a", 30)
        self.still_for(31, first)
        second = slots.take("a", 30)
        first.leave(unfinished=False)
        second.beat()

    def test_on_sqlite_one_holds_the_lock_and_finds_every_slot_free(self) -> None:
        slots.take("a", 30)
        with slots.only_one():
            slots.free_all()
            assert slots.take("a", 30).name == "a"
            with pytest.raises(engine.SecondWorkerError), slots.only_one():
                pytest.fail("two at once")
        with slots.only_one():
            pass


def test_the_log_holds_no_persons_and_tells_nothing_twice(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("snitflade.engine")
    with caplog.at_level(logging.INFO, log.name):
        log.info("kunde %s", CPR)
        try:
            raise KeyError(CPR)
        except KeyError:
            log.exception("fejl")
        try:
            raise engine.errors.TaskFailedError("er sagt")
        except engine.errors.TaskFailedError:
            log.exception("fejl igen")
    assert "kunde 311299-****" in caplog.text
    assert "KeyError: '311299-****'" in caplog.text
    assert CPR not in caplog.text
    assert "fejl igen" not in caplog.text


def test_the_librarys_log_is_quiet_and_masked() -> None:
    engine.enqueue("t.et", key="k")
    library = logging.getLogger("dbos")
    assert library.level == logging.WARNING
    assert [type(handler) for handler in library.handlers] == [logging.NullHandler]
    assert sum(isinstance(one, Masked) for one in library.filters) == 1
