"""CPR as a municipality sees it: an SFTP area where a delivery comes every weekday, each naming the one before it.

Persons are composed and have replacement numbers (day + 60), which CPR itself never gives out. Files stay where they are.

Source: cpr.md 2, 3, 6.3 and 9.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import numpy as np

from snitflade.formats import cpr_p12170
from snitflade.formats.document import Wrapping, compose
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.partners.sftp import SftpPartner, SftpUser

USER = "cpr-udtraek"
OPGAVENR = "123456"
FORMAT = cpr_p12170.FORMAT


@dataclass(frozen=True, slots=True)
class Borger:
    """A composed person: who, where, and what happened."""

    nummer: int
    """Which composed person, from 0: it tells the number, birth and sex."""
    efternavn: str = "Person"
    kommunekode: str = "0956"
    vejkode: str = "0082"
    husnr: str = "007"
    beskyttet: bool = False
    haendelse: str = "A45"

    @property
    def personnummer(self) -> str:
        """The replacement number.

        >>> Borger(0).personnummer, Borger(1).personnummer
        ('6101600000', '6201600001')
        """
        day, month, year = 61 + self.nummer % 28, 1 + self.nummer // 28 % 12, 60 + self.nummer // 336 % 40
        return f"{day}{month:02}{year}{self.nummer // 13440 % 400:03}{self.nummer % 10}"

    @property
    def foedt(self) -> str:
        """The date of birth."""
        return f"19{self.personnummer[4:6]}-{self.personnummer[2:4]}-{int(self.personnummer[:2]) - 60:02}"


def leverance(borgere: Sequence[Borger], proddto: dt.date, forrig: dt.date, opgavenr: str = OPGAVENR) -> bytes:
    """A delivery of these persons, whole: 001, 002, 003, 004 for the protected, 008 and 099. Raises ProblemsError."""
    problems = Problems()
    count = len(borgere)
    group = np.arange(1, count + 1)
    columns: dict[str, Any] = {
        "pnr": [one.personnummer for one in borgere],
        "foed_dt": [one.foedt for one in borgere],
        "koen": ["M" if one.nummer % 2 else "K" for one in borgere],
        "status": "05",
        "komkod": [one.kommunekode for one in borgere],
        "vejkod": [one.vejkode for one in borgere],
        "husnr": [one.husnr for one in borgere],
        "tilflydto": "200501301200",
        "fornvn": "Prøve",
        "efternvn": [one.efternavn for one in borgere],
        "nvnhaenstart": [one.foedt.replace("-", "") + "0000" for one in borgere],
        "adrnvn": [f"{one.efternavn},Prøve" for one in borgere],
        "timestampu": f"{proddto:%Y%m%d}2000",
        "haendelse": [one.haendelse for one in borgere],
        "postnr": "3900",
        "fraflykomkod": "0000",
        "start_mynkod_adrtxt": "0000",
    }
    protected = [place for place, one in enumerate(borgere) if one.beskyttet]
    start = {"opgavenr": opgavenr, "proddto": proddto, "proddtoforrig": forrig}
    tables = {
        "000": (FORMAT.record("000").table(start, problems, rows=1), np.zeros(1, dtype=np.int64)),
        "999": (
            FORMAT.record("999").table({"taeller": 5 * count + len(protected)}, problems, rows=1),
            np.full(1, count + 1, dtype=np.int64),
        ),
    }
    for key in ("001", "002", "003", "008", "099") if count else ():
        record = FORMAT.record(key)
        values = {name: value for name, value in columns.items() if name in record.slices}
        tables[key] = (record.table(values, problems, rows=count), group)
    if protected:
        values = {"pnr": [borgere[place].personnummer for place in protected], "beskyttype": "0001"}
        tables["004"] = (FORMAT.record("004").table(values, problems, rows=len(protected)), group[protected])
    if problems.errors:
        raise ProblemsError(problems)
    return FORMAT.write(compose(FORMAT.types, tables, Wrapping("iso8859-1")))


class CprPartner(SftpPartner):
    """CPR's server. `deliver` lays out the next delivery of the chain."""

    name = "cpr"

    def __init__(
        self, root: Path, password: str, port: int = 0, *, key: asyncssh.SSHKey | None = None, opgavenr: str = OPGAVENR
    ) -> None:
        super().__init__(root, {USER: SftpUser(password)}, port, key=key)
        self.opgavenr = opgavenr

    @property
    def senest(self) -> dt.date | None:
        """The production date of the last delivery that lies there."""
        dates = [path.name[1:7] for path in self.area(USER).glob(f"d??????.l{self.opgavenr}")]
        return dt.datetime.strptime(max(dates), "%y%m%d").replace(tzinfo=dt.UTC).date() if dates else None

    def deliver_today(self, antal: int) -> None:
        """Lay out a delivery of today with so many composed persons, unless there is one; every tenth is protected."""
        today = dt.datetime.now(dt.UTC).date()
        if self.senest is None or self.senest < today:
            self.deliver(
                [Borger(number, beskyttet=number % 10 == 9, husnr=f"{1 + number // 3 % 999:03}") for number in range(antal)], today
            )

    def deliver(self, borgere: Sequence[Borger], proddto: dt.date) -> str:
        """Lay out a delivery that follows the last one; gives its name. Raises ValueError for a day that is not after that."""
        before = self.senest
        if before is not None and proddto <= before:
            raise ValueError(f"there is a delivery of {before} already")
        name = f"d{proddto:%y%m%d}.l{self.opgavenr}"
        data = leverance(borgere, proddto, before or proddto - dt.timedelta(days=1), self.opgavenr)
        new = self.area(USER) / f".{name}"
        new.write_bytes(data)
        new.rename(self.area(USER) / name)
        (self.area(USER) / f"{name}.metadata").write_text(f"{proddto}\n")
        return name
