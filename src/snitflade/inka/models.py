"""Tables of Delsystem Inka: debtors and their bills.

Sources: winformatik.md 2.1 (kundenummer, language), prisme.md 3 (10Q), social-teknik.md 1.1 and 11.2.
"""

from __future__ import annotations

from django.db import models

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Sprog(models.TextChoices):
    """Language of bills, page 200."""

    DANSK = "da", "Dansk"
    KALAALLISUT = "kl", "Kalaallisut"
    ENGELSK = "en", "English"


class Debitor(models.Model):
    """A customer: a person, a firm or an institution. The key is the kundenummer; its digits mean nothing."""

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

    class Meta:
        ordering = ("kundenummer",)
        verbose_name = "debitor"
        verbose_name_plural = "debitorer"

    def __str__(self) -> str:
        return f"{mask_cpr(self.kundenummer)} {self.navn}"


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
