"""Row 12, 0602: every code, order, duplicates, other people's files (payments.md 5.4, 9.3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.formats.composed_bs import SAMPLE_0602
from tests.inka.bs_verden import FORFALD, GRUPPE, byg, krav, kunde, laes, saet_op, status
from tests.inka.verden import BANK, KOE, rester, saldo, stemmer

from snitflade.exchange import blobs
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats import bs0602
from snitflade.formats.betalingsservice import Leverance as Hoved
from snitflade.formats.bs0602_build import leverance_0602
from snitflade.inka.models import Indbetaling, Regning
from snitflade.inka.models_bs import BSOpkraevningskrav, BSPost
from snitflade.partners import betalingsservice

pytestmark = pytest.mark.usefixtures("bs")
PENGE = dt.date(2026, 12, 4)


@pytest.fixture
def bs(db: None) -> None:
    saet_op()


@pytest.fixture
def sendt(bs: None) -> list[Regning]:
    """Two collections, the first of two claims: R00000001 of 73.345 and R00000002 of 100 øre. Gives the claims."""
    claims = krav(61000, 12345, hos=kunde("3112999999", "123456789")) + krav(100, hos=kunde("5809001539", "123456790"))
    byg()
    return claims


def fil() -> bytes:
    return blobs.get(Exchange.objects.get(interface="inka.bs-opkraevninger").files.get().blob)


def svar(nummer: int = 88, dag: dt.date = PENGE, **options: Any) -> bytes:
    """The answer to the file that went out."""
    return betalingsservice.svar(fil(), nummer, dag, **options)


def een(kode: str, nummer: int, **andet: Any) -> bytes:
    """An answer about the first collection only."""
    return svar(nummer, udfald={"R00000001": kode}, andre="", **andet)


def test_paid_collections_pay_their_claims(sendt: list[Regning]) -> None:
    exchange, problems = laes(svar())
    assert (exchange.state, problems.codes) == ("anvendt", set())
    assert rester(sendt) == [0, 0, 0] and status() == ["betalt", "betalt"]
    assert saldo(BANK) == 73445
    assert exchange.totals["indbetalinger"] == 2 and exchange.totals["indbetalt"] == 73445
    assert not BSOpkraevningskrav.objects.filter(ude=True).exists()
    stemmer()


def test_the_posting_date_is_the_banks(sendt: list[Regning]) -> None:
    laes(svar(bogfoert=dt.date(2026, 12, 3)))
    assert set(Indbetaling.objects.values_list("dato", "bogfoeringsdato")) == {(FORFALD, dt.date(2026, 12, 3))}


@pytest.mark.parametrize(("kode", "bliver"), [("0237", "afvist"), ("0238", "afmeldt")])
def test_refused_or_cancelled_the_claims_are_open_and_free(sendt: list[Regning], kode: str, bliver: str) -> None:
    exchange, problems = laes(een(kode, 88))
    assert (exchange.state, problems.codes) == ("anvendt", set())
    assert status() == [bliver, "sendt"] and rester(sendt) == [61000, 12345, 100] and saldo(BANK) == 0
    assert list(BSOpkraevningskrav.objects.filter(ude=True).values_list("regning", flat=True)) == [sendt[2].pk]
    stemmer()


def test_what_was_refused_is_collected_again_only_when_asked(sendt: list[Regning]) -> None:
    laes(een("0237", 88))
    later = dt.date(2027, 1, 4)
    again, built = byg(forfaldsdato=later)
    assert again is None and "2 krav er ikke med: Afvist eller ført tilbage før." in built.notes
    again, _ = byg(forfaldsdato=later, igen="J")
    assert again is not None and again.totals["opkraevet"] == 73345


def test_charged_back(sendt: list[Regning]) -> None:
    laes(svar())
    exchange, problems = laes(een("0239", 89, bogfoert=dt.date(2026, 12, 10)))
    assert problems.codes == {"BS_TILBAGEFOERT"} and status() == ["tilbageført", "betalt"]
    assert rester(sendt) == [61000, 12345, 0] and saldo(BANK) == 100
    assert exchange.totals["tilbagefoert"] == 73345 and exchange.totals["indbetalinger"] == 0
    stemmer()


def test_a_charge_back_waits_for_its_payment(sendt: list[Regning]) -> None:
    _, problems = laes(een("0239", 89, bogfoert=dt.date(2026, 12, 10)))
    assert problems.codes == {"BS_IKKE_BETALT"} and saldo(BANK) == 0 and status() == ["sendt", "sendt"]
    laes(svar())
    assert status() == ["tilbageført", "betalt"] and rester(sendt) == [61000, 12345, 0] and saldo(BANK) == 100
    assert not BSPost.objects.filter(venter=True).exists()
    stemmer()


def test_paid_again_after_a_charge_back(sendt: list[Regning]) -> None:
    laes(een("0236", 1))
    laes(een("0239", 2, bogfoert=dt.date(2026, 12, 10)))
    laes(een("0236", 3, bogfoert=dt.date(2026, 12, 15)))
    assert status() == ["betalt", "sendt"] and rester(sendt) == [0, 0, 100] and saldo(BANK) == 73345
    stemmer()


@pytest.mark.parametrize("kode", ["0237", "0238"])
def test_only_a_charge_back_takes_a_payment_back(sendt: list[Regning], kode: str) -> None:
    laes(svar())
    _, problems = laes(een(kode, 89))
    assert problems.codes == {"BS_ALLEREDE_BETALT"} and status() == ["betalt", "betalt"] and rester(sendt) == [0, 0, 0]
    stemmer()


def test_paid_twice_the_second_one_waits_in_the_queue(sendt: list[Regning]) -> None:
    laes(svar())
    _, problems = laes(een("0236", 89, bogfoert=dt.date(2026, 12, 9)))
    assert problems.codes == {"BS_KRAV_BETALT"} and saldo(KOE) == -73345 and saldo(BANK) == 73445 + 73345
    waiting = Indbetaling.objects.get(rest__gt=0)
    assert (waiting.aarsag, waiting.debitor and waiting.debitor.kundenummer) == ("KRAV_BETALT", "3112999999")
    stemmer()


def test_another_amount_is_booked_and_shown(sendt: list[Regning]) -> None:
    _, problems = laes(svar(betalt={"R00000001": 70000, "R00000002": 150}))
    assert problems.codes == {"BS_AFVIGER"} and rester(sendt) == [0, 3345, 0] and saldo(KOE) == -50
    stemmer()


def test_the_same_file_twice(sendt: list[Regning]) -> None:
    first, _ = laes(svar())
    again, _ = laes(svar())
    assert again.pk == first.pk and saldo(BANK) == 73445
    stemmer()


def test_the_same_posts_in_another_delivery_are_skipped(sendt: list[Regning]) -> None:
    laes(svar())
    exchange, problems = laes(svar(89))
    assert exchange.state == "anvendt" and problems.codes == {"BS_POST_DUBLET"} and len(problems) == 2
    assert saldo(BANK) == 73445 and Indbetaling.objects.count() == 2
    stemmer()


def test_the_same_delivery_with_other_content_is_refused(sendt: list[Regning]) -> None:
    first, _ = laes(svar())
    exchange, problems = laes(svar(bogfoert=dt.date(2026, 12, 7)))
    assert exchange.state == "afvist" and problems.codes == {"LEVERANCE_DUBLET"}
    assert f"udveksling {first.pk}" in str(next(iter(problems)))
    assert saldo(BANK) == 73445
    stemmer()


def test_a_refused_file_may_come_again(sendt: list[Regning]) -> None:
    Systemkonstant.objects.filter(nummer="bs.pbs_numre").update(vaerdi="0956=01111111")
    exchange, problems = laes(svar())
    assert exchange.state == "afvist" and problems.codes == {"KREDITOR_UKENDT"} and saldo(BANK) == 0
    Systemkonstant.objects.filter(nummer="bs.pbs_numre").update(vaerdi="0956=09999999")
    exchange, problems = laes(svar())
    assert exchange.state == "anvendt" and saldo(BANK) == 73445


def test_another_suppliers_file(sendt: list[Regning]) -> None:
    data = svar().replace(b"BS00299900008", b"BS00299900016").replace(b"BS99299900008", b"BS99299900016")
    exchange, problems = laes(data)
    assert exchange.state == "afvist" and problems.codes == {"LEVERANDOER_UKENDT"} and not Indbetaling.objects.exists()


def test_a_wrong_count_refuses_the_file(sendt: list[Regning]) -> None:
    data = svar().replace(b"BS09209999999021100000002      00000000002", b"BS09209999999021100000002      00000000003")
    exchange, problems = laes(data)
    assert exchange.state == "afvist" and "SLUTRECORD_ANTAL" in problems.codes and not Indbetaling.objects.exists()


def test_a_test_delivery_moves_nothing(sendt: list[Regning]) -> None:
    data = svar().replace(b"BS00299900008BS1", b"BS00299900008KR9").replace(b"BS99299900008BS1", b"BS99299900008KR9")
    exchange, problems = laes(data)
    assert exchange.state == "anvendt" and problems.codes == {"PROEVELEVERANCE"} and status() == ["sendt", "sendt"]
    stemmer()


def test_the_sample_of_the_specification(bs: None) -> None:
    """One paid, one refused, one slip, none of them ours: the money waits in the queue with its reason."""
    exchange, problems = laes(("\r\n".join(SAMPLE_0602) + "\r\n").encode("latin-1"))
    assert exchange.state == "anvendt"
    assert saldo(BANK) == 89000 and saldo(KOE) == -89000
    assert set(Indbetaling.objects.values_list("aarsag", "reference", "beloeb")) == {
        ("KRAV_UKENDT", "RG0000908", 61000),
        ("KRAV_UKENDT", "RG0000910", 28000),
    }
    assert {"BS_KRAV_UKENDT", "BS_OPKRAEVNING_UKENDT"} <= problems.codes
    stemmer()


def post(kode: str = "0236", **andet: Any) -> dict[str, Any]:
    """The first collection as it comes back."""
    return {
        "pbs_nummer": "09999999",
        "transaktionskode": kode,
        "debitorgruppenummer": GRUPPE,
        "kundenummer": "000003112999999",
        "aftalenummer": "123456789",
        "betalingsdato": FORFALD,
        "beloeb": 73345,
        "reference": "R00000001",
        "faktisk_betalingsdato": FORFALD,
        "bogfoeringsdato": FORFALD,
        "betalt_beloeb": 73345,
        **andet,
    }


def leverance(*posts: dict[str, Any], nummer: int = 88, record: str = "BS042") -> bytes:
    columns = {name: [one[name] for one in posts] for name in posts[0]}
    return bs0602.FORMAT.write(leverance_0602(Hoved("99900008", f"{nummer:010}", PENGE), {record: columns}))


@pytest.mark.parametrize(
    ("andet", "aarsag"),
    [
        ({"kundenummer": "000005809001539"}, "BS_KUNDENUMMER_AFVIGER"),
        ({"debitorgruppenummer": "00003"}, "BS_GRUPPE_AFVIGER"),
        ({"beloeb": 73344}, "BS_BELOEB_AFVIGER"),
        ({"reference": "R00000009"}, "KRAV_UKENDT"),
        ({"reference": "FREMMED"}, "KRAV_UKENDT"),
        ({"reference": "", "aftalenummer": "123456780"}, "KRAV_UKENDT"),
        ({"reference": "", "betalingsdato": dt.date(2026, 12, 2)}, "KRAV_UKENDT"),
    ],
)
def test_what_does_not_fit_is_never_booked_on_the_claim(sendt: list[Regning], andet: dict[str, Any], aarsag: str) -> None:
    exchange, problems = laes(leverance(post(**andet)))
    assert exchange.state == "anvendt" and len(problems.codes) == 1
    assert Indbetaling.objects.get().aarsag == aarsag and rester(sendt) == [61000, 12345, 100] and status() == ["sendt", "sendt"]
    stemmer()


def test_without_a_reference_payer_agreement_day_and_amount(sendt: list[Regning]) -> None:
    laes(leverance(post(reference="")))
    assert status() == ["betalt", "sendt"] and rester(sendt) == [0, 0, 100]


def test_what_moves_no_money_is_told(sendt: list[Regning]) -> None:
    _, problems = laes(leverance(post(betalt_beloeb=0)))
    assert problems.codes == {"BS_NUL"} and status() == ["sendt", "sendt"]
    _, problems = laes(leverance(post(fortegnskode="2", bogfoeringsdato=PENGE), nummer=89))
    assert "BS_FORTEGN" in problems.codes and not Indbetaling.objects.exists()
    stemmer()


def test_a_slip_is_paid_and_reversed(sendt: list[Regning]) -> None:
    slip = {
        "pbs_nummer": "09999999",
        "transaktionskode": "0297",
        "debitorgruppenummer": GRUPPE,
        "kundenummer": "000003112999999",
        "kortartkode": "71",
        "betalingsdato": FORFALD,
        "beloeb": 73345,
        "reference": "R00000001",
        "arkivreference": "6471202612020000000019",
        "indbetalingsdato": FORFALD,
        "bogfoeringsdato": FORFALD,
        "indbetalt_beloeb": 73345,
    }
    laes(leverance(slip, record="BS042-0297"))
    assert status() == ["betalt", "sendt"] and rester(sendt) == [0, 0, 100]
    laes(leverance({**slip, "transaktionskode": "0299"}, nummer=89, record="BS042-0297"))
    assert status() == ["tilbageført", "sendt"] and rester(sendt) == [61000, 12345, 100] and saldo(BANK) == 0
    stemmer()


def test_paid_and_charged_back_in_one_file_in_either_order(sendt: list[Regning]) -> None:
    laes(leverance(post("0239", bogfoeringsdato=PENGE), post()))
    assert status() == ["tilbageført", "sendt"] and saldo(BANK) == 0 and rester(sendt) == [61000, 12345, 100]
    stemmer()


def test_a_charge_back_of_what_went_to_the_queue(bs: None) -> None:
    laes(leverance(post()))
    assert saldo(KOE) == -73345
    laes(leverance(post("0239", bogfoeringsdato=PENGE), nummer=89))
    assert saldo(KOE) == 0 and saldo(BANK) == 0
    stemmer()


def test_what_cannot_be_charged_back_is_left_to_a_person(sendt: list[Regning]) -> None:
    laes(leverance(post()))
    _, problems = laes(leverance(post("0239", betalt_beloeb=100, bogfoeringsdato=PENGE), nummer=89))
    assert problems.codes == {"BS_IKKE_BETALT"} and saldo(BANK) == 73345
    stemmer()


def test_another_file_is_not_taken(bs: None) -> None:
    exchange, problems = laes(b"BS00299900008BS106050000000088                   041226\r\n")
    assert exchange.state == "afvist" and problems.codes == {"FIL_GENKENDES_IKKE"}
    assert exchange.files.get().blob.size, "the bytes are kept"
