"""Golden FI files: the sample of payments.md 4.7 as it is printed, and others composed from the tables of 4.2."""

from __future__ import annotations

from tests.formats.payment_parts import PaymentFile, line

SAMPLE = (
    "FI0109990000800999100030000000000000000000020261104063015P",
    "FI020800000066471000100020600000000000000000000000020261104063015",
    "FI03020261102710000100000000009083647120261102000000001720261103000000000061000                      CC000000000N",
    "FI03020261103710000000006190001237647120261103000000001820261103000000000028000                      CC000000000N",
    "FI0808000000600000000002000000000089000000000000000000",
    "FI09099900008009991000300000000000000000000100000000002",
)


def payment(kortart: str, ident: str, reference: str, oere: int, **values: str) -> str:
    own = {"recordtype": "FI030", "indbetalingsdato": "20261102", "kortart": kortart, "betalingsidentifikation": ident}
    booked = {"arkivreference": reference, "bogfoeringsdato": "20261103", "beloeb": str(oere), "gebyrtype": "CC", "markering": "N"}
    return line("fi", "FI030", {**own, **booked, **values})


def block(number: str, payments: tuple[str, ...], oere: int, gebyr: int = 0) -> tuple[str, ...]:
    head = {"fi_kreditornummer": number, "reg_nr": "6471", "kontonr": "1000206", "filler_5": "0" * 24}
    begin = line("fi", "FI020", {"recordtype": "FI020", **head, "dannelsesdato": "20261104", "dannelsestid": "235959"})
    sums = {
        "antal_fi030": str(sum(one.startswith("FI030") for one in payments)),
        "beloeb_i_alt": str(oere),
        "gebyr_i_alt": str(gebyr),
    }
    return (begin, *payments, line("fi", "FI080", {"recordtype": "FI080", "fi_kreditornummer": number, **sums}))


# The check digit of 1234567890123452 is python-stdnum's; 73 has no identification.
ALL = (
    SAMPLE[0],
    *block(
        "80000006",
        (
            payment(
                "71",
                "100000000009083",
                "6471202611020000000017",
                61000,
                filler_8="tekst fra betaler, æøå",
                gebyrtype="AB",
                gebyrbeloeb="250",
                markering="J",
            ),
            "FI040noget, som ingen har beskrevet",
            payment("75", "1234567890123452", "6471202611020000000018", 1),
            payment("73", "", "", 999999999000000),
            payment("73", "", "", 99),
        ),
        999999999000000 + 61000 + 1 + 99,
        250,
    ),
    *block("88958039", (), 0),
    line(
        "fi",
        "FI090",
        {
            "recordtype": "FI090",
            "afsender_cvr": "99900008",
            "modtager_cvr": "99910003",
            "filler_4": "0" * 10,
            "antal_kreditorsektioner": "2",
            "antal_fi030_i_alt": "4",
        },
    ),
)
FAULTS = (
    SAMPLE[0].replace("063015P", "246015T"),
    SAMPLE[1].replace("80000006", "80000007"),
    SAMPLE[2].replace("09083", "09084"),
    SAMPLE[3].replace("20261103710", "20261104710").replace("00000N", "00100N"),
    SAMPLE[4],
    SAMPLE[5].replace("00000000001", "00000000002", 1),
    "FI100",
)
FI_FILES = {
    "proeve": PaymentFile("fi", SAMPLE),
    "fyldt": PaymentFile("fi", (*(one.ljust(200) for one in SAMPLE), "", "   "), newline="\n", end_mark=True),
    "alle-felter": PaymentFile("fi", ALL, problems=(("FI_GEBYR", 3, 104, "gebyrbeloeb"), ("RECORD_UDEN_LAYOUT", 4, 1, ""))),
    "fejl": PaymentFile(
        "fi",
        FAULTS,
        problems=(
            ("KLOKKESLAET_UGYLDIGT", 1, 52, "dannelsestid"),
            ("FI_MILJOE", 1, 58, "miljoe"),
            ("KREDITORNUMMER_MODULUS_11", 2, 6, "fi_kreditornummer"),
            ("FI_KONTROLCIFFER", 3, 16, "betalingsidentifikation"),
            ("FI_BOGFOERT_FOER", 4, 57, "bogfoeringsdato"),
            ("FI_GEBYR", 4, 104, "gebyrbeloeb"),
            ("SLUTRECORD_AFVIGER", 5, 6, "fi_kreditornummer"),
            ("SLUTRECORD_SUM", 5, 40, "gebyr_i_alt"),
            ("SLUTRECORD_ANTAL", 6, 34, "antal_kreditorsektioner"),
            ("LEVERANCE_RAEKKEFOELGE", 7, 1, ""),
            ("RECORD_UKENDT", 7, 1, ""),
        ),
        broken=True,
    ),
}
