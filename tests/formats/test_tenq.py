"""10Q: the rules of the whole file (prisme.md 3.1, 3.3 to 3.5, 3.8 and 7).

Each rule has a case that breaks it and one next to it that does not.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests.formats.composed_parts import put
from tests.formats.provocations import LINES

from snitflade.formats import tenq
from snitflade.formats.document import Wrapping, compose
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.tenq_rules import KEY_FIELDS

Place = tuple[str, int, int]


def check(*lines: str) -> list[Place]:
    """Every problem of a file of these lines: code, line, column."""
    problems = Problems()
    tenq.FORMAT.read("".join(line + "\r\n" for line in lines).encode(), problems)
    return [(p.code, p.line, p.column) for p in problems.sorted()]


def case(*numbers: int, **edits: tuple[int, int, str]) -> list[Place]:
    """Every problem of a file of these lines of the test case; an edit is (which of them, from 1; position; characters)."""
    lines = [LINES[number - 1] for number in numbers]
    for at, position, characters in edits.values():
        lines[at - 1] = put(lines[at - 1], position, characters)
    return check(*lines)


KEY: dict[str, Any] = {"tidsstempling": "2017-01-13T12:00", "brugernummer": "0956", "paaligningsaar": 2017}
DUE = dict.fromkeys(("opkraevningsdato", "forfaldsdato", "sidste_ret_indbetal", "sidste_rentefri_dato"), "2017-01-13")
OLE, RATE, TEXT, TEXT_2 = 1, 2, 3, 4
"""Lines of the test case: a person's trans 10, rate and first two texts."""
HOSPITAL, ITS_RATE, ITS_TEXT, ITS_GLN = 23, 24, 25, 28
OTHER, OTHERS_RATE = 9, 10


class TestOrder:
    """3.8: per debtor 10, 24, its 26s, 52 if there is a GLN."""

    @pytest.mark.parametrize(
        "numbers",
        [
            (OLE,),
            (OLE, RATE),
            (OLE, RATE, TEXT, TEXT_2),
            (HOSPITAL, ITS_GLN),
            (HOSPITAL, ITS_RATE, ITS_TEXT, ITS_GLN, OLE, RATE),
            tuple(range(1, 35)),
        ],
    )
    def test_right(self, numbers: tuple[int, ...]) -> None:
        assert case(*numbers) == []

    @pytest.mark.parametrize(
        ("numbers", "expected"),
        [
            ((RATE,), [("DEBITOR_MANGLER", 1, 34)]),
            ((RATE, OTHER, OTHERS_RATE), [("DEBITOR_MANGLER", 1, 34)]),
            ((TEXT,), [("DEBITOR_MANGLER", 1, 34), ("RATE_MANGLER", 1, 51)]),
            ((ITS_GLN,), [("DEBITOR_MANGLER", 1, 34)]),
            ((OLE, TEXT, RATE), [("RATE_MANGLER", 2, 51)]),
            ((HOSPITAL, ITS_GLN, ITS_RATE), [("RAEKKEFOELGE_FEJL", 3, 34)]),
            ((HOSPITAL, ITS_RATE, ITS_GLN, ITS_TEXT), [("RAEKKEFOELGE_FEJL", 4, 34)]),
            ((HOSPITAL, ITS_GLN, ITS_GLN), [("GLN_DUBLET", 3, 34)]),
        ],
    )
    def test_wrong(self, numbers: tuple[int, ...], expected: list[Place]) -> None:
        assert case(*numbers) == expected

    def test_a_text_of_the_debtor_before_is_not_this_debtors(self) -> None:
        found = case(OLE, RATE, OTHER, TEXT)
        assert ("RATE_MANGLER", 4, 51) in found
        assert ("NOEGLE_AFVIGER", 4, 34) in found

    def test_all_faults_of_a_file_are_told_at_once(self) -> None:
        found = case(RATE, OLE, TEXT, HOSPITAL, ITS_GLN, ITS_RATE)
        assert found == [("DEBITOR_MANGLER", 1, 34), ("RATE_MANGLER", 3, 51), ("RAEKKEFOELGE_FEJL", 6, 34)]


class TestKey:
    """3.1: positions 20–45 are identical within a debtor's group."""

    @pytest.mark.parametrize(("at", "record"), [(2, "24"), (3, "26"), (4, "52")])
    @pytest.mark.parametrize("field", KEY_FIELDS)
    def test_every_part_of_the_key_is_compared_in_every_record(self, at: int, record: str, field: str) -> None:
        place = tenq.TRANS_10.places[field]
        other = str((int(LINES[0][place - 1]) + 1) % 10)
        assert case(HOSPITAL, ITS_RATE, ITS_TEXT, ITS_GLN, edit=(at, place, other)) == [("NOEGLE_AFVIGER", at, place)]

    def test_the_key_is_positions_20_to_45(self) -> None:
        places = [tenq.TRANS_10.slices[field] for field in KEY_FIELDS]
        assert [places[0].start + 1, places[-1].stop] == [20, 45]
        assert all(left.stop == right.start for left, right in pairwise(places))

    def test_what_is_no_part_of_the_key_may_differ(self) -> None:
        assert case(OLE, RATE, edit=(2, 7, "0201701131201")) == []
        assert case(OLE, RATE, edit=(2, 1, " KAS")) == []


class TestRates:
    def test_two_rates_under_one_key_need_two_numbers(self) -> None:
        second = (3, 277, "2".zfill(35))
        assert case(OLE, RATE, RATE, key=second) == [("RATE_DUBLET", 3, 48)]
        assert case(OLE, RATE, RATE, key=second, number=(3, 48, "001")) == []
        assert case(OLE, RATE, TEXT, RATE, TEXT, key=(4, 277, "2".zfill(35)), a=(4, 48, "001"), b=(5, 48, "001")) == []

    def test_two_rates_under_two_keys_may_have_one_number(self) -> None:
        assert case(OLE, RATE, OTHER, OTHERS_RATE) == []

    def test_two_groups_of_one_debtor_share_their_key(self) -> None:
        assert case(OLE, RATE, OTHER, OLE, RATE, key=(5, 277, "9".zfill(35))) == [("RATE_DUBLET", 5, 48)]

    def test_an_afstemningsnoegle_is_used_once_per_supplier_and_municipality(self) -> None:
        same = (4, 277, "1".zfill(35))
        assert case(OLE, RATE, OTHER, OTHERS_RATE, key=same) == [("AFSTEMNINGSNOEGLE_DUBLET", 4, 277)]
        assert case(OLE, RATE, OTHER, OTHERS_RATE, key=same, ident=(4, 1, "KRDI")) == []
        assert case(OLE, RATE, OTHER, OTHERS_RATE, key=same, a=(3, 20, "0957"), b=(4, 20, "0957")) == []

    def test_an_afstemningsnoegle_differs_by_more_than_blanks_at_its_end(self) -> None:
        keys = ("1".ljust(35), "1".ljust(35))
        edits = {"a": (2, 277, keys[0]), "b": (4, 277, keys[1])}
        assert case(OLE, RATE, OTHER, OTHERS_RATE, **edits) == [("AFSTEMNINGSNOEGLE_DUBLET", 4, 277)]
        both = {"debitornummer": ["1111111111", "2222222222"]}
        rates = {**KEY, **DUE, **both, "ratebeloeb": 1, "afstemningsnoegle": ["1", "1  "]}
        table = tenq.TRANS_24.table(rates, Problems())
        debtors = tenq.TRANS_10.table({**KEY, **both, "person_cvr_nummer": "0012227353"}, Problems())
        groups = np.arange(2)
        with pytest.raises(ProblemsError) as caught:
            tenq.FORMAT.write(compose(tenq.FORMAT.types, {"10": (debtors, groups), "24": (table, groups)}, Wrapping()))
        assert [p.code for p in caught.value.problems] == ["AFSTEMNINGSNOEGLE_DUBLET"]

    def test_a_rate_of_nothing_is_told(self) -> None:
        assert case(OLE, RATE, edit=(2, 51, "0000000000+")) == [("RATE_NUL", 2, 51)]
        assert case(OLE, RATE, edit=(2, 51, "0000000001-")) == []

    @pytest.mark.parametrize(
        ("collected", "due", "expected"),
        [
            ("20170113", "20170113", []),
            ("20170113", "20170112", [("FORFALD_FOER_OPKRAEVNING", 2, 83)]),
            ("00000000", "20170112", []),
            ("20170113", "00000000", []),
        ],
    )
    def test_what_is_due_is_not_due_before_it_is_collected(self, collected: str, due: str, expected: list[Place]) -> None:
        assert case(OLE, RATE, edit=(2, 75, collected + due)) == expected


class TestTexts:
    """3.4: a rate's specification lines carry its numbers and count from 001."""

    def test_they_carry_the_rates_numbers(self) -> None:
        assert case(OLE, RATE, TEXT, edit=(3, 46, "21")) == [("RATE_AFVIGER", 3, 46)]
        assert case(OLE, RATE, TEXT, edit=(3, 48, "998")) == [("RATE_AFVIGER", 3, 48)]

    @pytest.mark.parametrize(("first", "second"), [("000", "001"), ("001", "001"), ("001", "003"), ("002", "001")])
    def test_they_count_from_001(self, first: str, second: str) -> None:
        found = case(OLE, RATE, TEXT, TEXT_2, a=(3, 51, first), b=(4, 51, second))
        wrong = [number for number, text in ((3, first), (4, second)) if int(text) != number - 2]
        assert found == [("LINIENR_FEJL", number, 51) for number in wrong]

    def test_they_count_anew_for_every_rate(self) -> None:
        assert case(*range(1, 23)) == []

    def test_an_empty_text_is_60_blanks(self) -> None:
        assert case(OLE, RATE, TEXT, edit=(3, 54, " " * 60)) == []


class TestGln:
    """3.5: a GLN needs a debtor with a CVR number."""

    def test_with_a_cvr(self) -> None:
        assert case(HOSPITAL, ITS_GLN) == []

    def test_with_a_cpr(self) -> None:
        assert case(HOSPITAL, ITS_GLN, edit=(1, 46, "3112999999")) == [("GLN_UDEN_CVR", 2, 46)]

    def test_with_a_cvr_whose_check_digit_is_wrong(self) -> None:
        found = case(HOSPITAL, ITS_GLN, edit=(1, 46, "0019785280"))
        assert found == [("PERSON_CVR_UGYLDIGT", 1, 46), ("GLN_UDEN_CVR", 2, 46)]

    def test_the_cvr_of_another_debtor_does_not_count(self) -> None:
        found = case(HOSPITAL, OLE, ITS_GLN, edit=(3, 20, LINES[OLE - 1][19:45]))
        assert found == [("GLN_UDEN_CVR", 3, 46)]

    @pytest.mark.parametrize("number", ["5790001953095", "0000000000000"])
    def test_check_digit(self, number: str) -> None:
        assert case(HOSPITAL, ITS_GLN, edit=(2, 46, number)) == [("GLN_KONTROLCIFFER", 2, 46)]

    @pytest.mark.parametrize(("mark", "found"), [("0", []), ("1", []), (" ", []), ("2", [("FELT_VAERDI", 2, 59)])])
    def test_deletion(self, mark: str, found: list[Place]) -> None:
        assert case(HOSPITAL, ITS_GLN, edit=(2, 59, mark)) == found


class TestPersons:
    @pytest.mark.parametrize("number", ["3112999999", "0012227353", "0019785289", "6112999009"])
    def test_right(self, number: str) -> None:
        assert case(OLE, edit=(1, 46, number)) == []

    @pytest.mark.parametrize("number", ["5809001539", "0012227354", "0000000000", "4512227353", "3113999999", "0001953096"])
    def test_wrong(self, number: str) -> None:
        assert case(OLE, edit=(1, 46, number)) == [("PERSON_CVR_UGYLDIGT", 1, 46)]

    @pytest.mark.parametrize("number", ["3112999998", "6112999999"])
    def test_a_number_that_fails_modulus_11_is_told_and_let_through(self, number: str) -> None:
        problems = Problems()
        tenq.FORMAT.read(put(LINES[0], 46, number).encode(), problems)
        assert (problems.codes, problems.errors) == ({"CPR_MODULUS_11"}, 0)

    @pytest.mark.parametrize("number", ["311299999 ", "31129999æ9", "31129999ĸ9", "\x00" * 10])
    def test_what_is_no_number_is_told_once(self, number: str) -> None:
        found = case(OLE, edit=(1, 46, number))
        assert ("FELT_IKKE_CIFRE", 1, 46) in found
        assert {code for code, _, _ in found} <= {"FELT_IKKE_CIFRE", "KONTROLTEGN"}
