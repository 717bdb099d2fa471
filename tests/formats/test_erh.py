"""ERH: quoted columns, the rules of payments.md 3.3 to 3.5, and what is composed from payments.

Each rule has a case that breaks it and one next to it that does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from tests.formats.composed_betaling import ALL_TYPES, BASE, ERH_COLUMNS, ERH_TAIL, SEVENTY_SIX, SPEC_ERH, erh_line
from tests.formats.strategies import PROPERTY, characters

from snitflade.formats import erh, erh_opstil, kontrolliste
from snitflade.formats.detect import detect
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.kroner import Kroner
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.udbetalinger import Afsender, Maade, Udbetaling, Udbetalinger, betalings_id

Row = dict[str, Any]
DAY = dt.date(2026, 11, 30)
PAYER = Afsender("Prøve Kommune", "64710001000206", ("Prøvevej 1", "3900 Nuuk"))
CARD = {1: "ERH351", 4: "FI80000006", 11: "71100000000009083"}


def read(*lines: str, end: str = "\r\n") -> tuple[list[Row], list[tuple[str, int, str]]]:
    """The rows of lines, and every problem: code, line, field."""
    problems = Problems()
    document = erh.FORMAT.read("".join(line + end for line in lines).encode("cp1252"), problems)
    return list(erh.FORMAT.rows(document.tables["ERH"])), [(p.code, p.line, p.field) for p in problems.sorted()]


def codes(*rows: dict[int, str]) -> list[str]:
    """The codes of what is wrong with lines of these cells; payees differ unless they are given."""
    lines = [erh_line({**BASE, 4: f"6471{number:010}", **cells}) for number, cells in enumerate(rows, start=1)]
    return [code for code, _, _ in read(*lines)[1]]


def one(**values: Any) -> Udbetaling:
    known: Row = {"betalings_id": "BTIL261127 000001", "beloeb": 125000, "betalingsdato": DAY, "maade": Maade.KONTO}
    return Udbetaling(**known | {"konto": "64710000123456", "modtagernavn": "Ole Olsen"} | values)


def composed(*payments: Udbetaling, **options: Any) -> tuple[list[list[str]], list[str]]:
    """The cells of the lines composed from payments, and the codes of every problem."""
    problems = Problems()
    document = erh_opstil.opstil(Udbetalinger.af(payments), PAYER, problems, **options)
    text = erh.FORMAT.wrap(document).decode("cp1252") if not problems.errors else ""
    return [line[1:-1].split('","') for line in text.split("\r\n")[:-1]], [problem.code for problem in problems.sorted()]


class TestLayout:
    def test_the_columns_are_those_the_specification_numbers(self) -> None:
        assert [field.name for field in erh.COLUMNS] == list(ERH_COLUMNS)
        assert [field.name for field in erh.TAIL] == list(ERH_TAIL)
        assert len(ERH_COLUMNS) == 1 + 1 + 1 + 1 + 1 + 3 + 1 + 1 + 1 + 1 + 1 + 1 + 5 + 1 + 1 + 1 + 5 + 4 + 1 + 41 == 73
        numbers = {
            2: "fra_konto",
            11: "kort_reference",
            20: "overfoerselskvittering",
            28: "afsender_navn",
            33: "tekst_1",
            73: "tekst_41",
        }
        assert {number: ERH_COLUMNS[number - 1] for number in numbers} == numbers

    def test_the_samples_have_73_columns(self) -> None:
        assert [len(line.split('","')) for line in SPEC_ERH] == [73, 73]
        assert read(*SPEC_ERH)[1] == []

    def test_danish_letters_are_one_byte(self) -> None:
        data = erh.FORMAT.write(erh.FORMAT.read((erh_line({**BASE, 5: "æøå"}) + "\r\n").encode("cp1252"), Problems()))
        assert b'"\xe6\xf8\xe5"' in data

    @pytest.mark.parametrize(
        ("oere", "text"), [(5, "0,05"), (100, "1,00"), (9_999_999_999, "99999999,99"), (120, "1,20"), (1000, "10,00")]
    )
    def test_amounts(self, oere: int, text: str) -> None:
        rows, problems = read(erh_line({**BASE, 9: text}))
        assert (rows[0]["beloeb"], problems) == (oere, [])
        assert bytes(Kroner().write(np.array([oere]))[0]).rstrip(b"\0").decode() == text

    @pytest.mark.parametrize(
        "text", ["1.250,00", "1250", "1250,5", "1250,000", ",50", "-1,00", "1,0e", "", " 1,00", "1 ,00", "+1,00", "1250.00"]
    )
    def test_what_is_no_amount(self, text: str) -> None:
        assert read(erh_line({**BASE, 9: text}))[1][0][0] in ("KRONER_UGYLDIGT", "FELT_LAENGDE", "FELT_TOMT")

    def test_a_damaged_line_is_kept_and_harms_no_other(self) -> None:
        problems = Problems()
        data = "".join(line + "\n" for line in (SPEC_ERH[0], SPEC_ERH[0][:-1], SPEC_ERH[1])).encode("cp1252")
        document = erh.FORMAT.read(data, problems)
        assert [p.line for p in problems] == [2]
        assert erh.FORMAT.wrap(document) == data
        assert document.rows("ERH") == 2

    @pytest.mark.parametrize("line", [*ALL_TYPES, SEVENTY_SIX[0], *SPEC_ERH])
    def test_one_character_more_or_less_is_never_lost(self, line: str) -> None:
        """Every character taken away or put in gives a problem, or another row."""
        (row,), _ = read(line)
        changed = [
            text
            for at in range(len(line))
            for text in (line[:at] + line[at + 1 :], line[:at] + "0" + line[at:], line[:at] + '"' + line[at:])
            if text != line
        ]
        problems = Problems()
        document = erh.FORMAT.read("".join(f"{text}\r\n" for text in changed).encode("cp1252"), problems)
        known = np.zeros(len(changed), dtype=bool)
        known[[p.line - 1 for p in problems if not p.code.endswith("DUBLET")]] = True
        rows = iter(erh.FORMAT.rows(document.tables["ERH"]))
        for number, text in enumerate(changed):
            other = None if number + 1 in document.raw else next(rows)
            assert known[number] or (other is not None and other != row), text

    @PROPERTY
    @given(st.data())
    def test_what_is_written_is_read(self, data: st.DataObject) -> None:
        text = st.text(characters("cp1252", '";'), max_size=35)
        tail = data.draw(st.booleans())
        rows = data.draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "betalingstype": st.just("ERH356"),
                        "fra_konto": st.just("64710001000206"),
                        "til_konto": st.integers(1, 10**10 - 1).map(lambda number: f"6471{number:010}"),
                        "modtagernavn": text,
                        "beloeb": st.integers(1, 9_999_999_999),
                        "betalingsdato": st.dates().map(lambda day: day.isoformat()),
                        "kort_reference": text.map(lambda value: value[:20]),
                        **{f"tekst_{number}": text for number in (1, 2, 41)},
                        **({"end_to_end_reference": text, "intradag_1": st.just(""), "intradag_2": st.just("")} if tail else {}),
                    }
                ),
                min_size=1,
                max_size=4,
            )
        )
        problems = Problems()
        table = erh.FORMAT.table({name: [row[name] for row in rows] for name in rows[0]}, problems)
        assert not problems, problems.sorted(2)
        data_out = erh.FORMAT.wrap(
            Document(("ERH",), {"ERH": table}, np.zeros(len(rows), dtype=np.uint8), wrapping=Wrapping("cp1252"))
        )
        again = erh.FORMAT.read(data_out, problems)
        assert not problems.errors, problems.sorted(2)
        for row, found in zip(rows, erh.FORMAT.rows(again.tables["ERH"]), strict=True):
            assert {name: found.get(name, "") for name in row} == row
        assert erh.FORMAT.wrap(again) == data_out

    def test_a_broken_file_is_not_written(self) -> None:
        document = erh.FORMAT.read(erh_line({**BASE, 9: "0,00"}).encode(), Problems())
        with pytest.raises(ProblemsError):
            erh.FORMAT.write(document)

    def test_it_is_known_by_its_content(self) -> None:
        data = "".join(line + "\r\n" for line in SPEC_ERH).encode("cp1252")
        found = detect(data)
        assert (found[0].format, found[0].sure) == ("erh", True)
        assert detect(data.replace(b"4880,50", b"4.880,50"))[0].format == "erh"


class TestRules:
    @pytest.mark.parametrize("type", ["ERH355", "ERH755", "ERH756", "ERH100", "ERH400", "ERH500"])
    def test_types_that_are_gone_or_not_ours(self, type: str) -> None:
        assert codes({1: type}) == ["ERH_TYPE_BRUGES_IKKE"]

    @pytest.mark.parametrize(("konto", "good"), [("64710000000001", True), ("00010000000001", True), ("00000000000001", False)])
    def test_accounts(self, konto: str, good: bool) -> None:
        assert codes({4: konto}) == ([] if good else ["BANKKONTO_UGYLDIG"])
        assert codes({2: konto}) == ([] if good else ["BANKKONTO_UGYLDIG"])

    @pytest.mark.parametrize("konto", ["", "6471", "647100000000011", "6471 000001000", "6471000000000x", "64710000000000"])
    def test_no_accounts(self, konto: str) -> None:
        assert codes({4: konto}) == ["BANKKONTO_UGYLDIG"]

    @pytest.mark.parametrize("ident", ["NK3112999999", "CVR 12227353", "12227353", "3112999999"])
    def test_a_nemkonto_ident_is_doubted_and_let_through(self, ident: str) -> None:
        assert codes({4: ident}) == ["ERH_NEMKONTO_IDENT"]

    @pytest.mark.parametrize(
        ("type", "konto", "reference"),
        [
            ("ERH351", "FI80000006", "71" + "12345678901234" + luhn.calc_check_digit("12345678901234")),
            ("ERH358", "FI80000006", "75" + "123456789012345" + luhn.calc_check_digit("123456789012345")),
            ("ERH352", "GIRO1234567", "04" + "123456789012345" + luhn.calc_check_digit("123456789012345")),
            ("ERH352", "GIRO  12345678", "15" + "123456789012345" + luhn.calc_check_digit("123456789012345")),
            ("ERH357", "FI    80000006", "73"),
            ("ERH354", "GIRO1234567", "01"),
            ("ERH354", "GIRO1234567", "41"),
            ("ERH354", "GIRO1234567890", ""),
        ],
    )
    def test_cards(self, type: str, konto: str, reference: str) -> None:
        assert codes({1: type, 4: konto, 11: reference}) == []
        assert codes(
            {1: type, 4: konto.replace("FI", "GIRO") if "FI" in konto else konto.replace("GIRO", "FI"), 11: reference}
        ) == ["KORTKONTO_UGYLDIG"]
        assert codes({1: type, 4: konto, 11: reference + "1"}) == ["KORTREFERENCE_UGYLDIG"]
        assert codes({1: type, 4: konto, 11: "99" + reference[2:]}) == ["KORTREFERENCE_UGYLDIG"]
        if len(reference) > 2:
            wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
            assert codes({1: type, 4: konto, 11: wrong}) == ["KORTREFERENCE_KONTROLCIFFER"]

    def test_winformatiks_misprint_is_found(self) -> None:
        """payments.md 2.1: …1237 is right, the page's …1238 is not."""
        assert codes({**CARD, 11: "71000006190001237"}) == []
        assert codes({**CARD, 11: "71000006190001238"}) == ["KORTREFERENCE_KONTROLCIFFER"]

    @pytest.mark.parametrize(
        ("number", "found"), [("80000006", []), ("82040226", []), ("88958039", []), ("80000007", ["KREDITORNUMMER_MODULUS_11"])]
    )
    def test_creditor_numbers(self, number: str, found: list[str]) -> None:
        assert codes({**CARD, 4: "FI" + number}) == found

    @pytest.mark.parametrize("type", [{1: "ERH351"}, {1: "ERH352", 4: "GIRO1234567", 11: "040000000000000000"}])
    def test_no_advice_goes_with_a_card_that_has_none(self, type: dict[int, str]) -> None:
        assert codes({**CARD, **type}) == []
        assert codes({**CARD, **type, 33: "a", 73: "b"}) == ["ERH_ADVIS_IKKE_TILLADT"]

    @pytest.mark.parametrize(("amount", "good"), [("0,00", False), ("0,01", True), ("99999999,99", True), ("100000000,00", False)])
    def test_amounts_have_limits(self, amount: str, good: bool) -> None:
        assert codes({9: amount}) == ([] if good else ["ERH_BELOEB"])

    def test_payments_alike(self) -> None:
        same = {4: "64710000000009", 11: "tekst"}
        assert codes(same, same) == ["ERH_BETALING_DUBLET"]
        for other in ({4: "64710000000008"}, {9: "0,06"}, {10: "01032028"}, {11: "Tekst"}):
            assert codes(same, same | other) == []

    def test_payment_ids_alike(self) -> None:
        own = {3: "BTIL261127 000001"}
        assert codes(own, own) == ["ERH_BETALINGS_ID_DUBLET"]
        assert codes(own, {3: "BTIL261127 000002"}) == []
        assert codes({3: "Husleje"}, {3: "Husleje"}) == []

    @pytest.mark.parametrize("column", [*range(6, 9), 12, 14, *range(15, 20), 21, 22, *range(23, 28), 32])
    def test_unused_columns_are_empty(self, column: int) -> None:
        assert codes({column: "1"}) == ["FELT_VAERDI"]

    @pytest.mark.parametrize(("column", "width"), [(3, 20), (5, 35), (11, 20), (28, 35), (31, 35), (33, 35), (73, 35)])
    def test_texts_have_their_widths(self, column: int, width: int) -> None:
        assert codes({column: "x" * width}) == []
        assert codes({column: "x" * (width + 1)}) == ["FELT_LAENGDE"]


class TestComposing:
    def test_the_samples_of_the_specification(self) -> None:
        """The type comes first in the order, so the card does (3.2), though 3.10 prints it last."""
        day = dt.date(2026, 11, 27)
        payments = Udbetalinger.af(
            [
                one(betalings_id=betalings_id("BTIL", day, 1), tekst="Børnetilskud nov.26"),
                one(
                    betalings_id=betalings_id("KRDI", day, 2),
                    beloeb=488050,
                    maade=Maade.FI71,
                    konto="80000006",
                    reference="100017156728",
                    modtagernavn="Leverandør A/S",
                ),
            ]
        )
        problems = Problems()
        document = erh_opstil.opstil(payments, PAYER, problems, med_afsender=False)
        assert not problems
        assert erh.FORMAT.write(document).decode("cp1252").split("\r\n") == [SPEC_ERH[1], SPEC_ERH[0], ""]
        sheet = kontrolliste.af_erh(document)
        assert kontrolliste.csv(sheet) == b"type;antal;beloeb\r\nERH351;1;4880,50\r\nERH356;1;1250,00\r\nIALT;2;6130,50\r\n"

    def test_columns_of_a_transfer(self) -> None:
        ((cells,), problems) = composed(one(tekst="Tekst"))
        assert problems == []
        assert (cells[0], cells[3], cells[10], cells[19]) == ("ERH356", "64710000123456", "Tekst", "N")
        assert cells[27:31] == ["Prøve Kommune", "Prøvevej 1", "3900 Nuuk", ""]
        assert set(cells[32:]) == {""}

    @pytest.mark.parametrize(
        ("maade", "konto", "reference", "expected"),
        [
            (Maade.FI71, "80000006", "100017156728", ("ERH351", "FI80000006", "71000100017156728")),
            (Maade.FI73, "80000006", "", ("ERH357", "FI80000006", "73")),
            (Maade.FI75, "80000006", "18", ("ERH358", "FI80000006", "750000000000000018")),
            (Maade.GIRO01, "1234567", "", ("ERH354", "GIRO1234567", "01")),
            (Maade.GIRO04, "1234567", "18", ("ERH352", "GIRO1234567", "040000000000000018")),
            (Maade.GIRO15, "1234567", "18", ("ERH352", "GIRO1234567", "150000000000000018")),
        ],
    )
    def test_columns_of_cards(self, maade: Maade, konto: str, reference: str, expected: tuple[str, str, str]) -> None:
        ((cells,), problems) = composed(one(maade=maade, konto=konto, reference=reference))
        assert problems == []
        assert (cells[0], cells[3], cells[10]) == expected
        assert (cells[27] == "") == (maade is Maade.FI71)
        ((cells,), _) = composed(
            one(maade=maade, konto=konto, reference=reference), fi_konto="FI    {nummer}", giro_konto="GIRO  {nummer}"
        )
        assert cells[3] == expected[1].replace("FI", "FI    ").replace("GIRO", "GIRO  ")

    def test_a_long_text_is_cut_with_a_warning_and_goes_whole_into_the_advice(self) -> None:
        ((cells,), problems) = composed(one(tekst="Tilskud for november 2026 til dig", meddelelse="Du kan klage.\nVenlig hilsen"))
        assert problems == ["TEKST_AFKORTET"]
        assert cells[10] == "Tilskud for november"
        assert cells[32:36] == ["Tilskud for november 2026 til dig", "Du kan klage.", "Venlig hilsen", ""]

    def test_a_card_with_advice_has_its_text_there(self) -> None:
        ((cells,), problems) = composed(one(maade=Maade.GIRO01, konto="1234567", tekst="Faktura 17"))
        assert (cells[10], cells[32], problems) == ("01", "Faktura 17", [])

    def test_the_advice_breaks_at_blanks_and_loses_nothing(self) -> None:
        words = " ".join(f"ord{number}" for number in range(150))
        ((cells,), problems) = composed(one(meddelelse=words))
        assert problems == []
        assert " ".join(line for line in cells[32:] if line) == words
        assert composed(one(meddelelse="x" * 35 * 41))[1] == []
        assert composed(one(meddelelse="x" * 35 * 41 + "x"))[1] == ["TEKST_FOR_MANGE_LINJER"]

    def test_characters_are_replaced_with_a_warning_or_refused(self) -> None:
        ((cells,), problems) = composed(one(modtagernavn="“A”; B’s – ĸujataa", tekst='Sø"n'))
        assert (cells[4], cells[10], problems) == (" A   B's - qujataa", "Sø n", ["TEKST_TEGN_ERSTATTET"] * 2)
        assert composed(one(modtagernavn="Łódź"))[1] == ["TEGN_UDENFOR_TEGNSAET"] * 2
        for control in "\r\n\t\x00\x85":
            assert "KONTROLTEGN" in composed(one(modtagernavn=f"a{control}b"))[1]

    def test_nemkonto(self) -> None:
        person, company = (
            one(maade=Maade.NEMKONTO, konto="", modtager="3112999999"),
            one(maade=Maade.NEMKONTO, konto="", modtager="12227353"),
        )
        assert "MODTAGER_UDEN_KONTO" in composed(person)[1]
        ((cells,), problems) = composed(person, nemkonto_ident="NK{cpr}")
        assert (cells[0], cells[3], problems) == ("ERH356", "NK3112999999", ["ERH_NEMKONTO_IDENT"])
        assert "MODTAGER_UDEN_KONTO" in composed(company, nemkonto_ident="NK{cpr}")[1]
        assert composed(company, nemkonto_ident="NK{cvr}")[0][0][3] == "NK12227353"

    def test_a_payee_without_account_is_told_with_all_others(self) -> None:
        payments = [
            one(),
            replace(one(), konto="", betalings_id="BTIL261127 000002"),
            replace(one(), beloeb=0, betalings_id="BTIL261127 000003"),
        ]
        found = composed(*payments)[1]
        assert {"MODTAGER_UDEN_KONTO", "BANKKONTO_UGYLDIG", "ERH_BELOEB"} <= set(found)

    def test_order_is_by_type_and_payee_and_stable(self) -> None:
        payments = [
            one(betalings_id="1", konto="64710000000002"),
            one(betalings_id="2", konto="64710000000001"),
            one(betalings_id="3", konto="64710000000002", beloeb=2),
            one(betalings_id="4", maade=Maade.FI71, konto="80000006", reference="18"),
        ]
        assert [cells[2] for cells in composed(*payments)[0]] == ["4", "2", "1", "3"]

    def test_76_columns(self) -> None:
        ((cells,), problems) = composed(one(), kolonner=76)
        assert problems == []
        assert cells[73:] == ["", "", "BTIL261127 000001"]
        with pytest.raises(ValueError, match="73 or 76"):
            composed(one(), kolonner=74)

    @pytest.mark.parametrize("amount", [1.0, "1", None])
    def test_amounts_are_whole_oere(self, amount: Any) -> None:
        with pytest.raises(TypeError):
            Udbetalinger.af([one(beloeb=amount)])
        assert composed(one(beloeb=-1))[1] == ["BELOEB_NEGATIVT"]

    def test_nothing_makes_an_empty_file(self) -> None:
        assert composed() == ([], [])

    def test_names(self) -> None:
        assert erh_opstil.filnavn("SOCU", dt.date(2026, 1, 2), 17) == "SOCU_20260102_0017.erh"
        for modul, number in (("btil", 1), ("BTI", 1), ("BTIL", 0), ("BTIL", 10**6), ("BTIÆ", 1)):
            with pytest.raises(ValueError, match="no payment id"):
                betalings_id(modul, DAY, number)


def test_the_sheet_shows_counts_and_sums() -> None:
    lines = kontrolliste.kontrolliste(np.array(["ERH356", "ERH351", "ERH356"]), np.array([125000, 488050, 5]))
    assert kontrolliste.csv(lines).decode() == "type;antal;beloeb\r\nERH356;2;1250,05\r\nERH351;1;4880,50\r\nIALT;3;6130,55\r\n"
    assert kontrolliste.ark(lines) == [
        ("Antal betalinger", [("ERH356", "2"), ("ERH351", "1"), ("IALT", "3")]),
        ("Beløb", [("ERH356", "1.250,05"), ("ERH351", "4.880,50"), ("IALT", "6.130,55")]),
    ]
    assert kontrolliste.kontrolliste(np.array([], dtype="U6"), np.array([], dtype=np.int64)) == [
        kontrolliste.Kontrollinje("IALT", 0, 0)
    ]
