"""What the law fixes, as dated data with its source: nothing of it is a constant in code. Standardfradrag is Skat's own constant.

Amounts are øre; points and own shares are hundredths of a per cent. Sources: social-teknik.md 2.4 and 2.5, skat-inddrivelse.md 6.1.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Trin(models.TextChoices):
    """Which thousands of income count."""

    HELE = "hele", "Hele tusinder"
    PAABEGYNDTE = "paabegyndte", "Påbegyndte tusinder"
    LINEAER = "lineaer", "Hver krone"


class Afrunding(models.TextChoices):
    """How the amount is rounded."""

    KRONE = "krone", "Hele kroner, halve op"
    OERE = "oere", "Øre, halve op"
    KRONE_NED = "krone_ned", "Hele kroner, nedad"


class Delmaaned(models.TextChoices):
    """What a month counts that is not entitled from end to end."""

    HEL = "hel", "Hel måned, når lejemålet gælder den 1."
    DAGE = "dage", "Efter dage"


class Metode(models.TextChoices):
    """Where the own share comes from."""

    FORMEL = "formel", "Formlen i §§ 1 og 2"
    TABEL = "tabel", "Bekendtgørelsens tabel (bilag 1)"


class Boligsats(models.Model):
    """The parameters of the calculation from a day on, until the next row begins or `gyldig_til` is passed."""

    gyldig_fra = models.DateField(unique=True)
    gyldig_til = models.DateField(null=True, blank=True)
    kilde = models.CharField(max_length=200)
    uden_graense = models.PositiveBigIntegerField()
    uden_point = models.PositiveIntegerField()
    uden_minimum = models.PositiveIntegerField()
    med_graense = models.PositiveBigIntegerField()
    med_point = models.PositiveIntegerField()
    med_minimum = models.PositiveIntegerField()
    """Start of tapering, points per 1,000 kr. and least own share, without and with children."""
    maks_aar = models.PositiveBigIntegerField()
    maks_aar_enkeltvaerelse = models.PositiveBigIntegerField()
    min_aar = models.PositiveBigIntegerField()
    trin = models.CharField(max_length=11, choices=Trin, default=Trin.HELE)
    afrunding = models.CharField(max_length=9, choices=Afrunding, default=Afrunding.KRONE)
    delmaaned = models.CharField(max_length=4, choices=Delmaaned, default=Delmaaned.HEL)
    metode = models.CharField(max_length=6, choices=Metode, default=Metode.FORMEL)

    class Meta:
        app_label = "soc"
        ordering = ("gyldig_fra",)
        constraints = (
            models.CheckConstraint(condition=Q(gyldig_til=None) | Q(gyldig_til__gte=F("gyldig_fra")), name="boligsats_periode"),
        )
        verbose_name = "boligsikringssats"
        verbose_name_plural = "boligsikringssatser"

    def __str__(self) -> str:
        return f"{self.gyldig_fra} ({self.kilde})"


class Egenandel(models.Model):
    """One line of the table of own shares that belongs to a rate with `Metode.TABEL`."""

    sats = models.ForeignKey(Boligsats, on_delete=models.CASCADE, related_name="egenandele")
    boern = models.PositiveSmallIntegerField()
    """For households with at least so many children, and fewer than the next number in the table."""
    indkomst_fra = models.PositiveBigIntegerField()
    egenandel = models.PositiveIntegerField()

    class Meta:
        app_label = "soc"
        ordering = ("sats", "boern", "indkomst_fra")
        constraints = (
            models.UniqueConstraint(fields=("sats", "boern", "indkomst_fra"), name="egenandel_en_gang"),
            models.CheckConstraint(condition=Q(egenandel__lte=10_000), name="egenandel_hoejst"),
        )
        verbose_name = "egenandel"
        verbose_name_plural = "egenandele"

    def __str__(self) -> str:
        return f"{self.boern} børn fra {self.indkomst_fra}: {self.egenandel}"


class Pensionsfradrag(models.Model):
    """What is deducted from the household's income for each pensioner in it."""

    gyldig_fra = models.DateField(unique=True)
    gyldig_til = models.DateField(null=True, blank=True)
    alderspension = models.PositiveBigIntegerField()
    foertidspension = models.PositiveBigIntegerField()
    kilde = models.CharField(max_length=200)

    class Meta:
        app_label = "soc"
        ordering = ("gyldig_fra",)
        verbose_name = "pensionsfradrag"
        verbose_name_plural = "pensionsfradrag"

    def __str__(self) -> str:
        return f"{self.gyldig_fra} ({self.kilde})"
