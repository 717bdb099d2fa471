"""G68: the layout and rules of prisme.md 4, what ties it to G69, and what is composed from payments."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.formats.composed_betaling import G68, G68_14, G68_ALL, G68_NAMES
from tests.formats.provocations_betaling import FIRST, SECOND, with_g69

from snitflade.formats import g68, g68_14, g68_opstil
from snitflade.formats.detect import detect
from snitflade.formats.problems import Problems
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.udbetalinger import Maade, Udbetaling, Udbetalinger

Row = dict[str, Any]
DAY = dt.date(2026, 11, 30)
LINE = "000G68000010956011&0800000125000&09+&1002&113112999999&1220261130&1620261130005710000001"
WIDTHS = {
    "02": (4, 4),
    "03": (2, 2),
    "07": (18, 18),
    "08": (11, 11),
    "09": (1, 1),
    "10": (2, 2),
    "11": (10, 14),
    "12": (8, 8),
    "16": (18, 20),
    "17": (0, 20),
    **{str(number): (0, 81) for number in range(40, 76)},
}
"""The fields of prisme.md 4: least and most characters."""


def read(text: str, format: TaggedFormat = g68.FORMAT) -> tuple[list[Row], list[str]]:
    """The rows of lines and the codes of every problem."""
    problems = Problems()
    document = format.read(text.replace("\n", "\r\n").encode(), problems)
    return list(format.rows(document.tables["G68"])), [problem.code for problem in problems.sorted()]


def changed(before: str, after: str) -> list[str]:
    assert before in LINE
    return read(LINE.replace(before, after, 1))[1]


def one(**values: Any) -> Udbetaling:
    known: Row = {"betalings_id": "BOSI261127 000001", "beloeb": 125000, "betalingsdato": DAY, "maade": Maade.NEMKONTO}
    return Udbetaling(**known | {"modtager": "3112999999", "henvisning": FIRST, "tekst": "Boligsikring november 2026"} | values)


def composed(*payments: Udbetaling, **options: Any) -> tuple[list[str], list[str]]:
    """The lines composed from payments, and the codes of every problem."""
    problems = Problems()
    document = g68_opstil.opstil(Udbetalinger.af(payments), "0956", problems, **options)
    format = g68_opstil.formatet(options.get("hoved", 18))
    lines = [] if problems.errors else format.write(document).decode().split("\r\n")[:-1]
    return lines, [problem.code for problem in problems.sorted()]


class TestLayout:
    def test_the_fields_are_those_the_specification_prints(self) -> None:
        declared = {g68.FORMAT.number(tag): (tag.field.kind.least, tag.field.kind.width) for tag in g68.TAGS}
        assert declared == WIDTHS
        assert {g68.FORMAT.number(tag): tag.name for tag in g68.TAGS} == G68_NAMES

    def test_the_headers(self) -> None:
        assert [field.kind.width for field in g68.HEADER.fields] == [3, 3, 5, 4, 2, 1]
        assert [field.kind.width for field in g68.HEADER_14.fields] == [3, 3, 5, 2, 1]
        assert (g68.HEADER.width, g68.HEADER_14.width) == (18, 14)

    @pytest.mark.parametrize(("text", "name"), [(G68, "g68"), (G68_ALL, "g68"), (G68_14, "g68-14")])
    def test_each_header_is_known_by_its_content(self, text: str, name: str) -> None:
        found = detect(text.encode())
        assert (found[0].format, found[0].sure) == (name, True)
        assert len(found) == 1

    def test_a_file_with_the_other_header_is_refused(self) -> None:
        assert read(G68_14)[1] and read(G68, g68_14.FORMAT)[1]

    @pytest.mark.parametrize("line", [LINE, *G68.split("\n")[:-1]])
    def test_one_character_more_or_less_is_never_lost(self, line: str) -> None:
        rows, before = read(line)
        for at in range(len(line)):
            for text in (line[:at] + line[at + 1 :], line[:at] + "0" + line[at:], line[:at] + "&" + line[at:]):
                found, problems = read(text)
                assert problems != before or found != rows, text


class TestRules:
    def test_the_plain_line(self) -> None:
        assert read(LINE)[1] == []

    @pytest.mark.parametrize(
        ("before", "after", "found"),
        [
            ("00000125000", "00000000000", ["UDBETALING_NUL"]),
            ("&09+", "&09-", ["UDBETALING_NEGATIV"]),
            ("&09+", "&09 ", ["FELT_VAERDI"]),
            ("56011", "56001", ["FELT_VAERDI"]),
            ("56011", "56101", []),
            ("56011", "56010", ["FELT_VAERDI"]),
            ("3112999999", "3112999998", ["CPR_MODULUS_11"]),
            ("3112999999", "9112999999", ["CPR_MODULUS_11"]),
            ("3112999999", "3213999999", ["MODTAGERNUMMER_UGYLDIGT"]),
            ("3112999999", "00003112999999", []),
            ("3112999999", "10003112999999", ["MODTAGERNUMMER_UGYLDIGT"]),
            ("3112999999", "03112999999", ["MODTAGERNUMMER_LAENGDE"]),
            ("02&113112999999", "11&110012227353", []),
            ("02&113112999999", "11&110012227354", ["MODTAGERNUMMER_UGYLDIGT"]),
            ("02&113112999999", "03&110012227353", []),
            ("02&113112999999", "11&111012227353", ["MODTAGERNUMMER_UGYLDIGT"]),
            ("02&113112999999", "01&119999999999", []),
            ("02&113112999999", "12&111234567890", []),
            ("005710000001", "0057100000", ["HENVISNING_KORT"]),
            ("005710000001", "005710000001&40a!", ["BETALINGSTEKST_TEGN"]),
            ("005710000001", "005710000001&40a\\", ["BETALINGSTEKST_TEGN"]),
            ("005710000001", "005710000001&40" + "x" * 82, ["FELT_LAENGDE"]),
            ("00001", "00002", ["LINIELOEBENR_FEJL"]),
        ],
    )
    def test_values(self, before: str, after: str, found: list[str]) -> None:
        assert changed(before, after) == found

    def test_a_reference_stands_once(self) -> None:
        second = LINE.replace("G6800001", "G6800002")
        assert read(f"{LINE}\n{second}\n")[1] == ["HENVISNING_DUBLET"]
        assert read(f"{LINE}\n{second.replace('10000001', '10000002')}\n")[1] == []

    def test_the_payee_is_masked_also_behind_zeros(self) -> None:
        problems = Problems()
        g68.FORMAT.read(LINE.replace("3112999999", "00003112999998").encode(), problems)
        (problem,) = problems
        assert problem.raw.startswith("0000311")
        assert "99" not in problem.raw


class TestWithG69:
    @pytest.mark.parametrize(
        ("postings", "found"),
        [
            (((FIRST, 125000), (SECOND, 488050)), set()),
            (((FIRST, 100000), (FIRST, 30000), (FIRST, -5000), (SECOND, 488050)), set()),
            (((FIRST, 125001), (SECOND, 488050)), {"HENVISNING_BELOEB"}),
            (((FIRST, -125000), (SECOND, 488050)), {"HENVISNING_BELOEB"}),
            (((FIRST, 125000),), {"HENVISNING_UDEN_POSTERING"}),
            (((FIRST, 125000), (SECOND, 488050), ("9" * 20, 1)), {"HENVISNING_UDEN_UDBETALING"}),
        ],
    )
    def test_each_payout_is_the_sum_of_its_postings(self, postings: tuple[tuple[str, int], ...], found: set[str]) -> None:
        problems = Problems()
        with_g69(*postings)(problems)
        assert problems.codes == found
        assert {problem.file for problem in problems} <= {"G68", "G69"}


class TestComposing:
    def test_a_line(self) -> None:
        lines, problems = composed(one())
        assert problems == []
        assert lines == [
            "000G68000010956011&020956&0300&07000000000000000000&0800000125000&09+&1002&113112999999&1220261130"
            f"&16{FIRST}&40Boligsikring november 2026"
        ]

    def test_the_header_of_14_and_the_long_payee(self) -> None:
        lines, problems = composed(one(), hoved=14, modtager_bredde=14, transaktionstype="10", udbetalingsident=False)
        assert problems == []
        assert lines == [
            f"000G6800001101&020956&0300&0800000125000&09+&1002&1100003112999999&1220261130&16{FIRST}&40Boligsikring november 2026"
        ]

    def test_a_company_an_invoice_and_no_text(self) -> None:
        lines, problems = composed(one(modtager="12227353", fakturanummer="F1", tekst=""), one(henvisning=SECOND, beloeb=-1))
        assert problems == ["UDBETALING_NEGATIV"]
        assert "&1011&110012227353&" in lines[0] and lines[0].endswith(f"&16{FIRST}&17F1")
        assert "&0800000000001&09-&" in lines[1] and "&17" not in lines[1]

    def test_a_long_text_loses_nothing(self) -> None:
        words = " ".join(f"ord{number}" for number in range(300))
        lines, problems = composed(one(tekst=words))
        assert problems == []
        assert " ".join(part[2:] for part in lines[0].split("&") if part[:2].isdigit() and int(part[:2]) >= 40) == words
        assert composed(one(tekst="x" * 81 * 37))[1] == ["TEKST_FOR_MANGE_LINJER"]

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"modtager": ""}, "MODTAGER_UDEN_NUMMER"),
            ({"modtager": "123"}, "MODTAGER_UDEN_NUMMER"),
            ({"henvisning": ""}, "FELT_IKKE_CIFRE"),
            ({"tekst": "a & b"}, "TEKST_MED_OG_TEGN"),
            ({"tekst": "Hov!"}, "BETALINGSTEKST_TEGN"),
            ({"beloeb": 0}, "UDBETALING_NUL"),
            ({"beloeb": 10**11}, "BELOEB_FOR_STORT"),
        ],
    )
    def test_what_cannot_be_paid(self, values: Row, code: str) -> None:
        lines, problems = composed(one(**values))
        assert lines == []
        assert code in problems

    @pytest.mark.parametrize("options", [{"hoved": 16}, {"modtager_bredde": 12}])
    def test_other_widths_are_refused(self, options: Row) -> None:
        with pytest.raises(ValueError, match="not"):
            composed(one(), **options)

    def test_reference_numbers_have_twenty_digits(self) -> None:
        assert g68_opstil.henvisning(DAY, "00571", 1) == FIRST
        assert g68_opstil.henvisning_571(DAY, "0042", 2026, "17") == "20261130" + "0" + "0042" + "6" + "000017"
        for maskinnr, number in (("571", 1), ("0057x", 1), ("00571", 10**7), ("00571", -1)):
            with pytest.raises(ValueError, match="no reference"):
                g68_opstil.henvisning(DAY, maskinnr, number)
        for terminal, posting in (("42", "1"), ("0042", "12345x"), ("00 2", "1")):
            with pytest.raises(ValueError, match="no reference"):
                g68_opstil.henvisning_571(DAY, terminal, 2026, posting)
