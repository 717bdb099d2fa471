"""Payments of BS+ become drafts of vouchers, each with its PDF: the whole file, or nothing and every problem.

``xxxx`` as sagsbehandler: attested and approved by the source; any other code is the employee who is asked. A payment that came
before is skipped with a warning. A file whose PDFs are not all there waits. Source: payments.md 6, winformatik.md 2.4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from snitflade.bogh import bilagsfiler, kladdebetaling
from snitflade.bogh.bilag import LINJEBREDDE, Hoved
from snitflade.bogh.bilagsafstemning import totaler
from snitflade.bogh.kladder import Udkastlinje
from snitflade.bogh.kladder_mange import Udkast, opret_mange
from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.bogh.models_bilag import Bskreditor, Medarbejder
from snitflade.exchange.catalogue import Applied, Hold, Sheet
from snitflade.exchange.konstanter import KonstantMangler, konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.bsplus.laes import Indhold

KILDE, MODUL, AF_KILDEN = "krdi.bsplus", "krdi", "ITR BS+"
GODKENDT = "xxxx"
"""The sagsbehandler of what BS+ has approved."""
KREDITPOST = "kreditpost"

BSPLUS_DUBLET = ProblemKind(
    "BSPLUS_DUBLET",
    "Betalingen er modtaget før, med udveksling {anden}, og er {tilstand} dér. Den er sprunget over.",
    Severity.ADVARSEL,
    spec="POST_DUBLET",
)
BSPLUS_SAGSBEHANDLER = ProblemKind(
    "BSPLUS_SAGSBEHANDLER",
    "Sagsbehandleren «{raw}» er hverken xxxx eller en kendt medarbejder. Ret koden, eller indlæs medarbejderen.",
)
BSPLUS_PDF = ProblemKind("BSPLUS_PDF", "Filen «{raw}» er ikke en PDF, selv om den hedder sådan. Dan den igen i BS+.")
BSPLUS_MODTAGER = ProblemKind(
    "BSPLUS_MODTAGER",
    "Det vides ikke, hvem PBS-nr. {raw} ({kreditor}) er. Vælg modtageren på kladden, eller indlæs bskreditorer.csv.",
    Severity.ADVARSEL,
)
BSPLUS_TILBAGE = ProblemKind(
    "BSPLUS_TILBAGE", "{beloeb} kr. er en tilbagebetaling. Den bogføres, men bliver ingen post til betaling.", Severity.ADVARSEL
)

FLEST_GANGE = 20
_NAVNE_I_SAETNING = 10
_NOEGLER = 400


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """How payments are booked."""

    kommune: str
    modkonto: str
    betaling: str


@dataclass(frozen=True, slots=True)
class Betaling:
    """One line of the file that is to become a draft."""

    line: int
    noegle: str
    row: Mapping[str, Any]


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Open the drafts, in the caller's transaction. Raises ProblemsError, Hold."""
    if indhold.pakke.linjer is not None and indhold.document is None:
        raise ProblemsError(problems)
    bilagsfiler.modtag(exchange, indhold.pakke.bilag, for_sig=not indhold.pakke.zip)
    rows = indhold.raekker()
    sheet: Sheet = []
    if rows and not Bilagskladde.objects.filter(exchange=exchange).exists():
        sheet = _betalinger(exchange, rows, problems)
    bilagsfiler.sammenfoer(KILDE, exchange.created_by)
    return Applied(totaler(exchange), sheet)


def _betalinger(exchange: Exchange, rows: Sequence[tuple[int, Mapping[str, Any]]], problems: Problems) -> Sheet:
    setup = _opsaetning(exchange, timezone.localdate())
    _tjek_sagsbehandlere(rows, problems)
    names = list(dict.fromkeys(row["pdf"] for _, row in rows if row.get("pdf")))
    found = bilagsfiler.find(exchange, names, nyeste=bool(exchange.released_by))
    for line, row in rows:
        fil = found.filer.get(row.get("pdf", ""))
        if fil is not None and fil.medietype != "application/pdf":
            problems.add(BSPLUS_PDF, line=line, field="pdf", raw=fil.navn)
    new, again = _nye(exchange, rows, problems)
    opened = _opret(exchange, new, setup, found, problems)
    if problems.errors:
        raise ProblemsError(problems)
    if (found.mangler or found.flere) and not exchange.released_by:
        raise Hold(_mangler(found))
    bilagsfiler.forbrug(exchange.pk, [found.filer[row["pdf"]] for row in again if row.get("pdf") in found.filer])
    if setup.betaling == KREDITPOST:
        _tjek_modtagere(new, problems)
    approved = sum(one.row["sagsbehandler"] == GODKENDT for one in new)
    total = sum(row["beloeb"] for _, row in rows)
    lines = [
        ("Betalinger i filen", f"{len(rows)} · {beloeb_tekst(total)}"),
        ("Bilag oprettet", f"{len(opened)} · {beloeb_tekst(sum(one.row['beloeb'] for one in new))}"),
        ("Heraf godkendt af BS+ (xxxx)", str(approved)),
        ("Heraf til attestation", str(len(new) - approved)),
        ("Modtaget før og sprunget over", f"{len(again)} · {beloeb_tekst(sum(row['beloeb'] for row in again))}"),
        ("PDF-bilag", f"{len(found.filer)} af {len(names)}"),
        ("Betales", "som kreditposter (række 18)" if setup.betaling == KREDITPOST else "er trukket gennem Betalingsservice"),
    ]
    return [("Betalingerne", lines)]


def _opsaetning(exchange: Exchange, dato: dt.date) -> Opsaetning:
    """What must be set before anything is booked. Raises Hold that names everything missing."""
    missing, values = [], {}
    for name in ("bsplus.modkonto", "bsplus.betaling"):
        try:
            values[name] = konstant(name, dato)
        except KonstantMangler:
            missing.append(name)
    kommune = konstant("bsplus.kommune", dato)
    if kommune == "forbindelsen":
        kommune = exchange.kommune
    if not kommune:
        missing.append("bsplus.kommune")
    if missing:
        raise Hold(
            f"Sæt {' og '.join(missing)} under Systemkonstanter, og prøv igen. bsplus.betaling siger, om regningerne er trukket "
            "gennem Betalingsservice eller skal betales af række 18; et forkert valg betaler dem to gange."
        )
    return Opsaetning(kommune, values["bsplus.modkonto"], values["bsplus.betaling"])


def _tjek_sagsbehandlere(rows: Sequence[tuple[int, Mapping[str, Any]]], problems: Problems) -> None:
    """Report codes that are nobody's; where no employees have been loaded nobody can be told."""
    known = set(Medarbejder.objects.values_list("initialer", flat=True))
    for line, row in rows:
        code = row["sagsbehandler"]
        if known and code != GODKENDT and code.lower() not in known:
            problems.add(BSPLUS_SAGSBEHANDLER, line=line, field="sagsbehandler", raw=code)


def _nye(
    exchange: Exchange, rows: Sequence[tuple[int, Mapping[str, Any]]], problems: Problems
) -> tuple[list[Betaling], list[Mapping[str, Any]]]:
    """The payments that have not come before, with their keys, and those that have.

    Equal payments in one file are told apart by their number. One whose draft was rejected may come again.
    """
    keys = [f"{row['pbsnr']} {row['kundenr']} {row['aftalenr']} {row['dato']} {row['beloeb']}" for _, row in rows]
    living: defaultdict[str, list[Bilagskladde]] = defaultdict(list)
    count: defaultdict[str, int] = defaultdict(int)
    distinct = list(dict.fromkeys(keys))
    step = _NOEGLER // FLEST_GANGE
    for at in range(0, len(distinct), step):
        wanted = {_noegle(key, number): key for key in distinct[at : at + step] for number in range(1, FLEST_GANGE + 1)}
        for draft in Bilagskladde.objects.filter(kilde=KILDE, noegle__in=wanted).order_by("pk"):
            key = wanted[draft.noegle]
            count[key] += 1
            if draft.tilstand != Kladdetilstand.AFVIST:
                living[key].append(draft)
    new: list[Betaling] = []
    again: list[Mapping[str, Any]] = []
    for (line, row), key in zip(rows, keys, strict=True):
        if living[key]:
            draft = living[key].pop(0)
            state = draft.get_tilstand_display().lower()
            problems.add(BSPLUS_DUBLET, line=line, field="kundenr", anden=draft.exchange_id or "?", tilstand=state)
            again.append(row)
        else:
            count[key] += 1
            new.append(Betaling(line, _noegle(key, count[key]), row))
    return new, again


def _noegle(key: str, number: int) -> str:
    return key if number == 1 else f"{key} #{number}"


def _opret(
    exchange: Exchange, new: Sequence[Betaling], setup: Opsaetning, found: bilagsfiler.Fundet, problems: Problems
) -> list[Bilagskladde]:
    """Open the drafts; what is wrong with one is reported at its line, and nothing is paid by it."""
    by = exchange.created_by
    opened: list[tuple[Bilagskladde, Sequence[str]]] = []
    for one, result in zip(new, opret_mange([_udkast(exchange, one, setup) for one in new], by), strict=True):
        if isinstance(result, Problems):
            result.relocate(partial(_paa_linjen, one.line))
            problems.extend(result)
            continue
        row, beloeb = one.row, int(one.row["beloeb"])
        opened.append((result, [row["pdf"]] if row.get("pdf") else []))
        if setup.betaling == KREDITPOST and beloeb > 0:
            said = f"Kundenr. {row['kundenr']} {result.tekst}"
            kladdebetaling.tilfoej(result, MODUL, row["pbsnr"], row["kreditor"], setup.modkonto, result.bilagsdato, said)
        elif setup.betaling == KREDITPOST and beloeb < 0:
            problems.add(BSPLUS_TILBAGE, line=one.line, field="beloeb", beloeb=beloeb_tekst(-beloeb))
    bilagsfiler.tag(opened, found, by, kraeves=False)
    return [kladde for kladde, _ in opened]


def _udkast(exchange: Exchange, one: Betaling, setup: Opsaetning) -> Udkast:
    """The draft of a payment: its account debited, the counter account credited; the other way round for a refund."""
    row, beloeb = one.row, int(one.row["beloeb"])
    text = row.get("tekst") or row["kreditor"]
    day = dt.date.fromisoformat(row["dato"])
    beside = {name: str(row[name]) for name in ("pbsnr", "debgr", "kundenr", "aftalenr", "kreditor") if row.get(name)}
    by_source = row["sagsbehandler"] == GODKENDT
    return Udkast(
        Hoved(setup.kommune, day.year, day, day, text, KILDE, one.noegle, exchange.pk),
        [Udkastlinje(row["konto"], beloeb, text[:LINJEBREDDE], beside), Udkastlinje(setup.modkonto, -beloeb, text[:LINJEBREDDE])],
        sagsbehandler="" if by_source else row["sagsbehandler"],
        godkendt_af_kilden=AF_KILDEN if by_source else "",
    )


def _paa_linjen(line: int, lines: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whatever line of its voucher a problem belongs to, in the file it is this one."""
    return lines * 0 + line, columns * 0


def _tjek_modtagere(new: Sequence[Betaling], problems: Problems) -> None:
    """Tell of creditors that nobody has said who are, each once."""
    first = {one.row["pbsnr"]: one for one in reversed(new)}
    known = set(Bskreditor.objects.filter(pbsnr__in=first).values_list("pbsnr", flat=True))
    for pbsnr, one in sorted(first.items()):
        if pbsnr not in known:
            problems.add(BSPLUS_MODTAGER, line=one.line, field="pbsnr", raw=pbsnr, kreditor=one.row["kreditor"])


def _mangler(found: bilagsfiler.Fundet) -> str:
    sentences = []
    for names, what in ((found.mangler, "mangler"), (found.flere, "ligger der flere forskellige af")):
        if names:
            shown = ", ".join(mask_cpr(navn) for navn in names[:_NAVNE_I_SAETNING])
            more = f" og {len(names) - _NAVNE_I_SAETNING} til" if len(names) > _NAVNE_I_SAETNING else ""
            sentences.append(f"{len(names)} PDF-filer {what}: {shown}{more}.")
    return (
        f"{' '.join(sentences)} Læg dem op eller i mappen, eller send filen og dens PDF-filer i én ZIP; så fortsætter den selv. "
        "Frigives den, tages den nyeste af flere, og de bilag, der mangler, ventes der på hver for sig."
    )
