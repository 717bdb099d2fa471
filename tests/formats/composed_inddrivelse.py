"""Golden files of what goes to and comes from the collection authority (skat-inddrivelse.md 8.2, 8.5 and 9)."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from tests.formats.profile_table import Row, Table

CLAIM = "37AK;3112999999;;12RENO;RENOVATION;;37-0004512345;1830,00;Renovation 1. kvartal 2025;;;;;;;Regnskab;01-01-2025;31-03-2025;01-05-2025;01-04-2025;01-05-2030;;"
CHILD = "37AK;3112999998;;11DAGINST;DAGINST;3112159997;37-0004512388;2475,50;Daginstitution marts 2025;;;;;;;Regnskab;01-03-2025;31-03-2025;01-04-2025;01-03-2025;01-04-2030;;3112999997"
CLAIM_ROW: Row = {
    "record": "fordring",
    "fordringshaver": "37AK",
    "debitor": "3112999999",
    "fordringsgruppe": "12RENO",
    "fordringstype": "RENOVATION",
    "ekstern_sagsnummer": "37-0004512345",
    "hovedstol": 183000,
    "hovedstol_posteringstekst": "Renovation 1. kvartal 2025",
    "kontaktperson": "Regnskab",
    "periodestart": "2025-01-01",
    "periodeslut": "2025-03-31",
    "forfaldsdato": "2025-05-01",
    "betalingsdato": "2025-04-01",
    "foraeldelsesdato": "2030-05-01",
}
CHILD_ROW = {
    "record": "fordring",
    "fordringshaver": "37AK",
    "debitor": "3112999998",
    "fordringsgruppe": "11DAGINST",
    "fordringstype": "DAGINST",
    "barns_cpr": "3112159997",
    "ekstern_sagsnummer": "37-0004512388",
    "hovedstol": 247550,
    "hovedstol_posteringstekst": "Daginstitution marts 2025",
    "kontaktperson": "Regnskab",
    "periodestart": "2025-03-01",
    "periodeslut": "2025-03-31",
    "forfaldsdato": "2025-04-01",
    "betalingsdato": "2025-03-01",
    "foraeldelsesdato": "2030-04-01",
    "meddebitorer": "3112999997",
}
UTF_16 = b"\xff\xfe"
FORDRINGER = {
    "eksempel": Table(((CLAIM, CLAIM_ROW), (CHILD, CHILD_ROW)), encoding="utf-16-le", mark=UTF_16),
    "22-kolonner": Table(  # without co-debtors, UTF-8, dates as the site also takes them
        (
            (
                CLAIM.removesuffix(";")
                .replace("Renovation", "Renovation, Ø")
                .replace("01-05-2025", "2025/05/01")
                .replace("01-04-2025", "01-04-25"),
                CLAIM_ROW
                | {
                    "hovedstol_posteringstekst": "Renovation, Ø 1. kvartal 2025",
                    "stavemaade": {"forfaldsdato": "2025/05/01", "betalingsdato": "01-04-25"},
                    "laengde": 22,
                },
            ),
        ),
        about={"tegnsaet": "utf-8", "linjeskift": "CRLF", "sidste_linjeskift": True, "bom": False},
        problems=(("TEGNSAET_ANDET", 0, 0, ""),),
    ),
    "fejl": Table(
        (
            (CLAIM.replace("1830,00", "0,00").replace("31-03-2025", "31-12-2024").replace("01-04-2025", "02-05-2025"), {}),
            (CHILD.replace("3112159997", "").replace("3112999997", "311299999"), {}),
            (CLAIM.replace("12RENO", "").replace("Regnskab", '"Regnskab"').replace("3112999999", "31129999990"), {}),
        ),
        encoding="utf-16-le",
        mark=UTF_16,
        broken=True,
        problems=(
            ("FELT_NUL", 1, 8, "hovedstol"),
            ("DATO_ORDEN", 1, 18, "periodeslut"),
            ("DATO_ORDEN", 1, 19, "forfaldsdato"),
            ("BARN_MANGLER", 2, 5, "fordringstype"),
            ("FELT_MOENSTER", 2, 23, "meddebitorer"),
            ("FELT_FOR_LANGT", 3, 2, "debitor"),
            ("FELT_TOMT", 3, 4, "fordringsgruppe"),
            ("RAEKKE_DUBLET", 3, 7, "ekstern_sagsnummer"),
            ("TEKST_FORBUDT_TEGN", 3, 16, "kontaktperson"),
        ),
    ),
}
NEDSKRIVNINGER = {
    "eksempel": Table(
        (
            (
                "37AK;3112999999;;500,00;1830,00;37-0004512345;AKI-900001",
                {
                    "record": "nedskrivning",
                    "fordringshaver": "37AK",
                    "debitor": "3112999999",
                    "beloeb": 50000,
                    "oprindeligt_overfoert_beloeb": 183000,
                    "ekstern_sagsnummer": "37-0004512345",
                    "sekvensnummer": "AKI-900001",
                },
            ),
        ),
        encoding="utf-16-le",
        mark=UTF_16,
    ),
}


def settled(id: str, debitor: str, sag: str, sekvens: str, typen: tuple[str, str], dato: str, *oere: int, art: str) -> Row:
    names = ("beloeb_hovedstol", "beloeb_rente", "beloeb_gebyr", "beloeb_ialt", "restsaldo")
    return {
        "betalings_id": id,
        "debitor": debitor,
        "ekstern_sagsnummer": sag,
        "sekvensnummer": sekvens,
        "fordringsgruppe": typen[0],
        "fordringstype": typen[1],
        "indbetalingsdato": dato,
        **dict(zip(names, oere, strict=True)),
        "indbetalingsart": art,
    }


SETTLED_1 = "2000009001;3112999999;37-0004512345;AKI-900001;12RENO;RENOVATION;2025/04/11;500,00;0,00;0,00;500,00;830,00;LØNTRÆK"
SETTLED_2 = (
    "2000009002;3112999998;37-0004512388;AKI-900002;11DAGINST;DAGINST;2025/04/22;2400,00;12,50;63,00;2475,50;75,50;MODREGNING"
)
RENO, DAG = ("12RENO", "RENOVATION"), ("11DAGINST", "DAGINST")
SETTLED_1_ROW = settled(
    *("2000009001", "3112999999", "37-0004512345", "AKI-900001", RENO, "2025-04-11"), *(50000, 0, 0, 50000, 83000), art="LØNTRÆK"
)
SETTLED_2_ROW = settled(
    *("2000009002", "3112999998", "37-0004512388", "AKI-900002", DAG, "2025-04-22"),
    *(240000, 1250, 6300, 247550, 7550),
    art="MODREGNING",
)
SETTLEMENT_HEAD = "AFRH;37AK;2025-04;2025/04/30;2025/04/01;2025/04/30"
SETTLEMENT_END = "AFRT;2;2975,50;2975,50;GB-77120"
SETTLEMENT_HEAD_ROW: Row = {
    "record": "AFRH",
    "type": "AFRH",
    "fordringshaver": "37AK",
    "afregningsnr": "2025-04",
    "afregningsdato": "2025-04-30",
    "periode_fra": "2025-04-01",
    "periode_til": "2025-04-30",
}
AFREGNINGER = {
    "eksempel": Table(
        (
            (SETTLEMENT_HEAD, SETTLEMENT_HEAD_ROW),
            (f"AFRL;{SETTLED_1}", {"record": "AFRL", "type": "AFRL", **SETTLED_1_ROW}),
            (f"AFRL;{SETTLED_2}", {"record": "AFRL", "type": "AFRL", **SETTLED_2_ROW}),
            (
                SETTLEMENT_END,
                {"record": "AFRT", "type": "AFRT", "antal": 2, "sum": 297550, "overfoert": 297550, "bankreference": "GB-77120"},
            ),
        ),
    ),
    "fejl": Table(  # 12.345, parts that are not the sum, no first line, a count that is wrong, a payment twice
        (
            (f"AFRL;{SETTLED_1.replace('500,00;0,00', '12.345;0,00')}", {}),
            (f"AFRL;{SETTLED_2.replace('12,50', '12,51')}", {}),
            (f"AFRL;{SETTLED_2}", {}),
            (SETTLEMENT_END, {}),
        ),
        broken=True,
        problems=(
            ("POST_ANTAL", 0, 0, ""),
            ("CELLE_DECIMALER_ANTAL", 1, 9, "beloeb_hovedstol"),
            ("AFREGNING_SUM", 1, 12, "beloeb_ialt"),
            ("AFREGNING_SUM", 2, 12, "beloeb_ialt"),
            ("RAEKKE_GENTAGET", 3, 2, "betalings_id"),
            ("AFSLUTNING_ANTAL", 4, 2, "antal"),
            ("AFSLUTNING_SUM", 4, 3, "sum"),
        ),
    ),
}
AFREGNINGER_LINJER = {
    "eksempel": Table(((SETTLED_1, {"record": "betaling", **SETTLED_1_ROW}), (SETTLED_2, {"record": "betaling", **SETTLED_2_ROW}))),
}
REJECTED = "FORD;3112999999;37-0004512399;;640,00;2025/04/03;A04;Debitor findes ikke;"
AFVISTE = {
    "eksempel": Table(
        (
            (
                REJECTED,
                {
                    "record": "afvist",
                    "type": "FORD",
                    "debitor": "3112999999",
                    "ekstern_sagsnummer": "37-0004512399",
                    "beloeb": 64000,
                    "modtaget_dato": "2025-04-03",
                    "fejlkode": "A04",
                    "fejltekst": "Debitor findes ikke",
                },
            ),
        ),
    ),
}
RECONCILED = "37AK;3112999999;37-0004512345;AKI-900001;12RENO;RENOVATION;2025/04/02;1830,00;500,00;500,00;0,00;830,00;ÅBEN;"
RECONCILED_ROW: Row = {
    "record": "fordring",
    "fordringshaver": "37AK",
    "debitor": "3112999999",
    "ekstern_sagsnummer": "37-0004512345",
    "sekvensnummer": "AKI-900001",
    "fordringsgruppe": "12RENO",
    "fordringstype": "RENOVATION",
    "oprettet_dato": "2025-04-02",
    "hovedstol_oprindelig": 183000,
    "nedskrevet_ialt": 50000,
    "indbetalt_ialt": 50000,
    "afskrevet_ialt": 0,
    "restsaldo": 83000,
    "status": "ÅBEN",
}
RECONCILED_END = "I ALT;1;1830,00;500,00;500,00;0,00;830,00"
AFSTEMNINGER = {
    "eksempel": Table(
        (
            (RECONCILED, RECONCILED_ROW),
            (
                RECONCILED_END,
                {
                    "record": "ialt",
                    "type": "I ALT",
                    "antal": 1,
                    "hovedstol": 183000,
                    "nedskrevet": 50000,
                    "indbetalt": 50000,
                    "afskrevet": 0,
                    "restsaldo": 83000,
                },
            ),
        ),
    ),
    "uden-i-alt": Table(((RECONCILED, RECONCILED_ROW),)),
}

PROFILES: dict[str, dict[str, Table]] = {
    "fordringer": FORDRINGER,
    "nedskrivninger": NEDSKRIVNINGER,
    "afregninger": AFREGNINGER,
    "afregninger-linjer": AFREGNINGER_LINJER,
    "afviste": AFVISTE,
    "afstemninger": AFSTEMNINGER,
}
