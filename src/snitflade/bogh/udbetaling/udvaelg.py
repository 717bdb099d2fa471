"""Which open items a run pays, and which it leaves out, each with its reason: what is left out is shown, never lost.

Sources: payments.md 1.1 (MODTAGER_UDEN_KONTO: left out, never a file with holes), 3.5, 3.6; prisme.md 4.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling import modul as moduler
from snitflade.bogh.udbetaling.models import Nummerart, Tilbageholdelse, Udbetalingspost
from snitflade.bogh.udbetaling.opsaetning import Opsaetning
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.formats.udbetalinger import Maade

UDELADT_UDEN_KONTO = ProblemKind(
    "UDELADT_UDEN_KONTO",
    "Post {raw} på {beloeb} kr. er udeladt: modtageren har ingen bankkonto den {dato}. Angiv en konto på side 360.",
    Severity.ADVARSEL,
    spec="MODTAGER_UDEN_KONTO",
)
UDELADT_UDEN_NUMMER = ProblemKind(
    "UDELADT_UDEN_NUMMER",
    "Post {raw} på {beloeb} kr. er udeladt: Prisme finder modtageren på CPR- eller CVR-nummer, og der er ingen.",
    Severity.ADVARSEL,
)
UDELADT_GRAENSE = ProblemKind(
    "UDELADT_GRAENSE",
    "Post {raw} på {beloeb} kr. er udeladt: det er mere end grænsen for én betaling, {graense} kr.",
    Severity.ADVARSEL,
)
UDELADT_MAADE = ProblemKind(
    "UDELADT_MAADE", "Post {raw} på {beloeb} kr. er udeladt: den kan ikke betales med {vej}.", Severity.ADVARSEL
)
UDELADT_VENTER = ProblemKind("UDELADT_VENTER", "Post {raw} på {beloeb} kr. venter: {grund}", Severity.ADVARSEL)
UDELADT_TEGN = ProblemKind(
    "UDELADT_TEGN", "Post {raw} på {beloeb} kr. er udeladt: «{tegn}» kan ikke sendes til Prisme.", Severity.ADVARSEL
)
VALG_UKENDT = ProblemKind(
    "VALG_UKENDT", "Post «{raw}» er ikke åben i {modul} for kommune {kommune}, eller den forfalder efter {til}. Ret udvælgelsen."
)
BETALING_TO_ENS = ProblemKind(
    "BETALING_TO_ENS",
    "Post {raw} og post {first} har samme modtager, beløb, dato og tekst. Er det den samme betaling to gange?",
    Severity.ADVARSEL,
)


class Betaling(NamedTuple):
    """One payment to be made, of one item. `konto`: 14 digits or a card's number; `modtager`: CPR or CVR, else empty."""

    post: int
    beloeb: int
    debet: str
    """The account the item stands on."""
    maade: str
    """A value of `Maade`, as text: that is what tables and files have."""
    konto: str
    reference: str
    navn: str
    modtager: str
    besked: str
    meddelelse: str
    fakturanummer: str


@dataclass(slots=True)
class Valg:
    """What a run pays, and the øre and numbers of what it leaves out, by reason."""

    betalinger: list[Betaling] = field(default_factory=list)
    udeladt: Counter[str] = field(default_factory=Counter)
    antal_udeladt: Counter[str] = field(default_factory=Counter)
    bevilget: int = 0
    """Øre that the items it looked at were made with."""
    modregnet: int = 0
    """Øre of these that were set off before."""

    @property
    def betalt(self) -> int:
        """Øre that are paid."""
        return sum(one.beloeb for one in self.betalinger)


MANGE = 20_000
"""Rows that are fetched at a time."""
_FELTER = (
    *("pk", "noegle", "beloeb", "rest", "konto", "maade", "kortkonto", "kortreference", "besked", "meddelelse", "fakturanummer"),
    *("modtager_id", "modtager__art", "modtager__nummer", "modtager__navn"),
)


def udvaelg(opsaetning: Opsaetning, forfald_til: dt.date, poster: str, problems: Problems) -> Valg:
    """The open items that are due by `forfald_til`, or those of them named in `poster` (keys between commas).

    What is left out is a warning. Call with the tables locked.
    """
    modul = opsaetning.modul
    rows = Udbetalingspost.objects.filter(
        modul=modul.navn, kommune=opsaetning.kommune, rest__gt=0, forfaldsdato__lte=forfald_til
    ).order_by("pk")
    wanted = list(dict.fromkeys(name.strip() for name in poster.split(",") if name.strip()))
    if wanted:
        rows = rows.filter(noegle__in=wanted)
    found = list(rows.values_list(*_FELTER).iterator(MANGE))
    for name in sorted(set(wanted) - {row[1] for row in found}) if wanted else ():
        til = f"{forfald_til:%d-%m-%Y}"
        problems.add(VALG_UKENDT, field="poster", raw=name, modul=modul.navn, kommune=opsaetning.kommune, til=til)
    accounts = modtagere.konto_paa(opsaetning.betalingsdato)
    held = dict(Tilbageholdelse.objects.filter(ophaevet_af="", post__modul=modul.navn).values_list("post_id", "grund"))
    held |= moduler.der_venter(modul.navn, [row[0] for row in found if row[0] not in held])
    valg = Valg(bevilget=sum(row[2] for row in found), modregnet=sum(row[2] - row[3] for row in found))
    transfer, nemkonto, customer = Maade.KONTO.value, Maade.NEMKONTO.value, Nummerart.KUNDE.value
    prisme, ikke_mulige = opsaetning.vej == "prisme", _ikke_mulige(opsaetning.vej)
    for row in found:
        pk, _, _, rest, debet, way, konto, reference, besked, meddelelse, faktura, payee, art, nummer, navn = row
        if way == transfer:
            konto = accounts.get(payee, "")
            if prisme or not konto:
                way = nemkonto
        modtager = "" if art == customer else nummer
        one = Betaling(pk, rest, debet, way, konto, reference, navn, modtager, besked, meddelelse, faktura)
        if (prisme or way == nemkonto or rest > opsaetning.graense or pk in held or way in ikke_mulige) and (
            reason := _udelad(opsaetning, one, held, problems)
        ):
            valg.udeladt[reason] += rest
            valg.antal_udeladt[reason] += 1
        else:
            valg.betalinger.append(one)
    _to_ens(valg, problems)
    return valg


def _udelad(opsaetning: Opsaetning, one: Betaling, held: dict[int, str], problems: Problems) -> str:
    """Why a payment is left out, in short; empty when it is not. The warning says it in whole."""
    if one.post in held:
        return _sig(problems, UDELADT_VENTER, one, "Afventer modregning", grund=held[one.post])
    if one.beloeb > opsaetning.graense:
        return _sig(problems, UDELADT_GRAENSE, one, "Over grænsen", graense=beloeb_tekst(opsaetning.graense))
    if one.maade in _ikke_mulige(opsaetning.vej):
        return _sig(problems, UDELADT_MAADE, one, "Kan ikke betales ad denne vej", vej=opsaetning.vej)
    if opsaetning.vej == "prisme":
        texts = one.besked + one.meddelelse + one.fakturanummer
        if wrong := next((tegn for tegn in "&!\\" if tegn in texts), ""):
            return _sig(problems, UDELADT_TEGN, one, "Tegn, der ikke kan sendes", tegn=wrong)
        if not one.modtager:
            return _sig(problems, UDELADT_UDEN_NUMMER, one, "Uden CPR- eller CVR-nummer")
    elif one.maade == Maade.NEMKONTO and not _nemkonto(opsaetning.ident, one.modtager):
        return _sig(problems, UDELADT_UDEN_KONTO, one, "Uden konto", dato=f"{opsaetning.betalingsdato:%d-%m-%Y}")
    return ""


def _sig(problems: Problems, kind: ProblemKind, one: Betaling, kort: str, **params: Any) -> str:
    problems.add(kind, field="post", raw=str(one.post), beloeb=beloeb_tekst(one.beloeb), **params)
    return kort


def _nemkonto(ident: str, modtager: str) -> bool:
    """Whether the bank can find the payee's NemKonto by the number."""
    return ("{cpr}" in ident and len(modtager) == 10) or ("{cvr}" in ident and len(modtager) == 8)


def _ikke_mulige(vej: str) -> tuple[str, ...]:
    if vej == "pain001":
        return (Maade.GIRO01, Maade.GIRO15)
    return (Maade.FI71, Maade.FI73, Maade.FI75, Maade.GIRO01, Maade.GIRO04, Maade.GIRO15) if vej == "prisme" else ()


def _to_ens(valg: Valg, problems: Problems) -> None:
    """Warn of payments of a run that look like one paid twice."""
    for one, first in _ens(valg.betalinger):
        problems.add(BETALING_TO_ENS, field="post", raw=str(one.post), first=first.post)


def _ens(betalinger: list[Betaling]) -> Iterator[tuple[Betaling, Betaling]]:
    if len({(one.konto, one.beloeb) for one in betalinger}) == len(betalinger):
        return
    seen: dict[tuple[object, ...], Betaling] = {}
    for one in betalinger:
        first = seen.setdefault((one.konto, one.modtager, one.navn, one.beloeb, one.reference, one.besked), one)
        if first is not one:
            yield one, first
