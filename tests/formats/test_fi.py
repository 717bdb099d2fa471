"""FI: files, their rules, payments as columns, cards, and the name PTG2 (payments.md 2.1 and 4)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from tests.formats.composed_bs import swapped
from tests.formats.composed_fi import ALL, SAMPLE
from tests.formats.provocations_payments import file
from tests.formats.strategies import DIGITS, PROPERTY

from snitflade.formats import fi, fi_indbetalinger, ptg2, registry
from snitflade.formats.columns import shown
from snitflade.formats.deliveries import TOTALER
from snitflade.formats.fi_kort import Kortlinje, KortlinjeError, forslag, ident_af_postering, ident_af_regning, laes_kortlinje
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.registry import UnknownFormatError

DANNET = dt.datetime(2026, 11, 4, 6, 30, 15)  # noqa: DTZ001 (the format has local time)


def check(*lines: str) -> list[tuple[str, int, int]]:
    problems = Problems()
    fi.FORMAT.read(file(fi.FORMAT, lines), problems)
    return [(p.code, p.line, p.column) for p in problems.sorted()]


def codes(*lines: str) -> set[str]:
    return {code for code, _, _ in check(*lines)}


class TestFile:
    def test_the_sample_is_890_kroner(self) -> None:
        found = fi_indbetalinger.indbetalinger(fi.FORMAT.read(file(fi.FORMAT, SAMPLE), Problems()))
        assert found.beloeb.sum() == 89000
        assert found.nummer.tolist() == [908, 619000123]
        assert found.art.tolist() == ["1", "0"]
        assert found.ident.tolist() == ["100000000009083", "000006190001237"]
        assert found.aarsag.tolist() == ["", ""]
        assert found.fi_kreditornummer.tolist() == ["80000006"] * 2

    def test_every_card(self) -> None:
        problems = Problems()
        found = fi_indbetalinger.indbetalinger(fi.FORMAT.read(file(fi.FORMAT, ALL), problems))
        assert not problems.errors
        assert found.linje.tolist() == [3, 5, 6, 7]
        assert shown(found.kortart) == ["71", "75", "73", "73"]
        assert found.ident.tolist() == ["100000000009083", "1234567890123452", "", ""]
        assert found.nummer.tolist() == [908, -1, -1, -1]
        assert found.gebyrbeloeb.tolist() == [250, 0, 0, 0]

    @pytest.mark.parametrize(
        ("ident", "reason"),
        [
            ("0000100000000009083", ""),
            ("0000100000000009084", "FI_KONTROLCIFFER"),
            ("0001100000000009083", "FI_IDENT_NULLER"),
            ("1000100000000009083", "FI_IDENT_NULLER"),
        ],
    )
    def test_what_keeps_a_payment_from_being_matched(self, ident: str, reason: str) -> None:
        document = fi.FORMAT.read(file(fi.FORMAT, swapped(SAMPLE, (3, 16, ident))), Problems())
        found = fi_indbetalinger.indbetalinger(document)
        assert found.aarsag.tolist() == [reason, ""]
        assert (found.ident[0] == "") == bool(reason)
        assert (found.nummer[0] == -1) == bool(reason)

    @pytest.mark.parametrize("place", [(2, 6), (3, 14), (3, 20), (5, 6)])
    def test_bytes_that_are_no_digits_are_faults_of_their_fields(self, place: tuple[int, int]) -> None:
        assert ("FELT_IKKE_CIFRE", place[0]) in {found[:2] for found in check(*swapped(SAMPLE, (*place, "\xe6")))}

    @pytest.mark.parametrize("cut", range(1, len(SAMPLE)))
    def test_a_file_that_was_cut_off_is_never_whole(self, cut: int) -> None:
        assert "LEVERANCE_UAFSLUTTET" in codes(*SAMPLE[:cut])

    @pytest.mark.parametrize("at", range(len(SAMPLE)))
    def test_a_line_that_is_missing_or_twice_is_seen(self, at: int) -> None:
        for lines in (SAMPLE[:at] + SAMPLE[at + 1 :], SAMPLE[: at + 1] + SAMPLE[at:]):
            problems = Problems()
            fi.FORMAT.read(file(fi.FORMAT, lines), problems)
            assert problems.errors

    @pytest.mark.parametrize(("line", "column"), [(5, 24), (5, 39), (5, 54), (6, 44), (6, 55)])
    def test_totals_are_hard_and_alone_may_be_accepted(self, line: int, column: int) -> None:
        (found,) = check(*swapped(SAMPLE, (line, column, "7")))
        assert found[0] in TOTALER
        assert found[1] == line

    def test_there_is_one_delivery_in_a_file(self) -> None:
        assert ("LEVERANCE_RAEKKEFOELGE", 7, 1) in check(*SAMPLE, *SAMPLE)

    def test_lines_may_be_filled_with_blanks_and_nothing_else(self) -> None:
        assert check(*(one.ljust(300) for one in SAMPLE), "") == []
        assert check(*SAMPLE[:2], SAMPLE[2] + "   x", *SAMPLE[3:]) == [("RECORD_FOR_LANG", 3, 114)]

    @pytest.mark.parametrize("record", ["FI040", "FI050", "FI060", "FI070"])
    def test_reserved_records_are_kept_and_told(self, record: str) -> None:
        assert check(*SAMPLE[:3], f"{record}noget", *SAMPLE[3:]) == [("RECORD_UDEN_LAYOUT", 4, 1)]

    def test_a_line_that_is_too_short_is_told_once_and_counted(self) -> None:
        assert check(*SAMPLE[:2], SAMPLE[2][:111], *SAMPLE[3:]) == [("RECORD_FOR_KORT", 3, 0), ("SLUTRECORD_SUM", 5, 25)]

    @pytest.mark.parametrize("record", ["FI031", "FI100", "XX030", "FI08"])
    def test_other_records_are_refused(self, record: str) -> None:
        assert "RECORD_UKENDT" in codes(*SAMPLE[:3], f"{record} noget", *SAMPLE[3:])

    def test_payments_without_a_reference_may_look_alike(self) -> None:
        for reference in (" " * 22, "0" * 22):
            same = swapped((*SAMPLE[:3], SAMPLE[2], *SAMPLE[4:]), (3, 35, reference), (4, 35, reference))
            assert "POST_GENTAGET" not in codes(*same)


class TestBuilding:
    def test_the_specifications_sample(self) -> None:
        document = fi_indbetalinger.leverance(
            {
                "fi_kreditornummer": "80000006",
                "indbetalingsdato": ["2026-11-02", "2026-11-03"],
                "kortart": "71",
                "betalingsidentifikation": ["0000100000000009083", "0000000006190001237"],
                "arkivreference": ["6471202611020000000017", "6471202611030000000018"],
                "bogfoeringsdato": "2026-11-03",
                "beloeb": [61000, 28000],
            },
            afsender_cvr="99900008",
            modtager_cvr="99910003",
            dannet=DANNET,
            konti={"80000006": ("6471", "0001000206")},
        )
        assert fi.FORMAT.write(document) == file(fi.FORMAT, SAMPLE)

    def test_an_unknown_account_is_a_fault(self) -> None:
        one = {"fi_kreditornummer": ["80000006"], "indbetalingsdato": "2026-11-02", "kortart": "73", "arkivreference": ""}
        values = {**one, "betalingsidentifikation": "0" * 19, "bogfoeringsdato": "2026-11-02", "beloeb": 1}
        with pytest.raises(ProblemsError) as caught:
            fi_indbetalinger.leverance(values, afsender_cvr="99900008", modtager_cvr="99910003", dannet=DANNET, konti={})
        assert {problem.field for problem in caught.value.problems} == {"reg_nr", "kontonr"}


class TestCards:
    @pytest.mark.parametrize(("bill", "ident"), [(908, "100000000009083"), (3062, "100000000030626")])
    def test_bills(self, bill: int, ident: str) -> None:
        assert ident_af_regning(bill) == ident

    def test_postings(self) -> None:
        assert ident_af_postering(619000123) == "000006190001237"

    @pytest.mark.parametrize("number", [0, -1, 10**13])
    def test_a_number_that_does_not_fit_is_refused(self, number: int) -> None:
        with pytest.raises(KortlinjeError):
            ident_af_regning(number)
        with pytest.raises(KortlinjeError):
            ident_af_postering(number if number < 1 else 10**10)

    @PROPERTY
    @given(st.text(DIGITS, min_size=14, max_size=14), st.text(DIGITS, min_size=7, max_size=7))
    def test_a_line_that_is_printed_is_read(self, data: str, creditor: str) -> None:
        line = Kortlinje("71", data + luhn.calc_check_digit(data), f"8{creditor}")
        assert laes_kortlinje(str(line)) == line
        assert laes_kortlinje(" " + str(line).replace("+71<", "> 71 < ") + "\r\n") == line
        assert str(line) == f"+71<{line.ident}+8{creditor}<"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "+71<100000000009083+80000006",
            "+71<100000000009084+80000006<",
            "+71<00000000009083+80000006<",
            "+72<100000000009083+80000006<",
            "+71<100000000009083+70000006<",
            "+71<10000000000908３+80000006<",
            "+73<1+80000006<",
        ],
    )
    def test_a_line_that_is_wrong_is_refused_in_words(self, text: str) -> None:
        with pytest.raises(KortlinjeError, match=r"\."):
            laes_kortlinje(text)

    def test_other_cards(self) -> None:
        assert laes_kortlinje("+73<+80000006<").ident == ""
        assert laes_kortlinje("+75<1234567890123452+80000006<").kortart == "75"

    @PROPERTY
    @given(st.integers(1, 10**13 - 1))
    def test_a_bill_typed_without_its_first_1_is_suggested(self, bill: int) -> None:
        ident = ident_af_regning(bill)
        typed = "0" + ident[1:]
        assert ident in forslag(typed)
        for one in forslag(typed):
            assert luhn.is_valid(one)
            assert one.startswith(("0000", "1"))


class TestPtg2:
    def test_a_file_is_known_by_its_content(self) -> None:
        problems = Problems()
        document = ptg2.read(file(fi.FORMAT, SAMPLE), problems)
        assert document is not None
        assert not problems
        assert document.rows("FI030") == 2

    @pytest.mark.parametrize("data", [b"PTG2 1234\r\n", b" FI010", b"BS002", b"\xff\xfe"])
    def test_any_other_is_refused_in_words(self, data: bytes) -> None:
        problems = Problems()
        assert ptg2.read(data, problems) is None
        assert [p.code for p in problems] == ["PTG2_UBESKREVET"]
        assert "Bed banken" in str(next(iter(problems)))

    def test_an_empty_file_is_empty(self) -> None:
        problems = Problems()
        ptg2.read(b"", problems)
        assert problems.codes == {"FIL_TOM"}

    def test_the_name_is_answered(self) -> None:
        with pytest.raises(UnknownFormatError, match="Bed banken"):
            registry.find("PTG2")
        assert "ptg2" not in registry.FORMATS
