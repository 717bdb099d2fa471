"""The rules an FI file keeps: nesting, totals, and which payments can be matched (payments.md 4.2–4.4, 4.6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import checkdigits
from snitflade.formats.betalingskort import KREDITORNUMMER_MODULUS_11, modtager
from snitflade.formats.columns import Column, Mask, not_digits, shown, text_chars
from snitflade.formats.deliveries import (
    KREDITOR_UKENDT,
    POST_GENTAGET,
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
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

SHAPE = Shape("FI010", "FI020", "FI080", "FI090")
UDEN_LAYOUT = ("FI040", "FI050", "FI060", "FI070")

FI_KREDITORNUMMER = ProblemKind("FI_KREDITORNUMMER", "{raw} er ikke et FI-kreditornummer: 8 cifre, det første 8.")
FI_CVR = ProblemKind(
    "FI_CVR", "{field} {raw} er ikke et CVR-nummer med rigtigt kontrolciffer. Kontrollér, hvem filen er fra.", Severity.ADVARSEL
)
FI_MILJOE = ProblemKind("FI_MILJOE", "Miljø er «{raw}» og ikke P for produktion. Er det en prøvefil?", Severity.ADVARSEL)
FI_KORTART = ProblemKind(
    "FI_KORTART", "Kortart {raw} kendes ikke her (71, 73, 75). Indbetalingen skal behandles i hånden.", Severity.ADVARSEL
)
FI_IDENT_NULLER = ProblemKind(
    "FI_IDENT_NULLER",
    "Betalings-id {raw} er for langt til kortart {kortart}: foran kortets id skal der være nuller. Behandles i hånden.",
    Severity.ADVARSEL,
)
FI_KONTROLCIFFER = ProblemKind(
    "FI_KONTROLCIFFER",
    "Betalings-id {raw} har forkert kontrolciffer (modulus 10). Indbetalingen skal behandles i hånden.",
    Severity.ADVARSEL,
    spec="KONTROLCIFFER_FEJL",
)
FI_BOGFOERT_FOER = ProblemKind(
    "FI_BOGFOERT_FOER", "Bogføringsdatoen {raw} ligger før indbetalingsdatoen {expected}.", Severity.ADVARSEL
)
FI_GEBYR = ProblemKind("FI_GEBYR", "Der er et gebyr på {raw} øre. Det bogføres ikke af sig selv.", Severity.ADVARSEL)

IDENT = {"71": 15, "75": 16}
"""Digits of a card's identification, which stands to the right in 19."""
WIDTH = 19


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of an FI file made of `records`."""

    records: tuple[Record, ...]

    def __call__(self, document: Document, problems: Problems) -> None:
        """Report everything in which `document` breaks the rules."""
        if not len(document):
            return
        parts = Deliveries.of(document, SHAPE)
        parts.check_order(problems)
        self._check_raw(document, parts, problems)
        _check_totals(parts, problems)
        _check_heads(parts, problems)
        if document.rows("FI030"):
            _check_payments(document.tables["FI030"], problems)
            _check_repeated(parts, problems)

    def _check_raw(self, document: Document, parts: Deliveries, problems: Problems) -> None:
        """Lines of no record: reserved ones are kept, others refused; those too short for theirs are reported by reading."""
        lines = np.array([number for number, part in parts.raw.items() if part is Part.POST], dtype=np.int64)
        texts = [document.raw[number] for number in lines.tolist()]
        short = np.array(those_of(self.records, ("recordtype",), texts), dtype=bool)
        reserved = np.array([text.startswith(UDEN_LAYOUT) for text in texts], dtype=bool)
        for kind, which in ((RECORD_UDEN_LAYOUT, reserved & ~short), (RECORD_UKENDT, ~reserved & ~short)):
            told = [mask_line(text) for text, chosen in zip(texts, which, strict=True) if chosen]
            keys = [text[:5] for text in told]
            problems.add_many(kind, lines[which], column=1, raws=told, key=keys, format="fi")


def _check_totals(parts: Deliveries, problems: Problems) -> None:
    start, blocks, payments, block_ends, ends = (parts.table(key) for key in ("FI010", "FI020", "FI030", "FI080", "FI090"))
    parts.check_same(block_ends, blocks, ("fi_kreditornummer",), problems, SLUTRECORD_AFVIGER)
    parts.check_same(ends, start, ("afsender_cvr", "modtager_cvr"), problems, SLUTRECORD_AFVIGER)
    lines = parts.posts("FI030")
    check_total(block_ends, "antal_fi030", parts.count(lines, block_ends.lines, whole=False), SLUTRECORD_ANTAL, problems)
    for name, summed in (("beloeb_i_alt", "beloeb"), ("gebyr_i_alt", "gebyrbeloeb")):
        amounts = payments[summed] if len(payments) else np.empty(0, dtype=np.int64)
        total = parts.total(payments.lines, amounts, block_ends.lines, whole=False)
        check_total(block_ends, name, total, SLUTRECORD_SUM, problems)
    opened = parts.lines(Part.SECTION)
    check_total(ends, "antal_kreditorsektioner", parts.count(opened, ends.lines, whole=True), SLUTRECORD_ANTAL, problems)
    check_total(ends, "antal_fi030_i_alt", parts.count(lines, ends.lines, whole=True), SLUTRECORD_ANTAL, problems)


def _check_heads(parts: Deliveries, problems: Problems) -> None:
    start, blocks = parts.table("FI010"), parts.table("FI020")
    if len(start):
        for name, width in (("afsender_cvr", 8), ("modtager_cvr", 10)):
            chars = text_chars(start[name], width)
            digits = (chars - chars.dtype.type(ord("0"))).astype(np.uint8)
            holds = checkdigits.cvr(digits[:, -8:]) & (digits[:, :-8] == 0).all(axis=1)
            start.report(problems, FI_CVR, ~not_digits(chars) & ~holds, name)
        production = start["miljoe"] == np.array("P").astype(start["miljoe"].dtype.kind)
        start.report(problems, FI_MILJOE, ~production, "miljoe")
    if len(blocks):
        number = blocks["fi_kreditornummer"]
        chars = text_chars(number, 8)
        digits = (chars - chars.dtype.type(ord("0"))).astype(np.uint8)
        formed = modtager(number, giro=False)
        blocks.report(problems, FI_KREDITORNUMMER, ~not_digits(chars) & ~formed, "fi_kreditornummer")
        blocks.report(problems, KREDITORNUMMER_MODULUS_11, formed & ~checkdigits.cvr(digits), "fi_kreditornummer")


def ident_fejl(kortart: Column, ident: Column) -> tuple[Mask, Mask, Mask]:
    """Which payments have an unknown card, digits in front of the card's identification, or a wrong check digit (4.4)."""
    chars = text_chars(ident, WIDTH)
    digits = np.where(not_digits(chars)[:, None], 0, chars - chars.dtype.type(ord("0"))).astype(np.uint8)
    card = as_unicode(kortart)
    unknown = ~np.isin(card, ["71", "73", "75"])
    in_front = (card == "73") & digits.any(axis=1)
    wrong = np.zeros(len(card), dtype=bool)
    for kind, width in IDENT.items():
        mine = card == kind
        long = digits[:, : WIDTH - width].any(axis=1)
        in_front |= mine & long
        wrong |= mine & ~long & ~checkdigits.luhn(digits[:, WIDTH - width :])
    return unknown, in_front, wrong


def _check_payments(table: Table, problems: Problems) -> None:
    ident, card = table["betalingsidentifikation"], table["kortart"]
    unknown, in_front, wrong = ident_fejl(card, ident)
    table.report(problems, FI_KORTART, unknown, "kortart")
    table.report(problems, FI_IDENT_NULLER, in_front, "betalingsidentifikation", kortart=shown(card[in_front]))
    table.report(problems, FI_KONTROLCIFFER, wrong, "betalingsidentifikation")
    paid, booked = table["indbetalingsdato"], table["bogfoeringsdato"]
    early = booked < paid
    table.report(problems, FI_BOGFOERT_FOER, early, "bogfoeringsdato", expected=shown(paid[early]))
    table.report(problems, FI_GEBYR, table["gebyrbeloeb"] > 0, "gebyrbeloeb")


def _check_repeated(parts: Deliveries, problems: Problems) -> None:
    """No archive reference stands twice under one creditor; without a reference, two payments may look alike (4.6)."""
    table, creditors = parts.table("FI030"), kreditor_af(parts)
    reference = table["arkivreference"]
    given = np.flatnonzero(np.strings.str_len(np.strings.lstrip(reference, b"0 " if reference.dtype.kind == "S" else "0 ")) > 0)
    again, first = duplicates([creditors[given], reference[given]])
    table.report(problems, POST_GENTAGET, given[again], "arkivreference", head=table.lines[given[first]])


def kreditor_af(parts: Deliveries) -> NDArray[np.str_]:
    """The creditor number each payment stands under; empty where it stands under none."""
    table, blocks = parts.table("FI030"), parts.table("FI020")
    row = parts.opened_by(Part.SECTION, table.lines)
    if not len(blocks):
        return np.full(len(table), "", dtype="U8")
    return np.where(row >= 0, as_unicode(blocks["fi_kreditornummer"])[row], "")


def kontroller_ejer(document: Document, problems: Problems, *, kreditornumre: tuple[str, ...]) -> None:
    """Report blocks that are not the municipality's, which the caller knows; none are checked where none are known."""
    check_owner(document.tables.get("FI020"), "fi_kreditornummer", kreditornumre, KREDITOR_UKENDT, problems)
