"""`ansoegninger.csv`, `husleje.csv` and `husstand.csv`: applications with their rents and household members.

An application is known by year, municipality, applicant and moving in. Source: social-teknik.md 2.2, winformatik.md 2.8 (page 570).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snitflade.exchange.bulk import lock
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Amount, Choice, Date, Digits, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning, Boligtype, Huslejelinje, Medlem, Pension
from snitflade.soc.boligsikring.models_lejemaal import Udlejer
from snitflade.soc.csvsaet import Fil, entydige
from snitflade.soc.husstand import foedt

AF = "indlæsning"
BS_UDLEJER_FINDES_IKKE = ProblemKind("BS_UDLEJER_FINDES_IKKE", "Udlejeren «{raw}» kendes ikke. Indlæs den med udlejere.csv.")
BS_ANSOEGNING_UKENDT = ProblemKind(
    "BS_ANSOEGNING_UKENDT", "Der er ingen ansøgning for {raw} i dette år og denne kommune med den indflytning. Ret linjen."
)
BS_DATOER = ProblemKind("BS_DATOER", "{raw} ligger før {felt}. Ret datoerne.")
BS_CPR = ProblemKind("BS_CPR", "«{raw}» er ikke et CPR-nummer.")
BS_RUM = ProblemKind("BS_RUM", "{raw} er ikke et antal rum fra 1 til 15.")

_NOEGLE = (
    Column("År", Integer(9999)),
    Column("Kommune", Digits(4)),
    Column("Ansøger", Digits(10), personal=True),
    Column("Indflyttet", Date()),
)
_NAVNE = tuple(column.name for column in _NOEGLE)
_ANSOEGNINGER = (
    *_NOEGLE,
    Column("Fraflyttet", Date(), optional=True, empty=True),
    Column("Telefon", Text(20), optional=True, empty=True, personal=True),
    Column("Udlejer", Text(10)),
    Column("Lejemålsnr", Text(20), empty=True),
    Column("Lokalitet", Digits(4)),
    Column("Vejkode", Digits(4), empty=True),
    Column("Husnr", Text(4), empty=True),
    Column("Bnr", Text(5), empty=True),
    Column("Lejlighed", Text(5), empty=True),
    Column("Antal rum", Integer(99)),
    Column("Boligtype", Choice({one.value: one.value for one in Boligtype})),
    Column("Dispensation fra", Date(), optional=True, empty=True),
    Column("Dispensation til", Date(), optional=True, empty=True),
    Column("Trukket", Date(), optional=True, empty=True),
)
_FELTER = (
    *("fraflyttet", "telefon", "udlejer_id", "lejemaalsnr", "lokalitet", "vejkode", "husnr", "bnr", "lejlighed", "antal_rum"),
    *("boligtype", "dispensation_fra", "dispensation_til", "trukket"),
)
_VALGFRI = {"Fraflyttet": "fraflyttet", "Telefon": "telefon", "Trukket": "trukket"} | {
    "Dispensation fra": "dispensation_fra",
    "Dispensation til": "dispensation_til",
}


def _gem_ansoegninger(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Ansoegning)
    entydige(table, problems, *_NAVNE)
    landlords = dict(Udlejer.objects.values_list("kode", "pk"))
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        cell = {column.name: table[column.name][row] for column in _ANSOEGNINGER}
        if cell["Udlejer"] not in landlords:
            table.report(problems, BS_UDLEJER_FINDES_IKKE, row, "Udlejer")
        if cell["Fraflyttet"] and cell["Fraflyttet"] < cell["Indflyttet"]:
            table.report(problems, BS_DATOER, row, "Fraflyttet", felt="Indflyttet")
        if foedt(cell["Ansøger"]) is None:
            table.report(problems, BS_CPR, row, "Ansøger")
        if not 1 <= cell["Antal rum"] <= 15:
            table.report(problems, BS_RUM, row, "Antal rum")
        texts = tuple(cell[name] or "" for name in ("Lokalitet", "Vejkode", "Husnr", "Bnr", "Lejlighed"))
        rows[tuple(cell[name] for name in ("År", "Kommune", "Ansøger", "Indflyttet"))] = (
            *(cell["Fraflyttet"], cell["Telefon"] or "", landlords.get(cell["Udlejer"]), cell["Lejemålsnr"] or "", *texts),
            *(cell["Antal rum"], cell["Boligtype"], cell["Dispensation fra"], cell["Dispensation til"], cell["Trukket"]),
        )
    if problems.errors:
        return {}
    keep = [field for name, field in _VALGFRI.items() if not table.has(name)]
    key = ("aar", "kommune", "ansoeger", "indflyttet")
    counts, _ = upsert(Ansoegning, key, _FELTER, rows, keep=keep, stamp={"oprettet_af": AF})
    return {"ansøgninger": counts}


def _kendte() -> dict[tuple[Any, ...], int]:
    return {tuple(key): pk for pk, *key in Ansoegning.objects.values_list("pk", "aar", "kommune", "ansoeger", "indflyttet")}


_HUSLEJER = (*_NOEGLE, Column("Fra", Date()), Column("Husleje", Amount(highest=4_999_999)))


def _gem_huslejer(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Ansoegning, Huslejelinje)
    entydige(table, problems, *_NAVNE, "Fra")
    known = _kendte()
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        number = known.get(tuple(table[name][row] for name in _NAVNE))
        if number is None:
            table.report(problems, BS_ANSOEGNING_UKENDT, row, "Ansøger")
        rows[number, table["Fra"][row]] = (table["Husleje"][row],)
    if problems.errors:
        return {}
    return {"huslejer": upsert(Huslejelinje, ("ansoegning_id", "fra"), ("beloeb",), rows, stamp={"kilde": "Indlæst"})[0]}


_HUSSTAND = (
    *_NOEGLE,
    Column("CPR", Digits(10), personal=True),
    Column("Fra", Date()),
    Column("Til", Date(), empty=True),
    Column("Meldt", Date(), optional=True, empty=True),
    Column("Meldt ud", Date(), optional=True, empty=True),
    Column("Pension", Choice({one.value: one.value for one in Pension if one.value}), optional=True, empty=True),
    Column("Pension fra", Date(), optional=True, empty=True),
    Column("Forventet indkomst", Amount(), optional=True, empty=True),
    Column("Forventet fra", Date(), optional=True, empty=True),
)
_MEDLEM = ("til", "meldt", "meldt_ud", "pension", "pension_fra", "forventet", "forventet_fra")
_EFTER_FRA = tuple(column.name for column in _HUSSTAND[len(_NOEGLE) + 2 :])


def _gem_husstand(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Ansoegning, Medlem)
    entydige(table, problems, *_NAVNE, "CPR", "Fra")
    known = _kendte()
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        cpr, since, until = table["CPR"][row], table["Fra"][row], table["Til"][row]
        number = known.get(tuple(table[name][row] for name in _NAVNE))
        if number is None:
            table.report(problems, BS_ANSOEGNING_UKENDT, row, "Ansøger")
        if until and until < since:
            table.report(problems, BS_DATOER, row, "Til", felt="Fra")
        if foedt(cpr) is None:
            table.report(problems, BS_CPR, row, "CPR")
        values = {name: table[name][row] for name in _EFTER_FRA}
        rows[number, cpr, since] = tuple(values[name] or "" if name == "Pension" else values[name] for name in _EFTER_FRA)
    if problems.errors:
        return {}
    keep = [field for name, field in zip(_EFTER_FRA, _MEDLEM, strict=True) if not table.has(name)]
    return {"husstandsmedlemmer": upsert(Medlem, ("ansoegning_id", "cpr", "fra"), _MEDLEM, rows, keep=keep)[0]}


FILER = (
    Fil("ansoegninger.csv", _ANSOEGNINGER, _gem_ansoegninger),
    Fil("husleje.csv", _HUSLEJER, _gem_huslejer),
    Fil("husstand.csv", _HUSSTAND, _gem_husstand),
)
