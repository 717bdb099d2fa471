"""The keys of one table of a profile, taken one by one; what is missing, wrong or left over is reported, all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du

PROFIL_NOEGLE = ProblemKind("PROFIL_NOEGLE", "Nøglen «{raw}» kendes ikke. {raad}")
PROFIL_MANGLER = ProblemKind("PROFIL_MANGLER", "Nøglen «{noegle}» mangler. Tilføj den.")
PROFIL_VAERDI = ProblemKind("PROFIL_VAERDI", "{raw} kan ikke stå her: {ventet}.")

Made = TypeVar("Made")


class Keys:
    """One table. `where` names it in what is reported: ``felt 3``."""

    def __init__(self, table: Mapping[str, Any], where: str, problems: Problems) -> None:
        self.table, self.where, self.problems = table, where, problems
        self._taken: set[str] = set()

    def wrong(self, key: str, wanted: str, raw: Any = None) -> None:
        """Report that the value of `key` cannot be."""
        shown = repr(self.table.get(key)) if raw is None else repr(raw)
        self.problems.add(PROFIL_VAERDI, field=self._path(key), raw=shown[:100], ventet=wanted)

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _take(self, key: str, needed: bool) -> Any:
        self._taken.add(key)
        if needed and key not in self.table:
            self.problems.add(PROFIL_MANGLER, field=self.where, noegle=key)
        return self.table.get(key)

    def text(self, key: str, default: str = "", *, needed: bool = False, among: Iterable[str] = ()) -> str:
        """A text, one of `among` where those are given."""
        value = self._take(key, needed)
        if value is None:
            return default
        known = tuple(among)
        if not isinstance(value, str) or (known and value not in known):
            self.wrong(key, f"det skal være en af {', '.join(known)}" if known else "det skal være en tekst")
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self._take(key, False)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, "det skal være true eller false")
            return default
        return default if value is None else value

    def number(
        self, key: str, default: int | None = None, *, needed: bool = False, lowest: int = 0, highest: int = 10**18
    ) -> int | None:
        """A whole number."""
        value = self._take(key, needed)
        if value is None:
            return default
        if type(value) is not int or not lowest <= value <= highest:
            self.wrong(key, f"det skal være et helt tal fra {lowest} til {highest}")
            return default
        return value

    def texts(self, key: str, default: tuple[str, ...] = (), *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; one text is a list of one."""
        value = self._take(key, needed)
        if value is None:
            return default
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.wrong(key, "det skal være en liste af tekster")
            return default
        return tuple(items)

    def numbers(self, key: str, *, lowest: int = 1, highest: int = 500) -> tuple[int, ...]:
        """A list of whole numbers; one number is a list of one."""
        value = self._take(key, False)
        items = [] if value is None else value if isinstance(value, list) else [value]
        if not all(type(item) is int and lowest <= item <= highest for item in items):
            self.wrong(key, f"det skal være hele tal fra {lowest} til {highest}")
            return ()
        return tuple(items)

    def tables(self, key: str, name: str | None = None) -> list[Keys]:
        """The tables of an array of them."""
        value = self._take(key, False)
        items = [] if value is None else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.wrong(key, f"skriv den som [[{key}]]")
            return []
        prefix = f"{self.where}." if self.where else ""
        return [Keys(item, f"{prefix}{name or key} {number}", self.problems) for number, item in enumerate(items, start=1)]

    def one(self, key: str) -> Keys | None:
        """One table."""
        value = self._take(key, False)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "skriv den som {navn = værdi}")
            return None
        return Keys(value, self._path(key), self.problems)

    def made(self, key: str, text: str, make: Callable[[str], Made], default: Made) -> Made:
        """`text` made into something; what ValueError says is reported."""
        try:
            return make(text)
        except ValueError as error:
            self.wrong(key, str(error), raw=text)
            return default

    def rest(self) -> None:
        """Report the keys nobody asked for."""
        for key in self.table:
            if key not in self._taken:
                known = ", ".join(sorted(self._taken))
                self.problems.add(
                    PROFIL_NOEGLE, field=self.where, raw=key, raad=mente_du(key, self._taken, f"Her kan stå: {known}.")
                )
