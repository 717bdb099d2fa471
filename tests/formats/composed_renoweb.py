"""Golden files of the one-off transfer to RenoWeb (social-teknik.md 10.3) and of the downloads by IPIS (4, its own sample)."""

from __future__ import annotations

from typing import Any

from tests.formats.profile_table import Row, Table, heading


def total(antal: int, **more: Any) -> Row:
    return {"record": "TOTAL", "kategori": "TOTAL", "antal": antal, **more}


KUNDER_HEAD = heading(
    "Kundenr;Type;Cpr;Cvr;Gln;Navn;Navn_forkortet;Adressebeskyttet;Vejnavn;Husnr;Bnr;Lejlighed;Lokalitet;Postnr;By;Land;Co;Sprog;Status;Renoweb_kundeid;Aendret"
)
PERSON = "6102999001;person;6102999001;;;Prøve Person Et;N;N;Aqqusinersuaq;012;1234;0002;0600;3900;Nuuk;;;kl;aktiv;RW77;20140829"
FIRMA = "0001953096;myndighed;;19785289;5790001953096;Prøvehuset;N;J;;;;;;;;;;da;udrejst;;20140829"
PERSON_ROW: Row = {
    "record": "kunde",
    "kundenr": "6102999001",
    "type": "person",
    "cpr": "6102999001",
    "navn": "Prøve Person Et",
    "navn_forkortet": "N",
    "adressebeskyttet": "N",
    "vejnavn": "Aqqusinersuaq",
    "husnr": "012",
    "bnr": "1234",
    "lejlighed": "0002",
    "lokalitet": "0600",
    "postnr": "3900",
    "by": "Nuuk",
    "sprog": "kl",
    "status": "aktiv",
    "renoweb_kundeid": "RW77",
    "aendret": "2014-08-29",
}
FIRMA_ROW: Row = {
    "record": "kunde",
    "kundenr": "0001953096",
    "type": "myndighed",
    "cvr": "19785289",
    "gln": "5790001953096",
    "navn": "Prøvehuset",
    "navn_forkortet": "N",
    "adressebeskyttet": "J",
    "sprog": "da",
    "status": "udrejst",
    "aendret": "2014-08-29",
}
KUNDER = {
    "eksempel": Table((KUNDER_HEAD, (PERSON, PERSON_ROW), (FIRMA, FIRMA_ROW), ("TOTAL;2", total(2)))),
    "fejl": Table(
        (
            KUNDER_HEAD,
            (PERSON.replace("Prøve Person Et", "=1+1").replace(";person;", ";ukendt;"), {}),
            (PERSON, {}),
            (PERSON.replace("0600", "600"), {}),
            ("TOTAL;2", {}),
        ),
        broken=True,
        problems=(
            ("FELT_VAERDI", 2, 2, "type"),
            ("TEKST_FORMEL", 2, 6, "navn"),
            ("RAEKKE_DUBLET", 3, 1, "kundenr"),
            ("RAEKKE_DUBLET", 4, 1, "kundenr"),
            ("CELLE_CIFRE_MANGLER", 4, 13, "lokalitet"),
            ("AFSLUTNING_ANTAL", 5, 2, "antal"),
        ),
    ),
}
ADRESSER = {
    "eksempel": Table(
        (
            heading("Adresse_id;Lokalitet;Vejkode;Husnr;Bnr;Lejlighed"),
            ("1;0600;;;B-1234;", {"record": "adresse", "adresse_id": 1, "lokalitet": "0600", "bnr": "B-1234"}),
            (
                "12;0600;0082;012;Aqqusinersuaq 12;0002",
                {
                    "record": "adresse",
                    "adresse_id": 12,
                    "lokalitet": "0600",
                    "vejkode": "0082",
                    "husnr": "012",
                    "bnr": "Aqqusinersuaq 12",
                    "lejlighed": "0002",
                },
            ),
            ("TOTAL;2", total(2)),
        )
    ),
}
YDELSER = {
    "eksempel": Table(
        (
            heading("Ydelseskode;Navn_da;Navn_kl;Lokalitet;Indtaegtskonto"),
            (
                "7;Dagrenovation;Eqqakkat;0500;6602507000",
                {
                    "record": "ydelse",
                    "ydelseskode": 7,
                    "navn_da": "Dagrenovation",
                    "navn_kl": "Eqqakkat",
                    "lokalitet": "0500",
                    "indtaegtskonto": "6602507000",
                },
            ),
            ("TOTAL;1", total(1)),
        )
    ),
}
PRISER = {
    "eksempel": Table(
        (
            heading("Ydelseskode;Gyldig_fra;Pris_kvartal;Pris_aar"),
            ("7;;610,00;2440,00", {"record": "pris", "ydelseskode": 7, "pris_kvartal": 61_000, "pris_aar": 244_000}),
            (
                "7;20150101;620,50;2482,00",
                {"record": "pris", "ydelseskode": 7, "gyldig_fra": "2015-01-01", "pris_kvartal": 62_050, "pris_aar": 248_200},
            ),
            ("TOTAL;2", total(2)),
        )
    ),
}
AFTALER = {
    "eksempel": Table(
        (
            heading("Aftalenr;Kundenr;Adresse_id;Ydelseskode;Antal;Fra;Til;Betales_fra_konto;Aarspris"),
            (
                "1;6102999001;1;7;2;20140701;;;4880,00",
                {
                    "record": "aftale",
                    "aftalenr": 1,
                    "kundenr": "6102999001",
                    "adresse_id": 1,
                    "ydelseskode": 7,
                    "antal": 2,
                    "fra": "2014-07-01",
                    "aarspris": 488_000,
                },
            ),
            (
                "2;0001953096;12;7;0;;20141231;4106011200;0,00",
                {
                    "record": "aftale",
                    "aftalenr": 2,
                    "kundenr": "0001953096",
                    "adresse_id": 12,
                    "ydelseskode": 7,
                    "antal": 0,
                    "til": "2014-12-31",
                    "betales_fra_konto": "4106011200",
                    "aarspris": 0,
                },
            ),
            ("TOTAL;2;4880,00", total(2, sum=488_000)),
        )
    ),
}
MANIFEST = {
    "eksempel": Table(
        (
            heading("Fil;Sha256;Raekker;Sum_aarspris"),
            (
                f"RENOWEB_0956_20140829_KUNDER.csv;{'0a' * 32};2;",
                {"record": "indhold", "fil": "RENOWEB_0956_20140829_KUNDER.csv", "sha256": "0a" * 32, "raekker": 2},
            ),
            (
                f"RENOWEB_0956_20140829_AFTALER.csv;{'f9' * 32};2;4880,00",
                {
                    "record": "indhold",
                    "fil": "RENOWEB_0956_20140829_AFTALER.csv",
                    "sha256": "f9" * 32,
                    "raekker": 2,
                    "sum_aarspris": 488_000,
                },
            ),
        )
    ),
}
BOM = b"\xef\xbb\xbf"
STAT = heading("Kommunenr;Lokalitet;Aldersgruppe;Koen;Handicaptype;Foranstaltning;Antal")
SYV: Row = {
    "record": "antal",
    "kommunenr": "0957",
    "lokalitet": "0800",
    "aldersgruppe": "18-29",
    "koen": "K",
    "handicaptype": "UDV",
    "foranstaltning": "STOETTEPERSON",
    "antal": 7,
}
SKJULT: Row = {
    "record": "antal",
    "kommunenr": "0957",
    "lokalitet": "0700",
    "aldersgruppe": "0-5",
    "koen": "M",
    "handicaptype": "BEV",
    "foranstaltning": "HJAELPEMIDDEL",
    "antal": -1,
}
IPIS_STAT = {
    "eksempel": Table(
        (
            STAT,
            ("0957;0800;18-29;K;UDV;STOETTEPERSON;7", SYV),
            ("0957;0700;0-5;M;BEV;HJAELPEMIDDEL;-1", SKJULT),
            ("TOTAL;2", total(2)),
        ),
        mark=BOM,
    ),
    "hele-kommunen": Table(
        (
            STAT,
            (
                "0957;;0-5;M;BEV;HJAELPEMIDDEL;3",
                {name: value for name, value in SKJULT.items() if name != "lokalitet"} | {"antal": 3},
            ),
            ("TOTAL;1", total(1)),
        ),
        mark=BOM,
    ),
    "fejl": Table(
        (
            STAT,
            ("0957;0800;18-30;K;UDV;STOETTEPERSON;0", {}),
            ("0957;0700;0-5;M;BEV;HJAELPEMIDDEL;-2", {}),
            ("TOTAL;2", {}),
        ),
        mark=BOM,
        broken=True,
        problems=(
            ("FELT_VAERDI", 2, 3, "aldersgruppe"),
            ("FELT_NUL", 2, 7, "antal"),
            ("FELT_UDENFOR", 3, 7, "antal"),
        ),
    ),
}
IPIS_PERSON = {
    "eksempel": Table(
        (
            heading(
                "Loebenr;Cpr;Foedselsaar;Koen;Kommunenr;Lokalitet;Handicaptype;Diagnosekode;Foranstaltning;Timer_pr_uge;Gyldig_fra;Gyldig_til"
            ),
            (
                "0123456789abcdef;;2000;K;0957;0800;UDV;F70;STOETTEPERSON;12,50;20260101;",
                {
                    "record": "person",
                    "loebenr": "0123456789abcdef",
                    "foedselsaar": 2000,
                    "koen": "K",
                    "kommunenr": "0957",
                    "lokalitet": "0800",
                    "handicaptype": "UDV",
                    "diagnosekode": "F70",
                    "foranstaltning": "STOETTEPERSON",
                    "timer_pr_uge": 1_250,
                    "gyldig_fra": "2026-01-01",
                },
            ),
            (
                "fedcba9876543210;6101245001;2024;M;0957;0700;BEV;;HJAELPEMIDDEL;;20260101;20261231",
                {
                    "record": "person",
                    "loebenr": "fedcba9876543210",
                    "cpr": "6101245001",
                    "foedselsaar": 2024,
                    "koen": "M",
                    "kommunenr": "0957",
                    "lokalitet": "0700",
                    "handicaptype": "BEV",
                    "foranstaltning": "HJAELPEMIDDEL",
                    "gyldig_fra": "2026-01-01",
                    "gyldig_til": "2026-12-31",
                },
            ),
            ("TOTAL;2", total(2)),
        ),
        mark=BOM,
    ),
}

PROFILES: dict[str, dict[str, Table]] = {
    "renoweb-kunder": KUNDER,
    "renoweb-adresser": ADRESSER,
    "renoweb-ydelser": YDELSER,
    "renoweb-priser": PRISER,
    "renoweb-aftaler": AFTALER,
    "renoweb-manifest": MANIFEST,
    "ipis-stat-1": IPIS_STAT,
    "ipis-person-1": IPIS_PERSON,
}
