"""Payouts: the file of the specification, the other ways, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.bogh.udbetalingsverden import (
    ANDEN,
    BANK,
    DAG,
    FRA_KONTO,
    I_DAG,
    KONTO,
    KREDITOR,
    UDGIFT,
    advarsler,
    annuller,
    i_orden,
    indhold,
    koder,
    koer,
    person,
    post,
    saet,
    saldo,
    send,
    spec,
    udveksling,
)

from snitflade.bogh.udbetaling import modtagere, poster
from snitflade.bogh.udbetaling.betalingstype import laes
from snitflade.bogh.udbetaling.interfaces import BOGH
from snitflade.bogh.udbetaling.koersel import maa_ud
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling, Status, status
from snitflade.exchange import outbound
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.states import State, TwoPeopleError
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.udbetalinger import Maade
from snitflade.krdi.interfaces import KRDI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]


def linje(first: list[str], last: list[str]) -> bytes:
    """An ERH line of 73 columns: the first eleven, then only column 20 and the long advice."""
    columns = [*first, *[""] * 8, "N", *[""] * 12, *last]
    columns += [""] * (73 - len(columns))
    return (",".join(f'"{column}"' for column in columns) + "\r\n").encode("cp1252")


FI71 = ["ERH351", FRA_KONTO, "KRDI261127 000002", "FI80000006", "Leverandør A/S", "", "", "", "4880,50", "30112026"]
OVERFOERSEL = ["ERH356", FRA_KONTO, "KRDI261127 000001", KONTO, "Ole Olsen", "", "", "", "1250,00", "30112026"]


class TestRun:
    """A run through the interface."""

    def test_the_file_of_the_specification_to_the_byte(self) -> None:
        spec()
        exchange = udveksling()
        assert [file.name for file in exchange.files.all()] == ["KRDI_20261127_0001.erh"]
        expected = linje([*FI71, "71000100017156728"], []) + linje([*OVERFOERSEL, "Børnetilskud nov.26"], [])
        assert indhold(exchange) == expected
        assert (exchange.key, exchange.kommune, exchange.state, exchange.needs_two) == (
            "KRDI-20261127-0001",
            "0956",
            State.BYGGET,
            True,
        )
        assert (exchange.totals["Betalinger"], exchange.totals["Beløb"]) == (2, 613_050)
        assert exchange.sheet[:1] == [["Antal betalinger", [["ERH351", "1"], ["ERH356", "1"], ["IALT", "2"]]]]
        assert saldo(BANK) == -613_050 and saldo(KREDITOR) == 0 and saldo(UDGIFT) == 613_050
        assert i_orden()

    def test_another_person_lets_it_out_and_the_bytes_stay_the_same(self) -> None:
        spec()
        exchange = udveksling()
        before = indhold(exchange)
        with pytest.raises(TwoPeopleError):
            outbound.approve(exchange, "anna")
        send(exchange)
        assert (exchange.state, indhold(exchange)) == (State.AFSENDT, before)
        assert {status(one) for one in Udbetalingspost.objects.all()} == {Status.BETALT}

    def test_what_is_paid_is_not_paid_again(self) -> None:
        spec()
        send(udveksling())
        exchange, built = koer()
        assert exchange is None and built.notes == ("Der er intet at udbetale for krdi. Intet er skrevet.",)
        assert Udbetaling.objects.count() == 2 and saldo(BANK) == -613_050

    def test_the_database_lets_an_item_have_one_payment(self) -> None:
        post()
        udveksling()
        paid = Udbetaling.objects.get()
        paid.pk, paid.betalings_id, paid._state.adding = None, "KRDI261127 000099", True
        with pytest.raises(IntegrityError), transaction.atomic():
            paid.save()

    @pytest.mark.parametrize(
        "sql", ["bogh_udbetaling SET beloeb = 1", "bogh_udbetalingspost SET beloeb = 1", "bogh_modtagerkonto SET konto = ''"]
    )
    def test_the_database_refuses_to_change_what_was_paid(self, sql: str) -> None:
        post()
        udveksling()
        with pytest.raises(IntegrityError, match="Uforanderlig"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {sql}")

    def test_only_what_is_due_and_only_what_was_named(self) -> None:
        early, late = post(100, noegle="A"), post(200, noegle="B", forfaldsdato=dt.date(2026, 12, 24))
        third = post(300, noegle="C")
        assert koder(lambda: koer(poster="A, B, X")) == ["VALG_UKENDT", "VALG_UKENDT"]
        udveksling(poster="A")
        assert [status(Udbetalingspost.objects.get(pk=one.pk)) for one in (early, late, third)] == ["i kørsel", "åben", "åben"]
        assert udveksling(forfald_til=dt.date(2026, 12, 31)).totals["Beløb"] == 500

    def test_a_date_that_is_no_bank_day_becomes_the_next(self) -> None:
        post(forfaldsdato=DAG - dt.timedelta(10))
        exchange, built = koer(betalingsdato=dt.date(2026, 11, 28))  # a Saturday
        assert built.notes == ("28-11-2026 er ingen bankdag. Der betales den 30-11-2026.",)
        assert exchange is not None and Udbetaling.objects.get().dato == DAG

    @pytest.mark.parametrize(
        ("options", "constants", "expected"),
        [
            ({"betalingsdato": dt.date(2026, 11, 26)}, {}, ["UDBETALING_DATO_FOR_TIDLIG"]),
            ({"betalingsdato": dt.date(2027, 11, 28)}, {}, ["UDBETALING_DATO_FOR_SEN"]),
            ({"kommune": "956"}, {}, ["UDBETALING_KOMMUNE"]),
            ({}, {"_301": "x", "_302": "x"}, ["KONSTANT_MANGLER", "KONSTANT_MANGLER"]),
            ({}, {"_301": KREDITOR}, ["UDBETALING_SAMME_KONTO"]),
            ({}, {"bank__format": "pain001"}, ["UDBETALING_AFSENDER"]),
            ({}, {"bogh__kontoplan": "J"}, ["KONTO_UKENDT", "KONTO_UKENDT"]),
        ],
    )
    def test_refused_with_everything_that_is_wrong_and_nothing_is_done(
        self, options: dict[str, Any], constants: dict[str, str], expected: list[str]
    ) -> None:
        post()
        saet(**constants)
        assert koder(lambda: koer(**options)) == expected
        assert not Udbetaling.objects.exists() and saldo(BANK) == 0
        assert Udbetalingspost.objects.get().rest == 125_000

    def test_ids_and_file_numbers_are_never_used_again(self) -> None:
        post()
        annuller(udveksling())
        exchange = udveksling()
        assert exchange.files.get().name == "KRDI_20261127_0002.erh"
        assert list(Udbetaling.objects.values_list("betalings_id", "gaelder")) == [
            ("KRDI261127 000001", False),
            ("KRDI261127 000002", True),
        ]

    def test_it_may_not_leave_when_its_date_is_passed(self) -> None:
        post()
        exchange = udveksling()
        assert maa_ud(exchange, I_DAG) == ""
        assert maa_ud(exchange, I_DAG + dt.timedelta(3)) == ""
        assert "passeret" in maa_ud(exchange, I_DAG + dt.timedelta(4))

    def test_it_may_not_leave_when_a_payee_has_another_account_by_now(self) -> None:
        one = post()
        exchange = udveksling()
        modtagere.gem("cpr", one.modtager.nummer, one.modtager.navn, ANDEN, dt.date(2026, 11, 20), "bo")
        with pytest.raises(MayNotLeaveError, match="1 modtager har fået en anden konto"):
            outbound.approve(exchange, "bo")
        annuller(exchange)
        send(udveksling())
        assert indhold(exchange) != indhold(exchange.__class__.objects.latest("pk"))

    def test_two_that_look_like_one_are_told(self) -> None:
        payee = person()
        post(100, payee, tekst="Faktura 7")
        post(100, payee, tekst="Faktura 7")
        post(100, payee, tekst="Faktura 8")
        _, built = koer()
        assert "BETALING_TO_ENS" in advarsler(built) and advarsler(built).count("BETALING_TO_ENS") == 1

    def test_a_long_text_goes_whole_into_the_advice_with_a_warning(self) -> None:
        post(100, tekst="Tilskud til istandsættelse af taget")
        exchange, built = koer()
        assert exchange is not None
        first = [*OVERFOERSEL[:4], "Prøve Person Et", "", "", "", "1,00", "30112026", "Tilskud til istandsæ"]
        assert indhold(exchange) == linje(first, ["Tilskud til istandsættelse af taget"])
        assert advarsler(built) == ["TEKST_AFKORTET"]

    def test_seventy_six_columns_and_the_sender(self) -> None:
        post(100)
        saet(bank__erh_kolonner="76", bank__afsender="Prøve Kommune", bank__erh_kvittering="J")
        cells = indhold(udveksling()).decode("cp1252").rstrip("\r\n").strip('"').split('","')
        assert (len(cells), cells[27], cells[19], cells[75]) == (76, "Prøve Kommune", "J", "KRDI261127 000001")


class TestOtherWays:
    """pain.001 to the bank, G69 and G68 to Prisme."""

    def test_pain001(self) -> None:
        saet(bank__format="pain001", bank__afsender="Prøve Kommune", bank__afsender_id="12227353")
        spec()
        giro = post(100, ref="1234567", tekst="+01<Faktura 1")
        exchange, built = koer()
        assert exchange is not None
        file = exchange.files.get()
        assert (file.name, file.format) == ("KRDI_20261127_0001.xml", "pain001")
        text = indhold(exchange).decode()
        assert f"<MsgId>SNITFLADE-20261127-{exchange.pk:04d}</MsgId>" in text
        assert "<NbOfTxs>2</NbOfTxs>" in text and "<CtrlSum>6130.50</CtrlSum>" in text
        assert "<EndToEndId>KRDI261127-000001</EndToEndId>" in text and "71/000100017156728" in text
        assert advarsler(built) == ["UDELADT_MAADE"] and status(giro) == Status.AABEN
        assert (exchange.totals["Betalinger"], saldo(BANK)) == (2, -613_050)

    def test_prisme(self) -> None:
        saet(krdi__udbetaling__vej="0955=bank,0956=prisme")
        post(125_000, person("0101609999", "Prøve Person Et", ""), tekst="Tilskud")
        card = post(100, ref="80000006", tekst="+71<000100017156728")
        mark = post(200, tekst="Hus & hjem")
        post(300, modtagere.gem("kunde", "4711", "Prøve Kunde", KONTO, dt.date(2026, 1, 1), "anna"))
        exchange, built = koer()
        assert exchange is not None
        assert [(file.name, file.format) for file in exchange.files.order_by("number")] == [
            ("KRDI_20261127_0001.g69", "g69"),
            ("KRDI_20261127_0001.g68", "g68"),
        ]
        henvisning = "20261127003620000001"
        g69, g68 = indhold(exchange, 1).decode(), indhold(exchange, 2).decode()
        assert g69.count(henvisning) == 1 and len(g69.splitlines()) == 2
        # Header of 18, then each field with its number (prisme.md 4).
        fields = ["&020956", "&0300", f"&07{'0' * 18}", "&0800000125000", "&09+", "&1002", "&110101609999", "&1220261130"]
        assert g68.rstrip() == "".join(["000G68000010956011", *fields, f"&16{henvisning}", "&40Tilskud"])
        assert (exchange.totals["konto 9002002002"], exchange.totals["konto 9001001001"]) == (125_000, -125_000)
        assert f"&117{henvisning}" in g69.splitlines()[0] and "&117" not in g69.splitlines()[1]
        assert advarsler(built) == ["CPR_MODULUS_11", "UDELADT_MAADE", "UDELADT_TEGN", "UDELADT_UDEN_NUMMER"]
        assert {status(card), status(mark)} == {Status.AABEN} and saldo(BANK) == -125_000 and i_orden()


@pytest.mark.parametrize(
    ("ref", "tekst", "expected"),
    [
        ("", "+41<123", ["POST_KORT_UKENDT"]),
        ("80000006", "+71<000100017156729", ["POST_KONTROLCIFFER"]),
        ("80000006", "+71<1234567890123456", ["POST_KORTREFERENCE"]),
        ("70000006", "+71<000100017156728", ["POST_KORTKONTO"]),
        ("123456", "+01<Faktura", ["POST_KORTKONTO"]),
    ],
)
def test_cards_that_cannot_be_paid_are_refused_when_they_are_posted(ref: str, tekst: str, expected: list[str]) -> None:
    assert koder(lambda: post(ref=ref, tekst=tekst)) == expected
    assert not Udbetalingspost.objects.exists() and saldo(UDGIFT) == 0


def test_ref_and_tekst_say_how_it_is_paid() -> None:
    found = [laes(ref, tekst, Problems()).maade for ref, tekst in (("", "Tak"), ("1234567", "+01<Tak"), ("80000006", "+73<Tak"))]
    assert found == [Maade.KONTO, Maade.GIRO01, Maade.FI73]
    assert laes("80000006", "+71<100017156728", Problems()).reference == "000100017156728"


def test_items_that_cannot_be_made() -> None:
    post(noegle="A")
    assert koder(lambda: post(noegle="A")) == ["POST_FINDES"]
    assert koder(lambda: post(0, noegle="x" * 81, modkonto=KREDITOR)) == ["POST_BELOEB", "POST_NOEGLE", "POST_SAMME_KONTO"]
    assert koder(lambda: post(99_999_999_99 + 1)) == ["POST_BELOEB"]
    assert koder(lambda: post(tekst="Tak Ω\t")) == ["POST_TEGN"]
    assert koder(lambda: post(ref="1" * 21)) == ["POST_LANG"]
    assert koder(lambda: post(konto="41-06")) == koder(lambda: post(konto="41-06", modkonto="")) == ["KONTO_FORM"]
    assert koder(lambda: person("61129099")) == ["MODTAGER_NUMMER"]
    assert koder(lambda: person(konto="6471 0")) == ["MODTAGER_KONTO"]
    assert koder(lambda: person(navn="")) == ["MODTAGER_NAVN"]


def test_every_key_that_is_there_already_is_named_however_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_AT_ONCE", 2)
    for noegle in ("A", "D", "E"):
        post(noegle=noegle)
    new = [NyPost(noegle, person().pk, 100, DAG, KREDITOR, UDGIFT) for noegle in "ABCDE"]
    samling = Samling(KRDI, "flere", "0956", DAG, "Prøve")
    with pytest.raises(ProblemsError) as caught:
        poster.opret(samling, new, "anna")
    assert [(problem.code, problem.line) for problem in caught.value.problems.sorted()] == [("POST_FINDES", at) for at in (1, 4, 5)]
    assert poster.opret(Samling(BOGH, "flere", "0956", DAG, "Prøve"), new, "anna"), "another module has keys of its own"
