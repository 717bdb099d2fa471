"""A payroll run's card: the check list (page 402), booking it and its journal (403), reversing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.lon import bogfoering
from snitflade.lon.bogfoering import tekst
from snitflade.lon.loenlinjer import er_bogfoert
from snitflade.lon.models import Loenkoersel, Loenlinje
from snitflade.lon.tjekliste import LON_BOGFOERT, tjek
from snitflade.web.adgang import har
from snitflade.web.eksport import Filtype, Oere, fil
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, Paakort, grund_felt, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.regler import kraever
from snitflade.web.tabel import Kolonne, Tabel
from snitflade.web.templatetags.side import dag, kroner

LON = "lon"


class TilbageForm(Formular):
    """On which day, and why."""

    dato = DagFelt(label=lazy("Posteringsdato"))
    grund = grund_felt()


@kraever(Roller.LAES, LON)
@require_safe
def register_loenkoersel(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; printed it is the journal."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, LON)
@require_POST
def register_loenkoersel_bogfoer(request: HttpRequest, nummer: int) -> HttpResponse:
    """Book the run; pressed twice it is booked once."""
    row = _find(nummer)

    def book() -> str:
        made = bogfoering.bogfoer(row.pk, request.user.get_username())
        return _("Kørslen er bogført med bilag %(bilag)s.") % {"bilag": ", ".join(one.nummer for one in made)}

    uden_form(request, book)
    return redirect("register_loenkoersel", nummer)


@kraever(Roller.GODKEND, LON)
@require_POST
def register_loenkoersel_tilbage(request: HttpRequest, nummer: int) -> HttpResponse:
    """Reverse what is booked."""
    row = _find(nummer)
    form = TilbageForm(request.POST)

    def reverse_it(given: Mapping[str, Any]) -> str:
        made = bogfoering.tilbagefoer(row.pk, request.user.get_username(), given["dato"], given["grund"])
        return _("Tilbageført med bilag %(bilag)s.") % {"bilag": ", ".join(one.nummer for one in made)}

    if udfoer(request, form, reverse_it):
        return redirect("register_loenkoersel", nummer)
    return _kort(request, row, form)


@kraever(Roller.LAES, LON)
@require_safe
def register_loenkoersel_fil(request: HttpRequest, nummer: int, filtype: str) -> HttpResponseBase:
    """The run's lines and their sums as CSV or xlsx."""
    if filtype not in tuple(Filtype):
        raise Http404
    row = _find(nummer)
    heads = [_("Linje"), _("Konto"), _("Art"), _("Registrant"), _("Posteringsdato"), _("Debet"), _("Kredit"), _("Tekst")]

    def cells(one: Loenlinje) -> list[object]:
        sides = (Oere(one.beloeb), None) if one.debkre == "D" else (None, Oere(one.beloeb))
        return [one.linienr, one.konto, one.art, one.registrant, one.postdato, *sides, tekst(row, one.tekst)]

    rows = [cells(one) for one in row.loenlinjer.order_by("linienr")]
    rows.append([_("I alt"), "", "", "", None, Oere(row.debet), Oere(row.kredit), ""])
    return fil(Filtype(filtype), f"{_('Lønkørsel')} {row.noegle}", heads, rows)


def _find(nummer: int) -> Loenkoersel:
    row = Loenkoersel.objects.select_related("exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Lønkørslen findes ikke."))
    return row


def _kort(request: HttpRequest, row: Loenkoersel, form: TilbageForm | None = None) -> HttpResponse:
    problems = tjek(row)
    booked = er_bogfoert(row)
    errors = [problem for problem in problems.sorted(20) if problem.severity.value == "fejl"]
    book = Paakort(
        reverse("register_loenkoersel_bogfoer", args=[row.pk]),
        lazy("Bogfør kørslen"),
        "check",
        grund=mangler_rolle(request.user, Roller.KOER, LON) or (errors[0].message if errors else ""),
        vigtig=True,
    )
    back = Paakort(
        reverse("register_loenkoersel_tilbage", args=[row.pk]),
        lazy("Tilbagefør bogføringen"),
        "refresh",
        form=form or TilbageForm(initial={"dato": timezone.localdate()}),
        grund=mangler_rolle(request.user, Roller.GODKEND, LON) or ("" if booked else _("Kørslen er ikke bogført.")),
    )
    tabel = Tabel.af(
        request,
        row.loenlinjer.order_by("linienr"),
        overskrift=_("Kørslens linjer"),
        kolonner=[
            Kolonne(_("Linje"), tal=True),
            Kolonne(_("Konto")),
            Kolonne(_("Posteringsdato")),
            Kolonne(_("Debet"), tal=True),
            Kolonne(_("Kredit"), tal=True),
            Kolonne(_("Tekst"), dansk=True),
        ],
        raekke=lambda one: [one.linienr, one.konto, dag(one.postdato), *_sider(one), tekst(row, one.tekst)],
        tom=_("Ingen linjer."),
    )
    context = {
        "her": reverse("register_loenkoersel", args=[row.pk]),
        "koersel": row,
        "bogfoert": booked,
        # That it is booked is no fault of a run that is: it is said above.
        "problemer": [problem for problem in problems.sorted(50) if not (booked and problem.code == LON_BOGFOERT.code)],
        "bilag_adresse": har(request.user, Roller.LAES, "bogh"),
        "bilag": row.bogfoeringer.select_related("bilag", "bilag__tilbagefoert_af"),
        "tabel": tabel,
        "nu": timezone.now(),
        **vist([book, back]),
    }
    return render(request, "web/loenkoersel.html", context, status=422 if form is not None else 200)


def _sider(one: Loenlinje) -> tuple[object, object]:
    shown = kroner(one.beloeb)
    return (shown, "") if one.debkre == "D" else ("", shown)
