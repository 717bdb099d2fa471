"""Loading rates and landlords: `boligsikringssatser.csv`, `egenandele.csv`, `pensionsfradrag.csv`, `udlejere.csv`.

Every rate has its source. The same file again changes nothing. Source: social-teknik.md 2.2, 2.4 and 2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.exchange import imports
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Amount, Choice, Date, Decimals, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.soc.boligsikring.ansoegningsfiler import FILER as ANSOEGNINGSFILER
from snitflade.soc.boligsikring.filer import formater
from snitflade.soc.boligsikring.models_lejemaal import Ejer, Udlejer
from snitflade.soc.boligsikring.models_sats import Afrunding, Boligsats, Delmaaned, Egenandel, Metode, Pensionsfradrag, Trin
from snitflade.soc.csvsaet import Fil, entydige, indlaes

BS_SATS_UKENDT = ProblemKind("BS_SATS_UKENDT", "Der er ingen sats, der gælder fra {raw}. Indlæs den med boligsikringssatser.csv.")
BS_UDLEJER_MODTAGER = ProblemKind(
    "BS_UDLEJER_MODTAGER", "Modtageren {raw} kendes ikke. Indlæs den først med modtagere.csv (side 360), eller ret nummeret."
)
BS_UDLEJER_KONTO = ProblemKind(
    "BS_UDLEJER_KONTO", "Udlejeren {raw} mangler {hvad}. Kommunens egne boliger har en indtægtskonto, andre en modtager."
)
BS_UDLEJER_KODE = ProblemKind("BS_UDLEJER_KODE", "«{raw}» er ikke en kode på 2 til 10 store bogstaver.")
BS_UDLEJER_PROFIL = ProblemKind("BS_UDLEJER_PROFIL", "Profilen «{raw}» findes ikke. De, der er, er: {profiler}.")


def _ord(kinds: Any) -> Choice:
    return Choice({one.value: one.value for one in kinds})


_POINT = Decimals(2)
_SATSER = (
    Column("Gyldig fra", Date()),
    Column("Gyldig til", Date(), optional=True, empty=True),
    Column("Kilde", Text(200)),
    Column("Grænse uden børn", Amount()),
    Column("Point uden børn", _POINT),
    Column("Minimum uden børn", _POINT),
    Column("Grænse med børn", Amount()),
    Column("Point med børn", _POINT),
    Column("Minimum med børn", _POINT),
    Column("Maks. pr. år", Amount()),
    Column("Maks. enkeltværelse", Amount()),
    Column("Min. pr. år", Amount()),
    Column("Trin", _ord(Trin)),
    Column("Afrunding", _ord(Afrunding)),
    Column("Delmåned", _ord(Delmaaned)),
    Column("Metode", _ord(Metode)),
)
_FELTER = (
    *("gyldig_til", "kilde", "uden_graense", "uden_point", "uden_minimum", "med_graense", "med_point", "med_minimum", "maks_aar"),
    *("maks_aar_enkeltvaerelse", "min_aar", "trin", "afrunding", "delmaaned", "metode"),
)


def _gem_satser(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Boligsats)
    entydige(table, problems, "Gyldig fra")
    names = [column.name for column in _SATSER]
    rows = {(table["Gyldig fra"][row],): tuple(table[name][row] for name in names[1:]) for row in range(len(table))}
    return {} if problems.errors else {"boligsikringssatser": upsert(Boligsats, ("gyldig_fra",), _FELTER, rows)[0]}


_EGENANDELE = (
    Column("Gyldig fra", Date()),
    Column("Børn", Integer(20)),
    Column("Indkomst fra", Amount()),
    Column("Egenandel", Decimals(2, highest=10_000)),
)


def _gem_egenandele(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Boligsats, Egenandel)
    entydige(table, problems, "Gyldig fra", "Børn", "Indkomst fra")
    known = dict(Boligsats.objects.values_list("gyldig_fra", "pk"))
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        sats = known.get(table["Gyldig fra"][row])
        if sats is None:
            table.report(problems, BS_SATS_UKENDT, row, "Gyldig fra")
        rows[sats, table["Børn"][row], table["Indkomst fra"][row]] = (table["Egenandel"][row],)
    if problems.errors:
        return {}
    return {"egenandele": upsert(Egenandel, ("sats_id", "boern", "indkomst_fra"), ("egenandel",), rows)[0]}


_FRADRAG = (
    Column("Gyldig fra", Date()),
    Column("Gyldig til", Date(), optional=True, empty=True),
    Column("Alderspension", Amount()),
    Column("Førtidspension", Amount()),
    Column("Kilde", Text(200)),
)


def _gem_fradrag(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Pensionsfradrag)
    entydige(table, problems, "Gyldig fra")
    names = [column.name for column in _FRADRAG]
    rows = {(table["Gyldig fra"][row],): tuple(table[name][row] for name in names[1:]) for row in range(len(table))}
    fields = ("gyldig_til", "alderspension", "foertidspension", "kilde")
    return {} if problems.errors else {"pensionsfradrag": upsert(Pensionsfradrag, ("gyldig_fra",), fields, rows)[0]}


_UDLEJERE = (
    Column("Kode", Text(10)),
    Column("Navn", Text(140)),
    Column("Ejer", _ord(Ejer)),
    Column("Sender fil", Choice({"J": True, "N": False})),
    Column("Profil", Text(40), empty=True),
    Column("Modtagerart", _ord(Nummerart), empty=True),
    Column("Modtager", Text(10), empty=True, personal=True),
    Column("Indtægtskonto", Text(21), empty=True),
)


def _gem_udlejere(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Udlejer)
    entydige(table, problems, "Kode")
    payees = {(art, nummer): pk for pk, art, nummer in Modtager.objects.values_list("pk", "art", "nummer")}
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        kode, navn, ejer, sender, profil, art, nummer, konto = (table[column.name][row] for column in _UDLEJERE)
        if not (2 <= len(kode) <= 10 and kode.isascii() and kode.isalpha() and kode.isupper()):
            table.report(problems, BS_UDLEJER_KODE, row, "Kode")
        if profil and profil not in formater():
            table.report(problems, BS_UDLEJER_PROFIL, row, "Profil", profiler=", ".join(formater()))
        payee = payees.get((art, nummer)) if nummer else None
        if nummer and payee is None:
            table.report(problems, BS_UDLEJER_MODTAGER, row, "Modtager")
        if ejer == Ejer.KOMMUNE and not konto:
            table.report(problems, BS_UDLEJER_KONTO, row, "Kode", hvad="en indtægtskonto")
        if ejer != Ejer.KOMMUNE and not nummer:
            table.report(problems, BS_UDLEJER_KONTO, row, "Kode", hvad="en modtager")
        own = (konto or "").replace("-", "") if ejer == Ejer.KOMMUNE else ""
        rows[(kode,)] = (navn, ejer, sender, profil or "", payee, own)
    if problems.errors:
        return {}
    fields = ("navn", "ejer", "sender_fil", "profil", "modtager_id", "indtaegtskonto")
    return {"udlejere": upsert(Udlejer, ("kode",), fields, rows)[0]}


def satser(path: Path) -> Indlaest:
    """Load rates."""
    return indlaes(path, SATSFILER)


def udlejere(path: Path) -> Indlaest:
    """Load landlords."""
    return indlaes(path, UDLEJERFILER)


def ansoegninger(path: Path) -> Indlaest:
    """Load applications with their households and rents."""
    return indlaes(path, ANSOEGNINGSFILER)


SATSFILER = (
    Fil("boligsikringssatser.csv", _SATSER, _gem_satser),
    Fil("egenandele.csv", _EGENANDELE, _gem_egenandele),
    Fil("pensionsfradrag.csv", _FRADRAG, _gem_fradrag),
)
UDLEJERFILER = (Fil("udlejere.csv", _UDLEJERE, _gem_udlejere),)

imports.register("soc.boligsikring-satser", satser)
imports.register("soc.boligsikring-udlejere", udlejere)
imports.register("soc.boligsikring-ansoegninger", ansoegninger)
