"""A protection in the population register hides the debtor's address at once, whatever the debtor's own row says."""

from __future__ import annotations

import pytest

from snitflade.folk.models import Person, TidligereNummer
from snitflade.inka.debitorkort import kort
from snitflade.inka.models import Debitor

pytestmark = pytest.mark.django_db
PNR, GAMMEL = "6101600001", "6501600001"


def test_the_register_hides_the_address() -> None:
    row = Debitor.objects.create(kundenummer=GAMMEL, navn="Prøve Person Et", personnummer=PNR, vejnavn="Prøvevej")
    other = Debitor.objects.create(kundenummer="0000000002", navn="Prøve Firma", vejnavn="Prøvevej")
    assert [one.adressebeskyttet for one in kort([row, other])] == [False, False]
    person = Person.objects.create(personnummer=PNR, status="05", adressebeskyttet=True)
    hidden, shown = kort([row, other])
    assert (hidden.adressebeskyttet, hidden.adresse, shown.adressebeskyttet) == (True, None, False)
    row.personnummer = GAMMEL
    TidligereNummer.objects.create(person=person, nummer=GAMMEL)
    assert kort([row])[0].adresse is None, "a former number is the same person"
    Person.objects.update(adressebeskyttet=False)
    assert kort([row])[0].adresse is not None
