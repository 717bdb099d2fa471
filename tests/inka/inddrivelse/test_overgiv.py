"""Row 14: which claims are handed over, as what; the files that leave (skat-inddrivelse.md 8)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.inka.bs_verden import klokken
from tests.inka.inddrivelse.verden import (
    ANDEN,
    FORFALD,
    KOMMUNE,
    MODUL,
    NU,
    STIFTET,
    UD,
    byg,
    fordring,
    indhold,
    krav,
    kunde,
    linjer,
    saet_op,
    send,
    tilstande,
    udveksling,
)
from tests.inka.verden import betal, stemmer

from snitflade.exchange import catalogue, delivery, leaving, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TwoPeopleError
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import ProblemsError
from snitflade.inka import henstand
from snitflade.inka.betalingsservice.udvaelg import _aabne
from snitflade.inka.bogfoer_indbetalinger import Kilde
from snitflade.inka.inddrivelse import handlinger, leveret
from snitflade.inka.inddrivelse.models import Fordring, Fordringsart, Fordringshaendelse
from snitflade.inka.models import Regning, Status
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav

pytestmark = pytest.mark.usefixtures("opsat")


@pytest.fixture
def opsat(db: None) -> None:
    saet_op()


def udeladt(**options: object) -> set[str]:
    exchange, built = byg(**options)  # type: ignore[arg-type]
    assert exchange is None
    return {note.partition("ikke med: ")[2].rstrip(".") for note in built.notes if "ikke med" in note}


def test_the_lines_of_the_specification() -> None:
    """8.2: 23 columns, UTF-16 with its mark, no header, decimal comma, days first; the child and the co-debtor where they are."""
    (one,) = krav(183000)
    (two,) = krav(247550, hos=kunde(ANDEN), art="dag")
    handlinger.oplys(two, "311215-9997", "3112999997", "Søskende", "anna")
    exchange = udveksling()
    assert indhold(exchange)[:2] == b"\xff\xfe"
    end = "01-01-2025;31-03-2025;01-05-2025;01-04-2025;01-05-2030"
    assert linjer(exchange) == [
        f"37AK;3112999999;;12RENO;RENOVATION;;37-{one.nummer:010};1830,00;Renovation 2025K1;;;;;;;Regnskab;{end};;",
        f"37AK;3112999998;;11DAGINST;DAGINST;3112159997;37-{two.nummer:010};2475,50;Daginstitution 2025K1;;;;;;;Regnskab;{end};"
        "Søskende;3112999997",
    ]
    assert exchange.files.get().name == "FORDRING-37AK-20250602-001.csv"
    assert exchange.totals == {
        "fordringer": 2,
        "hovedstol": 430550,
        "antal DAGINST": 1,
        "hovedstol DAGINST": 247550,
        "antal RENOVATION": 1,
        "hovedstol RENOVATION": 183000,
    }
    assert exchange.needs_two and exchange.state == "bygget" and exchange.kommune == KOMMUNE
    rows = Fordring.objects.order_by("pk").values_list("tilstand", "rest_hos", "forsoeg", "linje")
    assert list(rows) == [("i fil", 183000, 1, 1), ("i fil", 247550, 1, 2)]
    stemmer()


def test_fourteen_days_after_the_deadline_and_not_before() -> None:
    krav(100)
    assert byg(now=NU.replace(month=5, day=15))[0] is None
    assert byg(now=NU.replace(month=5, day=16))[0] is not None
    Systemkonstant.objects.create(nummer="inddrivelse.dage", vaerdi="0")
    krav(200)
    assert byg(now=NU.replace(month=5, day=2))[0] is not None


def test_a_deferral_counts_fourteen_days_from_its_end() -> None:
    (one,) = krav(100)
    henstand.giv(one, dt.date(2025, 6, 10), "prøve", "anna")
    assert udeladt() == {"Henstand, eller mindre end fristen efter den"}
    assert byg(now=dt.datetime(2025, 6, 24, 12, tzinfo=dt.UTC))[0] is None
    assert byg(now=dt.datetime(2025, 6, 25, 12, tzinfo=dt.UTC))[0] is not None


def test_what_is_left_out_and_why() -> None:
    (planned,) = krav(100, hos=kunde("0101700001"))
    henstand.afdrag(planned.debitor, [planned], [(dt.date(2025, 7, 1), 100)], STIFTET, "prøve", "anna")
    (at_bs,) = krav(100, hos=kunde("0101700002"))
    out = BSOpkraevning.objects.create(
        nummer=1,
        exchange=Exchange.objects.create(
            interface="inka.bs-opkraevninger", key="x", direction="ud", state="bygget", created_by="a"
        ),
        kommune=KOMMUNE,
        pbs_nummer="09999999",
        debitorgruppe="00002",
        kunde="1",
        aftalenummer="000000001",
        debitor=at_bs.debitor,
        forfaldsdato=FORFALD,
        beloeb=100,
    )
    BSOpkraevningskrav.objects.create(opkraevning=out, regning=at_bs, beloeb=100)
    krav(100, hos=kunde("0101700003"), leveret_dag=None)
    handlinger.vaelg(krav(100, hos=kunde("0101700005"))[0].debitor, True, False, "Aftalt", "anna")
    krav(100, hos=kunde("0101700006", offentlig=True))
    krav(100, hos=kunde("0101700007", status=Status.DOED))
    krav(100, hos=kunde("0000004711"))
    krav(100, hos=kunde("0101700008"), art="dag")
    krav(100, hos=kunde("0101700009"), stiftet=dt.date(2025, 5, 2))
    krav(100, hos=kunde("0101700010"), stiftet=dt.date(2019, 4, 1), forfald=dt.date(2020, 6, 2))
    krav(100, hos=kunde("0101700011"), kommune="0956")
    krav(-100, hos=kunde("0101700012"))
    krav(50, hos=kunde("0101700004"), art="ukendt")
    exchange, built = byg()
    assert exchange is not None
    assert [line.split(";")[1] for line in linjer(exchange)] == ["0101700004"], "an art without a type of its own is its module's"
    found = {note for note in built.notes if "ikke med" in note}
    reasons = (
        *(
            "Afdragsordning",
            "Hos Betalingsservice",
            "Det vides ikke, om regningen er udsendt",
            "Kommunen inddriver selv hos debitoren",
        ),
        *("Offentlig debitor", "Debitor er død, og boet er ikke behandlet", "Debitor har hverken CPR- eller CVR-nummer"),
        *("Barnets CPR-nummer mangler", "Posteringsdatoen er efter forfaldsdatoen", "Forældet"),
    )
    assert found == {f"1 krav er ikke med: {reason}." for reason in reasons}


def test_an_art_without_a_type_is_listed() -> None:
    Fordringsart.objects.filter(art=MODUL).delete()
    krav(100, art="x")
    exchange, built = byg()
    assert exchange is None
    assert "Arten x har ingen fordringstype: 1 krav venter. Indlæs den med fordringsarter.csv." in built.notes


def test_a_dead_debtors_estate_and_a_firm() -> None:
    (one,) = krav(100, hos=kunde("0101700007", status=Status.DOED))
    krav(200, hos=kunde("0000004711", cvr="12345674"))
    handlinger.vaelg(one.debitor, False, True, "Boet er afsluttet", "anna")
    assert [line.split(";")[1] for line in linjer(udveksling())] == ["0101700007", "12345674"]


def test_a_bill_must_be_known_to_be_delivered() -> None:
    """An exchange that was taken tells it; a bank's answer tells it; else a person does, for a run or a bill."""
    (one,), (two,) = krav(100, leveret_dag=None), krav(200, leveret_dag=None)
    assert udeladt() == {"Det vides ikke, om regningen er udsendt"}
    sent = Exchange.objects.create(interface="tekn.renovation-prisme", key="k", direction="ud", state="afsendt", created_by="a")
    Regning.objects.filter(pk=one.pk).update(exchange=sent)
    assert udeladt() == {"Det vides ikke, om regningen er udsendt"}
    Exchange.objects.filter(pk=sent.pk).update(state="taget")
    leveret.bekraeft(two, STIFTET, "Set i e-Boks", "anna", STIFTET)
    leveret.bekraeft(two, STIFTET, "Set i e-Boks", "anna", STIFTET)
    assert [line.split(";")[7] for line in linjer(udveksling())] == ["1,00", "2,00"]


def test_handed_over_once_and_collected_nowhere_else() -> None:
    (one,) = krav(183000)
    exchange = udveksling()
    assert byg()[0] is None, "it is in a file"
    send(exchange)
    assert byg()[0] is None and fordring(one).vist == "Sendt"
    assert not _aabne(KOMMUNE).exists()
    with pytest.raises(ProblemsError) as caught:
        handlinger.igen(fordring(one), "anna")
    assert caught.value.problems.codes == {"IGEN_HOS"}


def test_taken_back_it_is_handed_over_anew_under_the_same_number() -> None:
    (one,) = krav(183000)
    first = udveksling()
    with klokken(NU):
        second, _ = outbound.supersede(first, catalogue.find(UD), {"kommune": KOMMUNE, "fil": "fordringer"}, "anna")
    assert second.files.get().name == "FORDRING-37AK-20250602-002.csv", "a name is used once"
    outbound.cancel(second, catalogue.find(UD), "bo", "prøve")
    assert tilstande() == ["kø"] and Fordring.objects.get().rest_hos == 0
    assert _aabne(KOMMUNE).get() == one
    third = udveksling()
    assert Fordring.objects.count() == 1
    assert linjer(third)[0].split(";")[6] == f"37-{one.nummer:010}"
    kinds = Fordringshaendelse.objects.order_by("pk").values_list("art", "beloeb")
    assert list(kinds) == [("overgivet", 183000), ("fortrudt", -183000)] * 2 + [("overgivet", 183000)]
    stemmer()


def test_two_people_and_no_second_sending() -> None:
    krav(183000)
    exchange = udveksling()
    with pytest.raises(TwoPeopleError):
        outbound.approve(exchange, "anna")
    send(exchange)
    with pytest.raises(leaving.MayNotLeaveError, match="nye fordringer"):
        delivery.put_back(exchange, "bo", "den kom ikke frem", attempts=exchange.attempts)


def test_what_changed_since_keeps_the_file_here() -> None:
    (one, two) = krav(183000, 100)
    exchange = udveksling()
    betal(("A1", 500, one.nummer), kilde=Kilde("bogh.fi", KOMMUNE))
    henstand.giv(two, dt.date(2025, 7, 1), "prøve", "anna")
    with klokken(NU), pytest.raises(leaving.MayNotLeaveError, match="1 krav er betalt eller ændret, og 1 har fået henstand"):
        outbound.approve(exchange, "bo")


def test_a_preview_keeps_nothing() -> None:
    krav(183000)
    with klokken(NU):
        outbound.preview(catalogue.find(UD), {"kommune": KOMMUNE, "fil": "fordringer"}, "anna")
    assert not Fordring.objects.exists() and not Fordringshaendelse.objects.exists()


def test_a_municipality_that_is_no_claimant() -> None:
    with pytest.raises(ProblemsError) as caught:
        byg(kommune="0956")
    assert caught.value.problems.codes == {"KOMMUNE_UDEN_FORDRINGSHAVER"}
    Systemkonstant.objects.filter(nummer="inddrivelse.fordringshavere").delete()
    with pytest.raises(ProblemsError) as caught:
        byg()
    assert caught.value.problems.codes == {"KONSTANT_MANGLER"}


def test_files_are_divided_at_the_limit_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    krav(*range(100, 110))
    format = registry.FORMATS["fordringer"]
    assert isinstance(format, DelimitedFormat)
    small = dataclasses.replace(format, most_bytes=2000)
    monkeypatch.setitem(registry.FORMATS, "fordringer", small)
    exchange = udveksling()
    names = list(exchange.files.order_by("number").values_list("name", flat=True))
    assert len(names) > 1 and names[:2] == ["FORDRING-37AK-20250602-001.csv", "FORDRING-37AK-20250602-001-2.csv"]
    sizes = [len(indhold(exchange, number)) for number in range(1, len(names) + 1)]
    assert max(sizes) <= 2000 and exchange.totals["fordringer"] == 10
