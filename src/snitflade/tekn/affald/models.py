"""Tables of the weighing of waste: batches, weighings, what was billed of them, and the dated table of accounts and tariffs.

Source: social-teknik.md 9.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE
from snitflade.exchange.models import Exchange
from snitflade.inka.models import Debitor, Regning


class Vejeparti(models.Model):
    """A file of weighings: what page 868 loads and page 869 books."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="vejeparti")
    kommune = models.CharField(max_length=4)
    art = models.CharField(max_length=20, blank=True)
    """Winformatik's art of its claims; empty: not chosen yet."""
    linjer = models.PositiveIntegerField()
    """Lines read."""
    oversprunget = models.PositiveIntegerField()
    """Lines of zero or less, which are not loaded."""
    oversprunget_beloeb = models.BigIntegerField()
    """Their sum in øre."""
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "tekn"
        ordering = ("-id",)
        verbose_name = "parti vejninger"
        verbose_name_plural = "partier vejninger"

    def __str__(self) -> str:
        return f"Parti {self.pk}"


class Vejning(models.Model):
    """One weighing to be billed, as the scale's system gave it."""

    parti = models.ForeignKey(Vejeparti, on_delete=models.PROTECT, related_name="vejninger")
    kommune = models.CharField(max_length=4)
    linje = models.PositiveIntegerField()
    """Its line in the file."""
    registreringsnr = models.CharField(max_length=8)
    """RegistrationNo without leading zeros."""
    dato = models.DateField()
    klokken = models.TimeField()
    """When it was weighed, local time."""
    sted = models.CharField(max_length=50, blank=True)
    by = models.CharField(max_length=20, blank=True)
    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, related_name="vejninger")
    nummerplade = models.CharField(max_length=13, blank=True)
    affaldstype = models.CharField(max_length=100, blank=True)
    typenoegle = models.CharField(max_length=100, blank=True)
    """The waste type for comparing (`takster.noegle`)."""
    maengde = models.CharField(max_length=20, blank=True)
    """As it was written, with its unit."""
    beloeb = models.BigIntegerField()
    """Øre, above 0."""
    konto = models.CharField(max_length=KONTOBREDDE, blank=True)
    """The income account the file names; empty: it follows waste type and town."""
    notat = models.CharField(max_length=100, blank=True)
    udeladt = models.CharField(max_length=200, blank=True)
    """Why it is not to be billed; empty: it is."""
    udeladt_af = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "tekn"
        ordering = ("parti", "linje")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "registreringsnr"), name="vejning_en_gang"),
            models.UniqueConstraint(fields=("parti", "linje"), name="vejning_pr_linje"),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="vejning_beloeb"),
        )
        indexes = (models.Index(fields=("dato", "id"), name="vejning_dato"),)
        verbose_name = "vejning"
        verbose_name_plural = "vejninger"

    def __str__(self) -> str:
        return f"Vejning {self.registreringsnr}"


class Vejningskrav(models.Model):
    """That a run billed a weighing. It counts while the run's exchange was not taken back."""

    vejning = models.ForeignKey(Vejning, on_delete=models.PROTECT, related_name="krav")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="vejningskrav")
    regning = models.ForeignKey(Regning, on_delete=models.PROTECT, related_name="vejningskrav")
    konto = models.CharField(max_length=KONTOBREDDE)
    """The income account it was posted on."""
    beloeb = models.BigIntegerField()
    """Øre."""

    class Meta:
        app_label = "tekn"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("vejning", "exchange"), name="vejningskrav_en_gang"),)
        verbose_name = "krav for vejning"
        verbose_name_plural = "krav for vejninger"

    def __str__(self) -> str:
        return f"{self.vejning_id}: {self.beloeb}"


class Affaldstakst(models.Model):
    """From a day on: the income account of a waste type in a town, and what it costs. The next one of the same place ends it."""

    kommune = models.CharField(max_length=4)
    affaldstype = models.CharField(max_length=100)
    typenoegle = models.CharField(max_length=100)
    by = models.CharField(max_length=20, blank=True)
    """Empty: every town that has none of its own."""
    gyldig_fra = models.DateField()
    konto = models.CharField(max_length=10)
    enhed = models.CharField(max_length=10, blank=True)
    """Of `pris`, e.g. ``ton`` or ``m3``; empty: no price is known."""
    pris = models.PositiveBigIntegerField(null=True, blank=True)
    """Øre per unit."""
    mindstepris = models.PositiveBigIntegerField(null=True, blank=True)
    """Øre that a weighing costs at least."""

    class Meta:
        app_label = "tekn"
        ordering = ("typenoegle", "by", "gyldig_fra")
        constraints = (models.UniqueConstraint(fields=("kommune", "typenoegle", "by", "gyldig_fra"), name="affaldstakst_pr_dato"),)
        verbose_name = "affaldstakst"
        verbose_name_plural = "affaldstakster"

    def __str__(self) -> str:
        return f"{self.affaldstype} {self.by}".strip()
