"""The card that an officer makes where the system cannot find the right result (undtagelseskort).

A card holds from one month to another and so is not copied month by month; an expected income holds in its year only.
The youngest card of a child that covers a month, and has not been withdrawn, is the one that counts.
Source: social-teknik.md 5.2, winformatik.md 2.8 (pages 550 to 553).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.formats.problems import mask_cpr


class Ret(models.TextChoices):
    """What the card says of the right itself."""

    EFTER_CPR = "", "Som CPR og reglerne siger"
    JA = "ja", "Barnet har ret (statsborgerskab og ophold er undersøgt)"
    NEJ = "nej", "Barnet har ikke ret"
    ANBRAGT = "anbragt", "Barnet er anbragt eller forsørges på anden måde af det offentlige"


class Samliv(models.TextChoices):
    """Whether the receiver lives with somebody; CPR does not say so."""

    UKENDT = "", "Ikke oplyst"
    INGEN = "ingen", "Lever ikke sammen med nogen"
    SAMLEVER = "samlever", "Har en samlever"


class Undtagelseskort(models.Model):
    """What holds for a child instead of what the system would find."""

    barn = models.CharField(max_length=10)
    fra = models.CharField(max_length=6)
    til = models.CharField(max_length=6, blank=True)
    """Its first and last month, ``ÅÅÅÅMM``; without a last one it holds until another takes its place."""
    ret = models.CharField(max_length=7, choices=Ret, blank=True)
    modtager = models.CharField(max_length=10, blank=True)
    """Who receives, by agreement; empty: as the rules say."""
    samliv = models.CharField(max_length=8, choices=Samliv, blank=True)
    samlever = models.CharField(max_length=10, blank=True)
    samlever_siden = models.DateField(null=True, blank=True)
    forventet = models.BigIntegerField(null=True, blank=True)
    """The yearly income expected of all whose income counts, in øre, as it counts (no deduction is taken off)."""
    indkomstaar = models.PositiveSmallIntegerField(null=True, blank=True)
    """The year the expected income is for: it is not carried into a new one."""
    beloeb = models.BigIntegerField(null=True, blank=True)
    """Øre per month, instead of the calculation."""
    begrundelse = models.CharField(max_length=200)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())
    ophaevet_af = models.CharField(max_length=60, blank=True)
    ophaevet_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(til="") | Q(til__gte=F("fra")), name="undtagelseskort_periode"),
            models.CheckConstraint(
                condition=Q(forventet=None, indkomstaar=None) | Q(forventet__gte=0, indkomstaar__isnull=False),
                name="undtagelseskort_indkomst",
            ),
            models.CheckConstraint(condition=Q(beloeb=None) | Q(beloeb__gte=0), name="undtagelseskort_beloeb"),
        )
        indexes = (models.Index(fields=("barn", "id"), name="undtagelseskort_barn"),)
        verbose_name = "undtagelseskort"
        verbose_name_plural = "undtagelseskort"

    def __str__(self) -> str:
        return f"{mask_cpr(self.barn)} {self.fra}-{self.til}"
