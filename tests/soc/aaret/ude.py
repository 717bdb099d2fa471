"""What those outside see: the bank, Prisme, the landlords and payroll read the files they get, each with a reader of its own.

Nothing here asks the product for a sum: an amount counts when it stands in the bytes of a file that went out.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from snitflade.exchange import blobs
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK

MODULER = {"soc.boligsikring-tildelt": "BOLI", "soc.boernetilskud-bank": "BTIL", "soc.udbetalinger-bank": "SOCI"}
"""The interfaces that pay, and what their payments are called."""


@dataclass(frozen=True, slots=True)
class Betaling:
    """A payment that left. `nummer`: the bank's own reference of it, or Prisme's; `til`: the account, or the payee's number."""

    nummer: str
    modul: str
    til: str
    beloeb: int
    tekst: str
    returnavn: str
    """What it is called when it comes back; empty where nobody could say."""


@dataclass(slots=True)
class Ude:
    """Their books. `konti`: whose an account is; `indtaegtskonto`: where the municipality's own homes are credited."""

    indtaegtskonto: str
    konti: dict[str, str] = field(default_factory=dict)
    betalinger: dict[str, Betaling] = field(default_factory=dict)
    retur: set[str] = field(default_factory=set)
    """What the bank sent back, by its number."""
    tildelt: defaultdict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    """What landlords were told to deduct: by landlord, tenant and month."""
    sidste: dict[str, int] = field(default_factory=dict)
    """What the last file to each landlord comes to."""
    pension: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """What payroll was told to pay: by person and month."""
    hentet: set[str] = field(default_factory=set)
    set: set[int] = field(default_factory=set)

    def modtag(self) -> None:
        """Read everything that has gone out since."""
        rows = Exchange.objects.filter(interface__in=MODULER).exclude(sent_at=None).exclude(pk__in=self.set).order_by("pk")
        for exchange in rows:
            assert exchange.state not in TAKEN_BACK
            self.set.add(exchange.pk)
            files = {file.name: blobs.get(file.blob) for file in exchange.files.select_related("blob")}
            self._udbetalinger(MODULER[exchange.interface], files)

    def _udbetalinger(self, modul: str, files: Mapping[str, bytes]) -> None:
        new = [one for name, data in files.items() for one in _betalinger(modul, name, data, files)]
        for one in new:
            assert one.nummer not in self.betalinger, "the same payment has gone out twice"
            self.betalinger[one.nummer] = one
        postings = [line for name, data in files.items() if name == "571_G69.txt" for line in _g69(data)]
        own = sum(-oere for konto, oere in postings if konto == self.indtaegtskonto)
        lists = {name.split("_")[1]: _tilsagn(data) for name, data in files.items() if name.startswith("BOLIGSIKRING_")}
        for kode, lines in lists.items():
            self.sidste[kode] = sum(oere for _, _, oere in lines)
            total = sum(oere for _, _, oere in lines)
            theirs = [one for one in new if self.hvem(one) == kode]
            if kode != "KOMEGEN":
                assert total == sum(one.beloeb for one in theirs if not self._igen(one)), f"{kode} is not paid what its file says"
            elif postings:
                assert total == own
            for cpr, maaned, oere in lines:
                self.tildelt[kode, cpr, maaned] += oere

    def _igen(self, one: Betaling) -> bool:
        """Whether a landlord's payment is one that came back before, paid again."""
        same = [self.betalinger[nummer] for nummer in self.retur]
        return any((old.modul, old.til, old.tekst, old.beloeb) == (one.modul, one.til, one.tekst, one.beloeb) for old in same)

    def loen(self, navn: str, data: bytes) -> None:
        """Payroll takes in a file; the same file again is the same."""
        if navn in self.hentet:
            return
        self.hentet.add(navn)
        for row in csv.DictReader(io.StringIO(_tekst(data)), delimiter=";"):
            if row["Kommunenr"] != "TOTAL":
                self.pension[row["Cpr"], row["Maaned"]] += kroner(row["Forskel"])

    def hvem(self, one: Betaling) -> str:
        """Who was paid."""
        return self.konti[one.til]

    def betalt(self, modul: str) -> dict[str, int]:
        """What each has been paid by a module, without what came back."""
        found: defaultdict[str, int] = defaultdict(int)
        for one in self.betalinger.values():
            if one.modul == modul and one.nummer not in self.retur:
                found[self.hvem(one)] += one.beloeb
        return found

    def ialt(self, modul: str) -> int:
        """All of it."""
        return sum(self.betalt(modul).values())

    def kan_komme_igen(self) -> list[Betaling]:
        """Payments that the bank could send back."""
        return [one for _, one in sorted(self.betalinger.items()) if one.returnavn and one.nummer not in self.retur]


def kroner(text: str) -> int:
    """Øre of an amount with a decimal comma."""
    whole, _, part = text.strip('"').partition(",")
    assert len(part) == 2
    return int(whole + part)


def _tekst(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _betalinger(modul: str, name: str, data: bytes, files: Mapping[str, bytes]) -> list[Betaling]:
    if name.endswith(".erh"):
        rows = csv.reader(io.StringIO(_tekst(data)))
        return [Betaling(row[2], modul, row[3], kroner(row[8]), row[10] + "".join(row[32:73]), row[2]) for row in rows if row]
    if name.endswith(".g68") or name == "571_G68.txt":
        texts: dict[str, str] = {}
        for other, content in files.items():
            if other.lower().endswith(("g69", "g69.txt")):
                texts |= {fields["117"]: fields.get("153", "") for fields in _linjer(content, 24, 3) if "117" in fields}
        own = {} if modul == "BOLI" else texts
        return [_af_g68(modul, fields, own) for fields in _linjer(data, 18, 2)]
    return []


def _af_g68(modul: str, fields: Mapping[str, str], texts: Mapping[str, str]) -> Betaling:
    assert fields["09"] == "+"
    who = fields["11"][-8:] if fields["10"] == "11" else fields["11"][-10:]
    text = "".join(fields.get(f"{number}", "") for number in range(40, 76))
    return Betaling(fields["16"], modul, who, int(fields["08"]), text, texts.get(fields["16"], ""))


def _g69(data: bytes) -> list[tuple[str, int]]:
    """Account and øre (debit positive) of each line."""
    lines = _linjer(data, 24, 3)
    return [(one["111"].lstrip("0"), int(one["112"][:-1]) * (-1 if one["113"] == "K" else 1)) for one in lines]


def _linjer(data: bytes, head: int, width: int) -> list[dict[str, str]]:
    split: Callable[[str], list[str]] = re.compile(r"&(?=\d)").split
    lines = [line for line in _tekst(data).split("\r\n") if line]
    return [{one[:width]: one[width:] for one in split(line[head:]) if one} for line in lines]


def _tilsagn(data: bytes) -> list[tuple[str, str, int]]:
    """Tenant, month and øre of each line; the last line must be their number and sum."""
    lines = list(csv.reader(io.StringIO(_tekst(data)), delimiter=";"))
    head, *rows, total = lines
    at = {name: number for number, name in enumerate(head)}
    found = [(row[at["CprLejer"]], row[at["Periode"]], kroner(row[at["Boligsikring"]])) for row in rows]
    assert total[0] == "TOTAL"
    assert (int(total[1]), kroner(total[2])) == (len(found), sum(oere for _, _, oere in found))
    return found
