"""The daily subscription file: only what is different, each question once until it is answered, one file a day.

Source: cpr.md 8.2 and 8.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter import KonstantMangler, konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.folk.abonnement import oensker, svar
from snitflade.folk.abonnement.svar import SNITFLADE
from snitflade.folk.abonnement.tid import fildato, filnavn
from snitflade.folk.models import Abonnement, Abonnementslinje
from snitflade.folk.models_abonnement import OPRET, SLET, Tilstand
from snitflade.formats import cpr_abonnement
from snitflade.formats.cpr_opdeling import ENCODING
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

FORMAT = "cpr-abonnement"
ABONNEMENT_OPSAETNING = ProblemKind(
    "ABONNEMENT_OPSAETNING",
    "Systemkonstanten {raw} er ikke sat, og uden den kan der ikke skrives til CPR. Sæt den under Indstillinger.",
)
OPRETTES, SLETTES, REKVISITIONER, KONTROLTAL = (
    "Abonnementer, der oprettes",
    "Abonnementer, der slettes",
    "Rekvisitioner",
    "Kontroltal",
)
TILBAGETAGET, IKKE_HOERT = "filen blev taget tilbage", "ingen svarede; sendt igen"
IKKE_OENSKET = "ingen svarede; ønskes ikke længere"
_KONTROL = 9973
"""The numbers' sum modulo this prime: tells a wrong number, and tells nobody a number."""


@dataclass(frozen=True, slots=True)
class _Opsaetning:
    kundenr: str
    opgavenr: str
    sletkode: str
    rekvirer: bool


@dataclass(frozen=True, slots=True)
class _Spoergsmaal:
    """One line to be written."""

    abonnement: Abonnement
    operation: str
    forsoeg: int = 1


def byg(exchange: Exchange, options: Options) -> Built:
    """Read the answers, see who is wanted, and ask CPR for what is different. Raises ProblemsError."""
    now = timezone.now()
    setup = _opsaetning(timezone.localdate(now))
    if setup is None:
        return _intet("Abonnementer er ikke sat op: systemkonstanten folk.abonnement.kundenr er ikke sat.")
    problems = Problems()
    svar.laes()
    oensker.ajourfoer(now, problems)
    day = fildato(now)
    key = f"{setup.opgavenr} {day.isoformat()}"
    today = Exchange.objects.filter(interface=SNITFLADE, key=key).exclude(state__in=TAKEN_BACK).first()
    if today is not None:
        svar.kvitter()
        return _intet(f"Filen for {day.isoformat()} er dannet (udveksling {today.pk}); nye ændringer kommer med i den næste.")
    asked = [*_igen(), *(_Spoergsmaal(row, operation) for row, operation in oensker.forskelle())]
    if not asked:
        svar.kvitter()
        return _intet("Ingen abonnementer er ændret.", problems)
    document = _dokument(asked, setup, problems)
    if problems.errors:
        raise ProblemsError(problems)
    _noter(exchange, asked, setup, day)
    totals = _totaler([(one.abonnement.personnummer, one.operation) for one in asked], setup.rekvirer)
    built = Built(
        key=key,
        files=(OutFile(filnavn(day, setup.opgavenr), FORMAT, document),),
        totals=totals,
        sheet=_ark(asked, totals, day),
        warnings=problems,
    )
    svar.kvitter()
    return built


def _intet(note: str, problems: Problems | None = None) -> Built:
    notes = (note, *(str(problem) for problem in (problems.sorted() if problems else ())))
    return Built(key="", files=(), totals={}, sheet=[], notes=notes)


def _opsaetning(today: dt.date) -> _Opsaetning | None:
    """The settings; None where nobody has begun to set it up. Raises ProblemsError when only some of it is."""
    try:
        kundenr = konstant("folk.abonnement.kundenr", today)
    except KonstantMangler:
        return None
    try:
        opgavenr = konstant("folk.cpr.opgavenr", today)
    except KonstantMangler:
        problems = Problems()
        problems.add(ABONNEMENT_OPSAETNING, raw="folk.cpr.opgavenr")
        raise ProblemsError(problems) from None
    rekvirer = konstant("folk.abonnement.rekvirer", today) == "J"
    return _Opsaetning(kundenr, opgavenr.split(",")[0], konstant("folk.abonnement.sletkode", today), rekvirer)


def _igen() -> list[_Spoergsmaal]:
    """What nobody has answered in two deliveries is asked once more; what is not wanted so any longer counts as never asked."""
    again = []
    for linje in svar.uhoerte(svar.aabne()):
        row, opret = linje.abonnement, linje.operation == OPRET
        if linje.forsoeg > 1 and row.oensket == opret:
            continue
        linje.aaben, linje.svar = False, IKKE_HOERT if row.oensket == opret else IKKE_OENSKET
        linje.save(update_fields=["aaben", "svar"])
        if row.oensket == opret:
            again.append(_Spoergsmaal(row, linje.operation, forsoeg=2))
        else:
            row.tilstand = Tilstand.INGEN if opret else Tilstand.AKTIV
            row.save(update_fields=["tilstand"])
    return again


def _dokument(asked: Sequence[_Spoergsmaal], setup: _Opsaetning, problems: Problems) -> Document:
    numbers = [one.abonnement.personnummer for one in asked]
    operations = [OPRET if one.operation == OPRET else setup.sletkode for one in asked]
    values = {"kundenr": setup.kundenr, "operation": operations, "pnr": numbers}
    record = {one.key: one for one in cpr_abonnement.FORMAT.records}
    lines = record["06"].table(values, problems, rows=len(asked), encoding=ENCODING)
    tables = {"06": (lines, np.zeros(len(asked), dtype=np.int64))}
    wanted = [one.abonnement.personnummer for one in asked if one.operation == OPRET] if setup.rekvirer else []
    if wanted:
        extra = record["07"].table({"opgavenr": setup.opgavenr, "pnr": wanted}, problems, rows=len(wanted), encoding=ENCODING)
        tables["07"] = (extra, np.ones(len(wanted), dtype=np.int64))
    return compose(cpr_abonnement.FORMAT.types, tables, Wrapping(encoding=ENCODING))


def _noter(exchange: Exchange, asked: Sequence[_Spoergsmaal], setup: _Opsaetning, day: dt.date) -> None:
    """Stamp the questions with the exchange."""
    rows = []
    for one in asked:
        row = one.abonnement
        opret = one.operation == OPRET
        before = row.tilstand if one.forsoeg == 1 else (Tilstand.INGEN if opret else Tilstand.AKTIV)
        rows.append(
            Abonnementslinje(
                abonnement=row,
                exchange=exchange,
                operation=one.operation,
                rekvisition=opret and setup.rekvirer,
                fildato=day,
                forsoeg=one.forsoeg,
                foer=before,
            )
        )
        row.tilstand = Tilstand.OPRETTES if opret else Tilstand.SLETTES
        row.operation, row.exchange, row.svaret, row.fejlnr, row.fejltekst = one.operation, exchange, None, "", ""
    Abonnementslinje.objects.bulk_create(rows, batch_size=500)
    fields = ("tilstand", "operation", "exchange", "svaret", "fejlnr", "fejltekst")
    Abonnement.objects.bulk_update([one.abonnement for one in asked], fields, batch_size=200)


def _totaler(asked: Sequence[tuple[str, str]], rekvirer: bool) -> dict[str, int]:
    created = sum(operation == OPRET for _, operation in asked)
    return {
        OPRETTES: created,
        SLETTES: len(asked) - created,
        REKVISITIONER: created if rekvirer else 0,
        KONTROLTAL: sum(int(nummer) for nummer, _ in asked) % _KONTROL,
    }


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    lines = document.tables["06"]
    asked = list(zip(_tekster(lines["pnr"]), _tekster(lines["operation"]), strict=True))
    return _totaler(asked, False) | {REKVISITIONER: document.rows("07")}


def _tekster(column: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> list[str]:
    return [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in column.tolist()]


def fortryd(exchange: Exchange) -> None:
    """The file never went out: its questions were never asked, and come with the next one."""
    for linje in Abonnementslinje.objects.filter(exchange=exchange, aaben=True).select_related("abonnement"):
        linje.aaben, linje.svar = False, TILBAGETAGET
        linje.save(update_fields=["aaben", "svar"])
        row = linje.abonnement
        row.tilstand = linje.foer
        row.save(update_fields=["tilstand"])


def _ark(asked: Sequence[_Spoergsmaal], totals: Mapping[str, int], day: dt.date) -> Sheet:
    reasons: dict[tuple[str, str], int] = {}
    for one in asked:
        row = one.abonnement
        texts = [f"{navn}: {grund}" for navn, grund in row.grunde] if one.operation == OPRET else [row.bortfaldet]
        for text in texts:
            reasons[one.operation, text] = reasons.get((one.operation, text), 0) + 1
    head = [
        ("Filen er til kørslen", day.isoformat()),
        *((name, str(count)) for name, count in totals.items() if name != KONTROLTAL),
    ]
    again = sum(one.forsoeg > 1 for one in asked)
    if again:
        head.append(("heraf sendt igen, fordi ingen svarede", str(again)))
    sheet: Sheet = [("CPR-abonnementer", head)]
    for operation, title in ((OPRET, "Hvorfor de oprettes"), (SLET, "Hvorfor de slettes")):
        found = sorted((text, str(count)) for (which, text), count in reasons.items() if which == operation)
        if found:
            sheet.append((title, found))
    return sheet
