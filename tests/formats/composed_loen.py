"""Golden files of the payroll layouts (social-teknik.md 7): the specification's own sample, and lines that are spelled otherwise."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from tests.formats.profile_table import Row, Table

HEADING = "KOMMUNENR;AFLOENNING;AAR;MAANED;KOERSEL;STATUS;LINIENR;KONTO;BELOEB;DEBKRE;TEKST;POSTDATO"
WIDE = "KOMMUNENR;AFLOENNING;AAR;MAANED;KOERSEL;STATUS;LINIENR;KONTO;ART;REGISTRANT;BELOEB;DEBKRE;TEKST;POSTDATO"
DEBIT = "0957;14;2025;03;A;F;1;5602601100;182450,75;D;Månedsløn børnehave;20250331"
CREDIT = "0957;14;2025;03;A;F;2;9407009001;182450,75;K;Nettoløn;20250331"
RUN: Row = {"record": "linje", "kommunenr": "0957", "afloenning": "14", "aar": 2025, "maaned": 3, "koersel": "A", "status": "F"}
DEBIT_ROW = RUN | {
    "linienr": 1,
    "konto": "5602601100",
    "beloeb": 18_245_075,
    "debkre": "D",
    "tekst": "Månedsløn børnehave",
    "postdato": "2025-03-31",
}
CREDIT_ROW = RUN | {
    "linienr": 2,
    "konto": "9407009001",
    "beloeb": 18_245_075,
    "debkre": "K",
    "tekst": "Nettoløn",
    "postdato": "2025-03-31",
}
BOGFOERING = {
    "eksempel": Table(
        (
            (HEADING, {"record": "overskrift", "tekst": HEADING}),
            (DEBIT, DEBIT_ROW),
            (CREDIT, CREDIT_ROW),
        )
    ),
    "art-og-registrant": Table(
        (
            (WIDE, {"record": "overskrift", "tekst": WIDE}),
            (
                "0957;14;2025;12;1;A;10;5602601100;401;12345;0,01;D;;20251231",
                RUN
                | {
                    "maaned": 12,
                    "koersel": "1",
                    "status": "A",
                    "linienr": 10,
                    "konto": "5602601100",
                    "art": "401",
                    "registrant": "12345",
                    "beloeb": 1,
                    "debkre": "D",
                    "postdato": "2025-12-31",
                },
            ),
        )
    ),
    "fejl": Table(
        (
            (HEADING, {}),
            (DEBIT.replace("0957", "957").replace("182450,75", "-1,00"), {}),
            (CREDIT.replace(";03;", ";13;").replace(";K;", ";C;").replace("20250331", "20250230"), {}),
            (DEBIT.replace(";F;", ";X;").replace("5602601100", ""), {}),
            (DEBIT, {}),
            (DEBIT, {}),
        ),
        broken=True,
        problems=(
            ("CELLE_CIFRE_MANGLER", 2, 1, "kommunenr"),
            ("CELLE_NEGATIV", 2, 9, "beloeb"),
            ("FELT_UDENFOR", 3, 4, "maaned"),
            ("FELT_VAERDI", 3, 10, "debkre"),
            ("DATO_UGYLDIG", 3, 12, "postdato"),
            ("FELT_VAERDI", 4, 6, "status"),
            ("FELT_TOMT", 4, 8, "konto"),
            ("RAEKKE_DUBLET", 5, 1, "kommunenr"),
            ("RAEKKE_DUBLET", 6, 1, "kommunenr"),
        ),
    ),
}

DATA = "KOMMUNENR;INSTITUTION;CPR;NAVN;STILLING;AFLOENNING;LOENART;LOENARTTEKST;PERIODE;TIMER;SATS;BELOEB;KONTO"
UDTRAEK = {
    "eksempel": Table(
        (
            (DATA, {"record": "overskrift", "tekst": DATA}),
            (
                "0957;SKOLE 1;6101600001;Prøve Person Et;Lærer;14;100;Månedsløn;202503;160,33;200,00;32066,00;5602601100",
                {
                    "record": "loendata",
                    "kommunenr": "0957",
                    "institution": "SKOLE 1",
                    "cpr": "6101600001",
                    "navn": "Prøve Person Et",
                    "stilling": "Lærer",
                    "afloenning": "14",
                    "loenart": "100",
                    "loenarttekst": "Månedsløn",
                    "periode": "202503",
                    "timer": 16_033,
                    "sats": 20_000,
                    "beloeb": 3_206_600,
                    "konto": "5602601100",
                },
            ),
            (
                "0957;SKOLE 2;6101600002;Prøve Person To;;;200;;202503;;;-12,50;5602601200",
                {
                    "record": "loendata",
                    "kommunenr": "0957",
                    "institution": "SKOLE 2",
                    "cpr": "6101600002",
                    "navn": "Prøve Person To",
                    "loenart": "200",
                    "periode": "202503",
                    "beloeb": -1_250,
                    "konto": "5602601200",
                },
            ),
        )
    ),
}

PROFILES: dict[str, dict[str, Table]] = {"lon-bogfoering": BOGFOERING, "lon-udtraek": UDTRAEK}
