"""The worked example of docs/snitflade-41.md: its files, its sessions, and the program that runs them.

As a program (``python -m``, in an installation of its own) it runs the commands it is given as JSON and tells what each of them
said.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "snitflade-41.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """One command of a session, and the lines it is to say; ``…`` stands for anything."""

    words: str
    says: tuple[str, ...]

    def fits(self, said: str) -> list[str]:
        """Its lines that were not said, in their order."""
        lines, missing = said.splitlines(), []
        for wanted in self.says:
            pattern = ".*".join(re.escape(part.strip()) for part in wanted.split("…"))
            pattern = re.sub(r"(?:\\ )+", r"\\s+", pattern)
            at = next((number for number, line in enumerate(lines) if re.search(pattern, line)), None)
            if at is None:
                missing.append(wanted)
            else:
                del lines[: at + 1]
        return missing


def files(page: str) -> dict[str, str]:
    """The files of the page by the path that stands beside the fence."""
    return {path: text for _, path, text in _BLOCK.findall(page) if path}


def sessions(page: str) -> list[Command]:
    """The commands of the page's sessions, in order."""
    found: list[Command] = []
    for kind, _, text in _BLOCK.findall(page):
        for line in text.splitlines() if kind == "console" else ():
            if line.startswith("$ "):
                found.append(Command(line.removeprefix("$ "), ()))
            else:
                found[-1] = Command(found[-1].words, (*found[-1].says, line))
    return found


def main() -> None:
    """Run the sessions that stand on standard input as JSON, keeping in files what some commands say; then tests of files."""
    from snitflade.cli.entry import run

    asked = json.load(sys.stdin)
    answers: dict[str, list[tuple[int, str]]] = {}
    for name, commands in asked["sessions"].items():
        for words in commands:
            kept = io.BytesIO()
            out = io.TextIOWrapper(kept, encoding="utf-8", write_through=True)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                code = run(words.split()[1:])
            said = kept.getvalue()
            answers.setdefault(name, []).append((code, said.decode()))
            for beginning, target in asked["keep"].items():
                if words.startswith(beginning):
                    Path(target).write_bytes(said)
    ran = []
    for path in asked["tests"]:
        for name, function in runpy.run_path(path).items():
            if name.startswith("test_"):
                function()
                ran.append(name)
    json.dump({"answers": answers, "ran": ran}, sys.stdout)


if __name__ == "__main__":
    main()
