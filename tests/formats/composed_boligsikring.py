"""Golden files of the two layouts of Boligsikring: the samples of social-teknik.md 2.2 and 2.3, and what is wrong with others."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from tests.formats.profile_table import Row, Table, heading

LEJ_HOVED = heading(
    "Udlejer;Kommunenr;Lejemaalsnr;Lokalitet;Vejkode;Vejnavn;Husnr;Bnr;Lejlighed;AntalRum;Boligtype;CprLejer;NavnLejer;CprMedlejer;Indflytning;Udflytning;Husleje;HuslejeFra;Forbrug;Periode"
)
ET = "INI;0957;70-0114-03;0800;0123;Aqqusinersuaq;014;;0003;2;B;6102999001;Prøve Person Et;;20210901;;4500,00;;610,00;202504"
TO = "INI;0957;70-0114-07;0800;0123;Aqqusinersuaq;014;;0007;4;B;7503859002;Prøve Person To;8207919003;20190301;;6000,00;20250401;720,00;202504"
FIRE = "INI;0957;71-0020-01;0812;;;;012A;;3;B;7104669005;Prøve Person Fire;;20240115;20250415;3850,50;;;202504"
ET_ROW: Row = {
    "record": "lejemaal",
    "udlejer": "INI",
    "kommunenr": "0957",
    "lejemaalsnr": "70-0114-03",
    "lokalitet": "0800",
    "vejkode": "0123",
    "vejnavn": "Aqqusinersuaq",
    "husnr": "014",
    "lejlighed": "0003",
    "antalrum": 2,
    "boligtype": "B",
    "cprlejer": "6102999001",
    "navnlejer": "Prøve Person Et",
    "indflytning": "2021-09-01",
    "husleje": 450000,
    "forbrug": 61000,
    "periode": "202504",
}
TO_ROW: Row = {
    "record": "lejemaal",
    "udlejer": "INI",
    "kommunenr": "0957",
    "lejemaalsnr": "70-0114-07",
    "lokalitet": "0800",
    "vejkode": "0123",
    "vejnavn": "Aqqusinersuaq",
    "husnr": "014",
    "lejlighed": "0007",
    "antalrum": 4,
    "boligtype": "B",
    "cprlejer": "7503859002",
    "navnlejer": "Prøve Person To",
    "cprmedlejer": "8207919003",
    "indflytning": "2019-03-01",
    "husleje": 600000,
    "huslejefra": "2025-04-01",
    "forbrug": 72000,
    "periode": "202504",
}
FIRE_ROW: Row = {
    "record": "lejemaal",
    "udlejer": "INI",
    "kommunenr": "0957",
    "lejemaalsnr": "71-0020-01",
    "lokalitet": "0812",
    "bnr": "012A",
    "antalrum": 3,
    "boligtype": "B",
    "cprlejer": "7104669005",
    "navnlejer": "Prøve Person Fire",
    "indflytning": "2024-01-15",
    "udflytning": "2025-04-15",
    "husleje": 385050,
    "periode": "202504",
}
LEJ = {
    "eksempel": Table(
        (
            LEJ_HOVED,
            (ET, ET_ROW),
            (TO, TO_ROW),
            (FIRE, FIRE_ROW),
            ("TOTAL;3;14350,50", {"record": "TOTAL", "kategori": "TOTAL", "antal": 3, "sum": 1435050}),
        ),
        encoding="cp1252",
    ),
    "fejl": Table(
        (
            LEJ_HOVED,
            (ET.replace(";B;", ";X;"), {}),
            (TO.replace("6000,00", "50000,00"), {}),
            (FIRE.replace("20250415", "20230415"), {}),
            (FIRE.replace("7104669005", "7113669005").replace("-01;", "-02;"), {}),
            ("TOTAL;3;14350,50", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("FELT_VAERDI", 2, 11, "boligtype"),
            ("FELT_UDENFOR", 3, 17, "husleje"),
            ("DATO_ORDEN", 4, 16, "udflytning"),
            ("CPR_UMULIGT", 5, 12, "cprlejer"),
            ("AFSLUTNING_ANTAL", 6, 2, "antal"),
            ("AFSLUTNING_SUM", 6, 3, "sum"),
        ),
    ),
}

TIL_HOVED = heading(
    "Udlejer;Kommunenr;Lejemaalsnr;CprLejer;Navn;Periode;Koersel;Linjetype;Husleje;Boligsikring;Gyldig_fra;Henvisningsnr"
)
TILSAGN = "INI;0957;70-0114-03;6102999001;Prøve Person Et;202505;O;T;4500,00;3015,00;20250501;20250410000175000412"
TILSAGN_ROW: Row = {
    "record": "tilsagn",
    "udlejer": "INI",
    "kommunenr": "0957",
    "lejemaalsnr": "70-0114-03",
    "cprlejer": "6102999001",
    "navn": "Prøve Person Et",
    "periode": "202505",
    "koersel": "O",
    "linjetype": "T",
    "husleje": 450000,
    "boligsikring": 301500,
    "gyldig_fra": "2025-05-01",
    "henvisningsnr": "20250410000175000412",
}
TO_TILSAGN: Row = {
    **TILSAGN_ROW,
    "lejemaalsnr": "70-0114-07",
    "cprlejer": "7503859002",
    "navn": "Prøve Person To",
    "husleje": 600000,
    "boligsikring": 250500,
}
TIL = {
    "eksempel": Table(
        (
            TIL_HOVED,
            (TILSAGN, TILSAGN_ROW),
            (
                "INI;0957;70-0114-07;7503859002;Prøve Person To;202505;O;T;6000,00;2505,00;20250501;20250410000175000412",
                TO_TILSAGN,
            ),
            ("TOTAL;2;5520,00", {"record": "TOTAL", "kategori": "TOTAL", "antal": 2, "sum": 552000}),
        ),
        encoding="cp1252",
    ),
    "rettelse": Table(
        (
            TIL_HOVED,
            (
                "INI;0957;70-0114-03;6102999001;;202504;S;R;0,00;-335,00;20250401;",
                {
                    "record": "tilsagn",
                    "udlejer": "INI",
                    "kommunenr": "0957",
                    "lejemaalsnr": "70-0114-03",
                    "cprlejer": "6102999001",
                    "periode": "202504",
                    "koersel": "S",
                    "linjetype": "R",
                    "husleje": 0,
                    "boligsikring": -33500,
                    "gyldig_fra": "2025-04-01",
                },
            ),
            ("TOTAL;1;-335,00", {"record": "TOTAL", "kategori": "TOTAL", "antal": 1, "sum": -33500}),
        ),
        encoding="cp1252",
    ),
    "fejl": Table(
        (
            TIL_HOVED,
            (TILSAGN.replace(";O;T;", ";X;T;"), {}),
            ("TOTAL;1;5520,00", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(("FELT_VAERDI", 2, 7, "koersel"), ("AFSLUTNING_SUM", 3, 3, "sum")),
    ),
}

PROFILES: dict[str, dict[str, Table]] = {"bs-lej-1": LEJ, "bs-til-1": TIL}
