"""The files of an exchange: decoded and raw, a page at a time, fetched whole, one record opened; and lines in quarantine.

What shows personal data in clear is asked for with a button, by whoever may run the interface, and stands in the audit trail.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import audit, catalogue, journal, quarantine
from snitflade.exchange.models import Exchange, ExchangeFile, ProblemRow, QuarantinedLine
from snitflade.web import overfoersel
from snitflade.web.adgang import delsystem_af, har
from snitflade.web.afkodning import PR_SIDE, Fil
from snitflade.web.models import Roller
from snitflade.web.regler import af_udveksling, kraever
from snitflade.web.tabel import Side


def _fil(nr: int, fil: int) -> ExchangeFile:
    """A file by its number in the exchange. Raises Http404."""
    found = ExchangeFile.objects.select_related("blob", "exchange").filter(exchange=nr, number=fil).first()
    if found is None:
        raise Http404(_("Udveksling %(nummer)s har ingen fil %(fil)s.") % {"nummer": nr, "fil": fil})
    return found


def _fejl(file: ExchangeFile, numbers: list[int]) -> list[ProblemRow]:
    """The problems of these lines; those of an exchange with one file need not name it."""
    return list(file.exchange.problems.filter(line__in=numbers, file__in=("", file.name)))


def _side(request: HttpRequest, count: int) -> Side:
    """The page that is asked for, or the one with the line that is asked for."""

    def number(name: str) -> int:
        text = request.GET.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    wanted = (number("linje") - 1) // PR_SIDE + 1 if number("linje") else number("side")
    last = max(1, -(-count // PR_SIDE))
    page = min(max(wanted, 1), last)
    return Side(page, PR_SIDE, count, page < last)


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_fil(request: HttpRequest, nr: int, fil: int) -> HttpResponse:
    """A page of the file: decoded, or as it stands; all lines, or those with problems."""
    file = _fil(nr, fil)
    content = Fil(file.blob, file.format)
    only = request.GET.get("kun") == "problemer"
    bad = sorted(set(file.exchange.problems.filter(line__gt=0, file__in=("", file.name)).values_list("line", flat=True)))
    page = _side(request, len(bad) if only else content.antal)
    first = (page.nr - 1) * PR_SIDE
    numbers = bad[first : first + PR_SIDE] if only else list(range(first + 1, min(first + PR_SIDE, content.antal) + 1))
    return render(
        request,
        "web/udveksling_fil.html",
        _sammenhaeng(request, file, content)
        | {
            "linjer": content.laes(numbers, _fejl(file, numbers)),
            "side": page,
            "raa": request.GET.get("visning") == "raa" or content.format is None,
            "kun": only,
            "antal_med_problemer": len(bad),
            "valgt": request.GET.get("linje", ""),
        },
    )


def _sammenhaeng(request: HttpRequest, file: ExchangeFile, content: Fil) -> dict[str, Any]:
    return {
        "u": file.exchange,
        "fil": file,
        "row": catalogue.rows().get(file.exchange.interface),
        "format": content.format,
        "tegnsaet": content.encoding,
        "antal": content.antal,
        "maa_aabne": har(request.user, Roller.KOER, delsystem_af(file.exchange.interface)),
    }


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_linje(request: HttpRequest, nr: int, fil: int, linje: int) -> HttpResponse:
    """One record in clear; that somebody saw it is kept."""
    file = _fil(nr, fil)
    content = Fil(file.blob, file.format)
    if not 1 <= linje <= content.antal:
        raise Http404(_("Filen har ingen linje %(linje)s.") % {"linje": linje})
    audit.record("post vist", request.user.get_username(), file.exchange, fil=file.number, linje=linje)
    line = content.laes([linje], _fejl(file, [linje]), klar=True)[0]
    return render(request, "web/udveksling_linje.html", _sammenhaeng(request, file, content) | {"l": line})


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_hent(request: HttpRequest, nr: int, fil: int) -> HttpResponseBase:
    """The file's own bytes; that somebody took them is kept."""
    file = _fil(nr, fil)
    answer = overfoersel.hentet(file.blob, overfoersel.som_fil(file.name))
    audit.record("fil hentet", request.user.get_username(), file.exchange, fil=file.number, sha256=file.blob_id)
    return answer


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def karantaene_vis(request: HttpRequest, nr: int, linje: int) -> HttpResponse:
    """A line in quarantine, opened to be corrected; that somebody saw it is kept."""
    exchange = journal.get(nr)
    text = quarantine.seen(_linje(exchange, linje), request.user.get_username())
    return _ret_side(request, exchange, linje, text)


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def karantaene_ret(request: HttpRequest, nr: int, linje: int) -> HttpResponse:
    """Keep the corrected line; what cannot stand there is told, and what was typed stays."""
    exchange = journal.get(nr)
    _linje(exchange, linje)
    text = request.POST.get("tekst", "")
    try:
        quarantine.correct(exchange, linje, text, request.user.get_username())
    except (quarantine.CorrectionError, quarantine.LineAppliedError) as error:
        return _ret_side(request, exchange, linje, text, fejl=str(error), status=422)
    messages.success(request, _("Linje %(linje)s er rettet. Anvend filen igen, når alle linjer er rettet.") % {"linje": linje})
    return redirect("udveksling", nr)


def _linje(exchange: Exchange, number: int) -> QuarantinedLine:
    try:
        return quarantine.line(exchange, number)
    except quarantine.UnknownLineError as error:
        raise Http404(str(error)) from None


def _ret_side(
    request: HttpRequest, exchange: Exchange, number: int, text: str, *, fejl: str = "", status: int = 200
) -> HttpResponse:
    line = _linje(exchange, number)
    return render(
        request,
        "web/karantaene.html",
        {
            "u": exchange,
            "row": catalogue.rows().get(exchange.interface),
            "linje": line,
            "tekst": text,
            "fejl": fejl,
            "problemer": list(exchange.problems.filter(line=number)[:20]),
        },
        status=status,
    )
