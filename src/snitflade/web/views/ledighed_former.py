"""The forms of a jobseeker's card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from snitflade.led.henvendelser import koder
from snitflade.led.models import KONTORBREDDE, Art, Gruppe, Henvendelse
from snitflade.web.forms import Formular
from snitflade.web.paakort import DagFelt, grund_felt

_KODE = {"autocomplete": "off", "spellcheck": "false"}
_SVAR = (("", lazy("Ikke oplyst")), ("ja", lazy("Ja")), ("nej", lazy("Nej")))


class HenvendForm(Formular):
    """A contact or stamping."""

    dato = DagFelt(label=lazy("Dag"))
    kode = forms.ChoiceField(label=lazy("Henvendelse"))
    lokalitet = forms.CharField(
        label=lazy("Bopælens lokalitet"),
        max_length=4,
        help_text=lazy("Fire cifre, fx 0800. Foreslået fra folkeregistret, hvor det siger det."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_KODE}),
    )
    kontor = forms.CharField(label=lazy("Kontor"), max_length=KONTORBREDDE, required=False, widget=forms.TextInput(attrs=_KODE))
    naeste_kontrol = DagFelt(label=lazy("Næste kontrol"), required=False, help_text=lazy("Tomt: som nu."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kode"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (it is declared above)
        choice.choices = [(kode, f"{kode} {tekst}") for kode, tekst in koder().items()]


class GruppeForm(Formular):
    """A match group from a day on."""

    gruppe = forms.ChoiceField(label=lazy("Matchgruppe"), choices=Gruppe.choices)
    fra = DagFelt(label=lazy("Gælder fra"))


class PeriodeForm(Formular):
    """A period."""

    art = forms.ChoiceField(label=lazy("Fritagelse, karantæne, ledighed, ydelse eller aktivitet"), choices=Art.choices)
    fra = DagFelt(label=lazy("Første dag"))
    til = DagFelt(label=lazy("Sidste dag"), required=False, help_text=lazy("Tomt: den fortsætter. En karantæne skal have en."))
    tekst = forms.CharField(
        label=lazy("Hvilken, eller hvorfor"),
        max_length=60,
        required=False,
        help_text=lazy("Fx ydelsen, aktiviteten eller årsagen."),
    )


class UddannelseForm(Formular):
    """An education."""

    kode = forms.CharField(label=lazy("Uddannelseskode"), max_length=4, widget=forms.TextInput(attrs=_KODE))
    tekst = forms.CharField(label=lazy("Uddannelse"), max_length=60, required=False)
    afsluttet = DagFelt(label=lazy("Afsluttet"), required=False)


class AnvisForm(Formular):
    """Work the person was referred to."""

    dato = DagFelt(label=lazy("Dag"))
    arbejdsgiver = forms.CharField(label=lazy("Arbejdsgiver"), max_length=66)
    resultat = forms.CharField(label=lazy("Resultat"), max_length=60, required=False)


class RetForm(Formular):
    """The card's own fields."""

    naeste_kontrol = DagFelt(label=lazy("Næste kontrol"), required=False)
    vejledning = forms.ChoiceField(label=lazy("Vejledning"), choices=_SVAR, required=False)
    skolegang = forms.CharField(label=lazy("Skolegang"), max_length=60, required=False)
    kompetencer = forms.CharField(
        label=lazy("Kompetencer, én pr. linje"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    behov = forms.CharField(label=lazy("Behov for uddannelse og arbejde"), max_length=500, required=False)
    helbred = forms.CharField(
        label=lazy("Hensyn til helbred"), max_length=200, required=False, help_text=lazy("Gives ikke videre til andre systemer.")
    )


class AnnullerForm(Formular):
    """A contact that was wrong."""

    henvendelse = forms.ModelChoiceField(label=lazy("Henvendelse"), queryset=Henvendelse.objects.none(), empty_label=None)
    grund = grund_felt()

    def __init__(self, *args: Any, kort: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["henvendelse"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 (it is declared above)
        choice.queryset = Henvendelse.objects.filter(kort=kort, annulleret=None).order_by("-dato", "-pk")


class NyForm(Formular):
    """A new card."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric", **_KODE}))
    cpr = forms.CharField(label=lazy("CPR-nummer"), max_length=11, widget=forms.TextInput(attrs={"inputmode": "numeric", **_KODE}))
