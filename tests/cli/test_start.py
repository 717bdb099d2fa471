"""How a command begins: whoever waits for one waits for what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("asyncssh", "dbos", "httpx", "pyzipper", "requests", "sqlalchemy", "zeep")
"""Libraries by which partners are reached and the worker works; together they take as long to load as all the rest."""


def test_a_command_that_calls_nobody_loads_no_client(tmp_path: Path) -> None:
    told = f"import sys, django; django.setup(); print([name for name in {HEAVY!r} if name in sys.modules])"
    environment = {**os.environ, "SNITFLADE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "snitflade.settings"}
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
