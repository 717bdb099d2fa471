"""Tables of Delsystem Tekn: services, tariffs, agreements and what has been billed of them.

Sources: social-teknik.md 11.2 and 11.3 (model, calculation), prisme.md 5 (test case).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.affald import models as models_affald  # noqa: F401  so that Django finds the tables
from snitflade.tekn.renoweb import models as models_renoweb  # noqa: F401  so that Django finds the tables


class Ydelse(models.Model):
    """A service offered in one locality, e.g. Dagrenovation in Paamiut."""

    navn = models.CharField(max_length=60)
    lokalitet = models.ForeignKey(Lokalitet, on_delete=models.PROTECT, related_name="ydelser")
    indtaegtskonto = models.CharField(max_length=10)
    """Income account, 10 digits without dashes."""
    navn_kl = models.CharField(max_length=60, blank=True)
    navn_en = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("navn", "lokalitet"), name="ydelse_pr_lokalitet"),)
        verbose_name = "ydelse"
        verbose_name_plural = "ydelser"

    def __str__(self) -> str:
        return f"{self.navn}, {self.lokalitet}"


class Takst(models.Model):
    """The price of a service from a date on, until the next one begins."""

    ydelse = models.ForeignKey(Ydelse, on_delete=models.PROTECT, related_name="takster")
    pris = models.PositiveBigIntegerField()
    """Øre per unit and quarter."""
    gyldig_fra = models.DateField(null=True, blank=True)
    """First day of the price; empty: from the beginning."""

    class Meta:
        ordering = ("ydelse", "gyldig_fra")
        constraints = (
            models.UniqueConstraint(fields=("ydelse", "gyldig_fra"), name="takst_pr_dato"),
            models.UniqueConstraint(fields=("ydelse",), condition=Q(gyldig_fra=None), name="takst_altid"),
        )
        verbose_name = "takst"
        verbose_name_plural = "takster"

    def __str__(self) -> str:
        return f"{self.ydelse}: {self.pris}"


class Aftale(models.Model):
    """A debtor's agreement on a number of units of a service at an address."""

    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, related_name="aftaler")
    lokalitet = models.ForeignKey(Lokalitet, on_delete=models.PROTECT, related_name="aftaler")
    bnr = models.CharField(max_length=40)
    """The address as written: a B-number is unique only inside its locality."""
    bnr_noegle = models.CharField(max_length=120)
    """The address for comparing: capitals, no blanks, no ``B-``, numbers with four digits (social-teknik.md 1.2)."""
    ydelse = models.ForeignKey(Ydelse, on_delete=models.PROTECT, related_name="aftaler")
    antal = models.PositiveIntegerField()
    """Units; 0 is a pause."""
    fra = models.DateField(null=True, blank=True)
    til = models.DateField(null=True, blank=True)
    """First and last day, both included; empty: open."""

    class Meta:
        ordering = ("debitor", "id")
        constraints = (
            models.UniqueConstraint(fields=("debitor", "lokalitet", "bnr_noegle", "ydelse", "fra"), name="aftale_pr_dato"),
            models.UniqueConstraint(
                fields=("debitor", "lokalitet", "bnr_noegle", "ydelse"), condition=Q(fra=None), name="aftale_altid"
            ),
            models.CheckConstraint(condition=Q(fra=None) | Q(til=None) | Q(til__gte=F("fra")), name="aftale_til_efter_fra"),
        )
        verbose_name = "aftale"
        verbose_name_plural = "aftaler"

    def __str__(self) -> str:
        return f"{self.debitor}: {self.antal} x {self.ydelse}, {self.bnr}"


class Opkraevning(models.Model):
    """What one bill took for one agreement and quarter: the memory that a repeated run bills only differences to."""

    aftale = models.ForeignKey(Aftale, on_delete=models.PROTECT, related_name="opkraevninger", db_index=False)
    regning = models.ForeignKey(Regning, on_delete=models.PROTECT, related_name="opkraevninger")
    kvartal = models.CharField(max_length=6)
    """``2018K1``."""
    konto = models.CharField(max_length=10)
    """The income account it was posted on."""
    antal = models.PositiveIntegerField()
    pris = models.PositiveBigIntegerField()
    """Øre per unit and quarter; with two tariffs in the quarter the last of them."""
    dage = models.PositiveSmallIntegerField()
    dage_i_kvartal = models.PositiveSmallIntegerField()
    """Counted days of the quarter's; under another proration the counted months, weeks or whole quarter."""
    beloeb = models.BigIntegerField()
    """Øre billed; a later run's row is the difference."""

    class Meta:
        ordering = ("id",)
        constraints = (
            # Also the index by which the memory of a quarter is read, and in it an agreement's part.
            models.UniqueConstraint(fields=("kvartal", "aftale", "regning"), name="opkraevning_pr_regning"),
        )
        verbose_name = "opkrævning"
        verbose_name_plural = "opkrævninger"

    def __str__(self) -> str:
        return f"{self.kvartal}: {self.beloeb}"
