"""A kept answer is used while its stamp is the one asked with, and never otherwise."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from snitflade.exchange import kept
from snitflade.exchange.models import Kept

pytestmark = pytest.mark.django_db


class Computer:
    """Computes, and remembers what it was asked for."""

    def __init__(self, value: int) -> None:
        self.value = value
        self.asked: list[str] = []

    def __call__(self, keys: Collection[str]) -> dict[str, Any]:
        self.asked += keys
        return {key: [self.value, key] for key in keys}


def test_computed_once_and_then_kept() -> None:
    one, other = Computer(1), Computer(2)
    assert kept.answers("prøve", {"a": "s", "b": "s"}, one) == {"a": [1, "a"], "b": [1, "b"]}
    assert kept.answers("prøve", {"b": "s", "a": "s"}, other) == {"a": [1, "a"], "b": [1, "b"]}
    assert (one.asked, other.asked) == (["a", "b"], [])


def test_another_stamp_or_name_is_another_answer() -> None:
    kept.answers("prøve", {"a": "s", "b": "s"}, Computer(1))
    again = Computer(2)
    assert kept.answers("prøve", {"a": "s", "b": "t"}, again) == {"a": [1, "a"], "b": [2, "b"]}
    assert again.asked == ["b"]
    assert kept.answers("andet", {"a": "s"}, Computer(3)) == {"a": [3, "a"]}
    assert Kept.objects.count() == 3
    assert kept.valid("prøve", {"a": "s", "b": "s"}) == {"a": [1, "a"]}


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(Kept.objects.all()), "bulk_create", busy)
    assert kept.answers("prøve", {"a": "s"}, Computer(1)) == {"a": [1, "a"]}
    assert not Kept.objects.exists()


def test_a_stamp_is_of_all_its_parts_in_their_order(tmp_path: Path) -> None:
    parts: list[tuple[object, ...]] = [("a", "b"), ("b", "a"), ("ab",), ("a", "b", ""), ("a", ["b"]), ("a", None), (1,), ("1",)]
    assert len({kept.stamp(*one) for one in parts}) == len(parts)
    assert kept.stamp("a", [1, 2]) == kept.stamp("a", [1, 2])
    assert len(kept.stamp("a" * 1000)) == Kept._meta.get_field("stamp").max_length
