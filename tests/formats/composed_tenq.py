"""Golden 10Q files, composed from prisme.md 3 and 5 alone. `composed.py` writes them."""

from __future__ import annotations

from collections.abc import Iterable

from tests.formats.composed_parts import File, Line, put
from tests.formats.spec_tables import TENQ, Place

RATE_24 = {  # what 861 writes where it has nothing of its own to say (3.3)
    "individtype": "20",
    "ratenummer": "999",
    "beloebstype": "1",
    "rentefrit_beloeb": "0000000000+",
    "opkraevningskode": "1",
    "opkraevningsdato": "20170113",
    "forfaldsdato": "20170201",
    "sidste_ret_indbetal": "20170201",
    "sidste_rentefri_dato": "20170201",
    "tekstnummer": "000",
    "slettemarkering": "0",
    "stiftelsesdato": "00000000",
    "fra_periode": "00000000",
    "til_periode": "00000000",
}


def key(kundenummer: str, ident: str = "WINF") -> dict[str, str]:
    """Positions 1–45 of a debtor of the test case: 13 January 2017 at 12:00, område 000 (5.3)."""
    return {
        "dataleverandoer_ident": ident,
        "tidsstempling": "0201701131200",
        "brugernummer": "0956",
        "omraadenummer": "000",
        "betalingsart": "120",
        "paaligningsaar": "2017",
        "debitornummer": kundenummer,
        "sagsnummer": "00",
    }


def debtor(
    kundenummer: str, person_cvr: str, beloeb: str, nummer: int, texts: Iterable[str], gln: str = "", ident: str = "WINF"
) -> tuple[Line, ...]:
    """A debtor's records in order: 10, 24, 26s, and 52 with a GLN."""
    common = key(kundenummer, ident)
    rate = {**common, **RATE_24, "transaktionstype": "24", "ratebeloeb": beloeb, "afstemningsnoegle": f"{nummer:035d}"}
    return (
        Line("10", {**common, "transaktionstype": "10", "person_cvr_nummer": person_cvr}),
        Line("24", rate),
        *(
            Line(
                "26",
                {
                    **common,
                    "transaktionstype": "26",
                    "individtype": "20",
                    "ratenummer": "999",
                    "linienr": f"{number:03d}",
                    "ratetekst": text,
                },
            )
            for number, text in enumerate(texts, start=1)
        ),
        *([Line("52", {**common, "transaktionstype": "52", "ean_lokationsnummer": gln, "slettemarkering": "0"})] if gln else ()),
    )


def agreement(ydelse: str, sted: str, antal: str, pris: str, i_alt: str) -> tuple[str, str, str]:
    """The three lines of an agreement on a bill."""
    return f"{ydelse} 1. kvartal 2018", sted, f"{antal} x {pris} = {i_alt}"


TESTCASE = (  # 5.1 and 5.3
    *debtor(
        "3112999999",
        "3112999999",
        "0000089000+",
        1,
        [
            *agreement("Dagrenovation", "B-1456, Paamiut", "1", "610,00", "610,00"),
            *agreement("Natrenovation", "B-1456, Paamiut", "1", "280,00", "280,00"),
        ],
    ),
    *debtor(
        "5809001539",
        "0012227353",
        "0000333000+",
        2,
        [
            *agreement("Dagrenovation", "B-300, Paamiut", "2", "610,00", "1.220,00"),
            *agreement("Dagrenovation", "B-301, Paamiut", "2", "610,00", "1.220,00"),
            *agreement("Dagrenovation", "B-1456, Tasiilaq", "1", "610,00", "610,00"),
            *agreement("Natrenovation", "B-1456, Tasiilaq", "1", "280,00", "280,00"),
        ],
    ),
    *debtor(
        "0001953096",
        "0019785289",
        "0000244000+",
        3,
        agreement("Dagrenovation", "B-700, Tasiilaq", "4", "610,00", "2.440,00"),
        gln="5790001953096",
    ),
    *debtor(
        "0001952976",
        "0019785289",
        "0000183000+",
        4,
        agreement("Dagrenovation", "B-500, Paamiut", "3", "610,00", "1.830,00"),
        gln="5790001952976",
    ),
)

DANISH = debtor("3112999999", "3112999999", "0000061000+", 7, ["Årets tømning af køkkenaffald på Søndre Æblevej"])
ONE_LETTER = debtor("3112999999", "3112999999", "0000061000+", 7, ["Rate nr. 1 på regningen"])
KALAALLISUT = debtor("3112999999", "3112999999", "0000061000-", 7, ["Eĸĸaavik æøåÆØÅ", ""])


def full(record: str, size: int, field: str, value: str) -> str:
    """`value`, or where there is none as many characters as the field has: none blank, no two neighbours the same."""
    if value:
        return value
    start = sum(map(ord, record + field)) % 26
    return "".join(chr(ord("A") + (start + i) % 26) for i in range(size))


def all_fields() -> tuple[Line, ...]:
    """A debtor with something in every field of every record, to the last character."""
    given = {
        **RATE_24,
        **key("3112999999"),
        "ratenummer": "123",
        "linienr": "001",
        "ratebeloeb": "1234567890-",
        "rentefrit_beloeb": "0987654321+",
        "beloebstype": "2",
        "opkraevningskode": "3",
        "tekstnummer": "456",
        "stiftelsesdato": "20161231",
        "fra_periode": "20170101",
        "til_periode": "20171231",
        "forfaldsdato": "20170228",
        "sidste_ret_indbetal": "20170315",
        "sidste_rentefri_dato": "20160229",
        "slettemarkering": "1",
        "person_cvr_nummer": "0012227353",
        "ean_lokationsnummer": "5790001953096",
    }
    lines = []
    for record, (_, rows) in TENQ.items():
        values = {**given, "transaktionstype": record}
        lines.append(Line(record, {field: full(record, size, field, values.get(field, "")) for _, size, _, field in rows}))
    return tuple(lines)


def trimmed() -> tuple[Line, ...]:
    """Records as the peers' writer makes them: 55, 311, 53 and text, 58; identifier, invoice and key right-justified (3.1, 3.3)."""
    common = key("5809001539", " KAS")
    rate = {
        **RATE_24,
        "ratenummer": "101",
        "slettemarkering": "",
        "fakturanummer": "2017-000123".rjust(35),
        "stiftelsesdato": "20170113",
        "fra_periode": "20170101",
        "til_periode": "20171231",
        "ratebeloeb": "0000333000+",
        "afstemningsnoegle": "123".rjust(35),
    }
    text = {"individtype": "20", "ratenummer": "101", "linienr": "001", "ratetekst": "Beskatning i 2017"}
    return (
        Line("10", {**common, "transaktionstype": "10", "person_cvr_nummer": "0012227353"}, length=55),
        Line("24", {**common, "transaktionstype": "24", **rate}, length=311),
        Line("26", {**common, "transaktionstype": "26", **text}, length=53 + 17),
        Line("26", {**common, "transaktionstype": "26", **text, "linienr": "002", "ratetekst": ""}, length=53),
        Line("52", {**common, "transaktionstype": "52", "ean_lokationsnummer": "5790001953096"}, length=58),
    )


def unknown() -> tuple[Line, ...]:
    """Lines of type 14, which exists but is described nowhere, and 77, which does not exist (3.8)."""
    first, *rest = DANISH
    head = "0201701131200095600012020173112999999000"
    return (
        first,
        Line(raw=f"WINF14{head}Medhæftende".ljust(80)),
        *rest,
        Line(raw=f"WINF77{head}"),
    )


def faulty_fields() -> tuple[Line, ...]:
    """The test case with faults in single fields, two of different kinds in one column."""
    texts = [one.text for one in TESTCASE]
    for number, position, characters in (
        (1, 7, "0201701132500"),
        (2, 61, " "),
        (2, 83, "20170229"),
        (9, 46, "0012227354"),
        (28, 46, "579000195309X"),
        (34, 46, "5790001952977"),
    ):
        texts[number - 1] = put(texts[number - 1], position, characters)
    return tuple(Line(raw=text) for text in texts)


FAULTY_FIELDS: tuple[Place, ...] = (
    ("DATO_UGYLDIG", 1, 7, "tidsstempling"),
    ("BELOEB_UGYLDIGT", 2, 51, "ratebeloeb"),
    ("DATO_UGYLDIG", 2, 83, "forfaldsdato"),
    ("PERSON_CVR_UGYLDIGT", 9, 46, "person_cvr_nummer"),
    ("FELT_IKKE_CIFRE", 28, 46, "ean_lokationsnummer"),
    ("GLN_KONTROLCIFFER", 34, 46, "ean_lokationsnummer"),
)


def faulty_lines() -> tuple[Line, ...]:
    """Lines of wrong lengths and types, and a control character after letters of two bytes."""
    ten, rate, text = (one.text for one in DANISH)
    gln = Line("52", {**key("3112999999"), "transaktionstype": "52", "ean_lokationsnummer": "5790001953096"}).text
    second = put(put(text, 51, "002"), 54, "Bål\u0085æøå".ljust(60))
    lines = [ten, "", rate + "   ", text + "x", second, gln[:57], put(ten, 5, "77"), "WI"]
    return tuple(Line(raw=line) for line in lines)


FAULTY_LINES: tuple[Place, ...] = (
    ("LINJE_TOM", 2, 0, ""),
    ("RECORD_BLANK_HALE", 3, 364, ""),
    ("RECORD_FOR_LANG", 4, 114, ""),
    ("KONTROLTEGN", 5, 57, ""),
    ("RECORD_FOR_KORT", 6, 0, ""),
    ("RECORD_UKENDT", 7, 5, ""),
    ("RECORD_UKENDT", 8, 5, ""),
)

TENQ_FILES = {
    "861": File(TESTCASE),
    "alle-felter": File(all_fields()),
    "utf8": File(ONE_LETTER),
    "kalaallisut": File(KALAALLISUT),
    "cp1252": File(DANISH, encoding="cp1252", problems=(("TEGNSAET_ANDET", 0, 0, ""),)),
    "lf": File(DANISH, newline="\n"),
    "uden-sidste-linjeskift": File(DANISH, final_newline=False),
    "byte-order-mark": File(DANISH, mark=True, problems=(("BYTE_ORDER_MARK", 1, 1, ""),)),
    "hoejretrimmet": File(trimmed()),
    "ukendte-typer": File(unknown(), problems=(("RECORD_UDEN_LAYOUT", 2, 5, ""), ("RECORD_UKENDT", 5, 5, ""))),
    "fejl-felter": File(faulty_fields(), problems=FAULTY_FIELDS, broken=True),
    "fejl-linjer": File(faulty_lines(), problems=FAULTY_LINES, broken=True),
}
