"""The options of a run as text and as values: what a form, an order in the queue and the journal hold is text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from snitflade.exchange.catalogue import Interface, Option, OptionKind


def _date(text: str) -> dt.date:
    date = dt.date.fromisoformat(text)
    if date.isoformat() != text:
        raise ValueError(text)
    return date


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.isoformat(timespec="minutes") != text:
        raise ValueError(text)
    return moment


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


_READERS: dict[OptionKind, Callable[[str], Any]] = {
    OptionKind.TEXT: str,
    OptionKind.CHOICE: str,
    OptionKind.NUMBER: _number,
    OptionKind.DATE: _date,
    OptionKind.MOMENT: _moment,
}


def read(option: Option, text: str) -> Any:
    """The value of an option from its text; None for no text. Raises ValueError for a text that is no such value.

    >>> read(Option("dato", OptionKind.DATE, ""), "2017-01-13")
    datetime.date(2017, 1, 13)
    """
    if not text:
        return None
    if option.choices and text not in option.choices:
        raise ValueError(text)
    return _READERS[option.kind](text)


def written(option: Option, kept: str) -> str:
    """The text of an option from what the journal keeps, in which a moment has a blank and seconds.

    >>> written(Option("tid", OptionKind.MOMENT, ""), "2017-01-13 12:00:00")
    '2017-01-13T12:00'
    """
    return kept.replace(" ", "T")[:16] if option.kind is OptionKind.MOMENT else kept


def values(interface: Interface, texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of all options of an interface from their texts. Raises ValueError."""
    return {option.name: read(option, texts.get(option.name, "")) for option in interface.options}
