"""The collection authority as a claimant sees it: it takes claims and write-downs, collects, settles, rejects, and reconciles.

Its files are put together here letter by letter, not with our own layouts, so that both sides can be wrong independently. What it
can do wrong is asked for by name: a file cut in the middle, the same lines twice, another municipality's, a sum that does not fit.

Source: skat-inddrivelse.md 8.2, 8.5, 8.6 and 9.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


def kroner(oere: int) -> str:
    """An amount as the authority writes it.

    >>> kroner(183000), kroner(-5), kroner(0)
    ('1830,00', '-0,05', '0,00')
    """
    return f"{'-' if oere < 0 else ''}{abs(oere) // 100},{abs(oere) % 100:02}"


def oere(text: str) -> int:
    """An amount it has been sent."""
    whole, _, part = text.replace("-", "").partition(",")
    return int(whole) * 100 + int(part.ljust(2, "0"))


@dataclass(slots=True)
class Sag:
    """A claim at the authority."""

    fordringshaver: str
    debitor: str
    sagsnummer: str
    sekvensnummer: str
    gruppe: str
    type: str
    hovedstol: int
    oprettet: dt.date
    nedskrevet: int = 0
    indbetalt: int = 0
    afskrevet: int = 0

    @property
    def rest(self) -> int:
        """Øre left."""
        return self.hovedstol - self.nedskrevet - self.indbetalt - self.afskrevet


@dataclass(slots=True)
class Myndighed:
    """One authority with its cases. Numbers run: each record and each payment has its own."""

    sager: dict[str, Sag] = field(default_factory=dict)
    uafregnet: list[str] = field(default_factory=list)
    _record: int = 5_637_000_000
    _betaling: int = 2_000_009_000
    _sekvens: int = 900_000

    def modtag(self, fil: bytes, dato: dt.date, *, afvis: Mapping[str, str] | None = None) -> str:
        """Take a file of claims or write-downs, every line by itself, as the site does; gives the receipt as text.

        `afvis`: the messages of lines that fail, by case number. The same line again makes the same case anew: there is no memory.
        """
        receipt = []
        for line in fil.decode("utf-16").split("\r\n"):
            cells = line.split(";")
            if len(cells) not in (7, 22, 23):
                continue
            case = cells[5] if len(cells) == 7 else cells[6]
            if why := (afvis or {}).get(case):
                receipt.append(f"{case};;{why}")
                continue
            refused = self._ned(cells) if len(cells) == 7 else self._ny(cells, dato)
            self._record += 1
            receipt.append(f"{case};;{refused}" if refused else f"{case};{self._record}")
        return "\n".join(receipt)

    def _ny(self, cells: list[str], dato: dt.date) -> str:
        self._sekvens += 1
        claimant, debtor, _, group, type, _, case, amount = cells[:8]
        again = len([one for one in self.sager if one.partition("#")[0] == case])
        key = f"{case}#{again + 1}" if again else case
        self.sager[key] = Sag(claimant, debtor, case, f"AKI-{self._sekvens}", group, type, oere(amount), dato)
        return ""

    def _ned(self, cells: list[str]) -> str:
        claimant, _, _, amount, _, case, sequence = cells
        found = self.sager.get(case)
        if found is None or found.sekvensnummer != sequence or found.fordringshaver != claimant:
            return "250 Der er ingen sag med den reference"
        if oere(amount) > found.rest:
            return f"250 Beløbet {amount} er større end restsaldoen {kroner(found.rest)}"
        found.nedskrevet += oere(amount)
        return ""

    def betal(self, sagsnummer: str, beloeb: int, dato: dt.date, *, rente: int = 0, gebyr: int = 0, art: str = "LØNTRÆK") -> str:
        """The debtor pays (or is paid back, below 0); gives the line it is settled with."""
        case = self.sager[sagsnummer]
        if art == "AFSKRIVNING":
            case.afskrevet += beloeb
        else:
            case.indbetalt += beloeb
        self._betaling += 1
        parts = (case.debitor, case.sagsnummer, case.sekvensnummer, case.gruppe, case.type, f"{dato:%Y/%m/%d}")
        sums = (beloeb, rente, gebyr, beloeb + rente + gebyr, case.rest)
        line = ";".join(["AFRL", str(self._betaling), *parts, *map(kroner, sums), art, ""])
        self.uafregnet.append(line)
        return line

    def afregning(
        self, fordringshaver: str, nummer: str, dato: dt.date, *, fejl: str = "", linjer: list[str] | None = None
    ) -> tuple[str, bytes]:
        """The name and the bytes of a settlement of what has been paid since the last one.

        `linjer`: these lines instead. `fejl`: ``halv`` (cut in the middle), ``sum`` (the total does not fit), ``overført`` (another
        amount in the bank), ``fremmed`` (another municipality's), ``to gange`` (each line twice), ``uden hoved`` (lines only).
        """
        lines = self.uafregnet if linjer is None else linjer
        self.uafregnet = [] if linjer is None else self.uafregnet
        lines = [line for line in lines for _ in range(2 if fejl == "to gange" else 1)]
        owner = "32SE" if fejl == "fremmed" else fordringshaver
        total = sum(_beloeb(line.split(";")[11]) for line in lines)
        money = sum(_beloeb(line.split(";")[11]) for line in lines if line.split(";")[13] != "AFSKRIVNING")
        day = f"{dato:%Y/%m/%d}"
        said, got = total + (1 if fejl == "sum" else 0), money + (1 if fejl == "overført" else 0)
        body = [f"AFRH;{owner};{nummer};{day};{dato.replace(day=1):%Y/%m/%d};{day};", *lines]
        body.append(f"AFRT;{len(lines)};{kroner(said)};{kroner(got)};GB-{nummer};")
        if fejl == "halv":
            body = body[: len(body) // 2 + 1]
        if fejl == "uden hoved":
            body = [line.removeprefix("AFRL;") for line in lines]
        return f"AFREGN_{owner}_{nummer}_{dato:%d-%m-%Y}_120000.csv", _fil(body)

    def afviste(self, fordringshaver: str, dato: dt.date, rows: list[tuple[str, str, str, int, str, str]]) -> tuple[str, bytes]:
        """The name and the bytes of a list of rejections: kind, debtor, case number, øre, code, text of each."""
        body = []
        for kind, debtor, case, amount, code, text in rows:
            sequence = self.sager[case].sekvensnummer if kind == "NEDSK" and case in self.sager else ""
            body.append(f"{kind};{debtor};{case};{sequence};{kroner(amount)};{dato:%Y/%m/%d};{code};{text};;")
            self.sager.pop(case, None) if kind == "FORD" else None
        return f"AFVIST_{fordringshaver}_{dato:%d-%m-%Y}_120000.csv", _fil(body)

    def afstemning(self, fordringshaver: str, maaned: str, *, i_alt: bool = True, fejl: str = "") -> tuple[str, bytes]:
        """The name and the bytes of a month's reconciliation of everything it has of a claimant.

        `fejl`: ``fremmed`` (the lines are another municipality's), ``sum`` (the total does not fit).
        """
        own = [one for one in self.sager.values() if one.fordringshaver == fordringshaver]
        body = []
        for one in own:
            amounts = (one.hovedstol, one.nedskrevet, one.indbetalt, one.afskrevet, one.rest)
            owner = "32SE" if fejl == "fremmed" else fordringshaver
            head = (owner, one.debitor, one.sagsnummer, one.sekvensnummer, one.gruppe, one.type, f"{one.oprettet:%Y/%m/%d}")
            body.append(";".join([*head, *map(kroner, amounts), "ÅBEN" if one.rest else "LUKKET", "", ""]))
        if i_alt and own:
            names = ("hovedstol", "nedskrevet", "indbetalt", "afskrevet", "rest")
            sums = [sum(getattr(one, name) for one in own) for name in names]
            sums[0] += 1 if fejl == "sum" else 0
            body.append(";".join(["I ALT", str(len(own)), *map(kroner, sums), ""]))
        return f"AFSTEM_{fordringshaver}_{maaned}.csv", _fil(body)


def _beloeb(text: str) -> int:
    return -oere(text) if text.startswith("-") else oere(text)


def _fil(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
