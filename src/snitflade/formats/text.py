"""Text for people: lines of a given width, amounts and accounts the Danish way, and what a misspelt name may have been.

Sources: prisme.md 3.8 (splitting of rate texts), social-teknik.md 1.1 and 11.6 (accounts, numbers).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def split_tekst(text: str, width: int = 60) -> list[str]:
    """`text` as lines of at most `width` characters.

    A line breaks at the last blank at or before column ``width + 1``; a longer word is cut at `width`; blanks at a break and
    at the end of a line are dropped. Nothing else is lost. An empty text is one empty line. Raises ValueError when `width`
    is below 1.

    >>> split_tekst("Dagrenovation 1. kvartal 2018", 16)
    ['Dagrenovation 1.', 'kvartal 2018']
    >>> split_tekst("abcdef", 4)
    ['abcd', 'ef']
    """
    if width < 1:
        raise ValueError(f"a line cannot be {width} characters wide")
    lines = []
    rest = text.rstrip(" ")
    while len(rest) > width:
        at = rest.rfind(" ", 0, width + 1)
        head = rest[:at].rstrip(" ") if at > 0 else ""
        if head:
            rest = rest[at:].lstrip(" ")
        elif rest[0] == " ":  # an indentation that leaves no room for its word
            rest = rest.lstrip(" ")
            continue
        else:
            head, rest = rest[:width], rest[width:].lstrip(" ")
        lines.append(head)
    return [*lines, rest]


def beloeb_tekst(oere: int) -> str:
    """An amount in øre as kroner, with point for thousands and comma for øre.

    >>> beloeb_tekst(122000), beloeb_tekst(-5)
    ('1.220,00', '-0,05')
    """
    kroner, rest = divmod(abs(oere), 100)
    return f"{'-' if oere < 0 else ''}{kroner:,},{rest:02d}".replace(",", ".", (len(str(kroner)) - 1) // 3)


def konto_tekst(konto: str) -> str:
    """A 10-digit account as it is printed; any other text as it is.

    >>> konto_tekst("6602507000")
    '66-02-50-70-00'
    """
    return "-".join(konto[i : i + 2] for i in range(0, 10, 2)) if len(konto) == 10 else konto


def mente_du(text: str, known: Iterable[str], otherwise: str) -> str:
    """A question that names what of `known` looks like `text`, or `otherwise` when nothing does. Never a decision.

    >>> mente_du("Paamiiut", ["Nuuk", "Paamiut"], "Ret navnet.")
    'Mente du Paamiut?'
    >>> mente_du("Tasiusaq", ["Tasiusaq (Upernavik)", "Tasiusaq (Nanortalik)"], "Ret navnet.")
    'Mente du Tasiusaq (Nanortalik) eller Tasiusaq (Upernavik)?'
    """
    names = {name.casefold(): name for name in known}
    wanted = text.casefold()
    found = sorted(name for folded, name in names.items() if folded == wanted or folded.startswith(f"{wanted} ("))
    found = found or [names[folded] for folded in get_close_matches(wanted, names, 1)]
    return f"Mente du {' eller '.join(found)}?" if found else otherwise
