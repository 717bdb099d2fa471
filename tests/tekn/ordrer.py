"""What the tests of billing share: short files of master data, and what an order was refused for."""

from __future__ import annotations

import pytest

from snitflade.bogh.models import Postering
from snitflade.formats.problems import ProblemsError, Severity
from snitflade.inka.models import Regning
from snitflade.tekn.models import Opkraevning
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.parametre import Parametre

DATERET = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal;Fra;Til\n"
DEBITORER = "Kundenummer;Navn;CVR;GLN;Betales fra konto;Personnummer;Sprog;Offentlig\n"
OLE = "3112999999;Paamiut;B-1456;Dagrenovation"


def koder(parametre: Parametre) -> list[str]:
    """The codes of the errors that stop an order."""
    with pytest.raises(ProblemsError) as caught:
        opkraev(parametre)
    return [problem.code for problem in caught.value.problems.sorted() if problem.severity is Severity.FEJL]


def written() -> tuple[int, int, int]:
    return Regning.objects.count(), Opkraevning.objects.count(), Postering.objects.count()
