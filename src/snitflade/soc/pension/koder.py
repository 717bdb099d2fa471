"""The codes of pension rates, their units, and how a cell becomes a number. Source: social-teknik.md 3.1 and 3.2.

The value of a rate is kept exactly: an amount in øre, a percentage in hundredths, a fraction as two whole numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import models


class Enhed(models.TextChoices):
    """What a value counts. `AAR` (years of age) is ours: the sheet's own units have none for `ALDER`."""

    KR_AAR = "KR_AAR", "kr. pr. år"
    KR_MD = "KR_MD", "kr. pr. måned"
    PCT = "PCT", "%"
    BROEK = "BROEK", "brøk"
    AAR = "AAR", "år"


_BELOEB = (Enhed.KR_AAR, Enhed.KR_MD)
_ANDEL = (Enhed.PCT, Enhed.BROEK)


@dataclass(frozen=True, slots=True)
class Kode:
    """One code: what it means, which units it can have, and whether a year cannot be calculated without it."""

    tekst: str
    enheder: tuple[Enhed, ...]
    kraevet: bool = False


KODER = {
    "AP_GRUND": Kode("Alderspension, grundbeløb", _BELOEB, True),
    "AP_GRUND_GRAENSE": Kode("Indkomst, hvor grundbeløbet begynder at falde", _BELOEB, True),
    "AP_GRUND_PCT": Kode("Grundbeløbets fald", _ANDEL, True),
    "AP_GRUND_NUL": Kode("Offentliggjort indkomst, hvor grundbeløbet er 0 (til kontrol)", _BELOEB),
    "AP_TIL_ENLIG": Kode("Pensionstillæg, enlig", _BELOEB, True),
    "AP_TIL_PARTNER": Kode("Pensionstillæg, med partner", _BELOEB, True),
    "AP_TIL_GRAENSE_ENLIG": Kode("Indkomst, hvor tillægget begynder at falde, enlig", _BELOEB, True),
    "AP_TIL_GRAENSE_PARTNER": Kode("Indkomst, hvor tillægget begynder at falde, med partner", _BELOEB, True),
    "AP_TIL_PCT_ENLIG": Kode("Tillæggets fald, enlig", _ANDEL, True),
    "AP_TIL_PCT_PARTNER": Kode("Tillæggets fald, med partner", _ANDEL, True),
    "AP_IKKEBER_MAKS": Kode("Fælles indkomstgrænse, partner uden ret til pension (ophævet)", _BELOEB),
    "AP_IKKEBER_PCT": Kode("Fald, partner uden ret til pension (ophævet)", _ANDEL),
    "AP_IKKEBER_GRAENSE": Kode("Grænse, partner uden ret til pension (ophævet)", _BELOEB),
    "FP_HOEJESTE": Kode("Højeste førtidspension", _BELOEB, True),
    "FP_HOEJESTE_PCT": Kode("Højeste førtidspensions fald", _ANDEL),
    "FP_FRIBELOEB": Kode("Førtidspension, indkomstgrænse", _BELOEB, True),
    "FP_PARTNER_FRI": Kode("Del af partnerens indkomst, der ikke regnes med (ophævet)", _BELOEB),
    "FP_LAVESTE_TILLAEG": Kode("Lagt til grænsen, laveste førtidspension (del af højeste)", _ANDEL, True),
    "FP_LAVESTE_PCT": Kode("Laveste førtidspensions fald", _ANDEL, True),
    "FP_MELLEMSTE_TILLAEG": Kode("Lagt til grænsen, mellemste førtidspension (del af højeste)", _ANDEL, True),
    "FP_MELLEMSTE_PCT": Kode("Mellemste førtidspensions fald", _ANDEL, True),
    "ALDER": Kode("Pensionsalder", (Enhed.AAR,)),
}
_TAL = re.compile(r"[0-9]{1,13}(?:[.,][0-9]{1,20})?")
_DELT = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_NAEVNERE = 12
"""The largest denominator that a decimal is taken for, as where a sheet shows 1/3 as 0,333333333333333."""


class IkkeTal(ValueError):
    """Værdien kan ikke læses som et tal."""


def laes_vaerdi(text: str, enhed: Enhed) -> tuple[int, int]:
    """A cell as value and denominator (1 but for fractions): øre, hundredths of a per cent, years. Never rounded.

    Raises IkkeTal with why.

    >>> laes_vaerdi("64239", Enhed.KR_AAR), laes_vaerdi("2,5", Enhed.PCT), laes_vaerdi("1/3", Enhed.BROEK)
    ((6423900, 1), (250, 1), (1, 3))
    >>> laes_vaerdi("0.333333333333333", Enhed.BROEK), laes_vaerdi("0,5", Enhed.BROEK), laes_vaerdi("67", Enhed.AAR)
    ((1, 3), (1, 2), (67, 1))
    """
    plain = text.strip()
    delt = _DELT.fullmatch(plain) if enhed is Enhed.BROEK else None
    if delt is not None and int(delt[2]):
        found = Fraction(int(delt[1]), int(delt[2]))
    elif _TAL.fullmatch(plain):
        found = Fraction(Decimal(plain.replace(",", ".")))
    else:
        raise IkkeTal("det er ikke et tal større end 0, skrevet uden tusindtalsprik")
    if found <= 0:
        raise IkkeTal("den skal være større end 0")
    if enhed is Enhed.BROEK:
        near = found.limit_denominator(_NAEVNERE)
        found = near if abs(near - found) < Fraction(1, 10**12) else found
        if found > 1 or found.denominator > 10**6:
            raise IkkeTal("en brøk er mellem 0 og 1, fx 1/3 eller 0,5")
        return found.numerator, found.denominator
    if enhed is Enhed.PCT and found < 1:
        raise IkkeTal("en procent skrives som 35 for 35 %, og ikke som 0,35")
    scaled = found * (1 if enhed is Enhed.AAR else 100)
    if scaled.denominator != 1:
        raise IkkeTal("den har flere decimaler, end enheden kan have; der afrundes ikke her")
    return scaled.numerator, 1


def som_tal(vaerdi: int, naevner: int, enhed: str) -> Fraction:
    """What a rate is in a calculation: øre per year, a share, years.

    >>> som_tal(4000, 1, "PCT"), som_tal(1, 3, "BROEK"), som_tal(1000, 1, "KR_MD")
    (Fraction(2, 5), Fraction(1, 3), Fraction(12000, 1))
    """
    return Fraction(vaerdi, naevner) * {Enhed.KR_MD: Fraction(12), Enhed.PCT: Fraction(1, 10_000)}.get(Enhed(enhed), Fraction(1))


def vis(vaerdi: int, naevner: int, enhed: str) -> str:
    """A rate with its unit, as people read it.

    >>> vis(6423900, 1, "KR_AAR"), vis(3500, 1, "PCT"), vis(1, 3, "BROEK")
    ('64.239,00 kr. pr. år', '35,00 %', '1/3')
    """
    if enhed == Enhed.BROEK:
        return f"{vaerdi}/{naevner}"
    if enhed == Enhed.AAR:
        return f"{vaerdi} år"
    text = f"{vaerdi // 100:,}".replace(",", ".")
    return f"{text},{vaerdi % 100:02} {Enhed(enhed).label}"
