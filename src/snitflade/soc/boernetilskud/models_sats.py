"""What the law fixes, as dated data with its source: nothing is shipped, since no full model is known.

Amounts are øre; per cents are hundredths. Source: social-teknik.md 5.2.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Tilskudsmodel(models.TextChoices):
    """How an amount follows from income and children."""

    LINEAER = "lineaer", "Aftrapning til et bortfald, der stiger med antallet af børn"
    BAAND = "baand", "Tabel over indkomster"
    PROCENT = "procent", "Aftrapning med en procent af indkomsten over grænsen"


class Boernetilskudssats(models.Model):
    """The rates from a day on, until the next row begins or `gyldig_til` is passed."""

    gyldig_fra = models.DateField(unique=True)
    gyldig_til = models.DateField(null=True, blank=True)
    kilde = models.CharField(max_length=200)
    model = models.CharField(max_length=7, choices=Tilskudsmodel)
    maks_pr_barn_aar = models.PositiveBigIntegerField()
    """The full amount per child and year; not used by `BAAND`."""
    fuld_indtil = models.PositiveBigIntegerField()
    """The highest income that gives the full amount."""
    bortfald_grund = models.PositiveBigIntegerField()
    bortfald_pr_barn = models.PositiveBigIntegerField()
    """`LINEAER`: nothing is left at `bortfald_grund` and `bortfald_pr_barn` for each child."""
    procent = models.PositiveIntegerField()
    """`PROCENT`: what the yearly amount per child falls by, of the income above `fuld_indtil`."""
    mindste = models.PositiveBigIntegerField()
    """A smaller amount per child and month is not paid."""
    standardfradrag = models.BooleanField()
    """Whether standardfradrag is taken off aktuel indkomst."""
    bekraeftet = models.BooleanField()
    """False: every run says that the model is preliminary."""

    class Meta:
        app_label = "soc"
        ordering = ("gyldig_fra",)
        constraints = (
            models.CheckConstraint(
                condition=Q(gyldig_til=None) | Q(gyldig_til__gte=F("gyldig_fra")), name="boernetilskudssats_periode"
            ),
        )
        verbose_name = "børnetilskudssats"
        verbose_name_plural = "børnetilskudssatser"

    def __str__(self) -> str:
        return f"{self.gyldig_fra} ({self.kilde})"


class Tilskudsbaand(models.Model):
    """One line of the table that belongs to a rate with `Tilskudsmodel.BAAND`; above its last income nothing is paid."""

    sats = models.ForeignKey(Boernetilskudssats, on_delete=models.CASCADE, related_name="baand")
    boern = models.PositiveSmallIntegerField()
    """For so many children or more, up to the next number in the table."""
    indkomst_til = models.PositiveBigIntegerField()
    """The highest income of the line."""
    beloeb = models.PositiveBigIntegerField()
    """Per child and month."""

    class Meta:
        app_label = "soc"
        ordering = ("sats", "boern", "indkomst_til")
        constraints = (models.UniqueConstraint(fields=("sats", "boern", "indkomst_til"), name="tilskudsbaand_en_gang"),)
        verbose_name = "tilskudsbånd"
        verbose_name_plural = "tilskudsbånd"

    def __str__(self) -> str:
        return f"{self.boern} børn til {self.indkomst_til}: {self.beloeb}"
