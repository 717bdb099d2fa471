"""What the processes of a soak do: be a worker, or take one step as an operator; both may be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

PAUSER = (0.1, 0.3, 1.0)
"""Seconds between two attempts of a step; a partner's bad day must not take minutes of ours."""


ALENE = partial(os._exit, 1)
"""How a process ends that has no others."""


def _maal(log: str, navn: str) -> None:
    """Note how much of a processor was used; what is killed tells nothing."""
    with Path(f"{log}.tid").open("a") as file:
        file.write(f"{time.process_time():.2f} {navn}\n")


def _log(path: str, slut: Callable[[], object]) -> None:
    """Write into a file, and end by `slut` when whoever drives has ended."""
    threading.Thread(target=_foelg, args=(slut,), name="following", daemon=True).start()
    with open(path, "a") as file:  # noqa: PTH123
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)


def _foelg(slut: Callable[[], object]) -> None:
    driver = parent_process()
    if driver is not None:
        driver.join()
        slut()


def arbejd(log: str) -> None:
    """Be ``snitflade worker``, at a quick pace."""
    _log(log, ALENE)
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


def side(log: str, host: str, port: int) -> None:
    """Be ``snitflade serve``, with everything that belongs to it in one process group."""
    os.setsid()
    _log(log, partial(os.killpg, 0, signal.SIGKILL))
    multiprocessing.set_start_method("fork", force=True)  # as it is where the command is typed; the children keep the clock
    from snitflade.cli.serve import serve

    serve(host=host, port=port, workers=1, background=False)


def trin(log: str, navn: str, id: str, froe: int, boeger: str, doe_ved: int | None, viden: dict[str, Any]) -> None:
    """Take the step `navn` of the plan; with `doe_ved` the process dies before its so-manieth statement to the database."""
    _log(log, ALENE)
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
        plan.TRIN[navn](Trin(id, random.Random(froe), Boeger(Path(boeger)), viden, froe))  # noqa: S311 (a year by chance)
    finally:
        _maal(log, navn)
