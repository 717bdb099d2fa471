"""What other modules ask of the register, and that every question leaves a trace."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.folk.cpr.verden import DAGE, ET, GAMMEL, TO, TRE, P, Post, bolig, fil, lever, person, row

from snitflade.folk import beskyttelse, personopslag
from snitflade.folk.gaeldende import gaeldende, gaeldende_numre
from snitflade.folk.models import Folkekirkeforhold, Opslag
from snitflade.folk.personopslag import Foraeldre, Indehaver, Spoerger

pytestmark = pytest.mark.usefixtures("cpr")
ANNA = Spoerger("anna", "prøve", "sag 1")
DAG = dt.date(2026, 1, 15)


def before(pnr: str, husnr: str, fra: str, til: str, annkor: str = "") -> Post:
    """An earlier address."""
    codes = {"komkod": "0958", "vejkod": "0082", "husnr": husnr, "sidedoer": "0002"}
    return Post(P, "023", {"pnr": pnr, "annkor": annkor, **codes, "tilflydto": fra, "fraflydto": til})


def looked_up() -> list[int | None]:
    """Whom the log names, the last look-up's first."""
    return list(Opslag.objects.filter(af="anna", via="prøve").order_by("id").values_list("nummer", flat=True))


def test_an_old_number_leads_to_the_valid_one_and_the_look_up_is_logged() -> None:
    former = Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL})
    lever(fil(person(TO, former)))
    found = personopslag.person(GAMMEL, ANNA)
    assert found == row(TO)
    assert looked_up() == [row(TO).pk]
    assert personopslag.person(TRE, ANNA) is None
    assert looked_up() == [row(TO).pk, None]
    assert personopslag.personer([GAMMEL, TO, TRE], ANNA) == {GAMMEL: row(TO), TO: row(TO)}
    assert Opslag.objects.get(register="folk.liste").formaal == "sag 1 (2 personer)"


def test_a_former_number_delivered_earlier_still_leads_on_and_one_delivered_later_does_not() -> None:
    lever(fil(person(GAMMEL)))
    lever(fil(person(TO, Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL})), dag=DAGE[2]))
    assert gaeldende(GAMMEL) == TO
    lever(fil(person(GAMMEL, events=["P42"]), dag=DAGE[3]))
    assert gaeldende(GAMMEL) == GAMMEL


def test_numbers_that_name_each_other_come_to_an_end() -> None:
    lever(fil(person(ET, pnrgaeld=TO, status="60"), person(TO, pnrgaeld=ET, status="60")))
    assert set(gaeldende_numre([ET, TO]).values()) <= {ET, TO}


def test_the_address_on_a_day() -> None:
    moves = [before(ET, "001", "199000002000", "200001011200"), before(ET, "002", "200001011200", "200501301200")]
    wrong = before(ET, "009", "200001011300", "202001011200", "A")
    lever(fil(person(ET, bolig(ET, "034"), *moves, wrong)))
    for day, husnr, kommune in (
        (dt.date(1990, 6, 1), "001", "0958"),
        (dt.date(1999, 12, 31), "001", "0958"),
        (dt.date(2000, 1, 1), "002", "0958"),
        (dt.date(2005, 1, 30), "034", "0956"),
        (DAG, "034", "0956"),
    ):
        found = personopslag.adresse(ET, day, ANNA)
        assert found is not None
        assert (found.husnr, personopslag.kommune(ET, day, ANNA)) == (husnr, kommune)
        assert personopslag.kommuner([ET, TO], day, ANNA) == {ET: kommune}
    assert personopslag.adresse(ET, dt.date(1989, 12, 31), ANNA) is None
    assert personopslag.kommune(ET, dt.date(1989, 12, 31), ANNA) == ""


def test_a_person_on_a_day() -> None:
    before_name = Post(P, "026", {"pnr": ET, "efternvn": "Før", "nvnhaenstart": "196001010000", "nvnhaenslut": "201005051200"})
    wrong = Post(P, "026", {"pnr": ET, "annkor": "K", "efternvn": "Fejl", "nvnhaenstart": "197001010000"})
    civil = Post(P, "012", {"pnr": ET, "civst": "G", "haenstart_civilstand": "198506291299"})
    abroad = Post(P, "024", {"pnr": ET, "udr_landekod": "5120", "udrdto": "200101010000", "indrdto": "200201010000"})
    posts = person(ET, before_name, wrong, civil, abroad)
    posts[1] = Post(P, "008", {"pnr": ET, "efternvn": "Nu", "nvnhaenstart": "201005051200"})
    lever(fil(posts))
    early = personopslag.tilstand(ET, dt.date(1980, 1, 1), ANNA)
    assert early is not None
    assert early.navn is not None
    assert (early.navn.efternavn, early.civilstand, early.udrejse) == ("Før", None, None)
    away = personopslag.tilstand(ET, dt.date(2001, 6, 1), ANNA)
    assert away is not None
    assert away.udrejse is not None
    assert away.civilstand is not None
    assert (away.udrejse.udrejst_land, away.civilstand.civilstand) == ("5120", "G")
    late = personopslag.tilstand(ET, DAG, ANNA)
    assert late is not None
    assert late.navn is not None
    assert (late.navn.efternavn, late.udrejse) == ("Nu", None)
    assert personopslag.tilstand(TRE, DAG, ANNA) is None
    assert looked_up() == [row(ET).pk] * 3 + [None]


def test_days_and_moments_are_told_apart() -> None:
    former = Post(P, "028", {"pnr": ET, "fkirk": "U", "start_dt_folkekirke": "2026-01-02", "slut_dt_folkekirke": "2026-02-01"})
    now = Post(P, "011", {"pnr": ET, "fkirk": "F", "start_dt_folkekirke": "2026-02-01"})
    lever(fil(person(ET, former, now)))
    for day, codes in ((dt.date(2026, 1, 1), []), (DAG, ["U"]), (dt.date(2026, 2, 1), ["F"])):
        found = Folkekirkeforhold.objects.paa(personopslag.oejeblik(day))
        assert [one.folkekirke for one in found] == codes


def test_the_household_on_a_day() -> None:
    moved = before(TRE, "012", "200001011200", "202601101200")
    lever(fil(person(ET, bolig(ET)), person(TO, bolig(TO)), person(TRE, bolig(TRE, "034", tilflydto="202601101200"), moved)))
    assert {one.personnummer for one in personopslag.husstand(ET, DAG, ANNA)} == {ET, TO}
    assert looked_up() == [row(ET).pk, row(TO).pk]
    key = row(ET).adressenoegle
    assert {one.personnummer for one in personopslag.beboere(key, DAG, ANNA)} == {ET, TO}
    assert [one.personnummer for one in personopslag.husstand(TRE, DAG, ANNA)] == [TRE]
    assert personopslag.husstand(GAMMEL, DAG, ANNA) == []


def test_children_parents_and_custody() -> None:
    child = [
        Post(P, "015", {"pnr": TRE, "pnrmor": GAMMEL, "pnrfar": "0" * 10, "farnvn": "Prøve Far"}),
        Post(P, "016", {"pnr": TRE, "reltyp_foraeldremyn": "0003", "start_dt_foraeldremyn": "2010-01-01"}),
        Post(P, "016", {"pnr": TRE, "reltyp_foraeldremyn": "0005", "relpnr": ET, "start_dt_foraeldremyn": "2011-01-01"}),
    ]
    mother = [Post(P, "014", {"pnr": TO, "pnr_barn": TRE}), Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL})]
    lever(fil(person(TRE, *child, foed_dt="2010-01-01"), person(TO, *mother), person(ET)))
    assert personopslag.boern(TO, ANNA) == [row(TRE)]
    assert personopslag.boern(GAMMEL, ANNA) == [row(TRE)]
    assert personopslag.boern(ET, ANNA) == []
    assert personopslag.foraeldre(TRE, ANNA) == Foraeldre(TO, "", "", "Prøve Far")
    assert personopslag.foraeldremyndighed(TRE, ANNA) == [
        Indehaver("0003", TO, "2010-01-01"),
        Indehaver("0005", ET, "2011-01-01"),
    ]
    assert None not in looked_up()


def test_protection_is_known_under_every_number() -> None:
    protected = Post(P, "004", {"pnr": TO, "beskyttype": "0001"})
    listed = Post(P, "004", {"pnr": ET, "beskyttype": "0003"})
    lever(fil(person(TO, protected, Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL})), person(ET, listed)))
    assert beskyttelse.beskyttede([ET, TO, TRE, GAMMEL, ""]) == {TO, GAMMEL}
    assert beskyttelse.beskyttet(GAMMEL)
    assert not beskyttelse.beskyttet(ET)
    lever(fil(person(TO), dag=DAGE[2]))
    assert not beskyttelse.beskyttede([TO, GAMMEL])
