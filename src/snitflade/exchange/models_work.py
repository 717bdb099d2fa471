"""What is to be done, by whom and by when: orders, workers, expectations and alarms; and what has been kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.exchange.models_exchange import Exchange


class Order(models.Model):
    """A run that was ordered to be built by a worker, and what became of it (`orders.py`)."""

    interface = models.CharField(max_length=60)
    options = models.JSONField(default=dict)
    """The options as text."""
    instead_of = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    """What was built; empty when there was nothing to send, or something was wrong."""
    note = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    """Why nothing could be built: problems as JSON."""
    occasion = models.CharField(max_length=40, blank=True)
    """The due moment at which it ordered itself (`Interface.runs_itself`); empty: somebody pressed."""

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("interface", "occasion"), condition=~Q(occasion=""), name="order_once_due"),)
        indexes = (models.Index(fields=("ended_at", "at"), name="order_waiting"),)
        verbose_name = "bestilling"
        verbose_name_plural = "bestillinger"

    def __str__(self) -> str:
        return f"{self.pk} {self.interface}"


class Worker(models.Model):
    """A running worker's slot and heartbeat; a slot whose heart stopped is taken over (`engine.py`)."""

    slot = models.CharField(max_length=60, primary_key=True)
    """Also the engine's executor id."""
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = "arbejder"
        verbose_name_plural = "arbejdere"

    def __str__(self) -> str:
        return self.slot


class Expectation(models.Model):
    """From when an interface is expected to keep its rhythm, and until when (`rhythm`)."""

    interface = models.CharField(max_length=60, primary_key=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """When somebody said that nothing more is expected of it."""
    by = models.CharField(max_length=60)

    class Meta:
        verbose_name = "forventning"
        verbose_name_plural = "forventninger"

    def __str__(self) -> str:
        return self.interface


class DueMark(models.Model):
    """What counts for the rhythm beside exchanges: a run that found nothing to do, or a due moment somebody has answered for."""

    interface = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=60)
    due = models.DateTimeField(null=True, blank=True)
    """The due moment that was set aside; empty: a run at `at` that found nothing."""
    reason = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("interface", "at"), name="due_mark_by_time"),
            models.Index(fields=("interface", "due"), name="due_mark_by_due"),
        )
        verbose_name = "mærke"
        verbose_name_plural = "mærker"

    def __str__(self) -> str:
        return f"{self.interface} {self.due or self.at:%Y-%m-%d %H:%M}"


class Alarm(models.Model):
    """One cause told over one channel: when first, when last, whether it could be, and when the cause was gone (`alarms`)."""

    key = models.CharField(max_length=200)
    """`Cause.key`."""
    channel = models.CharField(max_length=20)
    """``mail`` or ``webhook``."""
    opened_at = models.DateTimeField()
    first_told_at = models.DateTimeField(null=True, blank=True)
    last_told_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0)
    """How many times it has been told."""
    failed_at = models.DateTimeField(null=True, blank=True)
    """When telling it failed last, until it succeeds."""
    failure = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "channel"), condition=Q(closed_at=None), name="alarm_open_once"),)
        verbose_name = "alarm"
        verbose_name_plural = "alarmer"

    def __str__(self) -> str:
        return f"{self.key} ({self.channel})"


class Kept(models.Model):
    """An answer that takes long to compute, and the stamp of what it was computed from; right while that is the same (`kept`)."""

    name = models.CharField(max_length=60)
    """What kind of answer, e.g. ``tekn.renovation/kraevet``."""
    key = models.CharField(max_length=60)
    """What it is about, e.g. ``2018K1``."""
    stamp = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("name", "key"), name="kept_once"),)
        verbose_name = "gemt svar"
        verbose_name_plural = "gemte svar"

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
