"""Every number that leaves the house is of a declared series; a series goes on from what it was moved to, and never back."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

import snitflade
from snitflade.exchange import audit, numbers
from snitflade.exchange.backup import hold, renumber
from snitflade.exchange.models import AuditEvent, Direction, Exchange
from snitflade.exchange.numbers import Series
from snitflade.formats.problems import mask_cpr

SOURCE = Path(snitflade.__file__).parent
OF_WHAT_COMES_IN = "the line of a file that came in"
NOT_OURS = {
    "exchange.ExchangeFile.number": "a file's place among an exchange's files",
    "exchange.QuarantinedLine.line": OF_WHAT_COMES_IN,
    "exchange.AuditEvent.number": "the chain's own, which restarts where the backup ends; no partner sees it",
    "folk.CprSvar.linje": OF_WHAT_COMES_IN,
    "bogh.Bilag.regnskabsaar": "a year",
    "bogh.Postering.loebenr": "a line's place in its voucher, or in its file",
    "bogh.Kladdelinje.loebenr": "a line's place in its draft",
    "inka.BSAftalepost.linje": OF_WHAT_COMES_IN,
    "inka.Fordring.nummer": "how many times the same claim was handed over; the authority refuses a case number that it has",
    "inka.Nedskrivning.linje": "a line's place in its file",
    "inka.Afdragsrate.nummer": "a rate's place in its plan",
    "krdi.Forsoeg.nummer": "which time the same item is asked for; the request itself bears a GUID",
    "lon.Loenkoersel.aar": "a year",
    "lon.Loenkoersel.maaned": "a month",
    "lon.Loenlinje.linienr": OF_WHAT_COMES_IN,
    "lon.Loendata.linje": OF_WHAT_COMES_IN,
    "skat.Aarsindkomst.indkomstaar": "a year",
    "soc.Tilskudsbaand.boern": "a count",
    "soc.Tilskudsbaand.indkomst_til": "an amount",
    "soc.Lejemaal.linje": OF_WHAT_COMES_IN,
    "soc.Ansoegning.aar": "a year",
    "soc.Egenandel.boern": "a count",
    "soc.Egenandel.indkomst_fra": "an amount",
    "tekn.Vejning.linje": OF_WHAT_COMES_IN,
    "tekn.Renoweblinje.linje": OF_WHAT_COMES_IN,
}
"""Whole numbers that must be unique and yet are no series of ours, with why."""
A_KEY = "a key of ours, seen by nobody else; what was taken back counts with"
NO_NUMBER = "no number that is given"
COUNTED_ON = {
    "bogh/udbetaling/modregning.py": A_KEY,
    "erhv/indberetning.py": A_KEY,
    "exchange/audit.py": "the audit chain",
    "exchange/engine/durable.py": NO_NUMBER,
    "exchange/rhythm/words.py": NO_NUMBER,
    "inka/inddrivelse/handlinger.py": "inka.Fordring.nummer, see above",
    "inka/prismekoersel.py": A_KEY,
    "inka/tilbagebetaling.py": A_KEY,
    "krdi/modregning/bogfoer.py": A_KEY,
    "soc/boligsikring/koersel.py": A_KEY,
    "soc/udbetalinger/aar.py": A_KEY,
    "soc/udbetalinger/dan.py": A_KEY,
    "tekn/renovation/kvartal.py": NO_NUMBER,
    "tekn/renoweb/anvend.py": NO_NUMBER,
}
"""Where a number is made from those there are, and nobody outside ever sees it, with why."""
IN_FILES = {"skat/overskriv/koersel.py": "overskrivning"}
"""Where the name of a file bears the number of a row: the series that says so."""


def test_every_unique_number_is_of_a_series_or_known_to_be_none() -> None:
    declared = {f"{model._meta.label}.{field}" for model, field in (one.column for one in numbers.every() if one.column)}
    found = set()
    for model in apps.get_models():
        unique = {field for one in model._meta.constraints if isinstance(one, models.UniqueConstraint) for field in one.fields}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.IntegerField) and not field.primary_key and (field.unique or field.name in unique):
                found.add(f"{model._meta.label}.{field.name}")
    assert found - declared - NOT_OURS.keys() == set(), "declare it in the numre.py of its Delsystem (exchange/numbers.py)"
    assert NOT_OURS.keys() <= found, "gone"
    assert declared <= found


@pytest.fixture(scope="module")
def nodes() -> list[tuple[str, ast.BinOp | ast.Call]]:
    """Every sum and every call in what may give numbers, with its file."""
    found: list[tuple[str, ast.BinOp | ast.Call]] = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(("formats/", "partners/", "web/")) and "/migrations/" not in name:
            text = path.read_text(encoding="utf-8")
            if any(sign in text for sign in ("+ 1", "next_id", "OutFile")):
                found += [(name, node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.BinOp | ast.Call)]
    return found


_FROM_ROWS = re.compile(
    r"\.count\(\)$|aggregate\(|\bMax\(|(?:^|[^_])\b(?:max\(\w+, default=0\)|earlier|before)$|\.(?:nummer|loebenr|number)$|^last\b"
)


def _counts_on(node: ast.BinOp | ast.Call) -> bool:
    """Whether a number is made that is one more than what is there."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).endswith("next_id") and len(node.args) > 1
    one = isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant) and node.right.value == 1
    return one and _FROM_ROWS.search(ast.unparse(node.left)) is not None


def test_nobody_counts_on_a_number_by_himself(nodes: list[tuple[str, ast.BinOp | ast.Call]]) -> None:
    """Where a new number is made, it comes of a series."""
    found = {name for name, node in nodes if _counts_on(node)}
    assert found - COUNTED_ON.keys() - {"exchange/numbers.py"} == set(), "take it from a series (exchange/numbers.py)"
    assert COUNTED_ON.keys() <= found, "gone"


def test_the_number_of_a_row_in_a_files_name_is_of_a_series(nodes: list[tuple[str, ast.BinOp | ast.Call]]) -> None:
    files = [(name, node) for name, node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("OutFile")]
    found = {name for name, node in files if ".pk" in ast.unparse(node.args[0])}
    assert found == IN_FILES.keys()
    assert {one.name for one in numbers.every() if one.rows} >= set(IN_FILES.values())


@pytest.fixture
def held(settings: Any, tmp_path: Path, db: None) -> str:
    """An installation that was restored a moment ago."""
    settings.HOME = tmp_path
    restored = hold.Restored("prøve", timezone.now(), timezone.now())
    hold.path().write_bytes(hold.marker(restored))
    return restored.id


EXAMPLES = {
    "afregning": "0956",
    "bilag": "0956-2026",
    "inddrivelsesfil": "fordringer-37AK-20261127",
    "ledighed": "0956-202610",
    "pensionsoverlevering": "0956-202610",
    "udbetaling": "BTIL-20261127",
    "udbetalingsfil": "BTIL-20261127",
}
OTHERS = {name: example[:-1] + str((int(example[-1]) + 1) % 10) for name, example in EXAMPLES.items()}


@pytest.mark.parametrize("series", numbers.every(), ids=lambda series: series.name)
def test_a_series_goes_on_from_what_it_was_moved_to(series: Series, held: str) -> None:
    scope = EXAMPLES.get(series.name, "")
    assert series.fits(scope)
    last = series.last(scope)
    assert (last, series.following(scope)) == (series.none, series.none + 1)
    renumber.move(series.name, scope, last + 7, "anna", " Set hos dem ")
    assert (series.last(scope), series.following(scope)) == (last + 7, last + 8)
    for number in (last + 7, last + 1):
        with pytest.raises(renumber.NeverBackError, match="aldrig tilbage"):
            renumber.move(series.name, scope, number, "anna", "tilbage")
    event = AuditEvent.objects.get(event=numbers.MOVED)
    said = {"gendannelse": held, "serie": series.name, "omfang": scope, "fra": last, "til": last + 7, "grund": "Set hos dem"}
    assert event.detail == said
    assert list(audit.broken()) == []
    if scope:
        assert series.last(OTHERS[series.name]) == series.none, "each scope is counted by itself"
        with pytest.raises(renumber.ScopeError, match=r"--for"):
            renumber.move(series.name, "", last + 9, "anna", "x")
    with pytest.raises(renumber.ScopeError, match=r"--for"):
        renumber.move(series.name, "x' OR 1=1", last + 9, "anna", "x")
    for far in (last + 7 + renumber.FURTHEST + 1, series.most):
        with pytest.raises((renumber.TooFarError, renumber.NeverBackError)):
            renumber.move(series.name, scope, far, "anna", "for langt")
    assert AuditEvent.objects.filter(event=numbers.MOVED).count() == 1
    assert series.title and mask_cpr(series.seen_by) == series.seen_by


def test_the_database_numbers_its_rows_from_there(held: str) -> None:
    facts = {"interface": "tekn.renovation-prisme", "direction": Direction.UD, "created_by": "anna"}
    first = Exchange.objects.create(key="a", **facts).pk
    renumber.move("udveksling", "", first + 40, "anna", "banken har haft det")
    assert Exchange.objects.create(key="b", **facts).pk == first + 41
    with transaction.atomic():
        numbers.advance(Exchange, first)
    assert Exchange.objects.create(key="c", **facts).pk == first + 42, "never back"


def test_only_after_a_restoration_and_with_a_reason(held: str) -> None:
    with pytest.raises(hold.ReasonMissingError):
        renumber.move("regning", "", 7, "anna", " ")
    with pytest.raises(renumber.UnknownSeriesError, match="afregning, bilag, bs-leverance"):
        renumber.move("nej", "", 7, "anna", "x")
    assert {one.series.name for one in renumber.standing()} >= {"regning", "bs-leverance", "udveksling"}
    hold.path().unlink()
    with pytest.raises(hold.NotHeldError):
        renumber.move("regning", "", 7, "anna", "x")
    with pytest.raises(hold.NotHeldError):
        list(renumber.standing())


def test_months_that_are_still_sent() -> None:
    assert numbers.months(["0956"], dt.date(2026, 2, 1)) == ["0956-202511", "0956-202512", "0956-202601", "0956-202602"]
