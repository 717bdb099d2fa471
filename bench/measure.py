"""Measuring: ours and a reference take turns in one run, and their ratio is what counts; machines are noisy, ratios less so."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what we take, what the reference takes, and the ratio that was set as the goal."""

    name: str
    ours: float
    reference: float
    goal: float
    unit: str = "ms"
    note: str = ""

    def __str__(self) -> str:
        ratio = self.ours / self.reference
        verdict = "ok" if ratio <= self.goal else "miss"
        times = f"{self.ours:.1f} {self.unit} | {self.reference:.1f} {self.unit}"
        line = f"{self.name} | {times} | {ratio:.2f} | {self.goal:g} | {verdict}"
        return f"{line} | {self.note}" if self.note else line


Bench = Callable[[], Iterator[Figure]]

benches: dict[str, Bench] = {}


def bench(function: Bench) -> Bench:
    """Register a bench under its function's name."""
    benches[function.__name__] = function
    return function


def best(*functions: Callable[[], object], rounds: int = 5) -> list[float]:
    """The best time of each function in milliseconds; they take turns, so that a busy moment hits all alike."""
    times = [float("inf")] * len(functions)
    for _ in range(rounds):
        for number, function in enumerate(functions):
            gc.collect()
            begin = time.perf_counter()
            function()
            times[number] = min(times[number], time.perf_counter() - begin)
    return [1000 * seconds for seconds in times]
