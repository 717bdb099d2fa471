"""What the list of the day and the alarms say: everything is held after a restoration, or nobody takes backups any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from snitflade.exchange.backup import hold, record
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch, words

OLD = dt.timedelta(days=2)
"""How old the last backup may be: one is missed at most."""


@watch
def gendannet(now: dt.datetime) -> Iterator[Cause]:
    """Nothing leaves: the installation was restored, and that is not ended."""
    restored = hold.current()
    if restored is None:
        return
    count, fra = hold.undecided().count(), words.when(restored.backup_at, now)
    yield Cause(
        kind=Kind.UKLAR,
        interface="",
        about="gendannelse",
        since=restored.at,
        words=lambda: (
            _(
                "Installationen er gendannet fra sikkerhedskopien af %(fra)s, så intet sendes af sig selv: det kan være sendt "
                "efter kopien. Udvekslinger, der venter på svar: %(antal)s. Se efter hos modtagerne, og svar for hver af dem med: "
                "snitflade hold"
            )
            % {"fra": fra, "antal": count}
        ),
    )


@watch
def gammel_kopi(now: dt.datetime) -> Iterator[Cause]:
    """Backups were taken and are no more. Where there never was one, `snitflade doctor` says so."""
    last = record.last()
    if last.taken_at is None or now - last.taken_at <= OLD:
        return
    taken = words.when(last.taken_at, now)
    yield Cause(
        kind=Kind.MISLYKKET,
        interface="",
        about="sikkerhedskopi",
        since=last.taken_at,
        weight=Severity.ADVARSEL,
        words=lambda: (
            _("Den seneste sikkerhedskopi er fra %(tid)s. Se, hvorfor der ikke tages flere, eller tag en nu: snitflade backup")
            % {"tid": taken}
        ),
    )
