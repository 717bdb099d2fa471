"""Agreements from a 0603: changes are applied with their history, a list of all active ones is compared (payments.md 5.3).

A post of an older delivery than the newest that said something of an agreement is kept in its history and changes nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from snitflade.exchange.bulk import lock
from snitflade.exchange.catalogue import Applied, Hold
from snitflade.exchange.models import Exchange
from snitflade.formats import bs_poster
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.inka.betalingsservice import kunder
from snitflade.inka.betalingsservice.laesning import Hoved, Indhold
from snitflade.inka.models_bs import BSAftale, BSAftalepost

AFTALE_UKENDT = ProblemKind("AFTALE_UKENDT", "Aftale {raw} er afmeldt, men var ikke kendt. Afmeldingen er gemt.", Severity.ADVARSEL)
BETALER_UKENDT = ProblemKind(
    "BETALER_UKENDT",
    "Ingen debitor har kundenummer {raw}. Aftalen er gemt og tages i brug, når debitoren er oprettet.",
    Severity.ADVARSEL,
    spec="KRAV_UKENDT",
)
BETALER_FLERE = ProblemKind(
    "BETALER_FLERE",
    "Flere debitorer har kundenummer {raw}, når nuller foran ikke regnes med. Aftalen bruges ikke, før det er rettet.",
    Severity.ADVARSEL,
)
AFTALE_FORAELDET = ProblemKind(
    "AFTALE_FORAELDET", "Aftale {raw}: en nyere leverance er allerede læst, så posten ændrer intet.", Severity.ADVARSEL
)

AENDRINGER, ALLE, ELEKTRONISK = "0212", "0210", "0219"
"""The sections."""
TILMELDT = "0231"


class _Post(NamedTuple):
    linje: int
    leverance: int
    sektion: str
    pbs: str
    kode: str
    gruppe: str
    kunde: str
    aftale: str
    dato: dt.date
    slut: dt.date | None

    @property
    def payer(self) -> tuple[str, str, str]:
        return (self.pbs, self.gruppe, self.kunde)


@dataclass(slots=True)
class _Register:
    """The agreements that a file is about, by payer and agreement number, and what has been said of them."""

    aftaler: defaultdict[tuple[str, str, str], dict[str, BSAftale]] = field(default_factory=lambda: defaultdict(dict))
    sagt: set[tuple[int, str, dt.date, dt.date | None]] = field(default_factory=set)
    debitorer: Mapping[str, list[int]] = field(default_factory=dict)


def anvend(exchange: Exchange, indhold: Indhold, hoveder: Sequence[Hoved], problems: Problems) -> Applied:
    """Apply a 0603 in the caller's transaction. Raises Hold where a list of all agreements is not what the register says."""
    lock(BSAftale, BSAftalepost)
    posts = [post for post in _poster(indhold) if not hoveder[post.leverance].proeve]
    register = _hent(posts)
    did: Counter[str] = Counter()
    for post in posts:
        if post.sektion == AENDRINGER:
            _anvend_en(exchange, post, hoveder[post.leverance].orden, register, did, problems)
    listed = [post for post in posts if post.sektion == ALLE]
    if listed:
        _sammenlign(exchange, listed, hoveder, register, did, problems)
    kept = sum(post.sektion == ELEKTRONISK for post in posts)
    lines = [(what, str(count)) for what, count in sorted(did.items())]
    lines.append(("Aftaler om elektroniske indbetalingskort, kun vist", str(kept)))
    return Applied(totals={"aftaleposter": len(posts)}, sheet=[("Aftaler", lines)])


def _poster(indhold: Indhold) -> Iterator[_Post]:
    found = bs_poster.aftaler(indhold.document)
    names = ("sektionsnummer", "pbs_nummer", "transaktionskode", "debitorgruppenummer", "kundenummer_noegle", "aftalenummer")
    texts = [as_unicode(getattr(found, name)).tolist() for name in names]
    dates = (found.ikrafttraedelses_afmeldingsdato.tolist(), found.ophoersdato.tolist())
    for row in zip(found.linje.tolist(), found.leverance.tolist(), *texts, *dates, strict=True):
        yield _Post(*row)


def _hent(posts: Sequence[_Post]) -> _Register:
    register = _Register()
    wanted = sorted({post.kunde for post in posts})
    for at in range(0, len(wanted), 500):
        for row in BSAftale.objects.filter(kunde__in=wanted[at : at + 500]):
            register.aftaler[row.pbs_nummer, row.debitorgruppe, row.kunde][row.aftalenummer] = row
        said = BSAftalepost.objects.filter(aftale__kunde__in=wanted[at : at + 500])
        register.sagt.update(said.values_list("aftale_id", "transaktionskode", "dato", "ophoersdato"))
    register.debitorer = kunder.debitorer(wanted)
    return register


def _anvend_en(
    exchange: Exchange, post: _Post, orden: str, register: _Register, did: Counter[str], problems: Problems, virkning: str = ""
) -> None:
    """Apply one post to its agreement, and write it into the history."""
    of_payer = register.aftaler[post.payer]
    row, new = of_payer.get(post.aftale), post.aftale not in of_payer
    begins = post.kode in (TILMELDT, "0230")
    if row is None:
        row = _ny(post, orden, register, problems)
        of_payer[post.aftale] = row
        if not begins:
            problems.add(AFTALE_UKENDT, line=post.linje, field="aftalenummer", raw=post.aftale)
    key = (row.pk, post.kode, post.dato, post.slut)
    if key in register.sagt and not virkning:
        did["Kendt i forvejen og sprunget over"] += 1
        return
    register.sagt.add(key)
    if not new and orden < row.fra_leverance:
        if begins and row.start is None:
            row.start = post.dato
            row.save(update_fields=["start"])
        problems.add(AFTALE_FORAELDET, line=post.linje, field="aftalenummer", raw=post.aftale)
        virkning = "Ældre end det, der gælder"
    elif begins:
        row.start, row.slut, row.fra_leverance = post.dato, post.slut, orden
        row.save(update_fields=["start", "slut", "fra_leverance"])
        _luk_andre(post, of_payer)
        virkning = virkning or "Tilmeldt"
    else:
        row.slut, row.fra_leverance = post.slut or post.dato, orden
        row.save(update_fields=["slut", "fra_leverance"])
        virkning = virkning or "Afmeldt"
    did[virkning] += 1
    BSAftalepost.objects.create(
        aftale=row,
        exchange=exchange,
        linje=post.linje,
        transaktionskode=post.kode,
        dato=post.dato,
        ophoersdato=post.slut,
        virkning=virkning,
    )


def _ny(post: _Post, orden: str, register: _Register, problems: Problems) -> BSAftale:
    found = register.debitorer.get(post.kunde, [])
    if len(found) != 1:
        kind = BETALER_FLERE if found else BETALER_UKENDT
        problems.add(kind, line=post.linje, field="kundenummer", raw=post.kunde.zfill(kunder.BREDDE))
    return BSAftale.objects.create(
        pbs_nummer=post.pbs,
        debitorgruppe=post.gruppe,
        kunde=post.kunde,
        aftalenummer=post.aftale,
        debitor_id=found[0] if len(found) == 1 else None,
        fra_leverance=orden,
    )


def _luk_andre(post: _Post, of_payer: Mapping[str, BSAftale]) -> None:
    """A payer has one agreement in a group: a new one ends the old one the day before it begins."""
    for number, other in of_payer.items():
        if number != post.aftale and (other.slut is None or other.slut > post.dato):
            other.slut = post.dato
            other.save(update_fields=["slut"])


def _sammenlign(
    exchange: Exchange,
    listed: Sequence[_Post],
    hoveder: Sequence[Hoved],
    register: _Register,
    did: Counter[str],
    problems: Problems,
) -> None:
    """Compare a list of all active agreements with the register; set it equal on the operator's word. Raises Hold."""
    missing, numbers = [], {(*post.payer, post.aftale) for post in listed}
    for post in listed:
        row = register.aftaler[post.payer].get(post.aftale)
        orden = hoveder[post.leverance].orden
        if row is None or (row.fra_leverance <= orden and (row.start, row.slut) != (post.dato, post.slut)):
            missing.append(post)
    orden = max(hoveder[post.leverance].orden for post in listed)
    day = dt.date.fromisoformat(orden[:8]) if orden[:8] != "00000000" else exchange.created_at.date()
    over = [
        row
        for pbs, gruppe in sorted({(post.pbs, post.gruppe) for post in listed})
        for row in BSAftale.objects.filter(pbs_nummer=pbs, debitorgruppe=gruppe, start__lte=day)
        if (row.slut is None or row.slut > day)
        and (pbs, gruppe, row.kunde, row.aftalenummer) not in numbers
        and row.fra_leverance <= orden
    ]
    did["På listen over alle aftaler"] += len(listed)
    if not missing and not over:
        return
    if not exchange.released_by:
        which = _nogle([*(post.aftale for post in missing), *(row.aftalenummer for row in over)])
        raise Hold(
            f"Listen over alle aftaler afviger fra registret: {len(missing)} på listen er ikke sådan her, og {len(over)} her "
            f"er ikke på listen ({which}). Frigiv filen, hvis registret skal sættes lig listen. Filens ændringer venter også."
        )
    for post in missing:
        _anvend_en(exchange, post, hoveder[post.leverance].orden, register, did, problems, "Sat lig listen")
    for row in over:
        row.slut, row.fra_leverance = day, orden
        row.save(update_fields=["slut", "fra_leverance"])
        did["Lukket, fordi den ikke er på listen"] += 1


def _nogle(numbers: Sequence[str]) -> str:
    rest = f" og {len(numbers) - 5} mere" if len(numbers) > 5 else ""
    return "aftale " + ", ".join(numbers[:5]) + rest
