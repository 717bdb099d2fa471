"""How to provoke every kind of problem that reading and writing files can report, and where and with what it is then told.

A new `ProblemKind` in formats/ must come here; `test_problems.py` finds those that do not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from tests.formats.composed_g69 import PAYOUT, PLAIN_CREDIT
from tests.formats.composed_g69 import TESTCASE as G69_TESTCASE
from tests.formats.composed_parts import put
from tests.formats.composed_tenq import TESTCASE
from tests.formats.provocation import Provocation as Provocation
from tests.formats.provocation import reading as reading
from tests.formats.provocations_betaling import BETALINGER
from tests.formats.provocations_cpr import CPR_PROVOCATIONS

from snitflade.formats import g69, jsonl, tenq
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, mask_line

LINES = tuple(line.text for line in TESTCASE)
"""The 10Q test case: Ole 1–8, Iserit 9–22, the hospitals 23–28 and 29–34, each 10, 24, 26s; 28 and 34 are 52."""
POSTINGS = tuple(G69_TESTCASE.split("\n")[:-1])
HEAD = "000G69{:05d}095601NORFLYD&10300861&104{:07d}&11020170113&111{:021d}&112{:012d}{}&113{}"


def ten_q(*edits: tuple[int, int, str], lines: tuple[str, ...] = LINES, encoding: str = "utf-8") -> Callable[[Problems], object]:
    """Reading the 10Q test case with characters put at (line, position)."""
    changed = list(lines)
    for number, position, characters in edits:
        changed[number - 1] = put(changed[number - 1], position, characters)
    return reading(tenq.FORMAT, "".join(line + "\r\n" for line in changed).encode(encoding))


def moved(*order: int) -> Callable[[Problems], object]:
    """Reading the 10Q test case's lines in another order."""
    return ten_q(lines=tuple(LINES[number - 1] for number in order))


def postings(*lines: str) -> Callable[[Problems], object]:
    """Reading G69 lines."""
    return reading(g69.FORMAT, "".join(line + "\r\n" for line in lines).encode())


def posting(number: int, konto: int, beloeb: int, rest: str = "") -> str:
    """A G69 line; `rest` follows field 113."""
    credit = beloeb < 0
    return HEAD.format(number, number, konto, abs(beloeb), "-" if credit else " ", "K" if credit else "D") + rest


def pair(rest: str = "", second: str = "") -> Callable[[Problems], object]:
    """Reading two lines that balance, with more fields on the first and the second."""
    return postings(posting(1, 6602507000, -100, rest), posting(2, 9407009003, 100, second))


def building(record: str, **values: Any) -> Callable[[Problems], object]:
    """A table of one 10Q record, made from values."""
    given: dict[str, Any] = {
        "tidsstempling": "2017-01-13T12:00",
        "brugernummer": "0956",
        "paaligningsaar": 2017,
        "debitornummer": "3112999999",
    }
    needed: dict[str, dict[str, Any]] = {
        "10": {"person_cvr_nummer": "3112999999"},
        "24": {
            "ratebeloeb": 1,
            "opkraevningsdato": None,
            "forfaldsdato": None,
            "sidste_ret_indbetal": None,
            "sidste_rentefri_dato": None,
            "afstemningsnoegle": "1",
        },
        "26": {"linienr": 1, "ratetekst": ""},
    }
    encoding = values.pop("encoding", "utf-8")
    return lambda problems: tenq.FORMAT.record(record).table(
        {**given, **needed[record], **values}, problems, lines=np.array([7]), encoding=encoding
    )


def loading(*objects: Any) -> Callable[[Problems], object]:
    """Loading JSON Lines for a 10Q file; text as it is."""
    text = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in objects)
    return lambda problems: jsonl.load(tenq.FORMAT, text, problems)


def too_many(problems: Problems) -> None:
    """The rules on a G69 file of 100,000 lines."""
    count = 100_000
    values = {
        "linieloebenr": np.minimum(np.arange(1, count + 1), 99_999),
        "organisationsenhed": "0956",
        "maskinnr": "00861",
        "ekspeditionsloebenr": np.arange(count),
        "posteringsdato": "2017-01-13",
        "kontonr": "1",
        "beloeb": np.resize([-1, 1], count),
        "debit_kredit_markering": np.resize(np.array(["K", "D"]), count),
    }
    table = g69.FORMAT.table(values, problems, rows=count)
    g69.FORMAT.check(Document(("G69",), {"G69": table}, np.zeros(count, dtype=np.uint8)), problems)


def cut(problems: Problems) -> None:
    """The rules on a 10Q line that is to be written shorter than what stands in it."""
    document = tenq.FORMAT.read("".join(line + "\r\n" for line in LINES).encode(), problems)
    document.lengths = np.zeros(len(document), dtype=np.int64)
    document.lengths[2] = 60
    tenq.FORMAT.check(document, problems)


SHORT_OF_UTF8 = reading(replace(tenq.FORMAT, encodings=("utf-8",)), LINES[0].encode() + b"\r\n\xe6")
PLUS = PLAIN_CREDIT.replace("00 &113K", "00-&113K").split("\n")[:-1]
FALLING = POSTINGS[5].replace("&1040000006", "&1040000004")
NEGATIVE_DEBIT = POSTINGS[4].replace(" &113D", "-&113D")
RATE_AFVIGER = frozenset({"RATE_AFVIGER"})
CPR = "311299-****"
PROVOCATIONS = (
    # characters.py
    Provocation(
        "TEGNSAET_FEJL",
        SHORT_OF_UTF8,
        2,
        1,
        also=frozenset({"RECORD_UKENDT"}),
    ),
    Provocation("TEGNSAET_ANDET", ten_q((3, 54, "Æ"), encoding="cp1252")),
    Provocation("BYTE_ORDER_MARK", ten_q((1, 1, "\ufeffWIN"), lines=(" " + LINES[0][:-1],)), 1, 1),
    Provocation("KONTROLTEGN", ten_q((3, 54, "æøå\x85")), 3, 57),
    Provocation("TEGN_UDENFOR_TEGNSAET", building("26", ratetekst="Eĸĸaavik", encoding="cp1252"), 7, 54, "ratetekst", "Eĸĸaavik"),
    Provocation("FIL_TOM", reading(tenq.FORMAT, b"")),
    Provocation("LINJESKIFT_BLANDET", reading(tenq.FORMAT, f"{LINES[0]}\r\n{LINES[8]}\n".encode()), 2),
    # kinds.py
    Provocation("FELT_TYPE", building("24", ratebeloeb=890.1), 7, 51, "ratebeloeb", "890.1"),
    Provocation("FELT_TOMT", ten_q((9, 1, "    ")), 9, 1, "dataleverandoer_ident", "    "),
    Provocation("FELT_FOR_LANGT", building("26", ratetekst="x" * 61), 7, 54, "ratetekst", "x" * 61),
    Provocation("FELT_LAENGDE", pair("&114201"), 1, 108, "regnskabsaar", "201"),
    Provocation("FELT_IKKE_CIFRE", ten_q((3, 46, "2O"), (4, 54, "æ")), 3, 46, "individtype", "2O", also=RATE_AFVIGER),
    Provocation("FELT_VAERDI", ten_q((28, 59, "2")), 28, 59, "slettemarkering", "2"),
    Provocation("TAL_FOR_STORT", building("26", linienr=1000), 7, 51, "linienr", "1000"),
    Provocation("BELOEB_UGYLDIGT", ten_q((2, 51, "0000890.00+")), 2, 51, "ratebeloeb", "0000890.00+"),
    Provocation("BELOEB_FOR_STORT", building("24", ratebeloeb=10**10), 7, 51, "ratebeloeb", "10000000000"),
    Provocation("BELOEB_FORTEGN", postings(*PLUS), 2, 80, "beloeb", "000000012300+"),
    Provocation("BELOEB_MINUS_NUL", ten_q((2, 63, "0000000000-")), 2, 63, "rentefrit_beloeb", "0000000000-"),
    # moments.py
    Provocation("DATO_UGYLDIG", ten_q((2, 83, "20170229")), 2, 83, "forfaldsdato", "20170229"),
    Provocation("DATO_BLANK", ten_q((2, 149, " " * 8)), 2, 149, "stiftelsesdato", " " * 8),
    # layout.py
    Provocation("FELT_UKENDT", building("26", ratetext="x"), 0, 0, "ratetext"),
    # fixed.py
    Provocation("RECORD_UKENDT", ten_q(lines=(*LINES, "WINF77 3112999999")), 35, 5, raw=f"WINF77 {CPR[:6]}****"),
    Provocation("RECORD_UDEN_LAYOUT", ten_q(lines=(*LINES, "WINF14 æ")), 35, 5, raw="WINF14 æ"),
    Provocation("LINJE_TOM", ten_q(lines=(*LINES, "")), 35),
    Provocation("RECORD_FOR_KORT", ten_q(lines=(LINES[0][:54],)), 1, raw=mask_line(LINES[0][:54])),
    Provocation("RECORD_FOR_LANG", ten_q(lines=(LINES[0] + "  x",)), 1, 162, raw="  x"),
    Provocation("RECORD_BLANK_HALE", ten_q(lines=(LINES[0] + "  ",)), 1, 162, raw="  "),
    Provocation("RECORD_AFKORTET", cut, 3),
    # tagged.py
    Provocation("LINJE_FOR_KORT", postings("000G69"), 1, raw="000G69"),
    Provocation("FELTNUMMER_UKENDT", pair("&153æøå&999x"), 1, 111),
    Provocation("FELT_MANGLER", postings(posting(1, 1, 0).replace("&111" + "1".zfill(21), "")), 1, 0, "kontonr"),
    Provocation("FELT_BLANK_FORAN", postings(posting(1, 1, 0).replace("&110", "&110 ")), 1, 49, "posteringsdato", " "),
    Provocation(
        "TEKST_MED_OG_TEGN",
        lambda problems: g69.FORMAT.table(
            {
                "linieloebenr": 1,
                "organisationsenhed": "0956",
                "maskinnr": "00861",
                "ekspeditionsloebenr": 1,
                "posteringsdato": "2017-01-13",
                "kontonr": "1",
                "beloeb": 0,
                "debit_kredit_markering": "D",
                "posteringstekst": "Vand & varme",
            },
            problems,
        ),
        1,
        0,
        "posteringstekst",
        "Vand & varme",
    ),
    # tagged_scan.py
    Provocation("FELTNUMMER_UGYLDIGT", pair("&153æøå&12"), 1, 111, raw="&12"),
    Provocation("FELTNUMMER_RAEKKEFOELGE", pair("&201tobl&153æøå"), 1, 112),
    Provocation("FELTNUMMER_DUBLET", pair("&153æøå&153abc"), 1, 111),
    Provocation("TEKST_EFTER_HOVEDET", postings(posting(1, 1, 0).replace("FLYD", "FLYDæ3112999999")), 1, 25, raw=f"æ{CPR}"),
    # tenq.py and tenq_rules.py
    Provocation("GLN_KONTROLCIFFER", ten_q((28, 46, "5790001953097")), 28, 46, "ean_lokationsnummer", "5790001953097"),
    Provocation("DEBITOR_MANGLER", moved(2, 9), 1, 34, "debitornummer", CPR),
    Provocation("NOEGLE_AFVIGER", ten_q((8, 24, "060")), 8, 24, "omraadenummer", "060"),
    Provocation("RAEKKEFOELGE_FEJL", moved(23, 28, 24), 3, 34, "debitornummer", "0001953096"),
    Provocation("GLN_DUBLET", moved(23, 24, 28, 28), 4, 34, "debitornummer", "0001953096"),
    Provocation("RATE_MANGLER", moved(1, 3), 2, 51, "linienr", "1"),
    Provocation("RATE_AFVIGER", ten_q((4, 48, "998")), 4, 48, "ratenummer", "998"),
    Provocation("LINIENR_FEJL", ten_q((5, 51, "004")), 5, 51, "linienr", "4"),
    Provocation("RATE_DUBLET", ten_q((3, 1, LINES[1][:276] + "x".ljust(87)), lines=LINES[:3]), 3, 48, "ratenummer", "999"),
    Provocation("RATE_NUL", ten_q((2, 51, "0000000000+")), 2, 51, "ratebeloeb", "0"),
    Provocation("AFSTEMNINGSNOEGLE_DUBLET", ten_q((10, 277, "1".zfill(35))), 10, 277, "afstemningsnoegle", "1".zfill(35)),
    Provocation("FORFALD_FOER_OPKRAEVNING", ten_q((2, 83, "20170112")), 2, 83, "forfaldsdato", "2017-01-12"),
    Provocation("PERSON_CVR_UGYLDIGT", ten_q((9, 46, "5809001539")), 9, 46, "person_cvr_nummer", "5809001539"),
    Provocation("CPR_MODULUS_11", ten_q((1, 46, "3112999998")), 1, 46, "person_cvr_nummer", CPR),
    Provocation("GLN_UDEN_CVR", ten_q((23, 46, "3112999999")), 28, 46, "ean_lokationsnummer", "5790001953096"),
    # g69_rules.py
    Provocation("FIL_FOR_MANGE_LINJER", too_many, also=frozenset({"LINIELOEBENR_FEJL"})),
    Provocation("LINIELOEBENR_FEJL", postings(*POSTINGS[:5], POSTINGS[5].replace("00006", "00007", 1)), 6, 7, "linieloebenr", "7"),
    Provocation(
        "EKSPEDITION_FALDER",
        postings(*POSTINGS[:5], FALLING),
        6,
        38,
        "ekspeditionsloebenr",
        "4",
    ),
    Provocation("BALANCE_FEJL", postings(*POSTINGS[:5]), 5, 86, "beloeb", "849000"),
    Provocation("BALANCE_MED_UDBETALING", postings(PAYOUT.strip("\n")), 1, 75, "beloeb", "100000"),
    Provocation("FORTEGN_OG_DK", postings(*POSTINGS[:4], NEGATIVE_DEBIT, POSTINGS[5]), 5, 86, "beloeb", "-849000"),
    Provocation("KREDIT_UDEN_MINUS", postings(*PLAIN_CREDIT.replace("+", " ").split("\n")[:-1]), 1, 80, "beloeb", "12300"),
    Provocation("REGNSKABSAAR_FOR_LANGT", pair("&1142015"), 1, 108, "regnskabsaar", "2015"),
    Provocation("LEDSAGEFELT_MANGLER", pair("&153æ&1713"), 1, 113, "delleverance", "3"),
    Provocation("FELTER_UDELUKKER", pair("&116bilag&210emne&211notat"), 1, 117, "emne", "emne", count=2),
    Provocation("KONTERET_AF_BLANKE", pair("&201to b"), 1, 108, "konteret_af", "to b"),
    # jsonl.py
    Provocation("JSON_UGYLDIG", loading('{"record": "10"', '{"record": "", "raw": "WINF14"}'), 1, 16, raw='{"record": "10"'),
    Provocation("JSON_RECORD", loading({"raw": "WINF14"}, {"record": "11"}), 2, 0, "record", "'11'"),
    Provocation("JSON_FIL", loading({"raw": "WINF14"}, {"record": "fil", "linjeskift": "CR"}), 2, 0, "linjeskift", "'CR'"),
    *CPR_PROVOCATIONS,
    *BETALINGER,
)
