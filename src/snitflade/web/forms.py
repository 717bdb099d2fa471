"""Forms in the design system's dress, and those of signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class Formular(forms.Form):
    """A form whose fields are drawn by ``web/dele/felt.html``: label, help, every error, input, all tied together for readers."""

    template_name = "web/dele/formular.html"
    template_name_div = "web/dele/formular.html"
    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Give every input of `form` the design system's class. Browsers do not check: our own sentences say what is wrong."""
    form.use_required_attribute = False
    for field in form.fields.values():
        widget = field.widget
        kind = "form-select" if isinstance(widget, forms.Select) else "form-input"
        if isinstance(widget, forms.CheckboxInput):
            kind = "form-checkbox"
        widget.attrs["class"] = kind
        if field.required and not isinstance(widget, forms.CheckboxInput):
            widget.attrs["aria-required"] = "true"


class LoginForm(Formular):
    """Name and password."""

    brugernavn = forms.CharField(
        label=_("Brugernavn"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    adgangskode = forms.CharField(
        label=_("Adgangskode"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class KodeForm(Formular):
    """A code from an app, or where allowed a recovery code."""

    kode = forms.CharField(
        label=_("Kode"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none", "autofocus": True}
        ),
    )


class AdgangskodeForm(Formular):
    """The password once more, before something that a borrowed screen must not be enough for."""

    adgangskode = forms.CharField(
        label=_("Din adgangskode"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SkiftForm(PasswordChangeForm):
    """Old and new password; Django's own, in our dress."""

    template_name = "web/dele/formular.html"
    template_name_div = "web/dele/formular.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)
