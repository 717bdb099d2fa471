"""Which alarms go where: ``SNITFLADE_HOME/alarmer.toml``, every mistake in it told at once.

::

    [alarm]
    fra = "advarsel"          # kritisk, advarsel eller oplysning
    gentag_timer = 24         # siges igen, så længe årsagen varer
    stille_fra = "20:00"      # fra og til: kun det kritiske siges
    stille_til = "07:00"

    [mail]
    host = "smtp.example.gl"
    sender = "snitflade@example.gl"
    recipients = ["drift@example.gl"]
    security = "starttls"     # eller tls
    user = "snitflade"
    password = "secret://env/ALARM_KODE"

    [webhook]
    url = "https://chat.example.gl/hook"    # eller secret://…, hvor adressen selv er en hemmelighed
    bearer = "secret://file/etc/snitflade/hook"
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings

from snitflade.exchange import setup_file
from snitflade.exchange.alarms.channels import Channel, Mail, Webhook
from snitflade.exchange.alarms.fields import SECTIONS, secret
from snitflade.exchange.rhythm import Severity
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.transports.errors import TransportError, clean
from snitflade.formats.problems import ProblemKind, Problems

UKENDT = ProblemKind("ALARM_UKENDT", "«{raw}» kendes ikke. {hint}")
MANGLER = ProblemKind("ALARM_MANGLER", "«{field}» mangler. Skriv det under [{section}].")
VAERDI = ProblemKind("ALARM_VAERDI", "«{field}» er {raw}, men skal være {wanted}.")
FORBINDELSE = ProblemKind("ALARM_FORBINDELSE", "[{section}] kan ikke bruges: {reason}")
INGEN_KANAL = ProblemKind(
    "ALARM_INGEN_KANAL", "Der er hverken [mail] eller [webhook], så ingen får noget at vide. Skriv mindst én."
)


@dataclass(frozen=True, slots=True)
class Setup:
    """The alarms of an installation."""

    channels: tuple[Channel, ...]
    least: Severity = Severity.ADVARSEL
    """What weighs less is not told."""
    again: dt.timedelta = dt.timedelta(hours=24)
    """How long until a cause that lasts is told again."""
    quiet: tuple[dt.time, dt.time] | None = None
    """From and to, by the clock in Nuuk: only what is critical is told."""

    def tells(self, severity: Severity, now: dt.datetime) -> bool:
        """Whether something of this weight is told at `now`."""
        if severity.rank > self.least.rank:
            return False
        return severity is Severity.KRITISK or not self._is_quiet(now.astimezone(ZONE).time())

    def _is_quiet(self, clock: dt.time) -> bool:
        if self.quiet is None:
            return False
        begin, end = self.quiet
        return begin <= clock < end if begin <= end else not end <= clock < begin


def path() -> Path:
    """Where the set-up lies."""
    return Path(settings.HOME) / "alarmer.toml"


def load() -> Setup | None:
    """The set-up as it stands, None when there is none. Raises ProblemsError with everything that is wrong."""
    return setup_file.load(path(), _read)


def _read(content: Mapping[str, Any], problems: Problems) -> Setup:
    for name in sorted(content.keys() - SECTIONS.keys()):
        problems.add(UKENDT, raw=f"[{name}]", hint=_hint(name, SECTIONS))
    values = {name: _values(name, content[name], problems) for name in SECTIONS if name in content}
    if not content.keys() & {"mail", "webhook"}:
        problems.add(INGEN_KANAL)
    rules = values.get("alarm") or {}
    for one, other in (("stille_fra", "stille_til"), ("stille_til", "stille_fra")):
        if one in rules and other not in content["alarm"]:
            problems.add(MANGLER, field=other, section="alarm")
    channels = [_channel(name, make, given, problems) for name, make in CHANNELS.items() if (given := values.get(name)) is not None]
    return Setup(
        channels=tuple(channel for channel in channels if channel),
        least=rules.get("fra", Severity.ADVARSEL),
        again=rules.get("gentag_timer", dt.timedelta(hours=24)),
        quiet=(rules["stille_fra"], rules["stille_til"]) if {"stille_fra", "stille_til"} <= rules.keys() else None,
    )


def _values(section: str, given: Any, problems: Problems) -> dict[str, Any] | None:
    """The section's values, None when one of them is wrong or missing."""
    before = len(problems)
    if not isinstance(given, dict):
        problems.add(VAERDI, field=section, raw=_shown(given), wanted=f"et afsnit: [{section}]")
        return None
    fields, needed = SECTIONS[section]
    for name in sorted(given.keys() - fields.keys()):
        problems.add(UKENDT, field=section, raw=name, hint=_hint(name, fields))
    for name in needed:
        if name not in given:
            problems.add(MANGLER, field=name, section=section)
    values = {}
    for name in fields.keys() & given.keys():
        read, wanted = fields[name]
        try:
            values[name] = read(given[name])
        except (ValueError, TypeError):
            # What stands where a secret belongs may be the secret.
            raw = "skrevet i filen" if read is secret else _shown(given[name])
            problems.add(VAERDI, field=name, raw=raw, wanted=wanted)
    return values if len(problems) == before else None


def _channel(name: str, make: Callable[..., Channel], values: Mapping[str, Any], problems: Problems) -> Channel | None:
    try:
        return make(**values)
    except TransportError as error:
        problems.add(FORBINDELSE, section=name, reason=error)
        return None


def _hint(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Mente du {near[0]}?" if near else f"Det kan være: {', '.join(known)}."


def _shown(value: Any) -> str:
    return f"«{clean(value, 60)}»"


CHANNELS: dict[str, Callable[..., Channel]] = {"mail": Mail.to, "webhook": Webhook}
