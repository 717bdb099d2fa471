"""The five files of the transfer and the list of them, as documents; and what the decoded files show.

A text that a spreadsheet would take for a formula is refused by the layouts. Source: social-teknik.md 10.3 and 1.4.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from snitflade.exchange.catalogue import OutFile
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.tekn.renoweb_engangs.udvaelg import KVARTALER, Udvalg

FORMATER = {
    "KUNDER": "renoweb-kunder",
    "ADRESSER": "renoweb-adresser",
    "YDELSER": "renoweb-ydelser",
    "PRISER": "renoweb-priser",
    "AFTALER": "renoweb-aftaler",
}
MANIFEST, MANIFEST_FORMAT = "MANIFEST", "renoweb-manifest"
POSTER = {"KUNDER": "kunde", "ADRESSER": "adresse", "YDELSER": "ydelse", "PRISER": "pris", "AFTALER": "aftale"}

RWE_MANIFEST = ProblemKind(
    "RWE_MANIFEST", "Fortegnelsen siger andet om {raw}, end filen er. Intet er overført; meld det som en fejl i programmet."
)
RWE_HENVISNING = ProblemKind(
    "RWE_HENVISNING",
    "{antal} henvisninger i aftalerne er ikke i {raw}. Intet er overført; meld det som en fejl i programmet.",
)


def filnavn(kommune: str, dag: dt.date, hvad: str) -> str:
    """The name of one of the files.

    >>> filnavn("0956", dt.date(2026, 11, 20), "KUNDER")
    'RENOWEB_0956_20261120_KUNDER.csv'
    """
    return f"RENOWEB_{kommune}_{dag:%Y%m%d}_{hvad}.csv"


def hvad(navn: str) -> str:
    """Which of the files it is, by its name."""
    return navn.rpartition("_")[2].removesuffix(".csv")


def byg(udvalg: Udvalg, kommune: str, dag: dt.date, problems: Problems) -> tuple[tuple[OutFile, ...], str]:
    """The six files, and a mark of what the five hold whatever they are called. What cannot be written is reported."""
    rows = {
        "KUNDER": _kunder(udvalg),
        "ADRESSER": [{"adresse_id": one.id, "lokalitet": one.lokalitet, "bnr": one.bnr} for one in udvalg.adresser],
        "YDELSER": [
            {
                "ydelseskode": one.pk,
                "navn_da": one.navn,
                "navn_kl": one.navn_kl or None,
                "lokalitet": one.lokalitet.kode,
                "indtaegtskonto": one.indtaegtskonto,
            }
            for one in udvalg.ydelser
        ],
        "PRISER": [
            {"ydelseskode": one.ydelse, "gyldig_fra": one.fra, "pris_kvartal": one.beloeb, "pris_aar": one.beloeb * KVARTALER}
            for one in udvalg.priser
        ],
        "AFTALER": [
            {
                "aftalenr": one.id,
                "kundenr": one.kundenr,
                "adresse_id": one.adresse,
                "ydelseskode": one.ydelse,
                "antal": one.antal,
                "fra": one.fra,
                "til": one.til,
                "betales_fra_konto": one.konto or None,
                "aarspris": one.aarspris,
            }
            for one in udvalg.aftaler
        ],
    }
    total = sum(one.aarspris for one in udvalg.aftaler)
    files = []
    for what, format in FORMATER.items():
        name = filnavn(kommune, dag, what)
        end = {"kategori": ["TOTAL"], "antal": [len(rows[what])]} | ({"sum": [total]} if what == "AFTALER" else {})
        own = Problems()
        files.append(OutFile(name, format, _dokument(format, POSTER[what], rows[what], own, end)))
        problems.extend(own, file=name)
    if problems.errors:
        raise ProblemsError(problems)
    contents = [_bytes(file.format, file.document) for file in files]
    listed = [
        {
            "fil": file.name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "raekker": len(rows[hvad(file.name)]),
            "sum_aarspris": total if hvad(file.name) == "AFTALER" else None,
        }
        for file, data in zip(files, contents, strict=True)
    ]
    manifest = OutFile(filnavn(kommune, dag, MANIFEST), MANIFEST_FORMAT, _dokument(MANIFEST_FORMAT, "indhold", listed, problems))
    return (*files, manifest), hashlib.sha256(b"".join(contents)).hexdigest()


def vist(documents: Mapping[str, Document]) -> dict[str, int]:
    """What the decoded files show. Raises ProblemsError where the list does not fit them or an agreement refers to nothing."""
    problems = Problems()
    tables = {what: documents[name].tables[POSTER[what]] for name in documents if (what := hvad(name)) in FORMATER}
    agreements = tables["AFTALER"]
    total = int(agreements["aarspris"].sum())
    for what, column in (("KUNDER", "kundenr"), ("ADRESSER", "adresse_id"), ("YDELSER", "ydelseskode")):
        loose = set(agreements[column].tolist()) - set(tables[what][column].tolist())
        if loose:
            problems.add(RWE_HENVISNING, raw=what, antal=len(loose))
    (listed,) = (document.tables["indhold"] for name, document in documents.items() if hvad(name) == MANIFEST)
    said = dict(zip(strings(listed["fil"]), zip(strings(listed["sha256"]), listed["raekker"].tolist(), strict=True), strict=True))
    for name, document in documents.items():
        what = hvad(name)
        if what != MANIFEST:
            is_now = (hashlib.sha256(_bytes(FORMATER[what], document)).hexdigest(), len(tables[what]))
            if said.pop(name, None) != is_now:
                problems.add(RWE_MANIFEST, raw=name)
    for name in said:
        problems.add(RWE_MANIFEST, raw=name)
    if int(listed["sum_aarspris"].sum()) != total:
        problems.add(RWE_MANIFEST, raw="årsprisen")
    if problems.errors:
        raise ProblemsError(problems)
    return {what.capitalize(): len(table) for what, table in tables.items()} | {"Årspris": total}


def _kunder(udvalg: Udvalg) -> list[dict[str, Any]]:
    fields = ("vejnavn", "husnr", "bnr", "lejlighed", "lokalitet", "postnr", "by", "land", "co")
    return [
        {
            "kundenr": one.kundenr,
            "type": one.type.value,
            "cpr": one.cpr,
            "cvr": one.cvr,
            "gln": one.gln,
            "navn": one.navn,
            "navn_forkortet": _ja(one.navn_forkortet),
            "adressebeskyttet": _ja(one.adressebeskyttet),
            **{name: getattr(one.adresse, name) if one.adresse else None for name in fields},
            "sprog": one.sprog.value,
            "status": one.status.value,
            "renoweb_kundeid": one.renoweb_kundeid,
            "aendret": timezone.localdate(one.aendret),
        }
        for one in udvalg.kunder
    ]


def _ja(value: bool) -> str:
    return "J" if value else "N"


def _bytes(format: str, document: Document) -> bytes:
    return registry.find(format).wrap(document)


def _dokument(
    name: str, key: str, rows: Sequence[Mapping[str, Any]], problems: Problems, end: Mapping[str, Any] | None = None
) -> Document:
    format = registry.find(name)
    if not isinstance(format, DelimitedFormat):
        raise TypeError(name)
    columns = {field: [row[field] for row in rows] for field in (rows[0] if rows else ())}
    return format.document({key: columns} | ({"TOTAL": end} if end else {}), problems)
