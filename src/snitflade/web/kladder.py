"""What is done with drafts on their pages: by whom, and only as they were seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from snitflade.bogh import kladder
from snitflade.bogh.models import Bilagskladde, Kladdelinje, Postering
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_line
from snitflade.web.adgang import IngenAdgangError, Person, delsystem_af, har, mine
from snitflade.web.models import Roller, delsystemer
from snitflade.web.registre.bilag import BOGH, KLADDER

L = TypeVar("L", Kladdelinje, Postering)
KLADDE_AENDRET = ProblemKind("KLADDE_AENDRET", "Bilaget er ændret, siden siden blev hentet. Intet er gjort; se det igen.")

Goer = Callable[[Bilagskladde, str, str], object]
GOER: dict[str, tuple[tuple[Roller, ...], Goer]] = {
    "attester": ((Roller.KOER,), lambda row, af, grund: kladder.attester(row, af)),
    "anvis": ((Roller.GODKEND,), lambda row, af, grund: kladder.anvis(row, af)),
    "bogfoer": ((Roller.KOER,), lambda row, af, grund: kladder.bogfoer(row, af)),
    "afvis": ((Roller.KOER, Roller.GODKEND), lambda row, af, grund: kladder.afvis(row, af, grund)),
}
"""What can be done with a draft, and by which roles."""


def gjort(navn: str, antal: int) -> str:
    """What was done, in a sentence."""
    said = {
        "attester": _("%(antal)s bilag er attesteret."),
        "anvis": _("%(antal)s bilag er anvist."),
        "bogfoer": _("%(antal)s bilag er bogført."),
        "afvis": _("%(antal)s bilag er afvist."),
    }
    return said[navn] % {"antal": antal}


def hvor_hoerer(kladde: Bilagskladde) -> str:
    """The Delsystem whose roles hold for a draft: its source's."""
    found = delsystem_af(kladde.kilde)
    return found if found in delsystemer() else BOGH


def find_kladde(request: HttpRequest, nummer: int) -> Bilagskladde:
    """The draft, if the reader may see it. Raises Http404."""
    row = KLADDER.raekker(mine(request.user)).filter(pk=nummer).first()
    if not isinstance(row, Bilagskladde):
        raise Http404(_("Bilaget findes ikke, eller det hører ikke til dine Delsystemer."))
    return row


def stempel(kladde: Bilagskladde) -> str:
    """What changes when a draft's content does: whoever approves says what they saw."""
    lines = [[one.loebenr, one.konto, one.beloeb, one.tekst] for one in sorted(kladde.linjer.all(), key=lambda one: one.loebenr)]
    head = [kladde.regnskabsaar, kladde.bilagsdato.isoformat(), kladde.posteringsdato.isoformat(), kladde.tekst]
    return hashlib.sha256(json.dumps([head, lines]).encode()).hexdigest()[:16]


def kraev_en(person: Person, roller: tuple[Roller, ...], delsystem: str) -> None:
    """Raises IngenAdgangError where `person` has none of the roles."""
    if not any(har(person, rolle, delsystem) for rolle in roller):
        raise IngenAdgangError(roller[0], delsystem)


def goer(kladde: Bilagskladde, navn: str, person: Person, set_: str, grund: str = "") -> None:
    """Do one thing with a draft that is still what was seen. Raises ProblemsError, IngenAdgangError."""
    roller, function = GOER[navn]
    kraev_en(person, roller, hvor_hoerer(kladde))
    with transaction.atomic():
        row = Bilagskladde.objects.select_for_update().get(pk=kladde.pk)
        if stempel(row) != set_:
            problems = Problems()
            problems.add(KLADDE_AENDRET)
            raise ProblemsError(problems)
        function(row, person.get_username(), grund)


def sider(linjer: Iterable[L]) -> list[tuple[L, int, int]]:
    """Each line with what it debits and what it credits (øre, one of them 0)."""
    return [(one, max(one.beloeb, 0), max(-one.beloeb, 0)) for one in linjer]


def beside(linje: Kladdelinje) -> list[tuple[str, str]]:
    """What the source says beside a line. Numbers of other systems may hold a CPR number within them."""
    return [(navn, mask_line(vaerdi)) for navn, vaerdi in linje.dimensioner.items()]
