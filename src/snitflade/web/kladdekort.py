"""What can be done from a draft's card: the form of each thing, who may, and when."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.bogh import bilagsfiler
from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.web.adgang import Person
from snitflade.web.forms import Formular
from snitflade.web.kladder import GOER, hvor_hoerer, stempel
from snitflade.web.models import Roller
from snitflade.web.paakort import GrundForm, Paakort, mangler_rolle, skjult
from snitflade.web.registre.bilag import TILSTANDE


class AfvisForm(GrundForm):
    """Why it is rejected, of what was seen."""

    set = skjult()


class SetForm(Formular):
    """What was seen."""

    set = skjult()


class FilForm(Formular):
    """A receipt that somebody has."""

    fil = forms.FileField(
        label=lazy("Fil (PDF, JPEG eller PNG)"),
        error_messages={"required": lazy("Vælg en fil."), "empty": lazy("Filen er tom.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )


class ModtagerForm(Formular):
    """Which payee a creditor is."""

    art = forms.ChoiceField(label=lazy("Nummerets art"), choices=Nummerart.choices, initial=Nummerart.CVR)
    nummer = forms.CharField(
        label=lazy("Modtagerens nummer"),
        max_length=10,
        error_messages={"required": lazy("Skriv nummeret.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def handlinger(person: Person, row: Bilagskladde, betales: bool, bound: Mapping[str, Formular]) -> list[Paakort]:
    """What can be done with the draft, and why not. `bound`: forms that were refused, by name."""
    where, now = hvor_hoerer(row), row.tilstand
    seen = stempel(row)

    def rolle(name: str) -> str:
        reasons = [mangler_rolle(person, one, where) for one in GOER[name][0]]
        return "" if "" in reasons else reasons[0]

    def i(*states: str) -> str:
        return "" if now in states else _("Bilaget er «%(tilstand)s».") % {"tilstand": TILSTANDE[Kladdetilstand(now)][0]}

    def knap(name: str, text: str, icon: str, about: str, grund: str) -> Paakort:
        form = SetForm(prefix=name, initial={"set": seen})
        return Paakort(reverse(f"register_kladde_{name}", args=[row.pk]), text, icon, about, form, grund, vigtig=True)

    same = row.attesteret_af == person.get_username()
    aabne = bilagsfiler.AABNE
    return [
        knap("attester", _("Attestér"), "check", _("Beløb, konti og bilag er rigtige."), rolle("attester") or i("kladde")),
        knap(
            "anvis",
            _("Anvis"),
            "check",
            _("Må bogføres. En anden end den, der attesterede."),
            rolle("anvis") or i("attesteret") or (_("Du har selv attesteret det. En anden skal anvise.") if same else ""),
        ),
        knap("bogfoer", _("Bogfør"), "save", _("Bliver til et bilag, der ikke kan ændres."), rolle("bogfoer") or i("anvist")),
        Paakort(
            reverse("register_kladde_afvis", args=[row.pk]),
            _("Afvis"),
            "close",
            _("For altid. Grunden står på bilaget."),
            bound.get("afvis") or AfvisForm(prefix="v", initial={"set": seen}),
            rolle("afvis") or i(*aabne),
        ),
        Paakort(
            reverse("register_kladde_vedhaeft", args=[row.pk]),
            _("Vedhæft en fil"),
            "upload",
            _("Et bilag, der er kommet ad en anden vej."),
            bound.get("fil") or FilForm(prefix="f"),
            mangler_rolle(person, Roller.KOER, where) or i(*aabne),
        ),
        *(
            [
                Paakort(
                    reverse("register_kladde_modtager", args=[row.pk]),
                    _("Vælg modtager"),
                    "account",
                    _("Hvem PBS-nummeret er, når der betales. Gælder også de næste."),
                    bound.get("modtager") or ModtagerForm(prefix="m"),
                    mangler_rolle(person, Roller.GODKEND, where) or i(*aabne),
                )
            ]
            if betales
            else []
        ),
    ]
