"""Rules that all deliveries of Betalingsservice keep: nesting, sections and their codes, counts and sums (payments.md 5.2–5.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.betalingsservice import MARKS
from snitflade.formats.columns import Column, shown
from snitflade.formats.deliveries import (
    KREDITOR_UKENDT,
    LEVERANDOER_UKENDT,
    SLUTRECORD_AFVIGER,
    SLUTRECORD_ANTAL,
    SLUTRECORD_SUM,
    Deliveries,
    Part,
    Shape,
    check_owner,
    check_total,
)
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.fixed import RECORD_UDEN_LAYOUT, RECORD_UKENDT
from snitflade.formats.layout import Record, Table
from snitflade.formats.marked import those_of
from snitflade.formats.payment_kinds import as_unicode, differ
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

SHAPE = Shape("BS002", "BS012", "BS092", "BS992", several=True, envelope=True)

SEKTION_UKENDT = ProblemKind(
    "SEKTION_UKENDT",
    "Sektion {raw} kendes ikke. Dens linjer er bevaret, men intet i den bliver brugt. Spørg Betalingsservice, hvad den er.",
    Severity.ADVARSEL,
)
TRANSAKTION_I_SEKTION = ProblemKind(
    "TRANSAKTION_I_SEKTION", "Transaktionskode {raw} hører ikke til i sektion {sektion}, som har {known}.", spec="RECORD_UKENDT"
)
SEKTION_AFVIGER = ProblemKind(
    "SEKTION_AFVIGER", "{field} er {raw}, men {expected} i sektionens BS012 på linje {head}.", spec="RAEKKEFOELGE_FEJL"
)
GRUPPE_AFVIGER = ProblemKind(
    "GRUPPE_AFVIGER",
    "Debitorgruppen er {raw}, men {expected} i sektionens BS012 på linje {head}. Postens egen gruppe gælder.",
    Severity.ADVARSEL,
)
SLUTRECORD_SUM_UVIS = ProblemKind(
    "SLUTRECORD_SUM_UVIS",
    "Nettobeløbet er {raw} øre, men posterne giver {expected} øre. Hvad der summeres her, er ikke bekræftet; kontrollér tallene.",
    Severity.ADVARSEL,
    spec="SUM_FEJL",
)
LEVERANCE_GENTAGET = ProblemKind(
    "LEVERANCE_GENTAGET",
    "Leverance {raw} står også på linje {head} i samme fil. Den samme leverance må kun komme én gang.",
    spec="FIL_DUBLET",
)
PROEVELEVERANCE = ProblemKind(
    "PROEVELEVERANCE", "Delsystem {raw} er en prøveleverance; den må ikke bogføres og flytter ingen penge.", Severity.ADVARSEL
)


@dataclass(frozen=True, slots=True)
class Sektion:
    """A kind of section: the transactions it holds, and the beginnings of lines it may hold though nobody describes them."""

    koder: tuple[str, ...]
    uden_layout: tuple[str, ...] = ()


Netto = Callable[[Document], list[tuple[Table, Column]]]
"""Tables with their rows' amounts in øre, signed, as one way of summing them."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one type of delivery.

    `netto`: the ways in which its sums may be meant. `sikker`: there is one way, and another sum is a fault. `egne`: what else it
    keeps.
    """

    format: str
    records: tuple[Record, ...]
    sektioner: Mapping[str, Sektion]
    netto: tuple[Netto, ...]
    sikker: bool
    egne: Callable[[Document, Deliveries, Problems], None]

    def __call__(self, document: Document, problems: Problems) -> None:
        """Report everything in which `document` breaks the rules."""
        if not len(document):
            return
        parts = Deliveries.of(document, SHAPE)
        parts.check_order(problems)
        self._check_sections(document, parts, problems)
        self._check_raw(document, parts, problems)
        self._check_ends(document, parts, problems)
        starts = parts.table("BS002")
        if len(starts):
            test = starts["delsystem"] == np.array("KR9").astype(starts["delsystem"].dtype.kind)
            starts.report(problems, PROEVELEVERANCE, test, "delsystem")
        _check_repeated(starts, problems)
        self.egne(document, parts, problems)

    def _check_sections(self, document: Document, parts: Deliveries, problems: Problems) -> None:
        """Every post is one of its section's transactions and names the section's creditor and group."""
        sections = parts.table("BS012")
        if not len(sections):
            return
        numbers = as_unicode(sections["sektionsnummer"])
        unknown = ~np.isin(numbers, list(self.sektioner))
        sections.report(problems, SEKTION_UKENDT, unknown, "sektionsnummer")
        for key, table in document.tables.items():
            if not key.startswith(("BS022", "BS042", "BS052")) or not len(table):
                continue
            row = parts.opened_by(Part.SECTION, table.lines)
            for name in ("pbs_nummer", "debitorgruppenummer"):
                kind = GRUPPE_AFVIGER if name == "debitorgruppenummer" and not self.sikker else SEKTION_AFVIGER
                bad = np.flatnonzero((row >= 0) & differ(table[name], sections[name][row]))
                head = row[bad]
                table.report(problems, kind, bad, name, expected=shown(sections[name][head]), head=sections.lines[head])
            for number, section in self.sektioner.items():
                here = (row >= 0) & (numbers[row] == number)
                codes = np.array(section.koder, dtype="U4").astype(table["transaktionskode"].dtype.kind)
                wrong = here & ~np.isin(table["transaktionskode"], codes)
                table.report(
                    problems, TRANSAKTION_I_SEKTION, wrong, "transaktionskode", sektion=number, known=", ".join(section.koder)
                )

    def _check_raw(self, document: Document, parts: Deliveries, problems: Problems) -> None:
        """Lines of no record: some sections may have them, an unknown section has nothing else."""
        lines = np.array([number for number, part in parts.raw.items() if part is Part.POST], dtype=np.int64)
        if not len(lines):
            return
        sections = parts.table("BS012")
        row = parts.opened_by(Part.SECTION, lines).tolist()
        numbers = shown(sections["sektionsnummer"]) if len(sections) else []
        texts = [document.raw[number] for number in lines.tolist()]
        kept, unknown = np.zeros(len(lines), dtype=bool), np.zeros(len(lines), dtype=bool)
        # What is of a record and yet was not read is too short, which reading has reported.
        for at, (text, head, short) in enumerate(zip(texts, row, those_of(self.records, MARKS, texts), strict=True)):
            section = self.sektioner.get(numbers[head]) if head >= 0 else None
            if not short and (head < 0 or section is not None):
                kept[at] = section is not None and any(_begins(text, start) for start in section.uden_layout)
                unknown[at] = not kept[at]
        for kind, which in ((RECORD_UDEN_LAYOUT, kept), (RECORD_UKENDT, unknown)):
            told = [text for text, chosen in zip(texts, which, strict=True) if chosen]
            keys = [mask_line(f"{text[:5]} {text[13:17]}".strip()) for text in told]
            problems.add_many(kind, lines[which], column=1, raws=[mask_line(text) for text in told], key=keys, format=self.format)

    def _check_ends(self, document: Document, parts: Deliveries, problems: Problems) -> None:
        starts, sections, section_ends, ends = (parts.table(key) for key in ("BS002", "BS012", "BS092", "BS992"))
        parts.check_same(ends, starts, ("dataleverandoernummer", "delsystem", "leverancetype"), problems, SLUTRECORD_AFVIGER)
        parts.check_same(section_ends, sections, ("pbs_nummer", "sektionsnummer"), problems, SLUTRECORD_AFVIGER)
        group = SLUTRECORD_AFVIGER if self.sikker else GRUPPE_AFVIGER
        parts.check_same(section_ends, sections, ("debitorgruppenummer",), problems, group)
        counted = {"antal_042": ("BS042",), "antal_052_062": ("BS052", "BS062"), "antal_022": ("BS022",)}
        for name, prefixes in counted.items():
            lines = parts.posts(*prefixes)
            for table, whole in ((section_ends, False), (ends, True)):
                check_total(table, name, parts.count(lines, table.lines, whole=whole), SLUTRECORD_ANTAL, problems)
        opened = parts.lines(Part.SECTION)
        check_total(ends, "antal_sektioner", parts.count(opened, ends.lines, whole=True), SLUTRECORD_ANTAL, problems)
        if len(section_ends) or len(ends):
            self._check_sums(document, parts, section_ends, ends, problems)

    def _check_sums(self, document: Document, parts: Deliveries, section_ends: Table, ends: Table, problems: Problems) -> None:
        """Section sums are the posts', the delivery's are the sections'; in an unknown section only its own figure is known."""
        name = "nettobeloeb_042"
        unknown = np.zeros(len(section_ends), dtype=bool)
        if len(section_ends):
            unknown = ~np.isin(as_unicode(section_ends["sektionsnummer"]), list(self.sektioner))
        ways = [
            np.where(unknown, section_ends[name], net) if len(net) else net for net in self._nets(document, parts, section_ends)
        ]
        self._report_sum(section_ends, name, ways, problems)
        over = [parts.total(section_ends.lines, net, ends.lines, whole=True) for net in ways]
        if not self.sikker and len(section_ends):
            over.append(parts.total(section_ends.lines, section_ends[name], ends.lines, whole=True))
        self._report_sum(ends, name, over, problems)

    def _nets(self, document: Document, parts: Deliveries, ends: Table) -> list[NDArray[np.int64]]:
        """Each way of summing: the sum of every section, without sign."""
        nets = []
        for way in self.netto:
            pieces = way(document)
            lines = np.concatenate([np.empty(0, dtype=np.int64), *(table.lines for table, _ in pieces)])
            amounts = np.concatenate([np.empty(0, dtype=np.int64), *(amount for _, amount in pieces)])
            order = np.argsort(lines, kind="stable")
            nets.append(abs(parts.total(lines[order], amounts[order], ends.lines, whole=False)))
        return nets

    def _report_sum(self, table: Table, name: str, ways: list[NDArray[np.int64]], problems: Problems) -> None:
        if len(table):
            right = np.logical_or.reduce([table[name] == way for way in ways])
            kind = SLUTRECORD_SUM if self.sikker else SLUTRECORD_SUM_UVIS
            table.report(problems, kind, ~right, name, expected=ways[0][~right])


def _begins(text: str, start: str) -> bool:
    """Whether a line is of the record type and, if given, the transaction code that `start` names: ``BS022`` or ``BS042 0235``."""
    record, _, code = start.partition(" ")
    return text.startswith(record) and text[13:17].startswith(code)


def _check_repeated(starts: Table, problems: Problems) -> None:
    """No delivery stands twice in one file."""
    if len(starts) > 1:
        names = ("dataleverandoernummer", "delsystem", "leverancetype", "leveranceidentifikation", "dannelsesdato")
        again, first = duplicates([np.ascontiguousarray(starts[name]) for name in names])
        starts.report(problems, LEVERANCE_GENTAGET, again, "leveranceidentifikation", head=starts.lines[first])


def fortegn(table: Table, beloeb: str) -> NDArray[np.int64]:
    """The amounts of a table with their sign: collected positive, paid out negative."""
    if not len(table):
        return np.empty(0, dtype=np.int64)
    two = np.array("2").astype(table["fortegnskode"].dtype.kind)
    return np.where(table["fortegnskode"] == two, -table[beloeb], table[beloeb])


def kontroller_ejer(
    document: Document, problems: Problems, *, dataleverandoerer: tuple[str, ...] = (), pbs_numre: tuple[str, ...] = ()
) -> None:
    """Report deliveries and sections that are not the municipality's, which the caller knows; what is not given is not checked."""
    for key, name, known, kind in (
        ("BS002", "dataleverandoernummer", dataleverandoerer, LEVERANDOER_UKENDT),
        ("BS012", "pbs_nummer", pbs_numre, KREDITOR_UKENDT),
    ):
        check_owner(document.tables.get(key), name, known, kind, problems)
