"""Reading what comes from Acubiz: an export with the profile the installation has chosen, receipts, or both in a ZIP.

Sources: social-teknik.md 8, payments.md 7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from snitflade.bogh import bilagspakke
from snitflade.bogh.bilagspakke import Pakke, slags
from snitflade.exchange.konstanter import konstant
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems

ACUBIZ_PROFIL = ProblemKind(
    "ACUBIZ_PROFIL", "Profilen «{raw}» kan ikke læse rejseafregninger: {grund}. Ret systemkonstanten acubiz.profil, eller profilen."
)
ACUBIZ_XML = ProblemKind("ACUBIZ_XML", "Filen er XML. Vi læser Acubiz' CSV-eksport; vælg den i Acubiz, og send filen igen.")

FELTER = ("lineno", "postingdate", "transactiontype", "account", "amount", "basecurrency", "rejse_id")
"""What a profile must have for travels to be made of it."""
_NAVN = re.compile(r"EMS_\w+-(\d{8})-(\d{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Indhold:
    """What was read. `format`: the profile's; `document`: None where there were no lines. `tekster`: the lines of a package."""

    pakke: Pakke
    format: DelimitedFormat | None = None
    document: Document | None = None
    tekster: Sequence[str] = ()

    def raekker(self) -> list[tuple[int, dict[str, Any]]]:
        """Each line's number and its filled cells."""
        if self.format is None or self.document is None or self.format.main.key not in self.document.tables:
            return []
        table = self.document.tables[self.format.main.key]
        return list(zip(table.lines.tolist(), self.format.main.rows(table), strict=True))

    def har_bilagskolonne(self) -> bool:
        """Whether the file has a column with the names of receipts; older exports end before it."""
        if self.format is None or self.document is None or self.format.main.key not in self.document.tables:
            return False
        return "bilag" in self.document.tables[self.format.main.key].columns


def profil() -> str:
    """The profile that exports are read with today."""
    return konstant("acubiz.profil", timezone.localdate())


def genkend(data: bytes, name: str) -> str:
    """A package, a receipt, or an export of the chosen profile; XML is none of them."""
    return slags(data) or ("" if _er_xml(data) else profil())


def orden(data: bytes, name: str) -> str:
    """Receipts first, then exports by when they were made, so that nothing waits for what lies beside it."""
    if slags(data) == bilagspakke.BILAG:
        return "0"
    found = _NAVN.search(name)
    return f"1{found[1]}{found[2]}" if found else "1"


def linjer(data: bytes) -> list[tuple[int, int]]:
    """Where each line stands. The lines of a package stand nowhere in its bytes: each is told by the first of them."""
    if slags(data):
        package = bilagspakke.laes(data, "", Problems())
        return [(0, 1)] * (len(package.linjer.split(b"\n")) if package.linjer is not None else 1)
    found, begin = [], 0
    for line in data.split(b"\n"):
        found.append((begin, begin + len(line) - line.endswith(b"\r")))
        begin += len(line) + 1
    return found


def laes(data: bytes, name: str, problems: Problems) -> Indhold:
    """Read what came; every fault to the problems."""
    package = bilagspakke.laes(data, name, problems)
    if package.linjer is None:
        return Indhold(package)
    if _er_xml(package.linjer):
        problems.add(ACUBIZ_XML)
        return Indhold(package)
    chosen = profil()
    format = registry.FORMATS.get(chosen)
    if not isinstance(format, DelimitedFormat):
        problems.add(ACUBIZ_PROFIL, raw=chosen, grund="den findes ikke, eller den er ikke tegnadskilt")
        return Indhold(package)
    if missing := [name for name in FELTER if name not in format.main.places]:
        problems.add(ACUBIZ_PROFIL, raw=chosen, grund=f"den mangler {', '.join(missing)}")
        return Indhold(package)
    document = format.read(package.linjer, problems)
    texts: list[str] = []
    if package.zip:
        texts = [line.rstrip("\r") for line in package.linjer.decode(document.wrapping.encoding, "replace").split("\n")]
    return Indhold(package, format, document, texts)


def _er_xml(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
