"""The search for files that a format does not survive: golden examples, changed, and what said something new changed further.

What a format says of a file leads the search, not which lines of its code were run: most of a reader's decisions are made on whole
columns at once, in the same lines for every file. `guided.py` measures what lines of code would add.
"""

from __future__ import annotations

import random

from tests.fuzz.bounds import FLOOR, allowed, peak, soon
from tests.fuzz.mutation import mutated
from tests.fuzz.survival import CORPUS, Said, grown, says_the_same_twice, survives

from snitflade.formats import registry
from snitflade.formats.problems import Problems

SEED = 861
KEPT = 60
"""Changed files that are kept to be changed further, each at most `LONG` bytes."""
LONG = 20_000
TWICE, MEASURED = 16, 512
"""Every so many files are read twice and compared; every so many are made large and their memory is measured."""
LARGE = 60_000
SMALL = 3
"""More floors for a small file, which can be nothing but cells or control characters."""


class FormatFailedError(AssertionError):
    """A file that a format did not survive."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(f"{name}: {data!r}")
        self.data = data


class Search:
    """One format's search. The same `seed` finds the same again."""

    def __init__(self, name: str, seed: str = "") -> None:
        self.name, self.format = name, registry.find(name)
        self.chance = random.Random(f"{SEED}{seed}")  # noqa: S311 (chosen at random, not secret)
        self.corpus = CORPUS[name]
        self.pool: list[bytes] = []
        self.heard: set[Said] = set()
        self.rounds = self.right = 0

    def examples(self) -> None:
        """The files that the search begins from. Raises FormatFailedError."""
        for data in self.corpus:
            self.ask(data)

    def round(self) -> None:
        """One changed file. Raises FormatFailedError."""
        self.take(self.chosen())

    def chosen(self) -> bytes:
        """The next file: an example or one that was kept, changed."""
        return mutated(self.chance.choice(self.pool if self.pool and self.chance.random() < 0.5 else self.corpus), self.chance)

    def take(self, data: bytes) -> None:
        """Ask about a file, and keep it where the format says something new of it. Raises FormatFailedError."""
        said = self.ask(data)
        self.right += not said
        if said not in self.heard and len(data) <= LONG:
            self.heard.add(said)
            self.pool.append(data)
            del self.pool[: len(self.pool) - KEPT]

    def ask(self, data: bytes) -> Said:
        """What the format says of a file that it survives. Raises FormatFailedError."""
        self.rounds += 1
        try:
            with soon():
                said = survives(self.format, data)
                if self.rounds % TWICE == 0:
                    says_the_same_twice(self.format, data)
            if self.rounds % MEASURED == 0:
                self._measured(grown(self.format, data, LARGE))
        except Exception as error:
            raise FormatFailedError(self.name, data) from error
        return said

    def _measured(self, data: bytes) -> None:
        with soon():
            assert peak(lambda: self.format.read(data, Problems()).tables) < allowed(data) + SMALL * FLOOR, "memory"
