"""How an item is paid, from Winformatik's Ref-nr and Tekst.

A bank transfer has a free text, and its account stands on side 360; a card has its number in Ref and ``+71<`` with the
identification in Tekst. Sources: payments.md 2.1, 3.3, winformatik.md 2.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from snitflade.formats import betalingskort
from snitflade.formats.betalingskort import KORT
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.udbetalinger import Maade

POST_KORT_UKENDT = ProblemKind(
    "POST_KORT_UKENDT", "«{raw}» begynder som et indbetalingskort, der ikke kendes. Kortene er: {kort}. Ret teksten."
)
POST_KORTKONTO = ProblemKind(
    "POST_KORTKONTO", "«{raw}» i Ref er ikke modtageren af et {kort}: der skal stå {form}.", spec="KONTO_UGYLDIG"
)
POST_KORTREFERENCE = ProblemKind(
    "POST_KORTREFERENCE", "«{raw}» er ikke betalingsidentifikationen på et {kort}: op til {digits} cifre efter {begynder}."
)
POST_KONTROLCIFFER = ProblemKind(
    "POST_KONTROLCIFFER",
    "Kontrolcifferet i «{raw}» er forkert (modulus 10). Sammenlign med indbetalingskortet.",
    spec="KONTROLCIFFER_FEJL",
)

_KORT = re.compile(r"\+(\d\d)<(.*)", re.DOTALL)
_KENDTE = tuple(name for name in KORT if name in set(Maade))


@dataclass(frozen=True, slots=True)
class Betalingstype:
    """The way, the card's account and identification (empty for a transfer), and the text for the payee."""

    maade: Maade
    konto: str = ""
    reference: str = ""
    besked: str = ""


def laes(ref: str, tekst: str, problems: Problems, line: int = 0) -> Betalingstype:
    """What Ref and Tekst mean; what is wrong is reported at `line`.

    >>> laes("80000006", "+71<000100017156728", Problems())
    Betalingstype(maade=<Maade.FI71: '71'>, konto='80000006', reference='000100017156728', besked='')
    >>> laes("", "Børnetilskud nov.26", Problems()).maade
    <Maade.KONTO: 'konto'>
    """
    found = _KORT.fullmatch(tekst.strip())
    if found is None:
        return Betalingstype(Maade.KONTO, besked=tekst.strip())
    kortart, rest = found[1], found[2].strip()
    if kortart not in _KENDTE:
        problems.add(POST_KORT_UKENDT, line=line, field="tekst", raw=tekst, kort=", ".join(f"+{one}<" for one in sorted(_KENDTE)))
        return Betalingstype(Maade.KONTO)
    kort, konto = KORT[kortart], ref.strip()
    if not konto.isascii() or not betalingskort.modtager(np.array([konto], dtype="U20"), kort.giro)[0]:
        problems.add(POST_KORTKONTO, line=line, field="ref", raw=ref, kort=kort.navn, form=kort.modtager_form)
    if not kort.digits:
        return Betalingstype(Maade(kortart), konto, besked=rest)
    if not (rest.isascii() and rest.isdigit() and len(rest) <= kort.digits):
        begynder = f"+{kortart}<"
        problems.add(POST_KORTREFERENCE, line=line, field="tekst", raw=tekst, kort=kort.navn, digits=kort.digits, begynder=begynder)
        return Betalingstype(Maade(kortart), konto)
    reference = rest.zfill(kort.digits)
    _, right = betalingskort.reference(np.array([reference]), kort.digits)
    if not right[0]:
        problems.add(POST_KONTROLCIFFER, line=line, field="tekst", raw=tekst)
    return Betalingstype(Maade(kortart), konto, reference)
