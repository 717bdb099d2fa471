"""What is wrong with the values of a call, as Danish problems: all of them, each with its field.

The values themselves are left out: they may be personal data, and the caller knows them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.http import QueryDict
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du

VAERDI_MANGLER = ProblemKind("VAERDI_MANGLER", "{field} mangler. Send den med.")
VAERDI_FORM = ProblemKind("VAERDI_FORM", "{field} har ikke den rigtige form. Den skal passe til {ventet}.")
VAERDI_FOR_LANG = ProblemKind("VAERDI_FOR_LANG", "{field} er for lang. Der er plads til {ventet} tegn.")
VAERDI_FOR_KORT = ProblemKind("VAERDI_FOR_KORT", "{field} er for kort. Den skal være mindst {ventet} tegn.")
VAERDI_FOR_STOR = ProblemKind("VAERDI_FOR_STOR", "{field} kan højst være {ventet}.")
VAERDI_FOR_LILLE = ProblemKind("VAERDI_FOR_LILLE", "{field} skal være mindst {ventet}.")
VAERDI_TAL = ProblemKind("VAERDI_TAL", "{field} skal være et helt tal.")
VAERDI_TEKST = ProblemKind("VAERDI_TEKST", "{field} skal være en tekst.")
VAERDI_TIDSPUNKT = ProblemKind(
    "VAERDI_TIDSPUNKT",
    "{field} skal være et tidspunkt med tidszone, fx 2025-03-04T12:00:00Z eller 2025-03-04T10:00:00-02:00 (et + skrives %2B).",
)
VAERDI_VALG = ProblemKind("VAERDI_VALG", "{field} skal være en af: {ventet}.")
VAERDI_UKENDT = ProblemKind("VAERDI_UKENDT", "{field} kendes ikke. {raad}")
VAERDI_FLERE = ProblemKind("VAERDI_FLERE", "{field} står {antal} gange. Send den én gang.")
VAERDI_UGYLDIG = ProblemKind("VAERDI_UGYLDIG", "{field} kan ikke bruges. Se beskrivelsen på /api/.")
KROP_JSON = ProblemKind("KROP_JSON", "Kroppen kan ikke læses som JSON: {grund}. Ret den.")
KROP_TYPE = ProblemKind("KROP_TYPE", "Kroppen skal være application/json, ikke {raw}.")

_KINDS: dict[str, tuple[ProblemKind, str]] = {
    "missing": (VAERDI_MANGLER, ""),
    "string_pattern_mismatch": (VAERDI_FORM, "pattern"),
    "string_too_long": (VAERDI_FOR_LANG, "max_length"),
    "string_too_short": (VAERDI_FOR_KORT, "min_length"),
    "too_long": (VAERDI_FOR_LANG, "max_length"),
    "less_than_equal": (VAERDI_FOR_STOR, "le"),
    "greater_than_equal": (VAERDI_FOR_LILLE, "ge"),
    "int_type": (VAERDI_TAL, ""),
    "int_parsing": (VAERDI_TAL, ""),
    "int_parsing_size": (VAERDI_TAL, ""),
    "int_from_float": (VAERDI_TAL, ""),
    "string_type": (VAERDI_TEKST, ""),
    "enum": (VAERDI_VALG, "expected"),
    "literal_error": (VAERDI_VALG, "expected"),
    "extra_forbidden": (VAERDI_UKENDT, ""),
}
"""Our problem for each kind of fault pydantic names, and where in its context the limit stands."""

_MOMENT = re.compile(r"(?a:\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))")


def _moment(value: Any) -> Any:
    """Only a moment with seconds and zone as RFC 3339 writes it: a bare number could be read as one, too."""
    if isinstance(value, dt.datetime) or (isinstance(value, str) and _MOMENT.fullmatch(value)):
        return value
    raise ValueError("no moment")


def _usable(moment: dt.datetime) -> dt.datetime:
    """Brought to where every zone and database can go along; nothing here happened outside."""
    return min(max(moment, _FIRST), _LAST).astimezone(dt.UTC)


_FIRST, _LAST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
Tidspunkt = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_usable)]
"""A moment with its zone."""


def faults(found: Iterable[Mapping[str, Any]]) -> Problems:
    """Problems for the errors of pydantic, as ninja collects them."""
    problems = Problems()
    for fault in found:
        field = ".".join(str(part) for part in fault["loc"][1:] if part not in {"krop", "body"}) or "kroppen"
        name = str(fault["type"])
        if name.startswith(("datetime", "timezone")) or (name == "value_error" and "no moment" in str(fault.get("msg", ""))):
            problems.add(VAERDI_TIDSPUNKT, field=field)
            continue
        kind, limit = _KINDS.get(name, (VAERDI_UGYLDIG, ""))
        expected = fault.get("ctx", {}).get(limit, "")
        problems.add(kind, field=field, ventet=str(expected).replace(" or ", " eller "), raad="Fjern den, eller ret navnet.")
    return problems


def unknown_parameters(query: QueryDict, known: Iterable[str]) -> Problems:
    """Problems for what in the query is not `known`, or stands there more than once: overlooked, it would change what was asked."""
    problems, names = Problems(), sorted(known)
    for name in query:
        if name not in names:
            advice = f"Kendte navne er: {', '.join(names)}." if names else "Her er ingen."
            problems.add(VAERDI_UKENDT, field=name[:60], raad=mente_du(name, names, advice))
        elif len(query.getlist(name)) > 1:
            problems.add(VAERDI_FLERE, field=name, antal=len(query.getlist(name)))
    return problems
