"""A month's amounts: each child's case, its income and what it comes to.

The income last granted with counts until the new one has moved by the limit (``skat.aktuel.graense_procent``) or the number of
children or those whose income counts have changed; not across New Year. Sources: social-teknik.md 5.2, skat-inddrivelse.md 6.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.skat import indkomst as skat
from snitflade.soc.boernetilskud import fakta, regn, sager
from snitflade.soc.boernetilskud.models_tildeling import Tildeling
from snitflade.soc.boernetilskud.modul import FORSKYDNING
from snitflade.soc.boernetilskud.sager import Sag, Udfald
from snitflade.soc.boernetilskud.satser import Gaeldende, gaeldende
from snitflade.soc.maaned import Maaned

BT_UDEN_INDKOMST = ProblemKind(
    "BT_UDEN_INDKOMST",
    "Der er ingen indkomst for alle, hvis indkomst tæller, og intet undtagelseskort med en forventet indkomst for {aar}. "
    "Hent aktuel indkomst, eller lav kortet.",
    Severity.ADVARSEL,
    spec="BT-E01",
)
BT_INDKOMST_FOR_HOEJ = ProblemKind(
    "BT_INDKOMST_FOR_HOEJ", "Indkomsten er for høj: der er ikke noget tilskud tilbage.", Severity.ADVARSEL
)


class Brugt(NamedTuple):
    """What a child was last granted with."""

    indkomst: int
    grundlag: str
    boern: int


@dataclass(slots=True)
class Beregnet:
    """A month of a municipality. `ufuldstaendige`: persons whose aktuel indkomst is marked as incomplete."""

    maaned: Maaned
    gaeldende: Gaeldende
    sager: sager.Sager
    ufuldstaendige: int = 0


def beregn(kommune: str, maaned: Maaned, problems: Problems, nyere: Mapping[str, Brugt | None] | None = None) -> Beregnet | None:
    """Everybody of the municipality; None, with what is missing reported, where no rates hold.

    `nyere`: what children are being granted with anew for the month before, in the same run.
    """
    return _beregn(kommune, maaned, problems, None, nyere or {})


def beregn_barn(kommune: str, maaned: Maaned, barn: str, problems: Problems) -> Sag | None:
    """One child's case; None where the child does not live in the municipality on the first, or no rates hold."""
    one = fakta.personer([barn], maaned.foerste).get(barn)
    if one is None or one.kommune != kommune:
        return None
    found = _beregn(kommune, maaned, problems, one, {})
    return next((sag for sag in found.sager.sager if sag.barn.cpr == barn), None) if found else None


def _beregn(
    kommune: str, maaned: Maaned, problems: Problems, barn: fakta.Borger | None, nyere: Mapping[str, Brugt | None]
) -> Beregnet | None:
    now = gaeldende(maaned, problems)
    if now is None:
        return None
    if barn is None:
        people = fakta.i_kommunen(kommune, maaned.foerste)
        cards = sager.gaeldende_kort(maaned)
    else:
        people = _omkring(barn, kommune, maaned)
        cards = sager.gaeldende_kort(maaned, people)
    found = Beregnet(maaned, now, sager.find(people, maaned, cards))
    before = {**brugt(kommune, maaned.plus(-1), people if barn else None), **nyere} if maaned.nummer > 1 else {}
    _indkomster(found, before)
    return found


def _omkring(barn: fakta.Borger, kommune: str, maaned: Maaned) -> dict[str, fakta.Borger]:
    """The child, and those at its address and its parents' and whoever a card lets receive: all its case can depend on."""
    card = sager.gaeldende_kort(maaned, [barn.cpr]).get(barn.cpr)
    numbers = {barn.mor, barn.far, card.modtager if card else ""} - {""}
    parents = fakta.personer(numbers, maaned.foerste)
    keys = {one.noegle for one in (barn, *parents.values()) if one.kommune == kommune}
    around = {**parents, **fakta.paa_adresser(keys, maaned.foerste), barn.cpr: barn}
    return {cpr: one for cpr, one in around.items() if one.kommune == kommune}


def brugt(kommune: str, maaned: Maaned, boern: Collection[str] | None = None) -> dict[str, Brugt]:
    """What each child was last granted with for a month, where all of it was aktuel indkomst."""
    rows = Tildeling.objects.filter(maaned=str(maaned), kommune=kommune, gaelder=True).order_by("pk")
    if boern is not None:
        rows = rows.filter(barn__in=list(boern))
    found: dict[str, Brugt] = {}
    for barn, income, base, count, actual in rows.values_list("barn", "indkomst", "grundlag", "boern", "aktuel"):
        found.pop(barn, None)
        if actual and income is not None:
            found[barn] = Brugt(income, base, count)
    return found


def _indkomster(found: Beregnet, before: Mapping[str, Brugt | None]) -> None:
    """Incomes and amounts of the cases that are not refused."""
    wanted = [sag for sag in found.sager.sager if sag.udfald is Udfald.TILSAGN]
    maaned, rates = found.maaned, found.gaeldende
    until = maaned.plus(-int(konstant(FORSKYDNING, maaned.foerste))).foerste
    known = skat.seneste_for({cpr for sag in wanted for cpr in sag.grundlag}, until)
    found.ufuldstaendige = sum(one.ufuldstaendig for one in known.values())
    limit = int(konstant("skat.aktuel.graense_procent", maaned.foerste))
    expected: dict[tuple[str, ...], tuple[int, int]] = {}
    for sag in wanted:
        card = sag.kort
        if card is not None and card.forventet is not None and card.indkomstaar == maaned.aar:
            expected[sag.sammen] = max(expected.get(sag.sammen, (0, 0)), (card.pk, card.forventet))
    sums: dict[tuple[str, ...], int | None] = {}
    for sag in wanted:
        if sag.kort is not None and sag.kort.beloeb is not None:
            sag.beloeb = sag.kort.beloeb
        elif sag.sammen in expected:
            sag.indkomst = expected[sag.sammen][1]
            sag.beloeb = regn.pr_barn(rates.satser, sag.indkomst, sag.boern)
        else:
            if sag.grundlag not in sums:
                sums[sag.grundlag] = _sum(sag.grundlag, known, rates.standardfradrag)
            _af_aktuel(sag, sums[sag.grundlag], rates, before.get(sag.barn.cpr), limit)
        if sag.indkomst is None and not (sag.kort and sag.kort.beloeb is not None):
            sag.afvis(Udfald.FEJL, BT_UDEN_INDKOMST, aar=maaned.aar)
        elif not sag.beloeb and sag.indkomst is None and sag.kort:
            sag.afvis(Udfald.AFSLAG, sager.BT_IKKE_RET, kort=sag.kort.pk, begrundelse=sag.kort.begrundelse)
        elif not sag.beloeb:
            sag.afvis(Udfald.AFSLAG, BT_INDKOMST_FOR_HOEJ)


def _sum(grundlag: tuple[str, ...], known: Mapping[str, skat.Maaned], standard: int) -> int | None:
    """The income of all of them, less standardfradrag (two at most) where it is taken off; None where one has none."""
    total = 0
    for cpr in grundlag:
        one = known.get(cpr)
        if one is None or one.gaelder is None:
            return None
        total += one.gaelder
    return max(total - min(len(grundlag), 2) * standard, 0)


def _af_aktuel(sag: Sag, income: int | None, rates: Gaeldende, last: Brugt | None, limit: int) -> None:
    if income is None:
        return
    sag.indkomst, sag.aktuel = income, True
    if last is not None and last.boern == sag.boern and last.grundlag == ",".join(sag.grundlag) and income != last.indkomst:
        sag.fastholdt = not skat.over_graensen(last.indkomst, income, limit)
        sag.indkomst = last.indkomst if sag.fastholdt else income
    sag.beloeb = regn.pr_barn(rates.satser, sag.indkomst, sag.boern)
