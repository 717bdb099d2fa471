"""What has been granted for each child and month, and what it came to for each receiver in a run.

Rows are never deleted: those of a run that was taken back no longer hold (`gaelder`). Amounts are øre. Source: social-teknik.md 5.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr
from snitflade.soc.boernetilskud.models_sats import Boernetilskudssats


class Linjetype(models.TextChoices):
    """What a line is."""

    ORDINAER = "O", "Ordinær"
    TILGANG = "T", "Tilgang"
    AFGANG = "A", "Afgang"


class Tildeling(models.Model):
    """An amount granted for a child and a month, or a difference against what was granted before, with how it came about."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="boernetilskud")
    kommune = models.CharField(max_length=4)
    maaned = models.CharField(max_length=6)
    linjetype = models.CharField(max_length=1, choices=Linjetype)
    barn = models.CharField(max_length=10)
    modtager = models.CharField(max_length=10)
    beloeb = models.BigIntegerField()
    aarsag = models.CharField(max_length=300, blank=True)
    """Why a difference came about, in words."""
    sats = models.ForeignKey(Boernetilskudssats, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    grundlag = models.CharField(max_length=65, blank=True)
    """Whose income counts: CPR numbers between commas."""
    indkomst = models.BigIntegerField(null=True, blank=True)
    """The yearly income it was calculated of; empty where a card says the amount, and for what is taken away."""
    aktuel = models.BooleanField(default=False)
    """Whether all of it is aktuel indkomst."""
    boern = models.PositiveSmallIntegerField(default=0)
    """How many children are counted together."""
    kort = models.ForeignKey("soc.Undtagelseskort", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gaelder = models.BooleanField(default=True)

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("barn", "maaned"), condition=Q(linjetype="O", gaelder=True), name="boernetilskud_barn_en_gang"
            ),
            models.CheckConstraint(
                condition=Q(linjetype="A", beloeb__lt=0) | (~Q(linjetype="A") & Q(beloeb__gt=0)), name="boernetilskud_fortegn"
            ),
        )
        indexes = (
            models.Index(fields=("maaned", "kommune"), name="boernetilskud_maaned"),
            models.Index(fields=("kommune", "modtager"), name="boernetilskud_modtager"),
        )
        verbose_name = "tildelt børnetilskud"
        verbose_name_plural = "tildelte børnetilskud"

    def __str__(self) -> str:
        return f"{mask_cpr(self.barn)} {self.maaned} {self.linjetype} {self.beloeb}"


class Tilskudsopgoerelse(models.Model):
    """What a run came to for a receiver: `foer` + `linjer` is paid, or carried on where it is below zero."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="boernetilskudsopgoerelser")
    kommune = models.CharField(max_length=4)
    modtager = models.CharField(max_length=10)
    foer = models.BigIntegerField()
    """Granted before and not paid; below zero: paid before and not granted any longer."""
    linjer = models.BigIntegerField()
    """The sum of the run's lines."""
    beloeb = models.BigIntegerField()
    post = models.OneToOneField(
        Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="boernetilskudsopgoerelse"
    )
    gaelder = models.BooleanField(default=True)

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("exchange", "modtager"), name="tilskudsopgoerelse_en_gang"),
            models.CheckConstraint(condition=Q(beloeb=0, post=None) | Q(beloeb__gt=0), name="tilskudsopgoerelse_beloeb"),
        )
        indexes = (models.Index(fields=("kommune", "modtager"), name="tilskudsopgoerelse_modtager"),)
        verbose_name = "opgørelse af børnetilskud"
        verbose_name_plural = "opgørelser af børnetilskud"

    def __str__(self) -> str:
        return f"{mask_cpr(self.modtager)} {self.beloeb}"
