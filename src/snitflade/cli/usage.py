"""What the command line says when a call cannot be carried out, in Danish."""

from __future__ import annotations

import re

from django.db import DatabaseError

from snitflade.exchange.files import reason
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.konstanter import KonstantMangler, KonstantUgyldig
from snitflade.formats.problems import mask_cpr
from snitflade.formats.registry import UnknownFormatError


class UnusableCallError(Exception):
    """Kaldet kan ikke udføres, som det står."""


def sentence(error: Exception) -> str | None:
    """The sentence for a call that is wrong in itself, or None for other errors.

    The parser's own exceptions are known by their names and attributes: typer carries its parser inside and does not publish
    the classes.
    """
    if isinstance(error, UnusableCallError | UnknownFormatError):
        return str(error)
    if isinstance(error, KnownError) and error.refusal is Refusal.NOT_FOUND:
        return str(error)
    name = type(error).__name__
    parameter = getattr(error, "param", None)
    flag = _flag(parameter)
    hint = f" Se: {_path(error)} --help"
    message = str(getattr(error, "message", error))
    if name == "MissingParameter":
        return f"{flag} mangler.{hint}"
    if name == "NoSuchOption":
        return f"{getattr(error, 'option_name', '')} findes ikke.{_near(error)}{hint}"
    if name == "BadOptionUsage":
        wrong = "tager ingen værdi" if "does not take" in message else "mangler en værdi"
        return f"{getattr(error, 'option_name', '')} {wrong}.{hint}"
    if name == "BadParameter":
        return f"{flag} {_refused(message)}.{hint}"
    if name in ("UsageError", "BadArgumentUsage", "NoSuchCommand"):
        return f"{_translated(message)}{hint}"
    return None


def known(error: Exception) -> str | None:
    """The sentence for something that is wrong in the world rather than in the program, or None."""
    if isinstance(error, KnownError | KonstantMangler | KonstantUgyldig):
        return str(error)
    if isinstance(error, DatabaseError):
        return f"Databasen svarer ikke, som den skal: {mask_cpr(str(error)).strip()}. Ret det, og kør kommandoen igen."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"Filsystemet siger nej: {where}{reason(error)}. Ret det, og kør kommandoen igen."
    return None


def _flag(parameter: object) -> str:
    names = getattr(parameter, "opts", None) or []
    if type(parameter).__name__.endswith("Argument"):
        return str(getattr(parameter, "metavar", None) or names[0])
    return str(names[0]) if names else "Et argument"


def _path(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context is not None else "snitflade"


def _near(error: Exception) -> str:
    found = getattr(error, "possibilities", None) or []
    return f" Mente du {found[0]}?" if found else ""


def _refused(message: str) -> str:
    """Why the parser would not take a value. Only whole numbers can be refused; any other value is read as text."""
    if least := re.search(r"greater than or equal to (\d+)|x>=(\d+)", message):
        return f"skal være mindst {least[1] or least[2]}"
    return "skal være et helt tal"


def _translated(message: str) -> str:
    for english, danish in (
        ("No such command", "Der er ingen kommando"),
        ("Got unexpected extra argument(s)", "Der er for mange argumenter:"),
        ("Did you mean", "Mente du"),
        ("Missing command.", "Der mangler en kommando."),
    ):
        message = message.replace(english, danish)
    return message if message.endswith((".", "?", "!")) else f"{message}."
