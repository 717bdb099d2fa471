"""The order of a month's statistics, checked: which month, which number it has, and whether it can be called complete.

Source: social-teknik.md 6.1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from snitflade.exchange.catalogue import Options
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.taken_back import counting
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.led.kort import KOMMUNENUMRE, LED_KOMMUNE
from snitflade.led.models import Statistik
from snitflade.led.numre import STATISTIKKER, omfang
from snitflade.skat.maaneder import flyt, foerste, laes

JA, NEJ = "ja", "nej"
FRIST = 5
"""The day of the following month by which a month is sent: it is published about a week after the month's end (D56)."""
MOST_MANGLER = 300
LED_MAANED = ProblemKind("LED_MAANED", "«{raw}» er ikke en måned. Skriv år og måned, fx 202503.")
LED_IKKE_SLUT = ProblemKind("LED_IKKE_SLUT", "{raw} er ikke slut endnu. Send måneden, når den er.")
LED_IKKE_SENDT = ProblemKind(
    "LED_IKKE_SENDT",
    "Udveksling {raw} for {periode} er ikke sendt endnu. Send den, erstat den, eller annullér den, før der laves en ny.",
)
LED_HVAD_MANGLER = ProblemKind(
    "LED_HVAD_MANGLER", "Skriv, hvad der mangler, når måneden ikke er komplet: med højst {hoejst} tegn og uden personnumre."
)
LED_MANGLER_INTET = ProblemKind(
    "LED_MANGLER_INTET", "Måneden er valgt som komplet, men der står, at noget mangler. Vælg nej, eller tøm feltet."
)
LED_UDENFOR = ProblemKind(
    "LED_UDENFOR",
    "Måneden kan ikke være komplet: lokaliteterne {raw} registreres ikke her (systemkonstant led.udenfor). "
    "Vælg nej, eller ret konstanten.",
)


@dataclass(frozen=True, slots=True)
class Bestilling:
    """A month to be built. `nummer`: 0 the first time; `forrige`: what was sent of it last."""

    kommune: str
    maaned: dt.date
    nummer: int
    forrige: Statistik | None
    komplet: bool
    mangler: str

    @property
    def periode(self) -> str:
        """``ÅÅÅÅMM``."""
        return f"{self.maaned:%Y%m}"

    @property
    def tekst(self) -> str:
        """The month for people."""
        return f"{self.maaned:%Y-%m}"

    @property
    def noegle(self) -> str:
        """What makes it one of its kind."""
        return f"{self.kommune}-{self.periode}-{self.nummer}"

    @property
    def filnavn(self) -> str:
        """Its file: a correction is the same name with its number."""
        return f"LEDIGHED_{self.kommune}_{self.periode}{f'_R{self.nummer}' if self.nummer else ''}.csv"

    def ark(self) -> list[tuple[str, str]]:
        """Its lines of the control sheet."""
        found = [("Kommune", self.kommune), ("Måned", self.tekst), ("Komplet", "ja" if self.komplet else "nej")]
        if self.mangler:
            found.append(("Mangler", self.mangler))
        if self.forrige is not None:
            found.append(("Erstatter", f"udveksling {self.forrige.exchange_id}"))
        return found


def bestil(snitflade: str, options: Options, problems: Problems) -> Bestilling:
    """The order, with everything that is wrong with it. Raises ProblemsError."""
    kommune, maaned = str(options["kommune"]).strip(), _maaned(str(options["maaned"]), problems)
    if kommune not in KOMMUNENUMRE:
        problems.add(LED_KOMMUNE, field="kommune", raw=kommune[:10])
    komplet, mangler = _komplet(options, maaned or timezone.localdate(), problems)
    if maaned is None or problems.errors:
        raise ProblemsError(problems)
    rows = counting(Statistik.objects.filter(kommune=kommune, maaned=maaned)).select_related("exchange").order_by("nummer")
    last = rows.last()
    if last is not None and last.exchange.sent_at is None:
        problems.add(LED_IKKE_SENDT, raw=str(last.exchange_id), periode=f"{maaned:%Y-%m}")
        raise ProblemsError(problems)
    return Bestilling(kommune, maaned, STATISTIKKER.following(omfang(kommune, maaned)), last, komplet, mangler)


def _maaned(text: str, problems: Problems) -> dt.date | None:
    try:
        found = laes(text.replace("-", ""))
    except ValueError:
        found = None
    if found is None:
        problems.add(LED_MAANED, field="maaned", raw=text[:20])
    elif flyt(found, 1) > foerste(timezone.localdate()):
        problems.add(LED_IKKE_SLUT, field="maaned", raw=f"{found:%Y-%m}")
    return found


def _komplet(options: Options, dag: dt.date, problems: Problems) -> tuple[bool, str]:
    """Whether the month is complete, and what is missing where it is not."""
    komplet, mangler = options["komplet"] == JA, " ".join(str(options.get("mangler") or "").split())
    outside = [kode for kode in konstant("led.udenfor", dag).split(",") if kode]
    if komplet and mangler:
        problems.add(LED_MANGLER_INTET, field="mangler")
    if komplet and outside:
        problems.add(LED_UDENFOR, field="komplet", raw=", ".join(outside))
    if not komplet and outside and not mangler:
        mangler = f"lokaliteterne {', '.join(outside)}"
    if not komplet and (not mangler or len(mangler) > MOST_MANGLER or mask_cpr(mangler) != mangler):
        problems.add(LED_HVAD_MANGLER, field="mangler", hoejst=MOST_MANGLER)
    return komplet, mangler
