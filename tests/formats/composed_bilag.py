"""Golden files of vouchers from others: BS+ and Acubiz, with the samples of payments.md 6 and 7 and social-teknik.md 8."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from tests.formats.profile_table import Row, Table, heading, kept

BSPLUS_HEAD = "KATEGORI;LINJE;DATO;BELOEB;PBSNR;DEBGR;KUNDENR;AFTALENR;KREDITOR;KONTO;TEKST;SAGSBEHANDLER;PDF"
EL = "POST;000001;01122026;1830,00;09999999;00002;000003112999999;123456789;Prøveforsyning A/S;310100210;El 4. kvartal, skolen;xxxx;000001.pdf"
TELE = "POST;000002;01122026;412,75;09999999;00007;000000000004711;123456790;Prøvetele A/S;310100225;Telefon nov.;MAJE;000002.pdf"
EL_ROW: Row = {
    "record": "POST",
    "kategori": "POST",
    "linje": "000001",
    "dato": "2026-12-01",
    "beloeb": 183000,
    "pbsnr": "09999999",
    "debgr": "00002",
    "kundenr": "000003112999999",
    "aftalenr": "123456789",
    "kreditor": "Prøveforsyning A/S",
    "konto": "310100210",
    "tekst": "El 4. kvartal, skolen",
    "sagsbehandler": "xxxx",
    "pdf": "000001.pdf",
}
TELE_ROW: Row = EL_ROW | {
    "linje": "000002",
    "beloeb": 41275,
    "debgr": "00007",
    "kundenr": "000000000004711",
    "aftalenr": "123456790",
    "kreditor": "Prøvetele A/S",
    "konto": "310100225",
    "tekst": "Telefon nov.",
    "sagsbehandler": "MAJE",
    "pdf": "000002.pdf",
}
BSPLUS = {
    "eksempel": Table(
        (
            heading(BSPLUS_HEAD),
            (EL, EL_ROW),
            (TELE, TELE_ROW),
            ("SLUT;000002;;2242,75;;;;;;;;;", {"record": "SLUT", "kategori": "SLUT", "linje": "000002", "beloeb": 224275}),
        ),
        encoding="cp1252",
    ),
    "tilbagebetaling": Table(  # a refund without text and voucher; a blank line after the end
        (
            heading(BSPLUS_HEAD),
            (
                "POST;000001;01122026;-0,05;09999999;00002;4711;123456789;Prøvetele A/S;310100225;;xxxx;",
                {key: value for key, value in TELE_ROW.items() if key not in ("tekst", "pdf")}
                | {
                    "linje": "000001",
                    "beloeb": -5,
                    "debgr": "00002",
                    "kundenr": "4711",
                    "aftalenr": "123456789",
                    "sagsbehandler": "xxxx",
                },
            ),
            ("SLUT;000001;;-0,05;;;;;;;;;", {"record": "SLUT", "kategori": "SLUT", "linje": "000001", "beloeb": -5}),
            kept(""),
        ),
        encoding="cp1252",
        problems=(("LINJE_SPRUNGET_OVER", 4, 0, ""),),
    ),
    "fejl": Table(
        (
            heading(BSPLUS_HEAD),
            (EL.replace("01122026", "31112026").replace("1830,00", "1830,5").replace("xxxx", ""), {}),
            (TELE.replace("000002;", "000003;").replace("000002.pdf", "..\\000002.pdf"), {}),
            (TELE + ";x", {}),
            ("SLUT;000003;;2242,75;;;;;;;Tekst;;", {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("DATO_UGYLDIG", 2, 3, "dato"),
            ("CELLE_DECIMALER_ANTAL", 2, 4, "beloeb"),
            ("FELT_TOMT", 2, 12, "sagsbehandler"),
            ("LINJENUMMER_FEJL", 3, 2, "linje"),
            ("BILAGSNAVN_UGYLDIGT", 3, 13, "pdf"),
            ("CSV_FELTANTAL", 4, 0, ""),
            ("AFSLUTNING_ANTAL", 5, 2, "linje"),
            ("AFSLUTNING_SUM", 5, 4, "beloeb"),
            ("FELT_SKAL_VAERE_TOMT", 5, 11, "tekst"),
        ),
    ),
}

TRAVEL: Row = {
    "record": "postering",
    "lineno": "1",
    "postingdate": "2026-11-04",
    "transactiontype": "f",
    "account": "310100310",
    "amount": 125000,
    "basecurrency": "DKK",
    "bookingtext": "Rejse Ilulissat, hotel",
    "dim1": "0956",
    "initialer": "MAJE",
    "rejse_id": "T-2026-0017",
    "bilag": "kvit-0017.pdf",
}
PAID = TRAVEL | {"lineno": "2", "transactiontype": "k", "account": "900200900", "amount": -125000}
DEBIT = "1;04-11-2026;f;310100310;;1250,00;DKK;;;Rejse Ilulissat, hotel;0956;;;;;;;;;;;;;;;;;;MAJE;T-2026-0017;kvit-0017.pdf"
CREDIT = "2;04-11-2026;k;900200900;;-1250,00;DKK;;;Rejse Ilulissat, hotel;0956;;;;;;;;;;;;;;;;;;MAJE;T-2026-0017;kvit-0017.pdf"
ACUBIZ = {
    "eksempel": Table(((DEBIT, TRAVEL), (CREDIT, PAID)), encoding="cp1252"),
    "38-kolonner": Table(  # the larger edition; something in the last of its columns
        (
            (DEBIT + ";" * 6 + ";x", TRAVEL | {"kolonne_38": "x", "laengde": 38}),
            (CREDIT + ";" * 7, PAID | {"laengde": 38}),
        ),
        encoding="cp1252",
    ),
    "stavemaader": Table(  # blanks, no øre, a delimiter at the end of one line; text that looks like a formula is text
        (
            (
                DEBIT.replace("1250,00", " 1250").replace("Rejse Ilulissat, hotel", '=1+1 "Hotel"') + ";",
                TRAVEL | {"bookingtext": '=1+1 "Hotel"', "stavemaade": {"amount": " 1250", "": ";"}},
            ),
            (
                CREDIT.replace("hotel;", "hotel ;").replace("-1250,00", "-01250,0"),
                PAID | {"stavemaade": {"amount": "-01250,0", "bookingtext": "Rejse Ilulissat, hotel "}},
            ),
        ),
        newline="\n",
        about={"tegnsaet": "cp1252", "linjeskift": "LF", "sidste_linjeskift": True, "bom": False},
    ),
    "utf8": Table(
        (
            (DEBIT.replace("Rejse", "Rejse til Nuuk Ø,"), TRAVEL | {"bookingtext": "Rejse til Nuuk Ø, Ilulissat, hotel"}),
            (CREDIT, PAID),
        ),
        mark=b"\xef\xbb\xbf",
        about={"tegnsaet": "utf-8", "linjeskift": "CRLF", "sidste_linjeskift": True, "bom": True},
        problems=(("TEGNSAET_ANDET", 0, 0, ""), ("BYTE_ORDER_MARK", 1, 1, "")),
    ),
    "fejl": Table(
        (
            (DEBIT.replace(";;1250,00;DKK", ";I25;1250,00;EUR").replace("kvit-0017.pdf", "a.pdf*../b.pdf"), {}),
            (CREDIT.replace("-1250,00", "-1.250,00").replace(";k;", ";x;"), {}),
            (CREDIT.replace("T-2026-0017", "").replace("2;04-11-2026", "3;2026-11-04"), {}),
            (DEBIT.replace("1;04", "4;04", 1), {}),
            (DEBIT.replace("1;04", "4;04", 1), {}),
        ),
        encoding="cp1252",
        broken=True,
        problems=(
            ("FELT_BOER_VAERE_TOMT", 1, 5, "vatcode"),
            ("FELT_VAERDI", 1, 7, "basecurrency"),
            ("BILAGSNAVN_UGYLDIGT", 1, 31, "bilag"),
            ("FELT_VAERDI", 2, 3, "transactiontype"),
            ("CELLE_DECIMALTAL", 2, 6, "amount"),
            ("DATO_UGYLDIG", 3, 2, "postingdate"),
            ("FELT_TOMT", 3, 30, "rejse_id"),
            ("RAEKKE_DUBLET", 5, 30, "rejse_id"),
            ("REJSE_UBALANCE", 5, 30, "rejse_id"),
        ),
    ),
}
ACUBIZ_1 = {
    "eksempel": Table(
        (
            (
                "1;14-03-2025;f;5602601340;;1250,50;DKK;1250,50;DKK;Hotel Sisimiut, tilsyn;4711;;0800;;;;;;;abcd;Prøve Medarbejder;TR000123;;;1;;;;;;TR000123_1.pdf",
                {
                    "record": "postering",
                    "lineno": "1",
                    "postingdate": "2025-03-14",
                    "transactiontype": "f",
                    "account": "5602601340",
                    "amount": 125050,
                    "basecurrency": "DKK",
                    "amountoriginal": "1250,50",
                    "foreigncurrency": "DKK",
                    "bookingtext": "Hotel Sisimiut, tilsyn",
                    "dim1": "4711",
                    "dim3": "0800",
                    "initialer": "abcd",
                    "navn": "Prøve Medarbejder",
                    "rejse_id": "TR000123",
                    "delbilag": "1",
                    "bilag": "TR000123_1.pdf",
                },
            ),
            (
                "2;14-03-2025;k;7503859002;;-1250,50;DKK;-1250,50;DKK;Hotel Sisimiut, tilsyn;;;;;;;;;;;;TR000123;;;;;;;;;",
                {
                    "record": "postering",
                    "lineno": "2",
                    "postingdate": "2025-03-14",
                    "transactiontype": "k",
                    "account": "7503859002",
                    "amount": -125050,
                    "basecurrency": "DKK",
                    "amountoriginal": "-1250,50",
                    "foreigncurrency": "DKK",
                    "bookingtext": "Hotel Sisimiut, tilsyn",
                    "rejse_id": "TR000123",
                },
            ),
        ),
        encoding="cp1252",
    ),
}

PROFILES: dict[str, dict[str, Table]] = {
    "bsplus": BSPLUS,
    "acubiz": ACUBIZ,
    "acubiz-1": ACUBIZ_1,
}
