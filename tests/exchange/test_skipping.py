"""The values a column has, found by its index."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from snitflade.exchange.models import DueMark
from snitflade.exchange.skipping import distinct
from snitflade.folk.models import Opslag

names = st.lists(st.sampled_from(["", "anna", "Bo", "bo", "æøå", "å", "system:RenoWeb", "z"]), max_size=12)


class Vaerdier(TestCase):
    """Each value once, in the database's own order."""

    @given(af=names, register=names)
    def test_the_same_as_reading_every_row(self, af: list[str], register: list[str]) -> None:
        for one, other in zip(af, register, strict=False):
            Opslag.objects.create(af=one, via="x", formaal="x", register=other, nummer=1)
        wanted = Opslag.objects.exclude(af="").order_by("af").values_list("af", flat=True).distinct()
        assert distinct(Opslag, "af") == list(wanted)
        some = wanted.filter(register="bo", formaal="x")
        assert distinct(Opslag, "af", register="bo", formaal="x") == list(some)


@pytest.mark.django_db
def test_one_query_and_none_is_no_value(django_assert_num_queries: object) -> None:
    assert callable(django_assert_num_queries)
    for name in ("a", "b"):
        DueMark.objects.create(interface=name, by="x", due=timezone.now())
    with django_assert_num_queries(1):
        assert distinct(DueMark, "interface") == ["a", "b"]
    assert distinct(DueMark, "reason") == []
