"""Børnetilskud's month: what the next run would grant, whom somebody has to decide about, what was granted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.formats.problems import Problems
from snitflade.soc.boernetilskud.modul import BANK
from snitflade.soc.boernetilskud.udvaelg import Udvalg, udvaelg
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Tildeling
from snitflade.web.forms import Formular
from snitflade.web.maanedsvalg import valgt
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.registre.boernetilskud import LINJER
from snitflade.web.registre.boligsikring import RESULTATER
from snitflade.web.regler import kraever

SOC = "soc"
MOST = 200
"""Children of the list; the rest are counted."""


class MaanedForm(Formular):
    """Municipality and month."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, min_length=4)
    maaned = forms.CharField(label=lazy("Måned (ÅÅÅÅMM)"), max_length=6, min_length=6)


@kraever(Roller.LAES, SOC)
@require_safe
def register_boernetilskud(request: HttpRequest) -> HttpResponse:
    """The proposal: nothing is written. CPR numbers are masked; a child's own card shows it."""
    kommune, maaned = valgt(request.GET, Tildeling)
    problems = Problems()
    chosen = udvaelg(kommune, maaned, problems) if len(kommune) == 4 and kommune.isdigit() else None
    granted = Tildeling.objects.filter(kommune=kommune, maaned=str(maaned), gaelder=True).order_by("linjetype")
    context = {
        "kommune": kommune,
        "maaned": maaned,
        "form": MaanedForm(initial={"kommune": kommune, "maaned": str(maaned)}),
        "problemer": problems.sorted(20),
        "valg": chosen,
        "udfald": [(RESULTATER[name], chosen.udfald[name]) for name in RESULTATER if name in chosen.udfald] if chosen else [],
        "forslag": _forslag(chosen) if chosen else [],
        "uafgjorte": chosen.uafgjorte[:MOST] if chosen else [],
        "samlever": _spurgte(chosen) if chosen else [],
        "tildelt": [
            (LINJER[kind], count, total)
            for kind, count, total in granted.values_list("linjetype").annotate(Count("pk"), Sum("beloeb"))
        ],
        "koerslen": adresse("snitflade", BANK),
    }
    return render(request, "web/boernetilskud.html", context)


def _forslag(chosen: Udvalg) -> list[tuple[str, object, int, int]]:
    """Month, kind, lines and øre of what would be granted."""
    counts: Counter[tuple[Maaned, str]] = Counter()
    sums: Counter[tuple[Maaned, str]] = Counter()
    for line in chosen.linjer:
        counts[line.maaned, line.linjetype.value] += 1
        sums[line.maaned, line.linjetype.value] += line.beloeb
    return [(month.tekst, LINJER[kind], counts[month, kind], sums[month, kind]) for month, kind in sorted(counts)]


def _spurgte(chosen: Udvalg) -> list[Any]:
    """A child of each receiver of whom it is not known whether they live with somebody."""
    asked = {one.cpr for one in chosen.beregnet.sager.maaske_samlever} if chosen.beregnet else set()
    found = {sag.modtager.cpr: sag for sag in chosen.beregnet.sager.sager if sag.modtager} if chosen.beregnet else {}
    return [found[cpr] for cpr in sorted(asked)][:MOST]
