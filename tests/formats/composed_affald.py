"""Golden files of weighings, Kujalleq's and Sermersooq's (social-teknik.md 9.2, 9.3): samples, other spellings, and what is wrong."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from tests.formats.profile_table import Row, Table, heading

WEIGHING: Row = {
    "record": "vejning",
    "submissionid": "1000231",
    "datesubmitted": "12/03/2025 09:15",
    "immikkoortortaqarfik": "Modtagerstation - Qaqortoq",
    "ulloq": "2025-03-12T09:12",
    "kunde_nr": "Prøve Byg ApS 5800000001",
    "gr_gl": "GR 12 345",
    "eqqakkat": "Brandbart erhvervsaffald",
    "amerlassusaai": "1250 kg",
    "katillugit": 68750,
    "notat": "Hal 2",
}
WASTE_HEAD = '"SubmissionId","DateSubmitted","Immikkoortortaqarfik","Ulloq","Kunde nr","GR  GL","Eqqakkat","Amerlassusaai","Katillugit","Notat"'
WASTE = '"1000231","12/03/2025 09:15","Modtagerstation - Qaqortoq","12/03/2025 09:12","Prøve Byg ApS 5800000001","GR 12 345","Brandbart erhvervsaffald","1250 kg","687.50","Hal 2"'
AFFALD = {
    "eksempel": Table(
        (
            heading(WASTE_HEAD),
            (WASTE, WEIGHING),
            (
                '"1000232","12/03/2025 10:02","Forbrænding - Narsaq","12/03/2025 10:00","Prøve Fisk A/S 5800000002","GL 7 001","Jern","300 kg","0.00",""',
                {
                    "record": "vejning",
                    "submissionid": "1000232",
                    "datesubmitted": "12/03/2025 10:02",
                    "immikkoortortaqarfik": "Forbrænding - Narsaq",
                    "ulloq": "2025-03-12T10:00",
                    "kunde_nr": "Prøve Fisk A/S 5800000002",
                    "gr_gl": "GL 7 001",
                    "eqqakkat": "Jern",
                    "amerlassusaai": "300 kg",
                    "katillugit": 0,
                },
            ),
            (
                '"1000233","12/03/2025 11:40","Modtagerstation - Nanortalik","12/03/2025 11:31","5800000003","","Deponi, blandet","2 m3","1240.00","Manglede sortering"',
                {
                    "record": "vejning",
                    "submissionid": "1000233",
                    "datesubmitted": "12/03/2025 11:40",
                    "immikkoortortaqarfik": "Modtagerstation - Nanortalik",
                    "ulloq": "2025-03-12T11:31",
                    "kunde_nr": "5800000003",
                    "eqqakkat": "Deponi, blandet",
                    "amerlassusaai": "2 m3",
                    "katillugit": 124000,
                    "notat": "Manglede sortering",
                },
            ),
        ),
        newline="\n",
    ),
    "stavemaader": Table(  # other order and headings, one blank for two, a cell without quotes, doubled quotes, decimal comma
        (
            heading(
                '"Katillugit","RegistrationNo","Immikkoortortaqarfik","afleveringstidspunkt","Kunde nr","gr gl","Eqqakkat","Amerlassusaai","Notat"'
            ),
            (
                '"687,50",1000231,"Modtagerstation - Qaqortoq","12/03/2025 09:12","Prøve Byg ApS 5800000001","GR 12 345","Brandbart erhvervsaffald","1250 kg"," Hal ""2"", øst"',
                {key: value for key, value in WEIGHING.items() if key != "datesubmitted"}
                | {
                    "notat": 'Hal "2", øst',
                    "stavemaade": {"submissionid": "1000231", "katillugit": '"687,50"', "notat": '" Hal ""2"", øst"'},
                },
            ),
        ),
        encoding="cp1252",
        newline="\n",
        about={"tegnsaet": "cp1252", "linjeskift": "LF", "sidste_linjeskift": True, "bom": False},
        problems=(("TEGNSAET_ANDET", 0, 0, ""),),
    ),
    "fejl": Table(
        (
            heading(WASTE_HEAD),
            (WASTE.replace('"687.50"', '"687.5"').replace("Modtagerstation - Qaqortoq", "Qaqortoq"), {}),
            (WASTE.replace('"Hal 2"', '"Hal'), {}),
            ('2"', {}),
            (WASTE.replace('"Hal 2"', '"Hal 2'), {}),
            (
                WASTE.replace("5800000001", "")
                .replace("12/03/2025 09:12", "12/03/2025 24:00")
                .replace("GR 12 345", "GR 12 345 6789"),
                {},
            ),
        ),
        newline="\n",
        broken=True,
        problems=(
            ("FELT_MOENSTER", 2, 3, "immikkoortortaqarfik"),
            ("CELLE_DECIMALER_ANTAL", 2, 9, "katillugit"),
            ("FELT_LINJESKIFT", 3, 0, ""),
            ("CSV_ANFOERSELSTEGN", 5, 0, ""),
            ("RAEKKE_DUBLET", 6, 1, "submissionid"),
            ("DATO_UGYLDIG", 6, 4, "ulloq"),
            ("FELT_MOENSTER", 6, 5, "kunde_nr"),
            ("FELT_FOR_LANGT", 6, 6, "gr_gl"),
        ),
        delimiter=",",
    ),
}

SE_HEAD = "REGISTRATIONNO;WEIGHINGDATE;SITE;CUSTOMERNO;CUSTOMERNAME;LICENSEPLATE;PRODUCTNO;PRODUCTNAME;WEIGHTNET;PRICEUNIT;PRICETOTAL;ACCOUNTNO;NOTE"
SE_FULL = (
    "10000501;12-03-2025 09:12;Nuuk forbrænding;5800000001;Prøve Byg ApS;GR 12 345;10;Brandbart;1250;550,00;687,50;6602601101;Hal 2"
)
SE_SHORT = "502;12-03-2025 10:00;;5800000002;;;;;;;-10,00;6602601101;"
SE_ROW: Row = {
    "record": "vejning",
    "registrationno": "10000501",
    "weighingdate": "2025-03-12T09:12",
    "site": "Nuuk forbrænding",
    "customerno": "5800000001",
    "customername": "Prøve Byg ApS",
    "licenseplate": "GR 12 345",
    "productno": "10",
    "productname": "Brandbart",
    "weightnet": 1250,
    "priceunit": 55_000,
    "pricetotal": 68_750,
    "accountno": "6602601101",
    "note": "Hal 2",
}
AFFALD_SE = {
    "eksempel": Table(
        (
            heading(SE_HEAD),
            (SE_FULL, SE_ROW),
            (
                SE_SHORT,
                {
                    "record": "vejning",
                    "registrationno": "502",
                    "weighingdate": "2025-03-12T10:00",
                    "customerno": "5800000002",
                    "pricetotal": -1_000,
                    "accountno": "6602601101",
                },
            ),
        ),
        encoding="cp1252",
    ),
    "fejl": Table(
        (
            heading(SE_HEAD),
            (SE_FULL.replace("10000501", "100005011").replace("687,50", "687,5"), {}),
            (SE_FULL.replace("12-03-2025", "12/03/2025").replace("6602601101", "66026011"), {}),
            (SE_FULL.replace(";5800000001;", ";;"), {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("FELT_FOR_LANGT", 2, 1, "registrationno"),
            ("CELLE_DECIMALER_ANTAL", 2, 11, "pricetotal"),
            ("DATO_UGYLDIG", 3, 2, "weighingdate"),
            ("CELLE_CIFRE_MANGLER", 3, 12, "accountno"),
            ("RAEKKE_DUBLET", 4, 1, "registrationno"),
            ("FELT_TOMT", 4, 4, "customerno"),
        ),
    ),
}
RW_HEAD = "Kommunenr;Kvartal;Linjeid;Kundenr;RenowebKundeid;Lokalitet;Bnr;Lejlighed;Ydelseskode;Tekst;Antal;Enhedspris_aar;Fra;Til;Beloeb;Betales_fra_konto"
RW_ONE = "0956;20143;1;5800000001;RW77;0600;1234;;DAG240;Dagrenovation 240 l, 1 x uge;2;2440,00;20140701;20140930;1220,00;"
RW_TWO = "0956;20143;2;5800000002;RW78;0600;0087;;DAG660;Dagrenovation 660 l, 2 x uge;1;7300,00;20140815;20140930;932,34;"
RW_ROW: Row = {
    "record": "linje",
    "kommunenr": "0956",
    "kvartal": "20143",
    "linjeid": "1",
    "kundenr": "5800000001",
    "renowebkundeid": "RW77",
    "lokalitet": "0600",
    "bnr": "1234",
    "ydelseskode": "DAG240",
    "tekst": "Dagrenovation 240 l, 1 x uge",
    "antal": 200,
    "enhedspris_aar": 244_000,
    "fra": "2014-07-01",
    "til": "2014-09-30",
    "beloeb": 122_000,
}
RENOWEB = {
    "eksempel": Table(
        (
            heading(RW_HEAD),
            (RW_ONE, RW_ROW),
            (
                RW_TWO,
                RW_ROW
                | {
                    "linjeid": "2",
                    "kundenr": "5800000002",
                    "renowebkundeid": "RW78",
                    "bnr": "0087",
                    "ydelseskode": "DAG660",
                    "tekst": "Dagrenovation 660 l, 2 x uge",
                    "antal": 100,
                    "enhedspris_aar": 730_000,
                    "fra": "2014-08-15",
                    "beloeb": 93_234,
                },
            ),
            ("TOTAL;2;2152,34", {"record": "TOTAL", "kategori": "TOTAL", "antal": 2, "sum": 215_234}),
        ),
        encoding="cp1252",
    ),
    "fejl": Table(
        (
            heading(RW_HEAD),
            (RW_ONE.replace(";2;2440,00", ";0;2440,00").replace("DAG240", ""), {}),
            (RW_ONE.replace("20140930", "20140630"), {}),
            ("TOTAL;3;2440,00", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("FELT_TOMT", 2, 9, "ydelseskode"),
            ("FELT_UDENFOR", 2, 11, "antal"),
            ("RAEKKE_DUBLET", 3, 3, "linjeid"),
            ("DATO_ORDEN", 3, 14, "til"),
            ("AFSLUTNING_ANTAL", 4, 2, "antal"),
        ),
    ),
}
PROFILES = {"affald-kujalleq": AFFALD, "affald-se-1": AFFALD_SE, "renoweb-opkr-1": RENOWEB}
