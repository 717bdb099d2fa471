"""Row 39: RenoWeb's basis of a quarter is loaded line by line, billed once, and written as 861 is (social-teknik.md 10.4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.tekn.affald.verden import MODKONTO, fejl, koder, postet
from tests.tekn.renoweb.grundlag import DAG240, DAG660, ET, HOVED, RETTELSE, TO, laes, opkraev, opret

from snitflade.bogh.models import Postering
from snitflade.exchange import blobs, catalogue, inbound, outbound, quarantine, reconciliation
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.states import State
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.renoweb import vagt
from snitflade.tekn.renoweb.afstemning import brud
from snitflade.tekn.renoweb.konti import importer
from snitflade.tekn.renoweb.models import Renowebkonto, Renowebkrav, Renoweblinje
from snitflade.tekn.renoweb.opkraev import aabne, tekst

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def verden() -> None:
    """What `opret` makes."""
    opret()


def test_the_sample_becomes_claims_postings_and_the_two_files() -> None:
    exchange, problems = laes(ET, TO)
    assert not problems
    assert exchange.totals == {"linjer": 2, "indlæst": 2, "fejl": 0, "beløb": 215_234}
    out, built = opkraev()
    assert out is not None
    assert [(row.debitor.kundenummer, row.beloeb, row.periode) for row in Regning.objects.all()] == [
        ("5800000001", 122_000, "2014K3"),
        ("5800000002", 93_234, "2014K3"),
    ]
    assert postet() == [
        (DAG660, -93_234, "3. KVARTAL 2014"),
        (DAG240, -122_000, "3. KVARTAL 2014"),
        (MODKONTO, 215_234, "3. KVARTAL 2014"),
    ]
    assert built.totals["rater"] == exchange.totals["beløb"]
    assert [file.name for file in out.files.order_by("number")] == ["867_G69.txt", "867_10Q.txt"]
    assert not list(brud())


def test_the_files_are_861s_by_hand() -> None:
    """Every position as prisme.md 2.2, 2.3 and 3.1 to 3.4 lay it out, with maskinnr 00867 and betalingsart 120."""
    laes(ET)
    out, _ = opkraev()
    assert out is not None
    g69, tenq = (blobs.get(file.blob).decode().split("\r\n") for file in out.files.order_by("number"))
    line = (
        "000G690000{0}095601NORFLYD&10300867&104000000{0}&11020141010&111{1:0>21}&112000000122000{2}&113{3}&1142014"
        "&1533. KVARTAL 2014"
    )
    assert g69 == [line.format(1, DAG240, "-", "K"), line.format(2, MODKONTO, " ", "D"), ""]
    number = f"{Regning.objects.get().nummer:035}"
    key = "0201410101200" + "0956" + "000" + "120" + "2014" + "5800000001" + "00"
    rate = "20" + "999" + "0000122000+" + "1" + "0000000000+" + "1" + "20141010" + "20141101" * 3 + "000" + "   " + "0"
    assert tenq == [
        "WINF10" + key + "0012345607" + " " * 106,
        "WINF24" + key + rate + " " * 35 + "00000000" * 3 + " " * 104 + number + " " * 52,
        "WINF26" + key + "20" + "999" + "001" + f"{'Dagrenovation 240 l, 1 x uge 01.07.14-30.09.14 1.220,00':<60}",
        "",
    ]


def test_what_cannot_be_billed_waits_with_its_reason_and_comes_in_when_it_is_gone() -> None:
    exchange, problems = laes(ET.replace("5800000001", "5800000009"), TO.replace("DAG660", "DAG999"), RETTELSE)
    assert fejl(problems) == [("RW_KUNDE_UKENDT", 2), ("RW_YDELSE_UKENDT", 3)]
    assert exchange.state == State.KARANTAENE
    assert Renoweblinje.objects.count() == 1
    _, built = opkraev()
    assert "RW_KARANTAENE" in built.warnings.codes
    quarantine.correct(exchange, 2, ET, "bo")
    quarantine.correct(exchange, 3, TO, "bo")
    inbound.apply(exchange, catalogue.find("39"), "bo")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.totals["beløb"]) == (State.ANVENDT, 115_234)
    opkraev()
    assert sum(Regning.objects.values_list("beloeb", flat=True)) == 115_234
    assert not list(brud())


def test_a_line_whose_renoweb_customer_sits_on_another_is_not_billed_to_this_one() -> None:
    Debitor.objects.filter(kundenummer="5800000002").update(renoweb_kundeid="RW77")
    exchange, problems = laes(ET, TO)
    assert fejl(problems) == [("RW_KUNDEID_ANDEN", 2), ("RW_KUNDEID_NY", 3)]
    assert [row.debitor.kundenummer for row in Renoweblinje.objects.all()] == ["5800000002"], "a new key alone is only told"
    opkraev()
    Debitor.objects.update(renoweb_kundeid="")
    Debitor.objects.filter(kundenummer="5800000001").update(renoweb_kundeid="RW77")
    assert not inbound.apply(exchange, catalogue.find("39"), "bo").errors
    assert sorted(row.debitor.kundenummer for row in Renoweblinje.objects.all()) == ["5800000001", "5800000002"]


def test_a_customer_whose_key_is_another_is_told_once_and_billed() -> None:
    Debitor.objects.filter(kundenummer="5800000002").update(renoweb_kundeid="RW1")
    _, problems = laes(TO, RETTELSE)
    assert fejl(problems) == [("RW_KUNDEID_NY", 2)]
    assert Renoweblinje.objects.count() == 2
    assert Debitor.objects.get(kundenummer="5800000002").renoweb_kundeid == "RW1", "a file writes no keys"


def test_a_correction_is_a_credit_where_it_is_more_than_the_rest() -> None:
    laes(ET, TO, RETTELSE)
    opkraev()
    claims = dict(Regning.objects.values_list("debitor__kundenummer", "beloeb"))
    assert claims == {"5800000001": 122_000, "5800000002": -6_766}
    assert dict(Postering.objects.values_list("konto", "beloeb")) == {DAG240: -122_000, DAG660: 6_766, MODKONTO: 115_234}


def test_a_customer_whose_lines_come_to_nothing_gets_no_bill_and_its_accounts_move() -> None:
    laes(ET, TO.replace("932,34", "500,00"), RETTELSE.replace("-1000,00", "-500,00").replace("DAG660", "DAG240"))
    opkraev()
    assert Regning.objects.get().beloeb == 122_000
    assert dict(Postering.objects.values_list("konto", "beloeb")) == {DAG240: -72_000, DAG660: -50_000, MODKONTO: 122_000}
    assert Renowebkrav.objects.filter(regning=None).count() == 2
    assert not aabne(Renoweblinje.objects.all()).exists()
    assert not list(brud())


def test_a_line_that_names_an_account_is_posted_there_and_not_claimed() -> None:
    laes(f"{ET}5602601100", TO)
    opkraev()
    assert [(row.beloeb, row.rest, row.betales_fra_konto) for row in Regning.objects.all()] == [
        (122_000, 0, "5602601100"),
        (93_234, 93_234, ""),
    ]
    assert ("5602601100", 122_000, "RENOVATION 3. KVARTAL 2014") in postet()


def test_a_line_comes_in_once_and_is_billed_once() -> None:
    laes(ET)
    opkraev()
    _, problems = laes(ET.replace(";1;", ";0001;", 1), TO, nr=2)
    assert fejl(problems) == [("RW_DUBLET", 2)]
    opkraev()
    made, _ = opkraev()
    assert made is None
    assert sum(Regning.objects.values_list("beloeb", flat=True)) == 215_234


def test_what_is_taken_back_is_open_again() -> None:
    laes(ET, TO)
    out, _ = opkraev()
    assert out is not None
    outbound.cancel(out, catalogue.find("39"), "bo", "forkert dato")
    assert (sum(Regning.objects.values_list("rest", flat=True)), aabne(Renoweblinje.objects.all()).count()) == (0, 2)
    opkraev()
    assert sum(Regning.objects.values_list("rest", flat=True)) == 215_234
    assert not list(brud())


@pytest.mark.parametrize(
    ("navn", "total", "code"),
    [
        ("renoweb.csv", "", "RW_FILNAVN"),
        ("RENOWEB_OPKR_0956_20145_001.csv", "", "RW_FILNAVN"),
        ("", "TOTAL;2;1220,00", "RW_AFSLUTNING"),
        ("", "TOTAL;1;1220,01", "RW_AFSLUTNING"),
    ],
)
def test_a_file_whose_name_or_trailer_is_wrong_is_refused(navn: str, total: str, code: str) -> None:
    exchange, problems = laes(ET, navn=navn, total=total)
    assert code in problems.codes
    assert exchange.state == State.AFVIST
    assert not Renoweblinje.objects.exists()


def test_beside_a_bad_line_the_trailer_only_warns() -> None:
    exchange, problems = laes(ET.replace("1220,00", "1220,0"), TO, total="TOTAL;2;2152,34")
    assert problems.codes == {"CELLE_DECIMALER_ANTAL", "RW_AFSLUTNING_USIKKER"}
    assert exchange.state == State.KARANTAENE
    assert Renoweblinje.objects.get().linjeid == "2"


def test_lines_of_another_quarter_or_beyond_it_are_set_aside() -> None:
    _, problems = laes(ET.replace("20143;", "20142;"), TO.replace("20140930", "20141001"))
    assert fejl(problems) == [("RW_KVARTAL", 2), ("RW_PERIODE", 3)]


def test_an_amount_that_is_not_number_price_and_days_is_told_and_used() -> None:
    _, problems = laes(ET.replace("1220,00", "1220,05"), TO.replace("932,34", "932,40"))
    assert fejl(problems) == [("RW_BELOEB", 3)]
    assert sum(Renoweblinje.objects.values_list("beloeb", flat=True)) == 215_245


def test_the_place_gives_the_omraadenummer_under_geo() -> None:
    laes(ET)
    Lokalitet.objects.filter(kode="0600").update(kode="")
    assert koder(lambda: opkraev(omraadenummer="GEO")) == ["REGNING_GEO_MANGLER"]
    Lokalitet.objects.filter(navn="Nuuk").update(kode="0600", geo_kode="060")
    opkraev(omraadenummer="GEO")
    assert Regning.objects.get().omraadenummer == "060"


def test_a_long_text_is_broken_and_never_cut() -> None:
    row = Renoweblinje(tekst="x" * 60, fra=dt.date(2014, 7, 1), til=dt.date(2014, 9, 30), beloeb=122_000)
    assert tekst(row) == "x" * 60 + "\n01.07.14-30.09.14 1.220,00"


def test_the_reconciliation_shows_the_basis_billed_and_sent() -> None:
    laes(ET, TO)
    kilde = next(one for one in reconciliation.kilder() if one.modul == "tekn.renoweb")
    (quarter,) = kilde.linjer(dt.date(2014, 7, 1), dt.date(2014, 9, 30))
    assert [quarter.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT)] == [215_234, 0, 0]
    assert [(one.trin, one.beloeb) for one in kilde.forskelle(quarter, 10)] == [(Trin.OPKRAEVET, 215_234)]
    opkraev()
    (quarter,) = kilde.linjer(dt.date(2014, 7, 1), dt.date(2014, 9, 30))
    assert [quarter.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT)] == [215_234, 215_234, 0]
    assert [(one.trin, one.beloeb) for one in kilde.forskelle(quarter, 10)] == [(Trin.SENDT, 215_234)]


def test_silence_and_lines_that_nobody_bills_are_alarms() -> None:
    laes(ET)
    came = Renoweblinje.objects.get().oprettet_tid
    assert [*vagt.tavs(came + dt.timedelta(days=119)), *vagt.ikke_opkraevet(came + dt.timedelta(days=13))] == []
    assert "120 dage" in next(iter(vagt.tavs(came + dt.timedelta(days=120)))).sentence
    assert "2014K3" in next(iter(vagt.ikke_opkraevet(came + dt.timedelta(days=15)))).sentence
    opkraev()
    assert list(vagt.ikke_opkraevet(came + dt.timedelta(days=15))) == []


def test_verify_finds_what_was_changed_behind_the_programs_back() -> None:
    laes(ET)
    opkraev()
    Renoweblinje.objects.update(beloeb=1)
    assert len(list(brud())) == 1
    Renowebkrav.objects.update(beloeb=1)
    assert "ikke summen" in next(iter(brud()))


def test_the_table_of_accounts_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "renowebkonti.csv"
    head = "Kommune;Ydelseskode;Lokalitet;Gyldig fra;Konto\n"
    file.write_text(f"{head}0956;NAT;;2014-01-01;123\n0956;NAT;;2014-01-01;66-03-50-70-00\n", encoding="utf-8")
    assert importer(tmp_path).problemer.codes == {"RW_KONTO_FORM", "RW_KONTO_DOBBELT"}
    file.write_text(f"{head}0956;NAT;0600;2014-01-01;66-03-50-70-00\n", encoding="utf-8")
    for _ in range(2):
        assert not importer(tmp_path).problemer
    assert Renowebkonto.objects.get(ydelseskode="NAT").konto == "6603507000"


LINJE = st.tuples(st.integers(1, 2), st.integers(-50_000, 50_000), st.booleans())


class Penge(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.lists(LINJE, min_size=1, max_size=5), st.booleans()), max_size=3))
    def test_what_came_is_billed_once_to_the_oere(self, files: list[tuple[list[tuple[int, int, bool]], bool]]) -> None:
        if not Renowebkonto.objects.exists():
            opret()
        wanted, number = 0, 0
        for nr, (rows, run) in enumerate(files, start=1):
            lines = []
            for kunde, oere, first in rows:
                number += 1
                wanted += oere
                kode, sign, (kroner, part) = "DAG240" if first else "DAG660", "-" if oere < 0 else "", divmod(abs(oere), 100)
                lines.append(
                    f"0956;20143;{number};580000000{kunde};;0600;1;;{kode};Prøve;1;1,00;20140701;20140930;{sign}{kroner}.{part:02};"
                )
            data = "".join(f"{line}\r\n" for line in (HOVED, *lines)).encode("cp1252")
            total = sum(oere for _, oere, _ in rows)
            end = f"TOTAL;{len(rows)};{'-' if total < 0 else ''}{abs(total) // 100},{abs(total) % 100:02}\r\n".encode()
            received = inbound.receive(catalogue.find("39"), f"RENOWEB_OPKR_0956_20143_{nr:03}.csv", data + end, "anna")
            inbound.apply(received.exchange, catalogue.find("39"), "anna")
            if run:
                opkraev()
        opkraev()
        income = -sum(Postering.objects.filter(konto__in=(DAG240, DAG660)).values_list("beloeb", flat=True))
        left = sum(aabne(Renoweblinje.objects.all()).values_list("beloeb", flat=True))
        assert sum(Renoweblinje.objects.values_list("beloeb", flat=True)) == wanted
        assert income + left == wanted
        assert left == 0  # what cancels out on every account may stay open, and comes to nothing
        assert sum(Regning.objects.values_list("rest", flat=True)) == income
        assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
        assert not list(brud())
