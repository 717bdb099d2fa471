"""Tables of RenoWeb's billing basis: its lines, what was billed of them, and the accounts of its services.

Source: social-teknik.md 10.4.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE
from snitflade.exchange.models import Exchange
from snitflade.inka.models import Debitor, Regning


class Renoweblinje(models.Model):
    """One line to be billed, as RenoWeb computed it."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="renoweblinjer")
    linje = models.PositiveIntegerField()
    """Its line in the file."""
    kommune = models.CharField(max_length=4)
    kvartal = models.CharField(max_length=6)
    """The file's quarter, ``2014K3``."""
    linjeid = models.CharField(max_length=12)
    """RenoWeb's own number, without leading zeros."""
    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, related_name="renoweblinjer")
    lokalitet = models.CharField(max_length=4)
    bnr = models.CharField(max_length=5)
    lejlighed = models.CharField(max_length=5, blank=True)
    ydelseskode = models.CharField(max_length=10)
    tekst = models.CharField(max_length=60)
    antal = models.PositiveBigIntegerField()
    """Hundredths of a unit."""
    enhedspris = models.PositiveBigIntegerField()
    """Øre per unit and year."""
    fra = models.DateField()
    til = models.DateField()
    """First and last day, both included."""
    beloeb = models.BigIntegerField()
    """Øre; negative is a correction."""
    betales_fra_konto = models.CharField(max_length=10, blank=True)
    """Where it is posted instead of being claimed; empty: the debtor's own."""
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "tekn"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("kommune", "linjeid"), name="renoweblinje_en_gang"),
            models.UniqueConstraint(fields=("exchange", "linje"), name="renoweblinje_pr_linje"),
            models.CheckConstraint(condition=Q(til__gte=F("fra")), name="renoweblinje_til_efter_fra"),
        )
        indexes = (models.Index(fields=("kvartal", "kommune"), name="renoweblinje_kvartal"),)
        verbose_name = "linje fra RenoWeb"
        verbose_name_plural = "linjer fra RenoWeb"

    def __str__(self) -> str:
        return f"Linje {self.linjeid}"


class Renowebkrav(models.Model):
    """That a run billed a line. It counts while the run's exchange was not taken back."""

    linje = models.ForeignKey(Renoweblinje, on_delete=models.PROTECT, related_name="krav")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="renowebkrav")
    regning = models.ForeignKey(Regning, on_delete=models.PROTECT, null=True, blank=True, related_name="renowebkrav")
    """Empty where the debtor's lines came to nothing, so that there is no bill."""
    konto = models.CharField(max_length=KONTOBREDDE)
    """The income account it was posted on."""
    beloeb = models.BigIntegerField()
    """Øre."""

    class Meta:
        app_label = "tekn"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("linje", "exchange"), name="renowebkrav_en_gang"),)
        verbose_name = "krav for linje fra RenoWeb"
        verbose_name_plural = "krav for linjer fra RenoWeb"

    def __str__(self) -> str:
        return f"{self.linje_id}: {self.beloeb}"


class Renowebkonto(models.Model):
    """The income account of a RenoWeb service from a day on, until the next one begins."""

    kommune = models.CharField(max_length=4)
    ydelseskode = models.CharField(max_length=10)
    lokalitet = models.CharField(max_length=4, blank=True)
    """Empty: every place that has none of its own."""
    gyldig_fra = models.DateField()
    konto = models.CharField(max_length=10)

    class Meta:
        app_label = "tekn"
        ordering = ("ydelseskode", "lokalitet", "gyldig_fra")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "ydelseskode", "lokalitet", "gyldig_fra"), name="renowebkonto_pr_dato"),
        )
        verbose_name = "konto for ydelse fra RenoWeb"
        verbose_name_plural = "konti for ydelser fra RenoWeb"

    def __str__(self) -> str:
        return f"{self.ydelseskode} {self.lokalitet}".strip()
