"""Golden files of the delivery to Grønlands Statistik: the sample of social-teknik.md 6.1, and what is wrong with others."""

from __future__ import annotations

from tests.formats.profile_table import Row, Table, heading

HEADING = heading(
    "Kommunenr;Periode;Cpr;Lokalitet;Henvendelsesdato;Henvendelseskode;Matchgruppe;Ledig_fra;Ledig_til;Uddannelse;Karantaene_til;Kontor"
)
ET = "0957;202503;8207919003;0800;20250304;STP;1;20250217;;0010;;SISIMIUT"
TO = "0957;202503;8207919003;0800;20250318;STP;1;20250217;;0010;;SISIMIUT"
TRE = "0957;202503;7104669005;0700;20250311;STP;2;20241101;;;20250401;MANIITSOQ"
FIRST: Row = {
    "record": "henvendelse",
    "kommunenr": "0957",
    "periode": "202503",
    "cpr": "8207919003",
    "lokalitet": "0800",
    "henvendelsesdato": "2025-03-04",
    "henvendelseskode": "STP",
    "matchgruppe": "1",
    "ledig_fra": "2025-02-17",
    "uddannelse": "0010",
    "kontor": "SISIMIUT",
}
THIRD: Row = {
    "record": "henvendelse",
    "kommunenr": "0957",
    "periode": "202503",
    "cpr": "7104669005",
    "lokalitet": "0700",
    "henvendelsesdato": "2025-03-11",
    "henvendelseskode": "STP",
    "matchgruppe": "2",
    "ledig_fra": "2024-11-01",
    "karantaene_til": "2025-04-01",
    "kontor": "MANIITSOQ",
}


def total(lines: int, persons: int) -> tuple[str, Row]:
    return f"TOTAL;{lines};{persons}", {"record": "TOTAL", "kategori": "TOTAL", "antal": lines, "personer": persons}


LEDIGHED = {
    "eksempel": Table(
        (HEADING, (ET, FIRST), (TO, FIRST | {"henvendelsesdato": "2025-03-18"}), (TRE, THIRD), total(3, 2)), encoding="cp1252"
    ),
    "fejl": Table(
        (
            HEADING,
            (ET, {}),
            (TO.replace("20250318", "20250401"), {}),
            (TRE.replace("0957", "0956").replace(";2;", ";4;"), {}),
            (TRE.replace(";20241101;;", ";20250302;20250301;").replace("20250311", "20250312"), {}),
            (ET, {}),
            ("TOTAL;4;3", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("LED_UDENFOR_MAANED", 3, 5, "henvendelsesdato"),
            ("LED_FLERE", 4, 1, "kommunenr"),
            ("FELT_VAERDI", 4, 7, "matchgruppe"),
            ("DATO_ORDEN", 5, 9, "ledig_til"),
            ("RAEKKE_GENTAGET", 6, 3, "cpr"),
            ("AFSLUTNING_ANTAL", 7, 2, "antal"),
            ("LED_PERSONER", 7, 3, "personer"),
        ),
    ),
}

PROFILES: dict[str, dict[str, Table]] = {"led-gs-1": LEDIGHED}
