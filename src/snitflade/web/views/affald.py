"""A batch of weighings: the trial calculation (page 868), its art, what is left out, and billing it (page 869)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import catalogue, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import konto_tekst
from snitflade.tekn.affald import ret
from snitflade.tekn.affald.models import Vejeparti, Vejning
from snitflade.tekn.affald.opkraev import SNITFLADE, arter
from snitflade.tekn.affald.proeve import Proeve, proev
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, GrundForm, Paakort, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.registre.affald import STANDE, stand, vejninger
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import dag, kroner

TEKN = "tekn"


class ArtForm(Formular):
    """One of the arts."""

    art = forms.ChoiceField(label=lazy("Art"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["art"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (it stands two lines above)
        field.choices = [(one, one) for one in arter()]


class OpkraevForm(Formular):
    """The order of page 869."""

    posteringsdato = DagFelt(label=lazy("Posteringsdato"))
    forfaldsdato = DagFelt(label=lazy("Forfaldsdato"))
    regnskabsaar = forms.IntegerField(label=lazy("Regnskabsår"), min_value=1000, max_value=9999)
    tekst = forms.CharField(label=lazy("Posteringstekst"), max_length=35)
    konteret_af = forms.CharField(label=lazy("Konteret af (initialer)"), max_length=5, required=False)


@kraever(Roller.LAES, TEKN)
@require_safe
def register_vejeparti(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card, with the trial calculation as it stands now."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, TEKN)
@require_POST
def register_vejeparti_art(request: HttpRequest, nummer: int) -> HttpResponse:
    """Choose the art of the batch."""
    row, form = _find(nummer), ArtForm(request.POST)

    def choose(given: Mapping[str, Any]) -> str:
        ret.vaelg_art(row.pk, given["art"], request.user.get_username())
        return _("Partiet har nu arten %(art)s.") % {"art": given["art"]}

    if udfoer(request, form, choose):
        return redirect("register_vejeparti", nummer)
    return _kort(request, row, art=form)


@kraever(Roller.KOER, TEKN)
@require_POST
def register_vejeparti_opkraev(request: HttpRequest, nummer: int) -> HttpResponse:
    """Bill the batch: its claims, the voucher and the two files; pressed twice it is billed once."""
    row, form = _find(nummer), OpkraevForm(request.POST)
    made: list[Exchange] = []

    def bill(given: Mapping[str, Any]) -> str:
        options = {**given, "kommune": row.kommune, "parti": row.pk}
        exchange, built = outbound.build(catalogue.find(SNITFLADE), options, request.user.get_username())
        if exchange is None:
            return " ".join(built.notes)
        made.append(exchange)
        return _("Udveksling %(nummer)s er bygget og efterprøvet.") % {"nummer": exchange.pk}

    if not udfoer(request, form, bill):
        return _kort(request, row, opkraev=form)
    return redirect("udveksling", made[0].pk) if made else redirect("register_vejeparti", nummer)


@kraever(Roller.KOER, TEKN)
@require_POST
def register_vejning_udelad(request: HttpRequest, nummer: int, vejning: int) -> HttpResponse:
    """Leave a weighing of the batch out of billing, with a reason."""
    row, form = _find(nummer), GrundForm(request.POST)
    one = _vejning(row, vejning)

    def leave_out(given: Mapping[str, Any]) -> str:
        ret.udelad(one.pk, given["grund"], request.user.get_username())
        return _("Vejning %(nummer)s opkræves ikke.") % {"nummer": one.registreringsnr}

    if udfoer(request, form, leave_out):
        return redirect("register_vejeparti", nummer)
    return _kort(request, row, udelad=(one, form))


@kraever(Roller.KOER, TEKN)
@require_POST
def register_vejning_med(request: HttpRequest, nummer: int, vejning: int) -> HttpResponse:
    """Let a weighing that was left out be billed."""
    one = _vejning(_find(nummer), vejning)

    def take() -> str:
        ret.tag_med(one.pk, request.user.get_username())
        return _("Vejning %(nummer)s er med igen.") % {"nummer": one.registreringsnr}

    uden_form(request, take)
    return redirect("register_vejeparti", nummer)


def _find(nummer: int) -> Vejeparti:
    row = Vejeparti.objects.select_related("exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Partiet findes ikke."))
    return row


def _vejning(parti: Vejeparti, nummer: int) -> Vejning:
    row = parti.vejninger.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Vejningen findes ikke i partiet."))
    return row


def _kort(
    request: HttpRequest,
    row: Vejeparti,
    *,
    art: ArtForm | None = None,
    opkraev: OpkraevForm | None = None,
    udelad: tuple[Vejning, GrundForm] | None = None,
) -> HttpResponse:
    found, her = proev(row), reverse("register_vejeparti", args=[row.pk])
    refused = art or opkraev or udelad
    valgt = request.GET.get("vejning", "")
    if udelad is None and valgt.isascii() and valgt.isdigit() and len(valgt) < 19:
        one = row.vejninger.filter(pk=int(valgt)).first()
        udelad = (one, GrundForm()) if one else None
    tabel = Tabel.af(
        request,
        vejninger(frozenset((TEKN,))).filter(parti=row).order_by("linje"),
        overskrift=_("Partiets vejninger"),
        kolonner=[
            Kolonne(_("Vejning")),
            Kolonne(_("Dato")),
            Kolonne(_("Kunde"), dansk=True),
            Kolonne(_("Affaldstype"), dansk=True),
            Kolonne(_("Mængde"), dansk=True),
            Kolonne(_("Beløb"), tal=True),
            Kolonne(_("Stand")),
        ],
        raekke=lambda one: [
            Celle(one.registreringsnr, adresse=f"{her}?{_med_vejning(request, one)}#h-goer"),
            dag(one.dato),
            f"{one.debitor.kundenummer} {one.debitor.navn}",
            one.affaldstype,
            one.maengde,
            kroner(one.beloeb),
            STANDE[stand(one)],
        ],
        tom=_("Ingen vejninger er indlæst."),
    )
    context = {
        "her": her,
        "parti": row,
        "proeve": found,
        "konti": [(konto_tekst(konto), oere) for konto, oere in found.konti],
        "problemer": found.problemer.sorted(50),
        "tabel": tabel,
        **vist(_handlinger(request, row, found, art, opkraev, udelad)),
    }
    return render(request, "web/vejeparti.html", context, status=422 if refused else 200)


def _med_vejning(request: HttpRequest, one: Vejning) -> str:
    """The query that chooses a weighing, on the page of the table it stands on."""
    query = QueryDict(request.META.get("QUERY_STRING", ""), mutable=True)
    query["vejning"] = str(one.pk)
    return query.urlencode()


def _handlinger(
    request: HttpRequest,
    row: Vejeparti,
    found: Proeve,
    art: ArtForm | None,
    opkraev: OpkraevForm | None,
    udelad: tuple[Vejning, GrundForm] | None,
) -> list[Paakort]:
    """What can be done with the batch, and with the weighing that is chosen."""
    may_not = mangler_rolle(request.user, Roller.KOER, TEKN)
    errors = [problem.message for problem in found.problemer.sorted() if problem.severity.value == "fejl"]
    nothing = "" if found.aabne[0] else _("Alle partiets vejninger er opkrævet eller udeladt.")
    today = timezone.localdate()
    initial = {"posteringsdato": today, "regnskabsaar": today.year, "tekst": f"AFFALD PARTI {row.pk}"}
    actions = [
        Paakort(
            reverse("register_vejeparti_opkraev", args=[row.pk]),
            lazy("Opkræv partiet"),
            "check",
            om=lazy("Ét krav pr. kunde, bogført, og som G69 og 10Q. En anden skal godkende, før filerne sendes."),
            form=opkraev or OpkraevForm(initial=initial),
            grund=may_not or nothing or (errors[0] if errors else ""),
        ),
        Paakort(
            reverse("register_vejeparti_art", args=[row.pk]),
            lazy("Vælg art"),
            "edit",
            form=art or ArtForm(initial={"art": row.art}),
            grund=may_not or nothing or ("" if arter() else _("Der er ingen arter: sæt systemkonstant 870.")),
        ),
    ]
    if udelad is not None:
        one, form = udelad
        args = [row.pk, one.pk]
        about = {"nummer": one.registreringsnr}
        if one.udeladt:
            text = _("Tag vejning %(nummer)s med igen") % about
            actions.append(Paakort(reverse("register_vejning_med", args=args), text, "refresh", om=one.udeladt, grund=may_not))
        else:
            text = _("Udelad vejning %(nummer)s") % about
            billed = _("Vejningen er opkrævet.") if one.krav.exclude(exchange__state__in=TAKEN_BACK).exists() else ""
            action = Paakort(
                reverse("register_vejning_udelad", args=args), text, "delete", form=form, grund=may_not or billed, vigtig=True
            )
            actions.append(action)
    return actions
