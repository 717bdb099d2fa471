"""The pages of set-off: what waits, approving and exempting, a set-off's card, differences, and who may do what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.bogh.udbetalingsverden import person, post
from tests.krdi.modregning.conftest import KODE
from tests.krdi.modregning.verden import SNITFLADE, forsoeg, hent, slaa_til, tilstand
from tests.web.conftest import Ind, ind, site

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.rhythm import Kind
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning import afstemning, kontrol, tilslut
from snitflade.krdi.modregning.models import Forskel, Forsoeg, Haendelse, Tilstand
from snitflade.krdi.modregning.vagt import modregninger
from snitflade.partners.incasso import IncassoPartner

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db
CPR = "3112999998"
SIDE = "/registre/modregning"


@pytest.fixture
def koe(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was put in the queue."""
    queued: list[Any] = []
    monkeypatch.setattr("snitflade.exchange.engine.enqueue", lambda *what, key: queued.append(what))
    return queued


@pytest.fixture
def fundet(hjem: Path, db: None, partner: IncassoPartner, client: HttpClient) -> Udbetalingspost:
    """An item of which 1,200 kr. may be set off."""
    slaa_til()
    (hjem / "forbindelser.toml").write_text(
        f'[forbindelser.incasso]\ntype = "http"\nbase_url = "{partner.base_url}"\nuser = "snit"\n'
        f'password = "secret://env/INCASSO_KODE"\n[snitflader."{SNITFLADE}"]\nind = "incasso"\n'
    )
    one = post(500_000, person(CPR))
    partner.debts[CPR] = 1_200
    assert hent(client) is None and KODE
    return one


@pytest.fixture
def bo(ind: Ind) -> Client:
    """Who may run and approve."""
    return ind("krdi:koer", "krdi:godkend", navn="bo")


def side(web: Client, path: str = SIDE) -> str:
    """The page."""
    answer = web.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestPage:
    """What waits, and what is done with it."""

    def test_debt_that_was_found_is_shown_masked_and_set_off(
        self, fundet: Udbetalingspost, bo: Client, koe: list[Any], client: HttpClient
    ) -> None:
        row = forsoeg(fundet)
        text = side(bo)
        assert row.reference in text and "1.200,00" in text and "311299-****" in text and CPR not in text
        assert f"<strong>1</strong> · {tilslut.FUNDET}" in text.replace('<span lang="da">', "").replace("</span>", "")
        text = bo.post(f"{SIDE}/godkend", {"valgt": [row.pk]}, follow=True).content.decode()
        assert "1 modregning er godkendt." in text and koe[0][:2] == ("udveksling.hent", "hent.krdi.modregning")
        assert "gjort allerede" in bo.post(f"{SIDE}/godkend", {"valgt": [row.pk]}, follow=True).content.decode()
        assert hent(client) is None and tilstand(fundet) is Tilstand.MODTAGET
        card = side(bo, f"/registre/modregninger/{row.pk}")
        assert "1.200,00 kr. er modregnet." in card and "Bed dem annullere" in card and f"modregning:{row.reference}:1" in card
        assert row.reference in side(bo, "/registre/modregninger?q=" + row.reference)

    def test_the_items_own_card_says_why_it_waits_and_what_happened(self, fundet: Udbetalingspost, ind: Ind) -> None:
        card = side(ind("krdi:laes", navn="eva"), f"/registre/udbetalinger/{fundet.pk}")
        assert "Hos Inddrivelsesmyndigheden" in card
        assert "Inddrivelsesmyndigheden spørges." in card
        assert tilslut.venter("krdi", [fundet.pk])[fundet.pk] in card

    def test_exempting_needs_a_reason(self, fundet: Udbetalingspost, bo: Client) -> None:
        row = forsoeg(fundet)
        text = bo.post(f"{SIDE}/fritag", {"valgt": [row.pk], "grund": ""}, follow=True).content.decode()
        assert "Skriv hvorfor, med højst 200 tegn." in text and tilstand(fundet) is Tilstand.FUNDET
        text = bo.post(f"{SIDE}/fritag", {"valgt": [row.pk], "grund": "Afdragsordning"}, follow=True).content.decode()
        assert "1 post udbetales uden modregning." in text and tilstand(fundet) is Tilstand.FRITAGET

    def test_everything_is_paid_when_the_service_is_down(self, fundet: Udbetalingspost, bo: Client) -> None:
        post(100_000, person())
        text = bo.post(f"{SIDE}/fritag", {"alle": "ja", "grund": "Tjenesten er nede"}, follow=True).content.decode()
        assert "2 poster udbetales uden modregning." in text and "Ingen poster venter" in text

    def test_asking_is_put_in_the_queue_and_without_a_connection_it_says_so(
        self, fundet: Udbetalingspost, bo: Client, koe: list[Any], hjem: Path
    ) -> None:
        assert "spørges i baggrunden" in bo.post(f"{SIDE}/spoerg", follow=True).content.decode() and len(koe) == 1
        (hjem / "forbindelser.toml").unlink()
        assert "ingen forbindelse" in bo.post(f"{SIDE}/spoerg", follow=True).content.decode() and len(koe) == 1

    def test_a_difference_is_closed_with_an_explanation(self, fundet: Udbetalingspost, bo: Client) -> None:
        row = Forskel.objects.create(forsoeg=forsoeg(fundet), art="for_meget", vores=100, deres=200)
        assert "De har bogført mere" in side(bo)
        bo.post(f"{SIDE}/forskelle/{row.pk}", {"grund": "De retter det"})
        row.refresh_from_db()
        assert (row.lukket_af, row.forklaring) == ("bo", "De retter det")
        assert "De retter det" in side(bo, "/registre/modregningsforskelle")
        text = bo.post(f"{SIDE}/forskelle/{row.pk}", {"grund": "Igen"}, follow=True).content.decode()
        assert "lukket allerede" in text

    def test_cancelling_asks_them(
        self, fundet: Udbetalingspost, bo: Client, koe: list[Any], client: HttpClient, partner: IncassoPartner
    ) -> None:
        row = forsoeg(fundet)
        url = f"/registre/modregninger/{row.pk}/annuller"
        assert "kan ikke annulleres" in bo.post(url, {"grund": "Nej"}, follow=True).content.decode()
        bo.post(f"{SIDE}/godkend", {"valgt": [row.pk]})
        hent(client)
        bo.post(url, {"grund": "Borgeren har betalt"})
        assert tilstand(fundet) is Tilstand.ANNULLERES and row.reference in side(bo)
        hent(client)
        assert partner.set_off() == 0

    @pytest.mark.parametrize(
        ("path", "rolle"),
        [("spoerg", "laes"), ("godkend", "koer"), ("fritag", "koer"), ("forskelle/1", "koer"), ("", "")],
    )
    def test_only_who_may(self, fundet: Udbetalingspost, ind: Ind, path: str, rolle: str) -> None:
        web = ind(f"krdi:{rolle}" if rolle else "tekn:laes")
        answer = web.post(f"{SIDE}/{path}", {"grund": "x"}) if path else web.get(SIDE)
        assert answer.status_code == 403 and tilstand(fundet) is Tilstand.FUNDET

    def test_one_that_does_not_exist(self, bo: Client) -> None:
        assert bo.get("/registre/modregninger/999").status_code == 404


class TestBeside:
    """Alarms, reconciliation and verify."""

    def test_what_waits_too_long_alarms(self, fundet: Udbetalingspost) -> None:
        now = timezone.now()
        assert [one.kind for one in modregninger(now)] == [Kind.VENTER_PAA_ANDEN]
        Forsoeg.objects.update(tilstand=Tilstand.UKENDT, sendt_tid=now - dt.timedelta(hours=3))
        assert list(modregninger(now)) == []
        Forskel.objects.create(forsoeg=forsoeg(fundet), art="ukendt", vores=1, deres=0)
        causes = list(modregninger(now + dt.timedelta(hours=2)))
        assert [one.kind for one in causes] == [Kind.UKLAR, Kind.IKKE_KVITTERET]
        assert causes[0].sentence.startswith("1 modregning har været uklare i over 4 timer.")

    def test_set_off_booked_and_paid_by_month(
        self, fundet: Udbetalingspost, bo: Client, koe: list[Any], client: HttpClient, partner: IncassoPartner
    ) -> None:
        bo.post(f"{SIDE}/godkend", {"valgt": [forsoeg(fundet).pk]})
        hent(client)
        partner.post(booked=1_500)
        hent(client)
        today = timezone.localdate()
        (linje,) = afstemning.linjer(today.replace(day=1), today)
        assert {trin: (one.beloeb, one.antal) for trin, one in linje.summer.items()} == {
            Trin.SENDT: (120_000, 1),
            Trin.TAGET: (150_000, 1),
            Trin.BETALT: (0, 0),
        }
        found = [(one.trin, one.beloeb) for one in afstemning.forskelle(linje, 10)]
        assert found == [(Trin.TAGET, -30_000), (Trin.BETALT, 30_000), (Trin.BETALT, 120_000)]
        told = sum(oere for trin, oere in found if trin is Trin.BETALT)
        assert told == linje.forskel(Trin.BETALT), "the reasons are the difference, whole"
        assert [one.periode for one in afstemning.perioder()] == [linje.periode]
        assert "Modregning i udbetalinger" in side(bo, "/afstemning")

    @pytest.mark.parametrize(
        ("change", "check", "words"),
        [
            ({"gaeldende": 1}, kontrol.modregningers_beloeb, "hændelser"),
            ({"gaeldende": 1}, kontrol.modregningers_tilstand, "kr. gælder"),
            ({"gaeldende": 1}, kontrol.myndighedens_penge, "Inddrivelsesmyndigheden"),
            ({"tilstand": "bogfoert", "bogfoert": 5}, kontrol.myndighedens_penge, "Inddrivelsesmyndigheden"),
        ],
    )
    def test_verify_finds_what_was_changed(self, fundet: Udbetalingspost, change: dict[str, Any], check: Any, words: str) -> None:
        assert list(check()) == []
        Forsoeg.objects.update(**change)
        found = list(check())
        assert found and words in found[0] and CPR not in found[0]

    def test_what_happened_is_never_edited(self, fundet: Udbetalingspost) -> None:
        from snitflade.bogh.uforanderlig import Uforanderlig

        with pytest.raises(Uforanderlig):
            Haendelse.objects.all().delete()
