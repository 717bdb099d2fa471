"""Payouts: what is left out and shown, set off, withdrawn, taken back and returned."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bogh.udbetalingsverden import (
    ANDEN,
    BANK,
    DAG,
    GAELD,
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

from snitflade.bogh.udbetaling import modtagere, modul
from snitflade.bogh.udbetaling.models import Modtagerkonto, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modregning import annuller as traek_tilbage
from snitflade.bogh.udbetaling.modregning import frigiv, modregn, ophaev, tilbagehold
from snitflade.bogh.udbetaling.poster import Status, status
from snitflade.bogh.udbetaling.retur import returner
from snitflade.bogh.udbetaling.vagt import forfaldne
from snitflade.exchange import catalogue, outbound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]


class TestLeftOut:
    """What cannot be paid is left out and shown, and the sums say so."""

    def test_a_payee_without_account(self) -> None:
        post(100)
        alone = post(700, person("6112909998", "Prøve Person To", ""))
        exchange, built = koer()
        assert exchange is not None and exchange.totals["Beløb"] == 100
        assert advarsler(built) == ["UDELADT_UDEN_KONTO"]
        sheet = {name: dict(lines) for name, lines in built.sheet}
        assert sheet["Afstemning"] == {"Bevilget": "8,00", "Modregnet": "0,00", "Udeladt": "7,00", "Betales": "1,00"}
        assert sheet["Udeladt"] == {"Uden konto (1)": "7,00"}
        assert status(alone) == Status.AABEN

    def test_nothing_is_built_when_nobody_can_be_paid(self) -> None:
        post(700, person(konto=""))
        exchange, built = koer()
        assert exchange is None and advarsler(built) == ["UDELADT_UDEN_KONTO"]

    def test_with_nemkonto_the_number_stands_in_column_4(self) -> None:
        saet(bank__nemkonto_ident="NEMKONTO{cpr}")
        post(700, person(konto=""))
        exchange, _built = koer()
        assert exchange is not None
        assert indhold(exchange).startswith(b'"ERH356","64710001000206","KRDI261127 000001","NEMKONTO6112909999"')

    def test_an_account_holds_from_its_day_on(self) -> None:
        payee = person()
        modtagere.gem("cpr", payee.nummer, payee.navn, ANDEN, DAG, "anna")
        modtagere.gem("cpr", payee.nummer, payee.navn, "", DAG + dt.timedelta(1), "anna")
        assert [modtagere.konto_paa(DAG + dt.timedelta(days)).get(payee.pk) for days in (-400, -1, 0, 1)] == [
            None,
            KONTO,
            ANDEN,
            "",
        ]
        assert Modtagerkonto.objects.count() == 3
        post(100, payee)
        udveksling()
        assert Udbetaling.objects.get().konto == ANDEN

    def test_more_than_the_limit(self) -> None:
        saet(bank__graense="10")
        post(1_000)
        post(1_001)
        exchange, built = koer()
        assert exchange is not None and exchange.totals["Beløb"] == 1_000 and "UDELADT_GRAENSE" in advarsler(built)

    def test_what_is_held_back_waits_until_it_is_released(self) -> None:
        one, other = post(100), post(200)
        tilbagehold(one, "Inddrivelsesmyndigheden spørges", "anna")
        assert koder(lambda: tilbagehold(one, "Igen", "anna")) == ["HOLDT_ALLEREDE"]
        assert status(one) == Status.AFVENTER
        exchange, built = koer()
        assert exchange is not None and exchange.totals["Beløb"] == 200 and advarsler(built) == ["UDELADT_VENTER"]
        frigiv(one, "bo")
        assert koder(lambda: frigiv(one, "bo")) == ["HOLDT_IKKE"]
        assert udveksling().totals["Beløb"] == 100
        assert status(other) == Status.I_KOERSEL

    def test_who_sets_off_is_asked_before_each_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one, other = post(100), post(200)
        asked: list[list[int]] = []

        def venter(poster: Any) -> dict[int, str]:
            asked.append(list(poster))
            return {one.pk: "modregning er ikke svaret"}

        monkeypatch.setattr(modul, "_venter", {})
        modul.spoerg_foer_udbetaling("krdi", venter)
        assert udveksling().totals["Beløb"] == 200
        assert asked == [[one.pk, other.pk]]
        with pytest.raises(ValueError, match="asks somebody"):
            modul.spoerg_foer_udbetaling("krdi", lambda poster: {})


class TestSetOff:
    """Set-off and withdrawal."""

    def test_the_rest_is_paid(self) -> None:
        one = post(1_000)
        modregn(one, 400, GAELD, "anna", DAG, "Skyldig skat")
        exchange, built = koer()
        assert exchange is not None and exchange.totals["Beløb"] == 600
        assert dict(dict(built.sheet)["Afstemning"])["Modregnet"] == "4,00"
        assert (saldo(BANK), saldo(GAELD), saldo(KREDITOR)) == (-600, -400, 0)
        assert i_orden()

    def test_all_of_it_and_undone(self) -> None:
        one = post(1_000)
        made = modregn(one, 1_000, GAELD, "anna", DAG, "Skyldig skat")
        assert (status(one), koer()[0]) == (Status.MODREGNET, None)
        ophaev(made, "bo", DAG, "Betalt af anden")
        one.refresh_from_db()
        assert (one.rest, status(one), saldo(GAELD)) == (1_000, Status.AABEN, 0)
        assert koder(lambda: ophaev(made, "bo", DAG, "Igen")) == ["MODREGN_OPHAEVET"]
        assert i_orden()

    def test_it_is_withdrawn(self) -> None:
        one = post(1_000)
        traek_tilbage(one, "anna", DAG, "Bevilget ved en fejl")
        assert (status(one), saldo(UDGIFT), saldo(KREDITOR)) == (Status.ANNULLERET, 0, 0)

    def test_refusals(self) -> None:
        one, child, other = post(1_000), post(1_000, modregnes=False), post(50, modkonto="")
        assert koder(lambda: modregn(one, 1_001, GAELD, "anna", DAG, "Skat")) == ["MODREGN_FOR_STORT"]
        assert koder(lambda: modregn(one, 0, GAELD, "anna", DAG, " ")) == ["GRUND_MANGLER", "MODREGN_FOR_STORT"]
        assert koder(lambda: modregn(child, 1, GAELD, "anna", DAG, "Skat")) == ["MODREGN_MAA_IKKE"]
        assert koder(lambda: traek_tilbage(other, "anna", DAG, "Fejl")) == ["POST_UDEN_MODKONTO"]
        part = modregn(one, 1, GAELD, "anna", DAG, "Skat")
        udveksling()
        assert koder(lambda: modregn(one, 1, GAELD, "anna", DAG, "Skat")) == ["MODREGN_FOR_STORT"]
        assert koder(lambda: ophaev(part, "anna", DAG, "Fejl")) == ["MODREGN_BETALT"]
        assert i_orden()


class TestTakenBack:
    """Runs taken back, and payments that come back."""

    def test_a_run_taken_back_is_as_if_it_had_not_been(self) -> None:
        spec()
        annuller(udveksling())
        assert saldo(BANK) == 0 and saldo(KREDITOR) == -613_050
        assert [one.rest for one in Udbetalingspost.objects.all()] == [125_000, 488_050]
        assert {status(one) for one in Udbetalingspost.objects.all()} == {Status.AABEN}
        assert i_orden()

    def test_another_run_in_its_place(self) -> None:
        spec()
        old = udveksling()
        given = {"kommune": "0956", "betalingsdato": dt.date(2026, 12, 1)}
        new, _ = outbound.supersede(old, catalogue.find("18"), given, "anna")
        assert (new.totals["Beløb"], saldo(BANK)) == (613_050, -613_050)
        assert new.files.get().name == "KRDI_20261127_0002.erh" and i_orden()

    def test_what_has_gone_out_is_not_taken_back_but_comes_back(self) -> None:
        one = post(1_000)
        exchange = udveksling()
        assert koder(lambda: returner("KRDI261127 000001", DAG, "Konto lukket", "anna")) == ["RETUR_IKKE_SENDT"]
        send(exchange)
        returner("KRDI261127 000001", DAG, "Konto lukket", "anna")
        one.refresh_from_db()
        assert (one.rest, status(one), saldo(BANK), saldo(KREDITOR)) == (1_000, Status.RETURNERET, 0, -1_000)
        assert koder(lambda: returner("KRDI261127 000001", DAG, "", "anna")) == ["RETUR_ALLEREDE", "RETUR_GRUND"]
        assert koder(lambda: returner("KRDI261127 000009", DAG, "Konto lukket", "anna")) == ["RETUR_UKENDT"]
        send(udveksling())
        assert (status(one), saldo(BANK)) == (Status.BETALT, -1_000) and i_orden()


def test_items_that_are_due_and_not_paid_raise_the_alarm() -> None:
    post()
    assert list(forfaldne(I_DAG)) == []
    (cause,) = forfaldne(I_DAG + dt.timedelta(4))
    assert cause.interface == "krdi.bankoverfoersler" and cause.sentence.startswith("1 post er forfalden og ikke betalt")


def test_verify_finds_a_rest_that_its_rows_do_not_say() -> None:
    one = post()
    Udbetalingspost.objects.filter(pk=one.pk).update(rest=1)
    assert not i_orden()
