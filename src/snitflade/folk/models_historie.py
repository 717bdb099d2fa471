"""What all facts about a person have in common, and what those with a time have: the intervals, and which of them hold.

Intervals are half open and may leave gaps; `til` empty: it still holds, or nobody has said. Facts that CPR has annulled or
corrected (`annkor` A, K) stay stored and are left out of `gaeldende()`. CPR's internal deletion dates (SLET_DT) are not kept: they
end nothing.

Sources: cpr.md 3 to 6.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models

from snitflade.folk.models_person import Person, tekst, usikker
from snitflade.formats.problems import mask_cpr

M = TypeVar("M", bound=models.Model)

UGYLDIGE = ("A", "K")
"""Correction marks of facts that never held, or that another record has taken the place of (cpr.md 5.2)."""


class Fakta(models.Model):
    """A fact about a person. It goes and comes with the person's deliveries."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="%(class)s_set")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {mask_cpr(self.person.personnummer)}"


class HistoriskQuerySet(models.QuerySet[M]):
    """Facts that hold for some time."""

    def gaeldende(self) -> HistoriskQuerySet[M]:
        """Without what is annulled or corrected."""
        return self.exclude(annkor__in=UGYLDIGE)

    def paa(self, oejeblik: str) -> HistoriskQuerySet[M]:
        """Those that hold at a moment ``ÅÅÅÅMMDDTTMM``, as far as is known."""
        if getattr(self.model, "dage", False):
            oejeblik = f"{oejeblik[:4]}-{oejeblik[4:6]}-{oejeblik[6:8]}"
        return self.gaeldende().filter(fra__lte=oejeblik).filter(models.Q(til="") | models.Q(til__gt=oejeblik))


class Historisk(Fakta):
    """A fact with its time."""

    aktuel = models.BooleanField()
    """Whether CPR gave it as the one that holds now."""
    annkor = tekst(1)
    fra = tekst(12)
    fra_usikker = usikker()
    til = tekst(12)
    til_usikker = usikker()
    registreret = tekst(12)
    """When CPR registered it; only profile GLBASE says so."""
    dage: ClassVar[bool] = False
    """Whether `fra` and `til` are dates ``ÅÅÅÅ-MM-DD`` and no moments."""

    objects = HistoriskQuerySet.as_manager()

    class Meta:
        abstract = True
