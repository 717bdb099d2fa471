"""A 0601 from columns of collections: sections per debtor group, text lines numbered, every total counted (payments.md 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from snitflade.formats import bs0601
from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.betalingsservice_build import Poster, Rows, Values, delivery, numbered, rejected, section_of, taken
from snitflade.formats.betalingsservice_rules import fortegn
from snitflade.formats.columns import shown
from snitflade.formats.document import Document
from snitflade.formats.kinds import FELT_TYPE
from snitflade.formats.layout import Record, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.replacements import plain

UDBETALING_LUKKET = ProblemKind(
    "UDBETALING_LUKKET", "Opkrævningen er en udbetaling til betaleren (fortegnskode 2), og udbetaling er ikke slået til."
)
EJER_UKENDT = ProblemKind("EJER_UKENDT", "Linjen hører til opkrævning nr. {raw}, men der er {count} opkrævninger, talt fra 0.")

_BELONGS = "opkraevning"


def leverance(
    hoved: Leverance,
    pbs_nummer: str,
    opkraevninger: Values,
    *,
    tekster: Values | None = None,
    navne: Values | None = None,
    postnumre: Values | None = None,
    personer: Values | None = None,
    hovedtekster: Mapping[str, str] | None = None,
    udbetaling: bool = False,
) -> Document:
    """The delivery of `opkraevninger`, whose columns are the fields of BS042, of which pbs_nummer is given for all.

    Each of the others is of the collection whose row number (from 0) stands in its column ``opkraevning``: `tekster` with
    ``tekstlinje`` and `navne` with ``navne_adresselinje``, in their order, `postnumre` with ``postnummer`` and ``landekode``,
    `personer` with ``cpr_cvr_nummer``. `hovedtekster`: the main line of debtor groups. `udbetaling`: sign 2 is allowed.
    Typographic characters become plain ones. Raises ProblemsError with every fault; `bs0601.FORMAT.write` checks the rest.
    """
    problems = Problems()
    values = {**opkraevninger, "pbs_nummer": pbs_nummer}
    if "reference" in values:
        values["reference"] = plain(values["reference"])
    collections = bs0601.OPKRAEVNING.table(values, problems)
    if not udbetaling and "fortegnskode" in collections.columns and len(collections):
        sign = collections["fortegnskode"]
        collections.report(problems, UDBETALING_LUKKET, sign == np.array("2").astype(sign.dtype.kind), "fortegnskode")
    belongings = [
        (record, _belonging(record, given, collections, problems))
        for record, given in (
            (bs0601.NAVN, navne),
            (bs0601.POSTNUMMER, postnumre),
            (bs0601.PERSON, personer),
            (bs0601.TEKST, tekster),
        )
        if given is not None
    ]
    rejected(problems)
    section, first = section_of(collections["debitorgruppenummer"])
    order = np.argsort(section, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    posts = [Poster(collections, section, place)]
    posts += [Poster(table, section[owner], place[owner]) for _, (table, owner) in belongings]
    groups = shown(collections["debitorgruppenummer"][first])
    texts = hovedtekster or {}
    sections = {
        "pbs_nummer": pbs_nummer,
        "debitorgruppenummer": groups,
        "hovedtekstlinje": plain([texts.get(group, "") for group in groups]),
    }
    net = np.zeros(len(groups), dtype=np.int64)
    np.add.at(net, section, fortegn(collections, "beloeb"))
    return delivery(bs0601.FORMAT, hoved, sections, posts, net)


def _belonging(record: Record, given: Values, collections: Table, problems: Problems) -> tuple[Table, Rows]:
    """Rows that belong to collections, in the order of these and numbered within them, and the collection of each."""
    asked: Any = given[_BELONGS]
    owner = np.asarray(asked)
    if owner.dtype.kind not in "iu" and len(owner):
        problems.add(FELT_TYPE, field=_BELONGS, record=record.key, raw=str(asked)[:80], wanted="opkrævningernes numre fra 0")
        return record.table({}, Problems(), rows=0), np.empty(0, dtype=np.int64)
    owner = owner.astype(np.int64)
    bad = (owner < 0) | (owner >= len(collections))
    if bad.any():
        raws = [str(number) for number in owner[bad].tolist()]
        lines = np.flatnonzero(bad) + 1
        problems.add_many(EJER_UKENDT, lines, field=_BELONGS, record=record.key, raws=raws, count=len(collections))
        return record.table({}, Problems(), rows=0), np.empty(0, dtype=np.int64)
    order, number = numbered(owner)
    names = ["pbs_nummer", "debitorgruppenummer", "kundenummer"]
    if record is bs0601.TEKST:
        names.append("aftalenummer")
    values: dict[str, Any] = {name: plain(value) for name, value in given.items() if name != _BELONGS}
    values |= {name: collections.columns[name][owner] for name in names if name in collections.columns}
    if record in (bs0601.TEKST, bs0601.NAVN):
        within = np.empty(len(owner), dtype=np.int64)
        within[order] = number
        values["recordnummer"] = within if record is bs0601.TEKST else np.char.zfill(within.astype("S5"), 5)
    table = record.table(values, problems, rows=len(owner))
    if any(field.name not in table.columns for field in record.fields):
        return table, owner
    return taken(table, order), owner[order]
