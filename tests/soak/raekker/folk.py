"""The population register: rows 8 to 11. CPR is an SFTP server, GAR a FeatureServer; SBSYS reads a view."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import psycopg
from django.db import connection
from tests.soak.boeger import Boeger
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, altid, hverdage, maanedlig
from tests.soak.operatoer import Trin

from snitflade.folk.gar.lag import NUMRE
from snitflade.folk.models import Person
from snitflade.folk.sbsys import view
from snitflade.inka.models import Debitor
from snitflade.partners import cpr
from snitflade.partners.cpr import Borger

UDENFOR = ("0101600001", "0101600002")
"""Persons whom CPR does not deliver by itself. Replacement numbers cannot be subscribed to."""


BORTE = (2, 11)
"""The month and the day whose delivery CPR loses and never makes again; the next one says that it follows it."""


def leverance(scene: Scene) -> None:
    """CPR's delivery of each weekday since the last one."""
    partner, area = scene.partnere.cpr, scene.partnere.cpr.area("cpr-udtraek")
    gone = scene.boeger.husket("cpr_borte", [])
    day = max((dt.date.fromisoformat(one) for one in gone), default=dt.date.min)
    day = max(day, partner.senest or scene.dag - dt.timedelta(1))
    while (day := day + dt.timedelta(1)) <= scene.dag:
        if not hverdage(day):
            continue
        people = [
            Borger(n, husnr=f"{1 + scene.held.randrange(12):03}", beskyttet=n % 10 == 9) for n in scene.held.sample(range(40), 6)
        ]
        if (day.month, day.day) == BORTE:
            gone = [*gone, day.isoformat()]
            scene.boeger.husk("cpr_borte", gone)
            continue
        before = partner.senest
        if gone and before is not None and before.isoformat() < gone[-1]:
            name, data = f"d{day:%y%m%d}.l{partner.opgavenr}", cpr.leverance(people, day, dt.date.fromisoformat(gone[-1]))
            new = area / f".{name}"
            new.write_bytes(data)
            new.rename(area / name)
        else:
            name = partner.deliver(people, day)
        scene.boeger.send("folk.cpr-ajourfoering", name, (area / name).read_bytes())


def mangler(boeger: Boeger) -> list[str]:
    """The days whose delivery will never come, as they may be written."""
    days = [dt.date.fromisoformat(one) for one in boeger.husket("cpr_borte", [])]
    return [day.strftime(form) for day in days for form in ("%d-%m-%Y", "%Y-%m-%d")]


def vil_abonnere(trin: Trin) -> None:
    """A debtor who lives elsewhere: CPR is to tell of them."""
    for number in UDENFOR[: 1 + trin.dag.month // 6]:
        Debitor.objects.get_or_create(kundenummer=number, defaults={"navn": "Prøve Person"})


def gar_aendring(scene: Scene) -> None:
    """A house gets a unit, or is edited."""
    layers = scene.partnere.gar.layers
    house = scene.held.choice(layers[NUMRE["adgangsadresse"]])
    house["EditDate"] = int(dt.datetime.combine(scene.dag, dt.time(3), dt.UTC).timestamp()) * 1000
    house["ObjektStatus"] = 2


def sbsys(scene: Scene) -> None:
    """SBSYS reads everybody, over a connection of its own that can only read."""
    postgres, name = connection.vendor == "postgresql", str(connection.settings_dict["NAME"])
    ask = f"SELECT count(*) FROM {view.navn(postgres)}"  # noqa: S608 (our own name)
    if postgres:
        with psycopg.connect(dbname=name, user="postgres") as base:
            base.read_only = True
            found = base.execute(ask.encode()).fetchone()
    else:
        with closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as file:
            found = file.execute(ask).fetchone()
    assert found == (Person.objects.count(),), (found, Person.objects.count())


RAEKKER = (
    Raekke(8, "CPR: SFTP server", (Operatoer(maanedlig(5), vil_abonnere),)),
    Raekke(9, "CPR: SFTP server, a chain of deliveries of which one is missing", (Modpart(altid, leverance),)),
    Raekke(10, "GAR: FeatureServer over HTTPS", (Modpart(maanedlig(3, 17), gar_aendring),)),
    Raekke(11, "SBSYS: reads the view over a connection of its own", (Modpart(maanedlig(19), sbsys),)),
)
