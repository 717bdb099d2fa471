"""The deliveries of CPR: the chain they form, which person each has brought, CPR's answers to us, and the list of who changed.

Sources: cpr.md 7 (points 1 to 3, 7, 11), 8.4.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.folk.models_person import Person, tekst
from snitflade.formats.problems import mask_cpr


class Statusmail(models.TextChoices):
    """Whether the status of a delivery is sent as mail."""

    INGEN = "", _("Kun på siden")
    VENTER = "venter", _("Venter på at blive sendt")
    SENDT = "sendt", _("Sendt")


class CprLeverance(models.Model):
    """One delivery that is applied, or being applied part by part."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="cpr_leverance")
    opgavenr = models.CharField(max_length=6)
    """CPR's task: each has a chain of its own."""
    proddto = models.DateField()
    proddtoforrig = models.DateField(null=True, blank=True)
    """The production date of the delivery it follows; empty: it is CPR's first."""
    profil = models.CharField(max_length=20)
    foerste = models.BooleanField(default=False)
    """Whether the chain begins here; nothing had been delivered before, so nobody is told of changes."""
    brud = models.BooleanField(default=False)
    """Whether an operator released it although the one before it was missing."""
    faerdig = models.BooleanField(default=False)
    """Whether all of its parts are applied."""
    nye = models.PositiveIntegerField(default=0)
    aendrede = models.PositiveIntegerField(default=0)
    uaendrede = models.PositiveIntegerField(default=0)
    nyere_findes = models.PositiveIntegerField(default=0)
    """Persons left as they are, since a newer delivery has brought them already."""
    delvise = models.PositiveIntegerField(default=0)
    """Persons that came without their main record: only the record types that came were replaced (GLBASE)."""
    statusbrev = models.TextField(blank=True, default="")
    """What those responsible are told after it, in words; no personal data."""
    statusmail = models.CharField(max_length=6, choices=Statusmail, blank=True, default=Statusmail.INGEN)
    """Where the mail about it stands; set to wait in the transaction that finishes the delivery."""
    statusmail_sendt = models.DateTimeField(null=True, blank=True)
    """When the mail server had taken it."""
    statusmail_fejl = models.TextField(blank=True, default="")
    """Why it could not be sent the last time it was tried; no personal data."""

    class Meta:
        ordering = ("-proddto", "-id")
        indexes = (models.Index(fields=("opgavenr", "proddto"), name="cpr_kaede"),)
        verbose_name = "CPR-leverance"
        verbose_name_plural = "CPR-leverancer"

    def __str__(self) -> str:
        return f"{self.opgavenr} {self.proddto}"


class PersonVersion(models.Model):
    """That a delivery brought a person: the lines stand in the delivery's bytes (`folk.cpr.versioner`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="versioner")
    leverance = models.ForeignKey(CprLeverance, on_delete=models.PROTECT, related_name="versioner")

    class Meta:
        verbose_name = "personversion"
        verbose_name_plural = "personversioner"

    def __str__(self) -> str:
        return f"{self.leverance} {mask_cpr(self.person.personnummer)}"


class CprSvar(models.Model):
    """CPR's answer to what we sent: a rejected line (910), or the receipt for a deleted subscription (997)."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")
    linje = models.PositiveIntegerField()
    """Its line in the delivery, from 1."""
    type = models.CharField(max_length=3)
    personnummer = tekst(10)
    """The number it is about, as far as it can be told; 910 has it in the rejected line."""
    inddata = tekst(75)
    """910: the rejected line."""
    fejlnr = tekst(4)
    fejltekst = tekst(65)
    tidspunkt = tekst(12)
    haendelse = tekst(3)
    nglkonst = tekst(15)
    laest = models.DateTimeField(null=True, blank=True)
    """When the subscriptions had taken note of it."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "linje"), name="cpr_svar_linje"),)
        indexes = (models.Index(fields=("personnummer",), name="cpr_svar_person"),)
        verbose_name = "svar fra CPR"
        verbose_name_plural = "svar fra CPR"

    def __str__(self) -> str:
        return f"{self.type} {mask_cpr(self.personnummer)} {self.fejlnr}".rstrip()


class Advis(models.Model):
    """A person to whom something happened in a delivery, with what is different now."""

    leverance = models.ForeignKey(CprLeverance, on_delete=models.PROTECT, related_name="advis")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="advis")
    ny = models.BooleanField(default=False)
    """Whether the delivery brought the person for the first time."""
    haendelser = tekst(200)
    """The codes of the events, each once, separated by blanks."""
    aendringer = models.JSONField(default=list)
    """A list of [field of `Person`, before, after]; ``boern`` and ``foraeldremyndighed`` with lists."""

    class Meta:
        ordering = ("-leverance", "id")
        constraints = (models.UniqueConstraint(fields=("leverance", "person"), name="advis_en_gang"),)
        verbose_name = "advis"
        verbose_name_plural = "advis"

    def __str__(self) -> str:
        return f"{self.leverance} {mask_cpr(self.person.personnummer)}"
