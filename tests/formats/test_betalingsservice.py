"""Betalingsservice: whole deliveries, their rules, what they tell as columns, and how they are made (payments.md 5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.composed_bs import (
    ADDRESS,
    ALL_0602,
    ALL_0603,
    ENVELOPE,
    SAMPLE_0601,
    SAMPLE_0602,
    SAMPLE_0603,
    TOTAL,
    end,
    post,
    section,
    section_end,
    start,
    swapped,
)
from tests.formats.provocations_payments import file
from tests.formats.strategies import PROPERTY

from snitflade.formats import bs0601, bs0601_build, bs0602, bs0602_build, bs0603, bs_poster
from snitflade.formats.betalingsservice import Leverance, kundenummer_noegle
from snitflade.formats.betalingsservice_rules import kontroller_ejer
from snitflade.formats.columns import shown
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.problems import Problems, ProblemsError

Place = tuple[str, int, int]
HEAD = Leverance("99900008", "0000000047", dt.date(2026, 11, 5))


def check(format: MarkedFormat, *lines: str) -> list[Place]:
    """Every problem of a file of these lines: code, line, column."""
    problems = Problems()
    format.read(file(format, lines), problems)
    return [(p.code, p.line, p.column) for p in problems.sorted()]


def codes(format: MarkedFormat, *lines: str) -> set[str]:
    return {code for code, _, _ in check(format, *lines)}


class TestDelivery:
    @pytest.mark.parametrize(("format", "lines"), [(bs0601.FORMAT, SAMPLE_0601), (bs0602.FORMAT, SAMPLE_0602)])
    def test_several_deliveries_in_one_file(self, format: MarkedFormat, lines: tuple[str, ...]) -> None:
        second = (lines[0].replace("00000000", "00000001", 1), *lines[1:])
        assert codes(format, *lines, *second) <= {"OPKRAEVNING_DUBLET", "POST_GENTAGET"}

    @pytest.mark.parametrize("cut", range(1, len(SAMPLE_0602)))
    def test_a_file_that_was_cut_off_is_never_whole(self, cut: int) -> None:
        assert "LEVERANCE_UAFSLUTTET" in codes(bs0602.FORMAT, *SAMPLE_0602[:cut])

    @pytest.mark.parametrize("without", range(len(SAMPLE_0602)))
    def test_a_line_that_is_missing_is_seen(self, without: int) -> None:
        problems = Problems()
        bs0602.FORMAT.read(file(bs0602.FORMAT, SAMPLE_0602[:without] + SAMPLE_0602[without + 1 :]), problems)
        assert problems.errors

    @pytest.mark.parametrize("twice", range(len(SAMPLE_0602)))
    def test_a_line_that_stands_twice_is_seen(self, twice: int) -> None:
        problems = Problems()
        bs0602.FORMAT.read(file(bs0602.FORMAT, SAMPLE_0602[: twice + 1] + SAMPLE_0602[twice:]), problems)
        assert problems.errors

    def test_empty_lines_are_passed_over_after_the_end_only(self) -> None:
        assert check(bs0603.FORMAT, *SAMPLE_0603, "", "  ") == []
        assert check(bs0603.FORMAT, "", *SAMPLE_0603) == [("LINJE_TOM", 1, 0)]
        assert ("LINJE_TOM", 3, 0) in check(bs0603.FORMAT, *SAMPLE_0603[:2], "", *SAMPLE_0603[2:])

    def test_other_lines_stand_around_a_delivery_never_within(self) -> None:
        assert codes(bs0602.FORMAT, *ENVELOPE) == {"FREMMED_LINJE"}
        inside = (*SAMPLE_0602[:3], "//konvolut", *SAMPLE_0602[3:])
        assert check(bs0602.FORMAT, *inside) == [("RECORD_UKENDT", 4, 1)]

    def test_another_type_of_delivery_is_refused(self) -> None:
        assert {("FELT_VAERDI", 1, 17), ("FELT_VAERDI", 6, 17)} <= set(check(bs0602.FORMAT, *SAMPLE_0603))
        assert "FELT_VAERDI" in codes(bs0601.FORMAT, *SAMPLE_0602)

    def test_blanks_cut_off_are_put_back_but_digits_never(self) -> None:
        whole = [one.ljust(128) for one in SAMPLE_0601]
        assert check(bs0601.FORMAT, *whole) == []
        short = SAMPLE_0601[2][:104]  # of the constant 00 only one zero
        assert ("RECORD_FOR_KORT", 3, 0) in check(bs0601.FORMAT, *SAMPLE_0601[:2], short, *SAMPLE_0601[3:])

    def test_a_line_that_is_too_short_is_told_once_and_counted(self) -> None:
        lines = (*SAMPLE_0602[:2], SAMPLE_0602[2][:127], *SAMPLE_0602[3:])
        assert check(bs0602.FORMAT, *lines) == [("RECORD_FOR_KORT", 3, 0), ("SLUTRECORD_SUM_UVIS", 5, 43)]

    def test_the_municipalitys_own_numbers(self) -> None:
        problems = Problems()
        document = bs0602.FORMAT.read(file(bs0602.FORMAT, SAMPLE_0602), problems)
        kontroller_ejer(document, problems, dataleverandoerer=("99900008",), pbs_numre=("01234567", "09999999"))
        assert not problems
        kontroller_ejer(document, problems, pbs_numre=("01234567",))
        assert [(p.code, p.line) for p in problems.sorted()] == [("KREDITOR_UKENDT", 2), ("KREDITOR_UKENDT", 6)]


class TestTotals:
    def test_section_and_delivery(self) -> None:
        for at, column in ((5, 42), (5, 57), (5, 68), (5, 94), (6, 31), (6, 42), (6, 57), (6, 68), (6, 94)):
            right = SAMPLE_0601[at - 1][column - 1]
            lines = swapped(SAMPLE_0601, (at, column, str((int(right) + 1) % 10)))
            (found,) = check(bs0601.FORMAT, *lines)
            assert found[0] in ("SLUTRECORD_ANTAL", "SLUTRECORD_SUM")
            assert found[1] == at

    def test_sign_2_is_subtracted_and_a_sum_has_no_sign(self) -> None:
        """TOTAL: 9999999999999 − 1 in group 2, −500 in group 5: 9999999999998 + 500 in all."""
        assert check(bs0601.FORMAT, *TOTAL) == []
        wrong = swapped(TOTAL, (len(TOTAL), 43, f"{9999999999998 - 500:015}"))
        assert check(bs0601.FORMAT, *wrong) == [("SLUTRECORD_SUM", len(TOTAL), 43)]

    @pytest.mark.parametrize(
        ("net", "whole", "told"),
        [(61000, 61000, []), (60000, 60000, []), (61000, 60000, []), (59000, 59000, [4]), (61000, 62000, [5])],
    )
    def test_a_0602_may_sum_what_was_asked_or_what_was_paid(self, net: int, whole: int, told: list[int]) -> None:
        paid = {"faktisk_betalingsdato": "011226", "bogfoeringsdato": "011226", "betalt_beloeb": "60000"}
        values = {"aftalenummer": "1", "betalingsdato": "011226", "fortegnskode": "1", "beloeb": "61000", **paid}
        found = check(
            bs0602.FORMAT,
            start("0602", "1"),
            section("0602", "0211", "00002"),
            post("0602", "BS042", "0236", "00002", "1", **values),
            section_end("0602", "0211", "00002", (1, net, 0, 0)),
            end("0602", 1, (1, whole, 0, 0)),
        )
        assert [(code, line) for code, line, _ in found] == [("SLUTRECORD_SUM_UVIS", line) for line in told]


class TestCollections:
    @pytest.mark.parametrize("number", ["1", "ABCÆØÅ123456789", "Z", "000000000000001", "3112999999"])
    def test_customer_numbers_that_may_be_written(self, number: str) -> None:
        lines = swapped(SAMPLE_0601, (3, 28, number.ljust(15)), (4, 28, number.ljust(15)))
        assert check(bs0601.FORMAT, *lines) == []

    @pytest.mark.parametrize("number", ["a", "1 2", " 1", "A&B", "A-1", "Ä", "É", "1."])
    def test_customer_numbers_that_may_not(self, number: str) -> None:
        lines = swapped(SAMPLE_0601, (3, 28, number.ljust(15)), (4, 28, number.ljust(15)))
        assert check(bs0601.FORMAT, *lines) == [("KUNDENUMMER_UGYLDIGT", 3, 28)]

    @pytest.mark.parametrize(
        ("changed", "dublet"),
        [
            ({}, True),
            ({"betalingsdato": "02122026"}, False),
            ({"aftalenummer": "123456780"}, False),
            ({"reference": "R00000002"}, True),
        ],
    )
    def test_one_collection_per_payer_agreement_and_day(self, changed: dict[str, str], dublet: bool) -> None:
        values = {"recordnummer": "0", "aftalenummer": "123456789", "betalingsdato": "01122026", "beloeb": "1", "fortegnskode": "1"}
        lines = [
            post("0601", "BS042", "0280", "00002", "1", **values),
            post("0601", "BS042", "0280", "00002", "1", **values | changed),
        ]
        found = codes(
            bs0601.FORMAT,
            start("0601", "1"),
            section("0601", "0112", "00002"),
            *lines,
            section_end("0601", "0112", "00002", (2, 2, 0, 0)),
            end("0601", 1, (2, 2, 0, 0)),
        )
        assert found == ({"OPKRAEVNING_DUBLET"} if dublet else set())

    def test_a_text_behind_the_next_payers_address_is_no_ones(self) -> None:
        lines = swapped((*SAMPLE_0601[:3], *ADDRESS, *SAMPLE_0601[3:]), (8, 84, "00000000003"), (9, 84, "00000000003"))
        assert codes(bs0601.FORMAT, *lines) == {"ADRESSE_UDEN_OPKRAEVNING", "TEKST_UDEN_OPKRAEVNING"}

    def test_a_payer_without_agreement_needs_two_lines_and_a_post_code_abroad_three(self) -> None:
        without = tuple(one.replace("123456789", "000000000") for one in SAMPLE_0601)

        def told(*lines: str) -> set[str]:
            found = (*without[:2], *lines, *without[2:])
            found = swapped(found, (len(found) - 1, 84, f"{len(lines):011}"), (len(found), 84, f"{len(lines):011}"))
            return codes(bs0601.FORMAT, *found)

        assert told(*ADDRESS) == set()
        assert told(*ADDRESS[:2]) == told(ADDRESS[0], ADDRESS[2]) == {"BETALER_UDEN_ADRESSE"}
        assert told(*ADDRESS[:2], ADDRESS[2].replace("GL", "NO")) == {"BETALER_UDEN_ADRESSE"}
        third = ADDRESS[1].replace("024000002", "024000003")
        assert told(*ADDRESS[:2], third, ADDRESS[2].replace("GL", "NO")) == set()
        assert told(ADDRESS[1], ADDRESS[0], ADDRESS[2]) == {"ADRESSE_NUMMER"}
        assert told(*ADDRESS, ADDRESS[2]) == {"ADRESSE_NUMMER"}

    def test_payers_with_and_without_danish_letters(self) -> None:
        """Columns are as narrow as they can be; a text of one width is compared with one of another."""
        values = {"debitorgruppenummer": "00002", "kundenummer": ["ÆØÅ", "1"], "aftalenummer": "123456789", "beloeb": 1}
        names = {"opkraevning": [1], "navne_adresselinje": ["Prøve Person Et"]}
        document = bs0601_build.leverance(HEAD, "09999999", {**values, "betalingsdato": "2026-12-01"}, navne=names)
        document.tables["BS022"].columns["kundenummer"] = np.array([b"1"])
        document.tables["BS042"].columns["kundenummer"] = np.array(["ÆØÅ", "1"])
        assert bs0601.FORMAT.write(document)
        document.tables["BS022"].columns["kundenummer"] = np.array([b"2"])
        with pytest.raises(ProblemsError, match="Kundenummeret er 2"):
            bs0601.FORMAT.write(document)

    def test_bytes_that_are_no_digits_are_faults_of_their_fields(self) -> None:
        for at, column in ((2, 14), (5, 14), (3, 21), (8, 6)):
            assert "FELT_IKKE_CIFRE" in codes(bs0602.FORMAT, *swapped(SAMPLE_0602, (at, column, "\xe6")))


class TestIncoming:
    def test_a_code_of_another_section_is_refused_in_a_known_one(self) -> None:
        found = check(bs0602.FORMAT, *swapped(SAMPLE_0602, (3, 14, "0235")))
        assert found == [("RECORD_UKENDT", 3, 1), ("SLUTRECORD_SUM_UVIS", 5, 43)]
        lines = swapped(SAMPLE_0602, (2, 14, "0215"), (5, 14, "0215"))
        assert [found[:2] for found in check(bs0602.FORMAT, *lines)] == [("TRANSAKTION_I_SEKTION", 3), ("TRANSAKTION_I_SEKTION", 4)]

    def test_what_stands_in_an_unknown_section_is_not_used(self) -> None:
        lines = swapped(SAMPLE_0602, (6, 14, "0216"), (8, 14, "0216"))
        document = bs0602.FORMAT.read(file(bs0602.FORMAT, lines), Problems())
        assert bs_poster.betalinger(document).linje.tolist() == [3, 4]

    def test_0238_says_nothing_in_its_last_fields(self) -> None:
        for last in ("0" * 25, "", "x" * 25):
            line = (
                post("0602", "BS042-0238", "0238", "00002", "1", betalingsdato="011226", fortegnskode="1", beloeb="1")[:103] + last
            )
            found = codes(
                bs0602.FORMAT,
                start("0602", "1"),
                section("0602", "0211", "00002"),
                line,
                section_end("0602", "0211", "00002", (1, 1, 0, 0)),
                end("0602", 1, (1, 1, 0, 0)),
            )
            assert found == set()

    def test_payments_as_columns(self) -> None:
        problems = Problems()
        found = bs_poster.betalinger(bs0602.FORMAT.read(file(bs0602.FORMAT, ALL_0602), problems))
        assert not problems.errors
        assert found.linje.tolist() == [3, 4, 5, 6, 10, 12]
        assert shown(found.transaktionskode) == ["0236", "0237", "0238", "0239", "0297", "0299"]
        assert shown(found.sektionsnummer) == ["0211"] * 4 + ["0215"] * 2
        assert shown(found.kundenummer_noegle) == ["3112999999", "5809001539", "ABCÆØÅ123456789", "7", "2292514", "2292514"]
        assert found.beloeb.tolist() == [61000, 500, 1500, 700, 28000, 28000]
        assert found.betalt_beloeb.tolist() == [60000, 0, 0, 700, 28000, 28000]
        dates = ["2026-12-03", "NaT", "NaT", "2079-12-31", "2026-12-03", "2026-12-04"]
        assert found.bogfoeringsdato.astype(str).tolist() == dates
        paid = ["2026-12-02", "NaT", "NaT", "1980-01-01", "2026-12-02", "2026-12-02"]
        assert found.faktisk_betalingsdato.astype(str).tolist() == paid
        assert shown(found.reference)[4:] == ["RG0000910", ""]
        assert shown(found.arkivreference) == ["", "", "", "", "6471202612020000000019", ""]
        assert found.gebyrbeloeb.tolist() == [0, 0, 0, 0, 12345, 0]
        assert found.leverance.tolist() == [0] * 6
        assert len(bs_poster.betalinger(bs0602.FORMAT.read(file(bs0602.FORMAT, ALL_0602[-2:]), Problems()))) == 0

    def test_agreements_as_columns(self) -> None:
        found = bs_poster.aftaler(bs0603.FORMAT.read(file(bs0603.FORMAT, ALL_0603), Problems()))
        assert shown(found.transaktionskode) == ["0230", "0231", "0233", "0234", "0230"]
        assert shown(found.sektionsnummer) == ["0210", "0212", "0212", "0212", "0219"]
        assert found.ophoersdato.astype(str).tolist() == ["2079-12-31"] + ["NaT"] * 4
        assert shown(found.kundenummer_noegle)[:2] == ["3112999999", "ABCÆØÅ123456789"]

    @pytest.mark.parametrize(
        ("edit", "told"),
        [
            ((4, 14, "0236"), {"BOGFOERINGSDATO_MANGLER"}),
            ((4, 14, "0239"), {"BOGFOERINGSDATO_MANGLER"}),
            ((3, 14, "0237"), {"AFVIST_MED_BELOEB"}),
            ((3, 14, "0239"), set()),
        ],
    )
    def test_what_is_paid_or_charged_back_has_a_day_it_is_booked(self, edit: tuple[int, int, str], told: set[str]) -> None:
        assert codes(bs0602.FORMAT, *swapped(SAMPLE_0602, edit)) == told

    def test_two_slips_paid_alike_differ_by_their_archive_reference(self) -> None:
        lines = (*SAMPLE_0602[:7], SAMPLE_0602[6], *SAMPLE_0602[7:])
        assert "POST_GENTAGET" in codes(bs0602.FORMAT, *lines)
        assert "POST_GENTAGET" not in codes(bs0602.FORMAT, *swapped(lines, (8, 103, "8")))


class TestBuilding:
    def test_the_specifications_sample(self) -> None:
        document = bs0601_build.leverance(
            HEAD,
            "09999999",
            {
                "debitorgruppenummer": ["00002"],
                "kundenummer": ["3112999999"],
                "aftalenummer": ["123456789"],
                "betalingsdato": [dt.date(2026, 12, 1)],
                "beloeb": [61000],
                "reference": ["RG0000908"],
            },
            tekster={"opkraevning": [0], "tekstlinje": ["Dagrenovation 4. kvartal 2026"]},
            hovedtekster={"00002": "RENOVATION"},
        )
        lines = bs0601.FORMAT.write(document).decode("iso8859-1").split("\r\n")
        assert [line.rstrip() for line in lines] == [*SAMPLE_0601, ""]
        assert {len(line) for line in lines[:-1]} == {128}

    def test_what_the_partner_sends_is_the_specifications_sample(self) -> None:
        document = bs0602_build.leverance_0603(
            Leverance("99900008", "0000000089", dt.date(2026, 12, 4)),
            {
                "BS042": {
                    "sektionsnummer": "0212",
                    "pbs_nummer": "09999999",
                    "transaktionskode": ["0231", "0232"],
                    "debitorgruppenummer": "00002",
                    "kundenummer": ["000003112999999", "000005809001539"],
                    "aftalenummer": ["123456789", "123456790"],
                    "ikrafttraedelses_afmeldingsdato": ["2026-11-20", "2026-11-25"],
                    "ophoersdato": [None, "2026-11-30"],
                }
            },
        )
        lines = [line.rstrip() for line in bs0603.FORMAT.write(document).decode().split("\r\n")]
        assert lines == [*SAMPLE_0603, ""]

    @PROPERTY
    @given(data=st.data())
    def test_whatever_is_collected_comes_back_section_by_section(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(0, 12))
        groups = data.draw(st.lists(st.sampled_from(["00001", "00002", "00005"]), min_size=count, max_size=count))
        amounts = data.draw(st.lists(st.integers(1, 10**13 - 1), min_size=count, max_size=count))
        owner = data.draw(st.lists(st.integers(0, count - 1), max_size=8)) if count else []
        values: dict[str, Any] = {
            "debitorgruppenummer": groups,
            "kundenummer": [f"K{number}" for number in range(count)],
            "aftalenummer": "123456789",
            "betalingsdato": "2026-12-01",
            "beloeb": amounts,
        }
        texts = {"opkraevning": owner, "tekstlinje": [f"Tekst {number}" for number in range(len(owner))]}
        content = bs0601.FORMAT.write(bs0601_build.leverance(HEAD, "09999999", values, tekster=texts))
        problems = Problems()
        document = bs0601.FORMAT.read(content, problems)
        assert not problems
        read = list(bs0601.OPKRAEVNING.rows(document.tables["BS042"]))
        order = sorted(range(count), key=lambda number: groups[number])
        assert [(row["debitorgruppenummer"], row["kundenummer"], row["beloeb"]) for row in read] == [
            (groups[number], f"K{number}", amounts[number]) for number in order
        ]
        (last,) = bs0601.FORMAT.record("BS992").rows(document.tables["BS992"])
        assert (last["antal_sektioner"], last["antal_042"], last["nettobeloeb_042"]) == (len(set(groups)), count, sum(amounts))
        lines = [
            (row["kundenummer"], row["recordnummer"], row["tekstlinje"]) for row in bs0601.TEKST.rows(document.tables["BS052"])
        ]
        expected = [(f"K{mine}", text) for mine in order for text in (f"Tekst {i}" for i, one in enumerate(owner) if one == mine)]
        assert [(customer, text) for customer, _, text in lines] == expected

    @PROPERTY
    @given(st.lists(st.tuples(st.sampled_from(["0236", "0237", "0239"]), st.integers(0, 10**13 - 1), st.booleans()), max_size=12))
    def test_whatever_is_paid_comes_back(self, posts: list[tuple[str, int, bool]]) -> None:
        paid = {
            "pbs_nummer": "09999999",
            "transaktionskode": [code for code, _, _ in posts],
            "debitorgruppenummer": ["00002" if two else "00005" for _, _, two in posts],
            "kundenummer": [f"{number:015}" for number in range(len(posts))],
            "aftalenummer": "123456789",
            "betalingsdato": "2026-12-01",
            "beloeb": [amount for _, amount, _ in posts],
            "bogfoeringsdato": "2026-12-01",
            "faktisk_betalingsdato": "2026-12-01",
            "betalt_beloeb": [0 if code == "0237" else amount for code, amount, _ in posts],
        }
        content = bs0602.FORMAT.write(bs0602_build.leverance_0602(HEAD, {"BS042": paid}))
        problems = Problems()
        found = bs_poster.betalinger(bs0602.FORMAT.read(content, problems))
        assert not problems
        order = sorted(range(len(posts)), key=lambda number: not posts[number][2])
        assert found.beloeb.tolist() == [posts[number][1] for number in order]
        assert shown(found.kundenummer) == [f"{number:015}" for number in order]

    def test_every_fault_is_told_and_nothing_is_made(self) -> None:
        values = {"debitorgruppenummer": ["2"], "kundenummer": [""], "aftalenummer": [1], "betalingsdato": ["x"], "beloeb": [1.5]}
        with pytest.raises(ProblemsError) as caught:
            bs0601_build.leverance(HEAD, "9", values)
        assert {problem.field for problem in caught.value.problems} == {"pbs_nummer", *values}
        with pytest.raises(ProblemsError) as caught:
            bs0601_build.leverance(Leverance("1", "2"), "09999999", {name: [] for name in values})
        assert {problem.field for problem in caught.value.problems} == {"dataleverandoernummer", "leveranceidentifikation"}

    def test_what_the_rules_forbid_is_not_written(self) -> None:
        one = {
            "debitorgruppenummer": "00002",
            "kundenummer": ["1", "01"],
            "aftalenummer": "123456789",
            "betalingsdato": "2026-12-01",
        }
        document = bs0601_build.leverance(HEAD, "09999999", {**one, "beloeb": 1})
        with pytest.raises(ProblemsError) as caught:
            bs0601.FORMAT.write(document)
        assert caught.value.problems.codes == {"OPKRAEVNING_DUBLET", "KUNDENUMMER_FORVEKSLES"}

    def test_paying_out_needs_its_switch(self) -> None:
        one = {"debitorgruppenummer": "00002", "kundenummer": ["1"], "aftalenummer": "123456789", "betalingsdato": "2026-12-01"}
        values = {**one, "beloeb": 1, "fortegnskode": "2"}
        with pytest.raises(ProblemsError, match="udbetaling"):
            bs0601_build.leverance(HEAD, "09999999", values)
        assert bs0601.FORMAT.write(bs0601_build.leverance(HEAD, "09999999", values, udbetaling=True))

    def test_characters_of_word_processors_are_written_plain_and_others_refused(self) -> None:
        one = {"debitorgruppenummer": "00002", "kundenummer": ["1"], "aftalenummer": "123456789", "betalingsdato": "2026-12-01"}

        def made(text: str) -> bytes:
            texts = {"opkraevning": np.array([0]), "tekstlinje": [text]}
            return bs0601.FORMAT.write(bs0601_build.leverance(HEAD, "09999999", {**one, "beloeb": 1}, tekster=texts))

        assert "Eqqaavik - 'nr. 1' \"æøå\"".encode("iso8859-1") in made("Eĸĸaavik – ‘nr. 1’ “æøå”")
        with pytest.raises(ProblemsError) as caught:
            made("10 €")
        assert caught.value.problems.codes == {"TEGN_UDENFOR_TEGNSAET"}


@PROPERTY
@given(st.text("0123456789ABÆØÅ", max_size=15), st.integers(0, 3))
def test_customer_numbers_are_the_same_with_zeros_in_front(number: str, zeros: int) -> None:
    one, other = np.array([number]), np.array(["0" * zeros + number + " "])
    assert kundenummer_noegle(one).tolist() == kundenummer_noegle(other).tolist() == [number.lstrip("0")]
