"""Subscriptions at CPR: whose data the municipality wants, what CPR has been asked, and what it answered.

Sources: cpr.md 8.1 (the table), 8.4 (answers).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.folk.models_person import tekst
from snitflade.formats.problems import mask_cpr

OPRET, SLET = "OP", "SL"
"""Operations: create and delete. How deletion is written in the file is a setting."""


class Tilstand(models.TextChoices):
    """Where a subscription stands, as far as CPR has told."""

    INGEN = "ingen", _("Ikke hos CPR")
    OPRETTES = "oprettes", _("Bestilt, venter på svar")
    AKTIV = "aktiv", _("Hos CPR")
    SLETTES = "slettes", _("Afmeldt, venter på svar")
    SLETTET = "slettet", _("Slettet hos CPR")
    FEJL = "fejl", _("Afvist af CPR")
    UMULIG = "umulig", _("Kan ikke bestilles")


class Abonnement(models.Model):
    """One number that is, or has been, of interest beyond those whom CPR delivers because they live here."""

    personnummer = models.CharField(max_length=10, unique=True)
    oensket = models.BooleanField(default=True)
    """Whether the municipality wants the person's data."""
    grunde = models.JSONField(default=list)
    """Why: a list of [source, reason]. Empty when it is not wanted any longer."""
    bortfaldet = tekst(120)
    """Why it is not wanted any longer; empty while it is."""
    siden = models.DateTimeField()
    """When it came to be wanted, or no longer."""
    tilstand = models.CharField(max_length=8, choices=Tilstand, default=Tilstand.INGEN)
    operation = tekst(2)
    """What CPR was asked last (OP, SL); empty: nothing yet."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """With which file."""
    svaret = models.DateField(null=True, blank=True)
    """The production date of the delivery that answered."""
    fejlnr = tekst(4)
    fejltekst = tekst(65)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("tilstand", "oensket"), name="abonnement_tilstand"),)
        verbose_name = "abonnement"
        verbose_name_plural = "abonnementer"

    def __str__(self) -> str:
        return f"{mask_cpr(self.personnummer)} {self.get_tilstand_display()}"


class Abonnementslinje(models.Model):
    """One question to CPR: a line of a subscription file. It is open until CPR has answered, or it is given up."""

    abonnement = models.ForeignKey(Abonnement, on_delete=models.PROTECT, related_name="linjer")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")
    operation = models.CharField(max_length=2)
    rekvisition = models.BooleanField(default=False)
    """Whether the file also asks for the person's data at once (key 07)."""
    fildato = models.DateField()
    """The date in the file's name: the day whose run CPR reads it for."""
    forsoeg = models.PositiveSmallIntegerField(default=1)
    """1, or 2 when it is asked once more because nobody answered."""
    foer = models.CharField(max_length=8, choices=Tilstand)
    """The subscription's state before, which it falls back to when the file is taken back."""
    aaben = models.BooleanField(default=True)
    svar = tekst(80)
    """What became of it, in words; empty while it is open."""
    svaret_af = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The delivery with the answer."""

    class Meta:
        ordering = ("id",)
        constraints = (
            # Nothing is asked while the same question is open, whoever builds and however often.
            models.UniqueConstraint(fields=("abonnement",), condition=Q(aaben=True), name="abonnementslinje_en_aaben"),
            models.UniqueConstraint(fields=("exchange", "abonnement"), name="abonnementslinje_en_pr_fil"),
        )
        indexes = (models.Index(fields=("aaben", "fildato"), name="abonnementslinje_aabne"),)
        verbose_name = "abonnementslinje"
        verbose_name_plural = "abonnementslinjer"

    def __str__(self) -> str:
        return f"{self.operation} {mask_cpr(self.abonnement.personnummer)} {self.fildato}"
