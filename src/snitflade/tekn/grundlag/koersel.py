"""From the lines of a basis to bills and ledger rows: who gets one, under which numbers, and what prevents it.

Sources: social-teknik.md 9.4 and 10.4, prisme.md 2.3 and 3.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from snitflade.bogh.models import Bilag
from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.models import Regning
from snitflade.inka.numre import REGNINGER
from snitflade.inka.regningskunder import Kunde, Omraade, kunder, tjek_kunder
from snitflade.tekn.grundlag.fag import Fag, Post
from snitflade.tekn.renovation.koersel import Koersel
from snitflade.tekn.renovation.kontering import saet_posteringer
from snitflade.tekn.renovation.opkraev import FLEST_LINJER
from snitflade.tekn.renovation.parametre import Opsaetning, Parametre

GRUNDLAG_LINJER = ProblemKind(
    "GRUNDLAG_LINJER",
    "Regningen til {navn} (kunde {raw}) har {antal} tekstlinjer, og der er plads til 999. Opkræv færre partier ad gangen.",
)


class Udkast(NamedTuple):
    """A bill before it has a number. One of zero only moves its lines' accounts."""

    debitor: int
    kunde: Kunde
    omraadenummer: str
    beloeb: int
    poster: list[Post]


def fordel(poster: Iterable[Post], opsaetning: Opsaetning, problems: Problems) -> list[Udkast]:
    """The lines as bills: one per group, debtor and områdenummer, in the order of the lines."""
    omraade = Omraade(opsaetning.omraadenummer, problems)
    known = kunder()
    bills: dict[tuple[int, int, str, str], list[Post]] = {}
    for post in poster:
        kunde = known[post.debitor]
        if post.egen_konto:
            kunde = kunde._replace(konto=post.egen_konto)
        outside = bool(kunde.konto) and not opsaetning.trans_10_uden_rate  # no 10Q, so no områdenummer
        number = "000" if outside else omraade.nummer(post.sted, post.geo_kode, kunde)
        bills.setdefault((post.gruppe, post.debitor, number, kunde.konto), []).append(post)
    return [
        Udkast(debitor, known[debitor]._replace(konto=konto), number, sum(post.beloeb for post in own), own)
        for (_, debitor, number, konto), own in bills.items()
    ]


def opgoer(
    parametre: Parametre, opsaetning: Opsaetning, poster: Sequence[Post], fag: Fag, exchange: Exchange, problems: Problems
) -> Koersel:
    """The run, its bills inserted and its lines taken; what is wrong with it is reported, and then nothing is inserted."""
    koersel = Koersel("", opsaetning.kommune, opsaetning.kvartal, advarsler=problems)
    koersel.trans_10_uden_rate = opsaetning.trans_10_uden_rate
    drafts = fordel(poster, opsaetning, problems)
    bills = [one for one in drafts if one.beloeb]
    tjek_kunder(bills, problems, trans_10_uden_rate=opsaetning.trans_10_uden_rate)
    koersel.saet_regninger(bills, REGNINGER.following())
    koersel.regninger.tekst = ["\n".join(post.tekst for post in one.poster) for one in bills]
    for one, text in zip(bills, koersel.regninger.tekst, strict=True):
        if (lines := text.count("\n") + 1) > FLEST_LINJER:
            told: dict[str, Any] = {"navn": one.kunde.navn, "antal": lines}
            problems.add(GRUNDLAG_LINJER, field="tekstlinjer", raw=one.kunde.kundenummer, **told)
    for post in poster:
        koersel.brutto[post.konto] = koersel.brutto.get(post.konto, 0) + post.beloeb
    koersel.brutto = dict(sorted(koersel.brutto.items()))
    saet_posteringer(koersel, parametre, opsaetning, problems, foran=fag.foran)
    if problems.errors or not koersel.posteringer:
        return koersel
    koersel.noegle = _noegle(opsaetning, fag)
    fag.gem(exchange, poster, _indsaet(parametre, opsaetning, koersel, fag, exchange, drafts))
    return koersel


def _noegle(opsaetning: Opsaetning, fag: Fag) -> str:
    """The key of the module's next run in the quarter."""
    foran = f"{fag.side}-{opsaetning.kommune}-{opsaetning.kvartal}-"
    runs = Bilag.objects.filter(kilde=fag.snitflade, noegle__startswith=foran, tilbagefoerer=None).count()
    return f"{foran}{runs + 1:03d}"


_REGNING = (
    *("id", "nummer", "debitor_id", "omraadenummer", "beloeb", "betales_fra_konto", "rest", "konto", "tekstlinjer", "art"),
    *("modul", "kommune", "periode", "koersel", "exchange_id", "posteringsdato", "forfaldsdato", "regnskabsaar"),
)


def _indsaet(
    parametre: Parametre,
    opsaetning: Opsaetning,
    koersel: Koersel,
    fag: Fag,
    exchange: Exchange,
    drafts: Sequence[Udkast],
) -> dict[int, int | None]:
    """Write the bills; gives which of them (None: none) took each line."""
    run = (fag.modul, koersel.kommune, str(koersel.kvartal), koersel.noegle, exchange.pk)
    dates = (parametre.posteringsdato, parametre.forfaldsdato, parametre.regnskabsaar)
    columns, number, at = koersel.regninger, next_id(Regning), 0
    rows: list[tuple[object, ...]] = []
    taken: dict[int, int | None] = {}
    for one in drafts:
        taken |= {post.id: number + at if one.beloeb else None for post in one.poster}
        if one.beloeb:
            open_ = (0, "") if one.kunde.konto else (one.beloeb, opsaetning.modkonto)
            shared = (one.debitor, one.omraadenummer, one.beloeb, one.kunde.konto, *open_, columns.tekst[at], one.poster[0].art)
            rows.append((number + at, columns.nummer[at], *shared, *run, *dates))
            at += 1
    insert_rows(Regning, _REGNING, rows)
    return taken
