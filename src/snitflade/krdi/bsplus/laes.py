"""Reading what comes from BS+: a file of payments, PDFs, or both in a ZIP. Source: payments.md 6."""

from __future__ import annotations

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

BSPLUS_PROFIL = ProblemKind(
    "BSPLUS_PROFIL", "Profilen «{raw}» kan ikke læse filer fra BS+: {grund}. Ret systemkonstanten bsplus.profil, eller profilen."
)
FELTER = ("dato", "beloeb", "pbsnr", "kundenr", "aftalenr", "kreditor", "konto", "sagsbehandler")
"""What a profile must have for payments to be made of it."""


@dataclass(frozen=True, slots=True)
class Indhold:
    """What was read. `document`: None where there were no lines."""

    pakke: Pakke
    format: DelimitedFormat | None = None
    document: Document | None = None

    def raekker(self) -> list[tuple[int, dict[str, Any]]]:
        """Each payment's line number and its filled cells."""
        if self.format is None or self.document is None or self.format.main.key not in self.document.tables:
            return []
        table = self.document.tables[self.format.main.key]
        return list(zip(table.lines.tolist(), self.format.main.rows(table), strict=True))


def profil() -> str:
    """The profile that files are read with today."""
    return konstant("bsplus.profil", timezone.localdate())


def genkend(data: bytes, name: str) -> str:
    """A package, a receipt, or a file of the chosen profile."""
    return slags(data) or profil()


def orden(data: bytes, name: str) -> str:
    """PDFs first, so that a file finds those that lie beside it."""
    return "0" if slags(data) == bilagspakke.BILAG else "1"


def laes(data: bytes, name: str, problems: Problems) -> Indhold:
    """Read what came; every fault to the problems."""
    package = bilagspakke.laes(data, name, problems)
    if package.linjer is None:
        return Indhold(package)
    chosen = profil()
    format = registry.FORMATS.get(chosen)
    if not isinstance(format, DelimitedFormat):
        problems.add(BSPLUS_PROFIL, raw=chosen, grund="den findes ikke, eller den er ikke tegnadskilt")
        return Indhold(package)
    if missing := [name for name in FELTER if name not in format.main.places]:
        problems.add(BSPLUS_PROFIL, raw=chosen, grund=f"den mangler {', '.join(missing)}")
        return Indhold(package)
    return Indhold(package, format, format.read(package.linjer, problems))
