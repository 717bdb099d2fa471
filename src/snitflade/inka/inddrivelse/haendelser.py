"""The one place where a claim at the authority changes state or balance: a step is written, and the claim's row follows it.

Many at once, in the caller's transaction, with `laas` taken. Source: skat-inddrivelse.md 8.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.models import Exchange
from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse, Haendelse, Nedskrivning, Tilstand
from snitflade.inka.models import Fordeling, Indbetaling, Regning
from snitflade.inka.models_bs import BSOpkraevningskrav

_HAENDELSE = ("id", "fordring_id", "art", "tilstand", "beloeb", "exchange_id", "linje", "tekst", "oprettet_af", "oprettet_tid")
_TYPER = {
    **dict.fromkeys(
        ("tilstand", "sekvensnummer", "record_id", "aarsag", "debitor_nummer", "fordringsgruppe", "fordringstype"), "text"
    ),
    **dict.fromkeys(("rest_hos", "hovedstol", "forsoeg", "exchange_id", "linje", "id"), "bigint"),
}
TEKST = 250
"""Characters of a reason."""


class Skridt(NamedTuple):
    """What happens to a claim. `beloeb`: øre that the authority's balance becomes more."""

    fordring: int
    art: Haendelse
    tilstand: Tilstand
    beloeb: int = 0
    linje: int = 0
    tekst: str = ""


def laas() -> None:
    """Let nobody else touch claims, or what is collected of them elsewhere, until the caller's transaction ends."""
    lock(Regning, Indbetaling, Fordeling, BSOpkraevningskrav, Fordring, Fordringshaendelse, Nedskrivning)


def skriv(
    skridt: Iterable[Skridt],
    af: str,
    exchange: Exchange | None = None,
    *,
    ny: bool = False,
    sekvensnumre: Mapping[int, str] | None = None,
) -> None:
    """Write steps in their order, and state and balance of their claims. `ny`: the claims' rows say it already; `sekvensnumre`: the
    sequence numbers that their claims get."""
    rows = list(skridt)
    if not rows:
        return
    first, now, number = next_id(Fordringshaendelse), timezone.now(), exchange.pk if exchange else None
    insert_rows(
        Fordringshaendelse,
        _HAENDELSE,
        (
            (first + at, one.fordring, one.art.value, one.tilstand.value, one.beloeb, number, one.linje, one.tekst[:TEKST], af, now)
            for at, one in enumerate(rows)
        ),
    )
    if ny:
        return
    after: dict[int, tuple[str, int]] = {}
    for one in rows:
        after[one.fordring] = (one.tilstand.value, after.get(one.fordring, ("", 0))[1] + one.beloeb)
    if sekvensnumre is not None:
        both = [(state, more, sekvensnumre[key], key) for key, (state, more) in after.items()]
        _opdater(("tilstand", "rest_hos", "sekvensnummer"), both, lagt_til="rest_hos")
    else:
        _opdater(("tilstand", "rest_hos"), [(*values, key) for key, values in after.items()], lagt_til="rest_hos")


def saet(felter: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set other columns of claims: their new values and, last, the id. State and balance are `skriv`'s."""
    if {"tilstand", "rest_hos"} & set(felter):
        raise ValueError("state and balance change by steps only")
    _opdater(felter, rows)


def _opdater(felter: Sequence[str], rows: Sequence[Sequence[Any]], lagt_til: str = "") -> None:
    """Set columns of many claims in one statement; `lagt_til` is added to."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = (*felter, "id")
            sets = ", ".join(f"{name} = {'f.' + name + ' + ' if name == lagt_til else ''}n.{name}" for name in felter)
            arrays = ", ".join(f"%s::{_TYPER[name]}[]" for name in names)
            sql = f"UPDATE inka_fordring AS f SET {sets} FROM unnest({arrays}) AS n({', '.join(names)}) WHERE f.id = n.id"  # noqa: S608
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        else:
            sets = ", ".join(f"{name} = {name + ' + ' if name == lagt_til else ''}%s" for name in felter)
            cursor.executemany(f"UPDATE inka_fordring SET {sets} WHERE id = %s", list(rows))  # noqa: S608 (names from the code)
