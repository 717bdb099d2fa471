"""The specification lines of a bill, in the customer's language, from the templates in `tekster.toml`.

Source: social-teknik.md 11.6 (lines, languages, REN-W02), prisme.md 3.8 (60 characters).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst, split_tekst
from snitflade.tekn.renovation.afregning import Udregning
from snitflade.tekn.renovation.beregn import Krav, Ydelsesdata
from snitflade.tekn.renovation.kvartal import Kvartal

RENOVATION_NAVN_MANGLER = ProblemKind(
    "RENOVATION_NAVN_MANGLER",
    "{ydelse} i {lokalitet} har intet navn på {sprog}; {antal} regningslinjer har det danske. Tilføj «Navn {sprog}» i ydelser.csv.",
    Severity.ADVARSEL,
    spec="REN-W02",
)

BREDDE = 60
"""Characters in a specification line (10Q trans 26)."""

SKABELONER: dict[str, dict[str, Any]] = tomllib.loads(files(__package__).joinpath("tekster.toml").read_text(encoding="utf-8"))
"""The templates of each language."""


class Tekster:
    """Writes the lines of charges for one quarter, and remembers what they have in common."""

    def __init__(self, kvartal: Kvartal, ydelser: dict[int, Ydelsesdata]) -> None:
        self.kvartal = kvartal
        self.ydelser = ydelser
        self.uden_navn: Counter[tuple[int, str]] = Counter()
        self._common: dict[tuple[str, int, int], tuple[str, str]] = {}

    def linjer(self, krav: Krav, sprog: str) -> str:
        """The lines of one charge, each at most 60 characters, joined with line feeds."""
        udregning = krav.udregning
        common = None
        if krav.foer is None:
            common = self._common.get((sprog, krav.ydelse, udregning.nr))
        if common is None:
            common = self._write(krav, sprog)
            if krav.foer is None:
                self._common[sprog, krav.ydelse, udregning.nr] = common
        data = self.ydelser[krav.ydelse]
        if sprog != "da" and not (data.navn_kl if sprog == "kl" else data.navn_en):
            self.uden_navn[krav.ydelse, sprog] += 1
        adresse = SKABELONER[sprog]["adresse"].format(adresse=krav.bnr, lokalitet=data.lokalitetsnavn)
        if len(adresse) > BREDDE:
            adresse = _split(adresse)
        return f"{common[0]}\n{adresse}\n{common[1]}"

    def advar(self, problems: Problems) -> None:
        """Warn, once per service, of names that were written in Danish because the language has none."""
        for (ydelse, sprog), antal in self.uden_navn.items():
            data = self.ydelser[ydelse]
            problems.add(RENOVATION_NAVN_MANGLER, ydelse=data.navn, lokalitet=data.lokalitetsnavn, sprog=sprog, antal=antal)

    def _write(self, krav: Krav, sprog: str) -> tuple[str, str]:
        """The first and the last part of a charge's lines; the address stands between."""
        skabelon = SKABELONER[sprog]
        data = self.ydelser[krav.ydelse]
        navn = {"kl": data.navn_kl, "en": data.navn_en}.get(sprog) or data.navn
        first = skabelon["ydelse" if krav.foer is None else "rettelse"]
        title = first.format(ydelse=navn, kvartal=self.kvartal.nummer, aar=self.kvartal.aar)
        regning = self._regning(skabelon, krav.antal, krav.udregning)
        if krav.foer is not None:
            regning = skabelon["forskel"].format(regning=regning, foer=beloeb_tekst(krav.foer), forskel=beloeb_tekst(krav.beloeb))
        return _split(title), _split(regning)

    def _regning(self, skabelon: dict[str, Any], antal: int, udregning: Udregning) -> str:
        """How the amount comes about."""
        beloeb = beloeb_tekst(udregning.beloeb)
        spans = udregning.spaend
        if not spans:
            return str(skabelon["ingen"].format(beloeb=beloeb))
        parts = [
            {
                "antal": antal,
                "enhedspris": beloeb_tekst(span.pris),
                "beloeb": beloeb,
                "fra": _dato(span.fra),
                "til": _dato(span.til),
            }
            for span in spans
        ]
        if len(spans) > 1:
            joined = " + ".join(skabelon["spaend"].format(**part) for part in parts)
            return str(skabelon["sum"].format(spaend=joined, beloeb=beloeb))
        whole = (spans[0].fra, spans[0].til) == (self.kvartal.foerste, self.kvartal.sidste)
        return str(skabelon["pris" if whole else "del"].format(**parts[0]))


def _dato(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _split(text: str) -> str:
    return "\n".join(split_tekst(text, BREDDE))
