"""The one way claims and payments reach the ledger, and the one order in which their tables are locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from snitflade.bogh import konti as kontoplan
from snitflade.bogh.bilag import Hoved, Linje, bogfoer
from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange.bulk import lock
from snitflade.inka.models import Fordeling, Indbetaling, Regning

MODUL = "inka"


def laas() -> None:
    """Let nobody else touch claims, payments or the ledger until the caller's transaction ends."""
    lock(Regning, Indbetaling, Fordeling, Bilag, Postering)


def bilag(
    linjer: Iterable[tuple[str, int]],
    *,
    kommune: str,
    dato: dt.date,
    tekst: str,
    kilde: str,
    noegle: str,
    af: str,
    exchange: int | None = None,
    maskinnr: str = "00000",
    tekster: Mapping[str, str] | None = None,
    egne: tuple[str, ...] = (),
    regnskabsaar: int | None = None,
) -> Bilag:
    """Book a voucher of (account, øre) lines, those of zero left out. Raises ProblemsError.

    `tekster`: what stands on an account's lines instead of `tekst`; `egne`: its accounts that claims or payments explain.
    """
    rows = [Linje(konto, beloeb, (tekster or {}).get(konto, "")) for konto, beloeb in linjer if beloeb]
    kontoplan.som_samlekonto(egne, MODUL)
    hoved = Hoved(
        kommune=kommune,
        regnskabsaar=regnskabsaar or dato.year,
        bilagsdato=dato,
        posteringsdato=dato,
        tekst=tekst,
        kilde=kilde,
        noegle=noegle,
        exchange=exchange,
        maskinnr=maskinnr,
        egne=egne,
    )
    return bogfoer(hoved, rows, af)
