"""The letters ask every question once, of whom it is for, and a new question comes by itself."""

from __future__ import annotations

import dataclasses
import re

import pytest
from requirements.docs import letters
from requirements.docs.letters import Letter

from snitflade.exchange import catalogue
from snitflade.formats import profiles, registry

ROW = "krdi.bsplus"


def core(question: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"^Til [^:?]+: ", "", question)).casefold().strip()


def test_every_question_is_asked_in_just_one_letter() -> None:
    texts = [core(letter.text()) for letter in letters.letters()]
    for interface in catalogue.declared():
        for question in interface.questions:
            assert sum(core(question) in text for text in texts) >= 1, question
    for profile in profiles.shipped().values():
        for question in profile.questions:
            assert sum(core(question) in text for text in texts) >= 1, question
    for letter in letters.letters():
        asked = [core(question) for question in letter.questions]
        assert not [(a, b) for a in asked for b in asked if a != b and a in b], letter.contact


def test_a_letter_is_ready_to_be_sent() -> None:
    for letter in letters.letters():
        text = letter.text()
        assert re.match(r"Emne: Spørgsmål om udveksling af data \((snitflade|side) \d", text)
        assert f"\nTil {letter.contact}\n" in text
        assert text.endswith("[Kommunens navn]\n")
        assert len(re.findall(r"^\d+\. ", text, flags=re.MULTILINE)) == len(letter.questions) > 0
        assert "\n\n\n" not in text and not re.search(r"[ \t]\n", text)


def test_no_two_letters_have_the_same_name_and_nobody_is_nameless() -> None:
    found = letters.letters()
    assert len({letter.name for letter in found}) == len(found)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", letter.name) for letter in found)
    assert letters.NOBODY not in {letter.contact for letter in found}, "an interface with questions names its contact"


def test_a_new_profiles_question_comes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = dataclasses.replace(profiles.shipped()["bsplus"], questions=("Kan I sende en prøve på det nye layout?",))
    monkeypatch.setitem(registry.PROFILES, "nyt-layout", profile)
    monkeypatch.setitem(registry.FORMATS, "nyt-layout", profile.format)
    (nobody,) = (letter for letter in letters.letters() if letter.contact == letters.NOBODY)
    assert "* layoutet nyt-layout\n" in nobody.text() and "1. Kan I sende" in nobody.text()
    interface = catalogue.get(ROW)
    assert interface is not None
    monkeypatch.setitem(catalogue._registered, ROW, dataclasses.replace(interface, formats=(*interface.formats, "nyt-layout")))
    (letter,) = (letter for letter in letters.letters() if "Kan I sende en prøve på det nye layout?" in letter.questions)
    assert letter.contact == interface.contact


def test_a_question_for_somebody_else_goes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    interface = catalogue.get(ROW)
    assert interface is not None
    asked = dataclasses.replace(interface, questions=("Til Prøvekontoret: Må vi det?",))
    monkeypatch.setitem(catalogue._registered, ROW, asked)
    (letter,) = (letter for letter in letters.letters() if letter.contact == "Prøvekontoret")
    assert list(letter.questions) == ["Må vi det?"]
    assert [one.id for one in letter.interfaces] == [ROW]


def test_a_question_within_another_is_asked_once() -> None:
    first, second = catalogue.declared()[:2]
    letter = Letter("X", interfaces=[first, second])
    letter.ask("Hvilke kolonner er der?", [first])
    letter.ask("Hvilke kolonner er der, og med hvilket tegnsæt?", [second])
    letter.ask("Hvilke kolonner er der", [second])
    assert letter.questions == {"Hvilke kolonner er der, og med hvilket tegnsæt?": [first, second]}
    other = Letter("X")
    other.ask("Og prisen", [first])
    other.ask("Bruges det? Og prisen", [second])
    assert other.questions == {"Bruges det? Og prisen": [first, second]}


def test_numbers_are_said_as_people_say_them() -> None:
    one, two, three = catalogue.declared()[:3]
    assert letters._numbers([one]) == "snitflade 1"
    assert letters._numbers([one, two, three]) == "snitflade 1, 2 og 3"


def test_a_layout_nobody_names_belongs_to_whose_code_does() -> None:
    assert [interface.id for interface in letters.using("aktuel-overskriv")] == ["skat.aktuel-indkomst-overskriv"]
