"""A debtor's statement: as of a day, with the balance that goes on, and as a file; and what the reconciliation says of claims,
payments and payouts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from tests.bogh import udbetalingsverden as ud
from tests.inka import verden
from tests.web.conftest import Ind

from snitflade.bogh.udbetaling import afstemning as ud_afstemning
from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling.modul import moduler
from snitflade.exchange import reconciliation
from snitflade.exchange.models import AuditEvent
from snitflade.exchange.reconciliation import Linje, Trin
from snitflade.folk.models import Opslag
from snitflade.inka import afstemning, krav, placering
from snitflade.inka.kontoudtog import kontoudtog
from snitflade.inka.models import Debitor, Fordeling, Indbetaling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("konti")]
NOV, DEC = (dt.date(2026, 11, 1), dt.date(2026, 11, 30)), (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


@pytest.fixture
def konti(db: None) -> None:
    verden.konti()


@pytest.fixture
def debitor(konti: None) -> Debitor:
    """A person with two claims: 1000 kr. paid with 1200 kr., 500 kr. of which 100 are written off."""
    who = verden.debitor(6112909999)
    first, second = verden.krav(100_000, 50_000, hos=who)
    verden.betal(("A", 120_000, first.nummer))
    krav.nedskriv(second, 10_000, "bo", dt.date(2026, 11, 20), "Fejl")
    return who


def side(client: Client, sti: str, status: int = 200) -> str:
    svar = client.get(sti)
    assert svar.status_code == status
    return str(svar.content.decode())


def fil(client: Client, debitor: Debitor, query: str = "") -> list[list[str]]:
    svar: Any = client.get(f"/registre/debitorer/{debitor.pk}/kontoudtog/csv?{query}")
    text = b"".join(svar.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_every_movement_with_the_balance_after_it(ind: Ind, debitor: Debitor) -> None:
    client = ind("inka:laes")
    text = side(client, f"/registre/debitorer/{debitor.pk}/kontoudtog?til=2026-12-31")
    assert "400,00 kr." in text and "200,00 kr." in text and "6112909999" in text
    rows = fil(client, debitor, "til=2026-12-31")
    assert rows[0] == ["Dato", "Hvad", "Krav", "Tekst", "Beløb", "Saldo"]
    assert [(row[1], row[4], row[5]) for row in rows[1:]] == [
        ("Krav", "1000,00", "1000,00"),
        ("Krav", "500,00", "1500,00"),
        ("Betaling", "-1000,00", "500,00"),
        ("Nedskrivning", "-100,00", "400,00"),
        ("Saldo", "", "400,00"),
        ("Til gode: betalt, men ikke placeret", "", "200,00"),
    ]
    assert {(one.af, one.nummer) for one in Opslag.objects.all()} == {("anna", debitor.pk)}
    assert AuditEvent.objects.filter(event="kontoudtog hentet").count() == 1


def test_as_of_a_day_and_from_a_day(ind: Ind, debitor: Debitor) -> None:
    client = ind("inka:laes")
    before = fil(client, debitor, "til=2026-11-19")
    assert before[-2][1:] == ["Saldo", "", "", "", "500,00"]
    later = fil(client, debitor, "fra=2026-11-10&til=2026-12-31")
    assert [(row[1], row[5]) for row in later[1:4]] == [
        ("Saldo fra før", "500,00"),
        ("Nedskrivning", "400,00"),
        ("Saldo", "400,00"),
    ]
    nothing = fil(client, debitor, "fra=2026-12-10&til=2026-12-31")
    assert [(row[1], row[5]) for row in nothing[1:3]] == [("Saldo fra før", "400,00"), ("Saldo", "400,00")]


@pytest.mark.parametrize("query", ["til=31-12-2026", "fra=x", "fra=2027-01-01&til=2026-01-01"])
def test_what_is_no_day_is_said(ind: Ind, debitor: Debitor, query: str) -> None:
    client = ind("inka:laes")
    assert "alert-error" in side(client, f"/registre/debitorer/{debitor.pk}/kontoudtog?{query}", 422)
    assert client.get(f"/registre/debitorer/{debitor.pk}/kontoudtog/csv?{query}").status_code == 302


def test_who_gets_it(ind: Ind, debitor: Debitor) -> None:
    sti = f"/registre/debitorer/{debitor.pk}/kontoudtog"
    assert side(ind("inka:laes"), f"/registre/debitorer/{debitor.pk}").count(sti)
    assert ind("tekn:koer", navn="bo").get(sti).status_code == 403
    assert sti not in side(ind("tekn:laes", navn="cora"), f"/registre/debitorer/{debitor.pk}")
    client = ind("inka:laes", navn="dan")
    assert [client.get(f"/registre/debitorer/999999/kontoudtog{end}").status_code for end in ("", "/csv")] == [404, 404]
    assert client.get(f"{sti}/pdf").status_code == 404
    assert client.get(f"{sti}/xlsx").getvalue()[:2] == b"PK"


def beloeb(linje: Linje) -> tuple[int, ...]:
    return tuple(linje.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET))


class TestReconciliation:
    """What was claimed and came, and what of it is open or waits: the sums that the rows say, and every difference explained."""

    def test_claims_by_month(self, debitor: Debitor) -> None:
        assert afstemning.krav_linjer(*NOV) == []
        (linje,) = afstemning.krav_linjer(*DEC)
        assert beloeb(linje) == (150_000, 110_000) and linje.summer[Trin.KRAEVET].antal == 2
        (forskel,) = afstemning.krav_forskelle(linje, 10)
        assert (forskel.tekst, forskel.beloeb, forskel.beloeb) == ("1 krav er åbent", 40_000, linje.forskel(Trin.OPKRAEVET))
        assert linje.summer[Trin.OPKRAEVET].beloeb == sum(Fordeling.objects.values_list("beloeb", flat=True))

    def test_payments_by_month_and_reason(self, debitor: Debitor) -> None:
        verden.betal(("B", 700, 999_999_999), ("C", 300, 999_999_998))
        (linje,) = afstemning.indbetaling_linjer(*NOV)
        assert beloeb(linje) == (121_000, 100_000)
        reasons = {one.tekst: one.beloeb for one in afstemning.indbetaling_forskelle(linje, 10)}
        assert reasons == {
            "1 indbetaling venter: Kravet er betalt, eller der er betalt for meget": 20_000,
            "2 indbetalinger venter: Der er intet krav med nummeret": 1_000,
        }
        assert sum(reasons.values()) == linje.forskel(Trin.OPKRAEVET)
        for one in Indbetaling.objects.exclude(noegle="A"):
            placering.tilbagefoer(one, "bo", verden.DAG, "Retur")
        (linje,) = afstemning.indbetaling_linjer(*NOV)
        assert linje.forskel(Trin.OPKRAEVET) == 20_000

    def test_the_months_there_are(self, debitor: Debitor) -> None:
        kilder = {one.modul: one for one in reconciliation.kilder()}
        assert [one.periode for one in kilder["inka.indbetalinger"].perioder()] == ["2026-11"]
        kontoudtog(debitor, dt.date(2026, 12, 31))

    def test_every_module_that_pays_out_has_one(self) -> None:
        assert {modul.snitflade for modul in moduler()} <= {one.modul for one in reconciliation.kilder()}

    def test_payouts_by_month(self, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
        settings.HOME = tmp_path
        ud.ur(monkeypatch)
        ud.opsaet()
        ud.post(10_000)
        ud.send(ud.udveksling())
        ud.post(20_000, noegle="i")
        run = ud.udveksling(poster="i")
        modregning.modregn(ud.post(3_000), 1_000, ud.GAELD, "bo", ud.DAG, "Gæld")
        modregning.annuller(ud.post(400), "bo", ud.DAG, "Forkert")
        ud.post(50, forfaldsdato=dt.date(2026, 12, 1))
        krdi = next(modul for modul in moduler() if modul.navn == "krdi")
        (nov,) = ud_afstemning.linjer(krdi, *NOV)
        steps = (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT, Trin.TAGET)
        assert [nov.summer[step].beloeb for step in steps] == [33_400, 30_000, 10_000, 0]
        reasons = [(one.trin, one.tekst, one.beloeb) for one in ud_afstemning.forskelle(krdi, nov, 10)]
        sent = next(one for one in reasons if one[0] is Trin.TAGET)
        assert reasons == [
            (Trin.OPKRAEVET, "1 post er åben", 2_000),
            (Trin.OPKRAEVET, "1 post: annulleret", 400),
            (Trin.OPKRAEVET, "1 post: modregnet", 1_000),
            sent,
            (Trin.SENDT, f"1 betaling i udveksling {run.pk} er ikke sendt", 20_000),
        ]
        for step in steps[1:]:
            assert nov.forskel(step) == sum(one[2] for one in reasons if one[0] is step)
        assert len(ud_afstemning.linjer(krdi, NOV[0], DEC[1])) == 2
        assert list(ud_afstemning.brud(krdi)) == [] and list(reconciliation.brud()) == []

    def test_the_page_shows_them_with_their_own_words(self, ind: Ind, debitor: Debitor) -> None:
        text = side(ind("inka:laes"), "/afstemning?fra=2026-11-01&til=2026-12-31")
        assert "Gjort op" in text and "Placeret" in text and "1 krav er åbent" in text
        assert "/registre/uanbringelige" in text and "/registre/regninger" in text
        svar: Any = ind("inka:laes").get("/afstemning/csv?fra=2026-11-01&til=2026-12-31")
        assert "Gjort op" in b"".join(svar.streaming_content).decode()
