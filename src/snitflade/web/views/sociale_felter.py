"""Fields that the forms of Sociale udbetalinger share."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.formats.problems import Problems
from snitflade.skat.kommuner import KOMMUNER, NEDLAGT
from snitflade.soc.models import Ydelsesart
from snitflade.soc.udbetalinger.regler import Hvem
from snitflade.web.forms import Formular
from snitflade.web.paakort import skjult

SOC = "soc"


def idag() -> dt.date:
    """Today, where the money is paid."""
    return tid.nu().date()


def ny_noegle() -> str:
    """What makes a form one of its kind."""
    return uuid.uuid4().hex


class HvemForm(Formular):
    """Who is paid, by whom and what for."""

    noegle = skjult()
    kommune = forms.ChoiceField(
        label=lazy("Kommune"), choices=[(one.kommune, f"{one.kommune} {one.navn}") for one in KOMMUNER if one.kommune != NEDLAGT]
    )
    ydelse = forms.ChoiceField(label=lazy("Art"))
    modtager = forms.CharField(
        label=lazy("Modtagerens CPR-nummer"),
        max_length=11,
        help_text=lazy("Eller CVR- eller kundenummer; så skrives nedenfor, hvem ydelsen vedrører."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    vedroerer = forms.CharField(
        label=lazy("Vedrører CPR-nummer"),
        max_length=11,
        required=False,
        help_text=lazy("Kun når det ikke er modtageren selv."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    tekst = forms.CharField(
        label=lazy("Tekst til modtageren"), max_length=140, required=False, help_text=lazy("Tomt: artens navn.")
    )
    note = forms.CharField(label=lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ydelse"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(nummer, f"{nummer} {navn}") for nummer, navn in Ydelsesart.objects.values_list("nummer", "navn")]

    def hvem(self) -> Hvem:
        """What was filled in."""
        given = self.cleaned_data
        number = _cifre(given["modtager"])
        kind = {10: Nummerart.CPR, 8: Nummerart.CVR}.get(len(number), Nummerart.KUNDE)
        return Hvem(
            kommune=given["kommune"],
            modtager=number,
            ydelse=given["ydelse"],
            art=kind.value,
            vedroerer=_cifre(given["vedroerer"]),
            tekst=given["tekst"],
            note=given["note"],
        )


def _cifre(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def sig(request: HttpRequest, problems: Problems) -> None:
    """Tell what should be known of what was done."""
    for problem in problems.sorted():
        messages.warning(request, problem.message)
