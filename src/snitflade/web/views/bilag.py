"""Vouchers that wait to be approved: the list, where several are attested, approved, booked or rejected without opening each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.formats.problems import ProblemsError
from snitflade.web.adgang import IngenAdgangError, har, mine
from snitflade.web.kladder import GOER, gjort, goer, stempel
from snitflade.web.models import Roller
from snitflade.web.registre.bilag import ALLE_AABNE, KLADDER, TILSTANDE, dage, i_tilstand, kort
from snitflade.web.regler import kraever
from snitflade.web.tabel import MOST_PAGES, Side

PER_PAGE = 50
MOST_AT_ONCE, MOST_SAID, LONGEST = 500, 20, 100


@kraever(Roller.LAES)
@require_safe
def register_kladder(request: HttpRequest) -> HttpResponse:
    """The list: what waits for somebody, the oldest first, unless something else is chosen."""
    where = mine(request.user)
    rows, chosen = _valgt(KLADDER.raekker(where), request.GET)
    count = rows.order_by().count()
    wanted = request.GET.get("side", "")
    last = max(1, -(-count // PER_PAGE))
    number = min(max(int(wanted), 1), last, MOST_PAGES) if wanted.isdecimal() and len(wanted) < 9 else 1
    page = list(rows.prefetch_related("linjer", "vedhaeftninger")[(number - 1) * PER_PAGE : number * PER_PAGE])
    total = sum(rows.order_by().values_list("debet", flat=True))
    may = {
        name: any(har(request.user, rolle, one) for rolle in roller for one in KLADDER.delsystemer)
        for name, (roller, _goer) in GOER.items()
    }
    context: dict[str, Any] = {
        "register": KLADDER,
        "antal": count,
        "ialt": total,
        "poster": [_post(row) for row in page],
        "side": Side(number, PER_PAGE, count, number < last),
        "filtre": [
            {"filter": one, "valg": [(value, name, chosen.get(one.navn) == value) for value, name in one.valg()]}
            for one in KLADDER.filtre
        ],
        "q": chosen.get("q", ""),
        "valgt": chosen,
        "hvor": request.META.get("QUERY_STRING", ""),
        "maa": may,
        "maa_noget": any(may.values()),
        "tom": _("Intet passer. Søg efter mindre, eller nulstil valgene.") if request.GET else _("Ingen bilag venter."),
    }
    return render(request, "web/kladder.html", context)


def _valgt(rows: Any, given: Mapping[str, Any]) -> tuple[Any, dict[str, str]]:
    """The rows asked for and what was chosen; without a state those that wait."""
    chosen: dict[str, str] = {}
    text = " ".join(str(given.get("q", "")).split())[:LONGEST]
    if text and KLADDER.soeg:
        rows, chosen["q"] = KLADDER.soeg(rows, text), text
    for one in KLADDER.filtre:
        value = given.get(one.navn, "")
        if value in {offered for offered, _text in one.valg()}:
            rows, chosen[one.navn] = one.anvend(rows, value), value
    if "tilstand" not in given:
        rows, chosen["tilstand"] = i_tilstand(rows, ALLE_AABNE), ALLE_AABNE
    return rows, chosen


def _post(row: Bilagskladde) -> dict[str, Any]:
    name, tone = TILSTANDE[Kladdetilstand(row.tilstand)]
    return {
        "k": row,
        "adresse": kort(row.pk),
        "tilstand": name,
        "tone": tone,
        "dage": dage(row),
        "stempel": stempel(row),
        "filer": len(row.vedhaeftninger.all()),
        "aaben": row.tilstand in (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST),
    }


@kraever(Roller.LAES)
@require_POST
def register_kladder_flere(request: HttpRequest) -> HttpResponse:
    """Do the same with several: each by itself, and each that is refused says why."""
    name, grund = request.POST.get("goer", ""), request.POST.get("grund", "")
    chosen = dict(one.partition("-")[::2] for one in request.POST.getlist("k"))
    numbers = sorted({int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 18})
    back = redirect("register_kladder")
    back["Location"] += f"?{request.POST.get('hvor', '')[:500]}" if request.POST.get("hvor") else ""
    if name not in GOER or not numbers:
        messages.error(request, _("Vælg mindst ét bilag, og hvad der skal gøres."))
        return back
    if len(numbers) > MOST_AT_ONCE:
        messages.error(request, _("Vælg højst %(antal)s ad gangen.") % {"antal": MOST_AT_ONCE})
        return back
    rows = {row.pk: row for row in KLADDER.raekker(mine(request.user)).filter(pk__in=numbers)}
    done, refused = 0, []
    for number in numbers:
        try:
            if number not in rows:
                raise Http404
            goer(rows[number], name, request.user, chosen[str(number)], grund)
            done += 1
        except ProblemsError as error:
            refused.append(f"{number}: {' '.join(problem.message for problem in error.problems.sorted(5))}")
        except IngenAdgangError as error:
            refused.append(f"{number}: {error}")
        except Http404:
            refused.append(_("%(nummer)s: Bilaget findes ikke, eller det hører ikke til dine Delsystemer.") % {"nummer": number})
    if done:
        messages.success(request, gjort(name, done))
    for sentence in refused[:MOST_SAID]:
        messages.error(request, _("Bilag %(saetning)s") % {"saetning": sentence})
    if len(refused) > MOST_SAID:
        messages.error(request, _("… og %(antal)s til er ikke gjort.") % {"antal": len(refused) - MOST_SAID})
    return back
