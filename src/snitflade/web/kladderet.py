"""Correcting a draft on its card: its dates, its text and its lines, one row of fields for each; every fault where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.bogh import kladder
from snitflade.bogh.bilag import LINJEBREDDE, TEKSTBREDDE, Hoved
from snitflade.bogh.kladder import Udkastlinje
from snitflade.bogh.models import KONTOBREDDE, Bilagskladde
from snitflade.formats.problems import ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.web.forms import Formular
from snitflade.web.paakort import DagFelt, KronerFelt, skjult

NYE = 2
"""Empty rows below those there are."""
FLEST = 200
"""Lines that can be corrected here: a form has room for no more."""


class HovedForm(Formular):
    """What the lines share."""

    tekst = forms.CharField(
        label=lazy("Tekst"),
        max_length=TEKSTBREDDE,
        error_messages={"required": lazy("Skriv en tekst."), "max_length": lazy("Skriv højst 60 tegn.")},
    )
    bilagsdato = DagFelt(label=lazy("Bilagsdato"))
    posteringsdato = DagFelt(label=lazy("Posteringsdato"))
    set = skjult()


class LinjeForm(Formular):
    """One line; one without an account and an amount is left out."""

    konto = forms.CharField(
        label=lazy("Konto"),
        required=False,
        max_length=KONTOBREDDE + 4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    debet = KronerFelt(label=lazy("Debet"), required=False)
    kredit = KronerFelt(label=lazy("Kredit"), required=False)
    tekst = forms.CharField(
        label=lazy("Tekst"),
        required=False,
        max_length=LINJEBREDDE,
        error_messages={"max_length": lazy("Skriv højst 35 tegn.")},
    )

    @property
    def beloeb(self) -> int:
        """Øre; debit positive, credit negative."""
        return int(self.cleaned_data.get("debet") or 0) - int(self.cleaned_data.get("kredit") or 0)

    @property
    def tom(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cleaned_data.get(name) for name in ("konto", "debet", "kredit"))

    def clean(self) -> dict[str, Any]:
        """An account needs one amount, and the other way round."""
        found = super().clean() or {}
        if not self.errors and not self.tom and (not found.get("konto") or bool(found.get("debet")) == bool(found.get("kredit"))):
            self.add_error("konto" if not found.get("konto") else "debet", _("En linje har en konto og enten debet eller kredit."))
        return found


@dataclass(slots=True)
class Rettelse:
    """The form of a draft; bound when there is something `given`."""

    kladde: Bilagskladde
    given: Mapping[str, Any] | None = None
    hoved: HovedForm = field(init=False)
    linjer: list[LinjeForm] = field(init=False)
    dimensioner: list[dict[str, str]] = field(init=False)
    set: str = ""

    def __post_init__(self) -> None:
        row = self.kladde
        there = list(row.linjer.order_by("loebenr"))
        self.dimensioner = [dict(one.dimensioner) for one in there]
        head = {"tekst": row.tekst, "bilagsdato": row.bilagsdato, "posteringsdato": row.posteringsdato}
        self.hoved = HovedForm(self.given, prefix="h", initial=head)
        shown = [
            {"konto": one.konto, "debet" if one.beloeb > 0 else "kredit": beloeb_tekst(abs(one.beloeb)), "tekst": one.tekst}
            for one in there
        ]
        self.linjer = [
            LinjeForm(self.given, prefix=f"l{number}", initial=one) for number, one in enumerate([*shown, *[{}] * NYE], start=1)
        ]

    @property
    def for_mange(self) -> bool:
        """Whether it has more lines than a form can hold."""
        return len(self.dimensioner) > FLEST

    def ret(self, af: str, set_: str) -> bool:
        """Correct the draft where everything can be read and it is still what was seen; False with every sentence in the forms."""
        forms_good = [form.is_valid() for form in (self.hoved, *self.linjer)]
        if self.for_mange or not all(forms_good):
            return False
        head = self.hoved.cleaned_data
        kept = [(at, form) for at, form in enumerate(self.linjer) if not form.tom]
        lines = [
            Udkastlinje(
                form.cleaned_data["konto"].replace("-", ""),
                form.beloeb,
                form.cleaned_data["tekst"],
                self.dimensioner[at] if at < len(self.dimensioner) else {},
            )
            for at, form in kept
        ]
        row = self.kladde
        day = head["posteringsdato"]
        new = Hoved(row.kommune, day.year, head["bilagsdato"], day, head["tekst"], row.kilde, row.noegle, row.exchange_id)
        if head["set"] != set_:
            self.hoved.add_error(None, _("Bilaget er ændret, siden siden blev hentet. Intet er gjort; se det igen."))
            return False
        try:
            with transaction.atomic():
                kladder.ret(row, new, lines, af)
        except ProblemsError as error:
            for problem in error.problems:
                place = kept[problem.line - 1][1] if 0 < problem.line <= len(kept) else self.hoved
                place.add_error(problem.field if problem.line and problem.field in place.fields else None, problem.message)
            return False
        return True
