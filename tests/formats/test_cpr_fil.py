"""CPR: a delivery in any packing is the same delivery, and is walked through person by person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.composed_cpr import DAILY, ET, GAMMEL, GLBASE_DAILY, TO, TRE, TRIMMED, P, delivery, put
from tests.formats.cpr_tables import Post
from tests.formats.provocations_cpr import packed, person
from tests.formats.strategies import PROPERTY

from snitflade.formats import cpr_format, cpr_glbase, cpr_opdeling, cpr_p12170, detect, jsonl, tenq
from snitflade.formats.cpr_fil import CprFil
from snitflade.formats.cpr_profil import Profil, profil
from snitflade.formats.cpr_ramme import FILFEJL, Startrecord
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems

FORMAT = cpr_p12170.FORMAT
PACKINGS = {
    "lines": packed(*DAILY),
    "LF": packed(*DAILY, end="\n"),
    "trimmed": packed(*TRIMMED),
    "no last end": packed(*DAILY).removesuffix(b"\r\n"),
    "stream": packed(*DAILY, end=""),
    "end mark": packed(*DAILY) + b"\x1a",
    "glued": packed(*DAILY[:4]) + packed(*DAILY[4:9], end="") + packed(*DAILY[9:]),
    "all glued": packed(*DAILY, end="") + b"\r\n",
    "padded": b"".join(post.text.ljust(400).encode("latin-1") + b"\r\n" for post in DAILY),
}


def rows(document: Document) -> dict[str, list[dict[str, object]]]:
    return {key: list(FORMAT.record(key).rows(table)) for key, table in document.tables.items() if len(table)}


def opened(*posts: Post) -> tuple[CprFil, Problems]:
    problems = Problems()
    file = CprFil(FORMAT, packed(*posts), problems)
    file.check(problems)
    return file, problems


class TestPackings:
    @pytest.mark.parametrize("packing", PACKINGS)
    def test_every_packing_gives_the_same_tables(self, packing: str) -> None:
        expected = rows(FORMAT.read(PACKINGS["lines"], Problems()))
        problems = Problems()
        document = FORMAT.read(PACKINGS[packing], problems)
        assert not problems.errors, problems.sorted(3)
        assert rows(document) == expected
        assert problems.codes <= {"CPR_SAMMENKLISTRET", "RECORD_BLANK_HALE"}
        assert ("glued" in packing) == ("CPR_SAMMENKLISTRET" in problems.codes)
        if "glued" not in packing:
            assert FORMAT.write(document) == PACKINGS[packing]

    @pytest.mark.parametrize("packing", PACKINGS)
    def test_every_packing_has_the_same_persons(self, packing: str) -> None:
        problems = Problems()
        file = CprFil(FORMAT, PACKINGS[packing], problems)
        assert not problems.errors
        assert file.numre().tolist() == [ET.encode(), TO.encode(), GAMMEL.encode()]
        assert [[line.rstrip() for line in file.raa(i)] for i in range(3)] == [
            [post.text.rstrip() for post in DAILY if post.text[3:13] == pnr and post.key not in ("910", "997")]
            for pnr in (ET, TO, GAMMEL)
        ]

    def test_a_line_number_is_the_record_number_where_there_are_no_lines(self) -> None:
        posts = (*DAILY[:5], put(DAILY[5], 14, "X"), *DAILY[6:])
        for data in (packed(*posts), packed(*posts, end="")):
            problems = Problems()
            FORMAT.read(data, problems)
            assert [(p.code, p.line, p.column) for p in problems] == [("CPR_KODE", 6, 14)]

    def test_a_control_character_is_told_at_its_record_too(self) -> None:
        posts = (*DAILY[:4], put(DAILY[4], 20, "\x85"), *DAILY[5:])
        for data in (packed(*posts), packed(*posts, end=""), packed(*posts[:3], end="") + packed(*posts[3:])):
            problems = Problems()
            file = CprFil(FORMAT, data, problems)
            assert [(p.line, p.column) for p in problems if p.code == "KONTROLTEGN"] == [(5, 20)]
            assert file.fejl(problems).personer.tolist() == [0]

    def test_only_formats_that_say_so_may_stand_in_a_stream(self) -> None:
        problems = Problems()
        jsonl.load(tenq.FORMAT, '{"line": 0, "record": "fil", "linjeskift": "INGEN"}', problems)
        assert [(p.code, p.field) for p in problems] == [("JSON_FIL", "linjeskift")]

    def test_a_broken_stream_is_told_once_and_is_the_file_s_fault(self) -> None:
        problems = Problems()
        data = packed(*DAILY[:3], end="") + b"????" + packed(*DAILY[3:], end="")
        file = CprFil(FORMAT, data, problems)
        assert "CPR_STROEM_BRUDT" in problems.codes
        assert file.fejl(problems).filens
        assert len(file) == 4

    def test_blanks_after_the_last_record_of_a_stream_are_blanks(self) -> None:
        problems = Problems()
        FORMAT.read(packed(*DAILY, end="") + b"   ", problems)
        assert [(p.code, p.line) for p in problems] == [("RECORD_BLANK_HALE", len(DAILY))]


class TestProfile:
    def test_the_first_001_tells_the_profile(self) -> None:
        assert profil(packed(*DAILY)) == (Profil.P12170, 106 - 34 + 6)
        assert profil(packed(*TRIMMED))[0] is Profil.P12170
        assert profil(packed(*DAILY, end=""))[0] is Profil.P12170
        assert profil(packed(*GLBASE_DAILY, end="\n"))[0] is Profil.GLBASE
        assert profil(packed(*GLBASE_DAILY, end=""))[0] is Profil.GLBASE
        assert profil(packed(*delivery(P)))[0] is Profil.INGEN
        assert profil(b"001" + b"x" * 200 + b"\r\n") == (Profil.UKENDT, 203)

    def test_the_limits_are_106_and_300_characters(self) -> None:
        for length, expected in ((106, Profil.P12170), (107, Profil.UKENDT), (299, Profil.UKENDT), (300, Profil.GLBASE)):
            line = b"001" + b"x" * (length - 3)
            assert profil(line + b"    \r\n")[0] is expected
            assert profil(packed(DAILY[0]) + line)[0] is expected

    @pytest.mark.parametrize("end", ["\r\n", "\n", ""])
    def test_nothing_of_the_other_profile_is_read(self, end: str) -> None:
        for format, posts in ((FORMAT, GLBASE_DAILY), (cpr_glbase.FORMAT, DAILY)):
            problems = Problems()
            file = CprFil(format, packed(*posts, end=end), problems)
            assert problems.codes == {"CPR_FORKERT_PROFIL"}
            assert (len(file), file.antal_personer, file.startrecord, file.antal) == (0, 0, None, {})
            assert list(file.i_dele(10, problems)) == []
            file.check(problems)
            assert file.fejl(problems).filens == len(problems) == 1
            assert len(format.read(packed(*posts, end=end), Problems())) == 0

    @pytest.mark.parametrize("end", ["\r\n", "\n", ""])
    def test_an_upload_is_recognised_by_its_content(self, end: str) -> None:
        for name, posts in (("cpr-p12170", DAILY), ("cpr-glbase", GLBASE_DAILY)):
            found = detect.detect(packed(*posts, end=end))
            assert [guess.format for guess in found] == [name]
            assert found[0].sure

    def test_a_test_file_of_glbase_needs_no_end_record_where_it_is_so_said(self) -> None:
        data = packed(*GLBASE_DAILY[:-1])
        for format, errors in ((cpr_glbase.FORMAT, 1), (replace(cpr_glbase.FORMAT, slut_kraeves=False), 0)):
            problems = Problems()
            CprFil(format, data, problems)
            assert (problems.errors, len(problems)) == (errors, 1)


class TestPersons:
    def test_a_delivery_says_what_it_is_and_has(self) -> None:
        file, problems = opened(*DAILY)
        assert not problems
        assert file.startrecord == Startrecord("123456", dt.date(2026, 1, 15), dt.date(2026, 1, 14))
        assert file.antal["001"] == file.antal["003"] == file.antal_personer == 3
        assert sum(file.antal.values()) == len(file) == 21
        assert [file.find(pnr) for pnr in (ET, TO, GAMMEL, TRE, "x")] == [0, 1, 2, None, None]
        assert file.tabel("910", problems)["sortfelt_10"].tolist() == [TRE.encode()]

    def test_the_first_delivery_has_none_before_it(self) -> None:
        file, _ = opened(*delivery(P, person(), forrig="0" * 8))
        assert file.startrecord == Startrecord("123456", dt.date(2026, 1, 15), None)

    def test_records_that_come_late_are_the_person_s(self) -> None:
        """003 stands in a block of its own after the last person (2.3)."""
        file, problems = opened(*DAILY)
        (part,) = file.i_dele(10, problems)
        assert part.numre.tolist() == [ET.encode(), TO.encode(), GAMMEL.encode()]
        assert part.tabeller["003"].lines.tolist() == [18, 17, 16]
        assert part.ejer["003"].tolist() == [0, 1, 2]
        assert part.tabeller["003"]["adrnvn"].astype("S2").tolist() == [b"Et", b"To", b"To"]
        assert part.ejer["099"].tolist() == [0, 1, 2]
        assert "910" not in part.tabeller

    def test_a_former_number_is_in_the_group_of_the_valid_one(self) -> None:
        file, problems = opened(*DAILY)
        (part,) = file.i_dele(10, problems)
        assert part.ejer["022"].tolist() == [1]
        assert part.tabeller["022"]["pnr"].tolist() == [GAMMEL.encode()]

    @PROPERTY
    @given(
        persons=st.lists(st.sampled_from([f"61{n:02}600001" for n in range(1, 13)]), max_size=30),
        at_once=st.integers(1, 5),
        stream=st.booleans(),
    )
    def test_persons_are_gathered_as_a_dictionary_would(self, persons: list[str], at_once: int, stream: bool) -> None:
        """Any order of records, any number of persons at a time."""
        posts = [Post(P, ("014", "019", "777")[n % 3], {"pnr": pnr}) for n, pnr in enumerate(persons)]
        posts = [Post(P, raw=f"777{post.values['pnr']}ny") if post.key == "777" and post.values else post for post in posts]
        data = packed(*delivery(P, *(post for post in posts if not stream or post.key)), end="" if stream else "\r\n")
        expected = defaultdict(list)
        for post in posts:
            if not stream or post.key:
                expected[post.text[3:13]].append(post.text)
        problems = Problems()
        file = CprFil(FORMAT, data, problems)
        assert file.numre().astype("U10").tolist() == list(expected)
        assert [file.raa(i) for i in range(file.antal_personer)] == list(expected.values())
        assert [file.find(pnr) for pnr in expected] == list(range(len(expected)))
        found = defaultdict(list)
        for part in file.i_dele(at_once, problems):
            assert len(part) <= at_once
            pairs = [
                (line, owner) for key in part.tabeller for line, owner in zip(part.tabeller[key].lines, part.ejer[key], strict=True)
            ]
            pairs += list(zip(part.ukendte, part.ukendte_ejer, strict=True))
            for line, owner in sorted(pairs):
                found[part.numre[owner].decode()].append(file.raa_linje(int(line)))
            for key, owner in part.ejer.items():
                assert part.tabeller[key]["pnr"].tolist() == part.numre[owner].tolist()
                assert (np.diff(owner) >= 0).all()
        assert found == expected

    def test_persons_are_left_out_on_request(self) -> None:
        file, problems = opened(*DAILY)
        parts = list(file.i_dele(1, problems, uden=np.array([1])))
        assert [part.personer.tolist() for part in parts] == [[0], [2]]

    def test_the_parts_and_the_blocks_never_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = rows(FORMAT.read(packed(*DAILY), Problems()))
        for block in (1, 2, 3):
            monkeypatch.setattr(cpr_format, "BLOCK_ROWS", block)
            monkeypatch.setattr(cpr_format, "_PIECE", block)
            monkeypatch.setattr(cpr_opdeling, "_PIECE", block)
            assert rows(FORMAT.read(packed(*DAILY), Problems())) == whole
            file, problems = opened(*DAILY)
            assert not problems
            assert file.antal_personer == 3


class TestFaults:
    def test_a_bad_field_is_the_fault_of_one_person(self) -> None:
        for number in range(1, 18):
            posts = (*DAILY[:number], put(DAILY[number], 4, "61016000A1"), *DAILY[number + 1 :])
            file, problems = opened(*posts)
            faults = file.fejl(problems)
            assert not faults.filens
            assert len(faults.personer)
            raw = [line for person in faults.personer.tolist() for line in file.raa(person)]
            assert posts[number].text in raw

    @pytest.mark.parametrize(("line", "position"), [(3, 70), (5, 147), (16, 184), (11, 14)])
    def test_the_person_at_fault_is_named_and_no_other(self, line: int, position: int) -> None:
        posts = list(DAILY)
        posts[line - 1] = put(posts[line - 1], position, "9x")
        file, problems = opened(*posts)
        faults = file.fejl(problems)
        assert (faults.filens, faults.linjer.tolist()) == (0, [])
        assert file.numre(faults.personer).tolist() == [DAILY[line - 1].text[3:13].encode()]
        assert file.person_paa(np.array([line])).tolist() == faults.personer.tolist()
        assert posts[line - 1].text in file.raa(int(faults.personer[0]))

    def test_a_number_that_cannot_be_read_makes_the_persons_beside_it_doubtful(self) -> None:
        """Whose record it was, nobody knows; without it their data would look whole."""
        posts = (*DAILY[:9], put(DAILY[9], 4, "      "), *DAILY[10:])
        file, problems = opened(*posts)
        assert file.numre(file.fejl(problems).personer).tolist() == [TO.encode(), b"      0002"]

    @pytest.mark.parametrize("line", [1, 21])
    def test_start_and_end_are_the_file_s(self, line: int) -> None:
        posts = list(DAILY)
        posts[line - 1] = put(posts[line - 1], 20, "x")
        file, problems = opened(*posts)
        assert file.fejl(problems).filens

    @pytest.mark.parametrize("line", [19, 20])
    def test_answers_to_our_own_input_harm_nobody(self, line: int) -> None:
        posts = list(DAILY)
        posts[line - 1] = put(posts[line - 1], 89 if line == 19 else 14, "x")
        file, problems = opened(*posts)
        faults = file.fejl(problems)
        assert (faults.filens, faults.personer.tolist(), faults.linjer.tolist()) == (0, [], [line])

    @pytest.mark.parametrize("raw", ["001610160", "x", "00161"])
    def test_a_line_that_may_be_anybody_s_is_the_file_s_fault(self, raw: str) -> None:
        file, problems = opened(*delivery(P, person(), Post(P, raw=raw)))
        assert file.fejl(problems).filens

    def test_the_count_and_the_persons_are_checked_with_unknown_records_counted(self) -> None:
        file, problems = opened(*delivery(P, person(), Post(P, raw=f"777{ET}")))
        assert problems.codes == {"CPR_RECORD_UKENDT"}
        assert file.antal[""] == 1

    def test_reading_the_whole_file_and_walking_through_it_tell_the_same(self) -> None:
        posts = [put(post, 20, "x?") if n % 4 == 1 else post for n, post in enumerate(DAILY)]
        whole, walked = Problems(), Problems()
        FORMAT.read(packed(*posts), whole)
        file = CprFil(FORMAT, packed(*posts), walked)
        file.check(walked)
        assert sorted(map(str, whole)) == sorted(map(str, walked))

    def test_the_codes_of_the_file_s_faults_exist(self) -> None:
        assert ProblemKind.known.keys() >= FILFEJL

    def test_a_rule_of_the_whole_stops_writing(self) -> None:
        document = FORMAT.read(packed(*DAILY[:-1]), Problems())
        problems = Problems()
        FORMAT.check(jsonl.load(FORMAT, "\n".join(jsonl.dump(FORMAT, document)), problems), problems)
        assert problems.codes == {"CPR_SLUT_MANGLER"}
