"""The journal: every exchange, its files, their bytes, what was wrong with them, and who did what.

Rows that an exchange made or took (bills, postings, payments …) point to it with a foreign key; `Exchange.made` follows
those links.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q

from snitflade.exchange.konstanter.model import Systemkonstant as Systemkonstant  # so that Django finds the table
from snitflade.exchange.states import TAKEN_BACK, WAITING, State
from snitflade.formats.problems import Severity


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


class Blob(models.Model):
    """Stored bytes, addressed by the SHA-256 of what they are in clear. The file itself lies in the blob store."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    """When retention removed the bytes; the row stays as proof of what they were."""

    class Meta:
        verbose_name = "bytes"
        verbose_name_plural = "bytes"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"


class ExchangeFile(models.Model):
    """One file of an exchange."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    """Its place in the delivery, from 1."""
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=40)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="files")
    attempted_at = models.DateTimeField(null=True, blank=True)
    """When delivery began whose result is not known yet; set before the first byte leaves."""
    place = models.CharField(max_length=500, blank=True)
    """Where the transport put it."""
    reply = models.BinaryField(null=True, blank=True)
    """What the partner answered, sealed."""
    answered_at = models.DateTimeField(null=True, blank=True)
    """When the interface had understood that answer (`Interface.answer`)."""
    receipt = models.TextField(blank=True, default="", db_default="")
    """The receipt in words, where that answer acknowledges the file."""
    delivered_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("exchange", "number")
        constraints = (models.UniqueConstraint(fields=("exchange", "number"), name="file_number"),)
        verbose_name = "fil"
        verbose_name_plural = "filer"

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """One time that bytes came in. The same bytes under another name are another arrival of the same exchange."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="arrivals")
    name = models.CharField(max_length=255)
    origin = models.CharField(max_length=500, blank=True)
    """Remote path, Message-ID or the operator's upload."""
    mark = models.CharField(max_length=200, blank=True)
    """Size and time as the partner listed them: another file may come under the same name one day."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """When the partner's side was told that we have it; until then it is fetched again."""
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("origin",), name="arrival_of_origin"),)
        verbose_name = "ankomst"
        verbose_name_plural = "ankomster"

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%Y-%m-%d %H:%M})"


class FetchValue(models.Model):
    """What an interface's own pull remembers, committed with the file it belongs to (`contract.FetchState`)."""

    interface = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    value = models.TextField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("interface", "key"), name="fetch_value_once"),)
        verbose_name = "hentet til"
        verbose_name_plural = "hentet til"

    def __str__(self) -> str:
        return f"{self.interface} {self.key}"


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
