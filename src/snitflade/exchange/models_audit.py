"""Who did what: the audit chain and its head."""

from __future__ import annotations

from django.db import models

from snitflade.exchange.models_exchange import Exchange


class AuditEvent(models.Model):
    """Who did what and when. Each event carries the hash of the one before, so none can be changed unseen (`audit.py`)."""

    number = models.PositiveBigIntegerField(unique=True)
    """1, 2, 3 … without a gap."""
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    detail = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        # The log is searched by what happened, by whom and when.
        indexes = (
            models.Index(fields=("event", "number"), name="audit_by_event"),
            models.Index(fields=("by", "number"), name="audit_by_whom"),
            models.Index(fields=("at",), name="audit_by_time"),
            # Whether somebody has dealt with an exchange that stands still.
            models.Index(fields=("exchange", "event", "at"), name="audit_of_exchange"),
        )
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class AuditHead(models.Model):
    """The last link of the audit chain; its one row is locked by whoever adds to it."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "kædens ende"
        verbose_name_plural = "kædens ende"

    def __str__(self) -> str:
        return f"{self.number}"
