"""Row 28, `soc.udbetalinger-bank` (page 562): cards that are due become lines, lines become booked credit items, items are paid.

All of it is one transaction. A run that is taken back leaves its items booked and open, so the next one pays them. Nobody pays what
they have typed themselves. Sources: social-teknik.md 1.5, 5.3; payments.md 3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling import koersel as udbetaling
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Tilbageholdelse, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.bogh.udbetaling.poster import opret as opret_poster
from snitflade.exchange.bulk import collector_paused, lock
from snitflade.exchange.catalogue import Built, Options
from snitflade.exchange.konstanter import KonstantMangler, KonstantUgyldig, konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.udbetalinger import hold, regler
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.dan import dan
from snitflade.soc.udbetalinger.linjer import SU_HOLDT
from snitflade.soc.udbetalinger.models import Ydelseskort, Ydelseslinje, Ydelsesvilkaar
from snitflade.soc.udbetalinger.modul import MELLEMKONTO, SOCIALE

SU_EGEN_LINJE = ProblemKind(
    "SU_EGEN_LINJE",
    "Du har selv tastet {antal} af linjerne, den første er linje {raw}. En anden skal lave kørslen: ingen udbetaler det, "
    "de selv har tastet.",
)
SU_EGEN_KONTO = ProblemKind(
    "SU_EGEN_KONTO",
    "Linje {raw} på {beloeb} kr.: den, der tastede linjen ({af}), har også angivet modtagerens konto. Se efter, at den er rigtig.",
    Severity.ADVARSEL,
)
SU_LINJE_UDELADT = ProblemKind("SU_LINJE_UDELADT", "Linje {raw} på {beloeb} kr. er ikke bogført: {grund}", Severity.ADVARSEL)
SU_MELLEMKONTO = ProblemKind("SU_MELLEMKONTO", "Systemkonstanten sociale.mellemkonto er ikke sat den {dato}. Sæt den først.")


def byg(exchange: Exchange, options: Options) -> Built:
    """Make a run, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems, kommune, af = Problems(), options["kommune"], exchange.created_by
    dato: dt.date = options["betalingsdato"]
    til = options.get("forfald_til") or dato
    wanted = {name.strip() for name in (options.get("poster") or "").split(",") if name.strip()}
    with collector_paused():
        lock(Ydelseskort, Ydelseslinje, Modtager, Modtagerkonto, Udbetalingspost, Tilbageholdelse, Udbetaling, Bilag, Postering)
        made = len(_dan(kommune, til, af, problems)) if not wanted else 0
        booked = _bogfoer(kommune, til, dato, af, wanted, problems)
        _to_personer(kommune, til, af, dato, wanted, problems)
        try:
            built = udbetaling.byg(SOCIALE, exchange, options)
        except ProblemsError as refused:
            problems.extend(refused.problems)
            raise ProblemsError(problems) from None
    if problems.errors:
        raise ProblemsError(problems)
    problems.extend(built.warnings)
    told = f"{made} linjer dannet af kort, og {booked} linjer bogført."
    sheet = [("Linjer", [("Dannet af kort", str(made)), ("Bogført", str(booked))]), *built.sheet] if built.files else built.sheet
    return replace(built, sheet=sheet, warnings=problems, notes=(told, *built.notes))


def _dan(kommune: str, til: dt.date, af: str, problems: Problems) -> list[Ydelseslinje]:
    made = dan(kommune, til, af)
    # Which lines are held is told below, of these and of older ones alike.
    told = made.problemer.take([code for code in made.problemer.codes if code != SU_HOLDT.code])
    problems.extend(told)
    return made.linjer


def _bogfoer(kommune: str, til: dt.date, dato: dt.date, af: str, wanted: set[str], problems: Problems) -> int:
    """Book the lines that are due and may be paid, as one credit item each and one voucher; gives how many."""
    rows = Ydelseslinje.objects.select_related("art", "modtager").filter(kommune=kommune, post=None, tilbage_tid=None)
    lines = [line for line in rows.filter(dato__lte=til).order_by("pk") if not wanted or line.nummer in wanted]
    if not lines:
        return 0
    terms = Gaeldende({line.art_id for line in lines})
    ready: list[tuple[Ydelseslinje, Ydelsesvilkaar]] = []
    for at, why in hold.grunde(lines, terms, af).items():
        line = lines[at]
        if line.holdt != why:
            line.holdt = why
            line.save(update_fields=["holdt"])
        held = terms.paa(line.art_id, line.dato)
        own = Problems()
        regler.tjek_maerke(line.art, held, line.dato, own)
        if why:
            problems.add(SU_HOLDT, field="linje", linje=line.pk, grund=why)
        elif own.errors or held is None:
            grund = " ".join(problem.message for problem in own.sorted())
            problems.add(SU_LINJE_UDELADT, field="linje", raw=str(line.pk), beloeb=beloeb_tekst(line.beloeb), grund=grund)
        else:
            ready.append((line, held))
    return _poster(kommune, dato, ready, af, problems)


def _poster(kommune: str, dato: dt.date, ready: Sequence[tuple[Ydelseslinje, Ydelsesvilkaar]], af: str, problems: Problems) -> int:
    if not ready:
        return 0
    try:
        konto = konstant(MELLEMKONTO, dato)
    except (KonstantMangler, KonstantUgyldig):
        problems.add(SU_MELLEMKONTO, field=MELLEMKONTO, dato=f"{dato:%d-%m-%Y}")
        return 0
    items = [_post(line, held, konto) for line, held in ready]
    samling = Samling(SOCIALE, f"562:{ready[0][0].pk}", kommune, dato, f"Sociale udbetalinger {dato:%d-%m-%Y}")
    try:
        made = opret_poster(samling, items, af)
    except ProblemsError as refused:
        problems.extend(refused.problems)
        return 0
    for (line, _), post in zip(ready, made, strict=True):
        line.post_id = post
    Ydelseslinje.objects.bulk_update([line for line, _ in ready], ["post"], batch_size=500)
    return len(made)


def _post(line: Ydelseslinje, held: Ydelsesvilkaar, konto: str) -> NyPost:
    return NyPost(
        noegle=line.nummer,
        modtager=line.modtager_id,
        beloeb=line.beloeb,
        forfaldsdato=line.dato,
        konto=konto,
        modkonto=held.konto,
        tekst=line.tekst or line.art.navn,
        vedroerer=line.vedroerer,
        modregnes=held.modregnes,
    )


def _to_personer(kommune: str, til: dt.date, af: str, dato: dt.date, wanted: set[str], problems: Problems) -> None:
    """Nobody pays what they have typed; and who typed a line should not have given its payee the account."""
    due = Ydelseslinje.objects.filter(kommune=kommune, dato__lte=til, tilbage_tid=None, holdt="")
    lines = due.filter(Q(post=None) | Q(post__rest__gt=0)).select_related("modtager").order_by("pk")
    chosen = [line for line in lines if not wanted or line.nummer in wanted]
    own = [line for line in chosen if line.tastet_af == af]
    if own:
        problems.add(SU_EGEN_LINJE, field="linje", raw=str(own[0].pk), antal=len(own))
    setter: dict[int, str] = {}
    accounts = Modtagerkonto.objects.filter(fra__lte=dato, modtager__in=lines.order_by().values("modtager"))
    for payee, konto, who in accounts.order_by("fra", "pk").values_list("modtager_id", "konto", "oprettet_af"):
        setter[payee] = who if konto else ""
    for line in chosen:
        if setter.get(line.modtager_id) == line.tastet_af:
            problems.add(SU_EGEN_KONTO, field="linje", raw=str(line.pk), beloeb=beloeb_tekst(line.beloeb), af=line.tastet_af)


def forslag(kommune: str, til: dt.date) -> tuple[int, int]:
    """How many lines are ready to be booked or paid, and their sum (øre), as far as is known before the run."""
    rows = Ydelseslinje.objects.filter(kommune=kommune, dato__lte=til, tilbage_tid=None, holdt="")
    ready = rows.filter(Q(post=None) | Q(post__rest__gt=0)).values_list("beloeb", flat=True)
    return len(ready), sum(ready)
