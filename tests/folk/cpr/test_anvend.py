"""A delivery in the register: golden ones by hand, replacing whole, what is set aside, and every check of cpr.md 2.5."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.folk.cpr.verden import (
    DAGE,
    ET,
    GAMMEL,
    TO,
    TRE,
    P,
    Post,
    anvend,
    bolig,
    fil,
    konstanter,
    lever,
    modtag,
    person,
    put,
    register,
    row,
    values,
)
from tests.formats.composed_cpr import DAILY

from snitflade.exchange import quarantine
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import (
    Adresse,
    Barn,
    Beskyttelse,
    Civilstand,
    CprLeverance,
    CprSvar,
    Haendelse,
    Navn,
    Person,
    PersonVersion,
    TidligereNummer,
    UkendtRecord,
)

pytestmark = pytest.mark.usefixtures("cpr")


def codes(exchange: Exchange) -> set[str]:
    return set(exchange.problems.values_list("code", flat=True))


def daily() -> bytes:
    return b"".join(post.text.encode("latin-1") + b"\r\n" for post in DAILY)


def test_the_printed_delivery_stands_in_the_register() -> None:
    exchange = lever(daily())
    assert exchange.state == State.ANVENDT
    et, to, gammel, tre = row(ET), row(TO), row(GAMMEL), row(TRE)
    assert (et.status, et.koen, et.foedselsdato, et.nummer_fra) == ("05", "M", dt.date(1960, 1, 1), "1968-04-02")
    assert (et.fornavn, et.mellemnavn, et.efternavn, et.adresseringsnavn) == ("Prøve Åse", "", "Et", "Et,Prøve Åse")
    assert (et.kommunekode, et.vejkode, et.husnr, et.bnr, et.tilflyttet) == ("0956", "0123", "012A", "1456", "200501301200")
    assert (et.postnr, et.postdistrikt, et.stilling, et.soegenavn) == ("3900", "Nuuk", "FISKER", "ET PRØVE ÅSE")
    assert (et.adressebeskyttet, et.beskyttelser) == (True, "0001")
    assert (et.civilstand, et.aegtefaelle, et.leveret) == ("G", TO, dt.date(2026, 1, 15))
    assert (to.foedselsdato_usikker, to.mor, to.mor_navn, to.far, to.adresselinje) == (True, "", "Prøve Mor", "", "Qullilerfik 2")
    assert (gammel.status, gammel.gaeldende, gammel.status_fra) == ("60", TO, "199912311530")
    assert (tre.status, tre.navn, tre.leveret) == ("99", "", None)
    assert values(Adresse, ET, "aktuel", "annkor", "kommunekode", "fra", "til") == [
        (False, "A", "0901", "196000000099", "200501301200"),
        (True, "", "0956", "200501301200", ""),
    ]
    assert values(Navn, ET, "aktuel", "efternavn", "fra") == [(True, "Et", "196000002000")]
    assert values(Beskyttelse, ET, "type", "fra") == [("0001", "2020-02-29")]
    assert values(Civilstand, ET, "civilstand", "aegtefaelle", "fra") == [("G", TO, "198506291299")]
    assert values(Barn, TO, "barn") == [(TRE,)]
    assert values(TidligereNummer, TO, "nummer", "fra", "til") == [(GAMMEL, "1971-02-14", "1999-12-31")]
    assert values(Haendelse, TO, "kode", "afledt", "tidspunkt") == [("K74", "ÆG", "")]
    assert list(CprSvar.objects.order_by("type").values_list("type", "personnummer", "fejlnr", "nglkonst")) == [
        ("910", TRE, "0042", ""),
        ("997", TRE, "", "REF-1"),
    ]
    delivered = CprLeverance.objects.get()
    assert (delivered.nye, delivered.aendrede, delivered.foerste, delivered.brud, delivered.faerdig) == (3, 0, True, False, True)
    assert "Fejl fra CPR (910): 1" in delivered.statusbrev
    assert exchange.totals == {"personer": 3, "til side": 0, "records": 21, "svar 910": 1, "svar 997": 1}


def test_a_persons_data_are_replaced_whole() -> None:
    move = Post(P, "023", {"pnr": ET, "komkod": "0957", "vejkod": "0001", "tilflydto": "199001010000", "fraflydto": "200501301200"})
    protected = Post(P, "004", {"pnr": ET, "beskyttype": "0001", "start_dt_beskyttelse": "2020-02-29"})
    lever(fil(person(ET, bolig(ET), move, protected, navn="Gammel"), person(TO)))
    id = row(ET).pk
    lever(fil(person(ET, bolig(ET, "034"), navn="Ny", events=["A13"]), dag=DAGE[2]))
    et = row(ET)
    assert (et.pk, et.efternavn, et.husnr, et.adressebeskyttet, et.beskyttelser) == (id, "Ny", "034", False, "")
    assert values(Adresse, ET, "husnr") == [("034",)]
    assert values(Navn, ET, "efternavn") == [("Ny",)]
    assert not values(Beskyttelse, ET, "type")
    assert row(TO).leveret == dt.date(2026, 1, 15), "who is not in the file is unchanged"
    assert values(Haendelse, ET, "kode") == [("A01",), ("A13",)], "events add up"
    assert PersonVersion.objects.filter(person=et).count() == 2


def test_a_deletion_date_ends_no_protection() -> None:
    post = Post(P, "004", {"pnr": ET, "beskyttype": "0001", "slet_dt_beskyttelse": "2021-01-01"})
    lever(fil(person(ET, post)))
    assert row(ET).adressebeskyttet


def test_a_delivered_child_is_no_longer_unknown_and_stays_the_same_row() -> None:
    lever(fil(person(TO, Post(P, "014", {"pnr": TO, "pnr_barn": TRE}))))
    unknown = row(TRE)
    lever(fil(person(TRE, navn="Barn"), dag=DAGE[2]))
    assert (row(TRE).pk, row(TRE).status, row(TRE).efternavn) == (unknown.pk, "05", "Barn")
    lever(fil(person(TO, Post(P, "014", {"pnr": TO, "pnr_barn": TRE})), dag=DAGE[3]))
    assert row(TRE).status == "05"


def test_a_change_of_number_is_linked_and_undone() -> None:
    former = Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL, "start_dt_person": "1971-02-14"})
    lever(fil(person(TO, former), person(GAMMEL, pnrgaeld=TO, status="60", events=["P03"])))
    assert row(GAMMEL).gaeldende == TO
    lever(fil(person(TO), person(GAMMEL, events=["P42"]), dag=DAGE[2]))
    assert (row(GAMMEL).gaeldende, values(TidligereNummer, TO, "nummer")) == ("", [])


def test_unknown_records_and_codes_are_kept() -> None:
    more = [Post(P, raw=f"777{ET}NY RECORDTYPE"), Post(P, "050", {"pnr": ET, "ukendt": "ADVARSEL"})]
    exchange = lever(fil(person(ET, *more, events=["Z99"])))
    assert exchange.state == State.ANVENDT
    assert "CPR_RECORD_UKENDT" in codes(exchange)
    assert [raw.rstrip() for _, raw in values(UkendtRecord, ET, "type", "raa")] == [f"050{ET}ADVARSEL", f"777{ET}NY RECORDTYPE"]
    assert values(Haendelse, ET, "kode") == [("Z99",)]


# Set aside


def test_a_bad_person_is_set_aside_whole_and_the_rest_is_applied() -> None:
    bad = person(ET)
    bad[1] = put(bad[1], 4, ET)
    bad[0] = put(bad[0], 40, "1960-02-30")
    exchange = lever(fil(bad, person(TO)))
    assert exchange.state == State.KARANTAENE
    entry = exchange.quarantine.get()
    assert entry.numbers == (2, 3, 4, 5)
    assert ET not in entry.key
    assert entry.reason.startswith("Linje 2: «1960-02-30» er hverken en dato")
    assert not Person.objects.filter(personnummer=ET).exists()
    assert row(TO).efternavn == "Person"


def test_a_corrected_person_is_applied_and_nobody_else_twice() -> None:
    bad = person(ET, navn="Rettet")
    right = bad[0].text
    bad[0] = put(bad[0], 40, "1960-02-30")
    answer = Post(P, "910", {"sortfelt_10": TRE, "inddata": f"06123400OP{TRE}", "fejlnr": "0042"})
    exchange = lever(fil(bad, person(TO), [answer]))
    entry = exchange.quarantine.get()
    text = "\n".join([right, *(post.text for post in bad[1:])])
    quarantine.correct(exchange, entry.line, text, "anna")
    anvend(exchange)
    assert exchange.state == State.ANVENDT
    assert row(ET).efternavn == "Rettet"
    assert CprLeverance.objects.get().nye == 1
    assert CprSvar.objects.count() == 1
    assert values(Haendelse, TO, "kode") == [("A01",)]
    assert PersonVersion.objects.count() == 2


def test_a_name_that_comes_twice_is_not_chosen_between() -> None:
    twice = Post(P, "008", {"pnr": ET, "fornvn": "Prøve", "efternvn": "Anden"})
    exchange = lever(fil(person(ET, twice), person(TO)))
    assert exchange.state == State.KARANTAENE
    assert "008" in exchange.quarantine.get().reason
    assert not Person.objects.filter(personnummer=ET).exists()


def test_too_many_bad_persons_refuse_the_file() -> None:
    konstanter(fejl_altid="1")
    bad = [[put(posts[0], 40, "1960-02-30"), *posts[1:]] for posts in (person(ET), person(TO))]
    exchange = lever(fil(*bad, person(TRE)))
    assert exchange.state == State.AFVIST
    assert "CPR_FOR_MANGE_FEJL" in codes(exchange)
    assert not Person.objects.exists()
    assert not CprLeverance.objects.exists()


@pytest.mark.parametrize("newline", [b"", b"\n", b"\r\n"])
def test_a_person_is_set_aside_and_corrected_in_every_packing(newline: bytes) -> None:
    bad = person(ET, navn="Rettet")
    right = [post.text for post in bad]
    bad[0] = put(bad[0], 40, "1960-02-30")
    exchange = lever(fil(person(TO), bad, person(TRE)).replace(b"\r\n", newline))
    entry = exchange.quarantine.get()
    assert quarantine.text(entry).split("\n") == [post.text for post in bad]
    quarantine.correct(exchange, entry.line, "\n".join(right), "anna")
    anvend(exchange)
    assert (exchange.state, row(ET).efternavn) == (State.ANVENDT, "Rettet")


# The checks of cpr.md 2.5


def test_a_file_without_its_start_or_end_is_refused() -> None:
    whole = fil(person(ET))
    lines = whole.splitlines(keepends=True)
    for data in (b"".join(lines[1:]), b"".join(lines[:-1]), b"".join([*lines[:3], *lines[4:]]), b"".join([*lines, lines[-1]])):
        assert lever(data).state == State.AFVIST
    assert not Person.objects.exists()
    assert lever(whole).state == State.ANVENDT


def test_another_task_is_refused() -> None:
    exchange = lever(fil(person(ET), opgavenr="654321"))
    assert (exchange.state, codes(exchange)) == (State.AFVIST, {"CPR_NAVN", "CPR_FREMMED_OPGAVE"})
    konstanter(opgavenr="123456,654321")
    assert lever(fil(person(TO), opgavenr="654321"), "d260115.l654321").state == State.ANVENDT


def test_another_profile_is_refused() -> None:
    konstanter(profil="cpr-glbase")
    exchange = lever(fil(person(ET)))
    assert (exchange.state, "CPR_FORKERT_PROFIL" in codes(exchange)) == (State.AFVIST, True)


def test_a_number_that_is_not_ten_digits_sets_its_line_aside_and_whom_it_may_be_about() -> None:
    bad = person(ET)
    right = bad[2].text
    bad[2] = put(bad[2], 4, "61016X0001")
    exchange = lever(fil(person(TO), bad, person(TRE)))
    assert exchange.state == State.KARANTAENE
    assert sorted(entry.numbers for entry in exchange.quarantine.all()) == [(6, 7, 9), (8,)]
    assert set(Person.objects.values_list("personnummer", flat=True)) == {TO, TRE}
    quarantine.correct(exchange, 8, right, "anna")
    anvend(exchange)
    assert (exchange.state, values(Haendelse, ET, "kode")) == (State.ANVENDT, [("A01",)])


def test_nothing_that_is_applied_again_changes_anything() -> None:
    exchange = lever(fil(person(ET, bolig(ET)), person(TO)))
    before = register()
    assert lever(fil(person(ET, bolig(ET)), person(TO)), "d260115.l123456-igen").pk == exchange.pk
    assert register() == before
    assert modtag(fil(person(ET, bolig(ET)), person(TO))).pk == exchange.pk


def test_an_empty_delivery_is_a_link_of_the_chain() -> None:
    assert lever(fil()).state == State.ANVENDT
    assert lever(fil(person(ET), dag=DAGE[2])).state == State.ANVENDT
