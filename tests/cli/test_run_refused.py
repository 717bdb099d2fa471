"""A run that cannot be: every problem at once, exit code 1 (2 for a call that is wrong in itself), and nothing has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.installation import ROW_40, Cli, dump, order, tree

from snitflade.bogh.prisme import Bilag, PrismeOpsaetning, g69_document
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats import g69_rules
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst, Ydelse
from snitflade.tekn.renovation.koersel import Kontering


@contextmanager
def nothing_changes(folder: Path) -> Iterator[None]:
    """No row of any table and no file or folder, in the installation or beside it."""
    rows, files = dump(), tree(folder)
    yield
    assert dump() == rows
    assert tree(folder) == files


ORDERS: dict[str, tuple[dict[str, object], set[str]]] = {
    "kommune": ({"kommune": "95"}, {"KOERSEL_KOMMUNE"}),
    "kommune in words": ({"kommune": "Kujalleq"}, {"KOERSEL_KOMMUNE"}),
    "kvartal": ({"kvartal": "2018K5"}, {"KOERSEL_KVARTAL"}),
    "due before posted": ({"forfaldsdato": "2017-01-12"}, {"KOERSEL_FORFALD"}),
    "regnskabsaar two years on": ({"regnskabsaar": "2019"}, {"KOERSEL_REGNSKABSAAR"}),
    "regnskabsaar two years back": ({"regnskabsaar": "2015"}, {"KOERSEL_REGNSKABSAAR"}),
    "tekst with &": ({"tekst": "1. KVARTAL & 2018"}, {"KOERSEL_TEKST"}),
    "tekst with a control character": ({"tekst": "1. KVARTAL\r\n2018"}, {"KOERSEL_TEKST"}),
    "tekst with a line separator": ({"tekst": "1. KVARTAL\u2028"}, {"KOERSEL_TEKST"}),
    "tekst of blanks": ({"tekst": " "}, {"KOERSEL_TEKST"}),
    "tekst of 36 characters": ({"tekst": "X" * 36}, {"KOERSEL_TEKST_FOR_LANG"}),
    "RENOVATION and tekst of 36 characters": ({"tekst": "X" * 25}, {"KOERSEL_TEKST_FOR_LANG"}),
    "initials of 6 characters": ({"konteret_af": "tobler"}, {"KOERSEL_KONTERET_AF"}),
    "initials with a blank": ({"konteret_af": "to l"}, {"KOERSEL_KONTERET_AF"}),
    "initials with &": ({"konteret_af": "t&b"}, {"KOERSEL_KONTERET_AF"}),
    "modkonto with dashes": ({"modkonto": "94-07-00-90-03"}, {"KOERSEL_INDSTILLING"}),
    "paaligningsaar": ({"paaligningsaar": "20177"}, {"TAL_FOR_STORT"}),
    "GEO for a place without code": ({"omraadenummer": "GEO"}, {"REGNING_GEO_MANGLER"}),
    "INDDRIV and nobody knows who is public": ({"omraadenummer": "INDDRIV"}, {"REGNING_OFFENTLIG_UKENDT"}),
}


@pytest.mark.parametrize("case", ORDERS)
def test_an_order_that_is_wrong(cli: Cli, tmp_path: Path, case: str) -> None:
    changes, codes = ORDERS[case]
    with nothing_changes(tmp_path):
        answer = cli.bill("--out", tmp_path / "ud", **changes)
        assert (answer.code, answer.codes, answer.out) == (1, codes, "")
        assert "Intet er skrevet eller ændret." in answer.err


def test_everything_that_is_wrong_with_an_order_at_once(cli: Cli, tmp_path: Path) -> None:
    with nothing_changes(tmp_path):
        answer = cli.bill(
            *("--out", tmp_path / "ud"),
            kommune="95",
            kvartal="2018-1",
            forfaldsdato="2016-01-01",
            regnskabsaar="2020",
            tekst="A & B",
            konteret_af="t b",
            modkonto="1",
        )
    assert answer.code == 1
    assert answer.codes == {
        *("KOERSEL_KOMMUNE", "KOERSEL_KVARTAL", "KOERSEL_FORFALD", "KOERSEL_REGNSKABSAAR"),
        *("KOERSEL_TEKST", "KOERSEL_KONTERET_AF", "KOERSEL_INDSTILLING"),
    }


def without_numbers() -> None:
    Debitor.objects.filter(kundenummer="5809001539").update(cvr="")


def gln_without_cvr() -> None:
    Debitor.objects.filter(kundenummer="0001953096").update(cvr="", personnummer="3112999999")


def wrong_cvr() -> None:
    Debitor.objects.filter(kundenummer="5809001539").update(cvr="12227354")


def wrong_gln() -> None:
    Debitor.objects.filter(kundenummer="0001953096").update(gln="5790001953097")


def no_tariff() -> None:
    Takst.objects.filter(ydelse__navn="Natrenovation").update(gyldig_fra="2018-02-01")


def letter_that_cp1252_lacks() -> None:
    Systemkonstant.objects.create(nummer="prisme.tegnsaet", vaerdi="cp1252")
    Ydelse.objects.filter(navn="Dagrenovation").update(navn="Dagreĸnovation")


def stored_control_character() -> None:
    Aftale.objects.filter(bnr="B-1200").update(bnr="B\x851200")


def lone_trans_10_without_number() -> None:
    Systemkonstant.objects.create(nummer="prisme.trans_10_uden_rate", vaerdi="J")


def too_much_for_a_rate() -> None:
    Takst.objects.filter(ydelse__navn="Natrenovation").update(pris=10**10)


def unusable_constant() -> None:
    Systemkonstant.objects.create(nummer="renovation.rate_pr", vaerdi="hus")


DATA: list[tuple[Callable[[], None], set[str]]] = [
    (without_numbers, {"REGNING_UDEN_NUMMER"}),
    (gln_without_cvr, {"DEBITOR_GLN_UDEN_CVR"}),
    (wrong_cvr, {"PERSON_CVR_UGYLDIGT"}),
    (wrong_gln, {"GLN_KONTROLCIFFER"}),
    (no_tariff, {"RENOVATION_TAKST_MANGLER"}),
    (letter_that_cp1252_lacks, {"TEGN_UDENFOR_TEGNSAET"}),
    (stored_control_character, {"KONTROLTEGN"}),
    (lone_trans_10_without_number, {"REGNING_UDEN_NUMMER"}),
    (too_much_for_a_rate, {"REGNING_FOR_STOR"}),
    (unusable_constant, {"KOERSEL_INDSTILLING"}),
]


@pytest.mark.parametrize(("spoil", "codes"), DATA, ids=lambda value: getattr(value, "__name__", ""))
def test_data_that_got_past_the_import(cli: Cli, tmp_path: Path, spoil: Callable[[], None], codes: set[str]) -> None:
    """What the import would refuse can still be in a database; the run must not take it."""
    spoil()
    with nothing_changes(tmp_path):
        answer = cli.bill("--out", tmp_path / "ud")
        assert (answer.code, answer.codes) == (1, codes)


def test_several_faults_of_the_data_at_once(cli: Cli, tmp_path: Path) -> None:
    without_numbers()
    gln_without_cvr()
    no_tariff()
    with nothing_changes(tmp_path):
        answer = cli.bill("--out", tmp_path / "ud", omraadenummer="GEO")
    assert answer.codes == {"REGNING_UDEN_NUMMER", "DEBITOR_GLN_UDEN_CVR", "RENOVATION_TAKST_MANGLER", "REGNING_GEO_MANGLER"}


@pytest.mark.parametrize(("count", "codes"), [(99_999, set()), (100_000, {"FIL_FOR_MANGE_LINJER"})])
def test_as_many_lines_as_a_file_can_number(count: int, codes: set[str]) -> None:
    """Linieløbenr has five digits (prisme.md 2.1)."""
    rows = [Kontering(number, "4106011200", 100, "RENOVATION") for number in range(1, count + 1)]
    problems = Problems()
    bilag = Bilag("0956", "00861", dt.date(2017, 1, 13), 2017, "tobl")
    document = g69_document(rows, bilag, PrismeOpsaetning("utf-8", 21), problems)
    assert problems.codes == codes
    assert len(problems) == len(codes)
    assert codes or len(document) == count


def test_more_lines_than_a_file_can_number(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(g69_rules, "MOST_LINES", 5)
    with nothing_changes(tmp_path):
        answer = cli.bill("--out", tmp_path / "ud")
        assert (answer.code, answer.codes) == (1, {"FIL_FOR_MANGE_LINJER"})
        assert "6 linjer" in answer.err


def test_options_that_are_missing_are_all_named_at_once(cli: Cli, tmp_path: Path) -> None:
    with nothing_changes(tmp_path):
        answer = cli("run", ROW_40)
        assert (answer.code, answer.out) == (2, "")
        for name in ("kommune", "kvartal", "posteringsdato", "forfaldsdato", "regnskabsaar", "tekst"):
            assert f"--{name} mangler" in answer.err
        assert "--konteret-af" not in answer.err


def test_options_that_are_malformed_are_all_named_at_once(cli: Cli, tmp_path: Path) -> None:
    wrong = {
        "posteringsdato": "13-01-2017",
        "forfaldsdato": "2017-02-30",
        "regnskabsaar": "17,5",
        "tidsstempel": "2017-01-13 12:00",
        "omraadenummer": "geo",
        "afregning": "halve",
        "rate_pr": "hus",
        "paaligningsaar": "²0",
    }
    with nothing_changes(tmp_path):
        answer = cli.bill(kvartal=None, **wrong)
    assert answer.code == 2
    for name, value in wrong.items():
        assert any(f"--{name.replace('_', '-')} " in line and f"«{value}»" in line for line in answer.err.splitlines()), name
    assert "--kvartal mangler" in answer.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([ROW_40, "--kommun", "0956"], "--kommun findes ikke. Mente du --kommune?"),
        ([ROW_40, "--out"], "--out mangler en værdi."),
        ([ROW_40, *order(), "mere"], "Der er for mange argumenter: (mere)."),
        (["tekn.renovation-prism", *order()], "Mente du tekn.renovation-prisme?"),
        (["folk.sbsys"], "køres ikke herfra"),
        (["41"], "findes ikke"),
    ],
)
def test_calls_that_cannot_be_carried_out(cli: Cli, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    with nothing_changes(tmp_path):
        answer = cli("run", *arguments)
        assert answer.code == 2
        assert sentence in answer.err
