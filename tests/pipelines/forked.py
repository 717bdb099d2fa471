"""Processes of their own at the price of a fork: one that has loaded the program, and forks itself for every job."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any


def serve() -> None:
    """Fork for every ``start`` line on stdin and answer with the process's id; answer ``wait`` with its status."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.pipelines.settings"
    import django

    django.setup()
    import asyncssh  # noqa: F401  what takes long to load
    import dbos  # noqa: F401
    import psycopg  # noqa: F401
    from tests.pipelines import jobs  # noqa: F401

    import snitflade.cli.app
    import snitflade.exchange.engine.durable
    import snitflade.exchange.transports.configure
    import snitflade.exchange.transports.sftp  # noqa: F401

    for line in sys.stdin:
        what, about = json.loads(line)
        if what == "wait":
            print(_waited(*about), flush=True)  # noqa: T201
            continue
        number = os.fork()
        if not number:
            _child(about)
        print(number, flush=True)  # noqa: T201


def _waited(number: int, longest: float) -> int:
    """How the process ended; one that takes longer is ended, so that a test that hangs fails."""
    until = time.monotonic() + longest
    while True:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() > until:
            os.kill(number, signal.SIGTERM)  # not SIGKILL, which is what some tests expect
        time.sleep(0.003)


def _child(job: dict[str, Any]) -> None:
    """Do the job, leave what it gives beside what it says, and end; never returns."""
    said = Path(job["said"])
    code = 70
    try:
        for stream, name in ((0, os.devnull), (1, said / "out"), (2, said / "err")):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND), stream)
        os.environ.update(job["environment"])
        (said / "gav").write_text(json.dumps(_done(job)))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _done(job: dict[str, Any]) -> dict[str, Any]:
    from django.conf import settings
    from django.db import connections
    from tests.pipelines import jobs, points

    from snitflade.settings import database

    settings.HOME = Path(job["home"])
    found = database(job["url"], settings.HOME)
    if "timeout" in job and not job["url"]:
        found["OPTIONS"]["timeout"] = job["timeout"]
    connections.settings["default"].update({"OPTIONS": {}, **found})
    with suppress(AttributeError):
        del connections["default"]  # made for the database that the program was loaded with, and never opened
    for point in job["points"]:
        points.arm(*point)
    try:
        return {"svar": getattr(jobs, job["do"])(*job["arguments"])}
    except Exception as error:
        traceback.print_exc()
        return {"fejl": type(error).__name__, "tekst": str(error)}
    finally:
        connections.close_all()
