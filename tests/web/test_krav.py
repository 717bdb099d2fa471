"""A claim's card: what it shows, and letting it wait, by whom that may and once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.inka import verden
from tests.web.conftest import Ind

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemsError
from snitflade.inka import afdragsplan
from snitflade.inka.fi.kort import kortlinje
from snitflade.inka.models import Afdragsordning, Henstand, Regning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("konti")]


@pytest.fixture
def konti(db: None) -> None:
    verden.konti()


def side(client: Client, row: Regning, status: int = 200) -> str:
    svar = client.get(f"/registre/regninger/{row.pk}")
    assert svar.status_code == status
    return str(svar.content.decode())


def post(client: Client, row: Regning, hvad: str, **data: Any) -> Any:
    return client.post(f"/registre/regninger/{row.pk}/{hvad}", data)


def test_the_card_shows_amounts_payments_and_way(ind: Ind) -> None:
    (row,) = verden.krav(122_000)
    verden.betal(("A", 100_000, row.nummer))
    text = side(ind("inka:laes"), row)
    assert "1.220,00 kr." in text and "220,00 kr." in text and "1.000,00" in text
    assert f"/registre/indbetalinger/{verden.indbetaling('A').pk}" in text
    assert "Lavet i et andet system" in text


def test_the_debtors_number_is_masked(ind: Ind) -> None:
    (row,) = verden.krav(100, hos=verden.debitor(6112909999))
    text = side(ind("inka:laes"), row)
    assert "6112909999" not in text and "611290-****" in text


def test_only_those_whose_claim_it_is_see_it(ind: Ind) -> None:
    (row,) = verden.krav(100)
    side(ind("soc:laes"), row, 404)
    side(ind("tekn:laes", navn="bo"), row)
    assert ind("inka:laes", navn="cora").get("/registre/regninger/999999").status_code == 404


def test_who_may_only_look_is_told_why_and_cannot_do_it(ind: Ind) -> None:
    (row,) = verden.krav(100)
    client = ind("inka:laes")
    text = side(client, row)
    assert "Det kræver rollen «Køre» for" in text and 'name="h-til"' not in text
    assert post(client, row, "henstand", **{"h-til": "2027-01-01", "h-grund": "x"}).status_code == 403
    assert not Henstand.objects.exists()


def test_the_line_to_pay_by_stands_there_while_something_is_open(ind: Ind) -> None:
    (row,) = verden.krav(100)
    client = ind("inka:laes")
    assert "Betalingslinje" not in side(client, row), "the municipality has no creditor number"
    Systemkonstant.objects.create(nummer="fi.kreditornumre", vaerdi="0956=80000006")
    assert str(kortlinje(row, verden.DAG)).replace("<", "&lt;") in side(client, row)
    Regning.objects.filter(pk=row.pk).update(rest=0)
    assert "Betalingslinje" not in side(client, row)


def test_a_deferral_is_given_once_also_when_sent_twice(ind: Ind) -> None:
    (row,) = verden.krav(100)
    client = ind("inka:koer")
    data = {"h-til": "2027-03-01", "h-grund": "Sygdom", "h-set": "0"}
    assert post(client, row, "henstand", **data).status_code == 302
    again = post(client, row, "henstand", **data)
    assert again.status_code == 422 and "Henstanden er ændret" in again.content.decode()
    made = Henstand.objects.get()
    assert (made.til, made.grund, made.oprettet_af, made.ophoert_tid) == (dt.date(2027, 3, 1), "Sygdom", "anna", None)
    text = side(client, row)
    assert "Sygdom" in text and "anna" in text and "Skal ikke betales før" in text
    assert post(client, row, "henstand/slut").status_code == 302
    post(client, row, "henstand/slut")
    made.refresh_from_db()
    assert made.ophoert_af == "anna" and Henstand.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"h-til": "", "h-grund": "x", "h-set": "0"}, "Vælg en dag."),
        ({"h-til": "30. februar", "h-grund": "x", "h-set": "0"}, "Skriv dagen som"),
        ({"h-til": "2027-03-01", "h-grund": " ", "h-set": "0"}, "Skriv hvorfor."),
        ({"h-til": "2026-11-05", "h-grund": "x", "h-set": "0"}, "er ikke efter kravets frist"),
        ({"h-til": "2027-03-01", "h-grund": "x" * 201, "h-set": "0"}, "Skriv højst 200 tegn."),
    ],
)
def test_what_is_wrong_with_a_deferral_is_said_in_its_form(ind: Ind, data: dict[str, str], sentence: str) -> None:
    (row,) = verden.krav(100)
    svar = post(ind("inka:koer"), row, "henstand", **data)
    text = svar.content.decode()
    assert svar.status_code == 422 and sentence in text and data["h-til"] in text
    assert not Henstand.objects.exists()


def test_instalments_of_all_open_claims(ind: Ind) -> None:
    first, second, paid = verden.krav(10_000, 5_001, 700)
    verden.betal(("A", 700, paid.nummer))
    client = ind("inka:koer")
    data = {"a-antal": "3", "a-rate": "", "a-foerste": "2027-01-31", "a-alle": "on", "a-grund": "Aftalt"}
    assert post(client, first, "afdrag", **data).status_code == 302
    plan = Afdragsordning.objects.get()
    assert [(rate.forfaldsdato.isoformat(), rate.beloeb) for rate in plan.rater.order_by("nummer")] == [
        ("2027-01-31", 5_001),
        ("2027-02-28", 5_000),
        ("2027-03-31", 5_000),
    ]
    assert set(plan.krav.values_list("regning_id", flat=True)) == {first.pk, second.pk}
    assert post(client, first, "afdrag", **data).status_code == 422 and Afdragsordning.objects.count() == 1
    assert "Afdragsordning" in side(client, second)
    post(client, second, "afdrag/slut")
    post(client, second, "afdrag/slut")
    plan.refresh_from_db()
    assert plan.ophoert_af == "anna" and not plan.krav.filter(gaelder=True).exists()


@pytest.mark.parametrize(
    ("antal", "rate", "sentence"),
    [
        ("", "", "Skriv enten hvor mange rater"),
        ("2", "50", "Skriv enten hvor mange rater"),
        ("0", "", "Skriv mindst 1."),
        ("121", "", "121 rater kan ikke laves"),
        ("", "x", "er ikke et beløb"),
        ("", "0,01", "Der må være 1 til 120"),
    ],
)
def test_what_is_wrong_with_instalments_is_said(ind: Ind, antal: str, rate: str, sentence: str) -> None:
    (row,) = verden.krav(100_000)
    data = {"a-antal": antal, "a-rate": rate, "a-foerste": "2027-01-31", "a-grund": "Aftalt"}
    svar = post(ind("inka:koer"), row, "afdrag", **data)
    assert svar.status_code == 422 and sentence in svar.content.decode()
    assert not Afdragsordning.objects.exists()


def test_a_claim_without_instalments_or_deferral_has_none_to_end(ind: Ind) -> None:
    (row,) = verden.krav(100)
    client = ind("inka:koer")
    assert [post(client, row, what).status_code for what in ("afdrag/slut", "henstand/slut")] == [404, 404]


@given(st.integers(1, 10**9), st.integers(1, 120), st.dates(dt.date(2026, 1, 1), dt.date(2050, 1, 1)))
def test_equal_instalments_are_the_whole_to_the_oere(ialt: int, antal: int, foerste: dt.date) -> None:
    if antal > ialt:
        with pytest.raises(ProblemsError):
            afdragsplan.lige_store(ialt, antal, foerste)
        return
    rates = afdragsplan.lige_store(ialt, antal, foerste)
    amounts = [beloeb for _, beloeb in rates]
    days = [dag for dag, _ in rates]
    assert (sum(amounts), len(amounts)) == (ialt, antal) and min(amounts) > 0 and max(amounts) - min(amounts) <= 1
    assert days == sorted(set(days)) and all(dag.day <= foerste.day for dag in days) and days[0] == foerste


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_instalments_of_a_rate_are_the_whole_to_the_oere(ialt: int, rate: int) -> None:
    if -(-ialt // rate) > afdragsplan.FLEST:
        with pytest.raises(ProblemsError):
            afdragsplan.lige_rater(ialt, rate, dt.date(2027, 1, 31))
        return
    amounts = [beloeb for _, beloeb in afdragsplan.lige_rater(ialt, rate, dt.date(2027, 1, 31))]
    assert sum(amounts) == ialt and all(0 < one <= rate for one in amounts) and set(amounts[:-1]) <= {rate}
