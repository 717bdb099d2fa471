"""Profiles: layouts that are data. A shipped one can be changed without code, and every fault of a profile is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.composed import PROFILES
from tests.formats.composed_bilag import CREDIT, DEBIT
from tests.formats.composed_pension import WORKBOOKS
from tests.formats.provocations_profiles import PLAIN, made
from tests.formats.strategies import PROPERTY

from snitflade.formats import profiles, registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.detect import detect
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.problems import Problem, Problems

FIXED = """
id = "vejning"
titel = "Vejninger i fast bredde"
kilde = "social-teknik.md 9"
om = "En fil i fast bredde."
slags = "fastbredde"
kendes_paa = ["type"]
tegnsaet = ["cp1252"]

[[post]]
noegle = "10"
titel = "Vejning"
laengde = 39
felt = [
    {navn = "type", type = "cifre", laengde = 2, tilladt = ["10"], standard = "10", betydning = "Type"},
    {navn = "dato", type = "dato", form = "DDMMÅÅÅÅ", betydning = "Dag"},
    {navn = "kunde", type = "tekst", laengde = 12, betydning = "Kunde"},
    {navn = "kg", type = "tal", laengde = 6, betydning = "Kilo"},
    {navn = "pris", type = "beloeb", laengde = 11, betydning = "Øre med fortegn"},
]
"""


def taken(folder: Path, **files: str) -> tuple[dict[str, profiles.Profile], list[Problem]]:
    """The profiles of a folder, and every fault."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    problems = Problems()
    return profiles.in_folder(folder, problems), problems.sorted()


def delimited(profile: profiles.Profile) -> DelimitedFormat:
    assert isinstance(profile.format, DelimitedFormat)
    return profile.format


class TestShipped:
    def test_every_shipped_profile_is_a_format(self) -> None:
        assert set(profiles.shipped()) == {*PROFILES, *WORKBOOKS} <= set(registry.FORMATS)
        for name, profile in profiles.shipped().items():
            assert registry.FORMATS[name] is profile.format
            assert profile.confirmed or profile.questions, f"{name} asks nothing of those who could confirm it"
            assert registry.confirmed(name) is profile.confirmed

    def test_only_what_is_documented_is_confirmed(self) -> None:
        assert {name for name, profile in profiles.shipped().items() if profile.confirmed} == {"affald-kujalleq", "skplindk"}
        assert registry.confirmed("10q")

    def test_each_sample_is_recognised_as_its_own_format(self) -> None:
        for name, tables in PROFILES.items():
            guesses = detect(next(iter(tables.values())).files("x")["x.txt"])
            assert guesses and guesses[0].format == name, name
            assert guesses[0].sure

    def test_a_profile_says_what_the_specification_says_of_its_columns(self) -> None:
        def names(name: str) -> list[str]:
            return [field.name for field in registry.describe(registry.find(name)) if field.record != "overskrift"]

        assert len(names("acubiz")) == 38
        assert (names("acubiz")[4], names("acubiz")[28:31]) == ("vatcode", ["initialer", "rejse_id", "bilag"])
        assert (names("acubiz-1")[19:25], names("acubiz-1")[30]) == (
            ["initialer", "navn", "rejse_id", "udlign", "fakturanr", "delbilag"],
            "bilag",
        )
        assert len(names("bsplus")) == 2 * 13
        assert len(names("fordringer")) == 23
        assert len(names("nedskrivninger")) == 7
        assert len(names("skplindk")) == 7
        assert len(names("a11")) == 2 + 15


class TestOwn:
    def test_columns_of_a_shipped_profile_are_moved_without_code(self, tmp_path: Path) -> None:
        found, problems = taken(
            tmp_path, acubiz='bygger_paa = "acubiz"\n[kolonner]\namount = 5\nvatcode = 6\nrejse_id = 16\ndim6 = 0\ndim5 = 0\n'
        )
        assert not problems
        moved = delimited(found["acubiz"])
        assert found["acubiz"].own
        places = moved.main.places
        assert (places["amount"], places["vatcode"], places["rejse_id"], "dim6" in places or "dim5" in places) == (5, 6, 16, False)
        assert len(places) == 38
        cells = DEBIT.split(";")
        cells[4], cells[5], cells[15], cells[29] = cells[5], cells[4], cells[29], ""
        other = CREDIT.split(";")
        other[4], other[5], other[15], other[29] = other[5], other[4], other[29], ""
        faults = Problems()
        document = moved.read(f"{';'.join(cells)}\r\n{';'.join(other)}\r\n".encode("cp1252"), faults)
        assert not faults, faults.sorted()
        assert document.tables["postering"]["amount"].tolist() == [125000, -125000]

    def test_two_fields_in_one_column_are_told(self, tmp_path: Path) -> None:
        found, problems = taken(
            tmp_path, a='id = "a"\nbygger_paa = "acubiz"\n[kolonner]\namount = 5\nukendt = 3\nbilag = "x"\ndim1 = -1\n'
        )
        assert not found
        assert {problem.field for problem in problems} == {"kolonner", "kolonner.dim1", "kolonner.ukendt"}
        assert any("vatcode og amount" in problem.message or "amount og vatcode" in problem.message for problem in problems)
        assert {problem.file for problem in problems} == {"a.toml"}

    def test_headings_fields_and_posts_are_changed_by_their_names(self, tmp_path: Path) -> None:
        found, problems = taken(
            tmp_path,
            knapk="""
bygger_paa = "knapk"
skilletegn = ","
bekraeftet = true
spoergsmaal = []
[[post]]
noegle = "person"
felt = [{navn = "cprnr", overskrift = "CPR-nr", type = "cpr", tvungen = false}]
""",
        )
        assert not problems
        changed = delimited(found["knapk"])
        assert changed.records[0].fields[0].default == "Navn,CPR-nr,Total Beløb (KNAPK)"
        assert [post.key for post in changed.posts] == ["person", "ialt"]
        assert found["knapk"].confirmed

    def test_a_profile_builds_on_another_own_one(self, tmp_path: Path) -> None:
        found, problems = taken(tmp_path, b='bygger_paa = "a"\nskilletegn = ","\n', a=PLAIN.replace("egen", "a"))
        assert not problems
        assert (delimited(found["a"]).delimiter, delimited(found["b"]).delimiter) == (";", ",")

    def test_a_profile_that_is_wrong_is_left_out_alone(self, tmp_path: Path) -> None:
        found, problems = taken(tmp_path, god=PLAIN, skidt="id = \n", ogsaa=PLAIN.replace("egen", "Egen!"))
        assert list(found) == ["egen"]
        assert [(problem.file, problem.code) for problem in problems] == [
            ("ogsaa.toml", "PROFIL_VAERDI"),
            ("skidt.toml", "PROFIL_TOML"),
        ]

    def test_bytes_that_are_no_text_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "x.toml").write_bytes(b"id = '\xff'")
        _, problems = taken(tmp_path)
        assert [(problem.file, problem.code) for problem in problems] == [("x.toml", "PROFIL_TOML")]

    def test_no_folder_is_no_profile(self, tmp_path: Path) -> None:
        assert profiles.in_folder(tmp_path / "findes-ikke", Problems()) == {}

    def test_an_own_profile_takes_a_shipped_ones_place_in_the_registry(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(registry, "FORMATS", dict(registry.FORMATS))
        monkeypatch.setattr(registry, "PROFILES", dict(registry.PROFILES))
        (tmp_path / "acubiz.toml").write_text('bygger_paa = "acubiz"\nskilletegn = ","\nbekraeftet = true\n', encoding="utf-8")
        problems = Problems()
        registry.add_profiles(tmp_path, problems)
        assert not problems
        own = registry.find("acubiz")
        assert isinstance(own, DelimitedFormat)
        assert own.delimiter == ","
        assert registry.confirmed("acubiz")
        assert "Acubiz" in registry.documentation(own)


class TestFaults:
    def test_every_fault_is_told_at_once(self, tmp_path: Path) -> None:
        text = """
id = "egen"
kilde = "k"
om = 7
skilletegn = ";;"
tegnsaet = ["ebcdic"]
anfoersel = "altid"
linjeskift = "CR"
retning = "op"
filnavn = "("
regler = "ukendt"
felt = [
    {navn = "A b", type = "tekst", laengde = 0, betydning = "x"},
    {navn = "dato", type = "dato", form = ["DD-MM-ÅÅÅÅ", "MM-DD-ÅÅÅÅ"], betydning = "x"},
    {navn = "tid", type = "tidspunkt", form = "DD-MM-ÅÅÅÅ", betydning = "x"},
    {navn = "tal", type = "beløb", betydning = "x", moenster = "["},
    {navn = "cpr", type = "cpr", laengde = 9},
]
[[entydig]]
felter = ["findes_ikke"]
"""
        found, problems = taken(tmp_path, x=text)
        assert not found
        assert {problem.field or problem.message for problem in problems} >= {
            "om",
            "skilletegn",
            "tegnsaet",
            "anfoersel",
            "linjeskift",
            "retning",
            "filnavn",
            "regler",
            "felt 1.navn",
            "felt 1.laengde",
            "felt 2.form",
            "felt 3.form",
            "felt 4.type",
            "felt 4.moenster",
            "felt 5.laengde",
            "felt 5",
            "Nøglen «titel» mangler. Tilføj den.",
        }
        assert all(str(problem).isprintable() for problem in problems)

    @PROPERTY
    @given(st.text(max_size=60))
    def test_no_text_makes_it_fail(self, text: str) -> None:
        problems = Problems()
        table = profiles.read(text, problems)
        assert table is None or not problems

    @PROPERTY
    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "om",
                    "felt",
                    "post",
                    "kolonner",
                    "entydig",
                    "tegnsaet",
                    "bygger_paa",
                    "kendes_paa",
                    "slags",
                    "antal_kolonner",
                ]
            ),
            st.sampled_from(
                [
                    "7",
                    '"x"',
                    "[]",
                    "[[]]",
                    "{}",
                    "[{}]",
                    '[{navn = "a", type = "tekst", laengde = 1, betydning = "b"}]',
                    '"fastbredde"',
                    '"regneark"',
                    '"acubiz"',
                    "true",
                ]
            ),
        )
    )
    def test_no_table_makes_it_fail(self, values: dict[str, str]) -> None:
        problems = Problems()
        table = profiles.read("\n".join(f"{key} = {value}" for key, value in values.items()), problems)
        if table is not None:
            profiles._profile(table, problems)
        assert all(str(problem) for problem in problems)


def test_a_fixed_width_profile_is_a_format_of_records() -> None:
    found = made(FIXED)
    assert isinstance(found.format, FixedFormat)
    line = "10" + "04112026" + "Prøve Byg   " + "001250" + "0000068750+"
    problems = Problems()
    document = found.format.read(f"{line}\r\n".encode("cp1252"), problems)
    assert not problems
    assert list(found.format.records[0].rows(document.tables["10"])) == [
        {"type": "10", "dato": "2026-11-04", "kunde": "Prøve Byg", "kg": 1250, "pris": 68750}
    ]
    assert found.format.write(document) == f"{line}\r\n".encode("cp1252")


def test_a_fixed_width_profile_must_add_up(tmp_path: Path) -> None:
    found, problems = taken(tmp_path, x=FIXED.replace("laengde = 39", "laengde = 40"))
    assert not found
    assert ["felterne fylder 39 tegn" in problem.message for problem in problems] == [True]
