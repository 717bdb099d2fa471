"""Payouts on the pages: where each stands and why, what is done with one, the payees, and what lies beside a run's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.bogh.udbetalingsverden import (
    ANDEN,
    DAG,
    GAELD,
    KONTO,
    UDGIFT,
    annuller,
    i_orden,
    opsaet,
    person,
    post,
    saet,
    saldo,
    send,
    spec,
    udveksling,
    ur,
)
from tests.web.conftest import Ind

from snitflade.bogh.udbetaling import modtagere, stand
from snitflade.bogh.udbetaling.models import Modtagerkonto, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modregning import annuller as traek_tilbage
from snitflade.bogh.udbetaling.modregning import modregn, ophaev, tilbagehold
from snitflade.bogh.udbetaling.poster import Status, status
from snitflade.bogh.udbetaling.retur import returner
from snitflade.folk.models import Opslag, Person

pytestmark = pytest.mark.django_db
CPR = "6112909999"


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    ur(monkeypatch)
    opsaet()


def alle_slags() -> dict[Status, Udbetalingspost]:
    """An item of every kind there is."""
    payee = person()
    paid, back = post(100, payee), post(200, payee)
    send(udveksling())
    returner(Udbetaling.objects.get(post=back).betalings_id, DAG, "Konto lukket", "bo")
    taken = post(300, payee, noegle="i kørsel")
    udveksling(poster="i kørsel")
    off, gone, again = post(400, payee), post(500, payee), post(600, payee)
    modregn(off, 400, GAELD, "bo", DAG, "Gæld")
    traek_tilbage(gone, "bo", DAG, "Forkert")
    ophaev(modregn(again, 600, GAELD, "bo", DAG, "Gæld"), "bo", DAG, "Alligevel ikke")
    held, poor = post(700, payee), post(800, person("6112909998", "Prøve Person To", ""))
    tilbagehold(held, "Spørges", "bo")
    return {
        Status.BETALT: paid,
        Status.RETURNERET: back,
        Status.I_KOERSEL: taken,
        Status.MODREGNET: off,
        Status.ANNULLERET: gone,
        Status.AFVENTER: held,
        Status.AABEN: poor,
    }


def side(client: Client, sti: str, status: int = 200) -> str:
    svar = client.get(sti, follow=True)
    assert svar.status_code == status
    return str(svar.content.decode())


def goer(client: Client, row: Udbetalingspost, hvad: str, **data: Any) -> str:
    svar = client.post(f"/registre/udbetalinger/{row.pk}/{hvad}", data)
    return str((client.get(svar["Location"]) if svar.status_code == 302 else svar).content.decode())


def test_many_items_stand_where_each_does() -> None:
    kinds = alle_slags()
    rows = stand.med_stand(Udbetalingspost.objects.order_by("pk"), DAG)
    assert {row.pk: stand.stand(row) for row in rows} == {row.pk: status(row) for row in Udbetalingspost.objects.all()}
    for kind, item in kinds.items():
        assert status(item) == kind
        found = set(stand.med_status(Udbetalingspost.objects.all(), kind))
        assert found == {row for row in Udbetalingspost.objects.all() if status(row) == kind} and item in found


def test_what_an_item_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = post(100, person("6112909998", "Prøve Person To", ""))
    late = post(200, person("6112909997", "Prøve Person Tre", ""))
    modtagere.gem("cpr", "6112909997", "Prøve Person Tre", KONTO, DAG + dt.timedelta(1), "anna")
    card = post(300, poor.modtager, ref="80000006", tekst="+71<000100017156728")
    number = post(400, modtagere.gem("kunde", "4711", "Prøve Kunde", KONTO, dt.date(2026, 1, 1), "anna"))

    def mangler(today: dt.date = DAG) -> list[str]:
        rows = {row.pk: stand.hvorfor_ikke(row) for row in stand.med_stand(Udbetalingspost.objects.all(), today)}
        return [rows[one.pk] for one in (poor, late, card, number)]

    assert mangler() == [stand.Mangel.KONTO, stand.Mangel.KONTO, "", ""]
    assert mangler(DAG + dt.timedelta(1)) == [stand.Mangel.KONTO, "", "", ""]
    saet(bank__nemkonto_ident="NEMKONTO{cpr}")
    assert mangler() == ["", "", "", ""]
    saet(krdi__udbetaling__vej="0957=bank,prisme")
    assert mangler() == ["", "", "", stand.Mangel.NUMMER]
    saet(krdi__udbetaling__vej="0956=bank,prisme", bank__nemkonto_ident="")
    assert mangler() == [stand.Mangel.KONTO, stand.Mangel.KONTO, "", ""]


def test_the_register_shows_state_and_reason(ind: Ind) -> None:
    kinds = alle_slags()
    client = ind("krdi:laes")
    text = side(client, "/registre/udbetalinger")
    for word in ("Betalt", "Kommet retur", "I kørsel", "Modregnet", "Annulleret", "Holdt tilbage", "Spørges", "ingen bankkonto"):
        assert word in text
    assert CPR not in text

    def numre(query: str) -> set[int]:
        svar: Any = client.get(f"/registre/udbetalinger?{query}", follow=True)
        return {int(line[0][1].vaerdi) for line in svar.context["tabel"].raekker}

    assert numre("tilstand=afventer+modregning") == {kinds[Status.AFVENTER].pk}
    assert numre("mangler=ja") == {kinds[Status.AABEN].pk}
    assert numre("modul=bogh") == set() and len(numre("modul=krdi")) == 8
    paid = Udbetaling.objects.get(post=kinds[Status.BETALT])
    assert numre(f"q={paid.betalings_id.replace(' ', '-')}") == {kinds[Status.BETALT].pk}
    assert numre("q=8,00") == {kinds[Status.AABEN].pk} and len(numre(f"q={CPR}")) == 7
    assert numre(f"q={kinds[Status.AABEN].noegle}") == {kinds[Status.AABEN].pk}


def test_every_kind_has_a_card(ind: Ind) -> None:
    client = ind("*:koer")
    for kind, row in alle_slags().items():
        text = side(client, f"/registre/udbetalinger/{row.pk}")
        assert "Krdi".lower() in text and "611290-****" in text, kind
    assert "Kommet retur fra banken" in side(client, f"/registre/udbetalinger/{Udbetalingspost.objects.order_by('pk')[0].pk}")


def test_who_sees_and_does_what(ind: Ind) -> None:
    row = post()
    side(ind("tekn:koer"), f"/registre/udbetalinger/{row.pk}", 404)
    side(ind("bogh:laes", navn="bo"), f"/registre/udbetalinger/{row.pk}")
    client = ind("krdi:laes", navn="cora")
    assert "Det kræver rollen «Køre»" in side(client, f"/registre/udbetalinger/{row.pk}")
    for what in ("hold", "frigiv", "annuller"):
        assert client.post(f"/registre/udbetalinger/{row.pk}/{what}", {}).status_code == 403
        assert ind("bogh:koer", navn="dan").post(f"/registre/udbetalinger/{row.pk}/{what}", {}).status_code == 403
    assert ind("krdi:koer", navn="eva").post("/registre/udbetalinger/999999/hold", {}).status_code == 404


def test_held_back_released_and_withdrawn_each_once(ind: Ind) -> None:
    row = post(12_500)
    client = ind("krdi:koer")
    assert "Skriv hvorfor." in goer(client, row, "hold", **{"h-grund": ""})
    assert "er holdt tilbage." in goer(client, row, "hold", **{"h-grund": "Spørges"})
    assert "er holdt tilbage allerede: Spørges" in goer(client, row, "hold", **{"h-grund": "Igen"})
    assert row.tilbageholdelser.get().oprettet_af == "anna"
    assert "er frigivet" in goer(client, row, "frigiv")
    assert "er ikke holdt tilbage" in goer(client, row, "frigiv")
    assert "125,00 kr. af udbetaling" in goer(client, row, "annuller", **{"a-grund": "Forkert"})
    assert "er ikke mellem 0 og" in goer(client, row, "annuller", **{"a-grund": "Igen"})
    made = row.modregninger.get()
    assert saldo(UDGIFT) == 0 and made.oprettet_af == "anna"
    assert "125,00 kr. er åbent igen" in goer(client, row, f"ophaev/{made.pk}", **{f"m{made.pk}-grund": "Den var rigtig"})
    assert "er ophævet" in goer(client, row, f"ophaev/{made.pk}", **{f"m{made.pk}-grund": "Igen"})
    assert saldo(UDGIFT) == 12_500 and i_orden()


def test_an_item_booked_elsewhere_is_withdrawn_against_an_account(ind: Ind) -> None:
    row = post(100, modkonto="")
    client = ind("krdi:koer")
    assert "er ikke bogført her" in goer(client, row, "annuller", **{"a-grund": "Forkert", "a-konto": ""})
    assert "1,00 kr. af udbetaling" in goer(client, row, "annuller", **{"a-grund": "Forkert", "a-konto": "90-04-00-40-04"})
    assert saldo(GAELD) == -100


def test_a_payment_that_came_back(ind: Ind) -> None:
    row = post(12_500)
    exchange = udveksling()
    client = ind("krdi:koer")
    paid = Udbetaling.objects.get()
    data = {f"r{paid.pk}-dato": "2026-12-02", f"r{paid.pk}-grund": "Konto lukket"}
    assert "er ikke sendt" in goer(client, row, f"retur/{paid.pk}", **data)
    send(exchange)
    assert "Vælg en dag." in goer(client, row, f"retur/{paid.pk}", **{**data, f"r{paid.pk}-dato": ""})
    assert "er kommet retur" in goer(client, row, f"retur/{paid.pk}", **data)
    assert "er allerede taget tilbage" in goer(client, row, f"retur/{paid.pk}", **data)
    row.refresh_from_db()
    assert row.rest == 12_500 and i_orden()
    assert "Konto lukket" in side(client, f"/registre/udbetalinger/{row.pk}")
    assert client.post(f"/registre/udbetalinger/{row.pk}/retur/999999", data).status_code == 404


class TestPayee:
    """Side 360."""

    def konto(self, client: Client, number: int, konto: str, fra: str) -> Any:
        return client.post(f"/registre/modtagere/{number}/konto", {"k-konto": konto, "k-fra": fra})

    def test_the_card_shows_the_number_and_whoever_opened_it_is_written_down(self, ind: Ind) -> None:
        row = post().modtager
        Person.objects.create(personnummer=CPR, status="05", adressebeskyttet=True)
        client = ind("krdi:laes")
        listed = side(client, "/registre/modtagere")
        assert CPR not in listed and KONTO[4:] not in listed and not Opslag.objects.exists()
        text = side(client, f"/registre/modtagere/{row.pk}")
        assert CPR in text and "6471 0000123456" in text and "Beskyttet navn og adresse" in text
        log = Opslag.objects.get()
        assert (log.af, log.register, log.nummer, log.formaal) == ("anna", "bogh.modtager", row.pk, "Modtagerkort")

    def test_a_new_account_from_a_day_on_and_the_old_one_stays(self, ind: Ind) -> None:
        row = person()
        client = ind("krdi:koer")
        tomorrow = timezone.localdate() + dt.timedelta(1)
        for _ in range(2):
            assert self.konto(client, row.pk, "6471 222222", tomorrow.isoformat()).status_code == 302
        assert list(row.konti.order_by("pk").values_list("konto", "oprettet_af")) == [(KONTO, "anna"), (ANDEN, "anna")]
        text = side(client, f"/registre/modtagere/{row.pk}")
        assert "Senere" in text and "6471 0000222222" in text
        svar = self.konto(client, row.pk, "12", tomorrow.isoformat())
        assert svar.status_code == 422 and "er ikke en bankkonto" in svar.content.decode()

    def test_only_who_runs_payouts_may(self, ind: Ind) -> None:
        row = person()
        for roller in (("krdi:laes",), ("krdi:laes", "tekn:koer")):
            client = ind(*roller, navn=f"u{len(roller)}")
            assert self.konto(client, row.pk, "6471 222222", "2026-12-01").status_code == 403
        assert ind("tekn:koer", navn="ida").get(f"/registre/modtagere/{row.pk}").status_code == 404
        assert Modtagerkonto.objects.count() == 1

    def test_payees_without_account_are_found(self, ind: Ind) -> None:
        person()
        person("6112909998", "Prøve Person To", "")
        client = ind("bogh:laes")
        rows = client.get("/registre/modtagere?konto=nej").context["tabel"].raekker
        assert [str(line[0][1].vaerdi) for line in rows] == ["Prøve Person To"]


class TestBesideTheFile:
    """The kontrolliste, what was left out, and whose account is new."""

    def test_it_is_the_one_of_the_specification(self, ind: Ind) -> None:
        spec()
        poor = post(700, person("6112909998", "Prøve Person To", ""))
        exchange = udveksling()
        client = ind("krdi:laes")
        svar = client.get(f"/udvekslinger/{exchange.pk}/kontrolliste.csv")
        # payments.md 3.9, in the order of the file: by payment type.
        assert svar.content == b"type;antal;beloeb\r\nERH351;1;4880,50\r\nERH356;1;1250,00\r\nIALT;2;6130,50\r\n"
        assert "KRDI_20261127_0001_kontrolliste.csv" in svar["Content-Disposition"]
        text = side(client, f"/udvekslinger/{exchange.pk}/kontrolliste")
        assert "Stemmer med bogføringen" in text and "6.130,50" in text
        assert f"/registre/udbetalinger/{poor.pk}" in text and "modtageren har ingen bankkonto" in text
        assert "Kontrolliste og udeladte" in side(client, f"/udvekslinger/{exchange.pk}")

    @pytest.mark.parametrize(
        ("constants", "kind"),
        [
            ({"bank__format": "pain001", "bank__afsender": "Prøve Kommune", "bank__afsender_id": "12227353"}, "BBAN"),
            ({"krdi__udbetaling__vej": "prisme"}, "G68"),
        ],
    )
    def test_other_ways_have_one_too(self, ind: Ind, constants: dict[str, str], kind: str) -> None:
        saet(**constants)
        post(12_500)
        exchange = udveksling()
        svar = ind("krdi:laes").get(f"/udvekslinger/{exchange.pk}/kontrolliste.csv")
        assert svar.content.decode() == f"type;antal;beloeb\r\n{kind};1;125,00\r\nIALT;1;125,00\r\n"

    def test_a_file_that_is_not_what_was_booked_is_told(self, ind: Ind) -> None:
        post(12_500)
        exchange = udveksling()
        exchange.totals = {**exchange.totals, "Beløb": 12_501}
        exchange.save()
        assert "Stemmer ikke med bogføringen" in side(ind("krdi:laes"), f"/udvekslinger/{exchange.pk}/kontrolliste")

    def test_a_new_account_is_shown_with_who_wrote_it(self, ind: Ind) -> None:
        payee = person()
        Modtagerkonto.objects.all()
        post(100, payee)
        exchange = udveksling()
        text = side(ind("krdi:godkend"), f"/udvekslinger/{exchange.pk}/kontrolliste")
        assert Udbetaling.objects.get().betalings_id in text and "konto skrevet" in text
        annuller(exchange)

    def test_other_exchanges_have_none(self, ind: Ind) -> None:
        from tests.exchange.world import exchange

        from snitflade.exchange.states import State

        other = exchange("tekn.renovation-prisme", State.BYGGET, "2026-11-20 09:00")
        side(ind("*:laes"), f"/udvekslinger/{other.pk}/kontrolliste", 404)
        side(ind("*:laes"), f"/udvekslinger/{other.pk}/opkraevninger", 404)
