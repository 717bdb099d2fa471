"""A module's runs ask here which items have to wait for set-off, and say on their sheet what was set off.

The run asks the tables alone, in its own transaction: nothing is fetched while it holds the ledger. What must wait: not asked,
asked and not answered, an answer that is too old or for another amount, debt found and not decided on, and whatever may have been
taken by the authority without our knowing. Source: skat-inddrivelse.md 10.3 rules 3 to 7 and 9.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Modregning, Nummerart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Venter, spoerg_foer_udbetaling, vis_paa_ark
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.beregn import kan_modregnes, regler
from snitflade.krdi.modregning.kommuner import skattekommune
from snitflade.krdi.modregning.models import FRI, MODREGNET, UKLAR, Forsoeg, Tilstand

MODULER: list[str] = []
"""The modules whose items may be set off."""
NOEGLE = "modregning:"
"""How the keys of the items begin by which the authority is paid."""
UKLART = "Det er uklart, om Inddrivelsesmyndigheden har modregnet den. Spørg om status på siden Modregning."
SKAL_ANNULLERES = (
    "Modregningen skal annulleres, fordi betalingen ikke blev til noget. Spørg Inddrivelsesmyndigheden på siden Modregning."
)
IKKE_SPURGT = "Inddrivelsesmyndigheden er ikke spurgt om den. Spørg på siden Modregning."
UDEN_SVAR = "Inddrivelsesmyndigheden er spurgt uden at have svaret. Spørg igen på siden Modregning, eller fritag den."
FOR_GAMMELT = "Svaret fra Inddrivelsesmyndigheden er for gammelt. Spørg igen på siden Modregning."
ANDET_BELOEB = "Beløbet er ændret, siden Inddrivelsesmyndigheden svarede. Spørg igen på siden Modregning."
FUNDET = "Der er fundet gæld. Godkend modregningen, eller fritag den, på siden Modregning."
IKKE_SENDT = "Modregningen er godkendt og ikke sendt endnu. Send den på siden Modregning."
FEJL = "Inddrivelsesmyndigheden svarede med en fejl. Spørg igen på siden Modregning, eller fritag den."
UDEN_KOMMUNE = (
    "Postens kommune har ingen skattekommune, så Inddrivelsesmyndigheden kan ikke spørges. Fritag den på siden Modregning."
)
_GRUNDE = {
    Tilstand.NY: UDEN_SVAR,
    Tilstand.FEJL: FEJL,
    Tilstand.FUNDET: FUNDET,
    Tilstand.GODKENDT: IKKE_SENDT,
    Tilstand.UDLOEBET: IKKE_SPURGT,
    Tilstand.ANNULLERET: IKKE_SPURGT,
}


def tilslut(modul: str) -> None:
    """Let a module's runs wait for set-off. Its constant ``<modul>.modregning.arter`` (`konstanter.arter`) says for which items."""
    spoerg_foer_udbetaling(modul, _venter(modul))
    vis_paa_ark(modul, _ark(modul))
    if modul not in MODULER:
        MODULER.append(modul)


@cache
def _venter(modul: str) -> Venter:
    return partial(venter, modul)


@cache
def _ark(modul: str) -> partial[list[tuple[str, str]]]:
    return partial(ark, modul)


def frisk_siden() -> dt.datetime:
    """From when on an answer still holds."""
    hours = int(konstant("krdi.modregning.svar_timer", tid.nu().date()))
    return timezone.now() - dt.timedelta(hours=hours)


def venter(modul: str, poster: Sequence[int]) -> dict[int, str]:
    """Those of the items (ids) that have to wait, with the reason."""
    rules = regler(modul, tid.nu().date())
    rows = Forsoeg.objects.filter(seneste=True, post__modul=modul, post__rest__gt=0).order_by()
    latest = {row[0]: row[1:] for row in rows.values_list("post_id", "tilstand", "svar_tid", "rest")}
    if not rules and not latest:
        return {}
    undone = set(fortrudte().filter(post__modul=modul).values_list("post_id", flat=True)) if latest else set()
    wanted, found, fresh = set(poster), {}, frisk_siden()
    items = Udbetalingspost.objects.filter(modul=modul, rest__gt=0, modregnes=True).order_by()
    for pk, kommune, art, konto, rest in items.values_list("pk", "kommune", "modtager__art", "konto", "rest").iterator(2_000):
        if pk not in wanted:
            continue
        why = SKAL_ANNULLERES if pk in undone else _hvorfor(latest.get(pk), fresh, rest)
        # Where the module sets off no more, what may have been taken is held all the same.
        if why and (why in (UKLART, SKAL_ANNULLERES) or (art != Nummerart.KUNDE and kan_modregnes(rules, konto, rest))):
            found[pk] = why if skattekommune(kommune) else UDEN_KOMMUNE
    return found


def _hvorfor(latest: tuple[str, dt.datetime | None, int] | None, fresh: dt.datetime, rest: int) -> str:
    """Why the item would have to wait; empty when it need not."""
    if latest is None:
        return IKKE_SPURGT
    tilstand, svar_tid, spurgt = latest
    if tilstand in UKLAR:
        return UKLART
    if tilstand in (*MODREGNET, *FRI):
        return ""
    if tilstand == Tilstand.INTET:
        return FOR_GAMMELT if svar_tid is None or svar_tid < fresh else ANDET_BELOEB if spurgt != rest else ""
    return _GRUNDE[Tilstand(tilstand)]


def fortrudte() -> QuerySet[Forsoeg]:
    """Set-offs whose payment was taken back or returned afterwards, and that were not asked to be cancelled for it; and those that
    somebody undid on the item's card, which the authority must be told."""
    # Only payments made after the set-off, and after the one that it was kept for when they would not cancel.
    paid = Udbetaling.objects.filter(post=OuterRef("post_id"), gaelder=False, pk__gt=Coalesce(OuterRef("fortrudt_id"), 0))
    void = paid.filter(
        Q(exchange__state__in=TAKEN_BACK) | Q(returnering__isnull=False), exchange__created_at__gt=OuterRef("sendt_tid")
    )
    holds = Udbetaling.objects.filter(post=OuterRef("post_id"), gaelder=True)
    rows = Forsoeg.objects.filter(seneste=True, tilstand__in=MODREGNET, gaeldende__gt=0)
    undone = Modregning.objects.filter(ophaever=OuterRef("modregning"))
    return rows.filter(Exists(undone) | (Exists(void) & ~Exists(holds)))


def ark(modul: str, poster: Sequence[int]) -> list[tuple[str, str]]:
    """What a run's sheet says of set-off; `poster`: the items it pays."""
    if not regler(modul, tid.nu().date()):
        return [("Modregning", f"Slået fra: systemkonstanten {modul}.modregning.arter er tom")]
    rows = Forsoeg.objects.filter(post__modul=modul, seneste=True).order_by()
    paid = set(poster)
    kept = [row for row in rows.values_list("post_id", "gaeld", "gaeldende").iterator(2_000) if row[0] in paid]
    theirs = Udbetalingspost.objects.filter(modul=modul, noegle__startswith=NOEGLE).order_by().values_list("pk", "beloeb")
    return [
        ("Forespørgsler", str(len(kept))),
        ("Med gæld", str(sum(1 for _, gaeld, _ in kept if gaeld))),
        ("Modregnet af kørslens poster", beloeb_tekst(sum(oere for _, _, oere in kept))),
        ("Betales til Inddrivelsesmyndigheden", beloeb_tekst(sum(oere for pk, oere in theirs if pk in paid))),
    ]
