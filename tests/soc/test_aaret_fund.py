"""What a year of all modules found, each by itself: payments to landlords beside own homes, and set-offs that are given back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boligsikring import verden as bolig
from tests.soc.udbetalinger import verden as sociale

from snitflade.bogh.udbetaling import poster, retur
from snitflade.bogh.udbetaling.models import Modtager, Udbetaling
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange import integrity
from snitflade.soc.udbetalinger.modul import SOCIALE

pytestmark = pytest.mark.django_db


@pytest.fixture
def hjem(settings: Any, tmp_path: Path) -> None:
    """A home of its own."""
    settings.HOME = tmp_path


class TestUdlejere:
    """The bank pays two landlords, and the municipality has homes of its own in the same run."""

    @pytest.fixture(autouse=True)
    def verden(self, db: None, hjem: None, monkeypatch: pytest.MonkeyPatch) -> None:
        bolig.ur(monkeypatch)
        bolig.opsaet("bank")
        bolig.spec()
        bolig.ansoeg(bolig.FIRE, 450_000, 10_000_000, udlejer="KOMEGEN", nummer="K-1")

    def test_own_homes_beside_the_bank_are_no_fault(self) -> None:
        exchange = bolig.udveksling()
        assert bolig.saldo(bolig.INDTAEGT) == -301_500 and bolig.saldo(bolig.KREDIT) == -552_000
        assert bolig.i_orden()
        bolig.annuller(exchange)
        assert bolig.i_orden()

    def test_what_came_back_is_paid_again_with_the_next_run(self) -> None:
        bolig.send(bolig.udveksling())
        paid = Udbetaling.objects.get()
        retur.returner(paid.betalings_id, bolig.DAG, "Konto lukket", "bo")
        assert (bolig.saldo(bolig.KREDIT), bolig.saldo(bolig.MELLEM)) == (0, -552_000) and bolig.i_orden()
        bolig.ansoeg("6102734009", 450_000, 10_000_000, nummer="L-9", lejlighed="0009")
        exchange, built = bolig.koer("S")
        assert exchange is not None and "BS_BETALES_IGEN" in bolig.advarsler(built)
        files = bolig.indhold(exchange)
        erh = next(data for name, data in files.items() if name.endswith(".erh"))
        assert b'"5520,00"' in erh and b'"3015,00"' in erh
        told = files["BOLIGSIKRING_INI_0957_202505_S.csv"].decode("cp1252")
        assert told.endswith("TOTAL;1;3015,00\r\n"), "the landlord is told of it once"
        bolig.annuller(exchange)
        assert (bolig.saldo(bolig.KREDIT), bolig.saldo(bolig.MELLEM)) == (0, -552_000) and bolig.i_orden()
        bolig.send(bolig.udveksling("S"))
        assert (bolig.saldo(bolig.KREDIT), bolig.saldo(bolig.MELLEM)) == (-853_500, 0) and bolig.i_orden()
        assert bolig.koer("S")[0] is None


def test_what_a_payee_gets_back_of_a_set_off_is_no_fault(hjem: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """They booked only a part, or took all of it back, when the rest was paid: the payee gets an item that is no line's."""
    sociale.opsaet(monkeypatch)
    samling = Samling(SOCIALE, "modregning-retur:SOCI-000001-1:1", "0956", dt.date(2025, 4, 4), "Modregning tilbage")
    item = NyPost(samling.noegle, Modtager.objects.get(nummer=sociale.ET).pk, 400_00, sociale.DAG, sociale.MELLEM, sociale.UDGIFT)
    poster.opret(samling, [item], "bo")
    assert list(integrity.broken()) == []
