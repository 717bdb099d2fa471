"""The run of an interface from a page: the form made from its options, and what building does with it.

A run is built while the page is waited for; one whose last files were large is built by a worker instead, if one is alive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange import options
from snitflade.exchange.catalogue import Interface, Option, OptionKind
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.web import tilstande
from snitflade.web.feltnavne import feltnavn
from snitflade.web.forms import Formular, dress
from snitflade.web.gang import arbejder_lever

STOR = 20_000_000
"""Bytes of an interface's last files from which its next run is left to a worker: about half a minute's work."""
USENDT = (State.BYGGET, State.GODKENDT, State.VENTER)
"""States in which an exchange can be replaced by a new run."""
_LONGEST = 500
ERSTAT = "_erstat"
"""The name of the form's own field, which no option can have."""

_INPUTS = {OptionKind.DATE: "date", OptionKind.MOMENT: "datetime-local"}
_FORMS = {
    OptionKind.DATE: lazy("Skriv datoen som ÅÅÅÅ-MM-DD."),
    OptionKind.MOMENT: lazy("Skriv tidspunktet som ÅÅÅÅ-MM-DDTtt:mm."),
    OptionKind.NUMBER: lazy("Skriv et helt tal."),
    OptionKind.CHOICE: lazy("Vælg en af mulighederne."),
    OptionKind.TEXT: lazy("Skriv en tekst."),
}


class ValgFelt(forms.CharField):
    """One option, as text; what cannot be read is told in a sentence."""

    dansk = True
    """Its name and help are the specification's."""

    def __init__(self, option: Option) -> None:
        widget: forms.Widget
        if option.kind is OptionKind.CHOICE:
            empty = [("", "")] if option.required else [("", lazy("Som indstillet"))]
            widget = forms.Select(choices=[*empty, *((choice, choice) for choice in option.choices)])
        else:
            attributes = {"type": _INPUTS.get(option.kind, "text"), "autocomplete": "off"}
            if option.kind is OptionKind.NUMBER:
                attributes["inputmode"] = "numeric"
            widget = forms.TextInput(attrs=attributes)
        super().__init__(
            label=feltnavn(option.name),
            help_text=_hjaelp(option),
            required=option.required,
            max_length=_LONGEST,
            widget=widget,
            error_messages={"required": _mangler(option)},
        )
        self.option = option

    def clean(self, value: Any) -> str:
        """The text. Raises ValidationError."""
        text = str(super().clean(value))
        try:
            options.read(self.option, text)
        except ValueError:
            raise forms.ValidationError(f"«{text}»: {_FORMS[self.option.kind]}") from None
        return text


def _hjaelp(option: Option) -> str:
    """An option's help where a date is picked, not written: without how it is written on the command line, and codes alone.

    >>> _hjaelp(Option("posteringsdato", OptionKind.DATE, "PST_DTO, fx 2017-01-13"))
    ''
    >>> _hjaelp(Option("fra", OptionKind.DATE, "Første dag, fx 2017-01-13; ellers i går"))
    'Første dag; ellers i går'
    """
    if option.kind not in _INPUTS:
        return option.help
    text = re.sub(r",? fx \d{4}-\d\d-\d\d(?:T\d\d:\d\d)?", "", option.help)
    return "" if re.fullmatch(r"[A-Z_]+", text) else text


def _mangler(option: Option) -> str:
    said = {"felt": feltnavn(option.name), "hjaelp": _hjaelp(option)}
    return _("%(felt)s mangler: %(hjaelp)s.") % said if said["hjaelp"] else _("%(felt)s mangler.") % said


class KoerselForm(Formular):
    """The options of an interface, filled in as the last time."""

    def __init__(self, interface: Interface, data: Mapping[str, str] | None = None) -> None:
        self.interface, self.sidst = interface, None if data is not None else _last(interface)
        super().__init__(data, prefix="koer", initial=_defaults(interface, self.sidst))
        for option in interface.options:
            self.fields[option.name] = ValgFelt(option)
        if unsent := _unsent(interface):
            self.fields[ERSTAT] = forms.ChoiceField(
                label=lazy("I stedet for"),
                required=False,
                help_text=lazy("En udveksling, der ikke er sendt endnu. Det, den bogførte, tages tilbage."),
                choices=[
                    ("", lazy("Ingen; det er en ny")),
                    *((str(row.pk), f"{row.pk} ({tilstande.navn(row)})") for row in unsent),
                ],
                error_messages={"invalid_choice": lazy("Den udveksling kan ikke længere erstattes. Vælg en anden.")},
            )
        dress(self)

    @property
    def tekster(self) -> dict[str, str]:
        """The options as text, those left out left out."""
        return {name: text for name, text in self.cleaned_data.items() if name != ERSTAT and text}

    @property
    def vaerdier(self) -> dict[str, Any]:
        """The options as values."""
        return options.values(self.interface, self.tekster)

    @property
    def erstatter(self) -> Exchange | None:
        """The exchange that the new one takes the place of."""
        number = self.cleaned_data.get(ERSTAT)
        return Exchange.objects.get(pk=int(number)) if number else None


def _last(interface: Interface) -> Exchange | None:
    return Exchange.objects.filter(interface=interface.id).exclude(options={}).order_by("-pk").first()


def _defaults(interface: Interface, last: Exchange | None) -> dict[str, str]:
    """What was ordered the last time. Moments are left to be new."""
    kept = last.options if last else {}
    return {
        option.name: options.written(option, str(kept[option.name]))
        for option in interface.options
        if option.name in kept and option.kind is not OptionKind.MOMENT
    }


def _unsent(interface: Interface) -> list[Exchange]:
    return list(Exchange.objects.filter(interface=interface.id, state__in=USENDT, sent_at=None).order_by("-pk")[:20])


def til_arbejderen(interface: Interface) -> bool:
    """Whether the next run of this interface is left to a worker."""
    last = _last(interface)
    return last is not None and er_stor(last) and arbejder_lever()


def er_stor(exchange: Exchange) -> bool:
    """Whether its files are so large that a person should not wait for what is done with them."""
    return (ExchangeFile.objects.filter(exchange=exchange).aggregate(size=Sum("blob__size"))["size"] or 0) >= STOR
