"""What is done with an exchange: each a view of its own, with its own rule; what it may not, `exchange` refuses with its reason."""

from __future__ import annotations

from typing import NoReturn

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from snitflade.exchange import asked, catalogue, delivery, engine, inbound, journal, outbound, tasks, waiting
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.engine import WorkState
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import IllegalTransitionError, State
from snitflade.web.formtekst import tekst
from snitflade.web.gang import arbejder_lever
from snitflade.web.koersel import er_stor
from snitflade.web.models import Roller
from snitflade.web.regler import af_udveksling, kraever
from snitflade.web.tilstande import navn
from snitflade.web.views.udveksling import forbundet


def _ud(nr: int) -> Exchange:
    """The exchange, which must go out. Raises Http404."""
    exchange = journal.get(nr)
    if exchange.direction != Direction.UD:
        _findes_ikke(nr)
    return exchange


def _med_forbindelse(exchange: Exchange) -> None:
    """Tell now, not in the background, that a file has no connection it can go by. Raises ConfigurationError."""
    for file in exchange.files.all():
        tasks.route(file)


def _findes_ikke(nr: int) -> NoReturn:
    raise Http404(_("Det kan ikke gøres med udveksling %(nummer)s.") % {"nummer": nr})


@kraever(Roller.GODKEND, af_udveksling("nr"))
@require_POST
def udveksling_godkend(request: HttpRequest, nr: int) -> HttpResponse:
    """Let it go out; with a connection it is on its way at once."""
    exchange = _ud(nr)
    with transaction.atomic():
        # A delivery that failed may go back to approved; nobody may press it there.
        if (state := State(journal.locked(exchange).state)) is not State.BYGGET:
            raise IllegalTransitionError(exchange.pk, state, State.GODKENDT)
        outbound.approve(exchange, request.user.get_username())
        goes = bool(forbundet(exchange))
        if goes:
            tasks.deliver_later(exchange)
    messages.success(
        request,
        _("Udveksling %(nummer)s er godkendt og bliver afleveret i baggrunden.") % {"nummer": nr}
        if goes
        else _("Udveksling %(nummer)s er godkendt. Den har ingen forbindelse: hent filerne, og aflevér dem med hånden.")
        % {"nummer": nr},
    )
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_aflever(request: HttpRequest, nr: int) -> HttpResponse:
    """Put the delivery in the queue; what failed there is taken up again."""
    exchange = _ud(nr)
    if exchange.state not in (State.GODKENDT, State.AFSENDES):
        raise IllegalTransitionError(exchange.pk, State(exchange.state), State.AFSENDES)
    tasks.connected(exchange)  # a set-up that cannot be read is told now, not in the background
    known = engine.among(tasks.delivery_keys(exchange))
    if not any(work.state in asked.IN_HAND for work in known):
        key = tasks.deliver_later(exchange)
        if any(work.key == key and work.state is not WorkState.FAERDIG for work in known):
            engine.retry(key)
    messages.success(request, _("Udveksling %(nummer)s afleveres i baggrunden.") % {"nummer": nr})
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_se_efter(request: HttpRequest, nr: int) -> HttpResponse:
    """Let a worker ask the partner's side whether it has taken the files."""
    exchange = _ud(nr)
    if exchange.state != State.AFSENDT:
        raise IllegalTransitionError(exchange.pk, State(exchange.state), State.TAGET)
    _med_forbindelse(exchange)
    asked.ask(asked.LOOK, exchange, request.user.get_username())
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_kvitter(request: HttpRequest, nr: int) -> HttpResponse:
    """Write the partner's receipt, or that somebody has carried the files there."""
    exchange = _ud(nr)
    text = tekst(request, _("Skriv, hvad modtageren sagde, eller hvor den blev afleveret."))
    if text:
        if exchange.state in (State.GODKENDT, State.VENTER, State.UKLAR):
            everything = request.POST.get("alle") == "1"
            if delivery.delivered_by_hand(exchange, request.user.get_username(), text, everything=everything) is State.AFSENDES:
                tasks.deliver_later(exchange)
        else:
            delivery.acknowledge(exchange, request.user.get_username(), text)
        messages.success(request, _("Udveksling %(nummer)s er nu «%(tilstand)s».") % {"nummer": nr, "tilstand": navn(exchange)})
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_send_igen(request: HttpRequest, nr: int) -> HttpResponse:
    """Send the identical bytes once more; what needs two people only by another than who built it.

    The form tells how many attempts there were when it was shown, so that a second press of the same decision sends nothing.
    """
    exchange = _ud(nr)
    reason = tekst(request, _("Skriv, hvorfor den sendes igen."))
    seen = request.POST.get("forsoeg", "")
    if reason:
        if State(exchange.state) in (State.AFSENDT, State.TAGET, State.UKLAR):
            _med_forbindelse(exchange)
        attempts = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        delivery.put_back(exchange, request.user.get_username(), reason, attempts=attempts)
        tasks.deliver_later(exchange)
        messages.success(request, _("Udveksling %(nummer)s sendes igen i baggrunden.") % {"nummer": nr})
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_annuller(request: HttpRequest, nr: int) -> HttpResponse:
    """Take back what has not been sent, and what it did to its rows."""
    exchange = _ud(nr)
    reason = tekst(request, _("Skriv, hvorfor den annulleres."))
    if reason:
        outbound.cancel(exchange, catalogue.find(exchange.interface), request.user.get_username(), reason)
        messages.success(
            request, _("Udveksling %(nummer)s er annulleret, og det, den bogførte, er taget tilbage.") % {"nummer": nr}
        )
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_anvend(request: HttpRequest, nr: int) -> HttpResponse:
    """Apply what came in, or apply it again with the corrected lines; what is large is left to a worker, if one is alive."""
    exchange = journal.get(nr)
    interface = catalogue.find(exchange.interface)
    if exchange.direction != Direction.IND or interface.apply is None:
        _findes_ikke(nr)
    return _anvend(request, exchange, interface)


@kraever(Roller.GODKEND, af_udveksling("nr"))
@require_POST
def udveksling_frigiv(request: HttpRequest, nr: int) -> HttpResponse:
    """Apply what is held although something is missing: whoever presses answers for it."""
    exchange = journal.get(nr)
    interface = catalogue.find(exchange.interface)
    if exchange.direction != Direction.IND or interface.apply is None:
        _findes_ikke(nr)
    reason = tekst(request, _("Skriv, hvorfor den må anvendes alligevel."))
    if not reason:
        return redirect("udveksling", nr)
    waiting.release(exchange, request.user.get_username(), reason)
    return _anvend(request, exchange, interface)


def _anvend(request: HttpRequest, exchange: Exchange, interface: Interface) -> HttpResponse:
    nr = exchange.pk
    if er_stor(exchange) and arbejder_lever():
        asked.ask(asked.APPLY, exchange, request.user.get_username())
        return redirect("udveksling", nr)
    inbound.apply(exchange, interface, request.user.get_username())
    exchange.refresh_from_db()
    tasks.try_held_later(exchange)
    said = _("Udveksling %(nummer)s er nu «%(tilstand)s».") % {"nummer": nr, "tilstand": navn(exchange)}
    if exchange.state == State.ANVENDT:
        messages.success(request, said)
    else:
        messages.warning(request, said)
    return redirect("udveksling", nr)
