"""Tokens of other systems, and every call made with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Token(models.Model):
    """What another system shows to be let in. The token itself is kept nowhere; it was shown once to whoever made it."""

    system = models.CharField(max_length=50)
    """The name of the system, as it stands in logs."""
    kommune = models.CharField(max_length=4)
    """The municipality it may ask about."""
    purpose = models.CharField(max_length=200)
    """Why it may look persons up."""
    scopes = models.JSONField()
    """What it may do: a list of ``interface:verb`` and ``interface:fil:format`` (`scopes`)."""
    prefix = models.CharField(max_length=10, unique=True)
    """The token's first part, by which people tell it from others."""
    digest = models.CharField(max_length=64)
    """SHA-256 of its secret part."""
    certificate = models.CharField(max_length=64, blank=True)
    """SHA-256 fingerprint of the client certificate it must come with; empty: none."""
    per_minute = models.PositiveIntegerField()
    """How many calls it may make in a minute."""
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To the minute; each call stands in `Call`."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="token_udloeber"),
            models.CheckConstraint(condition=Q(revoked_at=None) | ~Q(revoked_by=""), name="token_tilbagekaldt_af"),
        )
        verbose_name = "token"
        verbose_name_plural = "tokens"

    def __str__(self) -> str:
        return f"{self.prefix} {self.system}"

    @property
    def actor(self) -> str:
        """Who it is in the journal and in logs."""
        return f"system:{self.system}"

    @property
    def state(self) -> str:
        """Whether it opens, in a word."""
        if self.revoked_at:
            return "tilbagekaldt"
        return "udløbet" if self.expires_at <= timezone.now() else "gyldig"


class Call(models.Model):
    """One call with a token, answered or refused. It holds no personal data; who was looked up stands in `folk.Opslag`."""

    at = models.DateTimeField(default=timezone.now)
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="calls")
    operation = models.CharField(max_length=60)
    method = models.CharField(max_length=8)
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60, blank=True)
    """The code of what was wrong."""
    address = models.GenericIPAddressField(null=True)
    milliseconds = models.PositiveIntegerField()
    persons = models.PositiveIntegerField(default=0)
    """How many persons the answer showed."""

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("token", "at"), name="call_of_token"), models.Index(fields=("at",), name="call_by_time"))
        verbose_name = "kald"
        verbose_name_plural = "kald"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.operation} {self.status}"


class Refusal(models.Model):
    """Somebody who came without a token that opens."""

    at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    prefix = models.CharField(max_length=10, blank=True)
    """Of the token shown, where one of that prefix exists."""
    reason = models.CharField(max_length=60)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("address", "at"), name="refusal_from"),
            models.Index(fields=("at",), name="refusal_by_time"),
        )
        verbose_name = "afvisning"
        verbose_name_plural = "afvisninger"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.address} {self.reason}"
