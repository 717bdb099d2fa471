"""What goes wrong in the packages others use (prisme.md 8) does not go wrong here.

G68's weaknesses will come here with G68.
"""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from tests.formats.provocations import LINES, POSTINGS, posting

from snitflade.formats import g69, tenq
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import Problems, ProblemsError

KEY: dict[str, Any] = {
    "tidsstempling": "2017-01-13T12:00",
    "brugernummer": "0956",
    "paaligningsaar": 2017,
    "debitornummer": "5809001539",
}
DUE = dict.fromkeys(("opkraevningsdato", "forfaldsdato", "sidste_ret_indbetal", "sidste_rentefri_dato"), "2017-02-01")
POSTING: dict[str, Any] = {
    "linieloebenr": [1, 2],
    "organisationsenhed": "0956",
    "maskinnr": "00861",
    "ekspeditionsloebenr": [1, 2],
    "posteringsdato": "2017-01-13",
    "kontonr": "1",
    "beloeb": [-1, 1],
    "debit_kredit_markering": ["K", "D"],
}
CRLF = "".join(line + "\r\n" for line in LINES).encode()


def ten_q(record: str, **values: Any) -> set[str]:
    """The codes of what is wrong with a 10Q record of these values."""
    problems = Problems()
    needed: dict[str, dict[str, Any]] = {
        "10": {"person_cvr_nummer": "0012227353"},
        "24": {**DUE, "ratebeloeb": 89000, "afstemningsnoegle": "1"},
        "26": {"linienr": 1, "ratetekst": "Tekst"},
        "52": {"ean_lokationsnummer": "5790001953096"},
    }
    tenq.FORMAT.record(record).table({**KEY, **needed[record], **values}, problems)
    return problems.codes


def postings(**values: Any) -> set[str]:
    """The codes of what is wrong with a G69 file of these values, when it is made or when it is written."""
    problems = Problems()
    table = g69.FORMAT.table({**POSTING, **values}, problems)
    if not problems:
        g69.FORMAT.check(Document(("G69",), {"G69": table}, np.zeros(len(table), dtype=np.uint8)), problems)
    return problems.codes


def test_the_plain_case_is_right() -> None:
    assert {code for record in tenq.FORMAT.types for code in ten_q(record)} == set()
    assert postings() == set()


class TestAmounts:
    @pytest.mark.parametrize("amount", [Decimal("890.50"), 890.1, 890.0, "890,50", "89050"])
    def test_kroner_are_never_taken_for_oere_by_their_digits(self, amount: Any) -> None:
        assert ten_q("24", ratebeloeb=amount) == {"FELT_TYPE"}

    @pytest.mark.parametrize("amount", [0.999, Decimal("0.999"), Decimal("99.9")])
    def test_no_part_of_an_oere_is_cut_off(self, amount: Any) -> None:
        assert postings(beloeb=[amount, 1]) == {"FELT_TYPE"}

    def test_a_negative_amount_keeps_its_sign(self) -> None:
        table = tenq.TRANS_24.table({**KEY, **DUE, "ratebeloeb": -1, "afstemningsnoegle": "1"}, Problems())
        assert bytes(tenq.TRANS_24.write(table, slice(0, 1))[0])[50:61] == b"0000000001-"


class TestRecords:
    @pytest.mark.parametrize(("record", "width"), [("10", 161), ("24", 363), ("26", 113), ("52", 59)])
    def test_records_have_their_full_length(self, record: str, width: int) -> None:
        lines = {line[4:6]: line for line in CRLF.decode().split("\r\n")}
        document = tenq.FORMAT.read(CRLF, Problems())
        written = {line[4:6]: line for line in tenq.FORMAT.write(document).decode().split("\r\n")}
        assert len(written[record]) == width
        assert written == lines

    def test_text_past_60_characters_is_refused_not_lost(self) -> None:
        assert ten_q("26", ratetekst="x" * 61) == {"FELT_FOR_LANGT"}
        assert ten_q("26", ratetekst="x" * 60) == set()

    def test_a_customer_number_need_not_be_the_cpr_or_cvr(self) -> None:
        assert ten_q("10", debitornummer="0001953096", person_cvr_nummer="0019785289") == set()

    @pytest.mark.parametrize("gln", ["579", "579          ", "", "5790001953097", "57900019530969", 5790001953096])
    def test_a_gln_is_thirteen_digits_with_the_right_check_digit(self, gln: Any) -> None:
        assert ten_q("52", ean_lokationsnummer=gln) <= {"FELT_IKKE_CIFRE", "GLN_KONTROLCIFFER", "FELT_TYPE"} != set()
        assert ten_q("52", ean_lokationsnummer=gln)

    def test_a_gln_that_was_given_is_written(self) -> None:
        debtor = tenq.TRANS_10.table({**KEY, "person_cvr_nummer": "0012227353"}, Problems())
        gln = tenq.TRANS_52.table({**KEY, "ean_lokationsnummer": "5790001953096"}, Problems())
        one = np.zeros(1, dtype=np.int64)
        data = tenq.FORMAT.write(compose(tenq.FORMAT.types, {"10": (debtor, one), "52": (gln, one)}, Wrapping()))
        assert data.split(b"\r\n")[1][45:] == b"57900019530960"


class TestReading:
    def test_every_text_of_a_debtor_is_kept_in_its_order(self) -> None:
        document = tenq.FORMAT.read(CRLF, Problems())
        texts = [row["ratetekst"] for row in tenq.TRANS_26.rows(document.tables["26"])]
        assert texts == [line[53:].rstrip() for line in LINES if line[4:6] == "26"]

    def test_trans_52_is_known(self) -> None:
        document = tenq.FORMAT.read(CRLF, Problems())
        glns = [row["ean_lokationsnummer"] for row in tenq.TRANS_52.rows(document.tables["52"])]
        assert glns == ["5790001953096", "5790001952976"]

    @pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
    def test_every_record_is_found_whatever_ends_the_lines(self, newline: bytes) -> None:
        assert len(tenq.FORMAT.read(CRLF.replace(b"\r\n", newline), Problems())) == len(LINES)

    @pytest.mark.parametrize("locale", ["C", "POSIX"])
    def test_the_locale_does_not_decide_the_encoding(self, locale: str) -> None:
        code = """
import sys
from snitflade.formats import tenq
from snitflade.formats.problems import Problems
document = tenq.FORMAT.read(sys.stdin.buffer.read(), Problems())
(row,) = tenq.TRANS_26.rows(document.tables["26"])
sys.exit(row["ratetekst"] != "K\\xf8b")
"""
        plain = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
        data = "\r\n".join([*LINES[:2], LINES[2][:53] + "Køb".ljust(60)]).encode()
        subprocess.run([sys.executable, "-c", code], input=data, env=os.environ | plain, check=True, timeout=60)

    @pytest.mark.parametrize("character", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", ids=ascii)
    def test_a_line_break_of_another_world_makes_no_record(self, character: str) -> None:
        assert ten_q("26", ratetekst=f"a{character}b") == {"KONTROLTEGN"}
        text = LINES[2][:53] + f"a{character}b".ljust(60)
        problems = Problems()
        document = tenq.FORMAT.read("\r\n".join([*LINES[:2], text]).encode(), problems)
        assert document.rows("26") == 1
        assert problems.codes == {"KONTROLTEGN"}


class TestG69:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("linieloebenr", [99_999, 100_000]),
            ("linieloebenr", [-1, 2]),
            ("organisationsenhed", "95612"),
            ("organisationsenhed", "956"),
            ("maskinnr", "000-1"),
            ("maskinnr", -1),
            ("maskinnr", "861"),
            ("ekspeditionsloebenr", [1, 10**7]),
            ("debit_kredit_markering", ["X", "D"]),
            ("debit_kredit_markering", ["k", "d"]),
            ("debit_kredit_markering", ["", "D"]),
            ("posteringstekst", "a\r\nb"),
            ("posteringstekst", "a&113D"),
        ],
    )
    def test_nothing_that_would_shift_or_split_a_line_is_written(self, field: str, value: Any) -> None:
        assert postings(**{field: value})

    def test_balance_order_and_sign_are_checked(self) -> None:
        assert postings(beloeb=[-1, 2]) == {"BALANCE_FEJL"}
        assert postings(ekspeditionsloebenr=[2, 1]) == {"EKSPEDITION_FALDER"}
        assert postings(beloeb=[1, 1]) == {"FORTEGN_OG_DK"}

    def test_the_fields_of_a_line_always_ascend(self) -> None:
        values = {"konteret_af": "tobl", "posteringstekst": "Tekst", **POSTING}
        table = g69.FORMAT.table(dict(reversed(values.items())), Problems())
        data = g69.FORMAT.write(Document(("G69",), {"G69": table}, np.zeros(2, dtype=np.uint8))).decode()
        for line in data.split("\r\n")[:-1]:
            numbers = [int(field[:3]) for field in line.split("&")[1:]]
            assert numbers == sorted(set(numbers))

    def test_a_file_that_breaks_a_rule_is_not_written_in_part(self) -> None:
        document = g69.FORMAT.read("\r\n".join([*POSTINGS, posting(9, 1, 7)]).encode(), Problems())
        with pytest.raises(ProblemsError):
            g69.FORMAT.write(document)
