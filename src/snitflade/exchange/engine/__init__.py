"""The workflow engine: durable work in steps, in the background, on time. Generic; it knows no interface.

In a Delsystem::

    @task("udveksling.aflever", temporary=(Midlertidig,))
    def aflever(number: int) -> None:
        step("send", send, number)
        step("bogfoer", bogfoer, number)

From a page, the API or the command line::

    enqueue("udveksling.aflever", 7, key="aflever:7:1")
    status("aflever:7:1"), progress("aflever:7:1")

`snitflade worker` calls `run_worker`. What the engine promises: queued work is begun, remembered steps are not repeated, a dead
worker's work goes on elsewhere within a minute, a schedule's run is begun once. What it cannot promise is that a step runs once:
its worker may die after the step's own commit and before it is remembered. So every step changes nothing when it is done twice.

Its memory is a file beside the SQLite database, or its own schema in PostgreSQL. Put work in the queue inside the transaction that
makes its rows (it happens at the commit) and look on a schedule for rows whose work is missing: between the two a process can die.
"""

from snitflade.exchange.engine.errors import (
    EngineError,
    KeyTakenError,
    NotFinishedError,
    NotMigratedError,
    NotPlainError,
    SecondWorkerError,
    SlotLostError,
    SlotTakenError,
    StepFailedError,
    StepInTransactionError,
    TooLargeError,
    UnknownTaskError,
    UnknownWorkError,
    UnreachableError,
)
from snitflade.exchange.engine.tasks import report_progress, step, task
from snitflade.exchange.engine.timetable import Planned, follow, register_schedule, replace_schedules, schedules
from snitflade.exchange.engine.work import Progress, Work, WorkState, among, close, enqueue, migrate, progress, retry, status
from snitflade.exchange.engine.worker import Pace, run_worker

__all__ = [
    "EngineError",
    "KeyTakenError",
    "NotFinishedError",
    "NotMigratedError",
    "NotPlainError",
    "Pace",
    "Planned",
    "Progress",
    "SecondWorkerError",
    "SlotLostError",
    "SlotTakenError",
    "StepFailedError",
    "StepInTransactionError",
    "TooLargeError",
    "UnknownTaskError",
    "UnknownWorkError",
    "UnreachableError",
    "Work",
    "WorkState",
    "among",
    "close",
    "enqueue",
    "follow",
    "migrate",
    "progress",
    "register_schedule",
    "replace_schedules",
    "report_progress",
    "retry",
    "run_worker",
    "schedules",
    "status",
    "step",
    "task",
]
