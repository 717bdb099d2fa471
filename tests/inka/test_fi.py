"""Row 2: FI payments by number, the queue, duplicates, other people's files, totals (payments.md 4 and 9.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.inka.bs_verden import kunde, saet_op
from tests.inka.bs_verden import laes as laes_i
from tests.inka.verden import BANK, DEBITOR, INDTAEGT, KOE, krav, rester, saldo, stemmer

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.formats import fi
from snitflade.formats.fi_indbetalinger import leverance
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka.fi.kort import kortlinje
from snitflade.inka.models import Indbetaling, Regning

pytestmark = pytest.mark.usefixtures("fi_verden")
FI = "bogh.fi-indbetalinger"
DAG = dt.date(2026, 11, 4)
SAMPLE = (
    "FI0109990000800999100030000000000000000000020261104063015P",
    "FI020800000066471000100020600000000000000000000000020261104063015",
    "FI03020261102710000100000000009083647120261102000000001720261103000000000061000                      CC000000000N",
    "FI03020261103710000000006190001237647120261103000000001820261103000000000028000                      CC000000000N",
    "FI0808000000600000000002000000000089000000000000000000",
    "FI09099900008009991000300000000000000000000100000000002",
)


@pytest.fixture
def fi_verden(db: None) -> None:
    saet_op()


def laes(data: bytes) -> tuple[Exchange, Problems]:
    return laes_i(data, interface=FI, name="ind.txt")


def sample(*changes: tuple[str, str]) -> bytes:
    text = "\r\n".join(SAMPLE) + "\r\n"
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text.encode("cp1252")


def bill(nummer: int, *beloeb: int) -> list[Regning]:
    return krav(*beloeb, hos=kunde("3112999999"), regningsnummer=nummer)


def posting(beloeb: int) -> list[Regning]:
    """A claim with the posting number of the sample."""
    Regning.objects.bulk_create(
        [
            Regning(
                nummer=619000122, debitor=kunde("3112999999"), modul="m", kommune="0956", periode="2026", koersel="k",
                omraadenummer="000", beloeb=0, rest=0, posteringsdato=DAG, forfaldsdato=DAG, regnskabsaar=2026,
            )
        ]
    )  # fmt: skip
    return krav(beloeb, hos=kunde("3112999999"))


def test_the_sample_of_the_specification() -> None:
    (one,), (two,) = bill(908, 61000), posting(28000)
    assert two.nummer == 619000123
    exchange, problems = laes(sample())
    assert exchange.state == "anvendt" and not {"FI_KOE", "FI_KRAV_UKENDT", "FI_KRAV_BETALT"} & problems.codes
    assert rester([one, two]) == [0, 0] and saldo(BANK) == 89000
    assert exchange.totals == {"indbetalinger": 2, "indbetalt": 89000}
    stemmer()


def test_part_and_over_payment() -> None:
    claims = bill(908, 50000, 20000)
    _, problems = laes(sample())
    assert rester(claims) == [0, 9000], "61000 of a bill with two claims"
    assert {"FI_AFVIGER", "FI_KRAV_UKENDT"} <= problems.codes and saldo(KOE) == -28000
    assert list(Indbetaling.objects.exclude(rest=0).values_list("aarsag", "reference")) == [("KRAV_UKENDT", "000006190001237")]
    stemmer()


def test_a_wrong_check_digit_waits_in_the_queue() -> None:
    claims = bill(908, 61000)
    laes(sample(("0000100000000009083", "0000100000000009084")))
    assert rester(claims) == [61000]
    assert Indbetaling.objects.order_by("pk")[0].aarsag == "KONTROLCIFFER_FEJL"
    stemmer()


def test_a_claim_of_another_municipality_is_unknown() -> None:
    claims = krav(61000, hos=kunde("3112999999"), kommune="0957", regningsnummer=908)
    laes(sample())
    assert rester(claims) == [61000] and saldo(KOE) == -89000


def test_the_same_posts_under_another_delivery() -> None:
    bill(908, 61000)
    laes(sample())
    exchange, problems = laes(sample(("20261104063015", "20261105063015")))
    assert exchange.state == "anvendt" and "FI_POST_DUBLET" in problems.codes
    assert saldo(BANK) == 89000 and exchange.totals["indbetalinger"] == 0
    stemmer()


def test_the_same_delivery_with_other_content() -> None:
    first, _ = laes(sample())
    exchange, problems = laes(sample(("0000000017", "0000000099")))
    assert exchange.state == "afvist" and "FI_LEVERANCE_DUBLET" in problems.codes
    assert f"udveksling {first.pk}" in " ".join(map(str, problems)) and saldo(BANK) == 89000


def test_the_same_file_twice() -> None:
    first, _ = laes(sample())
    again, _ = laes(sample())
    assert first.pk == again.pk and saldo(BANK) == 89000


def test_another_municipalitys_file() -> None:
    exchange, problems = laes(sample(("80000006", "80000014")))
    assert exchange.state == "afvist" and "KREDITOR_UKENDT" in problems.codes and not Indbetaling.objects.exists()


def test_a_wrong_total_waits_for_a_reason() -> None:
    data = sample(("00000000002000000000089000", "00000000003000000000089000"))
    exchange, _ = laes(data)
    assert exchange.state == "holdt" and "antal_fi030" in exchange.note and saldo(BANK) == 0
    Exchange.objects.filter(pk=exchange.pk).update(released_by="bent", released_why="Banken tæller forkert")
    exchange.refresh_from_db()
    inbound.apply(exchange, catalogue.find(FI), "bent")
    exchange.refresh_from_db()
    assert exchange.state == "anvendt" and saldo(BANK) == 89000


def test_another_fault_beside_a_wrong_total_refuses_the_file() -> None:
    data = sample(("00000000002000000000089000", "00000000003000000000089000"), ("FI03020261103", "FI03020261303"))
    assert laes(data)[0].state == "afvist"


def test_ptg2_is_refused_in_words() -> None:
    exchange, problems = laes(b"PTG2 0001\r\n")
    assert exchange.state == "afvist" and problems.codes == {"PTG2_UBESKREVET"}


def fil(*rows: dict[str, Any]) -> bytes:
    given = [{"arkivreference": "", "gebyrbeloeb": 0, **row} for row in rows]
    base = {"fi_kreditornummer": "80000006", "indbetalingsdato": [DAG] * len(rows), "bogfoeringsdato": [DAG] * len(rows)}
    columns = {**base, **{name: [row[name] for row in given] for name in given[0]}}
    konti = {"80000006": ("6471", "0001000206")}
    return fi.FORMAT.write(
        leverance(
            columns,
            afsender_cvr="99900008",
            modtager_cvr="99910003",
            dannet=dt.datetime(2026, 11, 4, 6, 30, tzinfo=dt.UTC),
            konti=konti,
        )
    )


def test_cards_without_a_number_of_ours() -> None:
    """Kortart 73 has no number, 75 none of Winformatik's; a reference that is zeros tells nothing, so alike payments both count."""
    same = {"kortart": "73", "betalingsidentifikation": "0" * 19, "beloeb": 100}
    laes(fil(same, same, {"kortart": "75", "betalingsidentifikation": "0001234567812345670", "beloeb": 5}))
    assert saldo(KOE) == -205 and Indbetaling.objects.count() == 3
    stemmer()


def test_nothing_paid_and_a_fee() -> None:
    card = {"kortart": "71", "betalingsidentifikation": "0000100000000009083"}
    exchange, problems = laes(fil({**card, "beloeb": 0}, {**card, "beloeb": 100, "gebyrbeloeb": 25}))
    assert {"FI_NUL", "FI_GEBYR"} <= problems.codes and saldo(BANK) == 100
    assert ["Gebyrer, ikke bogført", "0,25"] in exchange.sheet[0][1]


def test_the_line_on_our_own_cards() -> None:
    (printed,) = bill(908, 61000)
    assert str(kortlinje(printed, DAG)) == "+71<100000000009083+80000006<"
    (plain,) = posting(1)
    assert str(kortlinje(plain, DAG)) == "+71<000006190001237+80000006<"
    printed.kommune = "0957"
    with pytest.raises(ProblemsError):
        kortlinje(printed, DAG)
    assert saldo(DEBITOR) == -saldo(INDTAEGT)
