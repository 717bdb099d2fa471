"""The page on interface 41 says what is so: its files make an interface, and its sessions go as they stand there."""

from __future__ import annotations

from typing import Any

from tests.docs import eksempel

TEXT = eksempel.PAGE.read_text(encoding="utf-8")


def test_every_command_says_what_the_page_says(said: dict[str, Any]) -> None:
    commands = eksempel.sessions(TEXT)
    assert len(commands) >= 8
    for command, (_, text) in zip(commands, said["answers"]["side"], strict=True):
        assert command.fits(text) == [], f"{command.words}\n{text}"


def test_what_is_refused_ends_with_1_and_all_else_with_0(said: dict[str, Any]) -> None:
    for command, (code, text) in zip(eksempel.sessions(TEXT), said["answers"]["side"], strict=True):
        refused = any(folder in command.words for folder in ("rettet/", "fejl/", "ukendt/"))
        assert code == refused, f"{command.words}\n{text}"


def test_the_pages_own_tests_pass(said: dict[str, Any]) -> None:
    assert len(said["ran"]) == 3


def test_the_example_is_in_no_installation() -> None:
    """The files are the page's alone: the product has no harbour."""
    assert not [path for path in eksempel.files(TEXT) if (eksempel.PAGE.parents[1] / path).exists()]


def test_a_line_that_is_not_said_is_told() -> None:
    command = eksempel.Command("x", ("a … c", "d"))
    assert command.fits("a  b c\nd") == []
    assert command.fits("d\na b c") == ["d"]
    assert command.fits("a b\nd") == ["a … c"]
