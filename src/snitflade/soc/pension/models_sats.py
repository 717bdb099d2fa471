"""Pension rates as dated data with their source: what a sheet says, and whether somebody has accepted it.

Source: social-teknik.md 3.1 to 3.3. A rate is never changed; a newer one takes its place.
"""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.soc.pension.koder import Enhed, som_tal, vis


class Satsstatus(models.TextChoices):
    """Only `GODKENDT` is ever used."""

    AFVENTER = "afventer", _("Afventer godkendelse")
    GODKENDT = "godkendt", _("Godkendt")
    AFVIST = "afvist", _("Afvist")
    ERSTATTET = "erstattet", _("Erstattet af en nyere")


class Pensionssats(models.Model):
    """One rate from a day on, until the next one begins or `gyldig_til` is passed."""

    kode = models.CharField(max_length=30)
    tekst = models.CharField(max_length=200, blank=True)
    gyldig_fra = models.DateField()
    gyldig_til = models.DateField(null=True, blank=True)
    vaerdi = models.PositiveBigIntegerField()
    """Øre, hundredths of a per cent, years, or the numerator of a fraction."""
    naevner = models.PositiveIntegerField(default=1)
    enhed = models.CharField(max_length=6, choices=Enhed)
    lovhjemmel = models.CharField(max_length=200, blank=True)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="pensionssatser")
    """The exchange it came with; empty for what the specification itself documents."""
    linje = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=9, choices=Satsstatus, default=Satsstatus.AFVENTER)
    afgjort_af = models.CharField(max_length=60, blank=True)
    afgjort_tid = models.DateTimeField(null=True, blank=True)
    bemaerkning = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("kode", "-gyldig_fra", "-id")
        constraints = (
            models.UniqueConstraint(fields=("kode", "gyldig_fra"), condition=Q(status="godkendt"), name="pensionssats_en_godkendt"),
            models.UniqueConstraint(fields=("kode", "gyldig_fra"), condition=Q(status="afventer"), name="pensionssats_en_afventer"),
            models.UniqueConstraint(fields=("exchange", "kode", "gyldig_fra"), name="pensionssats_en_pr_fil"),
            models.CheckConstraint(condition=Q(gyldig_til=None) | Q(gyldig_til__gte=F("gyldig_fra")), name="pensionssats_orden"),
            models.CheckConstraint(condition=Q(vaerdi__gt=0, naevner__gt=0), name="pensionssats_positiv"),
        )
        verbose_name = "pensionssats"
        verbose_name_plural = "pensionssatser"

    def __str__(self) -> str:
        return f"{self.kode} {self.gyldig_fra}: {self.vist}"

    @property
    def tal(self) -> Fraction:
        """What it is in a calculation."""
        return som_tal(self.vaerdi, self.naevner, self.enhed)

    @property
    def vist(self) -> str:
        """What it is for people."""
        return vis(self.vaerdi, self.naevner, self.enhed)
