"""Rejected claims and write-downs: a rejected claim is ours to collect again, a rejected write-down is due again (9.2).

That a claim is not in the list means nothing. What does not fit to anything sent becomes a difference and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats.columns import shown
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.inddrivelse import haendelser, nedskriv, opsaetning
from snitflade.inka.inddrivelse.afvigelser import Fund, opret
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import UDE, Fordring, Fordringshaendelse, Haendelse, Nedskrivning, Tilstand
from snitflade.inka.inddrivelse.models_ind import Forskelsart
from snitflade.inka.inddrivelse.opsaetning import normaliseret

KODER: Mapping[str, str] = {
    "A01": "Fordringshaveren er ukendt",
    "A02": "Gruppe eller type er ukendt",
    "A03": "Typen må ikke bruges af fordringshaveren",
    "A04": "Debitor er ukendt",
    "A05": "Debitor er død eller udrejst",
    "A06": "Beløbet er nul eller negativt",
    "A07": "Fejl i en dato",
    "A08": "Fordringen er forældet",
    "A09": "Sagsnummeret er brugt",
    "A10": "Barnets CPR-nummer mangler",
    "N01": "Fordringen findes ikke",
    "N02": "Beløbet er større end restsaldoen",
    "X99": "Andet",
}
"""What the codes are taken to mean; no list of them is public (9.2)."""

AFVIST_FREMMED = ProblemKind(
    "AFVIST_FREMMED",
    "Sagsnummeret {raw} er ikke en af vores kommuners. Intet er ændret; er filen en anden kommunes, så slet den.",
    spec="F02",
)
AFVIST_NAVN = ProblemKind("AFVIST_NAVN", "Filen er efter sit navn til {raw}, som ikke er en af vores kommuner.", spec="F02")


@dataclass(frozen=True, slots=True)
class _Raekke:
    linje: int
    art: str
    debitor: str
    sagsnummer: str
    sekvensnummer: str
    beloeb: int
    modtaget: dt.date
    kode: str
    tekst: str

    @property
    def hvorfor(self) -> str:
        """The reason in words: the authority's own, with what its code is taken to mean."""
        known = KODER.get(self.kode, "")
        said = self.tekst or known
        return f"{self.kode} {said}".strip() if self.kode in KODER else f"{self.kode} {said} ({KODER['X99'].lower()})".strip()


@dataclass(slots=True)
class _Arbejde:
    exchange: Exchange
    skridt: list[Skridt] = field(default_factory=list)
    grunde: list[tuple[str, int]] = field(default_factory=list)
    fund: list[Fund] = field(default_factory=list)
    antal: Counter[str] = field(default_factory=Counter)
    afsluttet: set[int] = field(default_factory=set)
    """Claims and write-downs that this file has rejected already."""

    def afvigelse(self, row: _Raekke, tekst: str, claim: Fordring | None = None, art: Forskelsart = Forskelsart.AFVISNING) -> None:
        """Write a row down that changes nothing."""
        key, ours = (claim.pk, claim.rest_hos) if claim else (None, None)
        text = f"{row.hvorfor}: {tekst}"
        self.fund.append(Fund(art, row.linje, key, row.sagsnummer, ours, abs(row.beloeb), None, abs(row.beloeb), text))
        self.antal["Uden virkning"] += 1


def anvend(exchange: Exchange, document: Document, navn: str | None, problems: Problems) -> Applied:
    """Take rejections in, in the caller's transaction. `navn`: the claimant by the file's name. Raises ProblemsError."""
    owners = opsaetning.fordringshavere(timezone.localdate())
    rows = _raekker(document)
    prefixes = {claimant[:2] for claimant in owners}
    if navn is not None and navn not in owners:
        problems.add(AFVIST_NAVN, raw=navn)
    for row in rows:
        if normaliseret(row.sagsnummer).split("-")[0] not in prefixes:
            problems.add(AFVIST_FREMMED, line=row.linje, field="ekstern_sagsnummer", raw=row.sagsnummer)
    if problems.errors:
        raise ProblemsError(problems)
    haendelser.laas()
    claims = {normaliseret(one.ekstern_sagsnummer): one for one in _fordringer(rows)}
    settled = set(
        Fordringshaendelse.objects.filter(
            fordring__in=[one.pk for one in claims.values()], art__in=(Haendelse.AFREGNET, Haendelse.AFSKREVET)
        ).values_list("fordring_id", flat=True)
    )
    work = _Arbejde(exchange)
    for row in rows:
        claim = claims.get(normaliseret(row.sagsnummer))
        if claim is None:
            work.afvigelse(row, "Sagsnummeret er ikke sendt herfra.")
        elif row.art == "FORD":
            _fordring(work, row, claim, claim.pk in settled)
        else:
            _nedskrivning(work, row, claim)
    haendelser.skriv(work.skridt, exchange.created_by, exchange)
    haendelser.saet(("aarsag",), work.grunde)
    kommune = next((one.kommune for one in claims.values()), owners.get(navn or "", next(iter(owners.values()))))
    opret(work.fund, exchange, kommune)
    sheet = [("Afviste", [(what, str(count)) for what, count in sorted(work.antal.items())])]
    return Applied(totals={"linjer": len(rows), **_totaler(exchange)}, sheet=sheet)


def _totaler(exchange: Exchange) -> dict[str, int]:
    """What an exchange has rejected by now."""
    rows = Fordringshaendelse.objects.filter(exchange=exchange)
    return {
        "fordringer": rows.filter(art=Haendelse.AFVIST).count(),
        "nedskrivninger": rows.filter(art=Haendelse.NEDSKRIVNING_VAEK).count(),
    }


def _raekker(document: Document) -> list[_Raekke]:
    table = document.tables["afvist"]
    names = ("type", "debitor", "ekstern_sagsnummer", "sekvensnummer", "fejlkode", "fejltekst")
    kinds, debtors, cases, sequences, codes, texts = ([one.strip() for one in shown(table[name])] for name in names)
    dates, amounts = table["modtaget_dato"].tolist(), table["beloeb"].tolist()
    return [
        _Raekke(*values)
        for values in zip(table.lines.tolist(), kinds, debtors, cases, sequences, amounts, dates, codes, texts, strict=True)
    ]


def _fordringer(rows: list[_Raekke]) -> list[Fordring]:
    """The claims that the rows may name."""
    wanted = {normaliseret(row.sagsnummer) for row in rows}
    found = list[Fordring]()
    exact = sorted({row.sagsnummer for row in rows})
    for first in range(0, len(exact), 10_000):
        found += Fordring.objects.filter(ekstern_sagsnummer__in=exact[first : first + 10_000]).select_related("exchange")
    missing = wanted - {normaliseret(one.ekstern_sagsnummer) for one in found}
    if missing:  # spelled otherwise than we did
        found += [one for one in Fordring.objects.select_related("exchange") if normaliseret(one.ekstern_sagsnummer) in missing]
    return found


def _fordring(work: _Arbejde, row: _Raekke, claim: Fordring, settled: bool) -> None:
    """A rejected claim: ours again, unless it cannot be what was sent last."""
    sent = claim.exchange.sent_at if claim.exchange else None
    if claim.pk in work.afsluttet or claim.tilstand == Tilstand.AFVIST:
        work.antal["Afvist før"] += 1
    elif claim.tilstand not in UDE or sent is None:
        work.afvigelse(row, f"Fordringen er {claim.vist.lower()} hos os.", claim)
    elif row.modtaget < timezone.localdate(sent):
        work.afvigelse(row, f"Afvisningen er fra før den {timezone.localdate(sent):%d-%m-%Y}, da den blev sendt igen.", claim)
    elif settled:
        work.afvigelse(row, "Der er allerede afregnet af fordringen. Intet er ændret.", claim, Forskelsart.AFVIST_AFREGNET)
    else:
        work.afsluttet.add(claim.pk)
        work.skridt.append(Skridt(claim.pk, Haendelse.AFVIST, Tilstand.AFVIST, -claim.rest_hos, row.linje, row.hvorfor))
        work.grunde.append((row.hvorfor[: haendelser.TEKST], claim.pk))
        work.antal["Fordringer"] += 1


def _nedskrivning(work: _Arbejde, row: _Raekke, claim: Fordring) -> None:
    """A rejected write-down: due again."""
    sent = claim.nedskrivninger.filter(beloeb=abs(row.beloeb), exchange__sent_at__isnull=False).exclude(
        tilstand=Nedskrivning.Tilstand.FORTRUDT
    )
    found = sent.exclude(tilstand=Nedskrivning.Tilstand.AFVIST).order_by("-pk").first()
    if row.sekvensnummer and claim.sekvensnummer and row.sekvensnummer != claim.sekvensnummer:
        work.afvigelse(row, "Sekvensnummeret er et andet end fordringens.", claim)
    elif found is not None and claim.tilstand in UDE:
        nedskriv.afvis(found, row.hvorfor, work.exchange.created_by, work.exchange, row.linje)
        work.antal["Nedskrivninger"] += 1
    elif sent.exists() and found is None:
        work.antal["Afvist før"] += 1
    else:
        work.afvigelse(row, "Der er ingen sådan nedskrivning, der venter på svar.", claim)
