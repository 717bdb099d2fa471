"""A payment's card: where its money went, and placing it, taking it back, paying it back, or leaving it with a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh.udbetaling import modtagere, tid
from snitflade.bogh.udbetaling.models import Modtager
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka import koe, placering, tilbagebetaling
from snitflade.inka.models import Fordeling, Indbetaling, Regning
from snitflade.web.indbetalingskort import INKA, NoteForm, TilbagebetalForm, kort, nummer_af, skrevet_i
from snitflade.web.models import Roller
from snitflade.web.paakort import (
    GrundForm,
    kr,
    laes_kroner,
    som_beskeder,
    uden_form,
    udfoer,
)
from snitflade.web.regler import kraever


@kraever(Roller.LAES, INKA)
@require_safe
def register_indbetaling(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; with something left of the payment also what it may be meant for."""
    return kort(request, _find(nummer))


@kraever(Roller.KOER, INKA)
@require_POST
def register_indbetaling_placer(request: HttpRequest, nummer: int) -> HttpResponse:
    """Place the payment on the claims that have an amount in the form; then the next in the queue is shown."""
    row = _find(nummer)

    def placer() -> str:
        made = koe.placer_flere(
            row, _dele(request.POST), _oere(request.POST.get("rest", "")), request.user.get_username(), _i_dag()
        )
        where = ", ".join(str(one.regning.nummer) for one in made if one.regning)
        whole = kr(sum(one.beloeb for one in made))
        return _("%(beloeb)s af indbetaling %(nummer)s er placeret på krav %(krav)s.") % {
            "beloeb": whole,
            "nummer": nummer,
            "krav": where,
        }

    done = uden_form(request, placer)
    if request.POST.get("fra") == "koe":
        return redirect(f"{reverse('register_koe')}?{QueryDict(request.POST.get('hvor', '')).urlencode()}")
    row = _find(nummer)
    if not done:
        return kort(request, row, skrevet=request.POST)
    if not row.rest and (later := koe.naeste(row)):
        messages.info(request, _("Her er den næste, der venter."))
        return redirect("register_indbetaling", later.pk)
    return redirect("register_indbetaling", nummer)


@kraever(Roller.KOER, INKA)
@require_POST
def register_indbetaling_note(request: HttpRequest, nummer: int) -> HttpResponse:
    """Leave the payment in the queue, with a note."""
    row = _find(nummer)
    form = NoteForm(request.POST, prefix="n")

    def noter(given: Mapping[str, Any]) -> str:
        koe.noter(row, given["note"], request.user.get_username())
        return _("Noten er gemt. Indbetaling %(nummer)s venter stadig.") % {"nummer": nummer}

    if udfoer(request, form, noter):
        return redirect("register_indbetaling", nummer)
    return kort(request, row, note_form=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_indbetaling_fjern(request: HttpRequest, nummer: int, fordeling: int) -> HttpResponse:
    """Take one allocation back: the claim is open again, and the payment waits."""
    row = _find(nummer)
    found = Fordeling.objects.filter(indbetaling=row, pk=fordeling).first()
    if found is None:
        raise Http404(_("Fordelingen findes ikke på indbetalingen."))
    form = GrundForm(request.POST, prefix=f"f{fordeling}")

    def fjern(given: Mapping[str, Any]) -> str:
        placering.fjern(found, request.user.get_username(), _i_dag(), given["grund"])
        return _("%(beloeb)s er taget tilbage og venter igen.") % {"beloeb": kr(found.beloeb)}

    if not udfoer(request, form, fjern):
        som_beskeder(request, form)
    return redirect("register_indbetaling", nummer)


@kraever(Roller.GODKEND, INKA)
@require_POST
def register_indbetaling_tilbagefoer(request: HttpRequest, nummer: int) -> HttpResponse:
    """The bank has taken the money back."""
    row = _find(nummer)
    form = GrundForm(request.POST, prefix="t")

    def tilbagefoer(given: Mapping[str, Any]) -> str:
        placering.tilbagefoer(row, request.user.get_username(), _i_dag(), given["grund"])
        return _("Indbetaling %(nummer)s er ført tilbage. Dens krav er åbne igen.") % {"nummer": nummer}

    if udfoer(request, form, tilbagefoer):
        return redirect("register_indbetaling", nummer)
    return kort(request, row, tilbagefoer_form=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_indbetaling_tilbagebetal(request: HttpRequest, nummer: int) -> HttpResponse:
    """Pay what is left back: a payout that somebody else must approve with its run."""
    row = _find(nummer)
    form = TilbagebetalForm(request.POST, prefix="b")

    def betal(given: Mapping[str, Any]) -> str:
        by = request.user.get_username()
        with transaction.atomic():
            payee = _modtager(row, given, by)
            rest = _oere(given["rest"])
            made = tilbagebetaling.til_betaleren(row, given["beloeb"], payee, rest, by, _i_dag())
        return _("%(beloeb)s bliver betalt tilbage som udbetaling %(post)s.") % {"beloeb": kr(made.beloeb), "post": made.pk}

    if udfoer(request, form, betal):
        return redirect("register_indbetaling", nummer)
    return kort(request, row, tilbagebetal_form=form)


def _modtager(row: Indbetaling, given: Mapping[str, Any], by: str) -> Modtager:
    """The payee, made or given a new account where one is typed. Raises ProblemsError."""
    art, number, name = given["art"], given["nummer"].replace("-", "").replace(" ", ""), given["navn"]
    if not number and row.debitor is not None:
        art, number = nummer_af(row.debitor)
        name = name or row.debitor.navn
    known = Modtager.objects.filter(art=art, nummer=number).first()
    if given["konto"] or known is None:
        return modtagere.gem(art, number, known.navn if known else name, given["konto"], tid.nu().date(), by)
    return known


def _i_dag() -> dt.date:
    return timezone.localdate()


def _oere(text: str) -> int:
    """What the page saw; what is no number is no amount any payment has left."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _dele(given: Mapping[str, str]) -> list[tuple[Regning, int]]:
    """The claims and amounts of the form. Raises ProblemsError."""
    problems = Problems()
    wanted: dict[int, int] = {}
    for number, text in skrevet_i(given).items():
        try:
            wanted[number] = laes_kroner(text)
        except ValueError:
            problems.add(koe.KOE_BELOEB, raw=text)
    rows = Regning.objects.in_bulk(wanted)
    if len(rows) < len(wanted):
        problems.add(koe.KOE_KRAV_UKENDT)
    if problems.errors:
        raise ProblemsError(problems)
    return [(rows[number], beloeb) for number, beloeb in wanted.items()]


def _find(nummer: int) -> Indbetaling:
    row = Indbetaling.objects.select_related("debitor", "bilag").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Indbetalingen findes ikke."))
    return row
