"""What the databases spell differently: the SQL from which the view is put together.

Every expression holds for any row: a number or a date that is none gives null, never an error, since one odd row would otherwise
keep everybody from reading the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_SMAA = "".join(chr(code) for code in range(0xE0, 0xFF) if code != 0xF7)
_STORE = _SMAA.upper()
_SMAA_SQLITE = "æøåáâäèéêëíóôöúü"
"""Those that SQLite turns: it has no `translate`, and its parser goes no deeper."""


def citeret(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Sprog:
    """SQL for PostgreSQL or SQLite. Arguments and results are SQL expressions."""

    postgres: bool

    def cifre(self, text: str, antal: int) -> str:
        """Whether `text` begins with so many digits."""
        return f"{text} ~ '^[0-9]{{{antal}}}'" if self.postgres else f"{text} GLOB '{'[0-9]' * antal}*'"

    def tal(self, text: str) -> str:
        """Digits as a whole number."""
        return f"CAST({text} AS integer)"

    def numerisk(self, text: str, bredde: int) -> str:
        """Digits as a number of the view."""
        return f"CAST({text} AS numeric({bredde}))" if self.postgres else f"CAST({text} AS integer)"

    def tekst(self, text: str, bredde: int) -> str:
        """Text cut to a width."""
        return f"CAST({text} AS varchar({bredde}))" if self.postgres else f"substr({text}, 1, {bredde})"

    def store(self, text: str) -> str:
        """Text in capitals, Danish and Greenlandic letters too, whatever the database's locale."""
        big = f"upper({text})"
        if self.postgres:
            return f"translate({big}, {citeret(_SMAA)}, {citeret(_STORE)})"
        for small in _SMAA_SQLITE:
            big = f"replace({big}, {citeret(small)}, {citeret(small.upper())})"
        return big

    def dag(self, aar: str, maaned: str, dag: str) -> str:
        """A date from digits; month and day are brought to where there are some (00, unknown, becomes 01; cpr.md 6.1)."""
        month = self._mellem(self.tal(maaned), 12)
        day = f"({self._mellem(self.tal(dag), 31)} - 1)"
        if self.postgres:
            return f"(make_date({self.tal(aar)}, {month}, 1) + {day})"
        return f"date(printf('%04d-%02d-01', {aar}, {month}), {day} || ' days')"

    def _mellem(self, number: str, most: int) -> str:
        least, greatest = ("least", "greatest") if self.postgres else ("min", "max")
        return f"{greatest}(1, {least}({most}, {number}))"

    def som_dato(self, moment: str) -> str:
        """A date from CPR's text: ``ÅÅÅÅMMDD…`` or ``ÅÅÅÅ-MM-DD``."""
        flat = f"replace({moment}, '-', '')"
        date = self.dag(*(f"substr({flat}, {at}, {length})" for at, length in ((1, 4), (5, 2), (7, 2))))
        return f"CASE WHEN {self.cifre(flat, 8)} AND substr({flat}, 1, 4) > '0000' THEN {date} END"

    def som_dprtid(self, moment: str) -> str:
        """ÅÅÅÅMMDDTTMM as a number, as DPR has it."""
        flat = f"replace({moment}, '-', '')"
        digits = f"substr({flat} || '0000', 1, 12)"
        return f"CASE WHEN {self.cifre(digits, 12)} THEN {self.numerisk(digits, 13)} END"

    def som_dprdag(self, date: str) -> str:
        """A date as the number ÅÅÅÅMMDD."""
        if self.postgres:
            parts = (f"extract({part} FROM {date})" for part in ("year", "month", "day"))
            return "CAST({} * 10000 + {} * 100 + {} AS numeric(9))".format(*parts)
        return f"CAST(replace({date}, '-', '') AS integer)"

    def valg(self, code: str, navne: Mapping[str, str]) -> str:
        """The name of a code; null for one that is not known."""
        whens = " ".join(f"WHEN {citeret(key)} THEN {citeret(name)}" for key, name in navne.items())
        return f"CASE {code} {whens} END"


def foedt_efter_nummeret(sprog: Sprog, pnr: str) -> str:
    """The date of birth the number tells (cpr.md 6.3); replacement numbers tell theirs."""
    digit, year = f"substr({pnr}, 7, 1)", f"substr({pnr}, 5, 2)"
    century = (
        f"CASE WHEN {digit} <= '3' THEN '19' WHEN {digit} IN ('4', '9') THEN CASE WHEN {year} <= '36' THEN '20' ELSE '19' END "
        f"WHEN {year} <= '57' THEN '20' ELSE '18' END"
    )
    first = sprog.tal(f"substr({pnr}, 1, 2)")
    shifted = f"CASE WHEN {first} > 60 THEN {first} - 60 ELSE {first} END"
    date = sprog.dag(f"({century} || {year})", f"substr({pnr}, 3, 2)", shifted)
    return f"CASE WHEN {sprog.cifre(pnr, 10)} THEN {date} END"
