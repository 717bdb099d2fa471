"""A draft's card: its lines beside its receipts, and what can be done with it. Who saw a receipt is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh import bilagsfiler, kladdebetaling, kladder
from snitflade.bogh.models import Bilagskladde, Kladdetilstand, Vedhaeftning
from snitflade.bogh.models_bilag import Bskreditor, Ventetbilag
from snitflade.exchange import audit, blobs
from snitflade.formats.problems import mask_line
from snitflade.web import kladderet
from snitflade.web.forms import Formular
from snitflade.web.kladdekort import AfvisForm, FilForm, ModtagerForm, handlinger
from snitflade.web.kladder import beside, find_kladde, gjort, goer, hvor_hoerer, kraev_en, sider, stempel
from snitflade.web.middleware import CSP
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.paakort import GrundForm, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.registre.bilag import TILSTANDE, bilagskort, dage
from snitflade.web.regler import kraever

FIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'self'"
"""What a receipt that is shown may do: nothing but be drawn, and only inside our own pages."""


@kraever(Roller.LAES)
@require_safe
def register_kladde(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, find_kladde(request, nummer))


def _knap(navn: str) -> Callable[..., HttpResponseBase]:
    @kraever(Roller.LAES)
    @require_POST
    def view(request: HttpRequest, nummer: int) -> HttpResponse:
        row = find_kladde(request, nummer)

        def done() -> str:
            goer(row, navn, request.user, request.POST.get(f"{navn}-set", ""))
            return gjort(navn, 1)

        uden_form(request, done)
        return redirect("register_kladde", nummer)

    view.__name__ = f"register_kladde_{navn}"
    view.__doc__ = f"{navn}: one draft, by who may and as it was seen."
    return view


register_kladde_attester = _knap("attester")
register_kladde_anvis = _knap("anvis")
register_kladde_bogfoer = _knap("bogfoer")


@kraever(Roller.LAES)
@require_POST
def register_kladde_afvis(request: HttpRequest, nummer: int) -> HttpResponse:
    """Reject it for good, for a reason."""
    row = find_kladde(request, nummer)
    form = AfvisForm(request.POST, prefix="v")

    def done(given: Mapping[str, Any]) -> str:
        goer(row, "afvis", request.user, given["set"], given["grund"])
        return gjort("afvis", 1)

    if udfoer(request, form, done):
        return redirect("register_kladde", nummer)
    return _kort(request, row, afvis=form)


@kraever(Roller.LAES)
@require_POST
def register_kladde_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Give it other lines, dates and text, before anybody has attested it."""
    row = find_kladde(request, nummer)
    kraev_en(request.user, (Roller.KOER,), hvor_hoerer(row))
    form = kladderet.Rettelse(row, request.POST)
    if form.ret(request.user.get_username(), stempel(row)):
        uden_form(request, lambda: _("Bilaget er rettet."))
        return redirect("register_kladde", nummer)
    return _kort(request, row, ret=form)


@kraever(Roller.LAES)
@require_POST
def register_kladde_vedhaeft(request: HttpRequest, nummer: int) -> HttpResponse:
    """Add a receipt that came another way."""
    row = find_kladde(request, nummer)
    kraev_en(request.user, (Roller.KOER,), hvor_hoerer(row))
    form = FilForm(request.POST, request.FILES, prefix="f")

    def done(given: Mapping[str, Any]) -> str:
        uploaded: UploadedFile[Any] = given["fil"]
        made = kladder.vedhaeft(row, uploaded.name or "", uploaded.read(), request.user.get_username())
        return _("«%(navn)s» er vedhæftet.") % {"navn": made.navn}

    if udfoer(request, form, done):
        return redirect("register_kladde", nummer)
    return _kort(request, row, fil=form)


@kraever(Roller.LAES)
@require_POST
def register_kladde_undlad(request: HttpRequest, nummer: int, ventet: int) -> HttpResponse:
    """Do without a receipt, for a reason."""
    row = find_kladde(request, nummer)
    kraev_en(request.user, (Roller.KOER,), hvor_hoerer(row))
    waits = Ventetbilag.objects.filter(pk=ventet, kladde=row).first()
    if waits is None:
        raise Http404(_("Bilaget venter ikke på den fil."))
    form = GrundForm(request.POST, prefix=f"u{ventet}")
    if not form.is_valid():
        return _kort(request, row, undlad={ventet: form})

    def done() -> str:
        bilagsfiler.undlad(waits, request.user.get_username(), form.cleaned_data["grund"])
        return _("Filen undlades.")

    uden_form(request, done)
    return redirect("register_kladde", nummer)


@kraever(Roller.LAES)
@require_POST
def register_kladde_modtager(request: HttpRequest, nummer: int) -> HttpResponse:
    """Say who the creditor is, from now on; a change of who is paid needs the role that approves."""
    row = find_kladde(request, nummer)
    kraev_en(request.user, (Roller.GODKEND,), hvor_hoerer(row))
    payment = kladdebetaling.af_kladde(row)
    if payment is None:
        raise Http404(_("Bilaget betaler ingen."))
    form = ModtagerForm(request.POST, prefix="m")

    def done(given: Mapping[str, Any]) -> str:
        kladdebetaling.saet_kreditor(payment.pbsnr, given["art"], given["nummer"], request.user.get_username())
        return _("PBS-nr. %(nummer)s er nu den modtager.") % {"nummer": payment.pbsnr}

    if udfoer(request, form, done):
        return redirect("register_kladde", nummer)
    return _kort(request, row, modtager=form)


@kraever(Roller.LAES)
@require_safe
@xframe_options_sameorigin
def register_kladde_fil(request: HttpRequest, nummer: int, fil: int) -> HttpResponse:
    """A receipt, shown or (``?hent=ja``) fetched. Its kind is what its bytes are, and nothing else is made of it."""
    row = find_kladde(request, nummer)
    found = Vedhaeftning.objects.select_related("blob").filter(pk=fil, kladde=row).first()
    if found is None:
        raise Http404(_("Bilaget har ikke den fil."))
    data = blobs.get(found.blob)
    audit.record("bilag vist", request.user.get_username(), row.exchange, kladde=row.pk, sha256=found.blob_id)
    fetch = request.GET.get("hent") == "ja"
    return HttpResponse(
        data,
        content_type="application/octet-stream" if fetch else found.medietype,
        headers={
            "Content-Disposition": content_disposition_header(fetch, found.navn) or "attachment",
            "Content-Security-Policy": FIL_CSP if found.medietype == "application/pdf" else f"{FIL_CSP}; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _kort(
    request: HttpRequest,
    row: Bilagskladde,
    *,
    ret: kladderet.Rettelse | None = None,
    undlad: Mapping[int, GrundForm] | None = None,
    **bound: Formular,
) -> HttpResponse:
    is_open = row.tilstand in bilagsfiler.AABNE
    may = not mangler_rolle(request.user, Roller.KOER, hvor_hoerer(row))
    payment = kladdebetaling.af_kladde(row)
    payee = Bskreditor.objects.filter(pbsnr=payment.pbsnr).select_related("modtager").first() if payment else None
    lines = list(row.linjer.order_by("loebenr"))
    name, tone = TILSTANDE[Kladdetilstand(row.tilstand)]
    waits = [
        {
            "v": one,
            "form": (undlad or {}).get(one.pk) or GrundForm(prefix=f"u{one.pk}"),
            "mangler": one.vedhaeftning_id is None and not one.undladt_af,
        }
        for one in row.ventede.select_related("vedhaeftning")
    ]
    context = {
        "k": row,
        "tilstand": name,
        "tone": tone,
        "dage": dage(row),
        "linjer": [(one, debet, kredit, beside(one)) for one, debet, kredit in sider(lines)],
        "noegle": mask_line(row.noegle),
        "post_adresse": adresse("register_udbetalingspost", payment.post_id) if payment and payment.post_id else "",
        "betalingstekst": mask_line(payment.tekst) if payment else "",
        "debet": sum(one.beloeb for one in lines if one.beloeb > 0),
        "filer": list(row.vedhaeftninger.order_by("pk")),
        "ventede": waits,
        "maa": may and is_open,
        "betaling": payment,
        "modtager": payee.modtager if payee else None,
        "bilag_adresse": bilagskort(row.bilag_id) if row.bilag_id else "",
        "ret": ret or (kladderet.Rettelse(row) if may and row.tilstand == Kladdetilstand.KLADDE else None),
        "ret_aaben": ret is not None,
        "stempel": stempel(row),
        **vist(handlinger(request.user, row, payment is not None, bound)),
    }
    answer = render(request, "web/kladde.html", context, status=422 if bound or ret or undlad else 200)
    # The receipt stands beside the lines, in a frame of our own.
    answer.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return answer
