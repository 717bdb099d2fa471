"""The page of the reconciliation: its period, its figures, its files."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.tekn.renovation.importer import importer
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.parametre import Parametre
from snitflade.web.periode import PeriodeFejlError, kvartal, laes
from snitflade.web.soejler import diagram

pytestmark = pytest.mark.django_db
USUAL = kvartal(dt.date(2018, 2, 1))


@pytest.fixture
def opkraevet(db: None) -> Exchange:
    """The test case, billed but not sent."""
    assert importer(DATA).indlaest
    made = Exchange.objects.create(
        interface="tekn.renovation-prisme", key="k", direction="ud", state=State.BYGGET, created_by="eva"
    )
    opkraev(Parametre("0956", "2018K1", dt.date(2018, 1, 13), dt.date(2018, 2, 1), 2018, "1. KVARTAL 2018"), made)
    return made


@pytest.mark.parametrize(
    ("given", "fra", "til"),
    [
        ({}, "2018-01-01", "2018-03-31"),
        ({"periode": "2018K4"}, "2018-10-01", "2018-12-31"),
        ({"periode": "2020"}, "2020-01-01", "2020-12-31"),
        ({"fra": "2018-02-03", "til": "2019-01-01"}, "2018-02-03", "2019-01-01"),
    ],
)
def test_periods(given: dict[str, str], fra: str, til: str) -> None:
    found = laes(given, USUAL)
    assert (found.fra.isoformat(), found.til.isoformat()) == (fra, til)


@pytest.mark.parametrize(
    "given",
    [
        {"periode": "2018K5"},
        {"periode": "18"},
        {"periode": "<script>"},
        {"fra": "2018-01-01"},
        {"fra": "2018-02-01", "til": "2018-01-01"},
        {"fra": "2018-02-30", "til": "2018-03-01"},
        {"fra": "1018-02-01", "til": "2018-03-01"},
    ],
)
def test_what_is_no_period_is_said_with_the_usual_one_below(ind: Ind, given: dict[str, str]) -> None:
    with pytest.raises(PeriodeFejlError):
        laes(given, USUAL)
    svar = ind("tekn:laes").get("/afstemning", given, follow=True)
    assert svar.status_code == 422 and "alert-error" in svar.content.decode()
    assert ind("tekn:laes").get("/afstemning/csv", given).status_code == 302


def test_the_newest_billed_quarter_is_shown_with_its_differences(ind: Ind, opkraevet: Exchange) -> None:
    svar = ind("tekn:laes").get("/afstemning")
    text = svar.content.decode()
    assert svar.status_code == 200 and svar.context["periode"].kode == "2018K1"
    assert "9.710,00" in text and "ikke tilsluttet" in text and "Stemmer ikke" in text
    assert f"udveksling {opkraevet.pk} er ikke sendt" in text
    assert 'style="' not in text


def test_nothing_to_reconcile(ind: Ind) -> None:
    assert "Intet at afstemme" in ind("soc:laes").get("/afstemning").content.decode()
    assert ind("tekn:laes", navn="bent").get("/afstemning").status_code == 200


def test_the_files_hold_sums_and_differences_as_numbers(ind: Ind, opkraevet: Exchange) -> None:
    client = ind("tekn:laes")
    svar = client.get("/afstemning/csv?periode=2018K1")
    rows = list(csv.reader(io.StringIO(svar.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Renovation", "2018K1", "Sum", "", "9710,00", "9710,00", "0,00", "0,00", "ikke tilsluttet", ""]
    assert rows[2][-1] == "9710,00"
    book = client.get("/afstemning/xlsx?periode=2018K1")
    assert book["Content-Type"].endswith("sheet") and book.getvalue().startswith(b"PK")
    assert client.get("/afstemning/exe").status_code == 404
    book.close()


def test_bars_stand_on_the_line_of_zero_and_hang_below_it() -> None:
    drawn = diagram(["a", "b"], [("x", [1000, -500]), ("y", [0, 1000])])
    for bar, amount in zip(drawn.soejler, [1000, 0, -500, 1000], strict=True):
        if amount > 0:
            assert bar.y + bar.hoejde == pytest.approx(drawn.nul, abs=0.2)
        elif amount < 0:
            assert bar.y == pytest.approx(drawn.nul, abs=0.2) and bar.hoejde > 0
        else:
            assert bar.hoejde == 0
    big, small = drawn.soejler[0].hoejde, drawn.soejler[2].hoejde
    assert big == pytest.approx(2 * small, abs=0.3)
    assert diagram([], []).soejler == [] and diagram(["a"], [("x", [0])]).soejler[0].hoejde == 0
