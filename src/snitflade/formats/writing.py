"""What every format that writes files does alike: check the whole, then write it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError


class Writing(ABC):
    """A format that can check a document and wrap it into bytes, and so can write it."""

    __slots__ = ()

    @abstractmethod
    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run on reading and before writing."""

    @abstractmethod
    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked but what writing itself needs."""

    def write(self, document: Document) -> bytes:
        """The file's bytes. Raises ProblemsError with every rule that is broken."""
        problems = Problems()
        self.check(document, problems)
        if problems.errors:
            raise ProblemsError(problems)
        return self.wrap(document)
