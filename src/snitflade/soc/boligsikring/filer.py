"""The files of a run: one per landlord, and for Prisme G69 and G68 that belong together.

Sources: social-teknik.md 2.3 (BS-E20) and 2.6, winformatik.md 3.5, prisme.md 2 and 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from snitflade.bogh.prisme import PrismeOpsaetning, g69_totals
from snitflade.exchange.catalogue import OutFile
from snitflade.exchange.konstanter import konstant
from snitflade.formats import g68_opstil, g69, g69_rules, registry
from snitflade.formats.columns import strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.g68_rules import afstem, signed
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.formats.udbetalinger import Maade, Udbetalinger
from snitflade.soc.boligsikring.models_bevilling import Koerselsart
from snitflade.soc.boligsikring.models_lejemaal import Udlejer
from snitflade.soc.boligsikring.modul import BOLIGSIKRING
from snitflade.soc.boligsikring.udvaelg import Linje
from snitflade.soc.maaned import Maaned

FORAN, STANDARD = "bs-til-", "bs-til-1"
G69_FIL, G68_FIL = "571_G69.txt", "571_G68.txt"
_FIL = "BOLIGSIKRING_"

BS_SUM = ProblemKind(
    "BS_SUM",
    "Filen til {raw} summer til {fil} kr., men der overføres {overfoert} kr. Intet er sendt; meld det som en fejl.",
    spec="BS-E20",
)
BS_PROFIL = ProblemKind(
    "BS_PROFIL",
    "Udlejer {raw} har profilen «{profil}», og den findes ikke som en tegnadskilt profil. Ret udlejeren eller profilen.",
)


@dataclass(frozen=True, slots=True)
class Andel:
    """What a run gives one landlord. `henvisning` is empty where nothing is transferred."""

    udlejer: Udlejer
    linjer: Sequence[Linje]
    henvisning: str

    @property
    def beloeb(self) -> int:
        """Øre."""
        return sum(line.beloeb for line in self.linjer)


def formater() -> tuple[str, ...]:
    """The layouts that landlords can be sent."""
    own = sorted(name for name in registry.FORMATS if name.startswith(FORAN) and name != STANDARD)
    return (STANDARD, *own)


def filnavn(udlejer: str, kommune: str, maaned: Maaned, art: Koerselsart) -> str:
    """The name of a landlord's file.

    >>> filnavn("INI", "0957", Maaned.laes("202505"), Koerselsart.ORDINAER)
    'BOLIGSIKRING_INI_0957_202505_O.csv'
    """
    return f"{_FIL}{udlejer}_{kommune}_{maaned}_{art.value}.csv"


def til_udlejer(
    andel: Andel, kommune: str, maaned: Maaned, art: Koerselsart, navne: Mapping[str, str], problems: Problems
) -> OutFile | None:
    """The file of one landlord; None where its layout is not there, which is reported."""
    found = registry.FORMATS.get(andel.udlejer.profil) if andel.udlejer.profil in formater() else None
    if not isinstance(found, DelimitedFormat):
        problems.add(BS_PROFIL, field="profil", raw=andel.udlejer.kode, profil=andel.udlejer.profil)
        return None
    rows = andel.linjer
    count = len(rows)
    names = {month: str(month) for month in {line.maaned for line in rows}}
    values = {
        "udlejer": [andel.udlejer.kode] * count,
        "kommunenr": [kommune] * count,
        "lejemaalsnr": [line.lejemaalsnr for line in rows],
        "cprlejer": [line.cpr for line in rows],
        "navn": [navne.get(line.cpr, "")[:66] for line in rows],
        "periode": [names[line.maaned] for line in rows],
        "koersel": [art.value] * count,
        "linjetype": [line.linjetype.value for line in rows],
        "husleje": [line.husleje for line in rows],
        "boligsikring": [line.beloeb for line in rows],
        "gyldig_fra": np.array([line.gyldig_fra for line in rows], dtype="datetime64[D]"),
        "henvisningsnr": [andel.henvisning] * count,
    }
    total = {"kategori": ["TOTAL"], "antal": [count], "sum": [andel.beloeb]}
    document = found.document({"tilsagn": values, "TOTAL": total}, problems)
    return OutFile(filnavn(andel.udlejer.kode, kommune, maaned, art), andel.udlejer.profil, document)


@dataclass(slots=True)
class Postering:
    """One line of G69: øre (debit positive), and the citizen and the transfer it belongs to, where there are such."""

    konto: str
    beloeb: int
    henvisning: str = ""
    cpr: str = ""


@dataclass(frozen=True, slots=True)
class Ramme:
    """What the files to Prisme share."""

    kommune: str
    posteringsdato: dt.date
    betalingsdato: dt.date
    regnskabsaar: int
    tekst: str


def posteringer(andele: Sequence[Andel], konto: str, kreditkonto: str) -> list[Postering]:
    """The lines of G69: a debit for each citizen and month, then a credit for each landlord."""
    lines: list[Postering] = []
    for andel in andele:
        lines += [Postering(konto, line.beloeb, andel.henvisning, line.cpr) for line in andel.linjer if line.beloeb]
        credit = andel.udlejer.indtaegtskonto or kreditkonto
        if andel.beloeb:
            lines.append(Postering(credit, -andel.beloeb))
    return lines


def g69_fil(lines: Sequence[Postering], ramme: Ramme, prisme: PrismeOpsaetning, problems: Problems) -> OutFile:
    """The postings as G69; what cannot be written is reported."""
    rows = lines
    if len(rows) > g69_rules.MOST_LINES:
        problems.add(g69_rules.FIL_FOR_MANGE_LINJER, count=len(rows), most=g69_rules.MOST_LINES)
        rows = []
    numbers = np.arange(1, len(rows) + 1)
    values = {
        "linieloebenr": numbers,
        "organisationsenhed": ramme.kommune,
        "maskinnr": BOLIGSIKRING.maskinnr,
        "ekspeditionsloebenr": numbers,
        "posteringsdato": ramme.posteringsdato,
        "kontonr": [row.konto.zfill(prisme.kontonr_bredde) for row in rows],
        "beloeb": [row.beloeb for row in rows],
        "debit_kredit_markering": ["K" if row.beloeb < 0 else "D" for row in rows],
        "regnskabsaar": ramme.regnskabsaar,
        "posteringstekst": ramme.tekst,
    }
    transfers = np.array([bool(row.henvisning) for row in rows], dtype=bool)
    citizens = np.array([bool(row.cpr) for row in rows], dtype=bool)
    present = {}
    if transfers.any():
        values["udbetalingshenvisningsnr"] = [row.henvisning for row in rows]
        present["udbetalingshenvisningsnr"] = transfers
    if citizens.any():
        values["ydelsesmodtager_nrkode"] = "02"
        values["ydelsesmodtager"] = [row.cpr or "0" for row in rows]
        present["ydelsesmodtager_nrkode"] = present["ydelsesmodtager"] = citizens
    table = g69.FORMAT.table(values, problems, rows=len(rows), present=present, encoding=prisme.tegnsaet)
    document = Document(
        g69.FORMAT.types, {"G69": table}, np.zeros(len(rows), dtype=np.uint8), wrapping=Wrapping(encoding=prisme.tegnsaet)
    )
    return OutFile(G69_FIL, "g69", document)


def g68_fil(andele: Sequence[Andel], ramme: Ramme, problems: Problems) -> OutFile:
    """A payout for each landlord that is transferred something."""
    count = len(andele)
    payees = [andel.udlejer.modtager for andel in andele]
    payments = Udbetalinger.af_kolonner(
        betalings_id=[andel.henvisning for andel in andele],
        beloeb=np.array([andel.beloeb for andel in andele], dtype=np.int64),
        betalingsdato=np.full(count, ramme.betalingsdato, dtype="datetime64[D]"),
        maade=[Maade.NEMKONTO.value] * count,
        modtagernavn=[payee.navn if payee else "" for payee in payees],
        modtager=[payee.nummer if payee else "" for payee in payees],
        tekst=[ramme.tekst] * count,
        henvisning=[andel.henvisning for andel in andele],
    )
    hoved = int(konstant("prisme.g68_hoved", ramme.betalingsdato))
    document = g68_opstil.opstil(
        payments,
        ramme.kommune,
        problems,
        transaktionstype=BOLIGSIKRING.transaktionstype,
        hoved=hoved,
        modtager_bredde=int(konstant("prisme.g68_modtager", ramme.betalingsdato)),
    )
    return OutFile(G68_FIL, "g68" if hoved == 18 else "g68-14", document)


def til_udlejere(documents: Mapping[str, Document]) -> dict[str, Document]:
    """Those of the files that go to landlords."""
    return {name: document for name, document in documents.items() if name.startswith(_FIL)}


def vist(documents: Mapping[str, Document], overfoert: Mapping[str, int]) -> dict[str, int]:
    """What the decoded files show. `overfoert`: øre that each landlord is given, by its code.

    Raises ProblemsError where a landlord's file does not sum to its transfer, or G68 and G69 do not belong together.
    """
    problems = Problems()
    totals: dict[str, int] = {}
    paid = _udbetalt(documents)
    for name, document in til_udlejere(documents).items():
        table = document.tables["tilsagn"]
        code = name.split("_")[1]
        total = int(table["boligsikring"].sum())
        numbers = {number for number in strings(table["henvisningsnr"]) if number}
        transferred = sum(paid.get(number, 0) for number in numbers) if paid is not None and numbers else overfoert.get(code)
        if transferred != total:
            shown = beloeb_tekst(transferred or 0)
            problems.add(BS_SUM, file=name, raw=code, fil=beloeb_tekst(total), overfoert=shown)
        totals |= {f"{code} linjer": len(table), f"{code} boligsikring": total}
    if G69_FIL in documents:
        totals |= g69_totals(documents[G69_FIL])
    if G68_FIL in documents:
        afstem(documents[G68_FIL], documents[G69_FIL], problems)
        totals |= {"G68 linjer": len(documents[G68_FIL].tables["G68"]), "G68 i alt": sum((paid or {}).values())}
    if problems.errors:
        raise ProblemsError(problems)
    return totals


def _udbetalt(documents: Mapping[str, Document]) -> dict[str, int] | None:
    """The payouts of G68 by their reference; None where there is no such file."""
    if G68_FIL not in documents:
        return None
    table = documents[G68_FIL].tables["G68"]
    return dict(zip(strings(table["posteringshenvisning"]), signed(table).tolist(), strict=True))
