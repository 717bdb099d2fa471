"""Row 12, 0603: agreements with their history, and debtor groups (payments.md 5.3)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.formats.composed_bs import SAMPLE_0603
from tests.inka.bs_verden import FORFALD, GRUPPE, PBS, byg, krav, kunde, laes, saet_op

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.inka.betalingsservice import laesning
from snitflade.inka.betalingsservice.grupper import importer
from snitflade.inka.models_bs import BSAftale, BSAftalepost, Debitorgruppe, Gruppeart
from snitflade.partners import betalingsservice

pytestmark = pytest.mark.usefixtures("bs")
START = dt.date(2026, 11, 1)
Row = tuple[str, str, str, str, dt.date, dt.date | None]


@pytest.fixture
def bs(db: None) -> None:
    saet_op()


def fil(nummer: int, *rows: Row, dag: dt.date = dt.date(2026, 11, 4), sektion: str = "0212") -> bytes:
    return betalingsservice.aftaler("99900008", PBS, nummer, dag, rows, sektion=sektion)


def tilmeld(kunde: str = "3112999999", aftale: str = "123456789", fra: dt.date = START) -> Row:
    return ("0231", GRUPPE, kunde, aftale, fra, None)


def aftaler() -> list[tuple[str, str, dt.date | None, dt.date | None]]:
    return list(BSAftale.objects.order_by("pk").values_list("kunde", "aftalenummer", "start", "slut"))


def test_the_sample_of_the_specification() -> None:
    kunde("3112999999")
    exchange, problems = laes(("\r\n".join(SAMPLE_0603) + "\r\n").encode("latin-1"))
    assert exchange.state == "anvendt" and exchange.files.get().format == "bs0603"
    assert problems.codes == {"BETALER_UKENDT", "AFTALE_UKENDT"}
    assert aftaler() == [
        ("3112999999", "123456789", dt.date(2026, 11, 20), None),
        ("5809001539", "123456790", None, dt.date(2026, 11, 30)),
    ]
    assert list(BSAftalepost.objects.order_by("pk").values_list("transaktionskode", "virkning")) == [
        ("0231", "Tilmeldt"),
        ("0232", "Afmeldt"),
    ]


def test_no_cpr_number_is_told() -> None:
    exchange, _ = laes(fil(1, tilmeld("0101620005")))
    told = " ".join(f"{row.message} {row.raw}" for row in exchange.problems.all())
    assert "010162-****" in told and "0101620005" not in told and "101620005" not in told


def test_a_new_agreement_ends_the_old_one_the_day_before() -> None:
    kunde("3112999999")
    laes(fil(1, tilmeld()))
    laes(fil(2, tilmeld(aftale="123456799", fra=dt.date(2026, 12, 1)), dag=dt.date(2026, 11, 5)))
    assert aftaler() == [
        ("3112999999", "123456789", START, dt.date(2026, 12, 1)),
        ("3112999999", "123456799", dt.date(2026, 12, 1), None),
    ]


@pytest.mark.parametrize("kode", ["0232", "0233", "0234"])
def test_cancelled(kode: str) -> None:
    krav(61000, hos=kunde("3112999999"))
    laes(fil(1, tilmeld()))
    laes(fil(2, (kode, GRUPPE, "3112999999", "123456789", dt.date(2026, 11, 5), None), dag=dt.date(2026, 11, 5)))
    assert aftaler() == [("3112999999", "123456789", START, dt.date(2026, 11, 5))]
    exchange, built = byg()
    assert exchange is None and "1 krav er ikke med: Uden aftale, der dækker forfaldsdatoen." in built.notes


@pytest.mark.parametrize(("slut", "daekker"), [(FORFALD, False), (FORFALD + dt.timedelta(1), True), (None, True)])
def test_what_an_agreement_covers(slut: dt.date | None, daekker: bool) -> None:
    """start ≤ date and (no end or date < end)."""
    krav(61000, hos=kunde("3112999999"))
    laes(fil(1, ("0231", GRUPPE, "3112999999", "123456789", FORFALD, slut)))
    assert (byg()[0] is not None) == daekker


def test_an_older_delivery_changes_nothing_that_a_newer_one_said() -> None:
    kunde("3112999999")
    laes(fil(1, tilmeld()))
    end: Row = ("0232", GRUPPE, "3112999999", "123456789", dt.date(2026, 11, 20), None)
    laes(fil(3, end, dag=dt.date(2026, 11, 20)))
    _, problems = laes(fil(2, tilmeld(fra=dt.date(2026, 11, 2)), dag=dt.date(2026, 11, 10)))
    assert problems.codes == {"AFTALE_FORAELDET"}
    assert aftaler() == [("3112999999", "123456789", START, dt.date(2026, 11, 20))]


def test_the_same_post_in_another_delivery() -> None:
    kunde("3112999999")
    laes(fil(1, tilmeld()))
    exchange, _ = laes(fil(2, tilmeld()))
    assert ["Kendt i forvejen og sprunget over", "1"] in exchange.sheet[0][1] and BSAftalepost.objects.count() == 1


def test_an_unknown_payer_is_bound_when_it_is_known() -> None:
    laes(fil(1, tilmeld()))
    assert BSAftale.objects.get().debitor is None
    krav(61000, hos=kunde("3112999999"))
    assert byg()[0] is not None


def test_the_list_of_all_waits_for_the_operators_word() -> None:
    kunde("3112999999"), kunde("5809001539")
    laes(fil(1, tilmeld()))
    exchange, _ = laes(fil(2, ("0230", GRUPPE, "5809001539", "123456790", START, None), sektion="0210"))
    assert exchange.state == "holdt" and "1 på listen er ikke sådan her, og 1 her er ikke på listen" in exchange.note
    assert aftaler() == [("3112999999", "123456789", START, None)]
    Exchange.objects.filter(pk=exchange.pk).update(released_by="bent", released_why="Listen gælder")
    exchange.refresh_from_db()
    inbound.apply(exchange, catalogue.find("inka.bs-indbetalinger"), "bent")
    assert aftaler() == [
        ("3112999999", "123456789", START, dt.date(2026, 11, 4)),
        ("5809001539", "123456790", START, None),
    ]


def test_a_list_that_agrees_is_applied() -> None:
    kunde("3112999999")
    laes(fil(1, tilmeld()))
    exchange, problems = laes(fil(2, ("0230", GRUPPE, "3112999999", "123456789", START, None), sektion="0210"))
    assert exchange.state == "anvendt" and not problems


def test_agreements_on_electronic_slips_are_only_shown() -> None:
    kunde("3112999999")
    exchange, _ = laes(fil(1, ("0230", GRUPPE, "3112999999", "123456789", START, None), sektion="0219"))
    assert exchange.state == "anvendt" and not BSAftale.objects.exists()


def test_files_are_known_by_what_they_are() -> None:
    assert laesning.genkend(("\n".join(SAMPLE_0603)).encode(), "x.602") == "bs0603"
    assert laesning.genkend(b"FI010", "D-602.BS1") == "" and laesning.orden(b"FI010", "") == ""
    assert laesning.orden(("KUVERT\r\n" + "\r\n".join(SAMPLE_0603)).encode(), "") == "20261204 0000000089"


CSV = "Kommune;Debitorgruppe;Navn;Hovedtekst;Arter\n"


def test_groups_are_loaded(tmp_path: Path) -> None:
    file = tmp_path / "debitorgrupper.csv"
    file.write_text(CSV + "0956;2;Renovation;;tekn.renovation tekn.affald\n0956;01;Dagpleje;;\n", encoding="utf-8")
    assert not importer(tmp_path).problemer
    assert list(Debitorgruppe.objects.values_list("nummer", "navn")) == [("00001", "Dagpleje"), ("00002", "Renovation")]
    assert set(Gruppeart.objects.values_list("art", flat=True)) == {"tekn.renovation", "tekn.affald"}
    file.write_text(CSV + "0956;2;Renovation;;x\n0956;3;Andet;;x\n0956;3;Igen;;\n956;a;Fejl;;\n", encoding="utf-8")
    assert importer(file).problemer.codes == {"DEBITORGRUPPE_DOBBELT", "DEBITORGRUPPE_NUMMER"}
    assert importer(tmp_path / "mangler").problemer.codes == {"DEBITORGRUPPE_FIL"}
    assert set(Gruppeart.objects.values_list("art", flat=True)) == {"tekn.renovation", "tekn.affald"}
