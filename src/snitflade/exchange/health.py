"""Whether this process lives (``/healthz``), whether it can work (``/readyz``), and the figures (``/metrics``).

`healthz` asks nobody: a process that answers lives. `readyz` asks everything the work needs: the database with all its tables, a
home that can be written, keys that can be read. Neither shows personal data or secrets.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from snitflade.exchange import keys, metrics
from snitflade.exchange.models import Blob

log = logging.getLogger("snitflade.health")


class NotReadyError(Exception):
    """Der mangler noget, før programmet kan arbejde."""


def ready() -> Mapping[str, str]:
    """Each check with what is wrong, as a sentence that says what to do; empty where all is well."""
    return {name: _checked(check) for name, check in CHECKS.items()}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when it can work, else 503; the checks as JSON."""
    found = ready()
    wrong = any(found.values())
    return JsonResponse(
        {"klar": not wrong, "kontroller": {name: sentence or "ok" for name, sentence in found.items()}},
        status=503 if wrong else 200,
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format; 503 while the database is out of reach."""
    try:
        return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError:
        log.exception("no figures without the database")
        return HttpResponse("Databasen svarer ikke.\n", status=503, content_type="text/plain; charset=utf-8")


def _checked(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReadyError as error:
        return str(error)
    except DatabaseError as error:
        log.warning("the database does not answer: %s", error)
        return "Databasen svarer ikke. Se, om den kører, og om DATABASE_URL er rigtig."
    return ""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("Databasen har ikke alle tabeller endnu. Kør: snitflade migrate")


def _home() -> None:
    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotReadyError(f"Der kan ikke skrives i {settings.HOME} ({reason}). Ret rettigheder eller plads.") from None


def _keys() -> None:
    try:
        files = keys.key_files()
        if files and keys.unseal(keys.seal(b"klar")) != b"klar":
            raise NotReadyError("Nøglerne lukker ikke op for det, de selv har lukket. Læg de rigtige nøgler tilbage.")
    except (keys.KeyFileOpenToOthersError, keys.KeyFileUnusableError, keys.NoKeyFitsError) as error:
        raise NotReadyError(str(error)) from None
    except OSError:
        raise NotReadyError(f"En nøglefil i {keys.folder()} kan ikke læses. Læg den tilbage fra sikkerhedskopien.") from None
    if not files and Blob.objects.filter(deleted_at=None).exists():
        raise NotReadyError(f"Der er gemte filer, men ingen nøgler i {keys.folder()}. Læg dem tilbage fra sikkerhedskopien.")


CHECKS: Mapping[str, Callable[[], None]] = {"database": _database, "tabeller": _migrations, "hjem": _home, "noegler": _keys}
