"""How to provoke the problems of delimited files, workbooks and profiles: see `provocations.py`."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from tests.formats import composed_ledighed as led
from tests.formats.composed_affald import WASTE, WASTE_HEAD
from tests.formats.composed_bilag import BSPLUS_HEAD, CREDIT, DEBIT, EL, TELE
from tests.formats.composed_inddrivelse import CHILD, CLAIM, RECONCILED, SETTLED_1, SETTLEMENT_END, SETTLEMENT_HEAD
from tests.formats.composed_skat import KNAPK_HEAD
from tests.formats.provocation import Provocation, reading

from snitflade.formats import jsonl, profiles, registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import Problems
from snitflade.formats.workbook import WorkbookFormat


def at(text: str, cell: int) -> int:
    """The first character of a cell (from 1) of a line whose cells are cut at semicolons."""
    return len(";".join([*text.split(";")[: cell - 1], ""])) + 1


WRONG_ORDER, NO_CHILD = CLAIM.replace("31-03-2025", "31-12-2024"), CHILD.replace("3112159997", "")
PART_WRONG = f"AFRL;{SETTLED_1}".replace("0,00;0,00", "0,01;0,00")
OFF = RECONCILED.replace("830,00;Å", "830,01;Å")
NOT_EMPTY = "SLUT;000002;;2242,75;;;;;;;;;x"
END = "SLUT;000002;;2242,75;;;;;;;;;"
RATES = """
id = "satser"
titel = "Prøvesatser"
kilde = "social-teknik.md 3"
om = "Satser i et regneark, som de kommer fra departementet."
slags = "regneark"
ark = "Satser"
noegle = "sats"
felt = [
    {navn = "kode", overskrift = "Kode", type = "kode", laengde = 30, tvungen = true, betydning = "Satsens kode"},
    {navn = "cpr", overskrift = "Cpr", type = "cpr", kolonne_valgfri = true, betydning = "Et nummer"},
    {navn = "gyldig_fra", overskrift = "Gyldig_fra", type = "dato", form = ["DD-MM-ÅÅÅÅ", "ÅÅÅÅMMDD"], kolonne_valgfri = true, betydning = "Første dag"},
    {navn = "beloeb", overskrift = "Beloeb", type = "beloeb", kolonne_valgfri = true, betydning = "Kroner"},
    {navn = "vaerdi", overskrift = "Vaerdi", type = "tal", decimaler = 4, negativ = true, kolonne_valgfri = true, betydning = "Et tal"},
]
"""


def made(text: str) -> profiles.Profile:
    """The profile that a text declares."""
    problems = Problems()
    with TemporaryDirectory() as folder:
        (Path(folder) / "x.toml").write_text(text, encoding="utf-8")
        found = profiles.in_folder(Path(folder), problems)
    assert not problems, problems.sorted()
    return next(iter(found.values()))


def sheet(*rows: list[object], name: str = "Satser") -> bytes:
    """A workbook of one sheet."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return whole.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something put into one of its parts instead of something else."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
        for info in package.infolist():
            content = package.read(info)
            if info.filename == part:
                assert old in content
                content = content.replace(old, new)
            out.writestr(info.filename, content)
    return whole.getvalue()


def lines(name: str, *texts: str) -> Callable[[Problems], object]:
    """Reading lines of a profile's format."""
    format = registry.find(name)
    assert isinstance(format, DelimitedFormat)
    mark = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe"}[format.encodings[0]] if format.byte_order_mark else b""
    text = "".join(text + format.newline for text in texts)
    return reading(format, mark + text.encode(format.encodings[0]))


def rates(data: bytes) -> Callable[[Problems], object]:
    """Reading a workbook."""
    format = made(RATES).format
    assert isinstance(format, WorkbookFormat)
    return reading(format, data)


def small(problems: Problems) -> None:
    """Reading a file that is larger than its receiver takes."""
    format = registry.find("nedskrivninger")
    assert isinstance(format, DelimitedFormat)
    text = "37AK;3112999999;;500,00;1830,00;37-0004512345;AKI-900001\r\n"
    replace(format, most_bytes=99).read(b"\xff\xfe" + text.encode("utf-16-le"), problems)


def loading(name: str, *objects: str) -> Callable[[Problems], object]:
    """Loading JSON Lines and checking what they mean."""

    def act(problems: Problems) -> None:
        format = registry.find(name)
        document = jsonl.load(format, "\n".join(objects), problems)
        format.check(document, problems)

    return act


def folder(**files: str) -> Callable[[Problems], object]:
    """Taking in a folder of profiles."""

    def act(problems: Problems) -> None:
        with TemporaryDirectory() as name:
            for file, text in files.items():
                (Path(name) / f"{file}.toml").write_text(text, encoding="utf-8")
            formats, own = dict(registry.FORMATS), dict(registry.PROFILES)
            try:
                registry.add_profiles(Path(name), problems)
            finally:
                registry.FORMATS.clear()
                registry.FORMATS.update(formats)
                registry.PROFILES.clear()
                registry.PROFILES.update(own)

    return act


WEIGHED = '{"record": "nedskrivning", "debitor": "3112999999", "ekstern_sagsnummer": "1", "sekvensnummer": "1", "beloeb": %s}'
FIELD = 'felt = [{navn = "a", type = "tekst", laengde = 9, betydning = "a"}]'
PLAIN = f'id = "egen"\ntitel = "t"\nkilde = "k"\nom = "o"\n{FIELD}\n'

PROFILE_PROVOCATIONS = (
    # cells.py and delimited.py, through the columns
    Provocation(
        "CELLE_DECIMALTAL",
        lines("acubiz", DEBIT.replace("1250,00", "1.250"), CREDIT),
        1,
        27,
        "amount",
        "1.250",
        frozenset({"REJSE_UBALANCE"}),
    ),
    Provocation("CELLE_DECIMALER_ANTAL", lines("knapk", KNAPK_HEAD[0], "A;3112999999;1,5"), 2, 14, "total_beloeb", "1,5"),
    Provocation("CELLE_NEGATIV", lines("fordringer", CLAIM.replace("1830,00", "-1,00")), 1, 51, "hovedstol", "-1,00"),
    Provocation(
        "CELLE_FOR_STOR", lines("knapk", KNAPK_HEAD[0], "A;3112999999;123456789012,00"), 2, 14, "total_beloeb", "123456789012,00"
    ),
    Provocation("CELLE_CIFRE_MANGLER", lines("knapk", KNAPK_HEAD[0], "A;311299999;1,00"), 2, 3, "cprnr", "311299999"),
    Provocation(
        "CELLE_HELE_KRONER",
        loading(
            "a11",
            '{"record": "start", "year": "2024", "creationdate": "2025-01-15"}',
            '{"record": "person", "ger": "90000001", "cprno": "3112999999", "skattekommune": "32", "loen": 150}',
        ),
        2,
        0,
        "loen",
        "150",
    ),
    Provocation("CSV_SKILLETEGN", lines("knapk", "Navn,Cprnr.", "A;3112999999;1,00"), 1, 0, "", "Navn,Cprnr."),
    Provocation("CSV_KOLONNE_UKENDT", lines("knapk", KNAPK_HEAD[0] + ";Nvn", "A;3112999999;1,00;"), 1, 33, "", "Nvn"),
    Provocation("CSV_KOLONNE_DOBBELT", lines("knapk", KNAPK_HEAD[0] + ";Navn", "A;3112999999;1,00;"), 1, 33, "navn", "Navn"),
    Provocation("CSV_KOLONNER_MANGE", lines("knapk", ";" * 501, "A;3112999999;1,00;"), 1),
    Provocation("CSV_KOLONNE_MANGLER", lines("knapk", "Navn;Cprnr.", "A;3112999999"), 1),
    Provocation("CSV_FELTANTAL", lines("acubiz", DEBIT, CREDIT, "3;4"), 3, 0, "", "3;4"),
    Provocation("CSV_ANFOERSELSTEGN", lines("affald-kujalleq", WASTE_HEAD, WASTE, '"1'), 3, 0, "", '"1'),
    # delimited_column.py, profile_fields.py
    Provocation("FELT_MOENSTER", lines("fordringer", CHILD.replace("3112999997", "1")), 1, at(CHILD, 23), "meddebitorer", "1"),
    Provocation("FELT_SKAL_VAERE_TOMT", lines("bsplus", BSPLUS_HEAD, EL, TELE, NOT_EMPTY), 4, at(NOT_EMPTY, 13), "pdf", "x"),
    Provocation("FELT_BOER_VAERE_TOMT", lines("acubiz", DEBIT.replace(";;1250", ";I25;1250"), CREDIT), 1, 26, "vatcode", "I25"),
    Provocation("FELT_UDENFOR", lines("skplindk", "32,3112999999,,367,,,1;"), 1, 16, "skattedage", "367"),
    Provocation("FELT_NUL", lines("knapk", KNAPK_HEAD[0], "A;3112999999;0,00"), 2, 14, "total_beloeb", "0"),
    Provocation("TEKST_FORBUDT_TEGN", lines("fordringer", CLAIM.replace("Regnskab", '"')), 1, at(CLAIM, 16), "kontaktperson", '"'),
    Provocation("TEKST_FORMEL", lines("knapk", KNAPK_HEAD[0], "=A;3112999999;1,00"), 2, 1, "navn", "=A"),
    Provocation("CPR_UMULIGT", lines("knapk", KNAPK_HEAD[0], "A;3113999999;1,00"), 2, 3, "cprnr", "3113999999"),
    Provocation(
        "CVR_UMULIGT",
        reading(made(PLAIN.replace('type = "tekst", laengde = 9', 'type = "cvr"')).format, b"12227354"),
        1,
        1,
        "a",
        "12227354",
    ),
    Provocation(
        "GLN_UMULIGT",
        reading(made(PLAIN.replace('type = "tekst", laengde = 9', 'type = "gln"')).format, b"5790001953097"),
        1,
        1,
        "a",
        "5790001953097",
    ),
    Provocation("NUMMER_UMULIGT", lines("fordringer", CLAIM.replace("3112999999", "12227354")), 1, 6, "debitor", "12227354"),
    # delimited_read.py, delimited_format.py, delimited_spelling.py
    Provocation("LINJESLUT_MANGLER", lines("skplindk", "32,3112999999,,366,,,1", "32,3112999998,,366,,,1;"), 1, 23),
    Provocation("LINJESLUT_SIDSTE", lines("skplindk", "32,3112999998,,366,,,1"), 1, 23),
    Provocation("LINJE_SPRUNGET_OVER", lines("acubiz", DEBIT, "", CREDIT), 2),
    Provocation("OVERSKRIFT_MANGLER", lines("knapk", "A;3112999999;1,00"), 1),
    Provocation(
        "FELT_LINJESKIFT",
        lines("affald-kujalleq", WASTE_HEAD, WASTE, *WASTE.replace("1000231", "2").replace("Hal 2", "Hal\n2").split("\n")),
        3,
    ),
    Provocation("POST_ANTAL", lines("bsplus", BSPLUS_HEAD, EL)),
    Provocation("POST_SIDST", lines("bsplus", BSPLUS_HEAD, EL, END, TELE), 3),
    Provocation(
        "KOLONNER_FORSKELLIGE",
        loading(
            "acubiz",
            *(
                f'{{"lineno": "{n}", "postingdate": "2026-11-04", "transactiontype": "f", "account": "1", "amount": {a}, "basecurrency": "DKK", "rejse_id": "T"{more}}}'
                for n, a, more in ((1, 5, ""), (2, -5, ', "laengde": 38'))
            ),
        ),
        2,
    ),
    Provocation("FIL_FOR_STOR", small),
    Provocation("FIL_UDEN_DATA", lines("knapk", KNAPK_HEAD[0])),
    Provocation(
        "STAVEMAADE_PASSER_IKKE", loading("nedskrivninger", WEIGHED % '500, "stavemaade": {"beloeb": "6"}'), 1, 0, "beloeb", "6"
    ),
    # profile_rules.py, acubiz.py, bsplus.py, fordringer.py
    Provocation(
        "RAEKKE_DUBLET", lines("knapk", KNAPK_HEAD[0], "A;3112999999;1,00", "B;3112999999;1,00"), 3, 3, "cprnr", "311299-****"
    ),
    Provocation(
        "RAEKKE_GENTAGET", lines("skplindk", "32,3112999999,,366,,,1;", "32,3112999999,,366,,,1;"), 2, 4, "cpr", "311299-****"
    ),
    Provocation("DATO_ORDEN", lines("fordringer", WRONG_ORDER), 1, at(WRONG_ORDER, 18), "periodeslut", "2024-12-31"),
    Provocation(
        "AFSLUTNING_ANTAL", lines("bsplus", BSPLUS_HEAD, EL, TELE, END.replace("000002", "000003")), 4, 6, "linje", "000003"
    ),
    Provocation("AFSLUTNING_SUM", lines("bsplus", BSPLUS_HEAD, EL, TELE, END.replace("2242", "2243")), 4, 14, "beloeb", "224375"),
    Provocation("REJSE_UBALANCE", lines("acubiz", DEBIT, CREDIT.replace("-1250,00", "-1250,01")), 2, 92, "rejse_id", "T-2026-0017"),
    Provocation("REJSE_UDEN_MODPOST", lines("acubiz", DEBIT.replace("1250,00", "0,00")), 1, 88, "rejse_id", "T-2026-0017"),
    Provocation(
        "BILAGSNAVN_UGYLDIGT", lines("acubiz", DEBIT.replace("kvit", "../kvit"), CREDIT), 1, 103, "bilag", "../kvit-0017.pdf"
    ),
    Provocation(
        "LINJENUMMER_FEJL", lines("bsplus", BSPLUS_HEAD, EL, TELE.replace("000002;", "000004;"), END), 3, 6, "linje", "000004"
    ),
    Provocation("BARN_MANGLER", lines("fordringer", NO_CHILD), 1, at(NO_CHILD, 5), "fordringstype", "DAGINST"),
    Provocation("FORDRINGSTYPE_UKENDT", lines("fordringer", CLAIM.replace("RENOVATION", "RENOV")), 1, 25, "fordringstype", "RENOV"),
    Provocation(
        "AFREGNING_SUM",
        lines("afregninger", SETTLEMENT_HEAD, PART_WRONG, SETTLEMENT_END.replace("2;2975,50;", "1;500,00;")),
        *(2, at(PART_WRONG, 12), "beloeb_ialt", "50000"),
    ),
    Provocation("AFSTEMNING_RAEKKE", lines("afstemninger", OFF), 1, at(OFF, 12), "restsaldo", "83001"),
    # ledighed.py
    Provocation(
        "LED_UDENFOR_MAANED",
        lines("led-gs-1", led.HEADING[0], led.ET.replace("20250304", "20250401"), "TOTAL;1;1"),
        *(2, at(led.ET, 5), "henvendelsesdato", "2025-04-01"),
    ),
    Provocation(
        "LED_FLERE",
        lines("led-gs-1", led.HEADING[0], led.ET, led.TRE.replace("0957", "0956"), "TOTAL;2;2"),
        *(3, 1, "kommunenr", "0956"),
    ),
    Provocation("LED_PERSONER", lines("led-gs-1", led.HEADING[0], led.ET, led.TO, "TOTAL;2;2"), 4, 9, "personer", "2"),
    # workbook.py, workbook_package.py
    Provocation("REGNEARK_UGYLDIGT", rates(b"Kode;Vaerdi")),
    Provocation(
        "REGNEARK_FOR_STORT", rates(changed(sheet(["Kode"], ["A"]), "xl/worksheets/sheet1.xml", b'r="A2"', b'r="XFD1048576"'))
    ),
    Provocation(
        "REGNEARK_FEJLCELLE",
        rates(
            changed(
                sheet(["Kode", "Vaerdi"], ["A", 1]), "xl/worksheets/sheet1.xml", b'<c r="B2"><v>1', b'<c r="B2" t="e"><v>#DIV/0!'
            )
        ),
        2,
        2,
        "",
        "B2",
    ),
    Provocation("ARK_MANGLER", rates(sheet(["Kode"], ["A"], name="Ark1"))),
    Provocation("OVERSKRIFTSRAEKKE_MANGLER", rates(sheet(["A"], ["B"]))),
    # profiles.py, profile_keys.py, registry.py
    Provocation("PROFIL_TOML", folder(a='id = "egen"\ntitel = \n'), 2, 9),
    Provocation("PROFIL_NOEGLE", folder(a=PLAIN + 'skilletgn = ","\n'), 0, 0, "", "skilletgn"),
    Provocation("PROFIL_MANGLER", folder(a=PLAIN.replace('titel = "t"\n', ""))),
    Provocation("PROFIL_VAERDI", folder(a=PLAIN + "skilletegn = 7\n"), 0, 0, "skilletegn", "7"),
    Provocation("PROFIL_GRUNDLAG", folder(a='id = "egen"\nbygger_paa = "acubis"\n'), 0, 0, "bygger_paa", "acubis"),
    Provocation(
        "PROFIL_RING", folder(a='id = "a"\nbygger_paa = "b"\n', b='id = "b"\nbygger_paa = "a"\n'), 0, 0, "bygger_paa", "a", count=2
    ),
    Provocation(
        "PROFIL_DOBBELT",
        folder(a=PLAIN.replace("egen", "proevefil"), b=PLAIN.replace("egen", "proevefil")),
        0,
        0,
        "id",
        "proevefil",
    ),
    Provocation("PROFIL_NAVN_OPTAGET", folder(a=PLAIN.replace("egen", "10q")), 0, 0, "id", "10q"),
)
"""One for every kind that these modules declare or use."""
