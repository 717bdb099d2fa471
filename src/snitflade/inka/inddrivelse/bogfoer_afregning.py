"""Booking a settlement: payments on claims, interest and fees on their accounts, reversals, and the claims' states (9.1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Sum

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Sheet
from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering, konti
from snitflade.inka.bogfoer_indbetalinger import Kilde, match_and_book
from snitflade.inka.indbetaling import Indbetalinger, Resultat, Soegt
from snitflade.inka.inddrivelse import haendelser, opsaetning, tilbage
from snitflade.inka.inddrivelse.afvigelser import Fund, opret
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.match import Aarsag, Linje, Opslag
from snitflade.inka.inddrivelse.models import UDE, Fordring, Fordringsdata, Haendelse, Nedskrivning, Tilstand
from snitflade.inka.inddrivelse.models_ind import Afregningslinje, Forskelsart
from snitflade.inka.inddrivelse.nedskriv import AFREGNINGER
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSOpkraevningskrav

AFSKRIVNING = "AFSKRIVNING"
TEKST, KOETEKST = "AFREGNING INDDRIVELSE", "UANBRINGELIG INDDRIVELSE"
AFREGNING_KOE = ProblemKind("AFREGNING_KOE", "{beloeb} kr. står blandt uanbringelige: {hvorfor}.", Severity.ADVARSEL, spec="M02")
HVORFOR = {
    Aarsag.UKENDT: "ingen fordring passer til linjen",
    Aarsag.FLERE: "flere fordringer kan være den, der menes",
    Aarsag.AFVIST: "fordringen er afvist eller ikke sendt",
}
_LINJE = (
    *("id", "fordringshaver", "betalings_id", "exchange_id", "linje", "fordring_id", "indbetalingsart", "dato", "hovedstol"),
    *("rente", "gebyr", "restsaldo", "aarsag"),
)


class Betaling(NamedTuple):
    """A line of a settlement. Amounts in øre; negative is a reversal."""

    linje: int
    betalings_id: str
    dato: dt.date
    art: str
    hovedstol: int
    rente: int
    gebyr: int
    restsaldo: int
    soegt: Linje

    @property
    def ialt(self) -> int:
        """Øre of all three parts."""
        return self.hovedstol + self.rente + self.gebyr


@dataclass(slots=True)
class _Arbejde:
    """A settlement being booked. `rest_hos`, `rest`: what is left of a claim there and here as it goes on, by id."""

    exchange: Exchange
    claimant: str
    kommune: str
    dato: dt.date
    claims: dict[int, Fordring] = field(default_factory=dict)
    rest_hos: dict[int, int] = field(default_factory=dict)
    rest: dict[int, int] = field(default_factory=dict)
    fund: list[Fund] = field(default_factory=list)
    uden: int = 0
    """Øre of reversals that no payment answers to."""


def bogfoer(exchange: Exchange, claimant: str, kommune: str, dato: dt.date, rows: Sequence[Betaling], problems: Problems) -> Sheet:
    """Book payments that are new, in the caller's transaction under `haendelser.laas`. Raises ProblemsError before anything is."""
    accounts = _konti(rows, dato)
    lookup = Opslag.af(Fordring.objects.filter(fordringshaver=claimant))
    found = [lookup.find(one.soegt) for one in rows]
    work = _Arbejde(exchange, claimant, kommune, dato)
    work.claims = {hit.pk: hit for hit in found if isinstance(hit, Fordring)}
    work.rest_hos = {pk: claim.rest_hos for pk, claim in work.claims.items()}
    regninger = {claim.regning_id for claim in work.claims.values()}
    for first in range(0, len(regninger), 10_000):
        some = sorted(regninger)[first : first + 10_000]
        work.rest |= dict(Regning.objects.filter(pk__in=some).values_list("pk", "rest"))
    placed = [_placering(work, one, hit) for one, hit in zip(rows, found, strict=True)]
    result = _betalinger(work, rows, placed, accounts[0])
    _andre(work, rows, placed, accounts)
    _poster(work, rows, accounts)
    _linjer(work, rows, found, placed)
    _skridt(work, rows, placed)
    opret(work.fund, exchange, kommune)
    for one, hit in zip(rows, placed, strict=True):
        if isinstance(hit, Aarsag) and one.hovedstol > 0 and one.art != AFSKRIVNING:
            problems.add(AFREGNING_KOE, line=one.linje, beloeb=beloeb_tekst(one.hovedstol), hvorfor=HVORFOR[hit])
    interest, fees = (sum(getattr(one, name) for one in rows if one.art != AFSKRIVNING) for name in ("rente", "gebyr"))
    sums = [("Renter", beloeb_tekst(interest)), ("Gebyrer", beloeb_tekst(fees)), ("Afvigelser", str(len(work.fund)))]
    return [*result.ark(), ("Renter, gebyrer og afvigelser", sums)]


def _konti(rows: Sequence[Betaling], dato: dt.date) -> tuple[str, ...]:
    """Between account, interest, fees, reversals without payment, write-offs; all of them are asked for."""
    names = (opsaetning.MELLEMREGNING, opsaetning.RENTER, opsaetning.GEBYRER, opsaetning.AFKLARING, konti.NEDSKRIVNING)
    return kraev(dato, *names) if rows else ("",) * len(names)


def _placering(work: _Arbejde, one: Betaling, hit: Fordring | Aarsag) -> Fordring | Aarsag:
    """Where a payment goes: a claim that was never handed over, or was rejected, is paid to nobody yet (9.1)."""
    if not isinstance(hit, Fordring):
        text = f"Betaling {one.betalings_id}: {HVORFOR[hit]}."
        work.fund.append(
            Fund(Forskelsart.UDEN_KRAV, one.linje, None, one.soegt.sagsnummer, None, one.hovedstol, None, one.hovedstol, text)
        )
        return hit
    if hit.tilstand in (Tilstand.AFVIST, Tilstand.KOE):
        text = f"Betaling {one.betalings_id} er afregnet, men fordringen er {Tilstand(hit.tilstand).label.lower()}."
        work.fund.append(
            Fund(
                Forskelsart.AFVIST_AFREGNET, one.linje, hit.pk, hit.ekstern_sagsnummer, 0, one.hovedstol, None, one.hovedstol, text
            )
        )
        return Aarsag.AFVIST
    return hit


def _betalinger(work: _Arbejde, rows: Sequence[Betaling], placed: Sequence[Fordring | Aarsag], konto: str) -> Resultat:
    """Book what was paid on claims, and in the queue what matches none."""
    places = [at for at, one in enumerate(rows) if one.hovedstol > 0 and one.art != AFSKRIVNING]
    krav, reasons = dict[int, Sequence[int]](), list[str]()
    for row, at in enumerate(places):
        hit, one = placed[at], rows[at]
        reasons.append(hit.value if isinstance(hit, Aarsag) else "")
        if isinstance(hit, Fordring):
            krav[row] = (hit.regning_id,)
            _brug(work, hit, one, one.hovedstol)
    ind = Indbetalinger(
        noegle=[f"{work.claimant} {rows[at].betalings_id}" for at in places],
        beloeb=[rows[at].hovedstol for at in places],
        dato=[rows[at].dato for at in places],
        bogfoeringsdato=[work.dato] * len(places),
        soegt=[Soegt.INGEN.value if reason else Soegt.KRAV.value for reason in reasons],
        soegt_nummer=[0] * len(places),
        reference=[rows[at].soegt.sagsnummer for at in places],
        tekst=[rows[at].art for at in places],
        aarsag=reasons,
        krav=krav,
    )
    kilde = Kilde(AFREGNINGER, work.kommune, TEKST, KOETEKST, indbetalingskonto=konto)
    return match_and_book(ind, work.exchange, work.exchange.created_by, kilde)


def _brug(work: _Arbejde, claim: Fordring, one: Betaling, beloeb: int) -> int:
    """Use up what is open here; gives how much of it there was, and notes what was too much (M04)."""
    here = work.rest[claim.regning_id]
    take = min(beloeb, here)
    work.rest[claim.regning_id] = here - take
    if take < beloeb:
        text = f"Der er afregnet {beloeb_tekst(beloeb)} kr., og {beloeb_tekst(here)} kr. var åbent."
        sums = (here, beloeb, here, beloeb - take)
        work.fund.append(Fund(Forskelsart.FOR_MEGET, one.linje, claim.pk, claim.ekstern_sagsnummer, *sums, text))
    return take


def _andre(work: _Arbejde, rows: Sequence[Betaling], placed: Sequence[Fordring | Aarsag], accounts: Sequence[str]) -> None:
    """Reversals and write-offs, one at a time."""
    af = work.exchange.created_by
    for one, hit in zip(rows, placed, strict=True):
        claim = hit if isinstance(hit, Fordring) else None
        if one.art == AFSKRIVNING:
            if claim is None:
                continue
            if one.hovedstol > 0:
                tilbage.afskriv(claim.regning, _brug(work, claim, one, one.hovedstol), accounts[4], af, work.dato)
            elif one.hovedstol < 0:
                undone = tilbage.genopret(claim.regning, -one.hovedstol, af, work.dato)
                _mangler(work, one, claim, -one.hovedstol - undone)
                work.rest[claim.regning_id] += undone
        elif one.hovedstol < 0:
            source = f"inddrivelse {work.exchange.pk} {one.linje}"
            undone = tilbage.tilbagefoer(claim, -one.hovedstol, accounts[0], af, work.dato, source, work.exchange) if claim else 0
            if claim is not None:
                work.rest[claim.regning_id] += undone
            work.uden += -one.hovedstol - undone
            _mangler(work, one, claim, -one.hovedstol - undone)


def _mangler(work: _Arbejde, one: Betaling, claim: Fordring | None, beloeb: int) -> None:
    """Note a reversal that no payment answers to."""
    if beloeb:
        key, case = (claim.pk, claim.ekstern_sagsnummer) if claim else (None, one.soegt.sagsnummer)
        text = f"{beloeb_tekst(beloeb)} kr. er ført tilbage, men ingen afregnet betaling svarer til det."
        work.fund.append(Fund(Forskelsart.TILBAGE, one.linje, key, case, 0, -beloeb, None, beloeb, text))


def _poster(work: _Arbejde, rows: Sequence[Betaling], accounts: Sequence[str]) -> None:
    """Book interest, fees, and reversals without a payment as one voucher."""
    interest = sum(one.rente for one in rows if one.art != AFSKRIVNING)
    fees = sum(one.gebyr for one in rows if one.art != AFSKRIVNING)
    if not (interest or fees or work.uden):
        return
    bogfoering.bilag(
        [(accounts[0], interest + fees - work.uden), (accounts[1], -interest), (accounts[2], -fees), (accounts[3], work.uden)],
        kommune=work.kommune,
        dato=work.dato,
        tekst=TEKST,
        kilde=AFREGNINGER,
        noegle=f"renter og gebyrer {work.exchange.pk}",
        af=work.exchange.created_by,
        exchange=work.exchange.pk,
    )


def _linjer(
    work: _Arbejde, rows: Sequence[Betaling], found: Sequence[Fordring | Aarsag], placed: Sequence[Fordring | Aarsag]
) -> None:
    lock(Afregningslinje)
    first = next_id(Afregningslinje)
    made = list[tuple[object, ...]]()
    for at, (one, hit, place) in enumerate(zip(rows, found, placed, strict=True)):
        claim = hit.pk if isinstance(hit, Fordring) else None
        reason = place.value if isinstance(place, Aarsag) else ""
        head = (first + at, work.claimant, one.betalings_id, work.exchange.pk, one.linje, claim, one.art, one.dato)
        made.append((*head, one.hovedstol, one.rente, one.gebyr, one.restsaldo, reason))
    insert_rows(Afregningslinje, _LINJE, made)


def _skridt(work: _Arbejde, rows: Sequence[Betaling], placed: Sequence[Fordring | Aarsag]) -> None:
    """The claims' steps, and what differs from what the authority says."""
    steps, last = list[Skridt](), dict[int, Betaling]()
    state = {pk: Tilstand(claim.tilstand) for pk, claim in work.claims.items()}
    stuck = _optagne([claim for claim in work.claims.values() if claim.tilstand == Tilstand.LUKKET])
    for one, hit in zip(rows, placed, strict=True):
        if not isinstance(hit, Fordring):
            continue
        work.rest_hos[hit.pk] -= one.hovedstol
        left, now = work.rest_hos[hit.pk], state[hit.pk]
        if now in UDE:
            now = Tilstand.LUKKET if left <= 0 else Tilstand.DELVIST
        elif now is Tilstand.LUKKET and left > 0 and hit.pk not in stuck:
            now = Tilstand.DELVIST
        elif now is Tilstand.LUKKET and left > 0:
            text = "Myndigheden har åbnet fordringen igen, men kravet opkræves nu et andet sted. Stands det ene."
            sums = (0, one.restsaldo, work.rest[hit.regning_id], one.restsaldo)
            work.fund.append(Fund(Forskelsart.STATUS, one.linje, hit.pk, hit.ekstern_sagsnummer, *sums, text))
        state[hit.pk] = now
        kind = Haendelse.AFSKREVET if one.art == AFSKRIVNING else Haendelse.AFREGNET
        steps.append(Skridt(hit.pk, kind, now, -one.hovedstol, one.linje, f"{one.art} {one.betalings_id}"))
        last[hit.pk] = one
    haendelser.skriv(steps, work.exchange.created_by, work.exchange)
    _afvigende(work, last)


def _optagne(closed: Sequence[Fordring]) -> set[int]:
    """Closed claims that may not be opened again there: something else collects them by now."""
    regninger = {one.regning_id: one.pk for one in closed}
    bs = BSOpkraevningskrav.objects.filter(regning__in=regninger, ude=True).values_list("regning_id", flat=True)
    other = Fordring.objects.filter(regning__in=regninger, tilstand__in=UDE).values_list("regning_id", flat=True)
    return {regninger[number] for number in (*bs, *other)}


def _afvigende(work: _Arbejde, last: dict[int, Betaling]) -> None:
    """Note where the authority's balance, or its debtor, is another."""
    waiting: defaultdict[int, int] = defaultdict(int)
    co_debtors = dict[int, str]()
    for first in range(0, len(last), 10_000):
        some = list(last)[first : first + 10_000]
        open_ = Nedskrivning.objects.filter(fordring__in=some, tilstand=Nedskrivning.Tilstand.I_FIL).order_by()
        waiting.update(dict(open_.values_list("fordring_id").annotate(Sum("beloeb"))))
        co_debtors |= dict(Fordringsdata.objects.filter(regning__fordringer__in=some).values_list("regning_id", "meddebitorer"))
    for pk, one in last.items():
        claim, ours = work.claims[pk], work.rest_hos[pk]
        if one.restsaldo not in (ours, ours + waiting[pk]):
            text = f"De har {beloeb_tekst(one.restsaldo)} kr. tilbage, vi har {beloeb_tekst(ours)} kr."
            sums = (ours, one.restsaldo, work.rest[claim.regning_id], one.restsaldo - ours)
            work.fund.append(Fund(Forskelsart.RESTSALDO, one.linje, pk, claim.ekstern_sagsnummer, *sums, text))
        if one.soegt.debitor != claim.debitor_nummer and one.soegt.debitor not in co_debtors.get(claim.regning_id, "").split(","):
            text = "Betalingen står på en anden debitor end fordringens. Den er bogført på fordringen."
            work.fund.append(Fund(Forskelsart.DEBITOR, one.linje, pk, claim.ekstern_sagsnummer, None, None, None, 0, text))
