"""Row 40 on the specification's test case: the bytes of prisme.md 5.2 and 5.3, the control sheet, the ledger, the dry run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db.models import Sum
from tests.cli.installation import FILES, ROW_40, Cli, dump, order, tree

from snitflade.bogh.models import Postering
from snitflade.exchange import outbound
from snitflade.exchange.models import Exchange
from snitflade.formats import g69, registry, tenq
from snitflade.formats.document import Document
from snitflade.inka.models import Regning
from snitflade.inka.prismefiler import bevis

G69 = [
    "000G6900001095601NORFLYD&10300861&1040000001&11020170113&111000000000006602507000"
    "&112000000488000-&113K&1142017&1531. KVARTAL 2018&201tobl",
    "000G6900002095601NORFLYD&10300861&1040000002&11020170113&111000000000006603507000"
    "&112000000028000-&113K&1142017&1531. KVARTAL 2018&201tobl",
    "000G6900003095601NORFLYD&10300861&1040000003&11020170113&111000000000006602107000"
    "&112000000427000-&113K&1142017&1531. KVARTAL 2018&201tobl",
    "000G6900004095601NORFLYD&10300861&1040000004&11020170113&111000000000006603107000"
    "&112000000028000-&113K&1142017&1531. KVARTAL 2018&201tobl",
    "000G6900005095601NORFLYD&10300861&1040000005&11020170113&111000000000009407009003"
    "&112000000849000 &113D&1142017&1531. KVARTAL 2018&201tobl",
    "000G6900006095601NORFLYD&10300861&1040000006&11020170113&111000000000004106011200"
    "&112000000122000 &113D&1142017&153RENOVATION 1. KVARTAL 2018&201tobl",
]
"""prisme.md 5.2, as printed there."""

CASE = [
    ("3112999999", "3112999999", 89000, "", ["Dag/B-1456, Paamiut/1", "Nat/B-1456, Paamiut/1"]),
    (
        "5809001539",
        "0012227353",
        333000,
        "",
        ["Dag/B-1200, Paamiut/2", "Dag/B-1201, Paamiut/2", "Dag/B-1456, Tasiilaq/1", "Nat/B-1456, Tasiilaq/1"],
    ),
    ("0001953096", "0019785289", 244000, "5790001953096", ["Dag/B-0310, Tasiilaq/4"]),
    ("0001952976", "0019785289", 183000, "5790001952976", ["Dag/B-0712, Paamiut/3"]),
]
"""prisme.md 5.3: debtor, Person/CVR, øre, GLN, and the agreements as service, address and number."""
REGNING = {
    "Dag 1": "1 x 610,00 = 610,00",
    "Dag 2": "2 x 610,00 = 1.220,00",
    "Dag 3": "3 x 610,00 = 1.830,00",
    "Dag 4": "4 x 610,00 = 2.440,00",
    "Nat 1": "1 x 280,00 = 280,00",
}
"""Service and number of units, to the line that says what they cost."""


def tenq_lines() -> list[str]:
    """The 10Q records of the test case, put together by hand from the tables of prisme.md 3.1 to 3.5."""
    lines = []
    for number, (kunde, person_cvr, oere, gln, aftaler) in enumerate(CASE, start=1):
        key = "0201701131200" + "0956" + "000" + "120" + "2017" + kunde + "00"
        lines.append("WINF10" + key + person_cvr + " " * 106)
        rate = "20" + "999" + f"{oere:010}+" + "1" + "0000000000+" + "1" + "20170113" + "20170201" * 3 + "000" + " " * 3 + "0"
        rate += " " * 35 + "00000000" * 3 + " " * 4 + " " * 100 + f"{number:035}" + " " * 17 + " " * 35
        lines.append("WINF24" + key + rate)
        texts = []
        for ydelse, adresse, antal in (aftale.split("/") for aftale in aftaler):
            texts += [f"{ydelse}renovation 1. kvartal 2018", adresse, REGNING[f"{ydelse} {antal}"]]
        lines += [f"WINF26{key}20999{linje:03}{text:60}" for linje, text in enumerate(texts, start=1)]
        if gln:
            lines.append("WINF52" + key + gln + "0")
    return lines


def written(lines: list[str]) -> bytes:
    """Lines as they stand in a file: CRLF after each, the last too (prisme.md 1)."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def test_the_composed_records_have_the_widths_of_the_specification() -> None:
    assert {line[4:6]: len(line) for line in tenq_lines()} == {"10": 161, "24": 363, "26": 113, "52": 59}
    tasiilaq = [line for line in tenq_lines() if line[33:43] == "0001953096"]
    assert tasiilaq[0].startswith("WINF100201701131200095600012020170001953096000019785289")
    assert tasiilaq[-1] == "WINF5202017011312000956000120201700019530960057900019530960"


def test_both_files_byte_for_byte(cli: Cli, tmp_path: Path) -> None:
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, answer.err) == (0, "")
    assert {path.name for path in (tmp_path / "ud").iterdir()} == set(FILES)
    assert (tmp_path / "ud" / "861_G69.txt").read_bytes() == written(G69)
    assert (tmp_path / "ud" / "861_10Q.txt").read_bytes() == written(tenq_lines())
    assert len(written(tenq_lines())) == 4 * 161 + 4 * 363 + 2 * 59 + 24 * 113 + 2 * 34


def test_the_files_are_clean_to_the_checks(cli: Cli, tmp_path: Path) -> None:
    cli.bill("--out", tmp_path)
    for name, format in zip(FILES, ("g69", "10q"), strict=True):
        answer = cli("check", format, tmp_path / name)
        assert (answer.code, answer.err) == (0, "")


SHEET = [
    ("66-02-50-70-00", "4.880,00"),
    ("66-03-50-70-00", "280,00"),
    ("66-02-10-70-00", "4.270,00"),
    ("66-03-10-70-00", "280,00"),
    ("I alt brutto", "9.710,00"),
    ("41-06-01-12-00 (kunde 0002292514)", "1.220,00"),
    ("I alt betales fra konto", "1.220,00"),
    ("Debitorer", "4"),
    ("I alt netto = modkonto = sum af rater", "8.490,00"),
    ("G69-linjer", "6"),
    ("Trans 10", "4"),
    ("Trans 24", "4"),
    ("Trans 26", "24"),
    ("Trans 52", "2"),
]
"""prisme.md 5.1 and 5.3."""


def sheet_lines(text: str) -> list[tuple[str, str]]:
    """The lines of a control sheet: text and value."""
    found = re.findall(r"^  (\S.*?) {2,}([\d.,-]+)$", text, re.MULTILINE)
    return [(str(left), str(right)) for left, right in found]


def test_control_sheet(cli: Cli, tmp_path: Path) -> None:
    answer = cli.bill("--out", tmp_path / "ud")
    assert sheet_lines(answer.out) == SHEET
    assert "En anden end anna skal godkende den: snitflade approve 1" in answer.out
    shown = cli("show", "1")
    assert sheet_lines(shown.out) == SHEET


def test_the_ledger_is_what_the_files_show(cli: Cli) -> None:
    assert cli.bill().code == 0
    exchange = Exchange.objects.get()
    assert (exchange.interface, exchange.state, exchange.needs_two, exchange.kommune) == (ROW_40, "bygget", True, "0956")
    assert exchange.created_by == "anna"
    postings = Postering.objects.filter(exchange=exchange)
    assert postings.aggregate(total=Sum("beloeb"))["total"] == 0
    assert postings.get(konto="9407009003").beloeb == 849000
    bills = Regning.objects.filter(exchange=exchange)
    assert bills.filter(betales_fra_konto="").aggregate(total=Sum("beloeb"))["total"] == 849000
    assert bills.exclude(betales_fra_konto="").get().beloeb == 122000


def test_without_out_the_files_are_only_stored(cli: Cli, tmp_path: Path) -> None:
    answer = cli.bill()
    assert answer.code == 0
    assert not [path for path in tmp_path.rglob("*") if path.name in FILES]
    assert cli("show", "1", "--out", tmp_path / "senere").code == 0
    assert (tmp_path / "senere" / "861_G69.txt").read_bytes() == written(G69)


@pytest.mark.parametrize("name", [ROW_40, "40", "861"])
def test_by_id_catalogue_number_and_page(cli: Cli, name: str) -> None:
    answer = cli("run", name, *order())
    assert answer.code == 0
    assert sheet_lines(answer.out) == SHEET


def test_dry_run_shows_the_sheet_and_writes_nothing_anywhere(cli: Cli, tmp_path: Path) -> None:
    rows, files = dump(), tree(tmp_path)
    answer = cli.bill("--dry-run", "--out", tmp_path / "ud")
    assert (answer.code, sheet_lines(answer.out)) == (0, SHEET)
    assert "intet er skrevet" in answer.out
    assert dump() == rows
    assert tree(tmp_path) == files
    assert cli.bill("--out", tmp_path / "ud").code == 0, "a dry run stands in nobody's way"


def test_a_total_that_differs_from_the_ledger_writes_nothing(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, files = dump(), tree(tmp_path)
    wrong = "snitflade.tekn.interfaces.bevis"
    monkeypatch.setattr(wrong, lambda *given: bevis(*given) | {"rater": 849001})
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, answer.codes) == (1, {outbound.PROEVE_TOTAL.code})
    assert "849001" in answer.err
    assert "849000" in answer.err
    assert dump() == rows
    assert tree(tmp_path) == files


@pytest.mark.parametrize(
    ("format", "old", "new"),
    [
        (tenq.FORMAT, b"0000089000+", b"0000098000+"),
        (tenq.FORMAT, b"WINF52", b"WINF77"),
        (g69.FORMAT, b"&11020170113", b"&11020170114"),
        (g69.FORMAT, b"000000122000 &113D", b"000000122000-&113K"),
        (g69.FORMAT, b"6603107000", b"6603107001"),
        (tenq.FORMAT, b"Natrenovation", b"Natrenovati\nn"),
    ],
)
def test_a_fault_of_the_writer_is_found_before_anything_is_written(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: registry.Format, old: bytes, new: bytes
) -> None:
    rows, files = dump(), tree(tmp_path)
    real = type(format).wrap

    def wrong(self: registry.Format, document: Document) -> bytes:
        data = real(self, document)  # type: ignore[arg-type]
        if self.name == format.name:
            assert old in data
            data = data.replace(old, new, 1)
        return data

    monkeypatch.setattr(type(format), "wrap", wrong)
    answer = cli.bill("--out", tmp_path / "ud")
    assert answer.code == 1
    assert answer.codes
    assert dump() == rows
    assert tree(tmp_path) == files
