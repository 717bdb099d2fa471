"""Row 15: settlements and what they do to claims, ledger and differences (skat-inddrivelse.md 9.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from tests.inka.inddrivelse.verden import (
    AFKLARING,
    AFREGNINGER,
    ANDEN,
    GEBYR,
    KOMMUNE,
    MELLEM,
    NU,
    RENTE,
    SVENDSEN,
    afvigelser,
    fordring,
    frigiv,
    krav,
    kunde,
    laes,
    saet_op,
    send,
    tilstande,
    udveksling,
)
from tests.inka.verden import KOE, TAB, betal, indbetaling, rester, saldo, stemmer

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.inka import bogfoer_indbetalinger
from snitflade.inka.bogfoer_indbetalinger import Kilde
from snitflade.inka.inddrivelse import afregning, bogfoer_afregning, haendelser, kvittering, vagt
from snitflade.inka.inddrivelse.models import Fordring, Haendelse, Tilstand
from snitflade.inka.inddrivelse.models_ind import Afregningslinje
from snitflade.inka.models import Indbetaling, Regning

pytestmark = pytest.mark.usefixtures("opsat")
NAVN = "AFREGN_37AK_2025-06_30-06-2025_120000.csv"


@pytest.fixture
def opsat(db: None) -> None:
    saet_op()


def hos(*beloeb: int, kunde_nr: str = SVENDSEN) -> list[Regning]:
    claims = krav(*beloeb, hos=kunde(kunde_nr))
    send(udveksling())
    for one in claims:
        Fordring.objects.filter(regning=one).update(sekvensnummer=f"AKI-{900000 + one.nummer}")
        under(fordring(one))
    return claims


def under(claim: Fordring) -> None:
    with transaction.atomic():
        haendelser.skriv([haendelser.Skridt(claim.pk, Haendelse.SEKVENSNUMMER, Tilstand.UNDER)], "anna")


def linje(
    id: str,
    regning: Regning | None,
    beloeb: str,
    rest: str,
    *,
    rente: str = "0,00",
    gebyr: str = "0,00",
    ialt: str = "",
    art: str = "LØNTRÆK",
    sag: str | None = None,
    sekvens: str | None = None,
    debitor: str = SVENDSEN,
    gruppe: str = "12RENO;RENOVATION",
) -> str:
    case = sag if sag is not None else f"37-{regning.nummer:010}" if regning else ""
    number = sekvens if sekvens is not None else f"AKI-{900000 + regning.nummer}" if regning else ""
    return f"AFRL;{id};{debitor};{case};{number};{gruppe};2025/06/11;{beloeb};{rente};{gebyr};{ialt or beloeb};{rest};{art};"


def fil(*lines: str, ialt: str, overfoert: str = "", haver: str = "37AK", antal: int | None = None) -> bytes:
    body = [f"AFRH;{haver};2025-06;2025/06/30;2025/06/01;2025/06/30;", *lines]
    body.append(f"AFRT;{len(lines) if antal is None else antal};{ialt};{overfoert or ialt};GB-77120;")
    return ("\r\n".join(body) + "\r\n").encode()


def test_the_lines_of_the_specification() -> None:
    """9.1: 500,00 of 1830,00; and 2400,00 with 12,50 interest and 63,00 fee. Every øre has its account."""
    (one,) = hos(183000)
    (two,) = hos(247550, kunde_nr=ANDEN)
    data = fil(
        linje("2000009001", one, "500,00", "1330,00"),
        linje("2000009002", two, "2400,00", "75,50", rente="12,50", gebyr="63,00", ialt="2475,50", debitor=ANDEN, art="MODREGNING"),
        ialt="2975,50",
    )
    exchange, problems = laes(NAVN, data)
    assert exchange.state == "anvendt" and not problems
    assert exchange.totals == {"afregnede": 2, "hovedstol": 290000, "renter": 1250, "gebyrer": 6300}
    assert rester([one, two]) == [133000, 7550]
    assert (saldo(MELLEM), saldo(RENTE), saldo(GEBYR), saldo(KOE)) == (297550, -1250, -6300, 0)
    assert tilstande() == ["delvist", "delvist"] and fordring(one).rest_hos == 133000
    assert afvigelser() == []
    stemmer()


def test_settled_in_full_it_is_closed_and_a_reversal_opens_it() -> None:
    (one,) = hos(183000)
    laes(NAVN, fil(linje("1", one, "1830,00", "0,00"), ialt="1830,00"))
    assert tilstande() == ["lukket"] and rester([one]) == [0]
    laes("b.csv", fil(linje("2", one, "-1830,00", "1830,00", art="TILBAGEFØRSEL"), ialt="-1830,00"))
    assert tilstande() == ["delvist"] and rester([one]) == [183000] and saldo(MELLEM) == 0
    assert fordring(one).rest_hos == 183000 and afvigelser() == []
    stemmer()


def test_a_part_taken_back() -> None:
    """A reversal that is no whole payment takes the newest ones, and of the last a part."""
    (one,) = hos(100000)
    laes(NAVN, fil(linje("1", one, "300,00", "700,00"), linje("2", one, "200,00", "500,00"), ialt="500,00"))
    laes("b.csv", fil(linje("3", one, "-250,00", "750,00", art="TILBAGEFØRSEL"), ialt="-250,00"))
    assert rester([one]) == [75000] and saldo(MELLEM) == 25000 and saldo(KOE) == 0
    assert indbetaling("37AK 2").rest == 0 and afvigelser() == []
    stemmer()


def test_a_reversal_of_nothing_is_booked_for_clarification() -> None:
    (one,) = hos(100000)
    laes(NAVN, fil(linje("1", one, "-10,00", "1010,00", art="TILBAGEFØRSEL"), ialt="-10,00"))
    assert saldo(MELLEM) == -1000 and saldo(AFKLARING) == 1000
    assert ("tilbageført", 1000) in afvigelser()
    stemmer()


def test_a_write_off_closes_the_claim_without_money() -> None:
    (one,) = hos(100000)
    laes(NAVN, fil(linje("1", one, "400,00", "600,00", art="AFSKRIVNING"), ialt="400,00", overfoert="0,00"))
    assert rester([one]) == [60000] and saldo(TAB) == 40000 and saldo(MELLEM) == 0 and tilstande() == ["delvist"]
    laes("b.csv", fil(linje("2", one, "-400,00", "1000,00", art="AFSKRIVNING"), ialt="-400,00", overfoert="0,00"))
    assert rester([one]) == [100000] and saldo(TAB) == 0 and afvigelser() == []
    stemmer()


def test_found_in_five_ways_the_first_unique_hit() -> None:
    one, two = hos(100000, 50000)
    (three,) = hos(70000, kunde_nr=ANDEN)
    data = fil(
        linje("1", one, "1,00", "999,00", sag="ukendt"),
        linje("2", two, "1,00", "499,00", sag=f" 37 - {two.nummer}", sekvens=""),
        linje("3", None, "1,00", "998,00", sag="", sekvens="AKI-1"),
        linje("4", None, "1,00", "699,00", sag="", sekvens="", debitor=ANDEN, gruppe="11;1"),
        linje("5", None, "1,00", "1,00", sag="", sekvens="", debitor=ANDEN, gruppe="12RENO;RENOVATION"),
        ialt="5,00",
    )
    exchange, _ = laes(NAVN, data)
    assert exchange.state == "anvendt"
    found = dict(Afregningslinje.objects.values_list("betalings_id", "fordring__regning_id"))
    # Line 3 names nothing; of the debtor's two claims neither has 999,00 open before the file is booked.
    assert found == {"1": one.pk, "2": two.pk, "3": None, "4": three.pk, "5": three.pk}


@pytest.mark.parametrize(
    ("felter", "aarsag"),
    [
        ({"debitor": "0101010101"}, "INDDRIVELSE_UKENDT"),
        ({"gruppe": "16;75"}, "INDDRIVELSE_UKENDT"),
        ({"gruppe": "16;16"}, "INDDRIVELSE_UKENDT"),
        ({}, "INDDRIVELSE_FLERE"),
    ],
)
def test_what_fits_none_or_several_waits(felter: dict[str, Any], aarsag: str) -> None:
    """Two claims of one debtor; an ambiguous number pair (8.2) names no type at all."""
    hos(100000, 50000)
    exchange, problems = laes(NAVN, fil(linje("1", None, "10,00", "5,00", sag="", sekvens="", **felter), ialt="10,00"))
    assert exchange.state == "anvendt" and problems.codes == {"AFREGNING_KOE"}
    assert indbetaling("37AK 1").aarsag == aarsag and saldo(KOE) == -1000
    assert afvigelser() == [("uden krav", 1000)]
    stemmer()


def test_more_than_is_open_and_another_balance_and_debtor() -> None:
    (one,) = hos(100000)
    betal(("A1", 90000, one.nummer), kilde=Kilde("bogh.fi", KOMMUNE))
    laes(NAVN, fil(linje("1", one, "300,00", "650,00", debitor=ANDEN), ialt="300,00"))
    assert rester([one]) == [0] and saldo(KOE) == -20000 and fordring(one).rest_hos == 70000
    assert afvigelser() == [("for meget", 20000), ("restsaldo", -5000), ("debitor", 0)]
    stemmer()


def test_a_rejected_claim_that_is_settled_waits_with_an_alarm() -> None:
    (one,) = krav(183000)
    exchange = send(udveksling())
    kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};;nej", True, "anna")
    laes(NAVN, fil(linje("1", one, "10,00", "1820,00", sekvens=""), ialt="10,00"))
    assert rester([one]) == [183000] and tilstande() == ["afvist"] and saldo(KOE) == -1000
    assert afvigelser() == [("afvist afregnet", 1000)]
    (cause,) = vagt.afvist_og_afregnet(NU)
    assert cause.sentence.startswith("1 fordring er både afvist og afregnet.")
    stemmer()


def test_the_same_payment_again_is_skipped() -> None:
    (one,) = hos(183000)
    first = fil(linje("1", one, "500,00", "1330,00"), ialt="500,00")
    laes(NAVN, first)
    exchange, problems = laes("b.csv", fil(linje("1", one, "500,00", "1330,00"), linje("2", one, "1,00", "1329,00"), ialt="501,00"))
    assert exchange.state == "anvendt" and problems.codes == {"AFREGNING_DUBLET"}
    assert rester([one]) == [132900] and Indbetaling.objects.count() == 2
    _, problems = laes("c.csv", fil(linje("3", one, "1,00", "1328,00"), linje("3", one, "1,00", "1328,00"), ialt="2,00"))
    assert rester([one]) == [132800] and problems.codes == {"RAEKKE_GENTAGET", "AFREGNING_DUBLET"}
    stemmer()


@pytest.mark.parametrize(
    ("data", "kode"),
    [
        (lambda one: fil(linje("1", one, "500,00", "1330,00"), ialt="500,01"), "AFSLUTNING_SUM"),
        (lambda one: fil(linje("1", one, "500,00", "1330,00"), ialt="500,00", antal=2), "AFSLUTNING_ANTAL"),
        (lambda one: fil(linje("1", one, "500,00", "1330,00", ialt="500,01"), ialt="500,01"), "AFREGNING_SUM"),
        (lambda one: fil(linje("1", one, "12.345", "1330,00", ialt="12.345"), ialt="12,35"), "CELLE_DECIMALER_ANTAL"),
        (lambda one: fil(linje("1", one, "500,00", "1330,00"), ialt="500,00", haver="32SE"), "AFREGNING_FREMMED"),
        (lambda one: b"\r\n".join(fil(linje("1", one, "500,00", "1330,00"), ialt="500,00").split(b"\r\n")[:2]), "POST_ANTAL"),
        (lambda one: fil(linje("1", one, "500,00", "1330,00"), ialt="500,00")[7:], "FIL_GENKENDES_IKKE"),
    ],
)
def test_files_that_are_refused_book_nothing(data: Any, kode: str) -> None:
    """Sums and counts that do not fit, 12.345, another municipality's, a file cut in the middle or without its beginning."""
    (one,) = hos(183000)
    exchange, problems = laes("x.csv", data(one))
    assert exchange.state == "afvist" and kode in problems.codes, problems.codes
    assert rester([one]) == [183000] and not Indbetaling.objects.exists() and not Afregningslinje.objects.exists()


def test_the_name_and_the_content_disagree() -> None:
    (one,) = hos(183000)
    exchange, problems = laes(NAVN.replace("37AK", "32SE"), fil(linje("1", one, "1,00", "1829,00"), ialt="1,00"))
    assert exchange.state == "afvist" and problems.codes == {"AFREGNING_NAVN_UENIG"}


def test_another_amount_in_the_bank_waits_for_a_person() -> None:
    (one,) = hos(183000)
    exchange, _ = laes(NAVN, fil(linje("1", one, "500,00", "1330,00"), ialt="500,00", overfoert="499,00"))
    assert exchange.state == "holdt" and "har overført 499,00 kr., men linjerne er 500,00 kr." in exchange.note
    assert rester([one]) == [183000]
    assert frigiv(exchange).state == "anvendt" and rester([one]) == [133000]


def test_a_file_without_first_and_last_line_waits_until_held_against_the_mail() -> None:
    (one,) = hos(183000)
    bare = (linje("1", one, "500,00", "1330,00").removeprefix("AFRL;") + "\r\n").encode("utf-16-le")
    exchange, _ = laes(NAVN, bare)
    assert exchange.files.get().format == "afregninger-linjer"
    assert exchange.state == "holdt" and "Den har 1 betalinger på 500,00 kr." in exchange.note
    assert frigiv(exchange).state == "anvendt" and rester([one]) == [133000]
    nameless, problems = laes("x.csv", bare.replace("1;".encode("utf-16-le"), "9;".encode("utf-16-le"), 1))
    assert nameless.state == "afvist" and problems.codes == {"AFREGNING_NAVN", "TEGNSAET_ANDET"}
    stemmer()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (bogfoer_afregning, "match_and_book"),
        (bogfoer_indbetalinger, "saet_rest"),
        (bogfoer_afregning, "_poster"),
        (bogfoer_afregning, "insert_rows"),
        (bogfoer_afregning, "opret"),
        (afregning, "totaler"),
    ],
)
def test_broken_off_it_has_done_nothing_and_done_again_all(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = hos(183000)
    data = fil(
        linje("1", one, "500,00", "1330,00", rente="1,00", ialt="501,00"),
        linje("2", None, "9,00", "0,00", debitor="0101010101"),
        ialt="510,00",
    )
    interface = catalogue.find(AFREGNINGER)
    exchange = inbound.receive(interface, NAVN, data, "anna").exchange

    class Afbrudt(Exception):
        """The process died."""

    def doe(*_: Any, **__: Any) -> Any:
        raise Afbrudt

    with monkeypatch.context() as patch:
        patch.setattr(module, name, doe)
        with pytest.raises(Afbrudt):
            inbound.apply(exchange, interface, "anna")
    assert rester([one]) == [183000] and saldo(MELLEM) == 0 and fordring(one).rest_hos == 183000
    stemmer()
    inbound.apply(exchange, interface, "anna")
    assert rester([one]) == [133000] and (saldo(MELLEM), saldo(RENTE), saldo(KOE)) == (51000, -100, -900)
    stemmer()


def test_missing_accounts_are_all_told_before_anything_is_booked() -> None:
    (one,) = hos(183000)
    Systemkonstant.objects.filter(nummer__startswith="inddrivelse.").exclude(nummer="inddrivelse.fordringshavere").delete()
    exchange, problems = laes(NAVN, fil(linje("1", one, "500,00", "1330,00"), ialt="500,00"))
    assert exchange.state == "afvist"
    assert {problem.field for problem in problems} == {
        *("inddrivelse.mellemregningskonto", "inddrivelse.rentekonto", "inddrivelse.gebyrkonto", "inddrivelse.afklaringskonto")
    }


def test_a_date_that_has_not_come() -> None:
    (one,) = hos(183000)
    exchange, problems = laes(NAVN, fil(linje("1", one, "5,00", "1825,00"), ialt="5,00"), now=NU + dt.timedelta(1))
    assert exchange.state == "afvist" and problems.codes == {"AFREGNING_FREMTID"}
