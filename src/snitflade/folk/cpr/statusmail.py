"""The status mail: after each applied delivery those responsible are told what it brought, in numbers.

Who stands in the system constant ``folk.cpr.statusmail``; the mail server is that of the alarms (``alarmer.toml``). That a mail is
to be sent is written in the transaction that finishes the delivery, so no crash loses it, and it is tried until the server has
taken it. Where a crash or a lost answer leaves open whether the server has it, the same mail goes out again: same text, same
Message-ID.

Source: cpr.md 7 (point 11).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from snitflade.exchange.alarms import load
from snitflade.exchange.alarms.channels import Mail, NotToldError
from snitflade.exchange.engine import enqueue, register_schedule, step, task
from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.planned import EVERY_TEN_MINUTES
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.folk.models_cpr import CprLeverance, Statusmail
from snitflade.formats.problems import ProblemsError, mask_cpr

SNITFLADE = "folk.cpr-ajourfoering"
_OPGAVE = "folk.cpr-statusmail"
_TAALMODIG = dt.timedelta(hours=1)
"""So long a mail may wait before it is a cause that nobody has tried to send it."""

log = logging.getLogger("snitflade.folk")


class UdenMailError(Exception):
    """Der er ingen mailserver: skriv afsnittet [mail] i alarmer.toml, eller tøm systemkonstanten folk.cpr.statusmail."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def bestil(leverance: CprLeverance) -> None:
    """Let the mail be sent once the delivery is committed, where somebody is to have it. Called in the delivery's transaction."""
    try:
        if not _modtagere():
            return
    except KonstantUgyldig:  # told when it is tried; the delivery must not fail because of it
        pass
    leverance.statusmail = Statusmail.VENTER
    leverance.save(update_fields=["statusmail"])
    number = leverance.pk
    # The delivery stands even if the queue cannot be reached; the sweep finds the mail.
    transaction.on_commit(partial(enqueue, _OPGAVE, number, key=f"{_OPGAVE}:{number}"), robust=True)


def _modtagere() -> tuple[str, ...]:
    found = konstant("folk.cpr.statusmail", dt.datetime.now(dt.UTC).date())
    return tuple(dict.fromkeys(one.strip() for one in found.split(",") if one.strip()))


@task(_OPGAVE, temporary=(BusyError,))
def send(number: int) -> None:
    """Send the mail about one delivery, unless it is sent."""
    step("send", _send, number)


@task(f"{_OPGAVE}.igen", temporary=(BusyError,))
def send_ventende(schedule: str, due: str) -> None:
    """Send what waits, the oldest first; after one that cannot be sent the others wait for the next time."""
    step("send det, der venter", _send_ventende)


def _send_ventende() -> int:
    sent = 0
    for number in CprLeverance.objects.filter(statusmail=Statusmail.VENTER).order_by("pk").values_list("pk", flat=True):
        if _send(number) == Statusmail.VENTER:
            break
        sent += 1
    return sent


def _send(number: int) -> str:
    with exclusive(_OPGAVE):
        row = CprLeverance.objects.get(pk=number)
        if row.statusmail == Statusmail.VENTER:
            _forsoeg(row)
        return str(row.statusmail)


def _forsoeg(row: CprLeverance) -> None:
    try:
        if recipients := _modtagere():
            _mail().write(recipients, f"snitflade: CPR-leverancen af {row.proddto:%d-%m-%Y}", _tekst(row), f"cpr-status-{row.pk}")
            row.statusmail, row.statusmail_sendt = Statusmail.SENDT, timezone.now()
        else:  # nobody is to have it any longer
            row.statusmail = Statusmail.INGEN
        row.statusmail_fejl = ""
    except (KonstantUgyldig, ProblemsError, NotToldError, UdenMailError) as error:
        row.statusmail_fejl = mask_cpr(" ".join(str(error).split()))
        log.warning("the status mail about delivery %s could not be sent: %s", row.pk, row.statusmail_fejl)
    row.save(update_fields=["statusmail", "statusmail_sendt", "statusmail_fejl"])


def _mail() -> Mail:
    """The alarms' mail server. Raises UdenMailError, ProblemsError for a set-up that cannot be used."""
    setup = load()
    for channel in setup.channels if setup else ():
        if isinstance(channel, Mail):
            return channel
    raise UdenMailError


def _tekst(row: CprLeverance) -> str:
    shown = mask_cpr(row.statusbrev)
    return f"CPR-leverancen er anvendt.\n\n{shown}\n\nHvem der er ændret, står på siden CPR-leverancer i snitflade.\n"


@watch
def usendte(now: dt.datetime) -> Iterator[Cause]:
    """One cause while mails cannot be sent, with the reason of the newest."""
    waiting = CprLeverance.objects.filter(statusmail=Statusmail.VENTER).select_related("exchange").order_by("-pk")
    rows = [row for row in waiting if row.statusmail_fejl or row.exchange.state_at < now - _TAALMODIG]
    if not rows:
        return
    reason = next((row.statusmail_fejl for row in rows if row.statusmail_fejl), "")
    yield Cause(
        kind=Kind.MISLYKKET,
        weight=Severity.ADVARSEL,
        interface=SNITFLADE,
        about="statusmail",
        since=min(row.exchange.state_at for row in rows),
        words=lambda: (
            ngettext(
                "Mailen med status for %(antal)s CPR-leverance er ikke sendt, og den prøves igen af sig selv. %(grund)s",
                "Mailene med status for %(antal)s CPR-leverancer er ikke sendt, og de prøves igen af sig selv. %(grund)s",
                len(rows),
            )
            % {"antal": len(rows), "grund": reason or gettext("Det er ikke forsøgt endnu: se, om arbejderen kører.")}
        ),
    )


def tidsplan() -> None:
    """Let the worker try every ten minutes what waits."""
    register_schedule("cpr-statusmail", EVERY_TEN_MINUTES, f"{_OPGAVE}.igen")
