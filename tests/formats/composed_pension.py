"""The golden files of the pension layouts, composed from social-teknik.md 3.1 (its sample) and 3.4.

The workbooks are put together here cell by cell, apart from our own writer; their bytes are a case's ``.txt`` like any other's.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence

import xlsxwriter
from tests.formats.profile_table import Row, Table

HEAD = "Kode;Tekst;Gyldig_fra;Gyldig_til;Vaerdi;Enhed;Lovhjemmel"
SATS: Row = {"record": "sats"}
CSV = {
    "eksempel": Table(
        (
            (HEAD, {"record": "overskrift", "tekst": HEAD}),
            (
                "AP_GRUND;Alderspension grundbeløb;01-01-2021;31-12-2021;64239;KR_AAR;§ 9",
                SATS
                | {
                    "kode": "AP_GRUND",
                    "tekst": "Alderspension grundbeløb",
                    "gyldig_fra": "2021-01-01",
                    "gyldig_til": "2021-12-31",
                    "vaerdi": "64239",
                    "enhed": "KR_AAR",
                    "lovhjemmel": "§ 9",
                },
            ),
            (
                "AP_TIL_PCT_ENLIG;Nedsættelse enlig;01-01-2021;;35;PCT;§ 10, stk. 3",
                SATS
                | {
                    "kode": "AP_TIL_PCT_ENLIG",
                    "tekst": "Nedsættelse enlig",
                    "gyldig_fra": "2021-01-01",
                    "vaerdi": "35",
                    "enhed": "PCT",
                    "lovhjemmel": "§ 10, stk. 3",
                },
            ),
        ),
        encoding="cp1252",
    ),
    "fejl": Table(
        (
            (HEAD, {}),
            (";uden kode;20210101;20211231;64239;KR_AAR;", {}),
            ("AP_GRUND;;20210230;;64239;KR_AAR;", {}),
            ("AP_GRUND;;20210101;;;DKK;", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("FELT_TOMT", 2, 1, "kode"),
            ("DATO_UGYLDIG", 3, 3, "gyldig_fra"),
            ("FELT_TOMT", 4, 5, "vaerdi"),
            ("FELT_VAERDI", 4, 6, "enhed"),
        ),
    ),
}

LOEN_HEAD = "Kommunenr;Cpr;Navn;Art;Konto;Maaned;Beloeb;Foer;Forskel;ForrigeMaaned"
PENSION: Row = {"record": "pension", "kommunenr": "0957", "maaned": "202105"}
LOEN = {
    "eksempel": Table(
        (
            (LOEN_HEAD, {"record": "overskrift", "tekst": LOEN_HEAD}),
            (
                "0957;6101600001;Prøve Person Et;AP;47;202105;11993,50;0,00;11993,50;10710,17",
                PENSION
                | {
                    "cpr": "6101600001",
                    "navn": "Prøve Person Et",
                    "art": "AP",
                    "konto": "47",
                    "beloeb": 1_199_350,
                    "foer": 0,
                    "forskel": 1_199_350,
                    "forrige": 1_071_017,
                },
            ),
            (
                "0957;6101600002;;FP;43;202105;0,00;4808,78;-4808,78;4808,78",
                PENSION
                | {
                    "cpr": "6101600002",
                    "art": "FP",
                    "konto": "43",
                    "beloeb": 0,
                    "foer": 480_878,
                    "forskel": -480_878,
                    "forrige": 480_878,
                },
            ),
            ("TOTAL;2;7184,72", {"record": "TOTAL", "kategori": "TOTAL", "antal": 2, "sum": 718_472}),
        )
    ),
}
WORKBOOKS = ("pension-satser-1", "pension-satser-bred")
PROFILES: dict[str, dict[str, Table]] = {"pension-satser-csv": CSV, "pension-loen-1": LOEN}

SMAL = ("Kode", "Tekst", "Gyldig_fra", "Gyldig_til", "Vaerdi", "Enhed", "Lovhjemmel")
BRED = ("Kode", "2020", "2021", "Enhed")
Cell = str | dt.datetime | None


def ark(heads: Sequence[str], rows: Sequence[Sequence[Cell]], dates: Sequence[int] = ()) -> bytes:
    """A workbook with the sheet `Satser`: headings in bold, texts as texts, dates as dates."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
        sheet = book.add_worksheet("Satser")
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for number, head in enumerate(heads):
            sheet.write_string(0, number, head, bold)
            shape = book.add_format({"num_format": "dd-mm-yyyy"}) if number in dates else text
            for at, row in enumerate(rows, start=1):
                value = row[number]
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(at, number, value, shape)
                elif value is not None:
                    sheet.write_string(at, number, value, shape)
    return whole.getvalue()


def dag(year: int, month: int, day: int) -> dt.datetime:
    """A day as a cell."""
    return dt.datetime(year, month, day)  # noqa: DTZ001


def written() -> dict[str, bytes]:
    """The workbooks by their names below this folder, and what they mean."""
    smal = ark(
        SMAL,
        [
            ["AP_GRUND", "Alderspension grundbeløb", dag(2021, 1, 1), dag(2021, 12, 31), "64239", "KR_AAR", "§ 9"],
            ["FP_MELLEMSTE_PCT", None, dag(2022, 7, 1), None, "2/3", "BROEK", None],
        ],
        dates=(2, 3),
    )
    first = {
        "kode": "AP_GRUND",
        "tekst": "Alderspension grundbeløb",
        "gyldig_fra": "2021-01-01",
        "gyldig_til": "2021-12-31",
        "vaerdi": "64239",
        "enhed": "KR_AAR",
        "lovhjemmel": "§ 9",
    }
    second = {"kode": "FP_MELLEMSTE_PCT", "gyldig_fra": "2022-07-01", "vaerdi": "2/3", "enhed": "BROEK"}
    years: list[list[Cell]] = [["AP_TIL_GRAENSE_ENLIG", "156000", "156000", "KR_AAR"], ["ALDER", None, "67", "AAR"]]
    wide = [
        {"kode": "AP_TIL_GRAENSE_ENLIG", "aar2020": "156000", "aar2021": "156000", "enhed": "KR_AAR"},
        {"kode": "ALDER", "aar2021": "67", "enhed": "AAR"},
    ]
    return {
        "pension-satser-1/eksempel.txt": smal,
        "pension-satser-1/eksempel.jsonl": _linjer(SMAL, [first, second]),
        "pension-satser-bred/eksempel.txt": ark(BRED, years),
        "pension-satser-bred/eksempel.jsonl": _linjer(BRED, wide),
    }


def _linjer(heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The headings are the sheet's first row, and are kept as they stand."""
    objects: list[Row] = [{"line": 1, "record": "", "raw": " | ".join(heads)}]
    objects += [{"line": number, **SATS, **row} for number, row in enumerate(rows, start=2)]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode()
