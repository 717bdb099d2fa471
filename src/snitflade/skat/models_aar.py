"""Taxable income per person and income year, as eSkat's extracts bring it.

A value is never overwritten: a newer extract adds a row, and the older one no longer holds. `gaelder` and `sidst_set` alone move.

Source: skat-inddrivelse.md 5.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Indkomstfil(models.Model):
    """One extract that was applied: a municipality, an income year, and what became of its rows."""

    sha256 = models.CharField(max_length=64, unique=True)
    """Of the file's bytes as they came: what makes a delivery that is repeated the same one."""
    navn = models.CharField(max_length=255)
    kommune = models.CharField(max_length=4)
    indkomstaar = models.PositiveSmallIntegerField()
    udtraek = models.DateField()
    """The extract's date, from the file's name."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="indkomstfiler")
    """The exchange it came with; empty where another installation delivered it."""
    afsender = models.CharField(max_length=120, blank=True)
    """The installation and exchange that delivered it here."""
    antal = models.PositiveIntegerField(default=0)
    """Persons in the extract whose line could be read."""
    sum = models.BigIntegerField(default=0)
    """Their incomes, in øre."""
    sum_foer = models.BigIntegerField(default=0)
    """The incomes of the year that held before, in øre."""
    sum_skrevet = models.BigIntegerField(default=0)
    """The incomes of the rows that were written with it, new and changed, in øre."""
    nye = models.PositiveIntegerField(default=0)
    aendrede = models.PositiveIntegerField(default=0)
    uaendrede = models.PositiveIntegerField(default=0)
    mangler = models.PositiveIntegerField(default=0)
    """Persons with a value from before who are not in it."""
    ukendte = models.PositiveIntegerField(default=0)
    """Persons who are not in the register of persons."""
    indlaest = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("kommune", "indkomstaar", "udtraek"), name="indkomstfil_aar"),)
        verbose_name = "indkomstfil"
        verbose_name_plural = "indkomstfiler"

    def __str__(self) -> str:
        return f"{self.kommune} {self.indkomstaar}, udtræk {self.udtraek}"


class Aarsindkomst(models.Model):
    """What one extract says of one person."""

    fil = models.ForeignKey(Indkomstfil, on_delete=models.PROTECT, related_name="vaerdier")
    kommune = models.CharField(max_length=4)
    indkomstaar = models.PositiveSmallIntegerField()
    cpr = models.CharField(max_length=10)
    indkomst = models.BigIntegerField()
    """Øre; may be below 0."""
    skattedage = models.PositiveSmallIntegerField()
    udtraek = models.DateField()
    gaelder = models.BooleanField(default=True)
    """Whether it is the value that holds."""
    sidst_set = models.DateField(null=True, blank=True)
    """The last extract that had the person, where a newer one has not; empty while the newest has."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("kommune", "indkomstaar", "cpr"), condition=Q(gaelder=True), name="aarsindkomst_en"),
            models.UniqueConstraint(fields=("fil", "cpr"), name="aarsindkomst_en_pr_fil"),
        )
        indexes = (models.Index(fields=("cpr", "indkomstaar"), name="aarsindkomst_person"),)
        verbose_name = "årsindkomst"
        verbose_name_plural = "årsindkomster"

    def __str__(self) -> str:
        return f"{mask_cpr(self.cpr)} {self.indkomstaar} ({self.kommune})"


class Fordelingstilstand(models.TextChoices):
    """Where a file stands that belongs to another municipality's installation."""

    VENTER = "venter", _("Venter")
    LEVERET = "leveret", _("Leveret")
    HOLDT = "holdt", _("Holdt tilbage")
    AFVIST = "afvist", _("Afvist")


class Fordeling(models.Model):
    """The way of one file to another municipality's database, and its receipt from there."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="fordeling")
    kommune = models.CharField(max_length=4)
    indkomstaar = models.PositiveSmallIntegerField()
    udtraek = models.DateField()
    tilstand = models.CharField(max_length=8, choices=Fordelingstilstand, default=Fordelingstilstand.VENTER)
    forsoeg = models.PositiveIntegerField(default=0)
    besked = models.TextField(blank=True)
    """Why it is not delivered, or the receipt in words."""
    kvittering = models.PositiveBigIntegerField(null=True, blank=True)
    """The number the receiving database gave the file."""
    antal = models.PositiveIntegerField(null=True, blank=True)
    sum = models.BigIntegerField(null=True, blank=True)
    """Rows and øre that stand there of it, read back after the commit."""
    oprettet = models.DateTimeField()
    forsoegt = models.DateTimeField(null=True, blank=True)
    frigivet_af = models.CharField(max_length=60, blank=True)
    """Who has answered for a file that was held there."""
    frigivet_grund = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("tilstand",), name="fordeling_tilstand"),)
        verbose_name = "fordeling"
        verbose_name_plural = "fordelinger"

    def __str__(self) -> str:
        return f"{self.kommune} {self.indkomstaar} ({self.get_tilstand_display()})"
