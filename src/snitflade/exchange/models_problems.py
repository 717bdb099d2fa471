"""What was wrong with an exchange: problems, and the lines that were set aside."""

from __future__ import annotations

from django.db import models

from snitflade.exchange.models_exchange import Exchange
from snitflade.formats.problems import Severity


class ProblemRow(models.Model):
    """One problem of an exchange, as it was reported (CPR numbers masked)."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="problems")
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Severity])
    message = models.TextField()
    file = models.CharField(max_length=255, blank=True)
    line = models.PositiveIntegerField(default=0)
    column = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=60, blank=True)
    record = models.CharField(max_length=20, blank=True)
    raw = models.TextField(blank=True)

    class Meta:
        ordering = ("exchange", "line", "column", "id")
        verbose_name = "problem"
        verbose_name_plural = "problemer"

    def __str__(self) -> str:
        return f"{self.code} linje {self.line}"


class QuarantinedLine(models.Model):
    """An entry set aside because it could not be applied: a line, or lines that belong together. An operator corrects it and it is
    applied again."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="quarantine")
    line = models.PositiveIntegerField()
    """Its first line, which names it."""
    lines = models.JSONField(default=list)
    """All its lines; empty: that one alone."""
    key = models.CharField(max_length=120, blank=True)
    """What it is about, CPR numbers masked."""
    sealed = models.BinaryField()
    """The entry as it came, its lines joined by LF, sealed like stored bytes, since it may hold personal data."""
    shown_only = models.BooleanField(default=False)
    """Whether it can only be shown: its lines cannot be found in the bytes."""
    reason = models.TextField()
    corrected = models.BinaryField(null=True, blank=True)
    corrected_by = models.CharField(max_length=60, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("exchange", "line")
        constraints = (models.UniqueConstraint(fields=("exchange", "line"), name="quarantined_once"),)
        verbose_name = "linje i karantæne"
        verbose_name_plural = "linjer i karantæne"

    def __str__(self) -> str:
        return f"{self.key}, linje {self.line}" if self.key else f"linje {self.line}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """All its lines."""
        return tuple(self.lines) or (self.line,)
