"""Running an interface from its page: tried first if one likes, built at once, or ordered from a worker when it takes long."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import configuration, engine, orders, outbound, tasks
from snitflade.exchange.catalogue import Built, Interface
from snitflade.exchange.engine import EngineError, WorkState
from snitflade.exchange.models import Exchange, Order
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.web.gang import arbejder_lever
from snitflade.web.koersel import KoerselForm, til_arbejderen
from snitflade.web.models import Roller
from snitflade.web.problemliste import grupper, problem_af
from snitflade.web.regler import af_snitflade, kraever
from snitflade.web.views.snitflade import find, sammenhaeng

_DONE = (WorkState.FEJLET, WorkState.OPGIVET)


@kraever(Roller.KOER, af_snitflade("id"))
@require_POST
def snitflade_koer(request: HttpRequest, id: str) -> HttpResponse:
    """Try or build a run; what is wrong with it is shown all at once, above the form as it was filled in."""
    row, interface = find(id)
    if interface is None or interface.build is None:
        raise Http404(_("Snitfladen kan ikke køres herfra."))
    form = KoerselForm(interface, request.POST.dict())
    context = sammenhaeng(request, row, interface, form)
    if not form.is_valid():
        return render(request, "web/snitflade.html", context, status=422)
    try:
        if "proev" in request.POST:
            built = outbound.preview(interface, form.vaerdier, request.user.get_username(), instead_of=form.erstatter)
            return render(request, "web/snitflade.html", context | {"proevet": built} | _vist(built.warnings))
        return _byg(request, interface, form)
    except ProblemsError as error:
        return render(request, "web/snitflade.html", context | {"fejlet": True} | _vist(error.problems), status=422)


def _vist(problems: Problems) -> dict[str, object]:
    return {"problemer": grupper(problems), "antal_fejl": problems.errors, "antal_advarsler": problems.warnings}


def _byg(request: HttpRequest, interface: Interface, form: KoerselForm) -> HttpResponse:
    by = request.user.get_username()
    if til_arbejderen(interface):
        order = orders.place(interface, form.tekster, by, form.erstatter)
        return redirect("snitflade_bestilling", interface.id, order.pk)
    old = form.erstatter
    made: Exchange | None
    built: Built
    with transaction.atomic():
        if old:
            made, built = outbound.supersede(old, interface, form.vaerdier, by)
        else:
            made, built = outbound.build(interface, form.vaerdier, by)
        if made is not None and made.state == State.GODKENDT:
            _aflever(made)
    for note in built.notes:
        messages.info(request, note)
    if made is None:
        messages.info(request, _("Der er intet at sende, så der er ikke lavet nogen udveksling."))
        return redirect("snitflade", interface.id)
    messages.success(request, _("Udveksling %(nummer)s er bygget og efterprøvet.") % {"nummer": made.pk})
    return redirect("udveksling", made.pk)


def _aflever(exchange: Exchange) -> None:
    """Let a worker deliver what needs no approval, where there is a connection."""
    try:
        if tasks.connected(exchange):
            tasks.deliver_later(exchange)
    except configuration.ConfigurationError:
        return  # the exchange's page says what is wrong with the connection


@kraever(Roller.KOER, af_snitflade("id"))
@require_safe
def snitflade_bestilling(request: HttpRequest, id: str, bestilling: int) -> HttpResponse:
    """How an ordered run is going; htmx asks again until it is done."""
    row, _interface = find(id)
    order = Order.objects.filter(pk=bestilling, interface=row.id).first()
    if order is None:
        raise Http404(_("Bestillingen findes ikke."))
    if order.exchange_id:
        address = reverse("udveksling", args=[order.exchange_id])
        # A part of a page is not redirected: the whole page goes on.
        return HttpResponse(headers={"HX-Redirect": address}) if request.headers.get("HX-Request") else redirect(address)
    work, progress = None, None
    try:
        work, progress = engine.status(orders.key(order)), engine.progress(orders.key(order))
    except EngineError as error:
        messages.error(request, str(error))
    failed = work is not None and work.state in _DONE
    problems = [problem_af(value) for value in order.problems]
    return render(
        request,
        "web/bestilling.html",
        {
            "row": row,
            "bestilling": order,
            "i_gang": order.ended_at is None and not failed,
            "arbejder": arbejder_lever(),
            "besked": work.message if work and failed else "",
            "fremdrift": progress,
            "problemer": grupper(problems),
            "antal_fejl": len(problems),
        },
    )
