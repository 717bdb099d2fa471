"""The backup that is taken in the middle of the year, while everything goes on, and what it is worth at the end of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection
from tests.soak.operatoer import Trin

from snitflade.exchange.backup.make import make

NAVN = "kopi.tar.zst"


def tag(trin: Trin) -> None:
    """Take it, beside the partners' books."""
    path = trin.boeger.rod.parent / NAVN
    if not path.exists():
        make(path)


def gendan(folder: Path, home: Path) -> list[str]:
    """Restore it into an empty folder (and an empty database), and let `verify` look at every byte; gives what is wrong."""
    environment = os.environ | {"SNITFLADE_HOME": str(folder / "gendannet")}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE gendannet")
        environment["DATABASE_URL"] = "postgresql://postgres@/gendannet"
    keys = ("--noegler", str(home / "keys"))
    for command in (("restore", str(folder / NAVN), "--to", environment["SNITFLADE_HOME"], *keys), ("migrate",), ("verify",)):
        done = subprocess.run(
            [sys.executable, "-m", "snitflade", *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return [f"kopien fra midt på året: {command[0]} {done.returncode}\n{done.stdout}{done.stderr}"]
    print("kopien fra midt på året er gendannet:", done.stdout.strip(), flush=True)  # noqa: T201
    return []
