"""The municipality under load: that of the soaked year, with two quarters behind it, and the running partners of its rows.

Each row is what it is there (``tests/soak/raekker``): the same master data, the same partners' files, the same steps of operators.
What a person carries to or from a partner's site goes by a folder here, so that the worker does all of it.
"""

from __future__ import annotations

import datetime as dt
import json
import pickle
import random
import struct
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bench.load_calls import ACCESS, SBSYS

if TYPE_CHECKING:
    from tests.soak.boeger import Boeger
    from tests.soak.kalender import Scene
    from tests.soak.operatoer import Trin
    from tests.soak.side import Side

    from bench.load_calls import Caller
    from bench.load_home import Home
    from snitflade.exchange.models import Exchange
    from snitflade.partners.run import Partners

LIVED = (dt.date(2026, 7, 13), dt.date(2026, 10, 12))
"""The days on which the template's quarters are lived: all that an operator and a partner do in one, on one day."""
WAVES = (dt.date(2027, 1, 11), dt.date(2027, 4, 12))
"""The days of the load: everything at once on the first, one after another on the second."""
MORNING = dt.time(12, tzinfo=dt.UTC)
SEED = 861
MEMORY = "partnere.pickle"
PORTS = ("prisme", "cpr", "smtp", "imap", "http", "gar", "incasso", "etax", "control")


def clock(home: Path) -> Path:
    """The file of the clock that all homes beside each other live by."""
    return home.parent / "ur"


def set_clock(home: Path, moment: dt.datetime | None) -> None:
    """Let it be `moment` in all homes, or let the clock be the machine's own again. It may go back only while nothing runs."""
    offset = moment.timestamp() - time.clock_gettime(time.CLOCK_REALTIME) if moment else 0.0
    with clock(home).open("r+b") as file:
        file.write(struct.pack("d", offset))


@contextmanager
def partners(home: Home) -> Iterator[Partners]:
    """The partners of an installation, running; they remember what they knew when they were stopped."""
    from tests.soak import forbindelser
    from tests.soak.raekker import lon

    from snitflade.exchange import configuration
    from snitflade.partners.run import Partners, PartnersConfig

    ports: dict[str, Any] = {f"{name}_port": 0 for name in PORTS}
    config = PartnersConfig(home.path / "partnere", mailboxes=forbindelser.ADRESSER, prisme_after=0.3, **ports)
    memory = home.path / MEMORY
    with Partners(config) as running:
        if memory.exists():
            running.incasso.books, running.etax.personer = pickle.loads(memory.read_bytes())  # noqa: S301 (our own)
        (running.cpr.area("cpr-udtraek") / "abonnement").mkdir(exist_ok=True)
        forbindelser.vaegt(config.home).mkdir(exist_ok=True)
        if not forbindelser.loensystem(config.home).exists():
            lon.opret(forbindelser.loensystem(config.home))
        for box, _, _ in forbindelser.KASSER.values():
            for name in ("Hentet", "Afvist"):
                running.store.folder(box, name)
        configuration.path().write_text(_connections(home, forbindelser.skriv(running)), encoding="utf-8")
        yield running
        memory.write_bytes(pickle.dumps((running.incasso.books, running.etax.personer)))


def _connections(home: Home, written: str) -> str:
    """``forbindelser.toml``: the soak's, and a folder for each way that has none there."""
    from snitflade.exchange import catalogue

    tables = tomllib.loads(written)
    for interface in catalogue.declared():
        if interface.row.nr is None:
            continue
        ways = (["ind"] if interface.apply and not interface.fetch else []) + (list(interface.formats) if interface.build else [])
        ind, ud = inbox(home, interface.id), home.path / "ud" / interface.id
        mine: dict[str, str] = tables["snitflader"].setdefault(interface.id, {})
        if missing := [way for way in ways if way not in mine]:
            for folder in (ind, ud):
                folder.mkdir(parents=True, exist_ok=True)
            mine |= dict.fromkeys(missing, interface.id)
            tables["forbindelser"][interface.id] = {"type": "mappe", "inbox": str(ind), "outbox": str(ud), "quiet": 0.0}
    lines: list[str] = []
    for section, entries in tables.items():
        for name, entry in entries.items():
            lines += [
                f'[{section}."{name}"]',
                *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()),
            ]
    return "\n".join(lines)


def inbox(home: Home, interface: str) -> Path:
    """Where the files of an interface are laid that come from a site."""
    return home.path / "ind" / interface


def prepare(home: Home) -> list[str]:
    """Make the tables, the key and the master data, and live two quarters without a worker; gives the steps that were refused."""
    from django.core.management import call_command
    from tests.soak import plan
    from tests.soak.boeger import Boeger
    from tests.soak.kalender import Modpart
    from tests.soak.raekker import folk, tekn, tjenester
    from tests.soak.raekker.konstanter import opsaet

    from snitflade.exchange import engine, keys
    from snitflade.exchange.konstanter.model import Systemkonstant

    call_command("migrate", verbosity=0, interactive=False)
    engine.migrate()
    keys.create()
    books, chance = Boeger(home.path / "boeger"), random.Random(SEED)  # noqa: S311 (the same load each time)
    refused = []
    with partners(home) as running:
        for at, day in enumerate(LIVED):
            set_clock(home.path, dt.datetime.combine(day, MORNING))
            step, scene = at_once(f"{day}", chance, books), scene_of(running, None, books, chance, day)
            if not at:
                opsaet(step)
                Systemkonstant.objects.filter(nummer="folk.cpr.start").update(vaerdi=f"{day}")
            for row in plan.RAEKKER:
                for one in row.punkter:
                    try:
                        if isinstance(one, Modpart):
                            if one.handling is folk.leverance:
                                deliveries(scene, 1)
                            elif row not in tjenester.RAEKKER:  # nobody answers yet
                                one.handling(scene)
                        elif one.handling is not tekn.engangs:  # it has nothing to tell a second time
                            one.handling(step)
                    except Exception as error:
                        refused.append(f"{row.nr} {one.handling.__name__}: {error!r}"[:300])
            refused += _pull()
    _sbsys(books)
    engine.close()
    return refused


def at_once(id: str, chance: random.Random, books: Any) -> Trin:
    """An operator's step in which nothing is left to a worker: what is approved is delivered in the same breath."""
    from tests.soak.operatoer import FOSP, GODKENDER, Trin

    from snitflade.exchange import delivery, outbound, tasks
    from snitflade.exchange.states import State

    @dataclass(frozen=True)
    class AtOnce(Trin):
        def sjaeldent(self, en_af: int) -> bool:
            return False

        def bring_ud(self, exchange: Exchange) -> None:
            exchange.refresh_from_db()
            if exchange.state == State.BYGGET:
                outbound.approve(exchange, GODKENDER)
            if exchange.interface != FOSP and exchange.state == State.GODKENDT:
                delivery.deliver(exchange, GODKENDER, tasks.route)
                for file, data in contents(exchange):
                    self.boeger.aflever(exchange.interface, exchange.pk, file, data)

    return AtOnce(id, chance, books, {})


def contents(exchange: Exchange) -> list[tuple[str, bytes]]:
    """The files of an exchange: what the partner has got once it is delivered."""
    from snitflade.exchange import blobs

    return [(file.name, blobs.get(file.blob)) for file in exchange.files.select_related("blob")]


def _pull() -> list[str]:
    """Fetch what the partners have, send what was approved for the income service, and let what runs itself run."""
    from snitflade.exchange import catalogue, configuration, orders, tasks
    from snitflade.exchange.models import Exchange
    from snitflade.exchange.states import State
    from snitflade.skat.overskriv import handlinger

    refused = []
    handlinger.send_godkendte()
    for interface in catalogue.declared():
        try:
            if interface.apply and configuration.has(interface.id, "ind"):
                tasks.hent(f"hent.{interface.id}", "nu")
            if interface.runs_itself:
                order = orders.place_itself(interface.id, "før", "system")
                if made := orders.carry_out(order):
                    exchange = Exchange.objects.get(pk=made)
                    if exchange.state == State.GODKENDT:
                        tasks.aflever(made)
        except Exception as error:
            refused.append(f"{interface.id}: {error!r}"[:300])
    return refused


def _sbsys(books: Boeger) -> None:
    """The token of the case system, which has one more way than its view."""
    from snitflade.api import tokens

    _, text = tokens.create(SBSYS, "0956", "Prøve", (ACCESS,), "anna", per_minute=tokens.MOST_PER_MINUTE)
    books.husk("tokens", {**books.husket("tokens", {}), SBSYS: {"token": text}})


def scene_of(partners: Partners, side: Caller | None, books: Boeger, chance: random.Random, day: dt.date) -> Scene:
    """A day of the partners, who call the services through `side`."""
    from tests.soak.kalender import Scene

    return Scene(partnere=partners, side=cast("Side", side), boeger=books, held=chance, dag=day)


def deliveries(scene: Scene, files: int) -> None:
    """CPR's next deliveries of the chain."""
    from snitflade.partners.cpr import Borger

    partner = scene.partnere.cpr
    day = partner.senest or scene.dag - dt.timedelta(1)
    for number in range(files):
        people = [Borger(n, husnr=f"{1 + scene.held.randrange(12):03}", beskyttet=n % 10 == 9) for n in range(number, 40, 7)]
        name = partner.deliver(people, day + dt.timedelta(1 + number))
        scene.boeger.send("folk.cpr-ajourfoering", name, (partner.area("cpr-udtraek") / name).read_bytes())
