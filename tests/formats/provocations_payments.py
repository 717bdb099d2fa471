"""How to provoke every kind of problem of Betalingsservice and FI files, and where and with what it is then told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.formats.composed_bs import ADDRESS, SAMPLE_0601, SAMPLE_0602, SAMPLE_0603, TOTAL, swapped
from tests.formats.composed_fi import SAMPLE as SAMPLE_FI
from tests.formats.provocations import Provocation, reading

from snitflade.formats import betalingsservice_rules, bs0601, bs0601_build, bs0602, bs0603, fi, fi_rules, ptg2
from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.problems import Problems, ProblemsError

Edit = tuple[int, int, str]
"""Line, position, characters."""
SUM_UVIS = frozenset({"SLUTRECORD_SUM_UVIS"})
ANTAL = frozenset({"SLUTRECORD_ANTAL"})


def file(format: MarkedFormat, lines: tuple[str, ...]) -> bytes:
    return "".join(one + "\r\n" for one in lines).encode(format.encodings[0])


def changed(format: MarkedFormat, lines: tuple[str, ...]) -> Callable[..., Callable[[Problems], object]]:
    """Reading `lines` with characters put in, or in another order (`at`: their numbers)."""

    def act(*edits: Edit, at: tuple[int, ...] = ()) -> Callable[[Problems], object]:
        ordered = tuple(lines[number - 1] for number in at) if at else lines
        return reading(format, file(format, swapped(ordered, *edits)))

    return act


out, total, paid, agreed, fik = (
    changed(bs0601.FORMAT, SAMPLE_0601),
    changed(bs0601.FORMAT, TOTAL),
    changed(bs0602.FORMAT, SAMPLE_0602),
    changed(bs0603.FORMAT, SAMPLE_0603),
    changed(fi.FORMAT, SAMPLE_FI),
)


def built(**values: Any) -> Callable[[Problems], object]:
    """Building a 0601 of one collection."""
    one = {
        "debitorgruppenummer": "00002",
        "kundenummer": ["1"],
        "aftalenummer": "123456789",
        "betalingsdato": "2026-12-01",
        "beloeb": 100,
    }
    texts = values.pop("tekster", None)

    def act(problems: Problems) -> None:
        try:
            bs0601_build.leverance(Leverance("99900008", "0000000047"), "09999999", {**one, **values}, tekster=texts)
        except ProblemsError as error:
            problems.extend(error.problems)

    return act


def owned_bs(problems: Problems) -> None:
    """Asking whose a 0602 is."""
    document = bs0602.FORMAT.read(file(bs0602.FORMAT, SAMPLE_0602), problems)
    betalingsservice_rules.kontroller_ejer(document, problems, dataleverandoerer=("99900016",), pbs_numre=("09999999",))


def owned_fi(problems: Problems) -> None:
    """Asking whose an FI file is."""
    document = fi.FORMAT.read(file(fi.FORMAT, SAMPLE_FI), problems)
    fi_rules.kontroller_ejer(document, problems, kreditornumre=("88958039", "86149206"))


TWICE = (*SAMPLE_0602, *SAMPLE_0602)
ADDRESSED = (*SAMPLE_0601[:2], *ADDRESS, *SAMPLE_0601[2:])
WITH_ADDRESS = changed(bs0601.FORMAT, swapped(ADDRESSED, (8, 84, "00000000003"), (9, 84, "00000000003")))
TWO = (*SAMPLE_0601[:4], SAMPLE_0601[2].replace("123456789", "123456790"), *SAMPLE_0601[4:])
TWO_COLLECTIONS = changed(
    bs0601.FORMAT, swapped(TWO, (6, 42, "2"), (7, 42, "2"), (6, 43, "000000000122000"), (7, 43, "000000000122000"))
)
PAYMENT_PROVOCATIONS = (
    # payment_kinds.py
    Provocation("BELOEB_IKKE_CIFRE", paid((3, 116, "00000000610.0")), 3, 116, "betalt_beloeb", "00000000610.0"),
    Provocation("BELOEB_NEGATIVT", built(beloeb=-1), 1, 61, "beloeb", "-1"),
    Provocation("FYLD_UVENTET", paid((3, 100, "x")), 3, 100, "filler_13", "x"),
    # deliveries.py
    Provocation("LEVERANCE_MANGLER", reading(bs0602.FORMAT, b"Hej\r\n"), 1, also=frozenset({"RECORD_UKENDT"})),
    Provocation("LEVERANCE_RAEKKEFOELGE", agreed(at=(1, 2, 3, 4, 6)), 5, 1, "", "BS992"),
    Provocation("LEVERANCE_UAFSLUTTET", agreed(at=(1, 2, 3, 4, 5)), 5),
    Provocation("FREMMED_LINJE", reading(bs0603.FORMAT, file(bs0603.FORMAT, ("//slut", *SAMPLE_0603))), 1, 1, "", "//slut"),
    Provocation("SLUTRECORD_AFVIGER", fik((6, 6, "99900016")), 6, 6, "afsender_cvr", "99900016"),
    Provocation("SLUTRECORD_ANTAL", fik((5, 14, "00000000003")), 5, 14, "antal_fi030", "3"),
    Provocation("SLUTRECORD_SUM", fik((5, 25, "000000000089001")), 5, 25, "beloeb_i_alt", "89001"),
    Provocation("POST_GENTAGET", fik((4, 35, "6471202611020000000017")), 4, 35, "arkivreference", "6471202611020000000017"),
    Provocation("LEVERANDOER_UKENDT", owned_bs, 1, 6, "dataleverandoernummer", "99900008"),
    Provocation("KREDITOR_UKENDT", owned_fi, 2, 6, "fi_kreditornummer", "80000006"),
    # betalingsservice_rules.py
    Provocation("SEKTION_UKENDT", paid((6, 14, "0216"), (8, 14, "0216")), 6, 14, "sektionsnummer", "0216"),
    Provocation("TRANSAKTION_I_SEKTION", agreed((3, 14, "0230")), 3, 14, "transaktionskode", "0230"),
    Provocation("SEKTION_AFVIGER", paid((3, 6, "09999998")), 3, 6, "pbs_nummer", "09999998"),
    Provocation("GRUPPE_AFVIGER", paid((4, 21, "00003")), 4, 21, "debitorgruppenummer", "00003"),
    Provocation("SLUTRECORD_SUM_UVIS", paid((9, 43, "000000000211001")), 9, 43, "nettobeloeb_042", "211001"),
    Provocation(
        "LEVERANCE_GENTAGET",
        reading(bs0602.FORMAT, file(bs0602.FORMAT, TWICE)),
        10,
        21,
        "leveranceidentifikation",
        "0000000088",
        also=frozenset({"POST_GENTAGET"}),
    ),
    Provocation("PROEVELEVERANCE", paid((1, 14, "KR9"), (9, 14, "KR9")), 1, 14, "delsystem", "KR9"),
    # bs0601_rules.py
    Provocation("KUNDENUMMER_UGYLDIGT", out((3, 37, "-"), (4, 37, "-")), 3, 28, "kundenummer", "311299999-"),
    Provocation("OPKRAEVNING_NUL", out((3, 61, "0" * 13), (5, 43, "0" * 15), (6, 43, "0" * 15)), 3, 61, "beloeb", "0"),
    Provocation("FORTEGN_AFVIGER", out((3, 60, "0")), 3, 60, "fortegnskode", "0"),
    Provocation("OPKRAEVNING_DUBLET", TWO_COLLECTIONS((5, 43, "123456789")), 5, 28, "kundenummer", "311299-****"),
    Provocation("KUNDENUMMER_FORVEKSLES", TWO_COLLECTIONS((5, 28, "03112999999")), 5, 28, "kundenummer", "03112999999"),
    Provocation("TEKST_UDEN_OPKRAEVNING", out(at=(1, 2, 4, 3, 5, 6)), 3, 18, "recordnummer", "1"),
    Provocation("POST_AFVIGER", out((4, 43, "123456780")), 4, 43, "aftalenummer", "123456780"),
    Provocation("TEKSTLINJE_NUMMER", out((4, 18, "00000")), 4, 18, "recordnummer", "0"),
    Provocation(
        "TEKSTLINJER_FOR_MANGE",
        out((4, 18, "05001")),
        4,
        18,
        "recordnummer",
        "5001",
        also=frozenset({"TEKSTLINJE_NUMMER"}),
    ),
    Provocation("BETALERIDENT_FEJL", out((3, 106, "100000000009084")), 3, 106, "betaleridentifikation", "100000000009084"),
    # bs0601_payers.py
    Provocation(
        "ADRESSE_UDEN_OPKRAEVNING",
        WITH_ADDRESS(at=(1, 2, 6, 3, 4, 5, 7, 8, 9)),
        4,
        18,
        "recordnummer",
        "00001",
        also=frozenset({"TEKST_UDEN_OPKRAEVNING"}),
        count=3,
    ),
    Provocation("ADRESSE_KUNDE", WITH_ADDRESS((5, 28, "4")), 5, 28, "kundenummer", "4112999999"),
    Provocation("ADRESSE_NUMMER", WITH_ADDRESS((4, 22, "3")), 4, 18, "recordnummer", "00003"),
    Provocation("BETALER_UDEN_ADRESSE", out((3, 43, "0" * 9), (4, 43, "0" * 9)), 3, 43, "aftalenummer", "000000000"),
    Provocation("CPR_CVR_TVIVL", total((7, 83, "0012227354")), 7, 83, "cpr_cvr_nummer", "0012227354"),
    # bs0601_build.py
    Provocation("UDBETALING_LUKKET", built(fortegnskode="2"), 1, 60, "fortegnskode", "2"),
    Provocation("EJER_UKENDT", built(tekster={"opkraevning": [0, 1], "tekstlinje": ["a", "b"]}), 2, 0, "opkraevning", "1"),
    # bs0602_rules.py and bs0603_rules.py
    Provocation("BOGFOERINGSDATO_MANGLER", paid((7, 110, "000000")), 7, 110, "bogfoeringsdato", "NaT"),
    Provocation("AFVIST_MED_BELOEB", paid((4, 128, "1")), 4, 116, "betalt_beloeb", "1"),
    Provocation("AFTALENUMMER_NUL", agreed((3, 41, "0" * 9)), 3, 41, "aftalenummer", "000000000"),
    Provocation("AFTALE_SLUTTER_FOER", agreed((3, 56, "191126")), 3, 56, "ophoersdato", "2026-11-19"),
    # fi.py and fi_rules.py
    Provocation("KLOKKESLAET_UGYLDIGT", fik((2, 60, "063060")), 2, 60, "dannelsestid", "063060"),
    Provocation("FI_KREDITORNUMMER", fik((2, 6, "12227353"), (5, 6, "12227353")), 2, 6, "fi_kreditornummer", "12227353"),
    Provocation("FI_CVR", fik((1, 14, "0012227354"), (6, 14, "0012227354")), 1, 14, "modtager_cvr", "0012227354"),
    Provocation("FI_MILJOE", fik((1, 58, "T")), 1, 58, "miljoe", "T"),
    Provocation("FI_KORTART", fik((3, 14, "04")), 3, 14, "kortart", "04"),
    Provocation("FI_IDENT_NULLER", fik((3, 19, "1")), 3, 16, "betalingsidentifikation", "0001100000000009083"),
    Provocation("FI_KONTROLCIFFER", fik((3, 34, "4")), 3, 16, "betalingsidentifikation", "0000100000000009084"),
    Provocation("FI_BOGFOERT_FOER", fik((3, 57, "20261101")), 3, 57, "bogfoeringsdato", "2026-11-01"),
    Provocation("FI_GEBYR", fik((3, 112, "1"), (5, 54, "1")), 3, 104, "gebyrbeloeb", "1"),
    Provocation("PTG2_UBESKREVET", lambda problems: ptg2.read(b"PTG2\r\n", problems), 1),
)
