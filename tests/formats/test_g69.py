"""G69: the rules of the whole file (prisme.md 2.2 companions, 2.3, 2.5, 2.6 and 7).

Each rule has a case that breaks it and one next to it that does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.provocations import pair, posting
from tests.formats.strategies import PROPERTY

from snitflade.formats import g69, g69_rules, jsonl
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError

Place = tuple[str, int, str]


def check(*lines: str) -> list[Place]:
    """Every problem of a file of these lines: code, line, field."""
    problems = Problems()
    g69.FORMAT.read("".join(line + "\r\n" for line in lines).encode(), problems)
    return [(p.code, p.line, p.field) for p in problems.sorted()]


def both(first: str, second: str = "") -> list[Place]:
    """Every problem of two lines that balance, with more fields on the first and the second."""
    problems = Problems()
    pair(first, second)(problems)
    return [(p.code, p.line, p.field) for p in problems.sorted()]


class TestNumbers:
    """2.1, 2.3: Linieløbenr is the line's number; Ekspeditionsløbenr never descends."""

    def test_lines_count_from_one(self) -> None:
        assert check(posting(1, 1, -1), posting(2, 1, 1)) == []
        assert check(posting(0, 1, -1), posting(1, 1, 1)) == [("LINIELOEBENR_FEJL", n, "linieloebenr") for n in (1, 2)]
        assert check(posting(1, 1, -1), posting(3, 1, 1)) == [("LINIELOEBENR_FEJL", 2, "linieloebenr")]

    @pytest.mark.parametrize(
        ("numbers", "falls"), [((1, 2, 3), []), ((1, 1, 1), []), ((5, 9, 9), []), ((2, 1, 3), [2]), ((3, 2, 1), [2, 3])]
    )
    def test_the_expedition_never_falls(self, numbers: tuple[int, ...], falls: list[int]) -> None:
        lines = [posting(at, 1, 0).replace(f"&104{at:07d}", f"&104{n:07d}") for at, n in enumerate(numbers, start=1)]
        assert check(*lines) == [("EKSPEDITION_FALDER", line, "ekspeditionsloebenr") for line in falls]

    def test_99999_lines_are_the_most(self) -> None:
        def document(count: int) -> Document:
            numbers = np.arange(1, count + 1)
            values: dict[str, Any] = {"linieloebenr": np.minimum(numbers, 99_999), "ekspeditionsloebenr": numbers}
            values |= {"organisationsenhed": "0956", "maskinnr": "00861", "posteringsdato": "2017-01-13", "kontonr": "1"}
            table = g69.FORMAT.table({**values, "beloeb": 0, "debit_kredit_markering": "D"}, Problems(), rows=count)
            return Document(("G69",), {"G69": table}, np.zeros(count, dtype=np.uint8))

        assert g69.FORMAT.write(document(99_999)).endswith(b"D\r\n")
        with pytest.raises(ProblemsError, match="100000 linjer"):
            g69.FORMAT.write(document(100_000))

    def test_a_line_number_of_six_digits_is_refused(self) -> None:
        problems = Problems()
        g69.HEADER.table({"linieloebenr": 100_000, "organisationsenhed": "0956"}, problems)
        assert [(p.code, p.field) for p in problems] == [("TAL_FOR_STORT", "linieloebenr")]


class TestBalance:
    """2.3: postings cancel per Maskinnr and Posteringsdato."""

    def test_per_machine_and_date(self) -> None:
        other_day, other_machine = ("&11020170113", "&11020170114"), ("&10300861", "&10300571")
        assert check(posting(1, 1, -5), posting(2, 2, 3), posting(3, 3, 2)) == []
        assert check(posting(1, 1, -5), posting(2, 2, 3)) == [("BALANCE_FEJL", 2, "beloeb")]
        for change in (other_day, other_machine):
            found = check(posting(1, 1, -5), posting(2, 2, 5).replace(*change))
            assert found == [("BALANCE_FEJL", 1, "beloeb"), ("BALANCE_FEJL", 2, "beloeb")]
            pairs = (posting(1, 1, -5), posting(2, 1, 7).replace(*change), posting(3, 1, 5), posting(4, 1, -7).replace(*change))
            assert check(*pairs) == []

    @PROPERTY
    @given(st.lists(st.tuples(st.integers(-3, 3), st.sampled_from(["00861", "00571"]), st.sampled_from(["13", "14"])), max_size=8))
    def test_exactly_the_groups_that_do_not_cancel_are_told(self, rows: list[tuple[int, str, str]]) -> None:
        lines, sums = [], dict[tuple[str, str], tuple[int, int]]()
        for number, (amount, machine, day) in enumerate(rows, start=1):
            line = posting(number, 1, amount).replace("&11020170113", f"&110201701{day}")
            lines.append(line.replace("&10300861", f"&103{machine}"))
            sums[machine, day] = (sums.get((machine, day), (0, 0))[0] + amount, number)
        expected = sorted(("BALANCE_FEJL", last, "beloeb") for total, last in sums.values() if total)
        assert sorted(place for place in check(*lines) if place[0] != "FIL_TOM") == expected

    def test_a_line_whose_date_is_none_belongs_to_no_date(self) -> None:
        found = check(posting(1, 1, -5).replace("&11020170113", "&11020170230"), posting(2, 2, 5))
        assert found == [("DATO_UGYLDIG", 1, "posteringsdato"), ("BALANCE_FEJL", 2, "beloeb")]

    def test_the_difference_is_told_in_oere(self) -> None:
        problems = Problems()
        g69.FORMAT.read(f"{posting(1, 1, -488000)}\r\n{posting(2, 1, 487999)}".encode(), problems)
        (problem,) = problems
        assert "00861" in problem.message
        assert "2017-01-13" in problem.message
        assert "-1 øre" in problem.message

    def test_a_line_of_a_payout_is_balanced_by_the_payout(self) -> None:
        payout = "&11720170113005710000001"
        assert check(posting(1, 1, 5) + payout) == [("BALANCE_MED_UDBETALING", 1, "beloeb")]
        assert check(posting(1, 1, 5) + payout, posting(2, 1, -5)) == []
        problems = Problems()
        g69.FORMAT.read((posting(1, 1, 5) + payout).encode(), problems)
        assert problems.errors == 0

    def test_many_groups_take_no_longer_than_many_lines(self) -> None:
        lines = [posting(n, 1, 1).replace("&10300861", f"&103{n:05d}") for n in range(1, 20_001)]
        assert len(check(*lines)) == 20_000


class TestSigns:
    """2.5: D has a blank sign and K a minus, always; K with a blank is read with a warning."""

    @pytest.mark.parametrize(
        ("sign", "mark", "expected"),
        [
            (" ", "D", []),
            ("-", "K", []),
            ("-", "D", [("FORTEGN_OG_DK", 1, "beloeb")]),
            (" ", "K", [("KREDIT_UDEN_MINUS", 1, "beloeb")]),
            ("+", "D", [("BELOEB_FORTEGN", 1, "beloeb")]),
            ("+", "K", [("BELOEB_FORTEGN", 1, "beloeb"), ("KREDIT_UDEN_MINUS", 1, "beloeb")]),
            ("x", "D", [("BELOEB_UGYLDIGT", 1, "beloeb")]),
            ("-", "X", [("FELT_VAERDI", 1, "debit_kredit_markering")]),
        ],
    )
    def test_reading(self, sign: str, mark: str, expected: list[Place]) -> None:
        line = posting(1, 1, 100).replace(" &113D", f"{sign}&113{mark}")
        found = check(line, posting(2, 1, -100 if mark == "D" else 100))
        assert [place for place in found if place[0] != "BALANCE_FEJL"] == expected

    def test_credit_without_minus_is_read_as_what_it_is_and_written_with_minus(self) -> None:
        data = f"{posting(1, 1, 100)}\r\n{posting(2, 1, 100)}\r\n".replace(" &113D", " &113K", 1).encode()
        problems = Problems()
        document = g69.FORMAT.read(data, problems)
        assert (problems.codes, problems.errors) == ({"KREDIT_UDEN_MINUS"}, 0)
        assert document.tables["G69"]["beloeb"].tolist() == [-100, 100]
        assert g69.FORMAT.write(document) == data.replace(b" &113K", b"-&113K")

    @pytest.mark.parametrize(("amounts", "marks"), [((-1, 1), "DK"), ((1, -1), "KD"), ((1, 1), "KD"), ((-1, -1), "KD")])
    def test_nothing_is_written_with_a_sign_that_is_not_its_marks(self, amounts: tuple[int, int], marks: str) -> None:
        values = {"linieloebenr": [1, 2], "organisationsenhed": "0956", "maskinnr": "00861", "ekspeditionsloebenr": [1, 2]}
        values |= {"posteringsdato": "2017-01-13", "kontonr": "1", "beloeb": list(amounts), "debit_kredit_markering": list(marks)}
        problems = Problems()
        table = g69.FORMAT.table(values, problems)
        assert not problems
        with pytest.raises(ProblemsError) as caught:
            g69.FORMAT.write(Document(("G69",), {"G69": table}, np.zeros(2, dtype=np.uint8)))
        assert "FORTEGN_OG_DK" in caught.value.problems.codes

    def test_json_is_held_to_the_same(self) -> None:
        problems = Problems()
        lines = list(jsonl.dump(g69.FORMAT, g69.FORMAT.read(f"{posting(1, 1, -7)}\r\n{posting(2, 1, 7)}".encode(), problems)))
        document = jsonl.load(g69.FORMAT, "\n".join(lines).replace("-7", "7"), problems)
        assert not problems
        with pytest.raises(ProblemsError, match="K står sammen med et positivt beløb"):
            g69.FORMAT.write(document)


class TestYear:
    """2.6: Regnskabsår is the posting date's year or the one before or after."""

    @pytest.mark.parametrize(("year", "right"), [("2015", False), ("2016", True), ("2017", True), ("2018", True), ("2019", False)])
    def test_distance(self, year: str, right: bool) -> None:
        assert both(f"&114{year}") == ([] if right else [("REGNSKABSAAR_FOR_LANGT", 1, "regnskabsaar")])

    def test_it_may_be_absent(self) -> None:
        assert both("", "&1142017") == []


COMPANIONS = {
    "&13202": "&1336101630000",
    "&1336101630000": "&13202",
    "&170rekv": "&1711",
    "&1711": "&170rekv",
    "&210Emne": "&211Notat",
    "&211Notat": "&210Emne",
    "&300P": "&301A&3041",
    "&301A": "&300P&3041",
    "&3041": "&300P&301A",
    "&302M": "&300P&301A&3041",
    "&3030": "&300P&301A&3041",
    "&305L": "&300P&301A&3041",
    "&306A": "&300P&301A&3041",
}
"""Fields, and the fields they need on their line (2.2)."""


def ordered(fields: str) -> str:
    return "".join(f"&{field}" for field in sorted(fields.split("&")[1:]))


class TestCompanions:
    @pytest.mark.parametrize("field", COMPANIONS)
    def test_a_field_needs_its_companions_on_the_same_line(self, field: str) -> None:
        others = COMPANIONS[field].split("&")[1:]
        alone = both(field)
        assert {code for code, _, _ in alone} == {"LEDSAGEFELT_MANGLER"}
        assert len(alone) == len(others)
        assert both(ordered(field + COMPANIONS[field])) == []
        assert [place for place in both(field, COMPANIONS[field]) if place[1] == 1] == alone

    @pytest.mark.parametrize("other", ["&116Bilag", "&200J"])
    def test_subject_and_note_exclude_archive_and_pool(self, other: str) -> None:
        assert both(other) == []
        found = both(ordered("&210Emne&211Notat" + other))
        assert found == [("FELTER_UDELUKKER", 1, "emne"), ("FELTER_UDELUKKER", 1, "notat")]
        assert both("&210Emne&211Notat", other) == []

    def test_a_cvr_recipient_has_eight_digits(self) -> None:
        assert both("&13203&13312227353") == []


class TestInitials:
    @pytest.mark.parametrize("text", ["tobl", "Tobl", ""])
    def test_without_blanks(self, text: str) -> None:
        assert both(f"&201{text}") == []

    @pytest.mark.parametrize("text", ["to b", "tob ", " tob"])
    def test_with_blanks(self, text: str) -> None:
        assert both(f"&201{text}") == [("KONTERET_AF_BLANKE", 1, "konteret_af")]


@PROPERTY
@given(st.data())
def test_rules_never_fail_whatever_fields_the_lines_have(data: st.DataObject) -> None:
    """Lines with any of the fields left out give problems, not a failure."""
    full = posting(1, 1, -1, "&1142017&116x&11720170113&13202&133616&1701&1711&200J&201a b&210e&211n&3001&3021")
    lines = []
    for _ in range(data.draw(st.integers(1, 3))):
        head, *fields = full.split("&")
        kept = data.draw(st.lists(st.sampled_from(fields), unique=True))
        lines.append("&".join([head, *sorted(kept)]))
    check(*lines)


def test_a_file_without_the_rules_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = f"{posting(1, 1, -5)}\r\n{posting(7, 1, -5)}\r\n".encode()
    problems, none = Problems(), Problems()
    document = g69.FORMAT.read(data, problems)
    bare = replace(g69.FORMAT, rules=None).read(data, none)
    assert problems.codes == {"LINIELOEBENR_FEJL", "BALANCE_FEJL"}
    assert not none
    assert list(jsonl.dump(g69.FORMAT, document)) == list(jsonl.dump(g69.FORMAT, bare))
    assert g69_rules.MOST_LINES == 99_999
