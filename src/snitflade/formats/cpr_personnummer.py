"""What a personnummer tells of itself: a hint, never a reason to reject. The register's own date of birth and sex decide.

Sources: cpr.md 6.3; python-stdnum (dk.cpr) for the centuries. Checks of whole columns stand in `checkdigits` (`cpr`,
`cpr_modulus_11`).
"""

from __future__ import annotations

import datetime as dt

from stdnum.dk import cpr as stdnum_cpr
from stdnum.exceptions import ValidationError

from snitflade.formats import checkdigits

_REPLACED = 6


def _is_number(pnr: str) -> bool:
    return len(pnr) == 10 and pnr.isascii() and pnr.isdigit()


def er_erstatningsnummer(pnr: str) -> bool:
    """Whether `pnr` is a replacement number: an authority's own, with 6 added to the first digit of the day (61–91).

    >>> er_erstatningsnummer("6101600001"), er_erstatningsnummer("0101600001")
    (True, False)
    """
    return _is_number(pnr) and int(pnr[0]) >= _REPLACED and foedselsdato(pnr) is not None


def foedselsdato(pnr: str) -> dt.date | None:
    """The date of birth that the number tells; None where it tells none. Replacement numbers tell theirs.

    >>> foedselsdato("0101600001"), foedselsdato("6101600001"), foedselsdato("3202600001")
    (datetime.date(1960, 1, 1), datetime.date(1960, 1, 1), None)
    >>> [foedselsdato(f"010136{digit}001").year for digit in (3, 4, 5, 9)]
    [1936, 2036, 2036, 2036]
    """
    if not _is_number(pnr):
        return None
    if int(pnr[0]) >= _REPLACED:
        pnr = f"{int(pnr[0]) - _REPLACED}{pnr[1:]}"
    try:
        return stdnum_cpr.get_birth_date(pnr)
    except ValidationError:
        return None


def koen(pnr: str) -> str:
    """The sex the number tells: M for an odd last digit, K for an even one.

    >>> koen("0101600001"), koen("0101600002")
    ('M', 'K')
    """
    return "M" if int(pnr[-1]) % 2 else "K"


def opfylder_modulus_11(pnr: str) -> bool:
    """Whether the number has a check digit. Since 2007 numbers without one are given out; they are as valid as others.

    >>> opfylder_modulus_11("3112999999"), opfylder_modulus_11("3112999998")
    (True, False)
    """
    return _is_number(pnr) and bool(checkdigits.cpr_modulus_11(checkdigits.digits(pnr))[0])
