"""The population register: rows 8 to 11. CPR is an SFTP server, GAR a FeatureServer; SBSYS reads a view."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, altid, hverdage, maanedlig
from tests.soak.operatoer import Trin

from snitflade.folk.gar.lag import NUMRE
from snitflade.folk.models import Person
from snitflade.folk.sbsys import view
from snitflade.inka.models import Debitor
from snitflade.partners.cpr import Borger

UDENFOR = ("0101600001", "0101600002")
"""Persons whom CPR does not deliver by itself. Replacement numbers cannot be subscribed to."""


def leverance(scene: Scene) -> None:
    """CPR's delivery of each weekday since the last one; one is cut off and laid out whole only the day after."""
    partner = scene.partnere.cpr
    day = partner.senest or scene.dag - dt.timedelta(1)
    while (day := day + dt.timedelta(1)) <= scene.dag:
        if not hverdage(day):
            continue
        people = [
            Borger(n, husnr=f"{1 + scene.held.randrange(12):03}", beskyttet=n % 10 == 9) for n in scene.held.sample(range(40), 6)
        ]
        name = partner.deliver(people, day)
        scene.boeger.send("folk.cpr-ajourfoering", name, (partner.area("cpr-udtraek") / name).read_bytes())


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


def sbsys(trin: Trin) -> None:
    """SBSYS reads everybody."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {view.navn(connection.vendor == 'postgresql')}")  # noqa: S608 (our own name)
        (count,) = cursor.fetchone()
    assert count == Person.objects.count(), (count, Person.objects.count())


RAEKKER = (
    Raekke(8, "CPR (SFTP-server); svar i record 910 og A45 er ikke med", (Operatoer(maanedlig(5), vil_abonnere),)),
    Raekke(9, "CPR (SFTP-server, en leverance hver hverdag i kæde)", (Modpart(altid, leverance),)),
    Raekke(10, "GAR (FeatureServer)", (Modpart(maanedlig(3, 17), gar_aendring),)),
    Raekke(11, "SBSYS: læser viewet", (Operatoer(maanedlig(19), sbsys),)),
)
