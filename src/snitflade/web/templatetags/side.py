"""Tags and filters that every template has (they are built in; nothing is loaded)."""

from __future__ import annotations

import datetime as dt

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from snitflade.exchange import reconciliation
from snitflade.formats.problems import mask_cpr
from snitflade.web import forsegling
from snitflade.web.haendelser import NAVNE
from snitflade.web.ord import uden_kommandoer

register = template.Library()

_TONES = {"kritisk": "error", "advarsel": "warning", "oplysning": "info", "godt": "success"}


@register.simple_tag
def ikon(name: str, tekst: str = "") -> SafeString:
    """One of the design system's icons. `tekst`: what it says to who cannot see it, where nothing beside it does."""
    source = f"{static('dkfds/img/all-svg-icons.svg')}#{name}"
    if tekst:
        return format_html(
            '<svg class="icon-svg" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>', tekst, source
        )
    return format_html('<svg class="icon-svg" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', source)


@register.simple_tag
def maerke(tekst: object, tone: str = "") -> SafeString:
    """A badge: a short state in a colour that says the same as its words. `tone`: kritisk, advarsel, oplysning, godt or none."""
    known = _TONES.get(tone)
    return format_html('<span class="badge{}">{}</span>', f" badge-{known}" if known else " maerke-neutral", tekst)


@register.filter
def maskeret(value: object) -> str:
    """A text with every CPR number in it masked: ``311299-****``. For everything but the page about that person."""
    return mask_cpr(str(value))


@register.filter
def cpr(number: str) -> str:
    """A CPR number as people write it, on the page about that person.

    >>> cpr("6102999001")
    '610299-9001'
    """
    return f"{number[:6]}-{number[6:]}"


@register.filter
def paa_siden(sentence: str) -> str:
    """A sentence of the product without the commands it names, CPR numbers masked."""
    return mask_cpr(uden_kommandoer(sentence))


@register.filter
def modulnavn(modul: str) -> str:
    """What a module is called by people."""
    return reconciliation.modulnavn(modul)


@register.filter
def dansk(value: object) -> SafeString:
    """What is Danish by nature (said by the municipality, its files or the journal), marked so on a page in another language."""
    language = get_language() or "da"
    return format_html("{}" if language in ("da", "kl") else '<span lang="da">{}</span>', value)


@register.filter
def haendelse(event: str) -> SafeString | str:
    """An event of the audit chain in the reader's language; one that has no name here as it stands there."""
    name = str(NAVNE.get(event, ""))
    return f"{name[:1].lower()}{name[1:]}" if name else dansk(event)


@register.filter
def kroner(oere: int) -> str:
    """An amount in øre as kroner: ``1.234,50`` (in every language: it is how the files and the ledger write it).

    >>> kroner(123450), kroner(-5)
    ('1.234,50', '-0,05')
    """
    if not isinstance(oere, int) or isinstance(oere, bool):
        raise TypeError(f"an amount is whole øre, not {oere!r}")
    whole, rest = divmod(abs(oere), 100)
    return f"{'-' if oere < 0 else ''}{whole:,}".replace(",", ".") + f",{rest:02}"


@register.filter
def tidspunkt(moment: dt.datetime | None) -> SafeString | str:
    """A moment in the municipality's own time, as ``<time>``; nothing for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, "SHORT_DATETIME_FORMAT")
    )


@register.filter
def dag(value: dt.date | None) -> SafeString | str:
    """A date as ``<time>``; nothing for None."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "SHORT_DATE_FORMAT"))


@register.simple_tag(takes_context=True)
def med(context: template.Context, **changed: object) -> str:
    """The query of this address with some of it changed: ``<a href="{% med side=3 %}">``. None takes one out. A page that answers a
    press has in `her` the address it is opened by. What is sealed in the address stays sealed."""
    query = QueryDict(context["request"].META.get("QUERY_STRING", ""), mutable=True)
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{context.get('her', '')}?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def spoerg(context: template.Context, **asked: object) -> str:
    """A query for a link, of what somebody may have typed: ``<a href="{% url 'log' %}{% spoerg hvem=navn %}">``. Empty values are
    left out."""
    return forsegling.spoergsmaal(context["request"].user, {name: str(value) for name, value in asked.items() if value})


@register.simple_tag(takes_context=True)
def soegning(context: template.Context) -> SafeString:
    """What stands first in every form that searches its own page (``<form method="post" data-soeg>``)."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="ja">',
        context.get("csrf_token", ""),
        forsegling.FELT,
    )
