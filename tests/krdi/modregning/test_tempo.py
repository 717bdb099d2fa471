"""Calls in bounded parallel: never more at a time, never more in a minute, and none after the line is broken."""

from __future__ import annotations

import threading
import time

from snitflade.krdi.modregning import tempo


def test_no_more_at_a_time_than_agreed_and_each_once() -> None:
    now, most, lock = 0, 0, threading.Lock()

    def call(part: int) -> int:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with lock:
            now -= 1
        return part * 2

    found = dict(tempo.kald(range(40), call, samtidige=3, pr_minut=60_000, stop=lambda error: True))
    assert found == {part: part * 2 for part in range(40)} and most == 3


def test_no_more_in_a_minute_than_agreed() -> None:
    begun: list[float] = []
    list(tempo.kald(range(6), lambda part: begun.append(time.monotonic()), samtidige=6, pr_minut=3_000, stop=lambda error: True))
    assert max(begun) - min(begun) >= 5 * 0.02 - 0.002


def test_after_an_error_that_ends_it_nothing_more_is_called() -> None:
    called: list[int] = []

    def call(part: int) -> int:
        called.append(part)
        if part == 2:
            raise ValueError(part)
        return part

    found = list(tempo.kald(range(100), call, samtidige=1, pr_minut=60_000, stop=lambda error: isinstance(error, ValueError)))
    assert called == [0, 1, 2] and [type(result) for _, result in found] == [int, int, ValueError]


def test_an_error_that_does_not_end_it_is_given_beside_the_others() -> None:
    found = dict(tempo.kald(range(5), lambda part: 1 // part, samtidige=2, pr_minut=60_000, stop=lambda error: False))
    assert isinstance(found.pop(0), ZeroDivisionError) and found == {1: 1, 2: 0, 3: 0, 4: 0}
