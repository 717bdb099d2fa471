"""pain.001.001.03: reading, writing, the rules of payments.md 3.5 and 3.7, and the public schema as a judge of what we write."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.formats.composed_betaling import ALL_PAIN, OTHER_PAIN, SPEC_PAIN
from tests.formats.strategies import PROPERTY, characters

from snitflade.formats import jsonl, kontrolliste, message_scan, pain001, pain001_opstil
from snitflade.formats.detect import detect
from snitflade.formats.layout import LayoutError
from snitflade.formats.message_parts import Part, Slot
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.udbetalinger import Afsender, Maade, Udbetaling, Udbetalinger

Row = dict[str, Any]
NUUK = dt.timezone(-dt.timedelta(hours=2))
MADE = dt.datetime(2026, 11, 27, 9, 30, tzinfo=NUUK)
DAY = dt.date(2026, 11, 30)
PAYER = Afsender("Prøve Kommune", "64710001000206", afsender_id="99910003")
MESSAGE = "SNITFLADE-20261127-0001"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The public schema, as a package for tests carries it."""
    return etree.XMLSchema(etree.fromstring((files("sepaxml") / "schemas" / "pain.001.001.03.xsd").read_bytes()))


def read(text: str) -> tuple[list[Row], list[tuple[str, int]]]:
    """What a message means, as JSON Lines have it, and every problem: code and line."""
    problems = Problems()
    document = pain001.FORMAT.read(text.encode(), problems)
    return [json.loads(line) for line in jsonl.dump(pain001.FORMAT, document)], [(p.code, p.line) for p in problems.sorted()]


def edited(*edits: tuple[str, str]) -> list[str]:
    """The codes of what is wrong with the sample when the first of each text is replaced."""
    text = SPEC_PAIN
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return [code for code, _ in read(text)[1]]


def one(**values: Any) -> Udbetaling:
    known: Row = {"betalings_id": "BTIL261127 000001", "beloeb": 125000, "betalingsdato": DAY, "maade": Maade.KONTO}
    return Udbetaling(**known | {"konto": "64710000123456", "modtagernavn": "Ole Olsen", "tekst": "Børnetilskud nov.26"} | values)


def composed(*payments: Udbetaling, **options: Any) -> tuple[bytes, list[str]]:
    """The message composed from payments, and the codes of every problem."""
    problems = Problems()
    document = pain001_opstil.opstil(Udbetalinger.af(payments), PAYER, MESSAGE, MADE, problems, **options)
    return (b"" if problems.errors else pain001.FORMAT.wrap(document)), [problem.code for problem in problems.sorted()]


CARD = one(
    betalings_id="KRDI261127 000002",
    beloeb=488050,
    maade=Maade.FI71,
    konto="80000006",
    reference="100017156728",
    modtagernavn="Leverandør A/S",
    tekst="",
)


class TestTheSchema:
    @pytest.mark.parametrize("text", [SPEC_PAIN, ALL_PAIN, OTHER_PAIN], ids=["spec", "all", "other"])
    def test_what_the_golden_files_are(self, schema: etree.XMLSchema, text: str) -> None:
        assert schema.validate(etree.fromstring(text.encode())), schema.error_log

    def test_what_we_compose(self, schema: etree.XMLSchema) -> None:
        data, problems = composed(
            one(meddelelse="Linje\nog linje" + " ord" * 200, modtagernavn="<Æ> & \"'"),
            CARD,
            replace(CARD, betalings_id="3", maade=Maade.FI75, reference="18", tekst="Tekst", betalingsdato=dt.date(2026, 12, 1)),
            replace(CARD, betalings_id="4", maade=Maade.FI73, reference=""),
            replace(CARD, betalings_id="5", maade=Maade.GIRO04, konto="1234567", reference="18"),
            formaal="SUPP",
            lokalt_instrument="ONCL",
        )
        assert problems == []
        assert schema.validate(etree.fromstring(data)), schema.error_log

    @PROPERTY
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 9_999_999_999),
                st.dates(),
                st.text(characters("utf-8"), min_size=1, max_size=141).filter(str.strip),
                st.text(characters("utf-8"), max_size=400),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_anything_we_write(self, schema: etree.XMLSchema, rows: list[tuple[int, dt.date, str, str]]) -> None:
        payments = [
            one(betalings_id=str(number), beloeb=amount, betalingsdato=day, modtagernavn=name, tekst=text)
            for number, (amount, day, name, text) in enumerate(rows)
        ]
        data, problems = composed(*payments)
        assert set(problems) <= {"TEKST_AFKORTET", "TEKST_TEGN_ERSTATTET", "PAIN_BETALING_DUBLET", "KONTROLTEGN"}
        if "KONTROLTEGN" in problems:  # U+FFFE and U+FFFF are no characters in XML
            assert any("\ufffe" in name + text or "\uffff" in name + text for _, _, name, text in rows)
            return
        assert schema.validate(etree.fromstring(data)), schema.error_log
        again = Problems()
        document = pain001.FORMAT.read(data, again)
        assert again.codes <= {"PAIN_BETALING_DUBLET"}
        assert pain001.FORMAT.write(document) == data
        assert document.tables["CdtTrfTxInf"]["beloeb"].sum() == sum(row[0] for row in rows)

    def test_every_message_the_schema_refuses_is_refused(self, schema: etree.XMLSchema) -> None:
        """One change at a time: elements taken away, doubled, exchanged with the next, renamed, emptied."""
        tree = etree.fromstring(SPEC_PAIN.encode())
        count = 0
        for number, _ in enumerate(tree.iter(), start=0):
            for act in ("gone", "twice", "later", "other", "empty"):
                copy = etree.fromstring(SPEC_PAIN.encode())
                element = list(copy.iter())[number]
                above, after = element.getparent(), element.getnext()
                if above is None:
                    continue
                if act == "gone":
                    above.remove(element)
                elif act == "twice":
                    above.insert(above.index(element), etree.fromstring(etree.tostring(element)))
                elif act == "later" and after is not None:
                    after.addnext(element)
                elif act == "other":
                    element.tag = str(element.tag) + "X"
                elif act == "empty":
                    element.text = None
                    for child in list(element):
                        element.remove(child)
                if not schema.validate(copy):
                    count += 1
                    problems = Problems()
                    pain001.FORMAT.read(etree.tostring(copy, xml_declaration=True, encoding="UTF-8"), problems)
                    assert problems.errors, (act, etree.tostring(copy))
        assert count > 100


class TestReading:
    def test_the_sample(self) -> None:
        rows, problems = read(SPEC_PAIN)
        assert problems == []
        assert [row["record"] for row in rows] == ["fil", "GrpHdr", "PmtInf", "CdtTrfTxInf", "Ustrd", "CdtTrfTxInf"]

    def test_another_layout_means_the_same(self) -> None:
        assert read(OTHER_PAIN)[0] == read(SPEC_PAIN)[0]

    def test_every_character_counts(self) -> None:
        """Any character taken away gives a problem, or another meaning."""
        rows, _ = read(SPEC_PAIN)
        for at in range(0, len(SPEC_PAIN), 4):
            found, problems = read(SPEC_PAIN[:at] + SPEC_PAIN[at + 1 :])
            assert problems or found != rows, SPEC_PAIN[max(at - 20, 0) : at + 20]

    @pytest.mark.parametrize(
        ("declaration", "inside"),
        [
            ('<!DOCTYPE x [<!ENTITY e "boom">]>', "&e;"),
            ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
            ('<!DOCTYPE x SYSTEM "http://localhost/x.dtd">', ""),
        ],
    )
    def test_a_dtd_is_refused_and_nothing_is_read(self, declaration: str, inside: str) -> None:
        text = SPEC_PAIN.replace("<Document", f"{declaration}<Document", 1).replace("Ole Olsen", inside or "Ole Olsen")
        rows, problems = read(text)
        assert problems == [("XML_DTD", 2)]
        assert len(rows) == 1

    def test_an_entity_nobody_declared_is_no_character(self) -> None:
        assert edited(("Ole Olsen", "&ole;"))[0] in ("XML_UGYLDIG", "ELEMENT_UKENDT")

    def test_too_large_a_file_is_not_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(message_scan, "MOST_BYTES", len(SPEC_PAIN.encode()))
        assert read(SPEC_PAIN)[1] == []
        assert read(SPEC_PAIN + " ")[1] == [("XML_FOR_STOR", 0)]

    def test_bytes_that_are_no_utf_8(self) -> None:
        problems = Problems()
        pain001.FORMAT.read(SPEC_PAIN.encode("latin-1"), problems)
        assert problems.codes == {"TEGNSAET_FEJL"}
        problems = Problems()
        pain001.FORMAT.read(SPEC_PAIN.replace("UTF-8", "UTF-16").encode("utf-16"), problems)
        assert problems.errors

    def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(self) -> None:
        rows, problems = read(SPEC_PAIN[: SPEC_PAIN.index("<Cdtr><Nm>Lev")])
        assert "XML_UGYLDIG" in {code for code, _ in problems}
        assert [row.get("beloeb") for row in rows if row["record"] == "CdtTrfTxInf"] == [125000, None]

    def test_what_is_unknown_is_kept_and_never_written_away(self) -> None:
        text = SPEC_PAIN.replace("<Cdtr>", "<ChrgBr>SLEV</ChrgBr><Cdtr>", 1)
        problems = Problems()
        document = pain001.FORMAT.read(text.encode(), problems)
        assert problems.codes == {"ELEMENT_UKENDT"}
        assert "<ChrgBr>SLEV</ChrgBr>" in document.raw.values()
        lines = list(jsonl.dump(pain001.FORMAT, document))
        again = jsonl.load(pain001.FORMAT, "\n".join(lines), Problems())
        for one_document in (document, again):
            with pytest.raises(ProblemsError, match="uden at miste dem"):
                pain001.FORMAT.write(one_document)
            with pytest.raises(ProblemsError, match="uden at miste dem"):
                pain001.FORMAT.wrap(one_document)

    def test_an_element_of_another_namespace_is_another_element(self) -> None:
        assert edited(("<Cdtr><Nm>Ole Olsen</Nm></Cdtr>", '<Cdtr xmlns="urn:x"><Nm>Ole Olsen</Nm></Cdtr>')) == [
            "ELEMENT_MANGLER",
            "ELEMENT_UKENDT",
        ]

    @pytest.mark.parametrize(
        "root", ["<a/>", "<Document/>", SPEC_PAIN.replace(".03", ".09"), SPEC_PAIN.replace("Document", "Dokument")]
    )
    def test_another_message(self, root: str) -> None:
        assert [code for code, _ in read(root)[1]] == ["XML_ROD"]

    def test_it_is_known_by_its_content(self) -> None:
        assert [(guess.format, guess.sure) for guess in detect(SPEC_PAIN.encode())] == [("pain001", True)]
        assert [guess.format for guess in detect(OTHER_PAIN.encode())] == ["pain001"]
        assert detect(SPEC_PAIN.replace(".03", ".09").encode()) == []


class TestRules:
    def test_totals_at_both_levels(self) -> None:
        for old, new, code in (("<NbOfTxs>2", "<NbOfTxs>1", "PAIN_ANTAL"), ("6130.50", "6130.49", "PAIN_SUM")):
            assert edited((old, new)) == [code]
            at = SPEC_PAIN.index("<PmtInf>")
            assert [found for found, _ in read(SPEC_PAIN[:at] + SPEC_PAIN[at:].replace(old, new, 1))[1]] == [code]

    @pytest.mark.parametrize("text", ["1250", "1250.0", "1250.00000"])
    def test_an_amount_in_other_spellings(self, text: str) -> None:
        assert edited(('"DKK">1250.00', f'"DKK">{text}')) == ["XML_OPSTILLING"]

    @pytest.mark.parametrize("text", ["1250.001", "1.250,00", "1250,00", "-1250.00", "1e3", "", " 1250.00", "٣"])
    def test_what_is_no_amount(self, text: str) -> None:
        assert edited(('"DKK">1250.00', f'"DKK">{text}')) == ["XML_BELOEB"]

    @pytest.mark.parametrize("text", ["2026-11-30Z", "2026-11-31", "20261130", "30-11-2026", ""])
    def test_what_is_no_date(self, text: str) -> None:
        assert edited(("2026-11-30", text)) == ["DATO_UGYLDIG"]

    @pytest.mark.parametrize(
        ("text", "good"),
        [
            ("2026-11-27T09:30:00Z", True),
            ("2026-07-01T09:30:00.123-01:00", True),
            ("2026-11-27T09:30:00", False),
            ("2026-11-27", False),
            ("2026-11-27T25:30:00Z", False),
        ],
    )
    def test_times_have_an_offset(self, text: str, good: bool) -> None:
        assert edited(("2026-11-27T09:30:00-02:00", text)) == ([] if good else ["TIDSPUNKT_UGYLDIGT"])

    @pytest.mark.parametrize(
        ("reference", "found"),
        [
            ("71/000100017156728", []),
            ("71/000100017156729", ["KORTREFERENCE_KONTROLCIFFER"]),
            ("71/00100017156728", ["KORTREFERENCE_UGYLDIG"]),
            ("75/0000000000000018", []),
            ("73/", []),
            ("73/1", ["KORTREFERENCE_UGYLDIG"]),
            ("71000100017156728", ["KORTREFERENCE_UGYLDIG"]),
            ("01/", ["KORTREFERENCE_UGYLDIG"]),
            ("15/0000000000000018", ["KORTREFERENCE_UGYLDIG"]),
            ("04/0000000000000018", []),
            ("04/0000000000000019", ["KORTREFERENCE_KONTROLCIFFER"]),
        ],
    )
    def test_references(self, reference: str, found: list[str]) -> None:
        assert edited(("71/000100017156728", reference)) == found

    @pytest.mark.parametrize(
        ("before", "after", "found"),
        [
            ("64710000123456", "64710000000000", ["BANKKONTO_UGYLDIG"]),
            ("64710001000206", "00000001000206", ["BANKKONTO_UGYLDIG"]),
            (">80000006<", ">70000006<", ["KORTKONTO_UGYLDIG"]),
            (">80000006<", ">80000007<", ["KREDITORNUMMER_MODULUS_11"]),
            ("<Prtry>OCR</Prtry>", "<Cd>BBAN</Cd><Prtry>OCR</Prtry>", ["PAIN_KONTOART"]),
            ("<Prtry>OCR</Prtry>", "<Cd>BBAN</Cd>", ["BANKKONTO_UGYLDIG", "PAIN_REFERENCE"]),
            ('Ccy="DKK"', 'Ccy="EUR"', ["FELT_VAERDI"]),
            ('Ccy="DKK"', "", ["ELEMENT_MANGLER"]),
            ("<PmtMtd>TRF", "<PmtMtd>CHK", ["FELT_VAERDI"]),
            ("Ole Olsen", "N" * 141, ["FELT_FOR_LANGT"]),
            ("Ole Olsen", " ", ["FELT_TOMT"]),
            ("<SvcLvl><Cd>NURG</Cd></SvcLvl>", "<SvcLvl/>", ["ELEMENT_TOMT"]),
            ("<Ustrd>Børnetilskud nov.26</Ustrd>", "", ["XML_OPSTILLING"]),
            ("Ole Olsen", "Ole\nOlsen", ["KONTROLTEGN"]),
            ("GRENGLGX", "GRENGL0X", ["BIC_UGYLDIG"]),
        ],
    )
    def test_values(self, before: str, after: str, found: list[str]) -> None:
        assert edited((before, after)) == found


class TestComposing:
    def test_the_sample_of_the_specification(self) -> None:
        data, problems = composed(one(), CARD)
        assert problems == []
        assert data.decode().replace("\r\n", "\n") == SPEC_PAIN
        sheet = kontrolliste.af_pain001(pain001.FORMAT.read(data, Problems()))
        assert kontrolliste.csv(sheet) == b"type;antal;beloeb\r\nBBAN;1;1250,00\r\nOCR;1;4880,50\r\nIALT;2;6130,50\r\n"

    def test_a_group_per_date_in_order(self) -> None:
        later = one(betalings_id="b", betalingsdato=dt.date(2026, 12, 1))
        data, _ = composed(later, one(betalings_id="a"), replace(later, betalings_id="c", beloeb=1))
        rows, _ = read(data.decode())
        assert [
            (row["gruppe_id"][-2:], row["betalingsdato"], row["antal"], row["sum"]) for row in rows if row["record"] == "PmtInf"
        ] == [
            ("-1", "2026-11-30", 1, 125000),
            ("-2", "2026-12-01", 2, 125001),
        ]
        assert [row["betalings_id"] for row in rows if row["record"] == "CdtTrfTxInf"] == ["a", "b", "c"]

    def test_texts_break_at_140_and_lose_nothing(self) -> None:
        words = " ".join(f"ord{number}" for number in range(100))
        data, problems = composed(one(tekst="kort", meddelelse=words))
        texts = [row["tekst"] for row in read(data.decode())[0] if row["record"] == "Ustrd"]
        assert (problems, texts[0], " ".join(texts[1:])) == ([], "kort", words)
        assert max(map(len, texts)) <= 140

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"maade": Maade.NEMKONTO, "konto": ""}, "MODTAGER_UDEN_KONTO"),
            ({"konto": ""}, "MODTAGER_UDEN_KONTO"),
            ({"maade": Maade.GIRO01, "konto": "1234567"}, "MAADE_IKKE_MULIG"),
            ({"maade": Maade.GIRO15, "konto": "1234567", "reference": "18"}, "MAADE_IKKE_MULIG"),
            ({"modtagernavn": ""}, "FELT_TOMT"),
            ({"modtagernavn": "a\ufffeb"}, "KONTROLTEGN"),
            ({"beloeb": 0}, "PAIN_BELOEB"),
            ({"beloeb": -5}, "BELOEB_NEGATIVT"),
            ({"beloeb": 10_000_000_000}, "PAIN_BELOEB"),
            ({"betalings_id": "x" * 36}, "FELT_FOR_LANGT"),
        ],
    )
    def test_what_cannot_be_paid(self, values: Row, code: str) -> None:
        data, problems = composed(one(**values))
        assert data == b""
        assert code in problems

    def test_a_time_without_offset_is_refused(self) -> None:
        with pytest.raises(ValueError, match="offset"):
            pain001_opstil.opstil(Udbetalinger.af([one()]), PAYER, MESSAGE, dt.datetime(2026, 11, 27), Problems())  # noqa: DTZ001

    def test_nothing_makes_no_message(self) -> None:
        assert composed() == (b"", ["BESKED_ANTAL"])


class TestDeclaration:
    def test_every_part_has_a_place(self) -> None:
        with pytest.raises(LayoutError, match="ingen plads"):
            MessageFormat("x", "x", "x", "urn:x", (Part("A", "A", ()), Part("B", "B", ())))

    def test_a_path_stands_once(self) -> None:
        with pytest.raises(LayoutError, match="to gange"):
            Part("A", "A", ((Slot("B"), Slot("B")),))

    def test_rows_out_of_place_are_told(self) -> None:
        document = pain001.FORMAT.read(SPEC_PAIN.encode(), Problems())
        document.order = np.array([0, 2, 1, 3, 2], dtype=np.uint8)
        problems = Problems()
        pain001.FORMAT.check(document, problems)
        assert "BESKED_OVERORDNET" in problems.codes
        with pytest.raises(ProblemsError):
            pain001.FORMAT.wrap(document)
