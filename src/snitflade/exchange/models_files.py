"""What exchanges consist of: their bytes, the files they are, where they came from, and how far fetching has come."""

from __future__ import annotations

from django.db import models

from snitflade.exchange.models_exchange import Exchange


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
