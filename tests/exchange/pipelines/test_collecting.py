"""Collecting: committed before the partner is told, every file its own, nothing fetched in vain and nothing left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.exchange.pipelines.steps import events, wrong
from tests.pipelines import layout
from tests.pipelines.interfaces import IND

from snitflade.exchange import blobs, catalogue, inbound, packing
from snitflade.exchange.collecting import UnsettledError, collect
from snitflade.exchange.models import AuditEvent, Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import IngenForbindelse, MailAfvist, NogetUhentet, Uhentet
from snitflade.exchange.transports.port import Incoming, Listed, Skip, Transport

pytestmark = pytest.mark.usefixtures("declared")


def data(number: int) -> bytes:
    return layout.file_of([(f"{number:010}", number)])


@dataclass
class Inbox(Transport):
    """A partner that keeps its files, or lets go of those it is told about."""

    files: dict[str, bytes] = field(default_factory=dict)
    changed: str = "kl. 8"
    keeps: bool = False
    refused: dict[str, bytes] = field(default_factory=dict)
    """What it does not take, by name."""
    away: set[str] = field(default_factory=set)
    """What cannot be fetched."""
    deaf: bool = False
    did: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return "indbakken"

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        missed = [Uhentet(name=name, place=self.place, reason="linjen røg") for name in self.away]
        for name, content in sorted({**self.files, **self.refused}.items()):
            if skip and skip(Listed(name, f"/ud/{name}", len(content), self.changed)):
                continue
            self.did.append(f"hent {name}")
            incoming = Incoming(name, content, f"/ud/{name}")
            if name in self.refused:
                reason = MailAfvist(sender="x@y", place=self.place, reason="ukendt afsender")
                missed.append(Uhentet(name=name, place=self.place, reason=reason, incoming=incoming))
            else:
                yield incoming
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def settle(self, incoming: Incoming) -> None:
        assert Exchange.objects.filter(key=incoming.sha256).exists()
        if self.deaf:
            raise IngenForbindelse(place=self.place, reason="stille")
        self.did.append(f"meld {incoming.name}")
        if not self.keeps:
            self.files.pop(incoming.name)

    def refuse(self, incoming: Incoming) -> None:
        self.did.append(f"afvis {incoming.name}")


def take(inbox: Inbox) -> list[bytes]:
    """Collect; gives the bytes of what is new."""
    return [blobs.get(exchange.files.get().blob) for exchange in collect(catalogue.find(IND), inbox, "system")]


def test_what_lies_there_comes_in_once_and_the_partner_is_told() -> None:
    inbox = Inbox({"a": data(1), "b": data(2)})
    assert take(inbox) == [data(1), data(2)]
    assert inbox.did == ["hent a", "meld a", "hent b", "meld b"]
    assert take(inbox) == []
    assert list(wrong()) == []


def test_what_a_partner_keeps_is_not_fetched_again() -> None:
    inbox = Inbox({"a": data(1)}, keeps=True)
    take(inbox)
    inbox.did.clear()
    assert take(inbox) == []
    assert inbox.did == []


@pytest.mark.parametrize("keeps", [True, False])
def test_a_new_file_under_an_old_name_is_a_new_file(keeps: bool) -> None:
    inbox = Inbox({"a": data(1)}, keeps=keeps)
    take(inbox)
    inbox.files["a"], inbox.changed = data(2), "kl. 9"
    assert take(inbox) == [data(2)]
    assert Exchange.objects.count() == 2


def test_an_old_file_under_a_new_name_is_no_new_exchange() -> None:
    inbox = Inbox({"a": data(1)}, keeps=True)
    take(inbox)
    inbox.files["b"] = data(1)
    assert take(inbox) == []
    assert list(Exchange.objects.get().arrivals.values_list("name", flat=True)) == ["a", "b"]


def test_a_partner_that_was_not_told_is_told_the_next_time() -> None:
    inbox = Inbox({"a": data(1), "b": data(2)}, deaf=True)
    with pytest.raises(UnsettledError, match=r"Filer fra indbakken er modtaget .2., men det kunne ikke meldes tilbage"):
        take(inbox)
    assert Exchange.objects.count() == 2, "the second came although the first could not be told"
    inbox.deaf = False
    assert take(inbox) == []
    assert inbox.files == {}
    for exchange in Exchange.objects.all():
        assert events(exchange) == ["modtaget"], "it has arrived once"
        assert exchange.arrivals.get().settled_at is not None


def test_a_crash_before_the_partner_is_told_is_made_good() -> None:
    inbox = Inbox({"a": data(1)}, keeps=True)
    inbound.receive(catalogue.find(IND), "a", data(1), "system", origin="/ud/a", mark=f"{len(data(1))} kl. 8")
    assert take(inbox) == []
    assert inbox.did == ["hent a", "meld a"]
    assert Exchange.objects.get().arrivals.get().settled_at is not None


def test_one_file_that_cannot_be_fetched_does_not_stop_the_others() -> None:
    inbox = Inbox({"a": data(1), "b": data(2)}, away={"c"})
    with pytest.raises(NogetUhentet, match="c hos indbakken"):
        take(inbox)
    assert Exchange.objects.count() == 2


def test_what_the_transport_does_not_take_is_kept_as_refused() -> None:
    inbox = Inbox({"a": data(1)}, refused={"mail.eml": b"From: x@y\r\n\r\nhej"}, keeps=True)
    assert take(inbox) == [data(1)]
    refused = Exchange.objects.get(state=State.AFVIST)
    assert blobs.get(refused.files.get().blob) == b"From: x@y\r\n\r\nhej"
    assert "ukendt afsender" in refused.problems.get().message
    assert inbox.did == ["hent a", "meld a", "hent mail.eml", "afvis mail.eml"]
    take(inbox)
    assert inbox.did[4:] == [], "nor is it fetched again"
    assert events(refused) == ["modtaget", "afvist"]
    assert list(wrong()) == []


def test_a_full_disk_stops_before_the_partner_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    inbox = Inbox({"a": data(1)})
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(packing, "write_file", full)
        take(inbox)
    assert not Exchange.objects.exists()
    assert take(inbox) == [data(1)]


class Raekker(Inbox):
    """A database: it has no list, and its rows are read anew each time."""

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        return super().collect()


def test_what_has_no_list_is_read_anew_and_only_what_is_new_comes_in() -> None:
    inbox = Raekker({"rækker": data(1)}, keeps=True)
    assert take(inbox) == [data(1)]
    before = AuditEvent.objects.count()
    assert take(inbox) == []
    assert AuditEvent.objects.count() == before, "what was there before is nothing that happened"
    inbox.files["rækker"] = data(2)
    assert take(inbox) == [data(2)]
    assert list(wrong()) == []


def test_rows_that_change_back_to_what_they_once_were_come_in_anew() -> None:
    inbox = Raekker(keeps=True)
    came = []
    for number in (1, 2, 1, 1, 2, 1):
        inbox.files["rækker"] = data(number)
        came.append(take(inbox))
    assert came == [[data(1)], [data(2)], [data(1)], [], [data(2)], [data(1)]]
    assert Exchange.objects.count() == 5
    for exchange in Exchange.objects.order_by("pk"):
        inbound.apply(exchange, catalogue.find(IND), "system")
    assert list(wrong()) == []


def test_rows_kept_before_a_crash_are_not_kept_twice() -> None:
    inbox = Raekker({"rækker": data(1)}, keeps=True, deaf=True)
    with pytest.raises(UnsettledError):
        take(inbox)
    inbox.deaf = False
    assert take(inbox) == []
    assert Exchange.objects.get().arrivals.exclude(settled_at=None).count() == 1
