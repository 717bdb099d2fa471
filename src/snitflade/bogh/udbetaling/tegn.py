"""Characters that every file we pay with can carry. Source: payments.md 1 (character check)."""

from __future__ import annotations

from snitflade.formats.erh_opstil import REPLACED
from snitflade.formats.problems import ProblemKind, Problems

POST_TEGN = ProblemKind("POST_TEGN", "«{raw}» har tegn, som banken ikke tager ({tegn}). Skriv teksten uden dem.", spec="TEKST_TEGN")


def tjek(name: str, text: str, problems: Problems, line: int = 0, *, linjer: bool = False) -> None:
    """Report what cannot stand in Windows-1252, and control characters; with `linjer` it may have line feeds."""
    wrong = []
    for tegn in dict.fromkeys(text.translate(REPLACED)):
        if not (linjer and tegn == "\n") and (not tegn.isprintable() or not tegn.encode("cp1252", "ignore")):
            wrong.append(tegn)
    if wrong:
        shown = ", ".join(f"U+{ord(tegn):04X}" for tegn in wrong)
        problems.add(POST_TEGN, line=line, field=name, raw=text[:60], tegn=shown)
