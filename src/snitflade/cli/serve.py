"""The command that serves the site."""

from __future__ import annotations

import socket
from contextlib import nullcontext
from typing import Annotated

import typer
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from snitflade.cli.beside import worker_beside
from snitflade.cli.home import open_home
from snitflade.cli.show import out
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange.serving import PortUnusableError
from snitflade.web.models import Bruger

LOOKS = "dkfds/css/dkfds-virkdk.min.css"
"""A file of the design system, which set-up fetches and the built package carries."""


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Adressen, der lyttes på; andre maskiner kommer ind gennem en proxy")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Porten")] = 8861,
    workers: Annotated[int, typer.Option("--arbejdere", min=1, max=64, help="Hvor mange processer der svarer")] = 1,
    background: Annotated[
        bool,
        typer.Option("--baggrund/--uden-baggrund", help="Med en arbejder ved siden af; uden, når «snitflade worker» kører for sig"),
    ] = True,
) -> None:
    """Åbn operatørernes side på denne maskine, indtil den stoppes. En arbejder udfører imens det, der sættes i kø."""
    open_home()
    if finders.find(LOOKS) is None:
        raise UnusableCallError("Designsystemet er ikke hentet, så siden ville stå nøgen. Kør: make setup")
    _try(host, port)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    if not Bruger.objects.filter(is_active=True).exists():
        out("Der er ingen brugere endnu. Lav den første: snitflade user create NAVN --rolle '*:administrer'")
    shown = f"[{host}]" if ":" in host else host
    out(f"Siden er på http://{shown}:{port}/ (Ctrl-C stopper den)")
    with worker_beside() if background else nullcontext():
        _run(host, port, workers)


def _try(host: str, port: int) -> None:
    """Whether there can be listened at all, before anything else is done. Raises UnusableCallError."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise UnusableCallError(str(PortUnusableError(host, port, error.strerror or str(error)))) from None


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian  # loaded when used: no other command needs a server
    from granian.constants import Interfaces
    from granian.errors import ConfigurationError

    if settings.SNITFLADE_HTTPS is False and host not in ("127.0.0.1", "localhost", "::1"):
        out("Uden HTTPS kan andre på nettet læse med. Sæt en proxy med HTTPS foran, og SNITFLADE_HTTPS=ja.")
    try:
        Granian(
            "snitflade.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            websockets=False,
            log_access=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,  # one that does not stop by itself must not keep the port
        ).serve()
    except ConfigurationError as error:
        raise UnusableCallError(str(error)) from None
