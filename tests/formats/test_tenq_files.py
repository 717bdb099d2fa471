"""10Q: whole files, from tables to bytes and back (prisme.md 3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import strategies
from tests.formats.composed_parts import put
from tests.formats.provocations import LINES
from tests.formats.strategies import ENCODINGS, PROPERTY, Row

from snitflade.formats import fixed, jsonl, tenq
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.tenq_rules import KEY_FIELDS

KEY: dict[str, Any] = {"tidsstempling": "2017-01-13T12:00", "brugernummer": "0956", "paaligningsaar": 2017}


class TestDocuments:
    def test_what_is_missing_is_told_and_not_a_failure_of_the_program(self) -> None:
        """Any of the tables may be left out."""
        for key, expected in {
            "10": {"DEBITOR_MANGLER", "RATE_MANGLER"},
            "24": {"RATE_MANGLER"},
            "26": set(),
            "52": set(),
        }.items():
            document = tenq.FORMAT.read("".join(line + "\r\n" for line in LINES).encode(), Problems())
            tables = {k: (t, t.lines) for k, t in document.tables.items() if k != key}
            problems = Problems()
            tenq.FORMAT.check(compose(tenq.FORMAT.types, tables, Wrapping()), problems)
            assert problems.codes == expected

    def test_a_record_says_its_own_type(self) -> None:
        problems = Problems()
        values = {**KEY, "debitornummer": "1111111111", "linienr": 1, "ratetekst": "", "transaktionstype": "24"}
        tenq.TRANS_26.table(values, problems)
        assert [(p.code, p.column) for p in problems] == [("FELT_VAERDI", 5)]

    def test_a_broken_rule_stops_the_file(self) -> None:
        document = tenq.FORMAT.read((LINES[1] + "\r\n").encode(), Problems())
        with pytest.raises(ProblemsError, match="trans 10"):
            tenq.FORMAT.write(document)

    def test_lines_nobody_describes_are_kept_as_they_are(self) -> None:
        data = f"{LINES[0]}\r\nWINF14 Medhæfter\r\n{LINES[1]}\r\nWINF36\r\n".encode()
        problems = Problems()
        document = tenq.FORMAT.read(data, problems)
        assert [(p.code, p.line, p.severity) for p in problems.sorted()] == [
            ("RECORD_UDEN_LAYOUT", 2, "advarsel"),
            ("RECORD_UDEN_LAYOUT", 4, "advarsel"),
        ]
        assert document.raw == {2: "WINF14 Medhæfter", 4: "WINF36"}
        assert tenq.FORMAT.write(document) == data


@st.composite
def files(draw: st.DrawFn, encoding: str) -> list[Row]:
    """The lines of a file that keeps every rule: debtors with rates, texts and GLNs."""
    lines: list[Row] = []
    keys: set[tuple[str, ...]] = set()
    for number in range(draw(st.integers(1, 3))):
        head = draw(strategies.rows(tenq.TRANS_10, encoding))
        key = {field: head[field] for field in KEY_FIELDS}
        if tuple(key.values()) in keys:
            continue
        keys.add(tuple(key.values()))
        head["person_cvr_nummer"] = draw(st.sampled_from(["0012227353", "0019785289"]))
        lines.append({"record": "10", **head})
        for ratenummer in draw(st.lists(strategies.digits(3, 3), max_size=2, unique=True)):
            rate = {**draw(strategies.rows(tenq.TRANS_24, encoding)), **key, "ratenummer": ratenummer}
            rate |= {"afstemningsnoegle": f"{number}/{ratenummer}", "ratebeloeb": rate["ratebeloeb"] or 1}
            if rate["opkraevningsdato"] and rate["forfaldsdato"]:
                rate["opkraevningsdato"], rate["forfaldsdato"] = sorted((rate["opkraevningsdato"], rate["forfaldsdato"]))
            lines.append({"record": "24", **rate})
            for linienr in range(1, 1 + draw(st.integers(0, 2))):
                text = {**draw(strategies.rows(tenq.TRANS_26, encoding)), **key, "individtype": rate["individtype"]}
                lines.append({"record": "26", **text, "ratenummer": ratenummer, "linienr": linienr})
        if draw(st.booleans()):
            lines.append({"record": "52", **draw(strategies.rows(tenq.TRANS_52, encoding)), **key})
    return lines


class TestFiles:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    @PROPERTY
    @given(data=st.data())
    def test_a_file_that_keeps_the_rules_is_written_and_read(self, encoding: str, data: st.DataObject) -> None:
        rows = data.draw(files(encoding))
        format = (
            tenq.FORMAT
            if encoding == "utf-8"
            else fixed.FixedFormat("proeve", "", "", tenq.FORMAT.records, tenq.FORMAT.told_by, (encoding,), tenq.FORMAT.rules)
        )
        document = self.document(format, rows, encoding)
        content = format.write(document)
        problems = Problems()
        again = format.read(content, problems)
        assert not problems, problems.sorted(3)
        assert self.rows(format, again) == rows
        assert format.write(again) == content

    @PROPERTY
    @given(data=st.data(), block=st.sampled_from([1, 2, 3]))
    def test_the_block_size_never_shows(self, data: st.DataObject, block: int) -> None:
        rows = data.draw(files("utf-8"))
        content = tenq.FORMAT.write(self.document(tenq.FORMAT, rows, "utf-8"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fixed, "BLOCK_ROWS", block)
            assert tenq.FORMAT.write(self.document(tenq.FORMAT, rows, "utf-8")) == content
            assert self.rows(tenq.FORMAT, tenq.FORMAT.read(content, Problems())) == rows

    @staticmethod
    def document(format: fixed.FixedFormat, rows: list[Row], encoding: str) -> Document:
        problems = Problems()
        tables, order = {}, []
        for record in format.records:
            mine = [number for number, row in enumerate(rows) if row["record"] == record.key]
            values = [{name: value for name, value in rows[number].items() if name != "record"} for number in mine]
            table = record.table(strategies.columns(values), problems, rows=len(mine), encoding=encoding) if mine else None
            if table:
                table.lines = np.array(mine) + 1
                tables[record.key] = table
        order = [format.types.index(row["record"]) for row in rows]
        assert not problems, problems.sorted(3)
        return Document(format.types, tables, np.array(order, dtype=np.uint8), wrapping=Wrapping(encoding))

    @staticmethod
    def rows(format: fixed.FixedFormat, document: Document) -> list[Row]:
        tables = [format.record(key).rows(document.tables[key]) for key in format.types]
        return [{"record": format.types[kind], **next(tables[kind])} for kind in document.order.tolist()]


def test_the_test_case_in_any_block_size_gives_the_same_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [put(line, 46, "x") if number % 3 else line + " " for number, line in enumerate(LINES)]
    data = "".join(line + "\r\n" for line in lines).encode()
    found = []
    for block in (1, 2, 3, 2048):
        monkeypatch.setattr(fixed, "BLOCK_ROWS", block)
        problems = Problems()
        document = tenq.FORMAT.read(data, problems)
        found.append((sorted(map(str, problems)), list(jsonl.dump(tenq.FORMAT, document))))
    assert all(other == found[0] for other in found)
