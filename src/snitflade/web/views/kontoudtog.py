"""A debtor's statement as of a day: every movement with the balance after it, on the page, on paper (A4) and as a file."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.exchange import audit
from snitflade.inka.debitorkort import kort
from snitflade.inka.kontoudtog import Bevaegelse, Kontoudtog, Slags, kontoudtog
from snitflade.inka.models import Debitor, Regning
from snitflade.web.eksport import Filtype, Oere, fil
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.opslag import set_person
from snitflade.web.regler import kraever

INKA = "inka"
FORMAAL = "Kontoudtog"
"""What the log says; it is in one language whoever looks."""
SLAGS: dict[Slags, Promise] = {
    Slags.KRAV: lazy("Krav"),
    Slags.KREDIT: lazy("Kredit"),
    Slags.POSTERET: lazy("Posteret på konto"),
    Slags.BETALING: lazy("Betaling"),
    Slags.UDLIGNING: lazy("Udligning"),
    Slags.NEDSKRIVNING: lazy("Nedskrivning"),
    Slags.ANNULLERING: lazy("Annullering"),
    Slags.OPHAEVET: lazy("Taget tilbage"),
}


@kraever(Roller.LAES, INKA)
@require_safe
def register_kontoudtog(request: HttpRequest, nummer: int) -> HttpResponse:
    """The page; it is also what is printed."""
    debitor = _find(request, nummer)
    til, fra, fejl = _dage(request)
    udtog = kontoudtog(debitor, til, fra)
    (shown,) = kort([debitor])
    if shown.er_person:
        set_person(request, debitor, formaal=FORMAAL)
    numbers = _numre(udtog)
    context: dict[str, Any] = {
        "debitor": debitor,
        "kort": shown,
        "udtog": udtog,
        "primo": _primo(udtog),
        "linjer": [(one, SLAGS[one.slags], numbers.get(one.regning, ""), _adresse(one)) for one in udtog.bevaegelser],
        "til": til,
        "fra": fra,
        "fejl": fejl,
        "nu": timezone.now(),
    }
    return render(request, "web/kontoudtog.html", context, status=422 if fejl else 200)


@kraever(Roller.LAES, INKA)
@require_safe
def register_kontoudtog_fil(request: HttpRequest, nummer: int, filtype: str) -> HttpResponseBase:
    """The same as CSV or xlsx."""
    if filtype not in tuple(Filtype):
        raise Http404
    debitor = _find(request, nummer)
    til, fra, fejl = _dage(request)
    if fejl:
        messages.error(request, fejl)
        return redirect("register_kontoudtog", nummer)
    udtog = kontoudtog(debitor, til, fra)
    numbers = _numre(udtog)
    rows: list[list[object]] = [[fra, _("Saldo fra før"), "", "", None, Oere(_primo(udtog))]] if fra else []
    rows += [
        [one.dato, str(SLAGS[one.slags]), numbers.get(one.regning), one.tekst, Oere(one.beloeb), Oere(one.saldo)]
        for one in udtog.bevaegelser
    ]
    rows.append([til, _("Saldo"), "", "", None, Oere(udtog.saldo)])
    if udtog.til_gode:
        rows.append([til, _("Til gode: betalt, men ikke placeret"), "", "", None, Oere(udtog.til_gode)])
    heads = [_("Dato"), _("Hvad"), _("Krav"), _("Tekst"), _("Beløb"), _("Saldo")]
    (shown,) = kort([debitor])
    if shown.er_person:
        set_person(request, debitor, formaal=FORMAAL)
    audit.record("kontoudtog hentet", request.user.get_username(), debitor=debitor.pk, til=til.isoformat(), filtype=filtype)
    return fil(Filtype(filtype), f"{_('Kontoudtog')} {debitor.pk}", heads, rows)


def _find(request: HttpRequest, nummer: int) -> Debitor:
    debitor = Debitor.objects.filter(pk=nummer).first()
    if debitor is None:
        raise Http404(_("Debitoren findes ikke."))
    return debitor


def _dage(request: HttpRequest) -> tuple[dt.date, dt.date | None, str]:
    """As of which day, from which day on, and what is wrong with them; then today and from the beginning."""
    found: dict[str, dt.date] = {}
    today = timezone.localdate()
    for name in ("til", "fra"):
        if text := request.GET.get(name, ""):
            with suppress(ValueError):
                found[name] = dt.date.fromisoformat(text)
            if name not in found:
                return today, None, _("Skriv dagen som ÅÅÅÅ-MM-DD.")
    til, fra = found.get("til", today), found.get("fra")
    if fra is not None and fra > til:
        return today, None, _("Den første dag er efter den sidste.")
    return til, fra, ""


def _primo(udtog: Kontoudtog) -> int:
    """What was owed before the first line."""
    lines = udtog.bevaegelser
    return lines[0].saldo - lines[0].beloeb if lines else udtog.saldo


def _numre(udtog: Kontoudtog) -> dict[int, int]:
    """The claims' numbers."""
    return dict(Regning.objects.filter(pk__in={one.regning for one in udtog.bevaegelser}).values_list("pk", "nummer"))


def _adresse(one: Bevaegelse) -> str:
    return adresse("register_indbetaling", one.indbetaling) if one.indbetaling else adresse("register_regning", one.regning)
