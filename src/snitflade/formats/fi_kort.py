"""The line of an FI card that machines read, and its identification: made for printing, read from what somebody typed.

``+71<100000000009083+80000006<``: card type, identification, creditor number. Sources: payments.md 2.1, 4.5, 4.8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from snitflade.formats import checkdigits

_LINE = re.compile(r"[+>](\d\d)<(\d*)\+(\d{8})<")
_POSTING, _BILL = 10, 13
IDENT = {"71": 15, "73": 0, "75": 16}


class KortlinjeError(ValueError):
    """Kortets linje eller nummer er ikke, som det skal være."""


@dataclass(frozen=True, slots=True)
class Kortlinje:
    """The parts of a card's line: card type, identification with its check digit (empty for 73), creditor number."""

    kortart: str
    ident: str
    kreditornummer: str

    def __post_init__(self) -> None:
        if self.kortart not in IDENT:
            raise KortlinjeError(f"Kortart {self.kortart} kendes ikke; der er {', '.join(IDENT)}.")
        width = IDENT[self.kortart]
        if len(self.ident) != width or not (self.ident.isascii() and (self.ident.isdigit() or not width)):
            raise KortlinjeError(f"Et kort {self.kortart} har {width} cifre mellem < og +; her er «{self.ident}».")
        if width and not checkdigits.luhn(checkdigits.digits(self.ident))[0]:
            raise KortlinjeError(f"Kontrolcifferet i {self.ident} er forkert (modulus 10).")
        number = self.kreditornummer
        if not (len(number) == 8 and number.isascii() and number.isdigit() and number[0] == "8"):
            raise KortlinjeError(f"{number} er ikke et FI-kreditornummer: 8 cifre, det første 8.")

    def __str__(self) -> str:
        return f"+{self.kortart}<{self.ident}+{self.kreditornummer}<"


def laes_kortlinje(text: str) -> Kortlinje:
    """The line of a card; blanks are passed over, and ``>`` may stand for the first ``+``. Raises KortlinjeError.

    >>> laes_kortlinje("> 71 < 100000000009083 + 80000006 <").ident
    '100000000009083'
    """
    found = _LINE.fullmatch(re.sub(r"\s", "", text))
    if found is None or not text.isascii():
        raise KortlinjeError(f"«{text}» er ikke linjen på et FI-kort, fx +71<100000000009083+80000006<.")
    return Kortlinje(*found.groups())


def ident_af_regning(regningsnummer: int) -> str:
    """The identification of a bill made from påligning (type 1), for kortart 71. Raises KortlinjeError.

    >>> ident_af_regning(908)
    '100000000009083'
    """
    return _ident("1", regningsnummer, _BILL)


def ident_af_postering(posteringsnummer: int) -> str:
    """The identification of a diverse regning (type 0), for kortart 71. Raises KortlinjeError.

    >>> ident_af_postering(619000123)
    '000006190001237'
    """
    return _ident("0000", posteringsnummer, _POSTING)


def _ident(kind: str, number: int, width: int) -> str:
    if not 0 < number < 10**width:
        raise KortlinjeError(f"{number} kan ikke stå på kortet: nummeret er 1–{10**width - 1}.")
    return med_kontrolciffer(f"{kind}{number:0{width}}")


def med_kontrolciffer(data: str) -> str:
    """Digits with their modulus-10 check digit after them. Raises ValueError unless it is ASCII digits."""
    return f"{data}{checkdigits.luhn_digit(checkdigits.digits(data))[0]}"


def forslag(ident: str) -> list[str]:
    """Identifications that somebody may have meant who typed `ident` (15 digits) at kortart 71; never to be booked alone (4.5).

    The type digit put back, or the digits moved by one; only such as have a right check digit and are of one of the two types.

    >>> forslag("000000000030626")
    ['100000000030626']
    """
    if len(ident) != IDENT["71"] or not (ident.isascii() and ident.isdigit()):
        return []
    tail = ident.lstrip("0")
    moved = (f"1{ident[1:]}", f"0{ident[1:]}", f"1{tail[1:]:0>14}", f"{ident[1:]}0", f"0{ident[:-1]}", f"1{ident[:-1]}")
    right = [one for one in moved if one != ident and checkdigits.luhn(checkdigits.digits(one))[0] and one.strip("0")]
    return list(dict.fromkeys(one for one in right if one.startswith(("0000", "1"))))
