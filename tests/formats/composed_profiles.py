"""Golden files of the delimited layouts that are profiles: literal lines, and what they mean, from the specifications' tables.

The samples of the specifications are here as they are printed (payments.md 6 and 7, skat-inddrivelse.md 3.2, 4, 5.2, 8.2 and 8.5,
social-teknik.md 8 and 9.3); beside them stand files that are spelled or cut otherwise, as other writers do.
"""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Place = tuple[str, int, int, str]


@dataclass(frozen=True)
class Table:
    """A golden file: its lines, each as it stands beside what it means; and what we would write otherwise.

    `problems`: code, line, number of the cell it stands at, field.
    """

    lines: tuple[tuple[str, Row], ...]
    encoding: str = "utf-8"
    newline: str = "\r\n"
    mark: bytes = b""
    about: Row | None = None
    problems: tuple[Place, ...] = ()
    broken: bool = False
    rewritten: tuple[str, ...] = ()
    delimiter: str = ";"

    def _bytes(self, lines: tuple[str, ...]) -> bytes:
        return self.mark + "".join(line + self.newline for line in lines).encode(self.encoding)

    def _column(self, line: int, cell: int) -> int:
        """The first character of a cell, counted from 1; 0 for no cell, one past the end for -1."""
        if not cell:
            return 0
        text = self.lines[line - 1][0]
        return len(text) + 1 if cell < 0 else len(self.delimiter.join([*text.split(self.delimiter)[: cell - 1], ""])) + 1

    def files(self, name: str) -> dict[str, bytes]:
        """The file and what stands beside it."""
        found = {f"{name}.txt": self._bytes(tuple(line for line, _ in self.lines))}
        if not self.broken:
            rows = [{"line": number, **row} for number, (_, row) in enumerate(self.lines, start=1)]
            about = [{"line": 0, "record": "fil", **self.about}] if self.about else []
            found[f"{name}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [*about, *rows]).encode()
        if self.problems:
            places = [
                {"code": code, "line": line, "column": self._column(line, cell), "field": field}
                for code, line, cell, field in self.problems
            ]
            found[f"{name}.problems.json"] = (json.dumps(places, indent=2) + "\n").encode()
        if self.rewritten:
            found[f"{name}.skrevet.txt"] = self._bytes(self.rewritten)
        return found


def heading(text: str) -> tuple[str, Row]:
    return text, {"record": "overskrift", "tekst": text}


def kept(text: str) -> tuple[str, Row]:
    return text, {"record": "", "raw": text}


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


def income(kommune: str, cpr: str, dage: int, oere: int, **more: Any) -> Row:
    return {"record": "indkomst", "skattekommune": kommune, "cpr": cpr, "skattedage": dage, "skattepligtig_indkomst": oere, **more}


INCOMES = (
    ("32,3112999999,,366,,,245310;", income("32", "3112999999", 366, 24531000)),
    ("32,3112999998,,120,,,0;", income("32", "3112999998", 120, 0)),
    ("32,3112999997,,366,,,-1450;", income("32", "3112999997", 366, -145000)),
)
SKPLINDK = {
    "eksempel": Table(INCOMES, newline="\n"),
    "gamle-felter": Table(  # values where nothing is used since 2008; øre; a person twice; no mark after the last line
        (
            (
                "32,3112999999,6112999999,366,200,166,245310.50;",
                {
                    "record": "indkomst",
                    "skattekommune": "32",
                    "cpr": "3112999999",
                    "co_cpr": "6112999999",
                    "skattedage": 366,
                    "skattedage_hovedperson": 200,
                    "skattedage_medperson": 166,
                    "skattepligtig_indkomst": 24531050,
                },
            ),
            (
                "32,3112999999,,007,,,10.00",
                income("32", "3112999999", 7, 1000, stavemaade={"skattedage": "007", "skattepligtig_indkomst": "10.00"}),
            ),
        ),
        newline="\n",
        delimiter=",",
        problems=(
            ("FELT_BOER_VAERE_TOMT", 1, 3, "co_cpr"),
            ("FELT_BOER_VAERE_TOMT", 1, 5, "skattedage_hovedperson"),
            ("FELT_BOER_VAERE_TOMT", 1, 6, "skattedage_medperson"),
            ("RAEKKE_GENTAGET", 2, 2, "cpr"),
            ("LINJESLUT_SIDSTE", 2, -1, ""),
        ),
        rewritten=("32,3112999999,6112999999,366,200,166,245310.50;", "32,3112999999,,007,,,10.00;"),
    ),
    "fejl": Table(
        (
            ("35,3112999999,,367,,,245,50;", {}),
            ("35,311299999,,367,,,2e5;", {}),
            ("32,3112999998,,120,,,0", {}),
            ("32,3112999997,,366,,,1;", {}),
        ),
        newline="\n",
        delimiter=",",
        broken=True,
        problems=(
            ("CSV_FELTANTAL", 1, 0, ""),
            ("FELT_VAERDI", 2, 1, "skattekommune"),
            ("CELLE_CIFRE_MANGLER", 2, 2, "cpr"),
            ("FELT_UDENFOR", 2, 4, "skattedage"),
            ("CELLE_DECIMALTAL", 2, 7, "skattepligtig_indkomst"),
            ("LINJESLUT_MANGLER", 3, -1, ""),
        ),
    ),
}

A11_HEAD = "GER;CprNo;Skattekommune;Løn;OffentligHjælp;Underholdsbidrag;Alderspension;Førtidspension;AndenPension;Indhandling;Brætsalg;LejeTransportmidler;AndenBIndkomst;IndeholdtSkat;Medarbejdernr"
A11_NAMES = (
    "loen",
    "offentlighjaelp",
    "underholdsbidrag",
    "alderspension",
    "foertidspension",
    "andenpension",
    "indhandling",
    "braetsalg",
    "lejetransportmidler",
    "andenbindkomst",
    "indeholdtskat",
)


def a11(cpr: str, **kroner: int) -> Row:
    amounts = {name: kroner.get(name, 0) * 100 for name in A11_NAMES}
    return {"record": "person", "ger": "90000001", "cprno": cpr, "skattekommune": "32", **amounts}


A11 = {
    "social": Table(
        (
            ("2024;2025-01-15", {"record": "start", "year": "2024", "creationdate": "2025-01-15"}),
            heading(A11_HEAD),
            ("90000001;3112999999;32;0;48200;0;0;0;0;0;0;0;0;0;", a11("3112999999", offentlighjaelp=48200)),
            (
                "90000001;3112999998;32;0;0;0;0;131900;0;0;0;0;0;22110;",
                a11("3112999998", foertidspension=131900, indeholdtskat=22110),
            ),
        ),
    ),
    "institution": Table(
        (
            ("2024;2025-01-15", {"record": "start", "year": "2024", "creationdate": "2025-01-15"}),
            heading(A11_HEAD),
            (
                "90000001;3112999997;32;0;0;0;0;0;0;0;27500;6200;0;0;I0044",
                a11("3112999997", braetsalg=27500, lejetransportmidler=6200) | {"medarbejdernr": "I0044"},
            ),
        ),
    ),
    "fejl": Table(
        (
            ("2024;15-01-2025", {}),
            heading(A11_HEAD.replace("Løn", "Loen")),
            ("90000001;3112999999;32;0;48200,50;0;0;0;0;0;-1;0;0;0;", {}),
        ),
        broken=True,
        problems=(
            ("DATO_UGYLDIG", 1, 2, "creationdate"),
            ("CSV_KOLONNE_MANGLER", 2, 0, ""),
            ("CSV_KOLONNE_UKENDT", 2, 4, ""),
            ("CELLE_DECIMALER_ANTAL", 3, 5, "offentlighjaelp"),
            ("CELLE_NEGATIV", 3, 11, "braetsalg"),
        ),
    ),
}

BRAETSALG_HEAD = "GER;CprNo;MunicipalityCode;Year;Month;CatchSaleIncome;CatchSaleTax;EmployeeId;Note"
BRAETSALG_START = ("2025;03;2025-04-07", {"record": "start", "year": "2025", "month": "03", "creationdate": "2025-04-07"})


def braetsalg(cpr: str, **felter: Any) -> Row:
    return {
        "record": "person",
        "ger": "90000001",
        "cprno": cpr,
        "municipalitycode": "32",
        "year": "2025",
        "month": "03",
        **felter,
    }


BRAETSALG = {
    "eksempel": Table(
        (
            BRAETSALG_START,
            heading(BRAETSALG_HEAD),
            (
                "90000001;3112999999;32;2025;03;18450;1845;F0117;NUK",
                braetsalg("3112999999", catchsaleincome=1845000, catchsaletax=184500, employeeid="F0117", note="NUK"),
            ),
            (
                "90000001;3112999998;32;2025;03;2300;0;F0209;NUK",
                braetsalg("3112999998", catchsaleincome=230000, catchsaletax=0, employeeid="F0209", note="NUK"),
            ),
        ),
    ),
    "uden-skat": Table(  # the profile switch of skat-inddrivelse.md 2.1, and a seller of several numbers and places
        (
            BRAETSALG_START,
            heading(BRAETSALG_HEAD),
            ("90000001;3112999999;32;2025;03;18450;;;", braetsalg("3112999999", catchsaleincome=1845000)),
        ),
    ),
    "fejl": Table(
        (
            ("2025;3;2025-04-07", {}),
            heading(BRAETSALG_HEAD),
            ("90000001;3112999999;32;2025;03;18450,50;-1;F0117;NUK", {}),
            ("90000001;3112999998;32;2025;03;;0;F0209;NUK", {}),
            ("90000001;3112999998;32;2025;03;1;0;F0209;NUK", {}),
        ),
        broken=True,
        problems=(
            ("CELLE_CIFRE_MANGLER", 1, 2, "month"),
            ("CELLE_DECIMALER_ANTAL", 3, 6, "catchsaleincome"),
            ("CELLE_NEGATIV", 3, 7, "catchsaletax"),
            ("FELT_TOMT", 4, 6, "catchsaleincome"),
            ("RAEKKE_DUBLET", 5, 1, "ger"),
        ),
    ),
}

KNAPK_HEAD = heading("Navn;Cprnr.;Total Beløb (KNAPK)")
UTF_8 = b"\xef\xbb\xbf"
SELLERS = (
    (
        "Arnatsiaq Prøvesen;3112999999;184,50",
        {"record": "person", "navn": "Arnatsiaq Prøvesen", "cprnr": "3112999999", "total_beloeb": 18450},
    ),
    ("Nuka Prøvesen;3112999998;23,00", {"record": "person", "navn": "Nuka Prøvesen", "cprnr": "3112999998", "total_beloeb": 2300}),
)
KNAPK = {
    "eksempel": Table((KNAPK_HEAD, *SELLERS), mark=UTF_8),
    "i-alt": Table(
        (KNAPK_HEAD, *SELLERS, ("I ALT;2;207,50", {"record": "ialt", "type": "I ALT", "antal": 2, "sum": 20750})), mark=UTF_8
    ),
    "fejl": Table(
        (
            KNAPK_HEAD,
            ("=HYPERLINK(1);3112999999;0,00", {}),
            ("I ALT;2;207,50", {}),
            ("Nuka Prøvesen;3112999999;23", {}),
        ),
        mark=UTF_8,
        broken=True,
        problems=(
            ("TEKST_FORMEL", 2, 1, "navn"),
            ("FELT_NUL", 2, 3, "total_beloeb"),
            ("POST_SIDST", 3, 0, ""),
            ("AFSLUTNING_SUM", 3, 3, "sum"),
            ("RAEKKE_DUBLET", 4, 2, "cprnr"),
            ("CELLE_DECIMALER_ANTAL", 4, 3, "total_beloeb"),
        ),
    ),
}

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

OVERRIDE_HEAD = heading("overskrivning;handling;cpr;aarsindkomst_kr")
AKTUEL_OVERSKRIV = {
    "eksempel": Table(
        (
            OVERRIDE_HEAD,
            (
                "17;overskriv;3112999999;250000",
                {
                    "record": "overskrivning",
                    "overskrivning": 17,
                    "handling": "overskriv",
                    "cpr": "3112999999",
                    "aarsindkomst_kr": 250000,
                },
            ),
            (
                "18;annuller;3112999998;0",
                {"record": "overskrivning", "overskrivning": 18, "handling": "annuller", "cpr": "3112999998", "aarsindkomst_kr": 0},
            ),
        )
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
    "bsplus": BSPLUS,
    "acubiz": ACUBIZ,
    "acubiz-1": ACUBIZ_1,
    "fordringer": FORDRINGER,
    "nedskrivninger": NEDSKRIVNINGER,
    "afregninger": AFREGNINGER,
    "afregninger-linjer": AFREGNINGER_LINJER,
    "afviste": AFVISTE,
    "afstemninger": AFSTEMNINGER,
    "skplindk": SKPLINDK,
    "a11": A11,
    "braetsalg": BRAETSALG,
    "knapk": KNAPK,
    "affald-kujalleq": AFFALD,
    "aktuel-overskriv": AKTUEL_OVERSKRIV,
}


def written(profiles: dict[str, dict[str, Table]] = PROFILES) -> dict[str, bytes]:
    """Every file by its name below this folder."""
    return {
        f"{folder}/{name}": data
        for folder, tables in profiles.items()
        for case, table in tables.items()
        for name, data in table.files(case).items()
    }
