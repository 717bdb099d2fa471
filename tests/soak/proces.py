"""What the processes of a soak do: be a worker, or take one step as an operator; both may be killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

PAUSER = (0.1, 0.3, 1.0)
"""Seconds between two attempts of a step; a partner's bad day must not take minutes of ours."""


def _maal(log: str, navn: str) -> None:
    """Note how much of a processor was used; what is killed tells nothing."""
    with Path(f"{log}.tid").open("a") as file:
        file.write(f"{time.process_time():.2f} {navn}\n")


def _log(path: str) -> None:
    """Write into a file, and live no longer than whoever drives."""
    threading.Thread(target=_foelg, name="following", daemon=True).start()
    with open(path, "a") as file:  # noqa: PTH123
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)


def _foelg() -> None:
    driver = parent_process()
    if driver is not None:
        driver.join()
        os._exit(1)


def arbejd(log: str) -> None:
    """Be ``snitflade worker``, at a quick pace."""
    _log(log)
    from snitflade.cli import system
    from snitflade.exchange import engine
    from snitflade.exchange.engine import tasks

    pace = engine.Pace(beat=0.2, dead_after=2.0, poll=0.1, attempts=50)
    engine.run_worker = partial(engine.run_worker, pace=pace)
    for name, one in tasks._tasks.items():
        tasks._tasks[name] = replace(one, pauses=PAUSER)
    try:
        system.worker()
    except engine.EngineError as error:
        sys.exit(str(error))
    finally:
        _maal(log, "arbejder")


def trin(log: str, navn: str, id: str, froe: int, boeger: str, doe_ved: int | None, viden: dict[str, Any]) -> None:
    """Take the step `navn` of the plan; with `doe_ved` the process dies before its so-manieth statement to the database."""
    _log(log)
    from django.db import connection
    from tests.soak import plan
    from tests.soak.boeger import Boeger
    from tests.soak.operatoer import Trin

    left = iter(range(doe_ved or 0, -1, -1))

    def doe(execute: Any, *statement: Any) -> Any:
        if next(left, -1) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)

    if doe_ved is not None:
        connection.execute_wrappers.append(doe)
    try:
        plan.TRIN[navn](Trin(id, random.Random(froe), Boeger(Path(boeger)), viden))  # noqa: S311 (a year by chance)
    finally:
        _maal(log, navn)
