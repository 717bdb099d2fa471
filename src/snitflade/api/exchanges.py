"""Exchanges for other systems: list them, fetch their files, give the receipt.

A caller sees the exchanges of the interfaces its token names, of its own municipality. What is not approved leaves through no door,
this one neither. Who has built or approved an exchange is nobody's business outside.
"""

from __future__ import annotations

import base64
from typing import Annotated
from urllib.parse import quote

from django.db import transaction
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router

from snitflade.api import service
from snitflade.api.access import Adgang, offered
from snitflade.api.caller import Caller
from snitflade.api.errors import ServiceError
from snitflade.api.exchange_schema import KvitteringInd, KvitteringUd, UdvekslingerUd, UdvekslingUd, plain
from snitflade.api.scopes import Scope, Verb
from snitflade.api.validation import Tidspunkt
from snitflade.exchange import audit, configuration, delivery, journal
from snitflade.exchange.models import Direction, Exchange, ExchangeFile, ProblemRow
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.formats.problems import ProblemKind
from snitflade.web import overfoersel

UDVEKSLING_UKENDT = ProblemKind("UDVEKSLING_UKENDT", "Udveksling {raw} findes ikke, eller token'en giver ikke adgang til den.")
UDVEKSLING_SNITFLADE = ProblemKind("UDVEKSLING_SNITFLADE", "Token'en giver ikke adgang til udvekslingerne i {raw}.")
FIL_UKENDT = ProblemKind("FIL_UKENDT", "Udveksling {nummer} har ingen fil nr. {raw}.")
FIL_IKKE_GODKENDT = ProblemKind("FIL_IKKE_GODKENDT", "Udveksling {raw} er {tilstand}. Dens filer gives ud, når den er godkendt.")
FIL_GAELDER_IKKE = ProblemKind("FIL_GAELDER_IKKE", "Udveksling {raw} er {tilstand}. Dens filer gælder ikke og gives ikke ud.")
FIL_ANDEN_VEJ = ProblemKind(
    "FIL_ANDEN_VEJ", "Udveksling {raw} er {tilstand} og afleveres ad en anden vej. Dens filer kan hentes, når den er afsendt."
)
FIL_SLETTET = ProblemKind("FIL_SLETTET", "Filen {raw} er slettet efter reglen om opbevaring.")
KVITTERING_ANDEN = ProblemKind(
    "KVITTERING_ANDEN", "Udveksling {raw} har allerede en anden kvittering. Ring til kommunen, hvis den er forkert."
)
KVITTERING_TIDLIG = ProblemKind(
    "KVITTERING_TIDLIG", "Udveksling {raw} er {tilstand} og kan ikke kvitteres. Hent først alle dens filer."
)

FETCHED = "fil hentet"
"""What the audit event is called."""
MOST = 500
"""Exchanges on a page."""

router = Router(tags=["Udvekslinger"])
Nummer = Annotated[int, Path(ge=1, le=2**63 - 1, description="Udvekslingens nummer.")]


@router.get(
    "",
    response={200: UdvekslingerUd},
    operation_id="hent_udvekslinger",
    summary="Udvekslinger, de nyeste først",
    **offered(Adgang(verb=Verb.LAES), {}),
)
def hent_udvekslinger(
    request: HttpRequest,
    snitflade: Annotated[str | None, Query(max_length=60, description="Kun denne snitflade, fx tekn.renovation-prisme.")] = None,
    tilstand: Annotated[State | None, Query(description="Kun i denne tilstand.")] = None,
    retning: Annotated[Direction | None, Query(description="Kun ud eller ind.")] = None,
    fra: Annotated[Tidspunkt | None, Query(description="Oprettet på dette tidspunkt eller senere.")] = None,
    til: Annotated[Tidspunkt | None, Query(description="Oprettet før dette tidspunkt.")] = None,
    foer: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Kun ældre end dette nummer: naeste fra siden før.")] = None,
    antal: Annotated[int, Query(ge=1, le=MOST, description="Højst så mange på siden.")] = 50,
) -> UdvekslingerUd:
    """De udvekslinger, som token'en giver adgang til."""
    caller = service.the_caller(request)
    names = caller.interfaces(Verb.LAES)
    if snitflade is not None and snitflade not in names:
        raise ServiceError(403, UDVEKSLING_SNITFLADE, raw=snitflade)
    found = _visible(caller).filter(interface__in=names if snitflade is None else [snitflade])
    wanted = {"state": tilstand, "direction": retning, "created_at__gte": fra, "created_at__lt": til, "pk__lt": foer}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    rows = list(_whole(found.order_by("-pk"))[: antal + 1])
    return UdvekslingerUd(
        udvekslinger=[plain(exchange) for exchange in rows[:antal]], naeste=rows[antal - 1].pk if len(rows) > antal else None
    )


@router.get(
    "/{nummer}",
    response={200: UdvekslingUd},
    operation_id="hent_udveksling",
    summary="Én udveksling",
    **offered(Adgang(verb=Verb.LAES), {404: [UDVEKSLING_UKENDT.code]}),
)
def hent_udveksling(request: HttpRequest, nummer: Nummer) -> UdvekslingUd:
    """Udvekslingen med dens filer."""
    return plain(_one(service.the_caller(request), nummer, Verb.LAES))


@router.get(
    "/{nummer}/filer/{fil}",
    operation_id="hent_fil",
    summary="En fils bytes",
    **offered(
        Adgang(verb=Verb.FIL),
        {
            404: [UDVEKSLING_UKENDT.code, FIL_UKENDT.code],
            409: [FIL_IKKE_GODKENDT.code, FIL_GAELDER_IKKE.code, FIL_ANDEN_VEJ.code],
            410: [FIL_SLETTET.code],
        },
        file=True,
    ),
)
def hent_fil(request: HttpRequest, nummer: Nummer, fil: Annotated[int, Path(ge=1, le=32767)]) -> HttpResponseBase:
    """De bytes, der blev gemt, uændret. Når filerne ikke har anden vej ud, er udvekslingen afsendt, når den sidste er hentet."""
    caller = service.the_caller(request)
    exchange = _one(caller, nummer, Verb.FIL)
    file = exchange.files.select_related("blob", "exchange").filter(number=fil).first()
    if file is None:
        raise ServiceError(404, FIL_UKENDT, raw=str(fil), nummer=nummer)
    caller.require(Scope(exchange.interface, Verb.FIL, file.format))
    return _given_out(file, caller.actor)


@router.post(
    "/{nummer}/kvittering",
    response={200: KvitteringUd},
    operation_id="kvitter_udveksling",
    summary="Kvittér for en udveksling",
    **offered(
        Adgang(verb=Verb.KVITTER), {404: [UDVEKSLING_UKENDT.code], 409: [KVITTERING_ANDEN.code, KVITTERING_TIDLIG.code]}, body=True
    ),
)
def kvitter_udveksling(request: HttpRequest, nummer: Nummer, krop: KvitteringInd) -> KvitteringUd:
    """Modtageren bekræfter, at den har udvekslingen. Den samme kvittering igen ændrer intet."""
    caller = service.the_caller(request)
    exchange = _one(caller, nummer, Verb.KVITTER)
    with transaction.atomic():
        now = journal.locked(exchange)
        if now.state == State.KVITTERET:
            if now.note != krop.kvittering:
                raise ServiceError(409, KVITTERING_ANDEN, raw=str(nummer))
            return KvitteringUd(id=nummer, tilstand=State.KVITTERET, kvitteret_nu=False)
        if now.state not in (State.AFSENDT, State.TAGET):
            raise ServiceError(409, KVITTERING_TIDLIG, raw=str(nummer), tilstand=now.get_state_display().lower())
        delivery.acknowledge(now, caller.actor, krop.kvittering)
    return KvitteringUd(id=nummer, tilstand=State(now.state), kvitteret_nu=True)


def _visible(caller: Caller) -> QuerySet[Exchange]:
    """Those of the caller's municipality; where none stands it is the installation's own."""
    return Exchange.objects.filter(kommune__in=("", caller.token.kommune))


def _whole(rows: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """With what `_plain` shows, in three queries however many they are."""
    count = ProblemRow.objects.filter(exchange=OuterRef("pk")).order_by().values("exchange").annotate(n=Count("pk")).values("n")
    files = ExchangeFile.objects.select_related("blob").order_by("number")
    return rows.annotate(problem_count=Coalesce(Subquery(count), 0)).prefetch_related(Prefetch("files", files))


def _one(caller: Caller, nummer: int, verb: Verb) -> Exchange:
    exchange = _whole(_visible(caller).filter(pk=nummer, interface__in=caller.interfaces(verb))).first()
    if exchange is None:
        raise ServiceError(404, UDVEKSLING_UKENDT, raw=str(nummer))
    return exchange


def _given_out(file: ExchangeFile, by: str) -> HttpResponseBase:
    """The file's bytes, once they may leave and it stands in the journal that they did."""
    exchange = file.exchange
    if kind := _in_the_way(file):
        raise ServiceError(409, kind, raw=str(exchange.pk), tilstand=exchange.get_state_display().lower())
    if file.blob.deleted_at:
        raise ServiceError(410, FIL_SLETTET, raw=file.name)
    digest = base64.b64encode(bytes.fromhex(file.blob_id)).decode()
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    answer = overfoersel.hentet(file.blob, headers)
    if exchange.state == State.GODKENDT:
        delivery.fetched(file, by)
    audit.record(FETCHED, by, exchange, fil=file.name, sha256=file.blob_id)
    return answer


def _in_the_way(file: ExchangeFile) -> ProblemKind | None:
    """Why the file does not leave now. What goes another way can be had here only when it has gone there."""
    exchange = file.exchange
    if exchange.state in TAKEN_BACK:
        return FIL_GAELDER_IKKE
    if exchange.state == State.BYGGET:
        return FIL_IKKE_GODKENDT
    going = exchange.state in (State.AFSENDES, State.VENTER, State.UKLAR)
    connected = exchange.state == State.GODKENDT and configuration.has(exchange.interface, file.format)
    return FIL_ANDEN_VEJ if going or connected else None
