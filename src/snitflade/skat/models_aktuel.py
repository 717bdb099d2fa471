"""Aktuel indkomst per person: what the service answered, each answer that said something new as a row of its own.

Source: skat-inddrivelse.md 6.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Indkomstkilde(models.TextChoices):
    """Where a value comes from. A sum made of monthly incomes is never called FOSP (6.4)."""

    FOSP = "FOSP", "FOSP (GetRAI)"
    ETAX_SUM = "ETAX-SUM", _("Sum af månedsindkomster")


class AktuelIndkomst(models.Model):
    """The income of the twelve months that end with `seneste_maaned`, as it was received. Never changed, never deleted."""

    cpr = models.CharField(max_length=10)
    seneste_maaned = models.DateField()
    """The first day of the last month of the twelve."""
    kilde = models.CharField(max_length=8, choices=Indkomstkilde)
    foer_fradrag = models.BigIntegerField(null=True, blank=True)
    """Øre, before standardfradrag; empty where only the amount after it is known (before July 2018)."""
    efter_fradrag = models.BigIntegerField(null=True, blank=True)
    """Øre, after standardfradrag and never below 0; empty where the year's standardfradrag is not entered."""
    udloebsmaaned = models.DateField(null=True, blank=True)
    """The first day of the last month in which an override holds; empty: the amount is not overridden."""
    returkode = models.CharField(max_length=2, blank=True)
    mangler = models.CharField(max_length=200, blank=True)
    """Why the amount is incomplete, in words; empty when nothing says that it is."""
    hentet = models.DateTimeField()
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="aktuelle_indkomster")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("exchange", "cpr"), name="aktuelindkomst_en_pr_fil"),
            models.CheckConstraint(
                condition=Q(foer_fradrag__isnull=False) | Q(efter_fradrag__isnull=False), name="aktuelindkomst_har_beloeb"
            ),
        )
        indexes = (models.Index(fields=("cpr", "seneste_maaned", "id"), name="aktuelindkomst_person"),)
        verbose_name = "aktuel indkomst"
        verbose_name_plural = "aktuelle indkomster"

    def __str__(self) -> str:
        return f"{mask_cpr(self.cpr)} {self.seneste_maaned:%Y-%m} ({self.kilde})"

    @property
    def beloeb(self) -> int:
        """What was received, in øre: before the deduction where that is known."""
        return int(self.foer_fradrag if self.foer_fradrag is not None else self.efter_fradrag or 0)

    @property
    def overskrevet(self) -> bool:
        """Whether it is the amount of an override."""
        return self.udloebsmaaned is not None


class Svarudfald(models.TextChoices):
    """What the last question about a person came to."""

    VAERDI = "vaerdi", _("Indkomst modtaget")
    INTET = "intet", _("Intet grundlag for en indkomst")
    UKENDT = "ukendt", _("Personen kendes ikke")
    AFVIST = "afvist", _("Spørgsmålet er afvist")
    FEJL = "fejl", _("Intet brugbart svar")


class Indkomstsvar(models.Model):
    """The last question about a person, and what it came to. A missing value is missing; it is never 0."""

    cpr = models.CharField(max_length=10, unique=True)
    tid = models.DateTimeField()
    """When it was asked."""
    udfald = models.CharField(max_length=6, choices=Svarudfald)
    besked = models.CharField(max_length=300, blank=True)
    vaerdi = models.ForeignKey(AktuelIndkomst, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The newest value there is, also when this question gave none."""
    sidste_svar = models.DateTimeField(null=True, blank=True)
    """When the service last said something usable of the person."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("udfald", "tid"), name="indkomstsvar_udfald"),)
        verbose_name = "svar om indkomst"
        verbose_name_plural = "svar om indkomst"

    def __str__(self) -> str:
        return f"{mask_cpr(self.cpr)} {self.get_udfald_display()}"
