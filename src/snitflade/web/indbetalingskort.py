"""A payment's card: what came, where it went, what it may be meant for, and what can be done with what is left of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka import koe
from snitflade.inka.debitorkort import kort as debitorkort
from snitflade.inka.forslag import Forslag, suggest
from snitflade.inka.indbetaling import Soegt
from snitflade.inka.models import Debitor, Indbetaling, Regning
from snitflade.web import kravkort
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import (
    GrundForm,
    KronerFelt,
    Paakort,
    mangler_rolle,
    skjult,
    vist,
)
from snitflade.web.registre.indbetalinger import hvorfor, kildenavn, tilstand, tone
from snitflade.web.registre.regninger import find_regninger, regninger_i
from snitflade.web.registre.udbetalinger import ARTER

INKA = "inka"
KRAV = "krav-"
"""What the names of amounts begin with in the form that places a payment."""
SOEGT = {
    Soegt.NUMMER: lazy("Krav nr."),
    Soegt.REGNINGSNUMMER: lazy("Trykt regning nr."),
    Soegt.KRAV: lazy("Opkrævning"),
    Soegt.INGEN: lazy("Intet nummer"),
}
MOST_FOUND, LONGEST = 20, 100


class NoteForm(Formular):
    """Why a payment is left where it is."""

    note = forms.CharField(label=lazy("Note"), max_length=koe.MOST_NOTE, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class TilbagebetalForm(Formular):
    """To whom, how much, and where to."""

    beloeb = KronerFelt(label=lazy("Beløb i kroner"))
    art = forms.ChoiceField(label=lazy("Modtagerens nummer er et"), choices=list(ARTER.items()))
    nummer = forms.CharField(
        label=lazy("Modtagerens nummer"),
        required=False,
        max_length=11,
        help_text=lazy("Tomt: debitoren selv."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    navn = forms.CharField(
        label=lazy("Modtagerens navn"), required=False, max_length=140, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    konto = forms.CharField(
        label=lazy("Ny bankkonto"),
        required=False,
        max_length=20,
        help_text=lazy("Kun hvis den ikke allerede står på modtageren: reg.nr. og kontonr., fx 6471 1000206."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rest = skjult()


def nummer_af(debitor: Debitor) -> tuple[str, str]:
    """What a debtor is found by as a payee."""
    (shown,) = debitorkort([debitor])
    if shown.cpr:
        return Nummerart.CPR.value, shown.cpr
    return (Nummerart.CVR.value, shown.cvr) if shown.cvr else (Nummerart.KUNDE.value, shown.kundenr)


def skrevet_i(given: Mapping[str, str]) -> dict[int, str]:
    """What stands in the form beside each claim (id) that has something."""
    named = {name.removeprefix(KRAV): text.strip() for name, text in given.items() if name.startswith(KRAV)}
    return {int(number): text for number, text in named.items() if text and number.isdecimal() and len(number) < 19}


def forslag_til(row: Indbetaling, found: Sequence[Forslag]) -> list[dict[str, Any]]:
    """Suggestions as they are shown: the claim, why, and how much of the payment it would take."""
    return [{"regning": one.regning, "grunde": one.grunde, "beloeb": min(row.rest, one.regning.rest)} for one in found]


def kort(
    request: HttpRequest,
    row: Indbetaling,
    *,
    note_form: NoteForm | None = None,
    tilbagefoer_form: GrundForm | None = None,
    tilbagebetal_form: TilbagebetalForm | None = None,
    skrevet: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page; a form that was refused, or the amounts that were (`skrevet`), stand on it as they were filled in."""
    bound = (note_form, tilbagefoer_form, tilbagebetal_form, skrevet)
    allocations = list(row.fordelinger.select_related("regning").order_by("-pk")[: kravkort.MOST])
    may = not mangler_rolle(request.user, Roller.KOER, INKA)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    suggested = forslag_til(row, suggest(row)) if row.rest else []
    found = _fundne(row, text) if row.rest and text else []
    context = {
        "indbetaling": row,
        "tilstand": (tilstand(row), tone(row)),
        "hvorfor": hvorfor(row),
        "stamdata": [(name, value, isinstance(value, dt.date)) for name, value in _stamdata(row)],
        "fordelinger": [
            (one, GrundForm(prefix=f"f{one.fordeling.pk}") if one.kan_fjernes and may else None)
            for one in kravkort.fordelinger(allocations, "regning")
        ],
        "note": koe.noter_af([row.pk]).get(row.pk),
        "maa": may,
        "q": text,
        "forslag": suggested,
        "fundne": found,
        "linjer": _linjer(row, found or suggested, skrevet_i(skrevet or {})),
        **vist(_handlinger(request, row, note_form, tilbagefoer_form, tilbagebetal_form)),
    }
    return render(request, "web/indbetaling.html", context, status=422 if any(one is not None for one in bound) else 200)


def _fundne(row: Indbetaling, text: str) -> list[dict[str, Any]]:
    """Open claims that the reader looked for."""
    open_ = regninger_i(frozenset({INKA})).filter(kommune=row.kommune, rest__gt=0)
    found = find_regninger(open_, text).order_by("forfaldsdato", "nummer")[:MOST_FOUND]
    return forslag_til(row, [Forslag(one, (), 0) for one in found])


def _linjer(row: Indbetaling, found: Sequence[dict[str, Any]], skrevet: Mapping[int, str]) -> list[dict[str, Any]]:
    """The claims of the form that divides a payment: those that had an amount when it was refused, then the others."""
    typed = Regning.objects.select_related("debitor").filter(pk__in=skrevet, kommune=row.kommune)
    first = [{"regning": one, "skrevet": skrevet[one.pk]} for one in typed]
    return first + [{"regning": one["regning"], "skrevet": ""} for one in found if one["regning"].pk not in skrevet]


def _stamdata(row: Indbetaling) -> list[tuple[str, object]]:
    sought = f"{SOEGT[Soegt(row.soegt)]} {row.soegt_nummer or ''}".strip() if row.soegt in set(Soegt) else row.soegt
    known: list[tuple[str, object]] = [
        (_("Kilde"), kildenavn(row.kilde)),
        (_("Kommune"), row.kommune),
        (_("Betalt"), row.dato),
        (_("Bogført"), row.bogfoeringsdato),
        (_("Bilag"), row.bilag.nummer),
        (_("Betaler"), row.betaler),
        (_("Reference"), row.reference),
        (_("Tekst"), row.tekst),
        (_("Nævner"), sought),
        (_("Debiteret konto"), konto_tekst(row.konto)),
        (_("Venter på konto"), konto_tekst(row.koekonto)),
    ]
    return [(name, value) for name, value in known if value]


def _handlinger(
    request: HttpRequest,
    row: Indbetaling,
    note_form: NoteForm | None,
    tilbagefoer_form: GrundForm | None,
    tilbagebetal_form: TilbagebetalForm | None,
) -> list[Paakort]:
    may = mangler_rolle(request.user, Roller.KOER, INKA)
    empty = "" if row.rest else _("Der er intet tilbage af indbetalingen.")
    live = row.fordelinger.filter(ophaever=None, ophaevet_af=None)
    gone = live.filter(art__in=("tilbageført", "udbetalt")).exists()
    return [
        Paakort(
            reverse("register_indbetaling_note", args=[row.pk]),
            _("Lad den vente med en note"),
            "edit",
            _("Noten ses i køen. Intet bogføres."),
            note_form or NoteForm(prefix="n"),
            may or empty,
        ),
        Paakort(
            reverse("register_indbetaling_tilbagebetal", args=[row.pk]),
            _("Betal tilbage"),
            "send",
            _("Bliver en udbetaling i Bogh, som betales med næste kørsel. En anden godkender kørslen."),
            tilbagebetal_form or TilbagebetalForm(prefix="b", initial=_til(row)),
            may or empty,
        ),
        Paakort(
            reverse("register_indbetaling_tilbagefoer", args=[row.pk]),
            _("Før hele indbetalingen tilbage"),
            "refresh",
            _("Banken har taget pengene igen. Dens krav bliver åbne."),
            tilbagefoer_form or GrundForm(prefix="t"),
            mangler_rolle(request.user, Roller.GODKEND, INKA)
            or (_("Noget af den er allerede ført eller betalt tilbage.") if gone else ""),
        ),
    ]


def _til(row: Indbetaling) -> dict[str, str]:
    """Whom a repayment would go to, as far as it is known."""
    known = {"beloeb": beloeb_tekst(row.rest), "rest": str(row.rest), "navn": row.betaler}
    if row.debitor is None:
        return known
    return {**known, "art": nummer_af(row.debitor)[0], "navn": row.debitor.navn}
