"""The journal's heart: every exchange, from its first moment to its receipt.

Rows that an exchange made or took (bills, postings, payments …) point to it with a foreign key; `Exchange.made` follows
those links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q

from snitflade.exchange.states import TAKEN_BACK, WAITING, State


class Direction(models.TextChoices):
    """Which way the bytes go."""

    UD = "ud", "Ud"
    IND = "ind", "Ind"


class Exchange(models.Model):
    """One delivery of one interface, out or in, from its first moment to its receipt."""

    interface = models.CharField(max_length=60)
    """The interface's id in the catalogue, e.g. ``tekn.renovation-prisme``."""
    key = models.CharField(max_length=160)
    """What makes the exchange one of its kind: outbound the run's key, inbound the SHA-256 of the bytes."""
    direction = models.CharField(max_length=3, choices=Direction)
    state = models.CharField(max_length=12, choices=State)
    kommune = models.CharField(max_length=4, blank=True)
    needs_two = models.BooleanField(default=False)
    """Whether it needs two people: it moves money (`catalogue.moves_money`), or is too much for one to let out alone."""
    options = models.JSONField(default=dict)
    """The options it was run with."""
    totals = models.JSONField(default=dict)
    """Control totals by name; amounts in øre."""
    sheet = models.JSONField(default=list)
    """The control sheet as shown: a list of [section, [[text, value], …]]."""
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=60)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    state_at = models.DateTimeField(auto_now_add=True)
    """When it came into its present state."""
    sent_at = models.DateTimeField(null=True, blank=True)
    """When all of it had gone out for the first time; from then on it can be sent again, but never be taken back."""
    attempts = models.PositiveIntegerField(default=0)
    """How many times delivery has begun."""
    note = models.TextField(blank=True)
    """What stands in the way, in words, or the partner's receipt."""
    copy_to = models.CharField(max_length=1000, blank=True)
    """A folder the operator asked to have a copy of the files in."""
    copied_at = models.DateTimeField(null=True, blank=True)
    """When that copy was complete."""
    order = models.CharField(max_length=80, blank=True, default="", db_default="")
    """Inbound: its place among the files of the interface that wait (`Interface.order`); equal ones in the order they came."""
    parts = models.PositiveIntegerField(default=1, db_default=1)
    """Inbound: in how many transactions it is applied, as far as is known."""
    parts_done = models.PositiveIntegerField(default=0, db_default=0)
    """Inbound: how many of them are committed; applying goes on after them."""
    tried_at = models.DateTimeField(null=True, blank=True)
    """Inbound: when it was held last; after a later success of its interface it is tried again."""
    released_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Inbound: who said that it is to be applied although something is missing."""
    released_why = models.TextField(blank=True, default="", db_default="")
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes")

    class Meta:
        ordering = ("-id",)
        constraints = (
            # What was taken back before it went out may be run again under its key.
            models.UniqueConstraint(fields=("interface", "key"), condition=~Q(state__in=TAKEN_BACK), name="exchange_once"),
            # Two people for money, wherever the approval comes from.
            models.CheckConstraint(
                condition=Q(needs_two=False) | Q(approved_by="") | ~Q(approved_by=F("created_by")), name="exchange_two_people"
            ),
            models.CheckConstraint(
                condition=Q(needs_two=False) | ~Q(approved_by="") | Q(state__in=(State.BYGGET, *TAKEN_BACK)),
                name="exchange_approved",
            ),
        )
        indexes = (
            models.Index(fields=("interface", "-id"), name="exchange_of_interface"),
            # Number and interface too, so that what stands still is found without reading the rows.
            models.Index(fields=("state", "state_at", "id", "interface"), name="exchange_by_state"),
            # What the rhythm asks by: the newest of an interface, and what stands still in it.
            models.Index(fields=("interface", "created_at"), name="exchange_by_time"),
            models.Index(fields=("state", "interface", "state_at"), name="exchange_standing"),
            # The next to be applied, however many wait.
            models.Index(fields=("interface", "order", "id"), condition=Q(state__in=WAITING), name="exchange_waiting"),
        )
        verbose_name = "udveksling"
        verbose_name_plural = "udvekslinger"

    def __str__(self) -> str:
        return f"{self.pk} {self.interface} {self.key} ({self.state})"

    def made(self) -> Iterator[models.QuerySet[Any]]:
        """The rows of other apps that point to this exchange, one query set per table that has any."""
        for relation in self._meta.related_objects:
            if relation.related_model._meta.app_label != "exchange":
                rows = relation.related_model._default_manager.filter(**{relation.field.name: self})
                if rows.exists():
                    yield rows
