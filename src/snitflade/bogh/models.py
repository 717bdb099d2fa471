"""Tables of Delsystem Bogh: system constants and the ledger rows of runs.

Sources: winformatik.md 1.2 (system constants), prisme.md 2 (G69).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.exchange.models import Exchange


class Systemkonstant(models.Model):
    """The value of a system constant from a date on; what each may hold stands in `systemkonstanter.KONSTANTER`."""

    nummer = models.CharField(max_length=60)
    """Winformatik's number (``4011``) or our own key (``renovation.modkonto``)."""
    vaerdi = models.CharField(max_length=200, blank=True)
    gyldig_fra = models.DateField(null=True, blank=True)
    """First day the value applies; empty: always."""
    kilde = models.CharField(max_length=200, blank=True)
    """Where the value came from, e.g. the file that set it."""

    class Meta:
        ordering = ("nummer", "gyldig_fra")
        constraints = (
            models.UniqueConstraint(fields=("nummer", "gyldig_fra"), name="systemkonstant_pr_dato"),
            models.UniqueConstraint(fields=("nummer",), condition=Q(gyldig_fra=None), name="systemkonstant_altid"),
        )
        verbose_name = "systemkonstant"
        verbose_name_plural = "systemkonstanter"

    def __str__(self) -> str:
        return f"{self.nummer} = {self.vaerdi}"


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
