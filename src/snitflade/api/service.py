"""What every service has in common: bounds, authorisation, the log of each call and each person shown, and one form of refusal.

A view is wrapped in `served`. Inside it `authorise` lets the caller in, `shown` names the persons in the answer. No answer leaves
before its log is written: when that fails, so does the call.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from uuid import uuid4

from django.db import DatabaseError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from snitflade.api import caller as callers
from snitflade.api.caller import Caller
from snitflade.api.errors import ServiceError, problem_json
from snitflade.api.models import Call, Token
from snitflade.api.scopes import Scope
from snitflade.exchange.engine import UnreachableError
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.locks import BusyError
from snitflade.folk import opslag
from snitflade.formats.problems import ProblemKind, ProblemsError

log = logging.getLogger("snitflade.api")

BODY = 64 * 1024
"""Bytes of a request; what other systems send us here are numbers and receipts."""
KALD_FOR_STORT = ProblemKind("KALD_FOR_STORT", "Kaldet er {raw} bytes; der er plads til {hoejst}. Send mindre ad gangen.")
KALD_METODE = ProblemKind("KALD_METODE", "{raw} bruges ikke på denne adresse. Brug: {tilladt}.")
KALD_UKENDT = ProblemKind("KALD_UKENDT", "Der er ingen tjeneste på denne adresse. Se dem alle på /api/.")
KALD_TILSTAND = ProblemKind("KALD_TILSTAND", "{raw}")
TJENESTE_OPTAGET = ProblemKind("TJENESTE_OPTAGET", "Systemet er optaget lige nu. Prøv igen om {sekunder} sekunder.")
TJENESTE_FEJL = ProblemKind("TJENESTE_FEJL", "Der er en fejl i programmet. Sig til kommunen, og opgiv nummeret {raw}.")

STATUS: dict[str, int] = {}
"""The status with which each kind of problem of the rules below is refused, by code; whoever offers them as a service fills it."""
AGAIN = 5
"""Seconds to wait when we are busy."""

View = Callable[..., HttpResponseBase]
Refuse = Callable[[HttpRequest, ServiceError], HttpResponse]


@dataclass(slots=True)
class Case:
    """One call while it is being answered."""

    begun: float = field(default_factory=time.perf_counter)
    operation: str = ""
    parameters: frozenset[str] = frozenset()
    """What may stand in the query."""
    caller: Caller | None = None
    shown: list[tuple[str, str, list[int | None]]] = field(default_factory=list)
    """Interface, register and ids of the persons in the answer."""
    code: str = ""


def case(request: HttpRequest) -> Case:
    """The call that `request` is."""
    found = request.META.setdefault("snitflade.case", Case())
    assert isinstance(found, Case)  # noqa: S101 (no header gets a name like that)
    return found


def authorise(request: HttpRequest, *wanted: Scope) -> Caller:
    """Let the caller in when it may do any of `wanted` (with none: whatever it may do). Raises ServiceError."""
    found = callers.identify(request)
    case(request).caller = found
    callers.within_rate(found.token)
    if wanted:
        found.require(*wanted)
    return found


def the_caller(request: HttpRequest) -> Caller:
    """Who was let in."""
    found = case(request).caller
    assert found is not None  # noqa: S101 (every operation authorises first)
    return found


def shown(request: HttpRequest, interface: str, register: str, numre: Collection[int | None]) -> None:
    """The answer shows these persons of `register`; None: somebody was looked for in vain."""
    case(request).shown.append((interface, register, list(numre)))


def refusal(error: Exception) -> ServiceError:
    """Any error as a refusal; what we did not foresee is logged under a number and told as nothing but that."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, ProblemsError) and error.problems.codes <= STATUS.keys():
        return ServiceError(max(STATUS[code] for code in error.problems.codes), error.problems)
    if isinstance(error, BusyError | UnreachableError | OperationalError):
        log.warning("busy: %s", type(error).__name__)
        return ServiceError(503, TJENESTE_OPTAGET, headers={"Retry-After": str(AGAIN)}, sekunder=AGAIN)
    if isinstance(error, KnownError) and error.refusal is Refusal.NOT_NOW:
        return ServiceError(409, KALD_TILSTAND, raw=str(error))
    number = uuid4()
    log.error("a service broke (%s)", number, exc_info=error)
    return ServiceError(500, TJENESTE_FEJL, instance=f"urn:uuid:{number}", raw=str(number))


def refused(request: HttpRequest, error: ServiceError) -> HttpResponse:
    """The refusal as ``application/problem+json``."""
    return problem_json(error)


def served(refuse: Refuse = refused) -> Callable[[View], View]:
    """Answer calls with `view`, within the bounds and with the log; `refuse` gives a refusal its form."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            now = case(request)
            try:
                _bounded(request)
                response = view(request, *args, **kwargs)
                if response.status_code == 405 and "Allow" in response.headers:
                    allowed = response.headers["Allow"]
                    raise ServiceError(405, KALD_METODE, headers={"Allow": allowed}, raw=request.method or "", tilladt=allowed)
            except Exception as error:
                response = refuse(request, noted(request, refusal(error)))
            try:
                _keep(request, now, response.status_code)
            except DatabaseError as error:
                response = refuse(request, refusal(error))
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response

        return csrf_exempt(answer)

    return wrap


def noted(request: HttpRequest, error: ServiceError) -> ServiceError:
    """The refusal, with its code in the log of the call."""
    case(request).code = error.code
    return error


def _bounded(request: HttpRequest) -> None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > BODY:
        raise ServiceError(413, KALD_FOR_STORT, raw=str(length), hoejst=BODY)


def _keep(request: HttpRequest, now: Case, status: int) -> None:
    """Log the call and the persons it showed, together. Of calls refused for being too many one a minute is kept."""
    caller = now.caller
    if caller is None or (status == 429 and callers.told_already(caller.token)):
        return
    with transaction.atomic():
        for interface, register, numre in now.shown:
            opslag.noter(caller.actor, interface, caller.purpose, register, numre)
        Call.objects.create(
            token=caller.token,
            operation=now.operation,
            method=(request.method or "")[:8],
            status=status,
            code=now.code,
            address=caller.address or None,
            milliseconds=round((time.perf_counter() - now.begun) * 1000),
            persons=sum(nummer is not None for _, _, numre in now.shown for nummer in numre),
        )
        moment = timezone.now()
        if caller.token.last_used_at is None or moment - caller.token.last_used_at > callers.MINUTE:
            Token.objects.filter(pk=caller.token.pk).update(last_used_at=moment)
