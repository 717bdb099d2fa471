"""Golden G69 files: the lines of prisme.md 5.2 as they are printed, and others written out by hand.

What a line means is told by cutting it at ``&``; none of our own code is in here. `composed.py` writes the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.formats.spec_tables import G69_HEADER, G69_TAGS, Place

TESTCASE = """\
000G6900001095601NORFLYD&10300861&1040000001&11020170113&111000000000006602507000&112000000488000-&113K&1142017&1531. KVARTAL 2018&201tobl
000G6900002095601NORFLYD&10300861&1040000002&11020170113&111000000000006603507000&112000000028000-&113K&1142017&1531. KVARTAL 2018&201tobl
000G6900003095601NORFLYD&10300861&1040000003&11020170113&111000000000006602107000&112000000427000-&113K&1142017&1531. KVARTAL 2018&201tobl
000G6900004095601NORFLYD&10300861&1040000004&11020170113&111000000000006603107000&112000000028000-&113K&1142017&1531. KVARTAL 2018&201tobl
000G6900005095601NORFLYD&10300861&1040000005&11020170113&111000000000009407009003&112000000849000 &113D&1142017&1531. KVARTAL 2018&201tobl
000G6900006095601NORFLYD&10300861&1040000006&11020170113&111000000000004106011200&112000000122000 &113D&1142017&153RENOVATION 1. KVARTAL 2018&201tobl
"""  # noqa: E501
BLANKS = """\
000G6900001095601NORFLYD&10300861&104 0000001&110 20170113&111 6602507000&112 000002582100-&113K&1142017&153Tekst &201tobl
000G6900002095601NORFLYD&10300861&1040000002&11020170113&1119407009003&112000002582100 &113D&1142017&153 Tekst&201tobl
"""
PLAIN_CREDIT = """\
000G6900001095601NORFLYD&10300209&1040000001&11020230401&111000002001000101&112000000012300 &113K
000G6900002095601NORFLYD&10300209&1040000002&11020230401&111000002001000102&112000000012300+&113D
"""
PAYOUT = (
    "000G6900001095601NORFLYD&10300571&1040000001&11020051224&1119407009003&112000000100000 &113D"
    "&11720051224005710000001&11820060101&13202&1336101630000\n"
)
ALL_FIELDS = (
    "000G6900001095601SUPFLYD&101KALDENAVN0&102AFSTE&10300861&1040000001&11020170113&111123456789012345678901"
    "&112123456789012-&113K&1142018&116BILAG/2017 nr. 1&11720170113008610000001&11820170114&13003&13112227353&13202&1336101630000"
    "&13403&13512227353&136H&150UDTR1&151UDTR2&152KODE9&153Tømning af køkkenaffald, ÆØÅ, nr 35&1700123456789&171A&180BAERER7890"
    "&181AFDELING90&182FORMAAL890&185JA&200J&201tobl&202Kort notat&203xyzw&250EKSTERN-REFERENCE-20&251IRISNR-6789012345678"
    "&300PROJEKT-9012345678&301PROJEKTART&302MEDARBEJDE&3030000000012345&3041234567890&305EGENSKAB90&306AKTIVITET0\n"
    "000G6900002095601PRIFLYD&10300861&1040000001&11020170113&1111&112123456789012 &113D&1142016&210Emne&211Et langt notat, "
    + "0123456789" * 100
    + "\n"
)
FAULTS = """\
000G6900001095601NORFLYD&10300861&1040000001&11020170113&111000000000006602507000&112000000010000-&113K
000G6900003095601NORFLYD&10300861&1040000000&11020170113&111000000000009407009003&112000000010000 &113D
000G6900003095601NORFLYD&10300861&1040000003&11020170113&111000000000006602507000&112000000010000-&113K&1142019
000G6900004095601NORFLYD&10300861&1040000004&11020170113&111000000000009407009003&112000000010000-&113D
000G6900005095601NORFLYD&10300861&1040000005&11020170113&111000000000006602507000&112000000010000-&113K&1142017&11820170229
000G6900006095601NORFLYD&10300861&1040000006&11020170113&111000000000009407009003&112000000010000 &113D&999x
000G6900007095601NORFLYD&10300861&1040000007&11020170113&111000000000006602507000&112000000010000-&113K&12
000G6900008095601NORFLYDXX&10300861&1040000008&11020170113&111000000000009407009003&112000000010000 &113D
000G6900009095601NORFLYD&10300861&1040000009&11020170113&112000000010000-&113K
000G690001009560
\n\
000G6900012095601NORFLYD&10300861&1040000012&11020170113&111000000000009407009003&112000000010000 &113D&201to b
000G6900013095601NORFLYD&10300861&1040000013&1102017O113&111000000000006602507000&112000000000000-&113X&10300861
"""
FAULTS_FOUND: tuple[Place, ...] = (
    ("LINIELOEBENR_FEJL", 2, 7, "linieloebenr"),
    ("EKSPEDITION_FALDER", 2, 38, "ekspeditionsloebenr"),
    ("REGNSKABSAAR_FOR_LANGT", 3, 108, "regnskabsaar"),
    ("FORTEGN_OG_DK", 4, 86, "beloeb"),
    ("DATO_UGYLDIG", 5, 116, "valoerdato"),
    ("FELTNUMMER_UKENDT", 6, 104, ""),
    ("FELTNUMMER_UGYLDIGT", 7, 104, ""),
    ("TEKST_EFTER_HOVEDET", 8, 25, ""),
    ("FELT_MANGLER", 9, 0, "kontonr"),
    ("LINJE_FOR_KORT", 10, 0, ""),
    ("LINJE_TOM", 11, 0, ""),
    ("KONTERET_AF_BLANKE", 12, 108, "konteret_af"),
    ("DATO_UGYLDIG", 13, 49, "posteringsdato"),
    ("BELOEB_MINUS_NUL", 13, 86, "beloeb"),
    ("FELT_VAERDI", 13, 103, "debit_kredit_markering"),
    ("FELTNUMMER_RAEKKEFOELGE", 13, 104, ""),
)


def value(kind: str, text: str) -> Any:
    """The JSON value of a field's characters."""
    if kind == "I":
        return int(text)
    if kind == "S13":
        return -int(text[:-1]) if text[-1] == "-" else int(text[:-1])
    if kind == "D8":
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


@dataclass(frozen=True)
class TaggedFile:
    """A golden file: what stands in it, what we write for it where that is not the same, and what is wrong with it.

    `broken`: it means nothing as a whole, and only its problems count.
    """

    text: str
    written: str = ""
    encoding: str = "utf-8"
    problems: tuple[Place, ...] = ()
    broken: bool = False

    def _bytes(self, text: str) -> bytes:
        return text.replace("\n", "\r\n").encode(self.encoding)

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self._bytes(self.text)

    @property
    def rewritten(self) -> bytes:
        """The bytes we write; empty where they are the same."""
        return self._bytes(self.written)

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The file as JSON Lines: what the lines we write mean."""
        about = {
            "line": 0,
            "record": "fil",
            "tegnsaet": self.encoding,
            "linjeskift": "CRLF",
            "sidste_linjeskift": True,
            "bom": False,
        }
        rows = []
        for number, line in enumerate((self.written or self.text).rstrip("\n").split("\n"), start=1):
            head, *tags = line.split("&")
            row: dict[str, Any] = {"line": number, "record": "G69"}
            for position, size, kind, field in G69_HEADER:
                row[field] = value(kind, head[position - 1 : position - 1 + size])
            for tag in tags:
                _, _, kind, field = G69_TAGS[int(tag[:3])]
                row[field] = value(kind, tag[3:])
            rows.append(row)
        return [*([about] if self.encoding != "utf-8" else []), *rows]


G69_FILES = {
    "861": TaggedFile(TESTCASE),
    "alle-felter": TaggedFile(ALL_FIELDS),
    "cp1252": TaggedFile(ALL_FIELDS, encoding="cp1252", problems=(("TEGNSAET_ANDET", 0, 0, ""),)),
    # 2.3: the payout balances the line, so only the sum is told.
    "udbetaling": TaggedFile(PAYOUT, problems=(("BALANCE_MED_UDBETALING", 1, 75, "beloeb"),)),
    # 2.2: blanks after the numbers, as the seed prints them, are passed over with a warning; before a text one may be meant.
    "blanke-foran": TaggedFile(
        BLANKS,
        BLANKS.replace("&104 ", "&104").replace("&110 ", "&110").replace("&111 ", "&111").replace("&112 ", "&112"),
        problems=(
            ("FELT_BLANK_FORAN", 1, 38, "ekspeditionsloebenr"),
            ("FELT_BLANK_FORAN", 1, 50, "posteringsdato"),
            ("FELT_BLANK_FORAN", 1, 63, "kontonr"),
            ("FELT_BLANK_FORAN", 1, 78, "beloeb"),
        ),
    ),
    # 2.5: credit without minus and plus instead of blank are read, never written.
    "kredit-uden-minus": TaggedFile(
        PLAIN_CREDIT,
        PLAIN_CREDIT.replace("000000012300 &113K", "000000012300-&113K").replace("12300+", "12300 "),
        problems=(("KREDIT_UDEN_MINUS", 1, 80, "beloeb"), ("BELOEB_FORTEGN", 2, 80, "beloeb")),
    ),
    "fejl": TaggedFile(FAULTS, problems=FAULTS_FOUND, broken=True),
}
