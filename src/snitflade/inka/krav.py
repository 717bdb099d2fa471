"""Claims: the one function that makes them, for every module; and closing them without money.

A claim debits its account and credits the module's; all claims of a run are one voucher.

Sources: winformatik.md 2.3 (a debt is born by posting on a debtor art), payments.md 4.5 (numbers).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag as bilagene
from snitflade.bogh import konti as kontoplan
from snitflade.bogh.bilag import BILAG_DOBBELT, Hoved, Linje
from snitflade.bogh.models import Bilag
from snitflade.exchange import audit
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id
from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering, konti, placering
from snitflade.inka.indbetaling import Aarsag
from snitflade.inka.models import Art, Fordeling, Regning
from snitflade.inka.numre import REGNINGER
from snitflade.inka.opslag import saet_rest

KRAV_NUL = ProblemKind("KRAV_NUL", "Et krav er på 0 kr. Udelad det, eller giv det et beløb.")
KRAV_REGNINGSNUMMER = ProblemKind("KRAV_REGNINGSNUMMER", "Regningsnummeret {raw} er ikke 1 til 13 cifre.")
KRAV_SAMME_KONTO = ProblemKind("KRAV_SAMME_KONTO", "Kravets konto og modkonto er begge {raw}. Vælg en anden modkonto.")
KRAV_FOR_STORT = ProblemKind(
    "KRAV_FOR_STORT", "{beloeb} kr. er ikke mellem 0 og det, der er åbent på krav {raw}: {rest} kr. Ret beløbet."
)
KRAV_KREDIT = ProblemKind(
    "KRAV_KREDIT", "Krav {raw} er ikke en kredit med noget tilbage. Vælg en kredit og et krav, den skal dække."
)
KRAV_DEBITOR = ProblemKind("KRAV_DEBITOR", "Kreditten og kravet {raw} har ikke samme debitor. De kan ikke udlignes.")


class NytKrav(NamedTuple):
    """A claim to be made. `beloeb`: øre, negative is a credit; `modkonto`: the account it credits; empty where the
    run has lines of its own.

    `konto`: the account it stands on, empty: the constant ``inka.debitorkonto``. `betales_fra_konto`: it is posted there and never
    open. `regningsnummer`: the printed bill, None: not printed.
    """

    debitor: int
    beloeb: int
    modkonto: str
    forfaldsdato: dt.date
    periode: str = ""
    konto: str = ""
    omraadenummer: str = "000"
    art: str = ""
    debitorgruppe: str = ""
    regningsnummer: int | None = None
    betales_fra_konto: str = ""
    tekstlinjer: str = ""


class Koersel(NamedTuple):
    """What the claims of one run share. `noegle`: the run's key, unique in the module, at most 40 characters; `konteret_af`:
    initials, for a voucher of the run's own lines."""

    modul: str
    noegle: str
    kommune: str
    posteringsdato: dt.date
    regnskabsaar: int
    tekst: str
    exchange: int | None = None
    maskinnr: str = "00000"
    konteret_af: str = ""


_REGNING = (
    *("id", "nummer", "debitor_id", "modul", "kommune", "koersel", "exchange_id", "posteringsdato", "regnskabsaar"),
    *("periode", "omraadenummer", "beloeb", "rest", "konto", "betales_fra_konto", "forfaldsdato", "tekstlinjer", "art"),
    *("debitorgruppe", "regningsnummer"),
)


def opret(koersel: Koersel, krav: Iterable[NytKrav], af: str, linjer: Sequence[Linje] = ()) -> list[int]:
    """Make claims and book them in one voucher, in the caller's transaction or its own; gives their ids in order.

    `linjer`: the voucher's own lines, for a run that posts otherwise than claim by claim; on each account that claims stand on they
    come to what the claims do, or it is a ValueError. Once for each run: the same key again is refused. Raises ProblemsError with
    everything that is wrong; then nothing is made.
    """
    rows = list(krav)
    problems = Problems()
    own = ""
    if any(not one.konto and not one.betales_fra_konto for one in rows):
        (own,) = kraev(koersel.posteringsdato, konti.DEBITOR)
    sums: defaultdict[str, int] = defaultdict(int)
    accounts = set()
    for number, one in enumerate(rows, start=1):
        account = one.betales_fra_konto or one.konto or own
        if not one.betales_fra_konto:
            accounts.add(account)
        sums[account] += one.beloeb
        sums[one.modkonto] -= one.beloeb
        _tjek(number, one, account, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with collector_paused(), transaction.atomic():
        bogfoering.laas()
        if linjer:
            _egne_linjer(koersel, linjer, {konto: sums[konto] for konto in accounts}, af)
        if not rows:
            return []
        if linjer:
            pass
        elif any(sums.values()):
            bogfoering.bilag(
                sums.items(),
                kommune=koersel.kommune,
                dato=koersel.posteringsdato,
                tekst=koersel.tekst,
                kilde=koersel.modul,
                noegle=koersel.noegle,
                af=af,
                exchange=koersel.exchange,
                maskinnr=koersel.maskinnr,
                egne=tuple(accounts),
                regnskabsaar=koersel.regnskabsaar,
            )
        else:  # credits and debits cancel out on every account
            _unik(koersel)
        first, nummer = next_id(Regning), REGNINGER.following()
        run = (koersel.modul, koersel.kommune, koersel.noegle, koersel.exchange, koersel.posteringsdato, koersel.regnskabsaar)
        insert_rows(Regning, _REGNING, (_raekke(first + at, nummer + at, one, run, own) for at, one in enumerate(rows)))
    return list(range(first, first + len(rows)))


def _egne_linjer(koersel: Koersel, linjer: Sequence[Linje], krav: Mapping[str, int], af: str) -> None:
    """Book the run's own lines. Raises ValueError where they are not what the claims come to."""
    for konto, beloeb in krav.items():
        if sum(linje.beloeb for linje in linjer if linje.konto == konto) != beloeb:
            raise ValueError(f"the lines on {konto} are not its claims")
    kontoplan.som_samlekonto(krav, bogfoering.MODUL)
    hoved = Hoved(
        kommune=koersel.kommune,
        regnskabsaar=koersel.regnskabsaar,
        bilagsdato=koersel.posteringsdato,
        posteringsdato=koersel.posteringsdato,
        tekst=koersel.tekst,
        kilde=koersel.modul,
        noegle=koersel.noegle,
        exchange=koersel.exchange,
        koersel=koersel.noegle,
        maskinnr=koersel.maskinnr,
        konteret_af=koersel.konteret_af,
        egne=krav,
    )
    bilagene.bogfoer(hoved, linjer, af)


def _unik(koersel: Koersel) -> None:
    if Regning.objects.filter(modul=koersel.modul, koersel=koersel.noegle).exists():
        problems = Problems()
        problems.add(BILAG_DOBBELT, raw=koersel.noegle, kilde=koersel.modul, nummer="0")
        raise ProblemsError(problems)


def _tjek(number: int, one: NytKrav, account: str, problems: Problems) -> None:
    if one.beloeb == 0:
        problems.add(KRAV_NUL, line=number, field="beloeb")
    if one.modkonto == account:
        problems.add(KRAV_SAMME_KONTO, line=number, field="modkonto", raw=account)
    if one.regningsnummer is not None and not 0 < one.regningsnummer < 10**13:
        problems.add(KRAV_REGNINGSNUMMER, line=number, field="regningsnummer", raw=str(one.regningsnummer))


def _raekke(id: int, nummer: int, one: NytKrav, run: tuple[object, ...], own: str) -> tuple[object, ...]:
    konto = "" if one.betales_fra_konto else one.konto or own
    rest = 0 if one.betales_fra_konto else one.beloeb
    return (
        *(id, nummer, one.debitor, *run, one.periode, one.omraadenummer, one.beloeb, rest, konto, one.betales_fra_konto),
        *(one.forfaldsdato, one.tekstlinjer, one.art, one.debitorgruppe, one.regningsnummer),
    )


def nedskriv(regning: Regning, beloeb: int, af: str, dato: dt.date, grund: str, *, konto: str = "") -> Fordeling:
    """Close `beloeb` øre of a claim without money, against `konto` (else the constant ``inka.nedskrivningskonto``).

    Raises ProblemsError.
    """
    against = konto or kraev(dato, konti.NEDSKRIVNING)[0]
    with transaction.atomic():
        bogfoering.laas()
        row = Regning.objects.get(pk=regning.pk)
        if not 0 < beloeb <= row.rest:
            raise for_stort(row, beloeb)
        made = placering.luk(row, beloeb, against, af, dato, grund)
        audit.record("krav nedskrevet", af, regning=row.pk, beloeb=beloeb)
    regning.refresh_from_db()
    return made


def udlign(kredit: Regning, krav: Regning, beloeb: int, af: str, dato: dt.date) -> None:
    """Let `beloeb` øre of a credit cover a claim of the same debtor. Raises ProblemsError."""
    with transaction.atomic():
        bogfoering.laas()
        credit, claim = Regning.objects.get(pk=kredit.pk), Regning.objects.get(pk=krav.pk)
        problems = Problems()
        if credit.rest >= 0:
            problems.add(KRAV_KREDIT, raw=str(credit.nummer))
        if credit.debitor_id != claim.debitor_id or credit.kommune != claim.kommune:
            problems.add(KRAV_DEBITOR, raw=str(claim.nummer))
        if problems.errors:
            raise ProblemsError(problems)
        for row, open_ in ((claim, claim.rest), (credit, -credit.rest)):
            if not 0 < beloeb <= open_:
                raise for_stort(row, beloeb)
        placering.udlign(credit, claim, beloeb, af, dato)
        audit.record("krav udlignet", af, kredit=credit.pk, regning=claim.pk, beloeb=beloeb)
    kredit.refresh_from_db()
    krav.refresh_from_db()


def for_stort(regning: Regning, beloeb: int) -> ProblemsError:
    """What to raise where more (or less than nothing) is wanted of a claim than is open."""
    problems = Problems()
    rest = beloeb_tekst(abs(regning.rest))
    problems.add(KRAV_FOR_STORT, field="beloeb", raw=str(regning.nummer), beloeb=beloeb_tekst(beloeb), rest=rest)
    return ProblemsError(problems)


def annuller_koersel(kilde: str, noegle: str, af: str, dato: dt.date, grund: str) -> Bilag | None:
    """Take back a whole run: its voucher (of `kilde` and `noegle`) is reversed and its claims are closed; None where it has none.

    What was paid on them goes to the queue first. In the caller's transaction or its own. Raises ProblemsError.
    """
    with collector_paused(), transaction.atomic():
        bogfoering.laas()
        booked = Bilag.objects.filter(kilde=kilde, noegle=noegle).first()
        if booked is None:
            return None
        claims = Regning.objects.filter(koersel=noegle, kommune=booked.kommune, betales_fra_konto="").order_by("pk")
        used = Fordeling.objects.filter(regning__in=claims, ophaever=None, ophaevet_af=None)
        for one in used.select_related("regning", "indbetaling", "bilag").order_by("-pk"):
            placering.ophaev(one, af, dato, grund, Aarsag.KRAV_ANNULLERET)
        rows = list(claims.exclude(beloeb=0).values_list("pk", "beloeb", "konto"))
        accounts = {konto for *_, konto in rows}
        back = bilagene.tilbagefoer(booked, af, dato, regnskabsaar=booked.regnskabsaar, egne=tuple(accounts))
        _luk_alle([(number, beloeb) for number, beloeb, _ in rows], back, af, grund)
    return back


def _luk_alle(rows: Sequence[tuple[int, int]], back: Bilag, af: str, grund: str) -> None:
    first, now = next_id(Fordeling), timezone.now()
    fields = ("id", "regning_id", "beloeb", "art", "dato", "bilag_id", "grund", "oprettet_af", "oprettet_tid")
    shared = (Art.ANNULLERING.value, back.posteringsdato, back.pk, grund[:200], af, now)
    insert_rows(Fordeling, fields, ((first + at, number, beloeb, *shared) for at, (number, beloeb) in enumerate(rows)))
    saet_rest([(0, number) for number, _ in rows])


def annuller_udveksling(exchange: Exchange, kilde: str, af: str, dato: dt.date, grund: str) -> None:
    """Take back every run that an exchange booked for `kilde`."""
    for noegle in list(
        exchange.bilag.filter(kilde=kilde, tilbagefoerer=None, tilbagefoert_af=None).values_list("noegle", flat=True)
    ):
        annuller_koersel(kilde, noegle, af, dato, grund)
