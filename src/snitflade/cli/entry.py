"""Where every command begins and every error ends: as a sentence in Danish, never as a traceback."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import traceback

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from typer.main import get_command

PROBLEMS, UNUSABLE, FAULT, INTERRUPTED = 1, 2, 70, 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter of a sentence still gets the sentence
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command; gives its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    try:
        if not apps.ready:  # a second time it would only bind the log to another's stderr
            django.setup()
    except ImproperlyConfigured as error:
        return _say(str(error), UNUSABLE)
    except FileNotFoundError:
        return _say("Den mappe, du står i, findes ikke længere. Gå til en anden.", UNUSABLE)
    try:
        from snitflade.cli import app

        code = get_command(app.app).main(arguments, prog_name="snitflade", standalone_mode=False)
        if code == INTERRUPTED:  # what the parser makes of the user's Ctrl-C
            raise KeyboardInterrupt
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, SystemExit):  # the reader, say `head`, has seen enough; the parser makes an exit of that
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("Afbrudt. Kør kommandoen igen, hvis den skal gøres færdig.", INTERRUPTED)
    except Exception as error:
        return _ended(error)


def _ended(error: Exception) -> int:
    from snitflade.cli import usage
    from snitflade.formats.problems import ProblemsError

    if isinstance(error, ProblemsError):
        from snitflade.cli.show import show_problems

        show_problems(error.problems)
        count = len(error.problems)
        return _say(f"{count} {'problem' if count == 1 else 'problemer'}. Intet er skrevet eller ændret.", PROBLEMS)
    if (code := getattr(error, "exit_code", None)) is not None and type(error).__name__ == "Exit":
        return int(code)
    if type(error).__name__ == "NoArgsIsHelpError":  # the parser has shown the help
        return UNUSABLE
    if sentence := usage.sentence(error):
        return _say(sentence, UNUSABLE)
    if sentence := usage.known(error):
        return _say(sentence, PROBLEMS)
    return _say(_logged(error), FAULT)


def _logged(error: Exception) -> str:
    """Keep the traceback for those who mend the program, and tell where."""
    from django.conf import settings

    from snitflade.web.log import maskeret

    text = "".join(traceback.format_exception(error))
    try:
        folder = settings.HOME / "fejl"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600), encoding="utf-8") as file:
            file.write(maskeret(text))  # the file is sent to others
        where = f"Sporet ligger i {path}; send det til den, der passer systemet."
    except Exception:  # not even the folder can be written: the cause is all there is to tell
        where = ""
    return f"Der er en fejl i programmet ({type(error).__name__}). Kommandoen er ikke gennemført. {where}".rstrip()


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return code
