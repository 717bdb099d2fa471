"""The calculation of a month's pension, and its steps. Exact until the month's amount, which is rounded to the øre, half up.

Source: social-teknik.md 3.2 and 3.4. Amounts are øre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from snitflade.formats.text import beloeb_tekst
from snitflade.soc.pension.models_pension import Art, Niveau, Samliv

Satser = Mapping[str, Fraction]
Steps = list[tuple[str, str]]
NUL = Fraction(0)


class SatsMangler(Exception):
    """Satsen er ikke godkendt for måneden."""

    def __init__(self, kode: str) -> None:
        self.kode = kode
        super().__init__(kode)


@dataclass(frozen=True, slots=True)
class Resultat:
    """A month's pension. `grund`, `tillaeg`: per year, exact; `maaned`: øre. `trin`: text and value of each step."""

    grund: Fraction
    tillaeg: Fraction
    maaned: int
    trin: list[tuple[str, str]]


def oere(value: Fraction) -> int:
    """Rounded to the øre, half up; amounts are never below 0.

    >>> oere(Fraction(5, 2)), oere(Fraction(12, 5))
    (3, 2)
    """
    return int(value + Fraction(1, 2))


def beregn(art: str, niveau: str, samliv: str, indkomst: int, satser: Satser) -> Resultat:
    """The pension of a month with a yearly income. Raises SatsMangler where a rate it needs is not there."""
    steps = [("Indkomst pr. år", _kr(Fraction(indkomst)))]
    if art == Art.ALDER:
        grund = _alder_grund(indkomst, satser, steps)
        tillaeg = _alder_tillaeg(samliv, indkomst, satser, steps)
    else:
        grund, tillaeg = _foertid(niveau, indkomst, satser, steps), NUL
    month = oere((grund + tillaeg) / 12)
    steps.append(("Måneden: en tolvtedel, til øren", f"{beloeb_tekst(month)} kr."))
    return Resultat(grund, tillaeg, month, steps)


def _alder_grund(indkomst: int, satser: Satser, steps: list[tuple[str, str]]) -> Fraction:
    amount, limit, share = (_sats(satser, kode) for kode in ("AP_GRUND", "AP_GRUND_GRAENSE", "AP_GRUND_PCT"))
    return _aftrappet("Grundbeløb", amount, limit, share, indkomst, steps)


def _alder_tillaeg(samliv: str, indkomst: int, satser: Satser, steps: list[tuple[str, str]]) -> Fraction:
    x = "PARTNER" if samliv == Samliv.PARTNER else "ENLIG"
    amount, limit, share = (_sats(satser, kode) for kode in (f"AP_TIL_{x}", f"AP_TIL_GRAENSE_{x}", f"AP_TIL_PCT_{x}"))
    what = "Pensionstillæg, med partner" if x == "PARTNER" else "Pensionstillæg, enlig"
    return _aftrappet(what, amount, limit, share, indkomst, steps)


def _foertid(niveau: str, indkomst: int, satser: Satser, steps: list[tuple[str, str]]) -> Fraction:
    """What is added to the limit is what the level lacks of the highest; the fall of the highest is needed only above its limit."""
    highest, free = _sats(satser, "FP_HOEJESTE"), _sats(satser, "FP_FRIBELOEB")
    if niveau == Niveau.HOEJESTE:
        share = _sats(satser, "FP_HOEJESTE_PCT") if indkomst > free else NUL
        return _aftrappet("Højeste førtidspension", highest, free, share, indkomst, steps)
    x = "MELLEMSTE" if niveau == Niveau.MELLEMSTE else "LAVESTE"
    lacks = highest * _sats(satser, f"FP_{x}_TILLAEG")
    what = "Mellemste førtidspension" if x == "MELLEMSTE" else "Laveste førtidspension"
    return _aftrappet(what, highest - lacks, free + lacks, _sats(satser, f"FP_{x}_PCT"), indkomst, steps)


def _aftrappet(
    what: str, amount: Fraction, limit: Fraction, share: Fraction, indkomst: int, steps: list[tuple[str, str]]
) -> Fraction:
    over = max(NUL, indkomst - limit)
    left = max(NUL, amount - share * over)
    steps.append((what, _kr(amount)))
    steps.append((f"Indkomst over {_kr(limit)}", _kr(over)))
    if over:
        steps.append((f"{what}: nedsættelse, {share} af det, der er over", _kr(min(amount, share * over))))
    steps.append((f"{what} efter nedsættelse, pr. år", _kr(left)))
    return left


def _sats(satser: Satser, kode: str) -> Fraction:
    try:
        return satser[kode]
    except KeyError:
        raise SatsMangler(kode) from None


def _kr(value: Fraction) -> str:
    return f"{beloeb_tekst(oere(value))} kr."
