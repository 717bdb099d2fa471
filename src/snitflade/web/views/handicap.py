"""A person's handicap card (page 920): type, diagnosis and measures. It shows health; whoever opens it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.formats.cells import CellFault, Decimals
from snitflade.formats.problems import ProblemsError
from snitflade.soc.handicap import kort as kortene
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Handicapkort, Kodeart
from snitflade.soc.husstand import navne
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, Paakort, fejl, udfoer, vist
from snitflade.web.regler import kraever
from snitflade.web.steder import sted

SOC = "soc"
FORMAAL = "Handicapkort"
"""What the log says; it is in one language whoever looks."""


class TimerFelt(forms.CharField):
    """Hours a week with two decimals, as hundredths."""

    def clean(self, value: Any) -> int | None:
        """Hundredths; None where nothing stands. Raises ValidationError."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            found: int = Decimals(2, highest=kortene.MOST_TIMER).read(text)
        except CellFault:
            raise forms.ValidationError(_("Skriv timer om ugen, fx 12,50; højst 168.")) from None
        return found


def _kodefelt(label: Any, art: Kodeart, *, tom: bool = False) -> forms.ChoiceField:
    """A choice among the codes of a kind, as they are now."""

    def valg() -> list[tuple[str, str]]:
        rows = Handicapkode.objects.filter(art=art).order_by("kode").values_list("kode", "tekst")
        return [("", "–"), *((kode, f"{kode} {tekst}") for kode, tekst in rows)]

    return forms.ChoiceField(
        label=label,
        choices=valg,
        required=not tom,
        error_messages={"required": lazy("Vælg en kode."), "invalid_choice": lazy("Vælg en kode fra listen.")},
    )


def _lokalitetsfelt() -> forms.CharField:
    return forms.CharField(
        label=lazy("Lokalitet, fire cifre"), max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class RetForm(Formular):
    """What may change on a card."""

    lokalitet = _lokalitetsfelt()
    handicaptype = _kodefelt(lazy("Handicaptype"), Kodeart.TYPE)
    diagnose = _kodefelt(lazy("Diagnose"), Kodeart.DIAGNOSE, tom=True)


class NytForm(Formular):
    """A new card."""

    kommune = forms.CharField(
        label=lazy("Kommune, fire cifre"), max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    cpr = forms.CharField(label=lazy("CPR-nummer"), max_length=11, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    lokalitet = _lokalitetsfelt()
    handicaptype = _kodefelt(lazy("Handicaptype"), Kodeart.TYPE)
    diagnose = _kodefelt(lazy("Diagnose"), Kodeart.DIAGNOSE, tom=True)


class ForanstaltningForm(Formular):
    """A measure."""

    kode = _kodefelt(lazy("Foranstaltning"), Kodeart.FORANSTALTNING)
    timer = TimerFelt(label=lazy("Timer om ugen"), required=False, max_length=8)
    fra = DagFelt(label=lazy("Første dag"))
    til = DagFelt(label=lazy("Sidste dag"), required=False)


class AfslutForm(Formular):
    """Which measure ends when."""

    foranstaltning = forms.ChoiceField(label=lazy("Foranstaltning"), error_messages={"required": lazy("Vælg en foranstaltning.")})
    til = DagFelt(label=lazy("Sidste dag"))

    def __init__(self, kort: Handicapkort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = kort.foranstaltninger.filter(kortene.loebende()).select_related("kode").order_by("fra", "pk")
        field = self.fields["foranstaltning"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [(str(row.pk), f"{row.kode.tekst}, {row.fra:%d-%m-%Y}") for row in rows]


@kraever(Roller.KOER, SOC)
@require_http_methods(["GET", "HEAD", "POST"])
def register_handicap_ny(request: HttpRequest) -> HttpResponse:
    """Make a card."""
    form = NytForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        cpr = given["cpr"].replace("-", "").replace(" ", "")
        try:
            made = kortene.opret(
                given["kommune"], cpr, given["lokalitet"], given["handicaptype"], given["diagnose"], request.user.get_username()
            )
        except ProblemsError as error:
            fejl(form, error)
        else:
            messages.success(request, _("Kortet er oprettet."))
            return redirect("register_handicapkort", made.pk)
    return render(request, "web/handicap_ny.html", {"form": form}, status=422 if form.is_bound else 200)


@kraever(Roller.KOER, SOC)
@require_safe
def register_handicapkort(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, SOC)
@require_POST
def register_handicapkort_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Change place, type or diagnosis."""
    row, form = _find(nummer), RetForm(request.POST)

    def change(given: Mapping[str, Any]) -> str:
        kortene.ret(row.pk, given["lokalitet"], given["handicaptype"], given["diagnose"], request.user.get_username())
        return _("Kortet er rettet.")

    return redirect("register_handicapkort", nummer) if udfoer(request, form, change) else _kort(request, row, ret=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_handicapkort_tilfoej(request: HttpRequest, nummer: int) -> HttpResponse:
    """Add a measure; pressed twice it is added once."""
    row, form = _find(nummer), ForanstaltningForm(request.POST)

    def add(given: Mapping[str, Any]) -> str:
        kortene.tilfoej(row.pk, given["kode"], given["timer"], given["fra"], given["til"], request.user.get_username())
        return _("Foranstaltningen er tilføjet.")

    return redirect("register_handicapkort", nummer) if udfoer(request, form, add) else _kort(request, row, ny=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_handicapkort_afslut(request: HttpRequest, nummer: int) -> HttpResponse:
    """End a measure."""
    row = _find(nummer)
    form = AfslutForm(row, request.POST)

    def end(given: Mapping[str, Any]) -> str:
        kortene.afslut(int(given["foranstaltning"]), given["til"], request.user.get_username())
        return _("Foranstaltningen er afsluttet.")

    return redirect("register_handicapkort", nummer) if udfoer(request, form, end) else _kort(request, row, slut=form)


def _find(nummer: int) -> Handicapkort:
    row = Handicapkort.objects.select_related("handicaptype", "diagnose").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Kortet findes ikke."))
    return row


def _kort(
    request: HttpRequest,
    row: Handicapkort,
    *,
    ret: RetForm | None = None,
    ny: ForanstaltningForm | None = None,
    slut: AfslutForm | None = None,
) -> HttpResponse:
    set_person(request, row, formaal=FORMAAL)
    measures = list(row.foranstaltninger.select_related("kode").order_by("-fra", "-pk"))
    running = row.foranstaltninger.filter(kortene.loebende()).exists()
    now = {
        "lokalitet": row.lokalitet,
        "handicaptype": row.handicaptype.kode,
        "diagnose": row.diagnose.kode if row.diagnose else "",
    }
    today = {"til": timezone.localdate()}
    actions = [
        Paakort(_adresse("tilfoej", row), lazy("Tilføj en foranstaltning"), "plus", form=ny or ForanstaltningForm()),
        Paakort(
            _adresse("afslut", row),
            lazy("Afslut en foranstaltning"),
            "check",
            form=slut or AfslutForm(row, initial=today),
            grund="" if running else _("Ingen foranstaltning løber."),
        ),
        Paakort(_adresse("ret", row), lazy("Ret kortet"), "edit", form=ret or RetForm(initial=now)),
    ]
    context = {
        "kort": row,
        "sted": sted(row.lokalitet),
        "navn": navne([row.cpr]).get(row.cpr, ""),
        "foranstaltninger": [(one, _timer(one)) for one in measures],
        "i_dag": timezone.localdate(),
        **vist(actions),
    }
    refused = ret is not None or ny is not None or slut is not None
    return render(request, "web/handicapkort.html", context, status=422 if refused else 200)


def _adresse(hvad: str, row: Handicapkort) -> str:
    return reverse(f"register_handicapkort_{hvad}", args=[row.pk])


def _timer(one: Handicapforanstaltning) -> str:
    return "" if one.timer is None else f"{one.timer // 100},{one.timer % 100:02}"
