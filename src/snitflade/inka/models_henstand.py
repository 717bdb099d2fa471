"""Who need not pay yet: a claim's deferral, and instalment plans with their claims and instalments. Source: winformatik.md 2.3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Henstand(models.Model):
    """A claim need not be paid before `til`."""

    regning = models.ForeignKey("inka.Regning", on_delete=models.PROTECT, related_name="henstande")
    til = models.DateField()
    grund = models.CharField(max_length=200)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)
    ophoert_af = models.CharField(max_length=60, blank=True)
    ophoert_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("regning",), condition=Q(ophoert_tid=None), name="henstand_en_ad_gangen"),)
        verbose_name = "henstand"
        verbose_name_plural = "henstande"

    def __str__(self) -> str:
        return f"Henstand til {self.til}"


class Afdragsordning(models.Model):
    """A debtor pays some claims in instalments."""

    debitor = models.ForeignKey("inka.Debitor", on_delete=models.PROTECT, related_name="afdragsordninger")
    grund = models.CharField(max_length=200)
    fra = models.DateField()
    """What is paid on its claims from this day on counts."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)
    ophoert_af = models.CharField(max_length=60, blank=True)
    ophoert_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "afdragsordning"
        verbose_name_plural = "afdragsordninger"

    def __str__(self) -> str:
        return f"Afdragsordning {self.pk}"


class Afdragskrav(models.Model):
    """A claim of an instalment plan."""

    ordning = models.ForeignKey(Afdragsordning, on_delete=models.PROTECT, related_name="krav")
    regning = models.ForeignKey("inka.Regning", on_delete=models.PROTECT, related_name="afdragskrav")
    rest = models.BigIntegerField()
    """Øre that were open when the plan was made."""
    gaelder = models.BooleanField(default=True)
    """Whether the plan has not ended: a claim is in one plan at a time."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("regning",), condition=Q(gaelder=True), name="krav_i_en_ordning"),)
        verbose_name = "krav i afdragsordning"
        verbose_name_plural = "krav i afdragsordninger"

    def __str__(self) -> str:
        return f"{self.ordning_id}: {self.regning_id}"


class Afdragsrate(models.Model):
    """One instalment."""

    ordning = models.ForeignKey(Afdragsordning, on_delete=models.PROTECT, related_name="rater")
    nummer = models.PositiveSmallIntegerField()
    forfaldsdato = models.DateField()
    beloeb = models.BigIntegerField()

    class Meta:
        ordering = ("ordning", "nummer")
        constraints = (
            models.UniqueConstraint(fields=("ordning", "nummer"), name="afdragsrate_nummer"),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="afdragsrate_beloeb"),
        )
        verbose_name = "afdragsrate"
        verbose_name_plural = "afdragsrater"

    def __str__(self) -> str:
        return f"Rate {self.nummer}"
