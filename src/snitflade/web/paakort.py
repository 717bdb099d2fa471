"""What can be done from a card (a claim, a payment, a payout, a payee): the form of each thing, and doing it.

A form that is refused comes back as it was filled in, with every sentence where it belongs; one that is done ends with a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.formats.cells import Amount, CellFault
from snitflade.formats.problems import ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.web.adgang import Person, har
from snitflade.web.forms import Formular
from snitflade.web.models import Roller, delsystemer

MOST_GRUND = 200


@dataclass(frozen=True, slots=True)
class Paakort:
    """One thing to do: its address, its text, what it means, its form (None: only a button) and why it cannot be done (empty: it
    can)."""

    adresse: str
    tekst: str | Promise
    ikon: str
    om: str | Promise = ""
    form: Formular | None = None
    grund: str = ""
    vigtig: bool = False
    igen: bool = False
    """What it gives is a file, and the page stays: it may be pressed again."""

    @property
    def vises(self) -> bool:
        """Whether it is offered; a form that was just refused is shown with the reason, also where it cannot be done any longer."""
        return not self.grund or bool(self.form and self.form.is_bound)

    @property
    def aaben(self) -> bool:
        """Whether its form is shown without being asked for."""
        return self.vigtig or bool(self.form and self.form.is_bound)


class KronerFelt(forms.CharField):
    """An amount in kroner, as øre; a negative one and what is no amount are told in a sentence."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> int | None:
        """Øre; None where nothing stands. Raises ValidationError."""
        text = str(super().clean(value))
        if not text:
            return None
        try:
            return laes_kroner(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def laes_kroner(text: str) -> int:
    """An amount in kroner as øre, also as pages write it. Raises ValueError with the sentence.

    >>> laes_kroner("1250"), laes_kroner("1.250,50")
    (125000, 125050)
    """
    plain = text.strip()
    try:
        whole, comma, part = plain.partition(",")
        groups = whole.split(".")
        if len(groups) > 1 and 0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
            plain = "".join(groups) + comma + part
        return Amount().read(plain)
    except CellFault:
        raise ValueError(_("«%(tekst)s» er ikke et beløb i kroner, fx 1250,50.") % {"tekst": text}) from None


class DagFelt(forms.DateField):
    """A day, chosen in a calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d-%m-%Y"])
        super().__init__(
            error_messages={"invalid": lazy("Skriv dagen som ÅÅÅÅ-MM-DD."), "required": lazy("Vælg en dag.")}, **options
        )


def grund_felt(label: Any = "", **options: Any) -> forms.CharField:
    """A reason in words."""
    return forms.CharField(
        label=label or lazy("Hvorfor?"),
        max_length=MOST_GRUND,
        error_messages={"required": lazy("Skriv hvorfor."), "max_length": lazy("Skriv højst 200 tegn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


class GrundForm(Formular):
    """A reason alone."""

    grund = grund_felt()


def skjult() -> forms.CharField:
    """What the page saw, so that it is done once."""
    return forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def udfoer(request: HttpRequest, form: Formular, goer: Callable[[Mapping[str, Any]], str]) -> bool:
    """Do what the form asks for where it can be read; False with every sentence in the form where it is refused."""
    if not form.is_valid():
        return False
    try:
        said = goer(form.cleaned_data)
    except ProblemsError as error:
        fejl(form, error)
        return False
    messages.success(request, said)
    return True


def fejl(form: Formular, error: ProblemsError) -> None:
    """Put each problem at its field, or above all of them."""
    for problem in error.problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def som_beskeder(request: HttpRequest, form: Formular) -> None:
    """What is wrong with a form of which a page has many, as messages."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))


def uden_form(request: HttpRequest, goer: Callable[[], str]) -> bool:
    """Do what a button asks for; what refuses it becomes messages."""
    try:
        said = goer()
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
        return False
    messages.success(request, said)
    return True


def mangler_rolle(person: Person, rolle: Roller, delsystem: str) -> str:
    """Why somebody may not, in a sentence; empty for who may."""
    if har(person, rolle, delsystem):
        return ""
    where = delsystemer().get(delsystem, delsystem)
    return _("Det kræver rollen «%(rolle)s» for %(delsystem)s.") % {"rolle": rolle.label, "delsystem": where}


def kr(oere: int) -> str:
    """An amount with its unit, for messages."""
    return f"{beloeb_tekst(oere)} kr."


def vist(handlinger: Sequence[Paakort]) -> dict[str, Any]:
    """What the template needs of them."""
    return {"handlinger": handlinger, "kan_ikke": [one for one in handlinger if not one.vises]}
