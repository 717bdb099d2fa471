"""Tasks that write down what they do, and die where they are told to.

Each is given a folder. What happens goes into its file ``spor``, one line at a time; the files ``vent`` and ``doe`` tell a step to
wait, or to kill its worker.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path

from django.db import connection, transaction

from snitflade.exchange.engine import StepFailedError, register_schedule, report_progress, step, task
from snitflade.exchange.schedule import daily
from snitflade.exchange.states import IllegalTransitionError, State

CPR = "3112999999"


class Vrang(Exception):
    """Partneren svarer ikke."""


def note(folder: str, line: str) -> None:
    """Write down what happened, so that it is there even if the process dies next."""
    with (Path(folder) / "spor").open("a") as file:
        file.write(line + "\n")


def spor(folder: Path) -> list[str]:
    """What has happened."""
    path = folder / "spor"
    return path.read_text().split() if path.exists() else []


def die_if_told(folder: str, *, again: bool = False) -> None:
    """Be killed like by the kernel; once, or every time."""
    told = Path(folder) / "doe"
    if told.exists():
        if not again:
            told.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _skridt(folder: str, name: str) -> str:
    note(folder, name)
    return name.upper()


def _ventende(folder: str) -> int:
    note(folder, "to-begynder")
    report_progress(1, 3, "venter på kunde 3112999999")
    while (Path(folder) / "vent").exists():
        time.sleep(0.02)
    note(folder, "to")
    return os.getpid()


@task("proeve.tre-trin")
def tre_trin(folder: str) -> list[str | int]:
    """Three steps; the second waits as long as the file ``vent`` is there."""
    return [step("et", _skridt, folder, "et"), step("to", _ventende, folder), step("tre", _skridt, folder, "tre")]


def _raekke(folder: str, key: str) -> int:
    from snitflade.exchange.models import Direction, Exchange

    with transaction.atomic():
        row, new = Exchange.objects.get_or_create(
            interface="proeve", key=key, defaults={"direction": Direction.UD, "state": "bygget", "created_by": "proeve"}
        )
    note(folder, "ny" if new else "fandtes")
    die_if_told(folder)
    return int(row.pk)


def _antal(key: str) -> int:
    from snitflade.exchange.models import Exchange

    return Exchange.objects.filter(key=key).count()


@task("proeve.raekke")
def raekke(folder: str, key: str) -> int:
    """Make a row under a unique key, die after its commit if told to, and count the rows."""
    step("raekke", _raekke, folder, key)
    return step("antal", _antal, key)


def _doedelig(folder: str) -> str:
    note(folder, "forsoeg")
    die_if_told(folder, again=True)
    return "levende"


@task("proeve.doedelig")
def doedelig(folder: str) -> str:
    """Kill the worker as long as the file ``doe`` is there."""
    return step("doedelig", _doedelig, folder)


def _vrang(folder: str, times: int) -> str:
    note(folder, "forsoeg")
    if len(spor(Path(folder))) <= times:
        raise Vrang(Vrang.__doc__)
    return "lykkedes"


@task("proeve.vrang", temporary=(Vrang,), pauses=(0.05, 0.05))
def vrang(folder: str, times: int) -> str:
    """Fail so many times with a temporary error."""
    return step("vrang", _vrang, folder, times)


def _afvist(folder: str) -> str:
    note(folder, "afleverer")
    if (Path(folder) / "afvis").exists():
        raise IllegalTransitionError(7, State.BYGGET, State.AFSENDT)
    return "afleveret"


@task("proeve.afvist", temporary=(Vrang,))
def afvist(folder: str) -> str:
    """One step that goes well, one that fails for good as long as the file ``afvis`` is there."""
    step("et", _skridt, folder, "et")
    return step("aflever", _afvist, folder)


def _fejl(folder: str) -> None:
    raise KeyError(CPR)


@task("proeve.fejl")
def fejl(folder: str) -> None:
    """An error in the program, with a person in it."""
    step("fejl", _fejl, folder)


@task("proeve.fejl-udenfor")
def fejl_udenfor(folder: str) -> None:
    """The same between two steps."""
    step("et", _skridt, folder, "et")
    _fejl(folder)


@task("proeve.i-transaktion")
def i_transaktion(folder: str) -> None:
    """A step inside a transaction."""
    with transaction.atomic():
        step("et", _skridt, folder, "et")


@task("proeve.halv")
def halv(folder: str) -> None:
    """A step that gives what cannot be remembered."""
    step("halv", float, "0.5")


def _mister_forbindelsen(folder: str) -> int:
    """Lose the database connection, as when the server is started anew, and use it all the same."""
    note(folder, "forsoeg")
    if len(spor(Path(folder))) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7")
        (seven,) = cursor.fetchone() or (0,)
    return int(seven)


def _sat(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source FROM pg_settings WHERE name = %s", [name])
        (source,) = cursor.fetchone() or ("",)
    return str(source)


@task("proeve.indstilling")
def indstilling(name: str) -> str:
    """Who has set this setting of the database connection."""
    return step("indstilling", _sat, name)


@task("proeve.forbindelse", pauses=(0.05,))
def forbindelse(folder: str) -> int:
    """A step whose database connection is cut once."""
    return step("forbindelse", _mister_forbindelsen, folder)


@task("proeve.griber")
def griber(folder: str) -> str:
    """Lives with a step that failed; waits before the last one."""
    try:
        step("aflever", _afvist, folder)
    except StepFailedError as error:
        report_progress(1, 2, error.kind)
        step("to", _ventende, folder)
        return f"{error.kind}: {error}"
    return "afleveret"


@task("proeve.plan")
def plan(name: str, moment: str) -> str:
    """What a schedule begins."""
    return f"{name} {moment}"


register_schedule("proeve", daily(*(dt.time(hour) for hour in range(24))), "proeve.plan")
