"""How to provoke what reading, writing and composing payments to banks and through Prisme can report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
from tests.formats.composed_betaling import BASE, G68, SPEC_PAIN, erh_line
from tests.formats.provocation import Provocation

from snitflade.formats import erh, erh_opstil, g68, g68_opstil, g68_rules, g69, jsonl, message_scan, pain001, pain001_opstil
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems
from snitflade.formats.udbetalinger import Afsender, Maade, Udbetaling, Udbetalinger

Act = Callable[[Problems], object]
CARD: dict[int, str] = {1: "ERH351", 4: "FI80000006", 11: "71100000000009083"}
DAY = dt.date(2026, 11, 30)
PAYER = Afsender("Prøve Kommune", "64710001000206", afsender_id="99910003")


def lines(*rows: dict[int, str] | str) -> Act:
    """Reading an ERH file of these cells (beside what every line has) or whole lines."""
    text = "".join((row if isinstance(row, str) else erh_line({**BASE, **row})) + "\r\n" for row in rows)
    return lambda problems: erh.FORMAT.read(text.encode("cp1252"), problems)


def message(*edits: tuple[str, str]) -> Act:
    """Reading the message of payments.md 3.7 with the first of each text replaced."""
    text = SPEC_PAIN
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return lambda problems: pain001.FORMAT.read(text.encode(), problems)


def payouts(*edits: tuple[str, str]) -> Act:
    """Reading the first two G68 lines with texts replaced."""
    text = "\n".join(G68.split("\n")[:2]) + "\n"
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return lambda problems: g68.FORMAT.read(text.replace("\n", "\r\n").encode(), problems)


def payment(**values: Any) -> Udbetalinger:
    """One payment."""
    known: dict[str, Any] = {"betalings_id": "BTIL261127 000001", "beloeb": 1, "betalingsdato": DAY, "maade": Maade.KONTO}
    known |= {"konto": "64710000123456", "modtagernavn": "Prøve Person Et"}
    return Udbetalinger.af([Udbetaling(**known | values)])


def composing(**values: Any) -> Act:
    """Composing an ERH file of one payment."""
    return lambda problems: erh_opstil.opstil(payment(**values), PAYER, problems)


def to_pain(**values: Any) -> Act:
    """Composing a message of one payment."""
    made = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
    return lambda problems: pain001_opstil.opstil(payment(**values), PAYER, "SNITFLADE-20261127-0001", made, problems)


def loading(*rows: str) -> Act:
    """Loading a message from JSON Lines and checking it."""

    def act(problems: Problems) -> None:
        pain001.FORMAT.check(jsonl.load(pain001.FORMAT, "\n".join(rows), problems), problems)

    return act


def too_large(problems: Problems) -> None:
    """Reading a message of more bytes than are read."""
    most = message_scan.MOST_BYTES
    message_scan.MOST_BYTES = 100
    try:
        pain001.FORMAT.read(SPEC_PAIN.encode(), problems)
    finally:
        message_scan.MOST_BYTES = most


def unwritten(problems: Problems) -> None:
    """Checking a message with an element that is not declared for writing."""
    text = SPEC_PAIN.replace("<PmtMtd>", "<BtchBookg>true</BtchBookg><PmtMtd>")
    pain001.FORMAT.check(pain001.FORMAT.read(text.encode(), Problems()), problems)


def with_g69(*postings: tuple[str, int]) -> Act:
    """Comparing the first two G68 lines with postings of these references and amounts."""

    def act(problems: Problems) -> None:
        two = "\r\n".join(G68.split("\n")[:2])
        count = len(postings)
        table = g69.FORMAT.table(
            {
                "linieloebenr": np.arange(1, count + 1),
                "organisationsenhed": "0956",
                "maskinnr": "00571",
                "ekspeditionsloebenr": np.arange(1, count + 1),
                "posteringsdato": "2026-11-30",
                "kontonr": "1",
                "beloeb": [amount for _, amount in postings],
                "debit_kredit_markering": ["K" if amount < 0 else "D" for _, amount in postings],
                "udbetalingshenvisningsnr": [reference for reference, _ in postings],
            },
            Problems(),
            rows=count,
        )
        own = Document(("G69",), {"G69": table}, np.zeros(count, dtype=np.uint8))
        g68_rules.afstem(g68.FORMAT.read(two.encode(), Problems()), own, problems)

    return act


FIRST, SECOND = "20261130005710000001", "20261130000426000002"
OTHER = {4: "64710000123457"}
HEAD_ROW = (
    '{"record":"GrpHdr","besked_id":"a","dannet":"2026-11-27T09:30:00Z","antal":0,"sum":0,"afsender_navn":"b","afsender_id":"c",'
    '"afsender_id_art":"CUST"}'
)
TEXT_ROW = '{"record":"Ustrd","tekst":"a"}'
KRDI = "64710001000206"
BETALINGER = (
    # quoted.py
    Provocation("KOLONNER_ANTAL", lines({}, erh_line({**BASE, **OTHER}, 72)), 2, raw=erh_line({**BASE, **OTHER}, 72)[:200]),
    Provocation("KOLONNER_BLANDET", lines({}, erh_line({**BASE, **OTHER}, 76)), 2),
    Provocation("CITATIONSTEGN_FEJL", lines({}, '"ERH356";"x"'), 2, 9, raw=';"x"'),
    Provocation(
        "CITATIONSTEGN_I_TEKST",
        lambda problems: erh.FORMAT.table(
            {"betalingstype": "ERH356", "fra_konto": KRDI, "beloeb": 1, "betalingsdato": DAY, "modtagernavn": 'A "B"'}, problems
        ),
        1,
        0,
        "modtagernavn",
        'A "B"',
    ),
    # kroner.py
    Provocation("KRONER_UGYLDIGT", lines({9: "1250.00"}), 1, 60, "beloeb", "1250.00"),
    Provocation("KRONER_NULLER_FORAN", lines({9: "01250,00"}), 1, 60, "beloeb", "01250,00"),
    # betalingskort.py
    Provocation("BANKKONTO_UGYLDIG", lines({4: "6471000012345"}), 1, 31, "til_konto", "6471000012345"),
    Provocation("KORTKONTO_UGYLDIG", lines({**CARD, 4: "FI8000000"}), 1, 31, "til_konto", "FI8000000"),
    Provocation("KORTREFERENCE_UGYLDIG", lines({**CARD, 11: "7110000000000908"}), 1, 74, "kort_reference", "7110000000000908"),
    Provocation(
        "KORTREFERENCE_KONTROLCIFFER", lines({**CARD, 11: "71000006190001238"}), 1, 74, "kort_reference", "71000006190001238"
    ),
    Provocation("KREDITORNUMMER_MODULUS_11", lines({**CARD, 4: "FI80000007"}), 1, 31, "til_konto", "FI80000007"),
    # erh_rules.py
    Provocation("ERH_TYPE_UKENDT", lines({1: "ERH359"}), 1, 2, "betalingstype", "ERH359"),
    Provocation("ERH_TYPE_BRUGES_IKKE", lines({1: "ERH355"}), 1, 2, "betalingstype", "ERH355"),
    Provocation("ERH_BELOEB", lines({9: "100000000,00"}), 1, 60, "beloeb", "10000000000"),
    Provocation("ERH_NEMKONTO_IDENT", lines({4: "NK12227353"}), 1, 31, "til_konto", "NK12227353"),
    Provocation("ERH_ADVIS_IKKE_TILLADT", lines({**CARD, 34: "Tekst"}), 1, 161, "tekst_2", "Tekst"),
    Provocation("ERH_AFSENDER_VED_KORT", lines({**CARD, 28: "Prøve Kommune"}), 1, 143, "afsender_navn", "Prøve Kommune"),
    Provocation("ERH_SEMIKOLON", lines({5: "A; B"}), 1, 48, "modtagernavn", "A; B"),
    Provocation("ERH_BETALING_DUBLET", lines({}, OTHER, {}), 3, 31, "til_konto", "64710000123456"),
    Provocation(
        "ERH_BETALINGS_ID_DUBLET",
        lines({3: "BTIL261127 000001"}, {**OTHER, 3: "BTIL261127 000001"}),
        2,
        28,
        "egen_reference",
        "BTIL261127 000001",
    ),
    # message_parts.py and message_scan.py
    Provocation("XML_BELOEB", message(('"DKK">1250.00', '"DKK">1250,00')), 16, 0, "beloeb", "1250,00"),
    Provocation("XML_ANTAL", message(("<NbOfTxs>2", "<NbOfTxs>to")), 4, 0, "antal", "to", also=frozenset({"PAIN_ANTAL"})),
    Provocation("XML_UGYLDIG", message(("</GrpHdr>", "</GrpHd>")), 8, 13),
    Provocation("XML_DTD", message(("<Document", '<!DOCTYPE x [<!ENTITY e "e">]>\n<Document')), 2),
    Provocation("XML_FOR_STOR", too_large),
    Provocation("XML_FREMMED", message(("<PmtMtd>", "<a/>" * 10_001 + "<PmtMtd>")), 10, also=frozenset({"ELEMENT_UKENDT"})),
    Provocation("XML_TEGNSAET", message(("UTF-8", "ISO-8859-1")), 1, raw="ISO-8859-1"),
    Provocation("XML_ROD", message((".03", ".09")), 1, raw="{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}Document"),
    Provocation(
        "ELEMENT_UKENDT",
        message(("<PmtMtd>", "<BtchBookg>true</BtchBookg><PmtMtd>")),
        10,
        raw="<BtchBookg>true</BtchBookg>",
    ),
    Provocation("ELEMENT_DUBLET", message(("<Cdtr>", "<Cdtr><Nm>A</Nm></Cdtr><Cdtr>")), 19),
    Provocation(
        "ELEMENT_RAEKKEFOELGE",
        message(("<MsgId>SNITFLADE-20261127-0001</MsgId>", ""), ("</CreDtTm>", "</CreDtTm><MsgId>a</MsgId>")),
        5,
    ),
    Provocation("ELEMENT_MANGLER", message(("<Cdtr><Nm>Ole Olsen</Nm></Cdtr>", "")), 16, 0, "modtagernavn"),
    Provocation("ELEMENT_TOMT", message(("<SvcLvl><Cd>NURG</Cd></SvcLvl>", "<SvcLvl/>")), 11),
    Provocation("XML_UDEN_BETYDNING", message(("<GrpHdr>", "<GrpHdr><!-- x -->")), 4, also=frozenset({"XML_OPSTILLING"})),
    # messages.py
    Provocation("BESKED_HAR_UKENDT", unwritten, 6),
    Provocation("BESKED_OVERORDNET", loading(HEAD_ROW, TEXT_ROW), 2),
    Provocation("BESKED_ANTAL", loading(HEAD_ROW)),
    Provocation("XML_OPSTILLING", message(("  <GrpHdr>", "<GrpHdr>"))),
    # pain001_rules.py
    Provocation("TIDSPUNKT_UGYLDIGT", message(("-02:00", "")), 4, 0, "dannet", "2026-11-27T09:30:00"),
    Provocation("BIC_UGYLDIG", message(("GRENGLGX", "GRENGLG")), 9, 0, "bic", "GRENGLG"),
    Provocation("PAIN_ANTAL", message(("<NbOfTxs>2", "<NbOfTxs>3")), 4, 0, "antal", "3"),
    Provocation("PAIN_SUM", message(("<CtrlSum>6130.50", "<CtrlSum>6130.51")), 4, 0, "sum", "613051"),
    Provocation("PAIN_BELOEB", message(('"DKK">1250.00', '"DKK">0.00')), 16, 0, "beloeb", "0", also=frozenset({"PAIN_SUM"})),
    Provocation("PAIN_KONTOART", message(("<SchmeNm><Prtry>OCR</Prtry></SchmeNm>", "")), 23, 0, "til_konto", "80000006"),
    Provocation(
        "PAIN_REFERENCE",
        message(("<RmtInf><Strd>", "<!--"), ("</Strd></RmtInf>", "-->")),
        23,
        0,
        "til_konto",
        "80000006",
        also=frozenset({"XML_UDEN_BETYDNING"}),
    ),
    Provocation(
        "PAIN_ID_DUBLET",
        message(("<EndToEndId>KRDI261127-000002", "<EndToEndId>BTIL261127-000001")),
        23,
        0,
        "betalings_id",
        "BTIL261127-000001",
    ),
    Provocation(
        "PAIN_BETALING_DUBLET",
        lambda problems: pain001_opstil.opstil(
            Udbetalinger.af(
                [Udbetaling(f"BTIL261127 00000{n}", 1, DAY, Maade.KONTO, "64710000123456", modtagernavn="A") for n in (1, 2)]
            ),
            PAYER,
            "a",
            dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
            problems,
        ),
        4,
        0,
        "til_konto",
        "64710000123456",
    ),
    # g68_rules.py
    Provocation("UDBETALING_NUL", payouts(("00000125000", "00000000000")), 1, 55, "udbetalingsbeloeb", "0"),
    Provocation("UDBETALING_NEGATIV", payouts(("&09+", "&09-")), 1, 55, "udbetalingsbeloeb", "125000"),
    Provocation(
        "MODTAGERNUMMER_LAENGDE", payouts(("113112999999", "11311299999900")), 1, 78, "udbetalingsberettiget", "311299****00"
    ),
    Provocation("MODTAGERNUMMER_UGYLDIGT", payouts(("0012227353", "0012227354")), 2, 45, "udbetalingsberettiget", "0012227354"),
    Provocation("HENVISNING_KORT", payouts((SECOND, SECOND[:-2])), 2, 69, "posteringshenvisning", SECOND[:-2]),
    Provocation("HENVISNING_DUBLET", payouts((SECOND, FIRST)), 2, 69, "posteringshenvisning", FIRST),
    Provocation(
        "BETALINGSTEKST_TEGN", payouts(("november", "november!")), 1, 125, "betalingstekst_1", "Boligsikring november! 2026"
    ),
    Provocation("HENVISNING_UDEN_POSTERING", with_g69((FIRST, 125000)), 2, 69, "posteringshenvisning", SECOND),
    Provocation("HENVISNING_BELOEB", with_g69((FIRST, 125000), (SECOND, 488051)), 2, 22, "udbetalingsbeloeb", "488050"),
    Provocation(
        "HENVISNING_UDEN_UDBETALING",
        with_g69((FIRST, 125000), (SECOND, 488050), ("9" * 20, 1)),
        3,
        0,
        "udbetalingshenvisningsnr",
        "9" * 20,
    ),
    # udbetalinger.py
    Provocation("TEKST_AFKORTET", composing(modtagernavn="N" * 36), 1, 0, "modtagernavn", "N" * 36),
    Provocation("TEKST_TEGN_ERSTATTET", composing(tekst="a–b"), 1, 0, "tekst", "a–b"),
    Provocation(
        "TEKST_UDELADT", composing(maade=Maade.FI71, konto="80000006", reference="100000000009083", tekst="a"), 1, 0, "tekst", "a"
    ),
    Provocation("TEKST_FOR_MANGE_LINJER", composing(meddelelse="x" * (35 * 41 + 1)), 1, 0, "meddelelse"),
    Provocation(
        "MODTAGER_UDEN_KONTO",
        composing(maade=Maade.NEMKONTO, konto="", modtager="12227353"),
        1,
        0,
        "konto",
        also=frozenset({"BANKKONTO_UGYLDIG"}),
    ),
    Provocation(
        "MODTAGER_UDEN_NUMMER",
        lambda problems: g68_opstil.opstil(payment(henvisning=FIRST), "0956", problems),
        1,
        0,
        "modtager",
        also=frozenset({"MODTAGERNUMMER_UGYLDIGT"}),
    ),
    Provocation(
        "MAADE_IKKE_MULIG",
        to_pain(maade=Maade.GIRO01, konto="1234567"),
        1,
        0,
        "maade",
        "01",
        also=frozenset({"KORTREFERENCE_UGYLDIG"}),
    ),
)
