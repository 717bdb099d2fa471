"""Tables of Delsystem Inka: debtors and their bills.

Sources: winformatik.md 2.1 (kundenummer, language), prisme.md 3 (10Q), social-teknik.md 1.1, 10.2 (address, status, RenoWeb) and
11.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from snitflade.exchange.bulk import writing
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Sprog(models.TextChoices):
    """Language of bills, page 200."""

    DANSK = "da", "Dansk"
    KALAALLISUT = "kl", "Kalaallisut"
    ENGELSK = "en", "English"


class Status(models.TextChoices):
    """What has become of a debtor, social-teknik.md 10.2."""

    AKTIV = "aktiv", "Aktiv"
    UDREJST = "udrejst", "Udrejst"
    DOED = "død", "Død"
    LUKKET = "lukket", "Lukket"


class Debitor(models.Model):
    """A customer: a person, a firm or an institution. The key is the kundenummer; its digits mean nothing.

    Whoever changes rows without `save` gives them a new `aendret`, taken after `exchange.bulk.lock` or `writing`.
    """

    kundenummer = models.CharField(max_length=10, unique=True)
    navn = models.CharField(max_length=100)
    cvr = models.CharField(max_length=8, blank=True)
    gln = models.CharField(max_length=13, blank=True)
    personnummer = models.CharField(max_length=10, blank=True)
    """CPR number, where it is not the kundenummer itself."""
    betales_fra_konto = models.CharField(max_length=10, blank=True)
    """The institution's expense account; when set, claims are posted there and not billed (prisme.md 3.8)."""
    sprog = models.CharField(max_length=2, choices=Sprog, default=Sprog.DANSK)
    offentlig = models.BooleanField(null=True, blank=True)
    """Public customer, never collected (Områdenummer 100 under INDDRIV); empty: not known."""
    # The address; empty: not known, or there is no such part. The database has the defaults, too, for rows written without Django.
    vejnavn = models.CharField(max_length=40, blank=True, default="", db_default="")
    husnr = models.CharField(max_length=5, blank=True, default="", db_default="")
    bnr = models.CharField(max_length=5, blank=True, default="", db_default="")
    lejlighed = models.CharField(max_length=5, blank=True, default="", db_default="")
    lokalitet = models.CharField(max_length=4, blank=True, default="", db_default="")
    """The place's code, 4 digits (social-teknik.md 1.1)."""
    postnr = models.CharField(max_length=10, blank=True, default="", db_default="")
    by = models.CharField(max_length=40, blank=True, default="", db_default="")
    land = models.CharField(max_length=40, blank=True, default="", db_default="")
    co = models.CharField(max_length=66, blank=True, default="", db_default="")
    adressebeskyttet = models.BooleanField(db_default=False, default=False)
    """Name and address protection: the address is given to no other system."""
    status = models.CharField(max_length=7, choices=Status, default=Status.AKTIV, db_default=Status.AKTIV.value)
    renoweb_kundeid = models.CharField(max_length=20, blank=True, default="", db_default="")
    """RenoWeb's own key, as RenoWeb last wrote it."""
    aendret = models.DateTimeField(db_default=Now(), editable=False)
    """When the row was last changed."""

    class Meta:
        ordering = ("kundenummer",)
        constraints = (
            models.UniqueConstraint(fields=("renoweb_kundeid",), condition=~Q(renoweb_kundeid=""), name="debitor_renoweb_en_gang"),
        )
        indexes = (
            models.Index(fields=("personnummer",), name="debitor_personnummer"),
            models.Index(fields=("cvr",), name="debitor_cvr"),
            models.Index(fields=("aendret", "id"), name="debitor_aendret"),
        )
        verbose_name = "debitor"
        verbose_name_plural = "debitorer"

    def __str__(self) -> str:
        return f"{mask_cpr(self.kundenummer)} {self.navn}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Write the row with a new `aendret`, which who asks for changes at the same time cannot pass by (`debitoropslag`)."""
        with transaction.atomic():
            writing(Debitor)
            self.aendret = timezone.now()
            fields = None if update_fields is None else {*update_fields, "aendret"}
            super().save(*args, update_fields=fields, **options)


class Regning(models.Model):
    """One bill of a run: a rate in 10Q, or a claim posted directly on the debtor's account."""

    nummer = models.PositiveBigIntegerField(unique=True)
    """PST_NR, running; the Afstemningsnøgle of 10Q."""
    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, related_name="regninger")
    modul = models.CharField(max_length=40)
    """Which module billed, e.g. ``tekn.renovation``."""
    kommune = models.CharField(max_length=4)
    periode = models.CharField(max_length=6)
    """What is billed, e.g. ``2018K1``."""
    koersel = models.CharField(max_length=40, db_index=True)
    """The run's key."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="regninger")
    """The exchange it went out with; empty for a bill that was not billed here."""
    omraadenummer = models.CharField(max_length=3)
    beloeb = models.BigIntegerField()
    """Øre; negative is a credit."""
    betales_fra_konto = models.CharField(max_length=10, blank=True)
    """The account the claim was posted on; empty for an ordinary bill."""
    posteringsdato = models.DateField()
    forfaldsdato = models.DateField()
    regnskabsaar = models.PositiveSmallIntegerField()
    tekstlinjer = models.TextField(blank=True)
    """Specification lines in the customer's language, at most 60 characters each, one per line."""

    class Meta:
        ordering = ("nummer",)
        indexes = (models.Index(fields=("modul", "periode"), name="regning_modul_periode"),)
        verbose_name = "regning"
        verbose_name_plural = "regninger"

    def __str__(self) -> str:
        return f"Regning {self.nummer}"
