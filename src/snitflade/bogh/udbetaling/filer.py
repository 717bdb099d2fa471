"""The files of a run: ERH or pain.001 to the bank, or G69 and G68 to Prisme; and what they show when they are read again.

Sources: payments.md 3.2 to 3.7, prisme.md 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from snitflade.bogh.prisme import Bilag, g69_document, g69_totals
from snitflade.bogh.prisme import opsaetning as prisme_opsaetning
from snitflade.bogh.udbetaling.kontrolsum import Poster, kontrolsum
from snitflade.bogh.udbetaling.opsaetning import Opsaetning
from snitflade.bogh.udbetaling.udvaelg import Betaling
from snitflade.exchange.catalogue import OutFile
from snitflade.exchange.konstanter import konstant
from snitflade.formats import erh_opstil, g68_opstil, kontrolliste, pain001_opstil
from snitflade.formats.columns import Column
from snitflade.formats.document import Document
from snitflade.formats.g68_rules import afstem
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.udbetalinger import Udbetalinger, betalings_ider


class Nummereret(NamedTuple):
    """A payment with its payment id and, in Prisme, its reference number."""

    betaling: Betaling
    betalings_id: str
    henvisning: str


def nummerer(opsaetning: Opsaetning, betalinger: Sequence[Betaling], foerste: int) -> list[Nummereret]:
    """The payments numbered from `foerste` on, the next free one of the day."""
    modul, dag = opsaetning.modul, opsaetning.dag
    ids = betalings_ider(modul.kode, dag, foerste, len(betalinger))
    if opsaetning.vej != "prisme":
        return list(map(Nummereret, betalinger, ids, repeat("")))
    numbers = range(foerste, foerste + len(betalinger))
    return list(map(Nummereret, betalinger, ids, [g68_opstil.henvisning(dag, modul.maskinnr, number) for number in numbers]))


def filer(
    opsaetning: Opsaetning, rows: Sequence[Nummereret], nummer: int, besked: int, regnskabsaar: int, problems: Problems
) -> tuple[OutFile, ...]:
    """The files of the payments, with the day's running number and the number of the message. What is wrong is reported."""
    modul, dag = opsaetning.modul, opsaetning.dag
    payments = _tabel(opsaetning, rows)
    stem = f"{modul.kode}_{dag:%Y%m%d}_{nummer:04d}"
    if opsaetning.vej == "erh":
        document = erh_opstil.opstil(
            payments,
            opsaetning.afsender,
            problems,
            kolonner=opsaetning.kolonner,
            nemkonto_ident=opsaetning.ident,
            fi_konto=opsaetning.fi_konto,
            giro_konto=opsaetning.giro_konto,
            kvittering=opsaetning.kvittering,
            med_afsender=bool(opsaetning.afsender.navn),
        )
        return (OutFile(erh_opstil.filnavn(modul.kode, dag, nummer), "erh", document),)
    if opsaetning.vej == "pain001":
        message = pain001_opstil.besked_id(dag, besked)
        document = pain001_opstil.opstil(payments, opsaetning.afsender, message, opsaetning.dannet, problems, formaal=modul.formaal)
        return (OutFile(f"{stem}.xml", "pain001", document),)
    return tuple(_prisme(opsaetning, payments, rows, stem, regnskabsaar, problems))


def _tabel(opsaetning: Opsaetning, rows: Sequence[Nummereret]) -> Udbetalinger:
    of, ids, henvisninger = zip(*rows, strict=True)
    columns = dict(zip(Betaling._fields, zip(*of, strict=True), strict=True))
    return Udbetalinger.af_kolonner(
        betalings_id=ids,
        beloeb=np.array(columns["beloeb"], dtype=np.int64),
        betalingsdato=np.full(len(rows), opsaetning.betalingsdato, dtype="datetime64[D]"),
        maade=columns["maade"],
        konto=columns["konto"],
        reference=columns["reference"],
        modtagernavn=columns["navn"],
        modtager=columns["modtager"],
        tekst=columns["besked"],
        meddelelse=columns["meddelelse"],
        henvisning=henvisninger,
        fakturanummer=columns["fakturanummer"],
    )


@dataclass(frozen=True, slots=True)
class _Linje:
    konto: str
    beloeb: int
    tekst: str


def _prisme(
    opsaetning: Opsaetning,
    payments: Udbetalinger,
    rows: Sequence[Nummereret],
    stem: str,
    regnskabsaar: int,
    problems: Problems,
) -> Iterator[OutFile]:
    """G69 with a debit for each payment and one credit for all, then G68."""
    dato, modul = opsaetning.betalingsdato, opsaetning.modul
    lines = [_Linje(row.betaling.debet, row.betaling.beloeb, row.betalings_id) for row in rows]
    lines.append(_Linje(opsaetning.kreditkonto, -sum(line.beloeb for line in lines), stem))
    bilag = Bilag(opsaetning.kommune, modul.maskinnr, dato, regnskabsaar, "")
    references = [*(row.henvisning for row in rows), ""]
    postings = g69_document(lines, bilag, prisme_opsaetning(dato), problems, henvisninger=references)
    yield OutFile(f"{stem}.g69", "g69", postings)
    hoved = int(konstant("prisme.g68_hoved", dato))
    payouts = g68_opstil.opstil(
        payments,
        opsaetning.kommune,
        problems,
        transaktionstype=modul.transaktionstype,
        hoved=hoved,
        modtager_bredde=int(konstant("prisme.g68_modtager", dato)),
    )
    yield OutFile(f"{stem}.g68", "g68" if hoved == 18 else "g68-14", payouts)


def kontrolark(files: Sequence[OutFile]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kontrolliste of the payment file, as sections of a control sheet (3.9)."""
    for file in files:
        if file.format == "erh":
            return kontrolliste.ark(kontrolliste.af_erh(file.document))
        if file.format == "pain001":
            return kontrolliste.ark(kontrolliste.af_pain001(file.document))
        if file.format.startswith("g68"):
            table = file.document.tables["G68"]
            return kontrolliste.ark(kontrolliste.kontrolliste(np.full(len(table), "G68"), table["udbetalingsbeloeb"]))
    return []


def vist(documents: Mapping[str, Document]) -> dict[str, int]:
    """What the decoded files of a run show. Raises ProblemsError where G68 and G69 do not belong together."""
    files = {name.rpartition(".")[2]: document for name, document in documents.items()}
    ledger: dict[str, int] = {}
    if "g68" in files:
        ledger = g69_totals(files["g69"])
        problems = Problems()
        afstem(files["g68"], files["g69"], problems)
        if problems.errors:
            raise ProblemsError(problems)
    posts = _poster(files)
    return {"Betalinger": len(posts.beloeb), "Beløb": sum(posts.beloeb.tolist()), "Kontrolsum": kontrolsum(posts), **ledger}


def _poster(files: Mapping[str, Document]) -> Poster:
    if "erh" in files:
        table = files["erh"].tables["ERH"]
        return Poster(table["egen_reference"], table["til_konto"], table["beloeb"], table["betalingsdato"])
    if "xml" in files:
        table = files["xml"].tables["CdtTrfTxInf"]
        ids = np.strings.replace(table["betalings_id"], "-", " ")
        return Poster(ids, table["til_konto"], table["beloeb"], _datoer(files["xml"]))
    table = files["g68"].tables["G68"]
    return Poster(
        table["posteringshenvisning"], table["udbetalingsberettiget"], table["udbetalingsbeloeb"], table["udbetalingsdato"]
    )


def _datoer(document: Document) -> Column:
    """The date of each payment of a message: that of the PmtInf it stands in."""
    groups, payments = document.tables["PmtInf"], document.tables["CdtTrfTxInf"]
    return np.asarray(groups["betalingsdato"][np.searchsorted(groups.lines, payments.lines) - 1])
