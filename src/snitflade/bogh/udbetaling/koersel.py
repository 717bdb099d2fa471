"""A run: the open items of a module that are due, paid by one file, booked in one voucher; and taking it back.

Sources: payments.md 3 (the file), 1 (one transaction, two people), winformatik.md 2.4 (item debited, bank account credited).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from django.db.models import F, OuterRef, Subquery, Sum

from snitflade.bogh import bilag as bilagene
from snitflade.bogh import numre
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.prisme import konto_total
from snitflade.bogh.udbetaling import filer, modtagere, tid
from snitflade.bogh.udbetaling.filer import Nummereret
from snitflade.bogh.udbetaling.kontrolsum import Poster, kontrolsum
from snitflade.bogh.udbetaling.models import Modtagerkonto, Tilbageholdelse, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Modul, paa_arket
from snitflade.bogh.udbetaling.opsaetning import Opsaetning, opsaet
from snitflade.bogh.udbetaling.udvaelg import MANGE, Valg, udvaelg
from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id
from snitflade.exchange.catalogue import Built, Option, OptionKind, Options, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import ZONE
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.formats.udbetalinger import Maade

UDBETALING_SAMME_KONTO = ProblemKind(
    "UDBETALING_SAMME_KONTO", "Konto {raw} krediteres ved betaling, og der står poster på den. Ret systemkonstant {konstant}."
)
UDBETALING_FOR_MANGE = ProblemKind(
    "UDBETALING_FOR_MANGE", "Der kan ikke laves flere betalinger i dag: {antal} er for mange. Vælg færre poster."
)

VALG = (
    Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956"),
    Option("betalingsdato", OptionKind.DATE, "Den dag, der betales, fx 2026-11-30"),
    Option("forfald_til", OptionKind.DATE, "Poster, der forfalder til og med; ellers betalingsdatoen", required=False),
    Option("poster", OptionKind.TEXT, "Kun disse poster: nøgler med komma imellem", required=False),
    Option("regnskabsaar", OptionKind.NUMBER, "Regnskabsår; ellers betalingsdatoens", required=False),
)
_UDBETALING = (*("id", "post_id", "exchange_id", "betalings_id", "beloeb", "dato", "maade", "konto", "henvisning", "gaelder"),)


def byg(modul: Modul, exchange: Exchange, options: Options) -> Built:
    """Pay the module's open items, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    opsaetning = opsaet(modul, options["kommune"], options["betalingsdato"], tid.nu(), problems)
    if opsaetning is None:
        raise ProblemsError(problems)
    with collector_paused():
        lock(Modtagerkonto, Udbetalingspost, Tilbageholdelse, Udbetaling, Bilag, Postering)
        forfald_til = options.get("forfald_til") or opsaetning.betalingsdato
        valg = udvaelg(opsaetning, forfald_til, options.get("poster") or "", problems)
        if problems.errors:
            raise ProblemsError(problems)
        notes = tuple(note for note in (opsaetning.note, *_noter(modul, valg)) if note)
        if not valg.betalinger:
            return Built(key="", files=(), totals={}, sheet=[], warnings=problems, notes=notes)
        aar = options.get("regnskabsaar") or opsaetning.betalingsdato.year
        return _betal(exchange, opsaetning, valg, aar, notes, problems)


def _betal(exchange: Exchange, opsaetning: Opsaetning, valg: Valg, aar: int, notes: tuple[str, ...], problems: Problems) -> Built:
    scope = numre.dagsomfang(opsaetning.modul.kode, opsaetning.dag)
    nummer, foerste = numre.UDBETALINGSFILER.following(scope), numre.BETALINGER.following(scope)
    key = f"{scope}-{nummer:04d}"
    if foerste + len(valg.betalinger) - 1 > numre.MOST_A_DAY:
        problems.add(UDBETALING_FOR_MANGE, antal=len(valg.betalinger))
        raise ProblemsError(problems)
    rows = filer.nummerer(opsaetning, valg.betalinger, foerste)
    hoved, linjer = _bilag(exchange, opsaetning, rows, key, aar, problems)
    bilagene.tjek(hoved, linjer, problems)
    files = filer.filer(opsaetning, rows, nummer, exchange.pk, aar, problems)
    if problems.errors:
        raise ProblemsError(problems)
    _skriv(exchange, opsaetning, rows)
    bilagene.skriv(hoved, linjer, exchange.created_by)
    totals = totaler(exchange, opsaetning)
    return Built(
        key=key,
        files=files,
        totals=totals,
        sheet=[*filer.kontrolark(files), *_ark(opsaetning, valg)],
        kommune=opsaetning.kommune,
        warnings=problems,
        notes=notes,
    )


def _bilag(
    exchange: Exchange, opsaetning: Opsaetning, rows: Sequence[Nummereret], key: str, aar: int, problems: Problems
) -> tuple[Hoved, list[Linje]]:
    """The voucher: each item's account debited, the bank's credited."""
    sums: defaultdict[str, int] = defaultdict(int)
    for one, _, _ in rows:
        sums[one.debet] += one.beloeb
    if opsaetning.kreditkonto in sums:
        nummer = opsaetning.modul.kreditkonto
        problems.add(UDBETALING_SAMME_KONTO, field=nummer, raw=opsaetning.kreditkonto, konstant=nummer)
    linjer = [Linje(konto, beloeb) for konto, beloeb in sorted(sums.items())]
    linjer.append(Linje(opsaetning.kreditkonto, -sum(sums.values())))
    dato = opsaetning.betalingsdato
    hoved = Hoved(
        kommune=opsaetning.kommune,
        regnskabsaar=aar,
        bilagsdato=opsaetning.dag,
        posteringsdato=dato,
        tekst=f"Udbetaling {key}",
        kilde=opsaetning.modul.snitflade,
        noegle=key,
        exchange=exchange.pk,
        koersel=key,
        maskinnr=opsaetning.modul.maskinnr,
    )
    return hoved, linjer


def _skriv(exchange: Exchange, opsaetning: Opsaetning, rows: Sequence[Nummereret]) -> None:
    first, dato, number = next_id(Udbetaling), opsaetning.betalingsdato, exchange.pk
    insert_rows(
        Udbetaling,
        _UDBETALING,
        [
            (at, one.post, number, betalings_id, one.beloeb, dato, one.maade, one.konto, henvisning, True)
            for at, (one, betalings_id, henvisning) in enumerate(rows, start=first)
        ],
    )
    Udbetalingspost.objects.filter(pk__in=Udbetaling.objects.filter(exchange=exchange).values("post_id")).update(rest=0)


def totaler(exchange: Exchange, opsaetning: Opsaetning) -> dict[str, int]:
    """What the run's files must show, from the ledger and the rows of its payments."""
    count = Udbetaling.objects.filter(exchange=exchange).count()
    booked = dict(Postering.objects.filter(exchange=exchange).order_by().values_list("konto").annotate(Sum("beloeb")))
    found = {
        "Betalinger": count,
        "Beløb": -booked[opsaetning.kreditkonto],
        "Kontrolsum": kontrolsum(_poster(exchange, opsaetning)),
    }
    if opsaetning.vej == "prisme":
        found |= {"G69 linjer": count + 1, **{konto_total(konto): oere for konto, oere in booked.items()}}
    return found


def _poster(exchange: Exchange, opsaetning: Opsaetning) -> Poster:
    """The run's payments as its files must have them, from the rows."""
    paid = Udbetaling.objects.filter(exchange=exchange).order_by("pk")
    if opsaetning.vej == "prisme":
        width = int(konstant("prisme.g68_modtager", opsaetning.betalingsdato))
        rows = [
            (henvisning, nummer.zfill(width), beloeb)
            for henvisning, nummer, beloeb in paid.values_list("henvisning", "post__modtager__nummer", "beloeb").iterator(MANGE)
        ]
    else:
        rows = list(paid.values_list("betalings_id", "konto", "beloeb").iterator(MANGE))
        if opsaetning.ident:
            numbers = dict(paid.filter(maade=Maade.NEMKONTO).values_list("betalings_id", "post__modtager__nummer"))
            for at, (one, _, beloeb) in enumerate(rows):
                if (nummer := numbers.get(one)) is not None:
                    rows[at] = (one, opsaetning.ident.format(cpr=nummer, cvr=nummer), beloeb)
    ids, accounts, amounts = zip(*rows, strict=True)
    days = np.full(len(rows), opsaetning.betalingsdato, dtype="datetime64[D]")
    return Poster(np.array(ids), np.array(accounts), np.array(amounts, dtype=np.int64), days)


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded files show. Raises ProblemsError where G68 and G69 do not belong together."""
    return filer.vist(documents)


def maa_ud(exchange: Exchange, now: dt.datetime) -> str:
    """Why a run may not go out now; empty when it may."""
    paid = Udbetaling.objects.filter(exchange=exchange, gaelder=True)
    dato = paid.values_list("dato", flat=True).first()
    if dato is None:
        return ""
    if dato < now.astimezone(ZONE).date():
        return f"Betalingsdatoen {dato:%d-%m-%Y} er passeret. Annullér kørslen, og byg den igen med en ny dato."
    accounts = modtagere.konto_paa(dato)
    transfers = paid.filter(maade=Maade.KONTO).order_by("pk").values_list("betalings_id", "konto", "post__modtager_id")
    moved = [one for one, konto, payee in transfers.iterator() if accounts.get(payee, "") != konto]
    if moved:
        who = "1 modtager" if len(moved) == 1 else f"{len(moved)} modtagere"
        return (
            f"{who} har fået en anden konto, siden filen blev bygget, den første ved betaling {moved[0]}. "
            "Annullér kørslen, og byg den igen."
        )
    return ""


def fortryd(exchange: Exchange) -> None:
    """Take back what a run that never went out did: its voucher is reversed, its items are open again."""
    lock(Udbetalingspost, Udbetaling, Bilag, Postering)
    by = f"udveksling {exchange.pk}"
    for booked in exchange.bilag.filter(tilbagefoerer=None, tilbagefoert_af=None):
        text = f"Udveksling {exchange.pk} er taget tilbage"
        bilagene.tilbagefoer(booked, by, booked.posteringsdato, text, regnskabsaar=booked.regnskabsaar)
    aabn(list(Udbetaling.objects.filter(exchange=exchange, gaelder=True).values_list("pk", flat=True)))


def aabn(udbetalinger: Sequence[int]) -> None:
    """Let payments (ids) no longer hold, and their items be open again."""
    for at in range(0, len(udbetalinger), 5_000):
        part = Udbetaling.objects.filter(pk__in=udbetalinger[at : at + 5_000])
        paid = part.filter(post=OuterRef("pk")).values("beloeb")[:1]
        posts = Udbetalingspost.objects.filter(pk__in=part.values("post_id"))
        posts.update(rest=F("rest") + Subquery(paid))
        part.update(gaelder=False)


def _noter(modul: Modul, valg: Valg) -> list[str]:
    if not valg.betalinger:
        return [f"Der er intet at udbetale for {modul.navn}. Intet er skrevet."]
    left = sum(valg.antal_udeladt.values())
    what = "1 post" if left == 1 else f"{left} poster"
    return [f"{what} på i alt {beloeb_tekst(sum(valg.udeladt.values()))} kr. er udeladt."] if left else []


def _ark(opsaetning: Opsaetning, valg: Valg) -> Sheet:
    """What the run was chosen from: granted = paid + set off + left out."""
    left = [(f"{why} ({valg.antal_udeladt[why]})", beloeb_tekst(oere)) for why, oere in sorted(valg.udeladt.items())]
    sheet: Sheet = [
        (
            "Afstemning",
            [
                ("Bevilget", beloeb_tekst(valg.bevilget)),
                ("Modregnet", beloeb_tekst(valg.modregnet)),
                ("Udeladt", beloeb_tekst(sum(valg.udeladt.values()))),
                ("Betales", beloeb_tekst(valg.betalt)),
            ],
        ),
        (
            "Betaling",
            [("Betalingsdato", f"{opsaetning.betalingsdato:%d-%m-%Y}"), ("Vej", opsaetning.vej)],
        ),
    ]
    if left:
        sheet.append(("Udeladt", left))
    if off := paa_arket(opsaetning.modul.navn, [one.post for one in valg.betalinger]):
        sheet.append(("Modregning", off))
    return sheet
