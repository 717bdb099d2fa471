"""Tables of Delsystem Bogh: the ledger rows of runs. Source: prisme.md 2 (G69)."""

from __future__ import annotations

from django.db import models

from snitflade.exchange.models import Exchange


class Postering(models.Model):
    """One ledger row of a run, as it goes to G69: the rows of a run balance to zero."""

    koersel = models.CharField(max_length=40)
    """The run's key."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="posteringer")
    """The exchange it went out with; empty for a row that was not posted here."""
    loebenr = models.PositiveIntegerField()
    """Place within the run, from 1."""
    kommune = models.CharField(max_length=4)
    maskinnr = models.CharField(max_length=5)
    """G69 field 103, ``00861`` for renovation."""
    posteringsdato = models.DateField()
    regnskabsaar = models.PositiveSmallIntegerField()
    konto = models.CharField(max_length=10)
    """10 digits without dashes."""
    beloeb = models.BigIntegerField()
    """Øre; debit positive, credit negative."""
    tekst = models.CharField(max_length=35)
    konteret_af = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ("koersel", "loebenr")
        constraints = (models.UniqueConstraint(fields=("koersel", "loebenr"), name="postering_pr_koersel"),)
        verbose_name = "postering"
        verbose_name_plural = "posteringer"

    def __str__(self) -> str:
        return f"{self.koersel} {self.loebenr}: {self.konto} {self.beloeb}"
