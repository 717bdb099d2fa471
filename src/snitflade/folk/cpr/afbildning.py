"""How the records of a profile become rows: a table of rules, worked through column by column.

A source (`Kilde`) turns the table of one record type into a list of values, one per record. Numbers, codes and moments of zeros
alone mean that there is none, and become empty texts.

Source: cpr.md 0, 6.1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray

from snitflade.folk.models_person import noegle
from snitflade.formats.columns import Column, strings
from snitflade.formats.layout import Table

Kilde = Callable[[Table], list[Any]]


@dataclass(frozen=True, slots=True)
class Fakta:
    """Records of type `record` are rows of `model`. `felter`: the source of each field; `altid`: what is the same in all."""

    model: type[models.Model]
    record: str
    felter: Mapping[str, Kilde]
    altid: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Profilbillede:
    """All rules of a profile.

    `person`: by record type, which fields of `Person` it gives; a person has at most one record of these. `fakta`: the rows.
    `hoved`: the record type that comes with all of a person's data. `raa`: record types kept as they come.
    """

    hoved: str
    person: Mapping[str, Mapping[str, Kilde]]
    fakta: tuple[Fakta, ...]
    haendelse: Fakta
    raa: tuple[str, ...] = ()


def fakta(model: type[models.Model], record: str, aktuel: bool | None = None, /, **felter: Kilde) -> Fakta:
    """A rule. `aktuel`: of a fact with history, whether this is the record of the one that holds now."""
    return Fakta(model, record, felter, {} if aktuel is None else {"aktuel": aktuel})


def tekst(felt: str) -> Kilde:
    """The field as it is."""
    return lambda table: _texts(table[felt])


def ellers(felt: str) -> Kilde:
    """The field; zeros alone are none."""
    return lambda table: _texts(_without_zeros(table[felt]))


def dag(felt: str) -> Kilde:
    """The field, a date ``ÅÅÅÅ-MM-DD``, as a date; None where there is none."""

    def dates(table: Table) -> list[Any]:
        texts = _texts(table[felt])
        known = {text: dt.date.fromisoformat(text) if text else None for text in set(texts)}
        return [known[text] for text in texts]

    return dates


def ja(felt: str) -> Kilde:
    """Whether the field has a mark."""
    return lambda table: (table[felt] != _like(table[felt], "")).tolist()


def altid(vaerdi: Any) -> Kilde:
    """The same in every row."""
    return lambda table: [vaerdi] * len(table)


def linjer(*felter: str) -> Kilde:
    """Several fields as lines, those that are empty left out."""

    def join(table: Table) -> list[Any]:
        filled = [texts for felt in felter if any(texts := _texts(table[felt]))]
        if not filled:
            return [""] * len(table)
        return ["\n".join(filter(None, row)) for row in zip(*filled, strict=True)]

    return join


def maerker(*felter: str) -> Kilde:
    """Name marks as one text, a blank one as ``-``; empty where all are blank."""
    return lambda table: [
        "".join(mark or "-" for mark in row) if any(row) else ""
        for row in zip(*(_texts(table[felt]) for felt in felter), strict=True)
    ]


def soegenavn(efternavn: str, fornavn: str, mellemnavn: str) -> Kilde:
    """A name for searching: surname, first and middle names in capitals."""

    def join(table: Table) -> list[Any]:
        parts = (_texts(table[felt]) for felt in (efternavn, fornavn, mellemnavn))
        return [" ".join(filter(None, row)).upper()[:140] for row in zip(*parts, strict=True)]

    return join


def adressenoegle(table: Table) -> list[Any]:
    """The six codes of an address as one text."""
    komkod, vejkod = (_texts(_without_zeros(table[felt])) for felt in ("komkod", "vejkod"))
    others = (_texts(table[felt]) for felt in ("husnr", "etage", "sidedoer", "bnr"))
    return [noegle(*row) for row in zip(komkod, vejkod, *others, strict=True)]


def nogle(table: Table, raekker: NDArray[np.bool_]) -> Table:
    """Some rows of a table."""
    columns = {name: column[raekker] for name, column in table.columns.items()}
    return Table(table.record, columns, table.lines[raekker], table.places)


def _texts(column: Column) -> list[str]:
    return strings(column) if (column != _like(column, "")).any() else [""] * len(column)


def _without_zeros(column: Column) -> Column:
    width = column.dtype.itemsize // (1 if column.dtype.kind == "S" else 4)
    zeros = column == _like(column, "0" * width)
    return np.asarray(np.where(zeros, _like(column, ""), column)) if zeros.any() else column


def _like(column: Column, text: str) -> Any:
    return np.array(text).astype(column.dtype.kind)
