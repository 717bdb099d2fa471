"""The chain of deliveries: which one may be applied now, which must wait, and which is not ours.

Each task of CPR has a chain of its own: a delivery names the production date of the one before it. Where one is missing nothing is
applied, since a person that is not changed again is not sent again; an operator can release what is held.

Source: cpr.md 2.5, 7 (points 1 to 3), 11 (number 13).
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Hold
from snitflade.exchange.konstanter import KonstantMangler, konstant
from snitflade.exchange.models import Exchange
from snitflade.folk.models_cpr import CprLeverance
from snitflade.formats.cpr_ramme import Startrecord
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

CPR_FREMMED_OPGAVE = ProblemKind(
    "CPR_FREMMED_OPGAVE",
    "Leverancen er fra opgave {found}, men opsat er {expected}. Intet er anvendt. Hører opgaven til her, så ret systemkonstanten "
    "folk.cpr.opgavenr.",
)


def begynd(exchange: Exchange, start: Startrecord, profil: str, problems: Problems) -> CprLeverance:
    """The delivery's place in its chain, kept. Raises Hold when it must wait, ProblemsError when it is not ours."""
    before = CprLeverance.objects.filter(exchange=exchange).first()
    if before is not None:  # it is applied again, or goes on after a crash
        return before
    _check_task(start, problems)
    chain = list(CprLeverance.objects.filter(opgavenr=start.opgavenr).order_by("proddto", "exchange_id"))
    _check_unfinished(chain)
    why = _waits(start, chain)
    if why and not exchange.released_by:
        raise Hold(why)
    return CprLeverance.objects.create(
        exchange=exchange,
        opgavenr=start.opgavenr,
        proddto=start.proddto,
        proddtoforrig=start.proddtoforrig,
        profil=profil,
        foerste=not chain,
        brud=bool(why),
    )


def _check_task(start: Startrecord, problems: Problems) -> None:
    try:
        expected = konstant("folk.cpr.opgavenr", _today())
    except KonstantMangler:
        raise Hold(
            f"Det er ikke sat op, hvilken opgave hos CPR der leverer. Er det {start.opgavenr}, så sæt systemkonstanten "
            "folk.cpr.opgavenr, og prøv igen."
        ) from None
    if start.opgavenr not in expected.split(","):
        problems.add(CPR_FREMMED_OPGAVE, line=1, found=start.opgavenr, expected=expected)
        raise ProblemsError(problems)


def _check_unfinished(chain: list[CprLeverance]) -> None:
    for one in chain:
        if not one.faerdig:
            raise Hold(
                f"Leverancen af {_shown(one.proddto)} (udveksling {one.exchange_id}) er kun anvendt til dels. Denne venter, til "
                "den er færdig; prøv den igen, hvis den står stille."
            )


def _waits(start: Startrecord, chain: list[CprLeverance]) -> str:
    """Why a delivery must wait; empty when it need not."""
    mine = _shown(start.proddto)
    if not chain:
        return _first(start)
    for one in chain:
        if one.proddto == start.proddto:
            return (
                f"Leverancen af {mine} er anvendt før, med andet indhold (udveksling {one.exchange_id}). Spørg CPR, hvilken der "
                "gælder; gælder denne, så frigiv den."
            )
    last = chain[-1]
    if start.proddto > last.proddto and start.proddtoforrig != last.proddto:
        before = f"efter den af {_shown(start.proddtoforrig)}" if start.proddtoforrig else "ikke efter nogen"
        return (
            f"Leverancen af {mine} følger {before}, men den sidst anvendte er af {_shown(last.proddto)}, så der mangler mindst én. "
            "Hent den, der mangler, eller frigiv denne, hvis CPR ikke leverer den."
        )
    if start.proddto < chain[0].proddto:
        return (
            f"Leverancen af {mine} er ældre end den første, der er anvendt ({_shown(chain[0].proddto)}). Skal den med, så frigiv "
            "den: nyere data bliver stående."
        )
    # Later than the last and next to it; or one that was missed when a later one was released. It keeps its place: `skriv`.
    return ""


def _first(start: Startrecord) -> str:
    try:
        begins = konstant("folk.cpr.start", _today())
    except KonstantMangler:
        return (
            f"Der er ikke anvendt nogen leverance fra opgave {start.opgavenr} endnu. Er den af {_shown(start.proddto)} den første, "
            f"så sæt systemkonstanten folk.cpr.start til {start.proddto}, eller frigiv den."
        )
    if begins == start.proddto.isoformat():
        return ""
    return (
        f"Kæden begynder med leverancen af {begins} (systemkonstanten folk.cpr.start), og den er ikke anvendt. Denne er af "
        f"{_shown(start.proddto)}. Hent den første, eller frigiv denne, hvis kæden skal begynde her."
    )


def _shown(date: dt.date | None) -> str:
    return "" if date is None else date.isoformat()


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
