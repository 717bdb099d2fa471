"""Fields that the forms of Erhv share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.bogh.udbetaling import tid
from snitflade.erhv.models import Indhandlingssted
from snitflade.formats.cells import CellFault, Decimals

ERHV = "erhv"
_PROCENT = Decimals(2, highest=100_00)


def idag() -> dt.date:
    """Today, where the money is paid."""
    return tid.nu().date()


class ProcentFelt(forms.CharField):
    """A percentage as hundredths of a percent; None where nothing stands."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=10, **options)

    def clean(self, value: Any) -> int | None:
        """The percentage. Raises ValidationError."""
        text = str(super().clean(value)).removesuffix("%").strip()
        if not text:
            return None
        try:
            return _PROCENT.read(text)
        except CellFault:
            raise forms.ValidationError(_("«%(tekst)s» er ikke en procent fra 0 til 100, fx 42,5.") % {"tekst": text}) from None


class KontoFelt(forms.CharField):
    """An account, with or without dashes."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        """The account's digits."""
        return str(super().clean(value)).replace("-", "").replace(" ", "")


def sted_valg() -> forms.ChoiceField:
    """A choice of place; the choices are asked for when the form is made (`med_steder`)."""
    return forms.ChoiceField(label=lazy("Sted"))


def med_steder(form: forms.Form, *, aabne_paa: dt.date | None = None) -> None:
    """Give the form's choice of place the places there are, those closed on a day left out."""
    rows = Indhandlingssted.objects.order_by("kode").values_list("kode", "navn", "lukket_fra")
    field = form.fields["sted"]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError("sted is a choice")
    field.choices = [
        (kode, f"{kode} · {navn}") for kode, navn, closed in rows if aabne_paa is None or closed is None or closed > aabne_paa
    ]
