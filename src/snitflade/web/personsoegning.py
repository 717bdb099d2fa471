"""Finding persons for the pages: by number or date of birth, by name (former ones too), by address. The most that is shown is few.

Who may not see protected addresses does not find a person by one either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.folk.gaeldende import gaeldende
from snitflade.folk.models import Navn, Person
from snitflade.formats.problems import mask_cpr
from snitflade.web.adgang import mine
from snitflade.web.register import begynder, ord_i
from snitflade.web.views import soeg

MOST = 50
SHORTEST_NUMBER, SHORTEST_TEXT = 6, 2
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Soegning:
    """What is asked for; everything that is given must hold."""

    nummer: str = ""
    navn: str = ""
    tidligere: bool = False
    """Whether names of the past count."""
    adresse: str = ""

    @property
    def tom(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.nummer or self.navn or self.adresse)

    def fejl(self) -> str:
        """What is wrong with the question; empty when nothing is."""
        if self.tom:
            return _("Skriv et nummer, et navn eller en adresse.")
        if self.nummer and not re.fullmatch(rf"[0-9]{{{SHORTEST_NUMBER},10}}", self.cifre):
            return _("Skriv hele CPR-nummeret, eller begynd med fødselsdatoen: mindst seks cifre.")
        if any(text and len(text) < SHORTEST_TEXT for text in (self.navn, self.adresse)):
            return _("Skriv mindst to bogstaver af navnet eller adressen.")
        return ""

    @property
    def cifre(self) -> str:
        """The number's digits."""
        return re.sub(r"[\s-]", "", self.nummer)

    def find(self, *, beskyttede: bool) -> list[Person]:
        """The persons, and one more than are shown where there are more. `beskyttede`: whether protected addresses may be seen."""
        rows = Person.objects.all()
        if self.nummer:
            digits = self.cifre
            exact = Q(personnummer__in={digits, gaeldende(digits)})
            rows = rows.filter(exact if len(digits) == 10 else begynder("personnummer", digits))
        if self.navn:
            rows = rows.filter(self._navn())
        if self.adresse:
            rows = rows.filter(self._adresse())
            if not beskyttede:
                rows = rows.filter(adressebeskyttet=False)
        return list(rows.order_by("soegenavn", "personnummer")[: MOST + 1])

    def _navn(self) -> Q:
        words = [Q(soegenavn__contains=word) for word in self.navn.upper().split()]
        found = Q()
        for word in words:
            found &= word
        return found | Q(pk__in=Navn.objects.gaeldende().filter(found).values("person")) if self.tidligere else found

    def _adresse(self) -> Q:
        found = Q()
        for word in self.adresse.split():
            found &= ord_i("adresselinje", word) | ord_i("postdistrikt", word) | ord_i("bynavn", word)
        return found


def i_soegning(text: str, request: HttpRequest) -> Iterable[soeg.Fund]:
    """The person with this whole number, for the search of the header. It tells only that there is one."""
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch("[0-9]{10}", digits) and "folk" in mine(request.user):
        found = Person.objects.filter(personnummer=gaeldende(digits)).first()
        if found is not None:
            card = reverse("register_person", args=[found.pk])
            yield soeg.Fund(lazy("Person"), mask_cpr(found.personnummer), "", card, praecis=True)


soeg.FIND.append(i_soegning)
