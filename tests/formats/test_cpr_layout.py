"""CPR: the declarations are the printed tables, a shifted character never passes as the same, every record is written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import strategies
from tests.formats.composed_cpr import A, G, P, delivery, every_field
from tests.formats.cpr_tables import TABLES, Post
from tests.formats.strategies import PROPERTY

from snitflade.formats import cpr_p12170, jsonl, registry
from snitflade.formats.characters import as_text
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.layout import Record, Table
from snitflade.formats.problems import Problems

KINDS = {"A": {"A"}, "N": {"N", "D"}, "P10": {"N"}, "D10": {"D10"}, "T12": {"T12"}, "U": {"K"}, "M": {"K"}, "K": {"K"}}
RECORDS = [(name, key) for name in TABLES for key in TABLES[name]]

# A person by hand, with rulers (positions from 1): 001 is 106 wide, 012 is 95 wide.
#           1         2         3         4         5         6         7         8         9
#  123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789
HAND = """\
00000000000001234562026011520260114
0016101600001          01000000000000 M1960-01-01 1968-04-02*          \x20
0126101600001G7402710002          \x20                                  \x20198506291299*
0996101600001202601142031A01
999999999999900000003
"""


def format_of(name: str) -> FixedFormat:
    format = registry.find(name)
    assert isinstance(format, FixedFormat)
    return format


def declared(name: str, key: str) -> Record:
    return format_of(name).record(key)


def test_every_printed_record_is_declared() -> None:
    for name, tables in TABLES.items():
        assert set(format_of(name).types) == set(tables)
    assert {name: len(tables) for name, tables in TABLES.items()} == {P: 37, G: 32, A: 2}


@pytest.mark.parametrize(("name", "key"), RECORDS)
def test_a_record_is_what_is_printed(name: str, key: str) -> None:
    record, table = declared(name, key), TABLES[name][key]
    assert record.width == table.width
    fields = [(field.name, record.places[field.name], field.kind.width) for field in record.fields]
    assert fields == [(row.field, row.position, row.size) for row in table.rows]
    for field, row in zip(record.fields, table.rows, strict=True):
        assert field.kind.name in KINDS[row.kind] or (row.field, name) == ("operation", A)


def test_lines_written_by_hand_mean_what_their_positions_say() -> None:
    problems = Problems()
    data = "\r\n".join(line.rstrip() for line in HAND.split("\n")).encode("latin-1")
    document = cpr_p12170.FORMAT.read(data, problems)
    assert not problems, problems.sorted(3)
    person, civil, event = (next(cpr_p12170.FORMAT.record(key).rows(document.tables[key])) for key in ("001", "012", "099"))
    assert person == {
        "recordtype": "001",
        "pnr": "6101600001",
        "pnrgaeld": "",
        "status": "01",
        "statushaenstart": "000000000000",
        "statusdto_umrk": "",
        "koen": "M",
        "foed_dt": "1960-01-01",
        "foed_dt_umrk": "",
        "start_dt_person": "1968-04-02",
        "start_dt_umrk_person": "*",
        "slut_dt_person": None,
        "slut_dt_umrk_person": "",
        "stilling": "",
    }
    assert (civil["civst"], civil["aegtepnr"], civil["haenstart_civilstand"]) == ("G", "7402710002", "198506291299")
    assert (civil["haenstart_umrk_civilstand"], civil["sep_henvis_civilstand"]) == ("*", None)
    assert (event["timestampu"], event["haendelse"], event["afledtmrk"]) == ("202601142031", "A01", "")
    assert cpr_p12170.FORMAT.write(document) == data


def full_posts(name: str) -> list[Post]:
    return list(every_field(name))


@pytest.mark.parametrize(
    ("name", "post"), [(name, post) for name in (P, G) for post in full_posts(name)], ids=lambda x: getattr(x, "key", x)
)
def test_a_character_too_many_or_too_few_never_passes_as_the_same(name: str, post: Post) -> None:
    """In every field of every record: there is a problem, or the fields are seen to differ."""
    format = format_of(name)
    others = tuple(one for one in full_posts(name) if one.key == "001" != post.key)

    def seen(text: str) -> tuple[list[str], bool]:
        problems = Problems()
        posts = delivery(name, *others, Post(name, raw=text))
        data = "".join(one.text + "\r\n" for one in posts).encode("latin-1")
        document = format.read(data, problems)
        return list(jsonl.dump(format, document)), bool(problems)

    right, faulty = seen(post.text)
    assert not faulty
    for row in TABLES[name][post.key].rows:
        at = row.position - 1
        for text in (post.text[:at] + "x" + post.text[at:], post.text[:at] + post.text[at + 1 :]):
            lines, faulty = seen(text)
            assert faulty or lines != right, (row, text)


@pytest.mark.parametrize(("name", "key"), RECORDS)
@PROPERTY
@given(data=st.data())
def test_what_is_written_is_read(name: str, key: str, data: st.DataObject) -> None:
    record = declared(name, key)
    rows = data.draw(st.lists(strategies.rows(record, "iso8859-1"), min_size=1, max_size=4))
    problems = Problems()
    table = record.table(strategies.columns(rows), problems, rows=len(rows), encoding="iso8859-1")
    assert not problems.errors, problems.sorted(3)
    chars = record.write(table, slice(0, len(rows)))
    assert list(record.rows(table)) == rows
    again = Problems()
    read = Table(key, record.read(chars, table.lines, again, "iso8859-1"), table.lines)
    assert not again.errors, again.sorted(3)
    assert list(record.rows(read)) == rows
    assert [as_text(line) for line in record.write(read, slice(0, len(rows)))] == [as_text(line) for line in chars]
