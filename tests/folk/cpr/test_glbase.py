"""Profile GLBASE: what stands in the register; a person without a 001 is replaced only in what came (cpr.md 7, point 5)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.folk.cpr.verden import DAGE, ET, TO, TRE, Post, anvend, fil, konstanter, lever, register, row, values
from tests.formats.composed_cpr import GLBASE_DAILY, G, every_field

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.cpr import glbase, p12170
from snitflade.folk.cpr.afbildning import Profilbillede
from snitflade.folk.models import Adresse, Barn, CprLeverance, Haendelse, Navn, Person
from snitflade.formats import cpr_glbase, cpr_p12170
from snitflade.formats.cpr_format import CprFormat
from snitflade.formats.problems import Problems


@pytest.fixture(autouse=True)
def profile(cpr: None) -> None:
    """The configured profile."""
    konstanter(profil="cpr-glbase")


def hoved(pnr: str, **more: str) -> Post:
    """A 001."""
    return Post(G, "001", {"pnr": pnr, "status": "05", "koen": "M", "foed_dt": "1960-01-01", **more})


def navn(pnr: str, efternavn: str) -> Post:
    """A name."""
    return Post(
        G, "020", {"pnr": pnr, "fornvn": "Prøve", "efternvn": efternavn, "slaegtnvn": "Ærø", "nvnhaenstart": "196000002000"}
    )


def bolig(pnr: str, bnr: str) -> Post:
    """An address."""
    return Post(G, "025", {"pnr": pnr, "komkod": "0956", "vejkod": "0123", "bnr": bnr, "tilflydto": "200501301299"})


def deliver(*posts: Post, dag: str = DAGE[1]) -> Exchange:
    """A delivery, applied."""
    return lever(fil(posts, dag=dag, format=G))


def test_the_printed_delivery_stands_in_the_register() -> None:
    exchange = lever(b"".join(post.text.encode("latin-1") + b"\r\n" for post in GLBASE_DAILY))
    et = row(ET)
    assert (et.status, et.foedselsdato, et.nummer_fra, et.mor, et.mor_navn) == (
        "05",
        dt.date(1960, 1, 1),
        "1968-04-02",
        "",
        "Prøve Mor",
    )
    assert (et.efternavn, et.soegenavn, et.foedested, et.foedested_myndighed) == ("Et", "ET PRØVE", "NUUK", "0909")
    assert (et.kommunekode, et.bnr, et.adressenoegle) == ("0956", "1456", "09560123__________1456")
    assert values(Navn, ET, "efternavn", "slaegtsnavn", "aktuel") == [("Et", "Ærø", True)]
    assert values(Barn, ET, "barn") == [(TO,)]
    assert values(Haendelse, ET, "kode") == [("A74",)]
    assert exchange.state == State.KARANTAENE, "nobody knows TO, and 035 alone says too little"
    assert "001" in exchange.quarantine.get().reason


def test_a_group_with_a_main_record_replaces_the_person() -> None:
    deliver(hoved(ET, stilling="FISKER"), navn(ET, "Et"), bolig(ET, "1"))
    deliver(hoved(ET), navn(ET, "Ny"), dag=DAGE[2])
    assert (row(ET).efternavn, row(ET).stilling, row(ET).bnr) == ("Ny", "", "")
    assert values(Adresse, ET, "bnr") == []


def test_a_group_without_one_replaces_what_came_and_says_so() -> None:
    old = Post(G, "021", {"pnr": ET, "efternvn": "Før", "nvnhaenslut": "196000002000"})
    moved = Post(G, "026", {"pnr": ET, "komkod": "0957", "tilflydto": "199001010000", "fraflydto": "200501301299"})
    deliver(hoved(ET, stilling="FISKER"), navn(ET, "Et"), old, bolig(ET, "1"), moved, Post(G, "045", {"pnr": ET, "pnrchild": TRE}))
    exchange = deliver(bolig(ET, "2"), dag=DAGE[2])
    et = row(ET)
    assert (et.efternavn, et.stilling, et.bnr, et.leveret) == ("Et", "FISKER", "2", dt.date(2026, 1, 16))
    assert values(Adresse, ET, "bnr", "aktuel") == [("", False), ("2", True)]
    assert values(Navn, ET, "efternavn") == [("Et",), ("Før",)]
    assert values(Barn, ET, "barn") == [(TRE,)]
    assert CprLeverance.objects.get(exchange=exchange).delvise == 1
    changed = exchange.cpr_leverance.advis.all()
    assert not changed, "no events, no notice"


def test_a_partial_name_with_fewer_parts_leaves_nothing_of_the_old_one() -> None:
    middle = Post(G, "020", {"pnr": ET, "fornvn": "Prøve", "melnvn": "Midt", "efternvn": "Et"})
    deliver(hoved(ET), middle)
    deliver(navn(ET, "Ny"), dag=DAGE[2])
    assert (row(ET).mellemnavn, row(ET).navn) == ("", "Prøve Ny")


def test_replaying_changes_nothing() -> None:
    exchange = deliver(hoved(ET), navn(ET, "Et"), hoved(TO), navn(TO, "To"))
    deliver(bolig(ET, "2"), dag=DAGE[2])
    before = register()
    Exchange.objects.filter(pk=exchange.pk).update(state=State.MODTAGET)
    anvend(exchange)
    assert register() == before
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("format", "billede"), [(cpr_p12170.FORMAT, p12170.BILLEDE), (cpr_glbase.FORMAT, glbase.BILLEDE)])
def test_every_record_type_becomes_something(format: CprFormat, billede: Profilbillede) -> None:
    """Each source of each rule works on a record that is full to the last character, and no record type is forgotten."""
    seen = {"000", "999", "910", "997", *billede.raa}
    data = fil(every_field(format.name), format=format.name)
    tables = format.read(data, Problems()).tables
    for key, sources in billede.person.items():
        seen.add(key)
        for name, source in sources.items():
            assert len(source(tables[key])) == 1
            assert source(tables[key])[0] not in ("", None), (key, name)
    for rule in (*billede.fakta, billede.haendelse):
        seen.add(rule.record)
        for name, source in rule.felter.items():
            assert source(tables[rule.record])[0] not in ("", None), (rule.record, name)
    assert seen & set(format.types) == set(format.types)
