"""Golden files of Betalingsservice: the samples of payments.md 5.2 to 5.4 as printed, and others composed from its tables."""

from __future__ import annotations

from tests.formats.payment_parts import PaymentFile, line

SAMPLE_0601 = (
    "BS00299900008BS106010000000047                   051126",
    "BS012099999990112     00002                   00000000              RENOVATION",
    "BS04209999999028000000000023112999999     1234567890112202610000000061000RG0000908                     00",
    "BS05209999999024100001000023112999999     123456789 Dagrenovation 4. kvartal 2026",
    "BS0920999999901120000000002    0000000000100000000006100000000000001               00000000000",
    "BS99299900008BS106010000000000100000000001000000000061000000000000010000000000000000000000000000000000000000000000"
    "00000000000000",
)
ADDRESS = (
    "BS02209999999024000001000023112999999     000000000Ole Olsen",
    "BS02209999999024000002000023112999999     000000000B-345",
    "BS02209999999024000009000023112999999     000000000               3940GL",
)
SAMPLE_0603 = (
    "BS00299900008BS106030000000089                   041226",
    "BS01209999999021200000002                        041226",
    "BS04209999999023100000002000003112999999123456789201126000000",
    "BS04209999999023200000002000005809001539123456790251126301126",
    "BS09209999999021200000002      0000000000200000000000000000000000000               00000000000",
    "BS99299900008BS106030000000000100000000002000000000000000000000000000000000000000000000000000000000000000000000000"
    "00000000000000",
)
SAMPLE_0602 = (
    "BS00299900008BS106020000000088                   041226",
    "BS01209999999021100000002                        041226",
    "BS0420999999902360000000200000311299999912345678901122610000000061000RG0000908                         01122601122600"
    "00000061000",
    "BS0420999999902370000000200000580900153912345679001122610000000122000RG0000909                         00000000000000"
    "00000000000",
    "BS09209999999021100000002      0000000000200000000018300000000000000               00000000000",
    "BS01209999999021500000002                        041226",
    "BS0420999999902970000000200000000000022925147100000001122610000000028000RG0000910647120261202000000001902122603122600"
    "00000028000",
    "BS09209999999021500000002      0000000000100000000002800000000000000               00000000000",
    "BS99299900008BS106020000000000200000000003000000000211000000000000000000000000000000000000000000000000000000000000"
    "00000000000000",
)
PBS = {"pbs_nummer": "09999999"}


def start(type: str, number: str, **values: str) -> str:
    own = {"dataleverandoernummer": "99900008", "delsystem": "BS1", "leverancetype": type, "leveranceidentifikation": number}
    return line(f"bs{type}", "BS002", {"systemkode": "BS", "datarecordtype": "002", **own, **values})


def end(type: str, sections: int, counts: tuple[int, int, int, int], **values: str) -> str:
    """The last line; `counts`: BS042, their net in øre, texts, BS022."""
    own = {"dataleverandoernummer": "99900008", "delsystem": "BS1", "leverancetype": type, "antal_sektioner": str(sections)}
    filler = {"filler_10": "0" * 15, "filler_12": "0" * 34}
    return line(f"bs{type}", "BS992", {"systemkode": "BS", "datarecordtype": "992", **own, **totals(counts), **filler, **values})


def totals(counts: tuple[int, int, int, int]) -> dict[str, str]:
    return dict(zip(("antal_042", "nettobeloeb_042", "antal_052_062", "antal_022"), map(str, counts), strict=True))


def section(type: str, number: str, group: str, **values: str) -> str:
    own = {"systemkode": "BS", "datarecordtype": "012", **PBS, "sektionsnummer": number, "debitorgruppenummer": group}
    return line(f"bs{type}", "BS012", {**own, **({} if type == "0601" else {"filler_5": "000"}), **values})


def section_end(type: str, number: str, group: str, counts: tuple[int, int, int, int]) -> str:
    own = {"systemkode": "BS", "datarecordtype": "092", **PBS, "sektionsnummer": number, "debitorgruppenummer": group}
    return line(f"bs{type}", "BS092", {**own, "filler_5": "00000" if type == "0601" else "000", **totals(counts)})


def post(type: str, record: str, code: str, group: str, customer: str, **values: str) -> str:
    own = {"systemkode": "BS", "datarecordtype": record[2:5], **PBS, "transaktionskode": code, "debitorgruppenummer": group}
    if type != "0601":
        own["filler_5"] = "000"
    return line(f"bs{type}", record, {**own, "kundenummer": customer, **values})


# Two groups, the total solution, every field that may be filled filled, and one amount that is paid out.
TOTAL = (
    start("0601", "48", dannelsesdato="051126"),
    section(
        "0601",
        "0112",
        "00002",
        brugers_identifikation_hos_dataleverandoer="BRUGER-90123456"[:15],
        dato="05112026",
        reg_nr="6471",
        kontonr="0001000206",
        hovedtekstlinje="RENOVATION ÆØÅ",
    ),
    post("0601", "BS022", "0240", "00002", "ABCÆØÅ123456789", recordnummer="1", navne_adresselinje="Prøve Person Et"),
    post(
        "0601",
        "BS022",
        "0240",
        "00002",
        "ABCÆØÅ123456789",
        recordnummer="2",
        navne_adresselinje="B-345, en adresse på 35 tegn, Qaqor",
    ),
    post("0601", "BS022", "0240", "00002", "ABCÆØÅ123456789", recordnummer="3", navne_adresselinje="3 linjer i udlandet"),
    post("0601", "BS022-00009", "0240", "00002", "ABCÆØÅ123456789", recordnummer="9", postnummer="0150", landekode="NO"),
    post("0601", "BS022-00010", "0240", "00002", "ABCÆØÅ123456789", recordnummer="10", cpr_cvr_nummer="0012227353"),
    post(
        "0601",
        "BS042",
        "0280",
        "00002",
        "ABCÆØÅ123456789",
        betalingsdato="01122026",
        fortegnskode="1",
        beloeb="9999999999999",
        reference="R00000001 og indtil 30 tegn 90",
        betaleridentifikation="100000000009083",
    ),
    post("0601", "BS052", "0241", "00002", "ABCÆØÅ123456789", recordnummer="1", tekstlinje="Dagrenovation 4. kvartal 2026"),
    post("0601", "BS052", "0241", "00002", "ABCÆØÅ123456789", recordnummer="2", tekstlinje=""),
    post("0601", "BS052", "0241", "00002", "ABCÆØÅ123456789", recordnummer="3", tekstlinje="x" * 60),
    post(
        "0601",
        "BS042",
        "0280",
        "00002",
        "1",
        aftalenummer="123456789",
        betalingsdato="01122026",
        fortegnskode="2",
        beloeb="1",
        filler_15="00000000",
    ),
    section_end("0601", "0112", "00002", (2, 9999999999998, 3, 5)),
    section("0601", "0112", "00005"),
    post("0601", "BS042", "0280", "00005", "1", aftalenummer="123456790", betalingsdato="01122026", fortegnskode="2", beloeb="500"),
    section_end("0601", "0112", "00005", (1, 500, 0, 0)),
    end("0601", 2, (3, 10000000000498, 3, 5)),
)
# Every code of 5.4, what nobody describes, an unknown section, and a second delivery.
ALL_0602 = (
    start("0602", "90", dannelsesdato="041226"),
    section("0602", "0211", "00002", brugers_identifikation_hos_dataleverandoer="BRUGER-90123456", dato="041226"),
    post(
        "0602",
        "BS042",
        "0236",
        "00002",
        "000003112999999",
        aftalenummer="123456789",
        betalingsdato="011226",
        fortegnskode="1",
        beloeb="61000",
        reference="R00000001 og indtil 30 tegn 90",
        faktisk_betalingsdato="021226",
        bogfoeringsdato="031226",
        betalt_beloeb="60000",
    ),
    post(
        "0602",
        "BS042",
        "0237",
        "00002",
        "000005809001539",
        aftalenummer="123456790",
        betalingsdato="011226",
        fortegnskode="1",
        beloeb="500",
    ),
    post(
        "0602",
        "BS042-0238",
        "0238",
        "00002",
        "ABCÆØÅ123456789",
        aftalenummer="123456791",
        betalingsdato="011226",
        fortegnskode="2",
        beloeb="1500",
        reference="RG0000911",
        uden_betydning="",
    ),
    post(
        "0602",
        "BS042",
        "0239",
        "00002",
        "000000000000007",
        aftalenummer="123456792",
        betalingsdato="011199",
        fortegnskode="1",
        beloeb="700",
        faktisk_betalingsdato="010180",
        bogfoeringsdato="311279",
        betalt_beloeb="700",
    ),
    section_end("0602", "0211", "00002", (4, 60700, 0, 0)),
    section("0602", "0215", "00002"),
    "BS0220999999902400000000002000000002292514 hvad det nu er",
    post(
        "0602",
        "BS042-0297",
        "0297",
        "00002",
        "000000002292514",
        filler_7="0000",
        kortartkode="71",
        gebyr_fortegn="1",
        gebyrbeloeb="12345",
        betalingsdato="011226",
        fortegnskode="1",
        beloeb="28000",
        reference="RG0000910",
        arkivreference="6471202612020000000019",
        indbetalingsdato="021226",
        bogfoeringsdato="031226",
        indbetalt_beloeb="28000",
    ),
    "BS0520999999902410000000002000000002292514 fri tekst",
    post(
        "0602",
        "BS042-0297",
        "0299",
        "00002",
        "000000002292514",
        filler_7="0000",
        kortartkode="71",
        betalingsdato="011226",
        fortegnskode="1",
        beloeb="28000",
        indbetalingsdato="021226",
        bogfoeringsdato="041226",
        indbetalt_beloeb="28000",
    ),
    section_end("0602", "0215", "00002", (2, 56000, 1, 1)),
    section("0602", "0277", "00002"),
    "BS0420999999907770000000200000000229251 en transaktion, ingen kender",
    section_end("0602", "0277", "00002", (1, 4711, 0, 0)),
    end("0602", 3, (7, 121411, 1, 1)),
    start("0602", "91"),
    end("0602", 0, (0, 0, 0, 0)),
)
ENVELOPE = ("//konvolut fra et ældre program", *SAMPLE_0602, "//slut", "")
ALL_0603 = (
    start("0603", "92", dannelsesdato="041226"),
    section("0603", "0210", "00002", dato="041226"),
    post(
        "0603",
        "BS042",
        "0230",
        "00002",
        "000003112999999",
        aftalenummer="123456789",
        ikrafttraedelses_afmeldingsdato="201126",
        ophoersdato="311279",
    ),
    section_end("0603", "0210", "00002", (1, 0, 0, 0)),
    section("0603", "0212", "00005", dato="041226"),
    post("0603", "BS042", "0231", "00005", "ABCÆØÅ123456789", aftalenummer="123456790", ikrafttraedelses_afmeldingsdato="010180"),
    post("0603", "BS042", "0233", "00005", "000000000000007", aftalenummer="123456791", ikrafttraedelses_afmeldingsdato="010126"),
    post("0603", "BS042", "0234", "00005", "000000000000008", aftalenummer="123456792", ikrafttraedelses_afmeldingsdato="010126"),
    section_end("0603", "0212", "00005", (3, 0, 0, 0)),
    section("0603", "0214", "00005"),
    "BS04209999999023500000005000000000000007 aftale om indbetalingskort",
    section_end("0603", "0214", "00005", (1, 0, 0, 0)),
    section("0603", "0215", "00005"),
    "BS022099999990240000000050000000000007 adresse",
    section_end("0603", "0215", "00005", (0, 0, 0, 1)),
    section("0603", "0217", "00005"),
    post(
        "0603",
        "BS042-0295",
        "0295",
        "00005",
        "000000000000007",
        kortartkode="71",
        fi_kreditornummer="80000006",
        betalingsidentifikation="100000000009083",
        dato="011226",
        beloeb="28000",
        reference="RG0000910",
        ukendt="31 tegn, som ingen kender, æøå.",
    ),
    section_end("0603", "0217", "00005", (1, 28000, 0, 0)),
    section("0603", "0219", "00005"),
    post("0603", "BS042", "0230", "00005", "000000000000007", aftalenummer="123456791", ikrafttraedelses_afmeldingsdato="010126"),
    section_end("0603", "0219", "00005", (1, 0, 0, 0)),
    end("0603", 6, (7, 28000, 0, 1)),
)


def swapped(lines: tuple[str, ...], *edits: tuple[int, int, str]) -> tuple[str, ...]:
    """Lines with characters put at (line, position)."""
    out = list(lines)
    for number, position, characters in edits:
        text = out[number - 1]
        out[number - 1] = text[: position - 1] + characters + text[position - 1 + len(characters) :]
    return tuple(out)


FAULTS_0601 = swapped(
    SAMPLE_0601,
    (3, 28, "31129999-9"),
    (3, 52, "31112026"),
    (3, 60, "7"),
    (4, 18, "00002"),
    (5, 43, "000000000061001"),
    (6, 32, "00000000002"),
)
FAULTS_0602 = swapped(
    SAMPLE_0602,
    (3, 50, "310226"),
    (3, 57, "00000000610.0"),
    (4, 14, "0235"),
    (5, 32, "00000000003"),
    (8, 6, "09999998"),
)
FAULTS_0603 = (*SAMPLE_0603[:3], SAMPLE_0603[4], SAMPLE_0603[3], "BS04209999999029900000002", SAMPLE_0603[5])

BS_FILES = {
    "bs0601": {
        "proeve": PaymentFile("bs0601", SAMPLE_0601),
        "proeve-128": PaymentFile("bs0601", tuple(one.ljust(128) for one in SAMPLE_0601), newline="\n", end_mark=True),
        "total-proeve": PaymentFile(
            "bs0601",
            (
                *SAMPLE_0601[:2],
                *ADDRESS,
                SAMPLE_0601[2].replace("123456789", "000000000"),
                SAMPLE_0601[3].replace("123456789", "000000000"),
                SAMPLE_0601[4].replace("               00000000000", "               00000000003"),
                SAMPLE_0601[5][:83] + "00000000003" + SAMPLE_0601[5][94:],
            ),
        ),
        "alle-felter": PaymentFile("bs0601", TOTAL),
        "utf8": PaymentFile("bs0601", TOTAL, encoding="utf-8", mark=True, problems=(("BYTE_ORDER_MARK", 1, 1, ""),)),
        "fejl": PaymentFile(
            "bs0601",
            FAULTS_0601,
            problems=(
                ("KUNDENUMMER_UGYLDIGT", 3, 28, "kundenummer"),
                ("DATO_UGYLDIG", 3, 52, "betalingsdato"),
                ("FELT_VAERDI", 3, 60, "fortegnskode"),
                ("TEKSTLINJE_NUMMER", 4, 18, "recordnummer"),
                ("POST_AFVIGER", 4, 28, "kundenummer"),
                ("SLUTRECORD_SUM", 5, 43, "nettobeloeb_042"),
                ("SLUTRECORD_ANTAL", 6, 32, "antal_042"),
            ),
            broken=True,
        ),
    },
    "bs0602": {
        "proeve": PaymentFile("bs0602", SAMPLE_0602),
        "konvolut": PaymentFile("bs0602", ENVELOPE, problems=(("FREMMED_LINJE", 1, 1, ""), ("FREMMED_LINJE", 11, 1, ""))),
        "alle-koder": PaymentFile(
            "bs0602",
            ALL_0602,
            problems=(
                ("RECORD_UDEN_LAYOUT", 9, 1, ""),
                ("RECORD_UDEN_LAYOUT", 11, 1, ""),
                ("SEKTION_UKENDT", 14, 14, "sektionsnummer"),
            ),
        ),
        "fejl": PaymentFile(
            "bs0602",
            FAULTS_0602,
            problems=(
                ("DATO_UGYLDIG", 3, 50, "betalingsdato"),
                ("BELOEB_IKKE_CIFRE", 3, 57, "beloeb"),
                ("RECORD_UKENDT", 4, 1, ""),
                ("SLUTRECORD_ANTAL", 5, 32, "antal_042"),
                ("SLUTRECORD_SUM_UVIS", 5, 43, "nettobeloeb_042"),
                ("SLUTRECORD_AFVIGER", 8, 6, "pbs_nummer"),
            ),
            broken=True,
        ),
    },
    "bs0603": {
        "proeve": PaymentFile("bs0603", SAMPLE_0603),
        "alle-sektioner": PaymentFile(
            "bs0603", ALL_0603, problems=(("RECORD_UDEN_LAYOUT", 11, 1, ""), ("RECORD_UDEN_LAYOUT", 14, 1, ""))
        ),
        "fejl": PaymentFile(
            "bs0603",
            FAULTS_0603,
            problems=(
                ("SLUTRECORD_ANTAL", 4, 32, "antal_042"),
                ("LEVERANCE_RAEKKEFOELGE", 5, 1, ""),
                ("RECORD_UKENDT", 6, 1, ""),
                ("LEVERANCE_RAEKKEFOELGE", 7, 1, ""),
                ("SLUTRECORD_ANTAL", 7, 32, "antal_042"),
            ),
            broken=True,
        ),
    },
}
