"""The calculation of one household's benefit for one month, in whole numbers, and its steps for people.

Source: social-teknik.md 2.5 (bkg. 20/2017). Amounts are øre, own shares and points hundredths of a per cent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.models_sats import Afrunding, Delmaaned, Metode, Trin

_ALL = 10_000
"""100 per cent."""
_STEP = 100_000
"""1,000 kr. in øre."""


@dataclass(frozen=True, slots=True)
class Taerskel:
    """Start of tapering (øre), points per 1,000 kr. and least own share (hundredths of a per cent)."""

    graense: int
    point: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Satser:
    """The parameters of a month. `tabel`: by number of children the incomes (øre) from which an own share holds."""

    id: int
    kilde: str
    uden: Taerskel
    med: Taerskel
    maks_aar: int
    maks_aar_enkeltvaerelse: int
    min_aar: int
    trin: Trin = Trin.HELE
    afrunding: Afrunding = Afrunding.KRONE
    delmaaned: Delmaaned = Delmaaned.HEL
    metode: Metode = Metode.FORMEL
    tabel: Sequence[tuple[int, Sequence[tuple[int, int]]]] = field(default=())


@dataclass(slots=True)
class Udregning:
    """What a household gets. `trin`: counted thousands of income, times 100,000 (øre above the start of tapering that count)."""

    beloeb: int
    egenandel: int
    """Hundredths of a per cent, rounded down; the calculation itself does not round it."""
    taellende: int
    brutto: int
    loft: int
    minimum: int
    """Øre rounded half up, for showing."""
    under_minimum: bool


def beregn(
    satser: Satser, husleje: int, indkomst: int, boern: int, enkeltvaerelse: bool, *, dage: int = 1, af: int = 1
) -> Udregning:
    """The benefit of a month; `dage` of `af` days, where part of a month counts.

    >>> satser = Satser(1, "", Taerskel(6_000_000, 70, 500), Taerskel(2_500_000, 25, 200), 6_000_000, 1_800_000, 120_000)
    >>> [beregn(satser, rent, income, children, False).beloeb for rent, income, children in (
    ...     (450_000, 10_000_000, 0), (600_000, 25_000_000, 2), (240_000, 19_000_000, 0))]
    [301500, 250500, 0]
    """
    taerskel = satser.med if boern else satser.uden
    counting = _taellende(satser.trin, max(0, indkomst - taerskel.graense))
    # The own share in hundredths of a per cent, times _STEP, so that nothing is rounded on the way.
    share = taerskel.minimum * _STEP + taerskel.point * counting
    if satser.metode == Metode.TABEL:
        share = _af_tabel(satser.tabel, indkomst, boern) * _STEP
    share = min(_ALL * _STEP, share)
    whole = _ALL * _STEP * 12 * af
    gross = husleje * (_ALL * _STEP - share) * 12 * dage
    most = (satser.maks_aar_enkeltvaerelse if enkeltvaerelse else satser.maks_aar) * _ALL * _STEP * dage
    least = satser.min_aar * _ALL * _STEP * dage
    amount = _afrundet(satser.afrunding, min(gross, most), whole)
    below = amount * whole < least
    return Udregning(
        beloeb=0 if below else amount,
        egenandel=share // _STEP,
        taellende=counting,
        brutto=_halvt_op(gross, whole),
        loft=_halvt_op(most, whole),
        minimum=_halvt_op(least, whole),
        under_minimum=below,
    )


def _taellende(trin: Trin, over: int) -> int:
    """How many øre above the start of tapering count."""
    if trin == Trin.HELE:
        return over // _STEP * _STEP
    return -(-over // _STEP) * _STEP if trin == Trin.PAABEGYNDTE else over


def _af_tabel(tabel: Sequence[tuple[int, Sequence[tuple[int, int]]]], indkomst: int, boern: int) -> int:
    """The own share that the table gives; all of it where the table begins above the income or the children."""
    lines = [rows for least, rows in tabel if least <= boern]
    rows = lines[-1] if lines else ()
    at = bisect_right([start for start, _ in rows], indkomst)
    return rows[at - 1][1] if at else _ALL


def _afrundet(afrunding: Afrunding, number: int, whole: int) -> int:
    if afrunding == Afrunding.OERE:
        return _halvt_op(number, whole)
    if afrunding == Afrunding.KRONE_NED:
        return number // (100 * whole) * 100
    return _halvt_op(number, 100 * whole) * 100


def _halvt_op(number: int, whole: int) -> int:
    return (2 * number + whole) // (2 * whole)


def procent(hundrededele: int) -> str:
    """Hundredths of a per cent as people read them.

    >>> procent(5825), procent(10000)
    ('58,25 %', '100,00 %')
    """
    return f"{hundrededele // 100},{hundrededele % 100:02} %"


def trinvis(satser: Satser, udregning: Udregning, husleje: int, indkomst: int, boern: int) -> list[tuple[str, str]]:
    """The calculation step by step, in Danish: what is done, and what it comes to."""
    taerskel = satser.med if boern else satser.uden
    hvem = "med børn" if boern else "uden børn"
    rows = [("Husleje pr. måned", _kr(husleje)), ("Husstandens indkomst pr. år", _kr(indkomst))]
    if satser.metode == Metode.TABEL:
        rows.append(("Egenandel efter bekendtgørelsens tabel", procent(udregning.egenandel)))
    else:
        rows += [
            (f"Aftrapningen begynder ({hvem})", _kr(taerskel.graense)),
            (f"Indkomst over grænsen, {satser.trin.label.lower()}", _kr(udregning.taellende)),
            (
                f"Egenandel: {procent(taerskel.minimum)} og {procent(taerskel.point)} pr. 1.000 kr., højst 100 %",
                procent(udregning.egenandel),
            ),
        ]
    rows += [
        ("Huslejen uden egenandelen", _kr(udregning.brutto)),
        ("Højst", _kr(udregning.loft)),
        ("Mindst; er det mindre, udbetales intet", _kr(udregning.minimum)),
        (f"Boligsikring ({satser.afrunding.label.lower()})", _kr(udregning.beloeb)),
    ]
    return [*rows, ("Satsernes kilde", satser.kilde)]


def _kr(oere: int) -> str:
    return f"{beloeb_tekst(oere)} kr."
