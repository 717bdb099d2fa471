"""Which items are asked about, which set-offs are sent, asked after, and cancelled. Each in its own transaction, before the call.

Source: skat-inddrivelse.md 10.3.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Nummerart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import find
from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.konstanter import konstant
from snitflade.krdi.modregning.beregn import kan_modregnes, regler
from snitflade.krdi.modregning.kommuner import skattekommune
from snitflade.krdi.modregning.models import MODREGNET, Forsoeg, Haendelse, Tilstand
from snitflade.krdi.modregning.tilslut import MODULER, fortrudte, frisk_siden
from snitflade.krdi.modregning.tilstande import SYSTEM, laas, skift

_NY = (
    *("id", "post_id", "nummer", "seneste", "tilstand", "query_id", "set_off_id", "reference", "skattekommune", "art", "rest"),
    *(
        "spurgt",
        "udbetalingsdato",
        "gaeld",
        "mest",
        "reservation",
        "reserveret_til",
        "svar_tid",
        "sendt_tid",
        "beloeb",
        "gaeldende",
    ),
    *(
        "deres_status",
        "bogfoert",
        "sager",
        "besked",
        "modregning_id",
        "deres_post_id",
        "fortrudt_id",
        "tilstand_tid",
        "oprettet_tid",
    ),
)
_HAENDELSE = ("id", "forsoeg_id", "tid", "af", "tekst", "beloeb", "retur_post_id", "exchange_id")
_IGEN = (Tilstand.NY, Tilstand.FEJL, Tilstand.UDLOEBET, Tilstand.ANNULLERET)
"""Asked again at the next occasion."""


def nye(poster: frozenset[int] | None = None) -> list[int]:
    """Make an attempt for every item that must be asked about, due soon or named in `poster`; gives the attempts' ids.

    One that was asked and never answered is asked again under its own number, as long as its amount is the same.
    """
    today = tid.nu().date()
    until = today + dt.timedelta(days=int(konstant("krdi.modregning.dage_foer", today)))
    found: list[int] = []
    for modul in MODULER:
        if rules := regler(modul, today):
            with transaction.atomic():
                laas()
                found += _nye(modul, rules, today, until, poster)
    return found


def _nye(modul: str, rules: dict[str, str], today: dt.date, until: dt.date, poster: frozenset[int] | None) -> list[int]:
    # Only the latest attempts of what is open, in one query; then row by row in memory.
    rows = Forsoeg.objects.filter(seneste=True, post__modul=modul, post__rest__gt=0).order_by()
    latest = {
        row[0]: row[1:] for row in rows.values_list("post_id", "pk", "tilstand", "rest", "svar_tid", "nummer", "reserveret_til")
    }
    fresh, now, kode = frisk_siden(), timezone.now(), find(modul).kode
    items = Udbetalingspost.objects.filter(modul=modul, rest__gt=0, modregnes=True).exclude(modtager__art=Nummerart.KUNDE)
    if poster is None:
        items = items.filter(forfaldsdato__lte=until)
    again, made, old = [], [], []
    for pk, kommune, konto, rest, due in (
        items.order_by("pk").values_list("pk", "kommune", "konto", "rest", "forfaldsdato").iterator(2_000)
    ):
        amount, skat = kan_modregnes(rules, konto, rest), skattekommune(kommune)
        # One of no municipality cannot be asked about, but a person may decide on it.
        if not amount or (not skat if poster is None else pk not in poster):
            continue
        nummer = 1
        if (last := latest.get(pk)) is not None:
            number, tilstand, spurgt, svar_tid, nummer, reserved = last
            if tilstand == Tilstand.NY and spurgt == rest:
                again.append(number)
                continue
            if not _skal_spoerges(tilstand, svar_tid, spurgt == rest, reserved, fresh, now):
                continue
            old.append(number)
            nummer += 1
        made.append((pk, nummer, f"{kode}-{pk:06}-{nummer}", skat, konto, rest, amount, max(due, today)))
    for at in range(0, len(old), 500):
        Forsoeg.objects.filter(pk__in=old[at : at + 500]).update(seneste=False)
    Forsoeg.objects.filter(seneste=False, tilstand__in=(Tilstand.NY, Tilstand.FUNDET)).update(tilstand=Tilstand.UDLOEBET)
    first, note = next_id(Forsoeg), next_id(Haendelse)
    blank = (None, None, "", None, None, None, 0, 0, "", None, "", "", None, None, None, now, now)
    insert_rows(
        Forsoeg,
        _NY,
        (
            (first + at, pk, nummer, True, Tilstand.NY.value, _guid(), _guid(), ref, skat, art, rest, amount, due, *blank)
            for at, (pk, nummer, ref, skat, art, rest, amount, due) in enumerate(made)
        ),
    )
    insert_rows(
        Haendelse,
        _HAENDELSE,
        ((note + at, first + at, now, SYSTEM, "Inddrivelsesmyndigheden spørges.", 0, None, None) for at in range(len(made))),
    )
    return [*again, *range(first, first + len(made))]


def _skal_spoerges(
    tilstand: str, svar_tid: dt.datetime | None, same: bool, reserved: dt.datetime | None, fresh: dt.datetime, now: dt.datetime
) -> bool:
    if tilstand in _IGEN:
        return True
    if tilstand not in (Tilstand.INTET, Tilstand.FUNDET):
        return False
    expired = tilstand == Tilstand.FUNDET and reserved is not None and reserved <= now
    return not same or svar_tid is None or svar_tid < fresh or expired


def _guid() -> str:
    return str(uuid.uuid4())


def til_afsendelse() -> list[Forsoeg]:
    """Mark what is approved as being sent; gives it. What cannot be sent any more is told so.

    From this moment no run takes the item, and what was sent once is sent again under the same id only.
    """
    now, found = timezone.now(), []
    with transaction.atomic():
        laas()
        rows = (
            Forsoeg.objects.filter(tilstand=Tilstand.GODKENDT, seneste=True).select_related("post", "post__modtager").order_by("pk")
        )
        for row in rows:
            paid = Udbetaling.objects.filter(post=row.post, gaelder=True).exists()
            if row.sendt_tid is None and (row.post.rest != row.rest or paid or not row.post.modregnes):
                skift(row, Tilstand.UDLOEBET, "Posten er ændret, siden der blev spurgt. Den er ikke sendt.")
            elif row.sendt_tid is None and row.reserveret_til is not None and row.reserveret_til <= now:
                skift(row, Tilstand.UDLOEBET, "Reservationen er udløbet. Der spørges igen.")
            elif row.post.rest < row.beloeb:
                skift(row, Tilstand.ANNULLERES, "Posten er ændret, siden den blev sendt. Modregningen annulleres.")
            else:
                skift(row, Tilstand.SENDES, "Modregningen sendes.", sendt_tid=row.sendt_tid or now)
                found.append(row)
    return found


def fortryd() -> int:
    """Ask for what was set off to be cancelled where its payment was taken back or returned; gives how many."""
    with transaction.atomic():
        laas()
        rows = list(fortrudte())
        for row in rows:
            last = Udbetaling.objects.filter(post=row.post_id).aggregate(last=Max("pk"))["last"]
            skift(row, Tilstand.ANNULLERES, "Betalingen eller modregningen er taget tilbage her. Den annulleres.", fortrudt_id=last)
    return len(rows)


def til_annullering() -> list[Forsoeg]:
    """What is to be cancelled."""
    return list(Forsoeg.objects.filter(tilstand=Tilstand.ANNULLERES).order_by("pk"))


def til_status() -> Iterator[Forsoeg]:
    """What is unclear, and what they have taken, for as long as it is followed."""
    days = dt.timedelta(days=int(konstant("krdi.modregning.foelg_dage", tid.nu().date())))
    rows = Forsoeg.objects.filter(tilstand__in=(Tilstand.UKENDT, *MODREGNET)).order_by("pk")
    since = timezone.now() - days
    return (row for row in rows.iterator() if row.tilstand != Tilstand.BOGFOERT or row.tilstand_tid >= since)
