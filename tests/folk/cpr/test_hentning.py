"""Row 9 as it runs: deliveries fetched from a simulated CPR over SFTP, applied in their order, and nothing taken away there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.folk.cpr.verden import konstanter

from snitflade.exchange import catalogue, collecting, configuration, waiting
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import due_between
from snitflade.exchange.states import State
from snitflade.folk.models import Advis, CprLeverance, Person
from snitflade.partners.cpr import USER, Borger, CprPartner

ROW = "folk.cpr-ajourfoering"


@pytest.fixture
def partner(cpr: Path) -> Iterator[CprPartner]:
    """CPR, and the connection to it."""
    with CprPartner(cpr.parent / "cpr", "proeve") as running:
        cpr.mkdir(exist_ok=True)
        secret = cpr / "kode"
        secret.write_text("proeve")
        secret.chmod(0o600)
        (cpr / "forbindelser.toml").write_text(
            f"""[forbindelser.cpr]
type = "sftp"
host = "127.0.0.1"
port = {running.port}
user = "{USER}"
password = "secret://file{secret}"
host_keys = ["{running.host_key}"]
inbox = "/"
pattern = "[dD]*.[lLoO]*"
ignored = ["*.tmp", "*.metadata"]

[snitflader."{ROW}"]
ind = "cpr"
"""
        )
        konstanter(start="2026-01-14")
        yield running


def collect() -> list[Exchange]:
    """What the worker does when it is time to look."""
    return collecting.collect(catalogue.find(ROW), configuration.transport(ROW, "ind"), "system")


def apply_all() -> None:
    """What the worker does with what came."""
    while waiting.apply_next(catalogue.find(ROW), "system"):
        pass


def test_two_nights_over_sftp(partner: CprPartner) -> None:
    people = [Borger(number, beskyttet=number == 3) for number in range(20)]
    first = partner.deliver(people, dt.date(2026, 1, 14))
    second = partner.deliver([Borger(3, efternavn="Ny", haendelse="A13")], dt.date(2026, 1, 15))
    assert sorted(file.files.get().name for file in collect()) == [first, second]
    apply_all()
    assert set(Exchange.objects.values_list("state", flat=True)) == {State.ANVENDT}
    assert Person.objects.count() == 20
    assert [one.brud for one in CprLeverance.objects.all()] == [False, False]
    told = Advis.objects.get()
    assert (told.person.personnummer, told.ny, told.haendelser) == (people[3].personnummer, False, "A13")
    assert ["efternavn", "Person", "Ny"] in told.aendringer
    assert ["adressebeskyttet", True, False] in told.aendringer
    assert collect() == [], "known files are left alone"
    assert len(list(partner.area(USER).glob("d*"))) == 4, "nothing is taken away at CPR"


def test_a_file_half_uploaded_is_refused_and_the_whole_one_applied(partner: CprPartner) -> None:
    name = partner.deliver([Borger(1)], dt.date(2026, 1, 14))
    path = partner.area(USER) / name
    whole = path.read_bytes()
    path.write_bytes(whole[:500])
    collect()
    apply_all()
    assert Exchange.objects.get().state == State.AFVIST
    path.write_bytes(whole)
    collect()
    apply_all()
    assert Person.objects.count() == 1


def test_when_to_look_and_when_a_delivery_is_missed() -> None:
    interface = catalogue.find(ROW)
    assert interface.poll is not None
    since, until = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC), dt.datetime(2026, 4, 8, 12, tzinfo=dt.UTC)
    looks = due_between(interface.poll, since, since + dt.timedelta(days=1))
    assert (len(looks), looks[0].isoformat(), looks[-1].isoformat()) == (
        19,
        "2026-04-01T19:00:00+00:00",
        "2026-04-02T04:00:00+00:00",
    )
    due = [moment.date().isoformat() for moment in due_between(interface.schedule, since, until)]
    assert due == ["2026-04-01", "2026-04-07"], "none on Maundy Thursday, Good Friday and Easter Monday"
