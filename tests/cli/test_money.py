"""The commands on claims, payments, payouts and collections: what an operator reads, and what is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.bogh import udbetalingsverden as ud
from tests.inka import bs_verden, verden
from typer.main import get_command

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.bogh.udbetaling.poster import Status, status
from snitflade.cli.app import app
from snitflade.cli.usage import UnusableCallError
from snitflade.formats.problems import ProblemsError
from snitflade.inka import koe
from snitflade.inka.models import Afdragsordning, Henstand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, db: None) -> None:
    settings.HOME = tmp_path
    monkeypatch.setenv("SNITFLADE_USER", "bent")
    monkeypatch.setattr("snitflade.cli.home.pending", lambda: False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = get_command(app).main(list(arguments), prog_name="snitflade", standalone_mode=False)
    assert not code
    return str(capsys.readouterr().out)


def test_claims_wait_and_no_longer(capsys: pytest.CaptureFixture[str]) -> None:
    verden.konti()
    (row,) = verden.krav(100_000)
    nummer = str(row.nummer)
    said = run(capsys, "claim", "defer", nummer, "--til", "2027-03-01", "--grund", "Sygdom")
    assert said == f"Krav {nummer} skal ikke betales før 01-03-2027.\n" and Henstand.objects.get().oprettet_af == "bent"
    run(capsys, "claim", "instalments", nummer, "--rate", "400", "--foerste", "2027-01-01", "--grund", "Aftalt")
    plan = Afdragsordning.objects.get()
    assert list(plan.rater.order_by("nummer").values_list("beloeb", flat=True)) == [40_000, 40_000, 20_000]
    assert "egen forfaldsdato igen" in run(capsys, "claim", "end", nummer)
    plan.refresh_from_db()
    assert plan.ophoert_af == "bent" and Henstand.objects.get().ophoert_af == "bent"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("claim", "end", "99"), "Krav 99 findes ikke"),
        (("claim", "defer", "KRAV", "--til", "i morgen", "--grund", "x"), "skal være en dag som"),
        (("claim", "instalments", "KRAV", "--foerste", "2027-01-01", "--grund", "x"), "enten --antal eller --rate"),
        (("claim", "end", "KRAV"), "hverken henstand eller"),
        (("claim", "statement", "123"), "ingen debitor"),
        (("payment", "note", "1", "x"), "Indbetaling 1 findes ikke"),
        (("payout", "hold", "1", "--grund", "x"), "Udbetaling 1 findes ikke"),
        (("payout", "list", "--tilstand", "væk"), "er ingen tilstand"),
        (("payout", "account", "pas", "1", ""), "er ingen art"),
        (("payout", "account", "cpr", "6112909999", ""), "kendes ikke"),
    ],
)
def test_what_cannot_be_done_is_said(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str) -> None:
    verden.konti()
    (row,) = verden.krav(100)
    with pytest.raises(UnusableCallError, match=sentence):
        run(capsys, *(str(row.nummer) if one == "KRAV" else one for one in arguments))


def test_the_queue_is_placed_taken_back_and_noted(capsys: pytest.CaptureFixture[str]) -> None:
    verden.konti()
    assert run(capsys, "payment", "queue") == "Køen er tom.\n"
    one, two = verden.krav(30_000, 40_000)
    verden.betal(("A", 50_000, 999_999_999))
    payment = verden.indbetaling("A")
    (found,) = json.loads(run(capsys, "payment", "queue", "--json"))
    assert (found["nummer"], found["rest"], found["aarsag"]) == (payment.pk, 50_000, "KRAV_UKENDT")
    assert "500,00" in run(capsys, "payment", "queue")
    said = run(capsys, "payment", "place", str(payment.pk), f"{one.nummer}=100,50", str(two.nummer))
    assert said == f"500,00 kr. er placeret. Der er 0,00 kr. tilbage af indbetaling {payment.pk}.\n"
    assert verden.rester([one, two]) == [19_950, 50]
    with pytest.raises(ProblemsError):
        run(capsys, "payment", "place", str(payment.pk), str(two.nummer))
    assert "100,50 kr. er taget tilbage" in run(capsys, "payment", "undo", str(payment.pk), str(one.nummer), "--grund", "Fejl")
    with pytest.raises(UnusableCallError, match="Intet af indbetaling"):
        run(capsys, "payment", "undo", str(payment.pk), str(one.nummer), "--grund", "Fejl")
    run(capsys, "payment", "note", str(payment.pk), "Ringet")
    assert koe.noter_af([payment.pk])[payment.pk].by == "bent"
    said = json.loads(run(capsys, "claim", "statement", one.debitor.kundenummer, "--til", "2027-01-01", "--json"))
    assert (said["saldo"], said["til_gode"]) == (30_050, 10_050)
    assert "Saldo: 300,50 kr." in run(capsys, "claim", "statement", one.debitor.kundenummer, "--til", "2027-01-01")
    verden.stemmer()


def test_payouts_are_held_released_withdrawn_and_returned(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ud.ur(monkeypatch)
    ud.opsaet()
    row, other = ud.post(10_000), ud.post(20_000, noegle="b")
    assert "holdt tilbage" in run(capsys, "payout", "hold", str(row.pk), "--grund", "Spørges")
    listed = {one["nummer"]: (one["tilstand"], one["hvorfor"]) for one in json.loads(run(capsys, "payout", "list", "--json"))}
    assert listed == {row.pk: ("afventer modregning", "Spørges"), other.pk: ("åben", "")}
    assert "Spørges" in run(capsys, "payout", "list", "--tilstand", "afventer modregning")
    run(capsys, "payout", "release", str(row.pk))
    assert "100,00 kr." in run(capsys, "payout", "withdraw", str(row.pk), "--grund", "Forkert")
    ud.send(ud.udveksling())
    paid = Udbetaling.objects.get()
    run(capsys, "payout", "returned", paid.betalings_id, "--dato", "2026-12-02", "--grund", "Lukket")
    assert status(other) == Status.RETURNERET
    run(capsys, "payout", "account", "cpr", "6112909999", "6471 222222", "--fra", "2026-12-01")
    assert other.modtager.konti.latest("pk").konto == ud.ANDEN and ud.i_orden()


def test_a_delivery_is_moved_and_freed(capsys: pytest.CaptureFixture[str]) -> None:
    bs_verden.saet_op()
    bs_verden.krav(50_000, hos=bs_verden.kunde("0000000001", "000000001"))
    made, _ = bs_verden.byg()
    assert made is not None
    with bs_verden.klokken(bs_verden.NU):
        assert "er bygget i stedet for" in run(capsys, "collection", "move", str(made.pk), "--til", "2027-01-04")
        made.refresh_from_db()
        with pytest.raises(ProblemsError) as caught:
            run(capsys, "collection", "free", str(made.superseded_by_id), "--grund", "Afvist")
    assert caught.value.problems.codes == {"BS_IKKE_SENDT", "BS_TO_PERSONER"}
    assert bs_verden.status() == ["annulleret", "sendt"]
