"""Golden files of payments to banks and through Prisme: ERH, pain.001 and G68, from the tables of payments.md 3 and prisme.md 4.

Cells, tags and texts are put together with string operations alone; what they mean is told by the tables here. `composed.py`
writes the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.formats.spec_tables import Place

ERH_COLUMNS = (
    *("betalingstype", "fra_konto", "egen_reference", "til_konto", "modtagernavn", "frekvens", "antal_gange", "slutdato"),
    *("beloeb", "betalingsdato", "kort_reference", "clearingkode", "valuta", "valutabeloeb"),
    *("ubrugt_15", "ubrugt_16", "ubrugt_17", "ubrugt_18", "ubrugt_19", "overfoerselskvittering", "ubrugt_21", "omkostningskode"),
    *("ubrugt_23", "ubrugt_24", "ubrugt_25", "ubrugt_26", "ubrugt_27", "afsender_navn"),
    *("afsender_adresse_1", "afsender_adresse_2", "afsender_adresse_3", "ubrugt_32"),
    *(f"tekst_{number}" for number in range(1, 42)),
)
"""The columns of payments.md 3.4 by number."""
ERH_TAIL = ("intradag_1", "intradag_2", "end_to_end_reference")
SPEC_ERH = (
    '"ERH356","64710001000206","BTIL261127 000001","64710000123456","Ole Olsen","","","","1250,00","30112026","Børnetilskud nov.26"'
    + ',""' * 8
    + ',"N"'
    + ',""' * 53,
    '"ERH351","64710001000206","KRDI261127 000002","FI80000006","Leverandør A/S","","","","4880,50","30112026","71000100017156728"'
    + ',""' * 8
    + ',"N"'
    + ',""' * 53,
)
"""The records of payments.md 3.10; the empty columns are counted, 12–19 and 21–73."""

Cells = Mapping[int, str]


def erh_line(cells: Cells, columns: int = 73) -> str:
    """A line with these cells, by column number."""
    return ",".join(f'"{cells.get(number, "")}"' for number in range(1, columns + 1))


def erh_meaning(cells: Sequence[str]) -> dict[str, Any]:
    """What cells mean: øre, an ISO date, text; an empty column is not there, but those of the tail always are."""
    out: dict[str, Any] = {}
    for name, cell in zip((*ERH_COLUMNS, *ERH_TAIL), cells, strict=False):
        if name == "beloeb":
            out[name] = int(cell.replace(",", ""))
        elif name == "betalingsdato":
            out[name] = f"{cell[4:]}-{cell[2:4]}-{cell[:2]}"
        elif cell or name in ERH_TAIL:
            out[name] = cell
    return out


def erh_objects(lines: Sequence[str], about: dict[str, Any] | None = None, raw: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Lines as JSON objects; those numbered in `raw` are kept as they are."""
    rows = [
        {"line": number, "record": "", "raw": line}
        if number in raw
        else {"line": number, "record": "ERH", **erh_meaning(line[1:-1].split('","'))}
        for number, line in enumerate(lines, start=1)
    ]
    return [*([{"line": 0, "record": "fil", **about}] if about else []), *rows]


OWN = "64710001000206"
BASE: Cells = {1: "ERH356", 2: OWN, 4: "64710000123456", 9: "0,05", 10: "29022028", 20: "N"}
ALL_TYPES = tuple(
    erh_line({**BASE, **cells})
    for cells in (
        {1: "ERH351", 3: "BOGH270101 000001", 4: "FI80000006", 5: "Leverandør A/S", 11: "71100000000009083"},
        {1: "ERH352", 3: "BOGH270101 000002", 4: "GIRO1234567", 11: "040000000000000000"},
        {1: "ERH352", 4: "GIRO0012345678", 11: "151111111111111117", 20: "J"},
        {1: "ERH354", 4: "GIRO  1234567890", 11: "01", 28: "Prøve Kommune", 33: "Faktura 17, æøåÆØÅ", 73: "sidste linje"},
        {1: "ERH354", 4: "GIRO1234567", 11: "41", 9: "99999999,99"},
        {1: "ERH354", 4: "GIRO7654321"},
        {
            3: "SOCU270101 000003",
            5: "Prøve Person Et, med komma",
            11: "20 tegn til modtager",
            13: "DKK",
            28: "Prøve Kommune",
            29: "Prøvevej 1",
            30: "Postboks 1",
            31: "3900 Nuuk",
            **{number: f"linje {number - 32:02} " + "x" * 26 for number in range(33, 74)},
        },
        {1: "ERH357", 4: "FI    80000006", 11: "73", 33: "Til faktura 18"},
        {1: "ERH358", 4: "FI80000006", 11: "750000000000000000"},
    )
)
SEVENTY_SIX = (
    erh_line({**BASE, 3: "BTIL261127 000001", 76: "BTIL261127 000001"}, 76),
    erh_line({**BASE, 4: "64710000123457", 33: "Tekst"}, 76),
)
RAW = (
    SPEC_ERH[0],
    "ERH001;2;filnavn",
    erh_line({**BASE, 4: "64710000123457"}, 72),
    SPEC_ERH[1].replace('"FI80000006"', '"FI"80000006"'),
    SPEC_ERH[1].replace('"4880,50",', '"4880,50";'),
    SPEC_ERH[1],
)
RAW_FOUND: tuple[Place, ...] = (
    ("CITATIONSTEGN_FEJL", 2, 1, ""),
    ("KOLONNER_ANTAL", 3, 0, ""),
    ("CITATIONSTEGN_FEJL", 4, 51, ""),
    ("CITATIONSTEGN_FEJL", 5, 95, ""),
)
FAULTS = (
    erh_line({**BASE, 1: "ERH355"}),
    erh_line({**BASE, 1: "ERH400", 4: "64710000123457"}),
    erh_line({**BASE, 1: "ERH999", 4: "64710000123458"}),
    erh_line({**BASE, 2: "00000001000206", 4: "00000000123456"}),
    erh_line({**BASE, 4: "6471000012345"}),
    erh_line({**BASE, 4: "64710000000000", 8: "30112026"}),
    erh_line({**BASE, 1: "ERH351", 4: "FI70000006", 11: "71100000000009083"}),
    erh_line({**BASE, 1: "ERH351", 4: "FI80000006", 11: "71100000000009084"}),
    erh_line({**BASE, 1: "ERH351", 4: "FI80000006", 11: "7110000000000908", 33: "advis"}),
    erh_line({**BASE, 1: "ERH352", 4: "GIRO123456", 11: "750000000000000000"}),
    erh_line({**BASE, 4: "64710000123459", 9: "1.250,00"}),
    erh_line({**BASE, 4: "64710000123460", 9: "0,00"}),
    erh_line({**BASE, 4: "64710000123461", 9: "100000000,00"}),
    erh_line({**BASE, 4: "64710000123462", 10: "31112026"}),
    erh_line({**BASE, 4: "64710000123463", 20: ""}),
    erh_line({**BASE, 4: "64710000123464", 5: "N" * 36}),
)
FAULTS_FOUND: tuple[Place, ...] = (
    ("ERH_TYPE_BRUGES_IKKE", 1, 2, "betalingstype"),
    ("ERH_TYPE_BRUGES_IKKE", 2, 2, "betalingstype"),
    ("ERH_TYPE_UKENDT", 3, 2, "betalingstype"),
    ("BANKKONTO_UGYLDIG", 4, 11, "fra_konto"),
    ("BANKKONTO_UGYLDIG", 4, 31, "til_konto"),
    ("BANKKONTO_UGYLDIG", 5, 31, "til_konto"),
    ("BANKKONTO_UGYLDIG", 6, 31, "til_konto"),
    ("FELT_VAERDI", 6, 57, "slutdato"),
    ("KORTKONTO_UGYLDIG", 7, 31, "til_konto"),
    ("KORTREFERENCE_KONTROLCIFFER", 8, 74, "kort_reference"),
    ("KORTREFERENCE_UGYLDIG", 9, 74, "kort_reference"),
    ("ERH_ADVIS_IKKE_TILLADT", 9, 157, "tekst_1"),
    ("KORTKONTO_UGYLDIG", 10, 31, "til_konto"),
    ("KORTREFERENCE_UGYLDIG", 10, 74, "kort_reference"),
    ("KRONER_UGYLDIGT", 11, 60, "beloeb"),
    ("ERH_BELOEB", 12, 60, "beloeb"),
    ("ERH_BELOEB", 13, 60, "beloeb"),
    ("DATO_UGYLDIG", 14, 67, "betalingsdato"),
    ("FELT_TOMT", 15, 105, "overfoerselskvittering"),
    ("FELT_LAENGDE", 16, 48, "modtagernavn"),
)
BOM_ABOUT = {"tegnsaet": "utf-8", "linjeskift": "LF", "sidste_linjeskift": False, "bom": True, "slut_1a": True}

SPEC_PAIN = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>SNITFLADE-20261127-0001</MsgId><CreDtTm>2026-11-27T09:30:00-02:00</CreDtTm>
      <NbOfTxs>2</NbOfTxs><CtrlSum>6130.50</CtrlSum>
      <InitgPty><Nm>Prøve Kommune</Nm><Id><OrgId><Othr><Id>99910003</Id><SchmeNm><Cd>CUST</Cd></SchmeNm></Othr></OrgId></Id></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>SNITFLADE-20261127-0001-1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>2</NbOfTxs><CtrlSum>6130.50</CtrlSum>
      <PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>NURG</Cd></SvcLvl></PmtTpInf>
      <ReqdExctnDt>2026-11-30</ReqdExctnDt>
      <Dbtr><Nm>Prøve Kommune</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>64710001000206</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>DKK</Ccy></DbtrAcct>
      <DbtrAgt><FinInstnId><BIC>GRENGLGX</BIC></FinInstnId></DbtrAgt>
      <CdtTrfTxInf>
        <PmtId><InstrId>BTIL261127-000001</InstrId><EndToEndId>BTIL261127-000001</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="DKK">1250.00</InstdAmt></Amt>
        <Cdtr><Nm>Ole Olsen</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>64710000123456</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id></CdtrAcct>
        <RmtInf><Ustrd>Børnetilskud nov.26</Ustrd></RmtInf>
      </CdtTrfTxInf>
      <CdtTrfTxInf>
        <PmtId><InstrId>KRDI261127-000002</InstrId><EndToEndId>KRDI261127-000002</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="DKK">4880.50</InstdAmt></Amt>
        <Cdtr><Nm>Leverandør A/S</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>80000006</Id><SchmeNm><Prtry>OCR</Prtry></SchmeNm></Othr></Id></CdtrAcct>
        <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>71/000100017156728</Ref></CdtrRefInf></Strd></RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
"""  # noqa: E501
# The message of payments.md 3.7, as it is printed.
HEAD: dict[str, Any] = {
    "record": "GrpHdr",
    "besked_id": "SNITFLADE-20261127-0001",
    "dannet": "2026-11-27T09:30:00-02:00",
    "antal": 2,
    "sum": 613050,
    "afsender_navn": "Prøve Kommune",
    "afsender_id": "99910003",
    "afsender_id_art": "CUST",
}
GROUP: dict[str, Any] = {
    "record": "PmtInf",
    "gruppe_id": "SNITFLADE-20261127-0001-1",
    "betalingsmaade": "TRF",
    "antal": 2,
    "sum": 613050,
    "prioritet": "NORM",
    "serviceniveau": "NURG",
    "betalingsdato": "2026-11-30",
    "betaler_navn": "Prøve Kommune",
    "fra_konto": "64710001000206",
    "fra_konto_art": "BBAN",
    "fra_konto_valuta": "DKK",
    "bic": "GRENGLGX",
}
TRANSFER: dict[str, Any] = {
    "record": "CdtTrfTxInf",
    "instruktions_id": "BTIL261127-000001",
    "betalings_id": "BTIL261127-000001",
    "valuta": "DKK",
    "beloeb": 125000,
    "modtagernavn": "Ole Olsen",
    "til_konto": "64710000123456",
    "til_konto_art": "BBAN",
}
TEXT: dict[str, Any] = {"record": "Ustrd", "tekst": "Børnetilskud nov.26"}
CARD: dict[str, Any] = {
    "record": "CdtTrfTxInf",
    "instruktions_id": "KRDI261127-000002",
    "betalings_id": "KRDI261127-000002",
    "valuta": "DKK",
    "beloeb": 488050,
    "modtagernavn": "Leverandør A/S",
    "til_konto": "80000006",
    "til_konto_kort": "OCR",
    "reference_art": "SCOR",
    "reference": "71/000100017156728",
}
LF = {"record": "fil", "tegnsaet": "utf-8", "linjeskift": "LF", "sidste_linjeskift": True, "bom": False}
SPEC_ROWS = [HEAD, GROUP, TRANSFER, TEXT, CARD]

ALL_PAIN = (
    SPEC_PAIN.replace("<NbOfTxs>2</NbOfTxs><CtrlSum>6130.50</CtrlSum>", "<NbOfTxs>3</NbOfTxs><CtrlSum>6130.55</CtrlSum>", 1)
    .replace("<InstrPrty>NORM</InstrPrty>", "<InstrPrty>HIGH</InstrPrty>")
    .replace("</SvcLvl></PmtTpInf>", "</SvcLvl><LclInstrm><Cd>ONCL</Cd></LclInstrm><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf>")
    .replace("<InstrId>KRDI261127-000002</InstrId>", "")
    .replace("<Nm>Ole Olsen</Nm>", "<Nm>Æ &amp; Ø &lt;\"Å'&gt; ĸ ]]&gt;</Nm>")
    .replace("<Ustrd>Børnetilskud nov.26</Ustrd>", "<Ustrd> to </Ustrd><Ustrd>linjer</Ustrd>")
    .replace("<RmtInf><Strd>", "<RmtInf><Ustrd>og en tekst</Ustrd><Strd>")
    .replace(
        "  </CstmrCdtTrfInitn>",
        """\
    <PmtInf>
      <PmtInfId>SNITFLADE-20261127-0001-2</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>1</NbOfTxs><CtrlSum>0.05</CtrlSum>
      <ReqdExctnDt>2026-12-01</ReqdExctnDt>
      <Dbtr><Nm>Prøve Kommune</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>64710001000206</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><BIC>GRENGLGXXXX</BIC></FinInstnId></DbtrAgt>
      <CdtTrfTxInf>
        <PmtId><EndToEndId>a</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="DKK">0.05</InstdAmt></Amt>
        <Cdtr><Nm>b</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>80000006</Id><SchmeNm><Prtry>OCR</Prtry></SchmeNm></Othr></Id></CdtrAcct>
        <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>73/</Ref></CdtrRefInf></Strd></RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>""",
    )
    .replace("\n", "\r\n")
)
"""Every element there is, and those that may be left out left out; characters that XML writes in another way."""
ALL_ROWS = [
    HEAD | {"antal": 3, "sum": 613055},
    GROUP | {"prioritet": "HIGH", "lokalt_instrument": "ONCL", "formaal": "SUPP"},
    TRANSFER | {"modtagernavn": "Æ & Ø <\"Å'> ĸ ]]>"},
    TEXT | {"tekst": " to "},
    TEXT | {"tekst": "linjer"},
    {name: value for name, value in CARD.items() if name != "instruktions_id"},
    TEXT | {"tekst": "og en tekst"},
    {
        **{name: value for name, value in GROUP.items() if name not in ("prioritet", "serviceniveau", "fra_konto_valuta")},
        "gruppe_id": "SNITFLADE-20261127-0001-2",
        "antal": 1,
        "sum": 5,
        "betalingsdato": "2026-12-01",
        "bic": "GRENGLGXXXX",
    },
    {
        **{name: value for name, value in CARD.items() if name != "instruktions_id"},
        "betalings_id": "a",
        "beloeb": 5,
        "modtagernavn": "b",
        "reference": "73/",
    },
]
OTHER_PAIN = (
    SPEC_PAIN.replace(
        '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='utf-8'?>\n<!-- Dannet af et andet program -->"
    )
    .replace(
        '<Document xmlns="', '<p:Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" xmlns:p="'
    )
    .replace("</Document>", "</p:Document>")
    .replace("<CstmrCdtTrfInitn>", '<CstmrCdtTrfInitn xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">')
    .replace("6130.50", "6130.5")
    .replace("<Nm>Ole Olsen</Nm>", "<Nm><![CDATA[Ole]]> &#79;lsen</Nm>")
    .replace("      <Dbtr>", "      <!-- hvem -->\n\t<Dbtr>")
)
"""The same message as another program may write it. The comment before the root stands outside everything and is not seen."""
OTHER_FOUND: tuple[Place, ...] = (
    ("XML_OPSTILLING", 0, 0, ""),
    ("XML_UDEN_BETYDNING", 3, 0, ""),
    ("XML_UDEN_BETYDNING", 14, 0, ""),
)
UNKNOWN_PAIN = (
    SPEC_PAIN.replace("<PmtMtd>TRF</PmtMtd>", "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>")
    .replace('<InstdAmt Ccy="DKK">4880.50', '<InstdAmt Ccy="DKK" x="1">4880.50')
    .replace("        <Cdtr><Nm>Ole", "        <ChrgBr>SLEV</ChrgBr>\n        <Cdtr><Nm>Ole")
    .replace("<Nm>Ole Olsen</Nm>", "<Nm>Ole Olsen</Nm>løs")
)
UNKNOWN_FOUND: tuple[Place, ...] = (
    ("ELEMENT_UKENDT", 10, 0, ""),
    ("ELEMENT_UKENDT", 19, 0, ""),
    ("ELEMENT_UKENDT", 20, 0, ""),
    ("ELEMENT_UKENDT", 26, 0, ""),
)
FAULTY_PAIN = (
    SPEC_PAIN.replace("-02:00", "")
    .replace("<NbOfTxs>2", "<NbOfTxs>3", 1)
    .replace("<CtrlSum>6130.50", "<CtrlSum>6130.51", 1)
    .replace("2026-11-30", "2026-11-31")
    .replace("GRENGLGX", "GRENGLG")
    .replace("64710000123456", "6471000012345")
    .replace("<Cdtr><Nm>Leverandør A/S</Nm></Cdtr>", "<Cdtr><Nm></Nm></Cdtr>")
    .replace("KRDI261127-000002</EndToEndId>", "BTIL261127-000001</EndToEndId>")
    .replace("71/000100017156728", "71/000100017156729")
)
FAULTY_FOUND: tuple[Place, ...] = (
    ("TIDSPUNKT_UGYLDIGT", 4, 0, "dannet"),
    ("PAIN_ANTAL", 4, 0, "antal"),
    ("PAIN_SUM", 4, 0, "sum"),
    ("DATO_UGYLDIG", 9, 0, "betalingsdato"),
    ("BIC_UGYLDIG", 9, 0, "bic"),
    ("BANKKONTO_UGYLDIG", 16, 0, "til_konto"),
    ("FELT_TOMT", 23, 0, "modtagernavn"),
    ("KORTREFERENCE_KONTROLCIFFER", 23, 0, "reference"),
    ("PAIN_ID_DUBLET", 23, 0, "betalings_id"),
)

G68_NAMES = {
    "02": "udbetalende_enhed",
    "03": "organisationstype",
    "07": "udbetalingsident",
    "08": "udbetalingsbeloeb",
    "09": "fortegn",
    "10": "identkode",
    "11": "udbetalingsberettiget",
    "12": "udbetalingsdato",
    "16": "posteringshenvisning",
    "17": "fakturanummer",
    **{str(number): f"betalingstekst_{number - 39}" for number in range(40, 76)},
}
"""The floating fields of prisme.md 4."""
G68 = """\
000G68000010956011&020956&0300&07000000000000000000&0800000125000&09+&1002&113112999999&1220261130&1620261130005710000001&40Boligsikring november 2026
000G68000020956101&0800000488050&09+&1011&110012227353&1220261130&1620261130000426000002&17FAKTURA-æøå-90123456
000G68000030956011&0800000000001&09-&1001&1100000000000001&1220261130&1620261130000426000003
"""  # noqa: E501
G68_ALL = (
    "000G68000010956011&020956&0300&07000000000000000000&0899999999999&09+&1012&1112345678901234&1220261130&1620261130000426000001&17Æ"
    + "".join(f"&{number}linje {number} " + "x" * 72 for number in range(40, 76))
    + "\n"
)
G68_14 = """\
000G6800001011&020956&0300&07000000000000000000&0800000125000&09+&1002&1100003112999999&1220261130&16202611300005700001&40Tekst
000G6800002011&020956&0300&07000000000000000000&0800000000100&09+&1003&1100000012227353&1220261130&16202611300005700002
"""
G68_FAULTS = """\
000G68000020956011&0800000000000&09+&1002&113112999999&1220261130&1620261130005710000001
000G68000020956001&0800000000001&09x&1002&119912999999&1220261131&1620261130005710000001
000G68000030956010&0800000000001&09+&1011&110012227354&1220261130&1620261130005710000003&40Hov!
000G68000040956011&0800000000001&09+&1004&1131129999991&1220261130&162026113000571&40C:\\x
000G68000050956011&080000000001&09+&1002&113112999999
"""
G68_FAULTS_FOUND: tuple[Place, ...] = (
    ("LINIELOEBENR_FEJL", 1, 7, "linieloebenr"),
    ("UDBETALING_NUL", 1, 22, "udbetalingsbeloeb"),
    ("FELT_VAERDI", 2, 16, "transaktionstype"),
    ("FELT_VAERDI", 2, 36, "fortegn"),
    ("MODTAGERNUMMER_UGYLDIGT", 2, 45, "udbetalingsberettiget"),
    ("DATO_UGYLDIG", 2, 58, "udbetalingsdato"),
    ("HENVISNING_DUBLET", 2, 69, "posteringshenvisning"),
    ("FELT_VAERDI", 3, 18, "flyd_fast"),
    ("MODTAGERNUMMER_UGYLDIGT", 3, 45, "udbetalingsberettiget"),
    ("BETALINGSTEKST_TEGN", 3, 92, "betalingstekst_1"),
    ("FELT_VAERDI", 4, 40, "identkode"),
    ("MODTAGERNUMMER_LAENGDE", 4, 45, "udbetalingsberettiget"),
    ("FELT_LAENGDE", 4, 70, "posteringshenvisning"),
    ("BETALINGSTEKST_TEGN", 4, 86, "betalingstekst_1"),
    ("FELT_MANGLER", 5, 0, "udbetalingsdato"),
    ("FELT_MANGLER", 5, 0, "posteringshenvisning"),
    ("FELT_LAENGDE", 5, 22, "udbetalingsbeloeb"),
)


def g68_objects(text: str, header: int = 18) -> list[dict[str, Any]]:
    """What lines mean, told by cutting them at ``&``."""
    rows = []
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        head, *tags = line.split("&")
        unit = {"organisationsenhed": head[11:15]} if header == 18 else {}
        row: dict[str, Any] = {"line": number, "record": "G68", "registreringssted": head[:3], "snitfladetype": head[3:6]}
        row |= {"linieloebenr": int(head[6:11]), **unit, "transaktionstype": head[-3:-1], "flyd_fast": head[-1]}
        for tag in tags:
            value: Any = tag[2:]
            if tag[:2] == "08":
                value = int(value)
            if tag[:2] == "12":
                value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
            row[G68_NAMES[tag[:2]]] = value
        rows.append(row)
    return rows


def _lines(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _numbered(rows: Sequence[dict[str, Any]], about: dict[str, Any] | None = None) -> bytes:
    return _lines([*([{"line": 0, **about}] if about else []), *({"line": n, **row} for n, row in enumerate(rows, start=1))])


def _places(places: Sequence[Place]) -> bytes:
    rows = [dict(zip(("code", "line", "column", "field"), place, strict=True)) for place in places]
    return (json.dumps(rows, indent=2) + "\n").encode()


def _crlf(lines: Sequence[str]) -> str:
    return "".join(line + "\r\n" for line in lines)


def written() -> dict[str, bytes]:
    """Every file by its name below this folder."""
    return {
        "erh/eksempel.txt": _crlf(SPEC_ERH).encode("cp1252"),
        "erh/eksempel.jsonl": _lines(erh_objects(SPEC_ERH)),
        "erh/alle-typer.txt": _crlf(ALL_TYPES).encode("cp1252"),
        "erh/alle-typer.jsonl": _lines(erh_objects(ALL_TYPES)),
        "erh/76-kolonner.txt": _crlf(SEVENTY_SIX).encode("cp1252"),
        "erh/76-kolonner.jsonl": _lines(erh_objects(SEVENTY_SIX)),
        "erh/bom-lf.txt": b"\xef\xbb\xbf" + "\n".join(SPEC_ERH).encode() + b"\x1a",
        "erh/bom-lf.jsonl": _lines(erh_objects(SPEC_ERH, BOM_ABOUT)),
        "erh/bom-lf.problems.json": _places((("BYTE_ORDER_MARK", 1, 1, ""),)),
        "erh/ulaeste-linjer.txt": _crlf(RAW).encode("cp1252"),
        "erh/ulaeste-linjer.jsonl": _lines(erh_objects(RAW, raw=(2, 3, 4, 5))),
        "erh/ulaeste-linjer.problems.json": _places(RAW_FOUND),
        "erh/fejl.txt": _crlf(FAULTS).encode("cp1252"),
        "erh/fejl.problems.json": _places(FAULTS_FOUND),
        "pain001/eksempel.txt": SPEC_PAIN.encode(),
        "pain001/eksempel.jsonl": _numbered(SPEC_ROWS, LF),
        "pain001/alle-felter.txt": ALL_PAIN.encode(),
        "pain001/alle-felter.jsonl": _numbered(ALL_ROWS),
        "pain001/anden-opstilling.txt": OTHER_PAIN.encode(),
        "pain001/anden-opstilling.jsonl": _numbered(SPEC_ROWS, LF),
        "pain001/anden-opstilling.skrevet.txt": SPEC_PAIN.encode(),
        "pain001/anden-opstilling.problems.json": _places(OTHER_FOUND),
        "pain001/ukendt.txt": UNKNOWN_PAIN.encode(),
        "pain001/ukendt.problems.json": _places(UNKNOWN_FOUND),
        "pain001/fejl.txt": FAULTY_PAIN.encode(),
        "pain001/fejl.problems.json": _places(FAULTY_FOUND),
        "g68/eksempel.txt": G68.replace("\n", "\r\n").encode(),
        "g68/eksempel.jsonl": _lines(g68_objects(G68)),
        "g68/eksempel.problems.json": _places((("UDBETALING_NEGATIV", 3, 22, "udbetalingsbeloeb"),)),
        "g68/alle-felter.txt": G68_ALL.replace("\n", "\r\n").encode(),
        "g68/alle-felter.jsonl": _lines(g68_objects(G68_ALL)),
        "g68/fejl.txt": G68_FAULTS.replace("\n", "\r\n").encode(),
        "g68/fejl.problems.json": _places(G68_FAULTS_FOUND),
        "g68-14/eksempel.txt": G68_14.replace("\n", "\r\n").encode(),
        "g68-14/eksempel.jsonl": _lines(g68_objects(G68_14, 14)),
        "g68-14/eksempel.problems.json": _places(
            (("HENVISNING_KORT", 1, 102, "posteringshenvisning"), ("HENVISNING_KORT", 2, 102, "posteringshenvisning"))
        ),
    }
