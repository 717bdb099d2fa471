"""What is said on the pages in words: causes, deadlines, moments. In Danish they are the rhythm's own; elsewhere made here."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange.catalogue import InterfaceState, rows
from snitflade.exchange.models import Direction
from snitflade.exchange.rhythm import Cause, Kind, Severity, words
from snitflade.exchange.states import State
from snitflade.formats.problems import mask_cpr

_COMMAND = re.compile(r"\s*[:(]\s*snitflade [a-z-]+(?: (?:--[a-zæøå-]+|[A-ZÆØÅ]+\b|[\w.-]*\w))*\)?\.?")


def uden_kommandoer(sentence: str) -> str:
    """A sentence without the commands of the command line it names: on a page the buttons take their place.

    >>> uden_kommandoer("Udveksling 7 findes ikke. Se dem alle med: snitflade exchanges")
    'Udveksling 7 findes ikke. Se dem alle.'
    >>> uden_kommandoer("Skriv kvitteringen: snitflade receipt 5. Ellers send igen: snitflade resend 5")
    'Skriv kvitteringen. Ellers send igen.'
    """
    plain = _COMMAND.sub(".", sentence)
    return re.sub(r" med\.", ".", plain)


SLAGS = {
    Kind.I_DAG: lazy("I dag"),
    Kind.FORSINKET: lazy("Forsinket"),
    Kind.TAVS: lazy("Tavs"),
    Kind.IKKE_TAGET: lazy("Ikke taget"),
    Kind.IKKE_KVITTERET: lazy("Ikke kvitteret"),
    Kind.KARANTAENE: lazy("Karantæne"),
    Kind.VENTER_PAA_ANDEN: lazy("Venter på godkendelse"),
    Kind.UKLAR: lazy("Uklar"),
    Kind.MISLYKKET: lazy("Mislykket"),
    Kind.VENTER_PAA_HAAND: lazy("Afleveres med hånden"),
    Kind.HOLDT: lazy("Holdt tilbage"),
    Kind.AFVIST: lazy("Afvist"),
    Kind.ARBEJDER_STOPPET: lazy("Arbejder stoppet"),
}
"""What is the matter, in a word or two."""

ALVOR = {
    Severity.KRITISK: lazy("Kræver handling nu"),
    Severity.ADVARSEL: lazy("Skal ses på"),
    Severity.OPLYSNING: lazy("Dagens liste"),
}
"""How much it hurts, as the heading of what does."""

TILSTAND = {
    State.BYGGET: lazy("Bygget"),
    State.GODKENDT: lazy("Godkendt"),
    State.AFSENDES: lazy("Afsendes"),
    State.VENTER: lazy("Venter på aflevering med hånden"),
    State.UKLAR: lazy("Uklar"),
    State.AFSENDT: lazy("Afsendt"),
    State.TAGET: lazy("Taget af modtager"),
    State.KVITTERET: lazy("Kvitteret"),
    State.ANNULLERET: lazy("Annulleret"),
    State.ERSTATTET: lazy("Erstattet"),
    State.MODTAGET: lazy("Modtaget"),
    State.HOLDT: lazy("Holdt tilbage"),
    State.ANVENDT: lazy("Anvendt"),
    State.KARANTAENE: lazy("Delvis anvendt, linjer i karantæne"),
    State.AFVIST: lazy("Afvist"),
}
"""The states of an exchange: the journal's own labels, in the reader's language."""

SNITFLADENS_TILSTAND = {
    InterfaceState.VIRKER: lazy("virker"),
    InterfaceState.UBEKRAEFTET: lazy("ubekræftet"),
    InterfaceState.MANGLER: lazy("mangler"),
}
"""How far an interface has come."""

RETNING = {Direction.UD: lazy("Ud"), Direction.IND: lazy("Ind")}

_KORT = {
    Kind.I_DAG: lazy("Er forfalden. Sørg for, at den bliver kørt eller kommer ind inden fristen."),
    Kind.FORSINKET: lazy("Skulle være kørt eller sendt, men er det ikke. Gør det nu."),
    Kind.TAVS: lazy("Der skulle være kommet en fil, men der er intet kommet. Spørg modparten hvorfor."),
    Kind.IKKE_TAGET: lazy("Modtageren har ikke taget filen. Spørg, om deres job kører."),
    Kind.IKKE_KVITTERET: lazy("Modtageren har ikke kvitteret. Spørg, og skriv svaret på udvekslingen."),
    Kind.KARANTAENE: lazy("Linjer blev sat til side, fordi de ikke kunne anvendes. Ret dem."),
    Kind.VENTER_PAA_ANDEN: lazy("Venter på, at en anden end den, der byggede den, godkender den."),
    Kind.UKLAR: lazy("Ingen ved, om modtageren har fået filen. Spørg dem, før den sendes igen."),
    Kind.MISLYKKET: lazy("Blev forsøgt, men lykkedes ikke. Se hvorfor."),
    Kind.VENTER_PAA_HAAND: lazy("Skal afleveres hos modtageren med hånden. Gør det, og skriv kvitteringen."),
    Kind.HOLDT: lazy("Det modtagne kan ikke anvendes endnu, fordi noget mangler. Se hvad."),
    Kind.AFVIST: lazy("Det modtagne blev afvist, og intet er anvendt. Se hvorfor."),
    Kind.ARBEJDER_STOPPET: lazy("Intet hentes, sendes eller alarmeres af sig selv, før arbejderen er startet igen."),
}


def _dansk() -> bool:
    """Whether sentences are the rhythm's own: in Danish, and in Greenlandic, which has few translations."""
    return get_language() in ("da", "kl")


def navn(snitflade: str) -> str:
    """What an interface is called; empty for what concerns the whole installation."""
    row = rows().get(snitflade)
    return row.integration if row else snitflade


_KNAP = re.compile(r"(?<=\.) (?:Se hvorfor|Godkend (?:den|dem)|Ret dem|Send (?:den|dem)|Kør den|Anvend (?:den|dem))\.$")
"""Last sentences that say no more than the button beside them."""


def aarsag(cause: Cause, now: dt.datetime, *, knap: bool = False) -> str:
    """What is the matter and what to do, without what stands beside it: the interface's name, the deadline, and with `knap` what a
    button does."""
    if not _dansk():
        return mask_cpr(uden_kommandoer(cause.words())) if cause.words else str(_KORT[cause.kind])
    plain = uden_kommandoer(cause.sentence)
    if cause.deadline:
        term = re.escape(words.term(cause.deadline, now))
        plain = re.sub(rf"(?:; det skal være sket|; det skulle være sket|,) {term}", "", plain)
        said = f" {words.by(cause.deadline, now)} og er {words.over(cause.deadline, now)}"
        plain = plain.replace(said, "") if now > cause.deadline else plain
    if knap:
        plain = _KNAP.sub("", plain)
    plain = plain.replace(f" ({words.label(cause.interface, apart=', ')})", "").removeprefix(words.label(cause.interface)).strip()
    return plain[:1].upper() + plain[1:]


def frist(deadline: dt.datetime, now: dt.datetime) -> str:
    """When at the latest: ``Senest i dag kl. 11``; and how far over it is: ``Senest i går (1 bankdag over tiden)``."""
    if _dansk():
        text = words.term(deadline, now)
        return text[:1].upper() + text[1:]
    when = _("Senest %(dag)s") % {"dag": naar(deadline, now)}
    if now <= deadline:
        return when
    days = words.bank_days_over(deadline, now)
    over = ngettext("%(antal)s bankdag over tiden", "%(antal)s bankdage over tiden", days) % {"antal": days}
    return f"{when} ({over if days else _('over tiden')})"


def naar(moment: dt.datetime, now: dt.datetime) -> str:
    """The day and, unless it is the day's end, the clock time of a moment, as one says it today."""
    if _dansk():
        return words.when(moment, now)
    local, today = timezone.localtime(moment), words.today(now)
    near = {today - words.DAY: _("i går"), today: _("i dag"), today + words.DAY: _("i morgen")}
    day = near.get(local.date()) or date_format(local, "l j F" if local.year == today.year else "l j F Y")
    if local.time() == dt.time.max:
        return day
    return _("%(dag)s kl. %(tid)s") % {"dag": day, "tid": klokken(moment)}


def klokken(moment: dt.datetime) -> str:
    """The clock time of a moment, as it is written in the reader's language: ``11.05`` or ``11:05``."""
    return time_format(timezone.localtime(moment), "H.i" if _dansk() else "H:i")
