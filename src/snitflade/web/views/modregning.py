"""Set-off: the page to work through before a payout run, one set-off's card, and what a person does with them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh.udbetaling import modul as moduler
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange import configuration
from snitflade.formats.problems import ProblemsError
from snitflade.krdi.modregning import handlinger
from snitflade.krdi.modregning.hent import SNITFLADE
from snitflade.krdi.modregning.models import MODREGNET, UKLAR, Forskel, Forsoeg, Tilstand
from snitflade.krdi.modregning.opslag import forloeb
from snitflade.krdi.modregning.tilslut import MODULER
from snitflade.web.adgang import har
from snitflade.web.gang import arbejder_lever
from snitflade.web.models import Roller
from snitflade.web.registre.modregning import ARTER, KRDI, NAVNE, TONER
from snitflade.web.regler import kraever

MOST = 200
"""Rows of each kind on the page; the register has them all."""
SIDE = "register_modregning_side"


@kraever(Roller.LAES, KRDI)
@require_safe
def register_modregning_side(request: HttpRequest) -> HttpResponse:
    """What waits for whom: debt that was found, what is unclear, differences; and how many items wait for an answer."""
    rows = Forsoeg.objects.select_related("post__modtager").order_by("pk")
    found = rows.filter(tilstand=Tilstand.FUNDET, seneste=True)
    unclear = rows.filter(tilstand__in=UKLAR)
    differences = Forskel.objects.filter(lukket_af="").select_related("forsoeg").order_by("pk")
    context = {
        "fundne": found[:MOST],
        "antal_fundne": found.count(),
        "uklare": [(row, NAVNE[row.tilstand]) for row in unclear[:MOST]],
        "antal_uklare": unclear.count(),
        "forskelle": [(row, ARTER[row.art]) for row in differences[:MOST]],
        "antal_forskelle": differences.count(),
        "venter": _ventende(),
        "forbundet": _forbundet(request),
        "arbejder": arbejder_lever(),
        "maa_koere": har(request.user, Roller.KOER, KRDI),
        "maa_godkende": har(request.user, Roller.GODKEND, KRDI),
    }
    return render(request, "web/modregninger.html", context)


def _ventende() -> list[tuple[str, int]]:
    """Why items wait that no answer has been decided on, and how many."""
    counts: dict[str, int] = {}
    for navn in MODULER:
        items = list(Udbetalingspost.objects.filter(modul=navn, rest__gt=0, modregnes=True).values_list("pk", flat=True))
        for why in moduler.der_venter(navn, items).values():
            counts[why] = counts.get(why, 0) + 1
    return sorted(counts.items())


def _forbundet(request: HttpRequest) -> bool:
    try:
        return configuration.has(SNITFLADE, "ind")
    except configuration.ConfigurationError as error:
        messages.error(request, str(error))
        return False


@kraever(Roller.LAES, KRDI)
@require_safe
def register_modregning(request: HttpRequest, nummer: int) -> HttpResponse:
    """One set-off: what was asked and answered, what holds, and everything that happened."""
    row = _find(nummer)
    context = {
        "f": row,
        "tilstand": (NAVNE[row.tilstand], TONER.get(Tilstand(row.tilstand))),
        "skridt": [step for step in forloeb(row.post) if step.forsoeg == row.pk],
        "andre": Forsoeg.objects.filter(post=row.post).exclude(pk=row.pk).order_by("nummer"),
        "forskelle": [(one, ARTER[one.art]) for one in row.forskelle.all()],
        "maa_annullere": row.tilstand in (Tilstand.UKENDT, *MODREGNET) and har(request.user, Roller.GODKEND, KRDI),
    }
    return render(request, "web/modregning.html", context)


@kraever(Roller.KOER, KRDI)
@require_POST
def register_modregning_spoerg(request: HttpRequest) -> HttpResponse:
    """Begin a round: ask, send, ask after."""
    if not _forbundet(request):
        messages.error(request, _("Der er ingen forbindelse til Central incasso. Bed driften sætte den op i forbindelser.toml."))
    else:
        handlinger.spoerg()
        messages.success(request, _("Inddrivelsesmyndigheden spørges i baggrunden. Genindlæs siden om lidt."))
    return redirect(SIDE)


@kraever(Roller.GODKEND, KRDI)
@require_POST
def register_modregning_godkend(request: HttpRequest) -> HttpResponse:
    """Let what was chosen be set off, and send it at once."""

    def do() -> None:
        chosen = _valgte(request)
        count = handlinger.godkend(chosen, request.user.get_username())
        if count and _forbundet(request):
            handlinger.send(f"godkendt:{min(chosen)}-{max(chosen)}:{timezone.now():%Y%m%d%H%M%S%f}")
        _sig(request, count, ngettext("%(antal)s modregning er godkendt.", "%(antal)s modregninger er godkendt.", count))

    return _goer(request, do)


@kraever(Roller.GODKEND, KRDI)
@require_POST
def register_modregning_fritag(request: HttpRequest) -> HttpResponse:
    """Let what was chosen be paid without set-off, or everything that waits and was not sent."""

    def do() -> None:
        by, reason = request.user.get_username(), request.POST.get("grund", "")
        if "alle" in request.POST:
            count = handlinger.fritag_alle(reason, by)
        else:
            chosen = Forsoeg.objects.filter(pk__in=_valgte(request), seneste=True)
            count = 0
            for navn in MODULER:
                items = list(chosen.filter(post__modul=navn).values_list("post_id", flat=True))
                count += handlinger.fritag(navn, items, reason, by)
        _sig(
            request,
            count,
            ngettext("%(antal)s post udbetales uden modregning.", "%(antal)s poster udbetales uden modregning.", count),
        )

    return _goer(request, do)


@kraever(Roller.GODKEND, KRDI)
@require_POST
def register_modregning_annuller(request: HttpRequest, nummer: int) -> HttpResponse:
    """Ask for one to be cancelled."""
    row = _find(nummer)

    def do() -> None:
        handlinger.annuller(row.pk, request.POST.get("grund", ""), request.user.get_username())
        if _forbundet(request):
            handlinger.send(f"annulleret:{row.pk}:{timezone.now():%Y%m%d%H%M%S%f}")
        messages.success(request, _("Inddrivelsesmyndigheden bliver bedt om at annullere."))

    _goer(request, do)
    return redirect("register_modregning", nummer)


@kraever(Roller.GODKEND, KRDI)
@require_POST
def register_modregning_luk(request: HttpRequest, forskel: int) -> HttpResponse:
    """Close a difference with what was found out."""

    def do() -> None:
        if handlinger.luk(forskel, request.POST.get("grund", ""), request.user.get_username()):
            messages.success(request, _("Forskellen er lukket."))
        else:
            messages.info(request, _("Forskellen er lukket allerede."))

    return _goer(request, do)


def _find(nummer: int) -> Forsoeg:
    row = Forsoeg.objects.select_related("post__modtager", "deres_post").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Modregningen findes ikke."))
    return row


def _valgte(request: HttpRequest) -> list[int]:
    return [int(value) for value in request.POST.getlist("valgt") if value.isdecimal() and len(value) < 10]


def _sig(request: HttpRequest, count: int, text: str) -> None:
    if count:
        messages.success(request, text % {"antal": count})
    else:
        messages.info(request, _("Der var intet at gøre: intet er valgt, eller det er gjort allerede."))


def _goer(request: HttpRequest, do: Callable[[], None]) -> HttpResponse:
    """Do it; what is wrong is said, all of it."""
    try:
        do()
    except ProblemsError as error:
        for problem in error.problems.sorted():
            messages.error(request, problem.message)
    return redirect(SIDE)
