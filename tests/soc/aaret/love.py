"""What the law gives, worked out from the specification alone: none of the product's own calculation is used.

Source: social-teknik.md 2.5 (boligsikring), 5.2 (børnetilskud, the placeholder row), 3.4 (pension). Øre everywhere.
"""

from __future__ import annotations

from fractions import Fraction

KRONE = 100
Del = tuple[Fraction | int, Fraction | int, Fraction]
PENSION: dict[tuple[str, str, str], tuple[Del, Del]] = {
    ("AP", "", "enlig"): ((80_000, 396_000, Fraction(40, 100)), (84_000, 156_000, Fraction(35, 100))),
    ("AP", "", "partner"): ((80_000, 396_000, Fraction(40, 100)), (46_000, 183_000, Fraction(22, 100))),
    ("FP", "mellemste", "enlig"): (
        (Fraction(130_000 * 2, 3), 40_000 + Fraction(130_000, 3), Fraction(2, 3)),
        (0, 0, Fraction(0)),
    ),
    ("FP", "laveste", "enlig"): ((65_000, 40_000 + 65_000, Fraction(1, 2)), (0, 0, Fraction(0))),
}
"""Yearly amount, where it begins to fall and how fast, in kroner: of the basic amount and of the supplement."""


def boligsikring(husleje: int, indkomst: int, boern: int) -> int:
    """The month's benefit of a home."""
    start, point, minimum = (25_000_00, Fraction(25, 100), 2) if boern else (60_000_00, Fraction(70, 100), 5)
    egenandel = min(Fraction(100), minimum + point * (max(0, indkomst - start) // (1000 * KRONE)))
    beloeb = _krone(min(husleje * (100 - egenandel) / 100, Fraction(5000 * KRONE)))
    return beloeb if beloeb >= 100 * KRONE else 0


def boernetilskud(indkomst: int, boern: int) -> int:
    """The month's amount per child, where so many are counted together."""
    bortfald, fuld = (347_200 + 25_000 * boern) * KRONE, 136_000 * KRONE
    andel = min(max(Fraction(bortfald - indkomst, bortfald - fuld), Fraction(0)), Fraction(1))
    return _krone(8477 * KRONE * andel / 12)


def pension(hvem: tuple[str, str, str], indkomst: int) -> int:
    """The month's pension of who has this kind, level and way of living."""
    parts = [beloeb - fald * max(Fraction(0), Fraction(indkomst, KRONE) - graense) for beloeb, graense, fald in PENSION[hvem]]
    return int(sum(max(Fraction(0), part) for part in parts) * KRONE / 12 + Fraction(1, 2))


def _krone(oere: Fraction) -> int:
    """Whole kroner, half up."""
    return int(oere / KRONE + Fraction(1, 2)) * KRONE
