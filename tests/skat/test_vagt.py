"""What is alarmed, and what `verify` finds when somebody changes incomes behind the program's back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.utils import timezone
from tests.skat.verden import EKSEMPEL, OVERSKRIV, A, anden, linjer, modtag

from snitflade.exchange import integrity, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause
from snitflade.partners.etax import EtaxPartner
from snitflade.skat import vagt
from snitflade.skat.models import Aarsindkomst, AktuelIndkomst, Fordeling, Indkomstfil, Indkomstsvar, Overskrivning, Svarudfald
from snitflade.skat.overskriv import handlinger

pytestmark = pytest.mark.django_db


def sagt(watch: Callable[[dt.datetime], Iterable[Cause]], now: dt.datetime | None = None) -> list[str]:
    return [cause.words() for cause in watch(now or timezone.now()) if cause.words]


def test_a_municipality_that_is_away(hjem: Path) -> None:
    installation = anden(hjem)
    assert installation.hjem is not None
    (installation.hjem / "snitflade.sqlite3").unlink()
    modtag(linjer((A, 1), skattekommune="31"), "SKPLINDK-2024-KU-2025-9-3.txt")
    now = timezone.now()
    assert sagt(vagt.fordelinger, now) == []
    (said,) = sagt(vagt.fordelinger, now + dt.timedelta(hours=2))
    assert "har ingen database" in said
    Fordeling.objects.update(tilstand="leveret")
    assert sagt(vagt.fordelinger, now + dt.timedelta(hours=2)) == []


def test_some_of_the_months_files(klokken: list[dt.datetime]) -> None:
    klokken[0] = dt.datetime(2025, 9, 10, 12, tzinfo=dt.UTC)
    modtag(EKSEMPEL)
    now = timezone.now()
    assert sagt(vagt.manglende_filer, now + dt.timedelta(days=2)) == []
    (said,) = sagt(vagt.manglende_filer, now + dt.timedelta(days=4))
    assert "Kommuneqarfik Sermersooq 2023" in said
    assert "2024" not in said
    modtag(linjer((A, 1)), "SKPLINDK-2023-SE-2025-9-3.txt")
    assert sagt(vagt.manglende_filer, now + dt.timedelta(days=4)) == []


def test_nobody_answers_about_a_person(client: object) -> None:
    handlinger.hent_nu(A, "anna")
    now = timezone.now()
    row = Indkomstsvar.objects.get()
    assert sagt(vagt.uden_svar, now) == []
    row.udfald, row.besked, row.tid = Svarudfald.FEJL, "S01", now + dt.timedelta(days=4)
    row.save()
    (said,) = sagt(vagt.uden_svar, now + dt.timedelta(days=4))
    assert said.startswith("For 1 person ")
    row.besked = "Ukendt returkode 7"
    row.save()
    assert any("(Ukendt returkode 7)" in one for one in sagt(vagt.uden_svar, now + dt.timedelta(days=1)))


def test_an_override_that_is_not_what_was_sent(client: object, server: EtaxPartner) -> None:
    handlinger.hent_nu(A, "anna")
    row = handlinger.overskriv(A, 1, "x", "y", "anna")
    outbound.approve(Exchange.objects.get(interface=OVERSKRIV, direction="ud"), "berit")
    handlinger.send_godkendte()
    assert sagt(vagt.overskrivninger) == []
    Overskrivning.objects.filter(pk=row.pk).update(afviger="noget andet")
    assert any("noget andet" in one for one in sagt(vagt.overskrivninger))
    assert list(integrity.broken()) == []


def _aar() -> None:
    Aarsindkomst.objects.filter(cpr=A).update(indkomst=1)


def _aar_slettet() -> None:
    Aarsindkomst.objects.filter(cpr=A).delete()


def _fil() -> None:
    Indkomstfil.objects.update(sum=1)


def _aktuel() -> None:
    AktuelIndkomst.objects.update(foer_fradrag=1)


def _person() -> None:
    Indkomstsvar.objects.update(cpr="3112999990")


def _gaelder() -> None:
    Aarsindkomst.objects.filter(indkomst=100).update(gaelder=False)
    Aarsindkomst.objects.filter(cpr=A).exclude(indkomst=100).update(gaelder=True)


def _overskrevet() -> None:
    Overskrivning.objects.update(beloeb=500)


def _ikke_sendt() -> None:
    Overskrivning.objects.update(exchange=None)


@pytest.mark.parametrize(
    "tamper", [_aar, _aar_slettet, _fil, _aktuel, _person, _gaelder, _overskrevet, _ikke_sendt], ids=lambda one: one.__name__
)
def test_verify_finds_what_was_changed(client: object, tamper: Callable[[], None]) -> None:
    modtag(EKSEMPEL)
    modtag(linjer((A, 1), ("3112999998", 0), ("3112999997", -1_450)), "SKPLINDK-2024-SE-2025-10-3.txt")
    handlinger.hent_nu(A, "anna")
    handlinger.overskriv(A, 1, "x", "y", "anna")
    outbound.approve(Exchange.objects.get(interface=OVERSKRIV, direction="ud"), "berit")
    handlinger.send_godkendte()
    assert list(integrity.broken()) == []
    tamper()
    found = list(integrity.broken())
    assert found
    assert A not in " ".join(found)
