"""What a forked process does: run commands, and kill itself at a given crossing.

Crossings are the moments between which nothing lasting happens: every call that makes, syncs, renames or removes a file or folder,
every row saved by itself, and every commit. They are counted over all commands of the process, from 1, and it dies *before* the
one it is told.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CALLS = ("mkdir", "fsync", "rename", "unlink", "rmdir")


def serve() -> None:
    """Fork for every ``start`` line on stdin and answer with the process's id; answer ``wait`` with its status."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "snitflade.settings"
    import django

    django.setup()
    import tests.cli.installation  # noqa: F401

    _warm_up()
    for line in sys.stdin:
        what, about = json.loads(line)
        if what == "wait":
            print(os.waitpid(about, 0)[1], flush=True)  # noqa: T201
            continue
        number = os.fork()
        if not number:
            _child(about)
        print(number, flush=True)  # noqa: T201


def _warm_up() -> None:
    """Do once what the children will do, so that each of them begins with everything loaded."""
    from tests.cli.installation import DEMO, ROW_40, at_home, order

    from snitflade.cli.entry import run

    with TemporaryDirectory() as folder, at_home(Path(folder) / "hjem"), redirect_stdout(io.StringIO()) as said:
        for command in (["import", "tekn.renovation", str(DEMO)], ["run", ROW_40, *order(), "--out", f"{folder}/ud"], ["verify"]):
            assert run(command) == 0, said.getvalue()


def _child(job: dict[str, Any]) -> None:
    """Run the job's commands; never returns."""
    code = 70
    try:
        said = Path(job["said"])
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(said / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
        code = _run(job)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(job: dict[str, Any]) -> int:
    from tests.cli.installation import at_home

    from snitflade.cli.entry import run

    os.environ.update(job.get("environment", {}), SNITFLADE_USER=job["by"])
    os.chdir(job.get("cwd", job["said"]))
    with at_home(Path(job["home"]), job.get("url", "")):
        _Crossings(job.get("kill_at", 0), job.get("log", "")).watch()
        return next((code for code in map(run, job["commands"]) if code), 0)


class _Crossings:
    def __init__(self, kill_at: int, log: str) -> None:
        self.kill_at, self.log, self.count = kill_at, log, 0

    def watch(self) -> None:
        from django.db import connection
        from django.db.models import Model

        for name in CALLS:
            setattr(os, name, self._counted(name, getattr(os, name)))
        setattr(connection, "_commit", self._counted("commit", getattr(connection, "_commit")))  # noqa: B009, B010 (not its public side)
        setattr(Model, "save", self._counted("save", Model.save))  # noqa: B010

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def crossing(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.log:
                with Path(self.log).open("a") as file:
                    places = [str(Path(f"/proc/self/fd/{arguments[0]}").readlink())] if name == "fsync" else map(_name, arguments)
                    file.write(" ".join([name, *places]) + "\n")
            if self.count == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return crossing


def _name(argument: object) -> str:
    """A path, or what kind of row it is."""
    return str(argument) if isinstance(argument, str | os.PathLike | int) else type(argument).__name__
