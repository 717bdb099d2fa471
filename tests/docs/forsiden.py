"""The commands of the README: as they stand in its table, and as they are run on the demo's data."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.installation import DEMO, RUN_861

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FILE = "filer/861_G69.txt"
_NAMED = {"FILE": FILE, "FOLDER": str(DEMO)}
_ENDING = {"encode": "g69 g69.jsonl -o igen.txt", "worker": "--help", "serve": "--help"}
"""What follows where the table only names the command; what serves until it is stopped says its help."""


def commands() -> list[str]:
    """The commands of the table's first column; what is only named after a comma belongs to the first one."""
    found = []
    for row in re.findall(r"^\| (`snitflade .*?) \|", TEXT, flags=re.MULTILINE):
        first, *others = re.findall(r"`([^`]+)`", row)
        found += [first, *(f"snitflade {other}" for other in others)]
    return found


def asked() -> list[str]:
    """The commands as they are run, after the one that makes the file they look at."""
    built = [word.replace("1. KVARTAL 2018", "2018") for word in RUN_861]
    run = [f"snitflade import tekn.renovation {DEMO}", " ".join(["snitflade", *built, "--out", "filer"])]
    for command in commands():
        words = [_NAMED.get(word, word) for word in command.split()]
        run.append(" ".join([*words, *_ENDING.get(words[-1], "").split()]))
    return run
