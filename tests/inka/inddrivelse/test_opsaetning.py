"""What is set up (arter, delivered bills), what `verify` finds, and the declarations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.inka.inddrivelse.verden import KOMMUNE, byg, fordring, krav, kunde, saet_op, send, udveksling

from snitflade.exchange import catalogue, integrity
from snitflade.exchange.models import Exchange
from snitflade.exchange.stamfil import Indlaest
from snitflade.formats import registry
from snitflade.inka.inddrivelse import arter, leveret
from snitflade.inka.inddrivelse.models import Fordring, Fordringsart, Udsendelse
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav

pytestmark = pytest.mark.django_db
HOVED = "Kommune;Art;Fordringsgruppe;Fordringstype;Forældelse;Tekst;Barn\n"


def indlaes(tmp_path: Path, text: str) -> Indlaest:
    file = tmp_path / arter.FILNAVN
    file.write_text(HOVED + text, encoding="utf-8")
    return arter.importer(tmp_path)


def test_arter_are_loaded_and_changed(tmp_path: Path) -> None:
    done = indlaes(tmp_path, "0960;tekn.renovation;12RENO;RENOVATION;5;Renovation;\n0960;DAG;11DAGINST;DAGINST;3;Daginstitution;\n")
    assert not done.problemer and done.tabeller["fordringsarter"].nye == 2
    rows = Fordringsart.objects.order_by("art").values_list("art", "fordringstype", "kraever_barn", "foraeldelse_aar")
    assert list(rows) == [("DAG", "DAGINST", True, 3), ("tekn.renovation", "RENOVATION", False, 5)]
    again = indlaes(tmp_path, "0960;DAG;11DAGINST;DAGINST;5;Daginstitution;J\n")
    assert again.tabeller["fordringsarter"].aendrede == 1 and Fordringsart.objects.get(art="DAG").foraeldelse_aar == 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("096;A;12RENO;RENOVATION;5;T;", "FORDRINGSART_KOMMUNE"),
        ("0960;A;16;75;5;T;", "FORDRINGSART_NUMMER"),
        ("0960;A;12RENO;RENOVATION;0;T;", "FORDRINGSART_AAR"),
        ('0960;A;12RENO;RENOVATION;5;"T;U";', "FORDRINGSART_TEKST"),
        ("0960;A;11DAGINST;DAGINST;5;T;N", "FORDRINGSART_BARN"),
        ("0960;A;12RENO;RENOVATION;5;T;X", "FORDRINGSART_JN"),
        ("0960;A;12RENO;RENOVATION;5;T;\n0960;A;12RENO;RENOVATION;5;T;", "FORDRINGSART_DOBBELT"),
    ],
)
def test_arter_with_faults_load_nothing(tmp_path: Path, line: str, code: str) -> None:
    done = indlaes(tmp_path, f"{line}\n")
    assert code in done.problemer.codes, done.problemer.codes
    assert not Fordringsart.objects.exists()


def test_an_ambiguous_number_pair_is_told_and_an_unknown_type_is_a_warning(tmp_path: Path) -> None:
    done = indlaes(tmp_path, "0960;A;16;16;5;T;\n")
    assert any("to navne" in problem.message for problem in done.problemer)
    done = indlaes(tmp_path, "0960;A;12RENO;NY;5;T;\n")
    assert done.problemer.codes == {"FORDRINGSART_TYPE"} and not done.problemer.errors
    assert arter.importer(tmp_path / "ingen").problemer.codes == {"FORDRINGSART_FIL"}


def test_delivered_bills_are_loaded_once(tmp_path: Path) -> None:
    saet_op()
    one, two = krav(100, 200, leveret_dag=None)
    file = tmp_path / leveret.FILNAVN
    file.write_text(f"Krav;Udsendt\n{one.nummer};2025-04-03\n999999;2025-04-03\n", encoding="utf-8")
    assert leveret.importer(tmp_path).problemer.codes == {"UDSENDT_UKENDT"} and not Udsendelse.objects.exists()
    file.write_text(f"Krav;Udsendt\n{one.nummer};2025-04-03\n{two.nummer};2025-04-03\n", encoding="utf-8")
    for new in (2, 0):
        assert leveret.importer(tmp_path).tabeller["udsendelser"].nye == new
    assert byg()[0] is not None


def test_verify_finds_what_was_changed_behind_the_programs_back() -> None:
    saet_op()
    (one,) = krav(183000)
    exchange = send(udveksling())
    assert list(integrity.broken()) == []
    Fordring.objects.update(rest_hos=1)
    assert any("efter hændelserne er den i fil med 1.830,00 kr." in text for text in integrity.broken())
    Fordring.objects.update(rest_hos=183000, tilstand="modtaget")
    assert any("er modtaget med 1.830,00 kr." in text for text in integrity.broken())
    Fordring.objects.update(tilstand="i fil")
    bs = Exchange.objects.create(interface="inka.bs-opkraevninger", key="x", direction="ud", state="bygget", created_by="a")
    out = BSOpkraevning.objects.create(
        nummer=1, exchange=bs, kommune=KOMMUNE, pbs_nummer="09999999", debitorgruppe="00002", kunde="1", aftalenummer="000000001",
        debitor=kunde(), forfaldsdato=one.forfaldsdato, beloeb=100,
    )  # fmt: skip
    BSOpkraevningskrav.objects.create(opkraevning=out, regning=one, beloeb=100)
    assert any("både hos Betalingsservice og hos Inddrivelsesmyndigheden" in text for text in integrity.broken())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM inka_fordringshaendelse")
    assert fordring(one).exchange_id == exchange.pk


def test_the_rows_are_declared() -> None:
    for number, formats in (("14", 2), ("15", 2), ("16", 2)):
        interface = catalogue.find(number)
        assert len(interface.formats) == formats and not interface.confirmed and interface.questions
        assert all(not registry.confirmed(name) for name in interface.formats)
    assert catalogue.find("14").money and catalogue.find("14").reverse and catalogue.find("14").may_leave
