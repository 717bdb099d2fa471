"""`ledighedskort.csv`, `henvendelser.csv`, `ledighedsperioder.csv` and `henvendelseskoder.csv`: all of a file, or nothing.

The same file again changes nothing. A contact that was annulled here is not brought back by the file it came from.
Source: social-teknik.md 1.4, 6.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest, gem_alt
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.folk.gaeldende import gaeldende_numre, tidligere
from snitflade.formats.cells import Choice, Date, Digits, Text
from snitflade.formats.delimited import Column, Table, read_table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.led import henvendelser
from snitflade.led import kort as kortene
from snitflade.led.kort import LED_UKENDT
from snitflade.led.models import STEMPLING, Art, Gruppe, Henvendelse, Henvendelseskode, Ledighedskort, Match, Periode, Uddannelse

LED_FIL = ProblemKind("LED_FIL", "Der kan ikke læses en {navn} i «{raw}». Angiv filen, eller mappen, den ligger i.")
LED_TO_GANGE = ProblemKind("LED_TO_GANGE", "Linjen siger det samme sted som linje {foerste}. Behold én af dem.")
LED_KODE_STP = ProblemKind("LED_KODE_STP", "STP er stempling og hører til programmet. Fjern linjen.")
LED_GRUPPE_FRA = ProblemKind("LED_GRUPPE_FRA", "Skriv både matchgruppen og dagen, den gælder fra, eller ingen af dem.")
AF = "indlæsning"
_CPR = Column("Cpr", Digits(10, drop="-"), personal=True)
_KOMMUNE = Column("Kommune", Digits(4))
_ARTER = {
    "ledig": Art.LEDIG,
    "fritaget": Art.FRITAGET,
    "karantæne": Art.KARANTAENE,
    "ydelse": Art.YDELSE,
    "aktivitet": Art.AKTIVITET,
}
_KORT = (
    *(_CPR, _KOMMUNE),
    Column("Matchgruppe", Choice({one: one for one in Gruppe.values}), optional=True, empty=True),
    Column("Matchgruppe fra", Date(), optional=True, empty=True),
    Column("Ledig fra", Date(), optional=True, empty=True),
    Column("Uddannelse", Text(4), optional=True, empty=True),
    Column("Uddannelse tekst", Text(60), optional=True, empty=True),
    Column("Afsluttet", Date(), optional=True, empty=True),
)
_HENVENDELSER = (
    *(_CPR, _KOMMUNE),
    Column("Dato", Date()),
    Column("Kode", Text(3)),
    Column("Lokalitet", Digits(4)),
    Column("Kontor", Text(10), optional=True, empty=True),
)
_PERIODER = (
    *(_CPR, _KOMMUNE),
    Column("Art", Choice({name: art.value for name, art in _ARTER.items()})),
    Column("Fra", Date()),
    Column("Til", Date(), optional=True, empty=True),
    Column("Tekst", Text(60), optional=True, empty=True),
)
_KODER = (Column("Kode", Text(3)), Column("Tekst", Text(60)))
Celler = Mapping[str, Any]
Gem = Callable[[list[tuple[int, Celler]], Problems], dict[str, Optaelling]]


def importer_kort(path: Path) -> Indlaest:
    """Load cards, with match group, unemployment and education."""

    def gem(rows: list[tuple[int, Celler]], problems: Problems) -> dict[str, Optaelling]:
        lock(Match, Periode, Uddannelse, Ledighedskort)  # the card last, as everywhere
        before, made = Ledighedskort.objects.count(), 0
        changed: set[int] = set()
        for line, cell in rows:
            try:
                with transaction.atomic():
                    card, new = kortene.opret(cell["Kommune"], cell["Cpr"], AF)
                    made += new
                    if _paa_kort(card, cell) and not new:
                        changed.add(card.pk)
            except ProblemsError as refused:
                _paa_linje(refused.problems, line, problems)
        met = len(rows) - made
        return {"ledighedskort": Optaelling(made, len(changed), met - len(changed), before - met)}

    return _indlaes(path, "ledighedskort.csv", _KORT, gem, "Kommune", "Cpr")


def _paa_kort(card: Ledighedskort, cell: Celler) -> bool:
    """Register what stands on a card's line; whether anything is new."""
    problems, changed = Problems(), False
    if (cell["Matchgruppe"] is None) != (cell["Matchgruppe fra"] is None):
        problems.add(LED_GRUPPE_FRA, field="Matchgruppe")
        raise ProblemsError(problems)
    if cell["Matchgruppe"] is not None:
        changed |= kortene.saet_gruppe(card, cell["Matchgruppe"], cell["Matchgruppe fra"], AF)
    if cell["Ledig fra"] is not None and not card.perioder.filter(art=Art.LEDIG, fra=cell["Ledig fra"]).exists():
        changed |= kortene.tilfoej_periode(card, Art.LEDIG.value, cell["Ledig fra"], None, "", AF)
    if cell["Uddannelse"]:
        changed |= kortene.tilfoej_uddannelse(card, cell["Uddannelse"], cell["Uddannelse tekst"] or "", cell["Afsluttet"], AF)
    return changed


def importer_perioder(path: Path) -> Indlaest:
    """Load periods: unemployment, exemptions, quarantines, benefits, activities."""

    def gem(rows: list[tuple[int, Celler]], problems: Problems) -> dict[str, Optaelling]:
        lock(Periode, Ledighedskort)
        before, changed = Periode.objects.count(), 0
        for line, cell in rows:
            own = Problems()
            card = kortene.kraev(cell["Kommune"], cell["Cpr"], own)
            try:
                with transaction.atomic():
                    if card is not None:
                        changed += kortene.tilfoej_periode(card, cell["Art"], cell["Fra"], cell["Til"], cell["Tekst"] or "", AF)
            except ProblemsError as refused:
                own.extend(refused.problems)
            _paa_linje(own, line, problems)
        new = Periode.objects.count() - before
        return {"perioder": Optaelling(new, changed - new, len(rows) - changed, before - (len(rows) - new))}

    return _indlaes(path, "ledighedsperioder.csv", _PERIODER, gem, "Kommune", "Cpr", "Art", "Fra", "Tekst")


def importer_henvendelser(path: Path) -> Indlaest:
    """Load contacts; a month of a municipality at once, so each question is asked once."""

    def gem(rows: list[tuple[int, Celler]], problems: Problems) -> dict[str, Optaelling]:
        lock(Henvendelse, Ledighedskort)
        cards, known = _kort_til({(cell["Kommune"], cell["Cpr"]) for _, cell in rows}), henvendelser.koder()
        before = Henvendelse.objects.count()
        there = set(Henvendelse.objects.filter(kort__in=set(cards.values())).values_list("kort", "dato", "kode"))
        new: list[Henvendelse] = []
        for line, cell in rows:
            own = Problems()
            card, kontor = cards.get((cell["Kommune"], cell["Cpr"])), (cell["Kontor"] or "").strip()
            if card is None:
                own.add(LED_UKENDT, field="Cpr", raw=mask_cpr(cell["Cpr"]), kommune=cell["Kommune"])
            henvendelser.tjek(cell["Dato"], cell["Kode"], cell["Lokalitet"], kontor, known, own)
            _paa_linje(own, line, problems)
            if card is not None and not own.errors and (card, cell["Dato"], cell["Kode"]) not in there:
                there.add((card, cell["Dato"], cell["Kode"]))
                values = {"dato": cell["Dato"], "kode": cell["Kode"], "lokalitet": cell["Lokalitet"], "kontor": kontor}
                new.append(Henvendelse(kort_id=card, oprettet_af=AF, **values))
        if not problems.errors and new:
            Henvendelse.objects.bulk_create(new, batch_size=500)
            for card_id in {one.kort_id for one in new}:
                kortene.beroer(Ledighedskort(pk=card_id))
            audit.record("henvendelser indlæst", AF, antal=len(new))
        met = len(rows) - len(new)
        return {"henvendelser": Optaelling(len(new), 0, met, before - met)}

    return _indlaes(path, "henvendelser.csv", _HENVENDELSER, gem, "Kommune", "Cpr", "Dato", "Kode")


def _kort_til(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The card of each municipality and number, whatever number it was made under."""
    valid = gaeldende_numre({cpr for _, cpr in wanted})
    former = tidligere(set(valid.values()))
    numbers = {*valid, *valid.values(), *former}
    rows = list(Ledighedskort.objects.filter(cpr__in=numbers).order_by("-pk").values_list("kommune", "cpr", "pk"))
    now = gaeldende_numre({cpr for _, cpr, _ in rows})
    by_person = {(kommune, now[cpr]): pk for kommune, cpr, pk in rows}
    return {(kommune, cpr): by_person[kommune, valid[cpr]] for kommune, cpr in wanted if (kommune, valid[cpr]) in by_person}


def importer_koder(path: Path) -> Indlaest:
    """Load the code table of page 540."""

    def gem(rows: list[tuple[int, Celler]], problems: Problems) -> dict[str, Optaelling]:
        lock(Henvendelseskode)
        for line, cell in rows:
            if cell["Kode"] == STEMPLING:
                problems.add(LED_KODE_STP, line=line, field="Kode", raw=STEMPLING)
            elif not (cell["Kode"].isascii() and cell["Kode"].isalnum()):
                form = "1 til 3 bogstaver a-z og cifre"
                problems.add(kortene.LED_FELT, line=line, field="Kode", raw=cell["Kode"], hvad="Koden", form=form)
        if problems.errors:
            return {}
        counts, _ = upsert(Henvendelseskode, ("kode",), ("tekst",), {(cell["Kode"],): (cell["Tekst"],) for _, cell in rows})
        return {"henvendelseskoder": counts}

    return _indlaes(path, "henvendelseskoder.csv", _KODER, gem, "Kode")


def _indlaes(path: Path, navn: str, columns: Sequence[Column], gem: Gem, *noegle: str) -> Indlaest:
    """Read a file and save it in one transaction; with an error nothing is saved."""
    problems = Problems()
    file = path / navn if path.is_dir() else path
    try:
        data = file.read_bytes()
    except OSError:
        problems.add(LED_FIL, raw=path.name, navn=navn)
        return Indlaest(problems)
    table = read_table(data, columns, problems)
    _entydige(table, noegle, problems)
    if problems.errors:
        return Indlaest(problems)
    rows: list[tuple[int, Celler]] = [
        (line, {column.name: table[column.name][row] for column in columns}) for row, line in enumerate(table.lines)
    ]
    return gem_alt(gem, rows, problems)


def _entydige(table: Table, names: Sequence[str], problems: Problems) -> None:
    """Report rows that repeat the key of an earlier one."""
    seen: dict[tuple[object, ...], int] = {}
    for row, line in enumerate(table.lines):
        key = tuple(table[name][row] for name in names)
        if table.ok(row, *names) and (first := seen.setdefault(key, line)) != line:
            table.report(problems, LED_TO_GANGE, row, names[0], foerste=first)


def _paa_linje(own: Problems, line: int, problems: Problems) -> None:
    """What is wrong, at its line of the file."""
    own.relocate(lambda lines, columns: (np.full_like(lines, line), columns))
    problems.extend(own)
