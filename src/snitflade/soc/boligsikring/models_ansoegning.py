"""Applications with their rents and household members, all dated, and the list of what somebody must look at.

Sources: social-teknik.md 2.2 and 2.4, winformatik.md 2.8 (page 570).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.formats.problems import mask_cpr
from snitflade.soc.boligsikring.models_lejemaal import Lejemaal, Udlejer


class Boligtype(models.TextChoices):
    """What is rented."""

    BOLIG = "B", "Bolig"
    ENKELTVAERELSE = "E", "Enkeltværelse"


class Ansoegning(models.Model):
    """An application for a calendar year. A person may have several; the dates decide which one a month belongs to."""

    aar = models.PositiveSmallIntegerField()
    kommune = models.CharField(max_length=4)
    ansoeger = models.CharField(max_length=10)
    telefon = models.CharField(max_length=20, blank=True)
    udlejer = models.ForeignKey(Udlejer, on_delete=models.PROTECT, related_name="ansoegninger")
    lejemaalsnr = models.CharField(max_length=20, blank=True)
    lokalitet = models.CharField(max_length=4)
    vejkode = models.CharField(max_length=4, blank=True)
    husnr = models.CharField(max_length=4, blank=True)
    bnr = models.CharField(max_length=5, blank=True)
    lejlighed = models.CharField(max_length=5, blank=True)
    antal_rum = models.PositiveSmallIntegerField()
    boligtype = models.CharField(max_length=1, choices=Boligtype, default=Boligtype.BOLIG)
    indflyttet = models.DateField()
    fraflyttet = models.DateField(null=True, blank=True)
    """The last day in the home."""
    dispensation_fra = models.DateField(null=True, blank=True)
    dispensation_til = models.DateField(null=True, blank=True)
    """From the room rule; also the six months after a death (2.4)."""
    trukket = models.DateField(null=True, blank=True)
    """The day it was withdrawn: it counts no more from the 1st that is on or after it."""
    forrige = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="naeste")
    """Last year's, which this one continues."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "soc"
        ordering = ("-aar", "id")
        constraints = (
            models.UniqueConstraint(fields=("aar", "kommune", "ansoeger", "indflyttet"), name="ansoegning_en_gang"),
            models.CheckConstraint(condition=Q(fraflyttet=None) | Q(fraflyttet__gte=F("indflyttet")), name="ansoegning_periode"),
        )
        indexes = (models.Index(fields=("ansoeger",), name="ansoegning_ansoeger"),)
        verbose_name = "ansøgning om boligsikring"
        verbose_name_plural = "ansøgninger om boligsikring"

    def __str__(self) -> str:
        return f"Ansøgning {self.pk} ({mask_cpr(self.ansoeger)})"


class Huslejelinje(models.Model):
    """The monthly rent from a day on (øre, without consumption)."""

    ansoegning = models.ForeignKey(Ansoegning, on_delete=models.CASCADE, related_name="huslejer")
    fra = models.DateField()
    beloeb = models.PositiveBigIntegerField()
    kilde = models.CharField(max_length=100)
    """Where it comes from, e.g. the landlord's file of a month."""

    class Meta:
        app_label = "soc"
        ordering = ("ansoegning", "fra")
        constraints = (models.UniqueConstraint(fields=("ansoegning", "fra"), name="husleje_en_gang"),)
        verbose_name = "husleje"
        verbose_name_plural = "huslejer"

    def __str__(self) -> str:
        return f"{self.fra}: {self.beloeb}"


class Pension(models.TextChoices):
    """Which pension a member has."""

    INGEN = "", "Ingen"
    ALDER = "alder", "Alderspension"
    FOERTID = "foertid", "Førtidspension"


class Medlem(models.Model):
    """A person in the household, the applicant too."""

    ansoegning = models.ForeignKey(Ansoegning, on_delete=models.CASCADE, related_name="medlemmer")
    cpr = models.CharField(max_length=10)
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)
    """First and last day in the home."""
    meldt = models.DateField(null=True, blank=True)
    meldt_ud = models.DateField(null=True, blank=True)
    """When the municipality was told of a child that came or left: it counts from the 1st after that (2.4)."""
    pension = models.CharField(max_length=7, choices=Pension, blank=True)
    pension_fra = models.DateField(null=True, blank=True)
    forventet = models.PositiveBigIntegerField(null=True, blank=True)
    """Expected yearly income (øre) after standardfradrag, which counts instead of the aktuel indkomst."""
    forventet_fra = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("ansoegning", "id")
        constraints = (
            models.UniqueConstraint(fields=("ansoegning", "cpr", "fra"), name="medlem_en_gang"),
            models.CheckConstraint(condition=Q(til=None) | Q(til__gte=F("fra")), name="medlem_periode"),
        )
        indexes = (models.Index(fields=("cpr",), name="medlem_cpr"),)
        verbose_name = "husstandsmedlem"
        verbose_name_plural = "husstandsmedlemmer"

    def __str__(self) -> str:
        return f"{mask_cpr(self.cpr)} fra {self.fra}"


class Advisstatus(models.TextChoices):
    """What became of an entry."""

    AABEN = "aaben", "Åben"
    ACCEPTERET = "accepteret", "Accepteret"
    AFVIST = "afvist", "Afvist"
    BORTFALDET = "bortfaldet", "Bortfaldet"


class Advis(models.Model):
    """One entry of the advis list of a month."""

    kommune = models.CharField(max_length=4)
    maaned = models.CharField(max_length=6)
    kode = models.CharField(max_length=8)
    """BS-A01 …, BS-W01 …; our own begin with BS-M (match) and BS-R (recalculation)."""
    ansoegning = models.ForeignKey(Ansoegning, on_delete=models.CASCADE, null=True, blank=True, related_name="advis")
    lejemaal = models.ForeignKey(Lejemaal, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    emne = models.CharField(max_length=60)
    """What it is about, so that the same entry is known again in the next trial run."""
    tekst = models.CharField(max_length=300)
    blokerer = models.BooleanField(default=False)
    gammel = models.BigIntegerField(null=True, blank=True)
    ny = models.BigIntegerField(null=True, blank=True)
    """The two values that differ: øre, or numbers of rooms."""
    status = models.CharField(max_length=10, choices=Advisstatus, default=Advisstatus.AABEN)
    begrundelse = models.CharField(max_length=200, blank=True)
    afgjort_af = models.CharField(max_length=60, blank=True)
    afgjort_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("-maaned", "kode", "id")
        constraints = (models.UniqueConstraint(fields=("kommune", "maaned", "kode", "emne"), name="boligadvis_en_gang"),)
        indexes = (models.Index(fields=("status", "maaned"), name="boligadvis_status"),)
        verbose_name = "boligsikringsadvis"
        verbose_name_plural = "boligsikringsadvis"

    def __str__(self) -> str:
        return f"{self.kode} {self.maaned} {self.emne}"
