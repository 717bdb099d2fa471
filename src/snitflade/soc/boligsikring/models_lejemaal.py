"""Landlords, the files they send, and the tenancies in them.

Source: social-teknik.md 2.2.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.bogh.udbetaling.models import Modtager
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Ejer(models.TextChoices):
    """Who owns the homes."""

    SELSKAB = "selskab", "Boligselskab"
    KOMMUNE = "kommune", "Kommunen selv"
    PRIVAT = "privat", "Privat udlejer"


class Udlejer(models.Model):
    """A landlord."""

    kode = models.CharField(max_length=10, unique=True)
    """``INI``, ``ISERIT``, ``KUJKOM`` …; as in the names of files."""
    navn = models.CharField(max_length=140)
    ejer = models.CharField(max_length=7, choices=Ejer)
    sender_fil = models.BooleanField(default=True)
    """Whether it sends a file of tenancies each month."""
    profil = models.CharField(max_length=40, blank=True)
    """The format of the file it is sent, which is also what its connection stands under; empty: it is sent none."""
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The payee with its bank account (side 360); none for the municipality's own homes."""
    indtaegtskonto = models.CharField(max_length=21, blank=True)
    """The account that is credited instead of a transfer, for the municipality's own homes."""

    class Meta:
        app_label = "soc"
        ordering = ("kode",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(ejer="kommune") & ~Q(indtaegtskonto="")) | (~Q(ejer="kommune") & Q(modtager__isnull=False)),
                name="udlejer_modtager",
            ),
        )
        verbose_name = "udlejer"
        verbose_name_plural = "udlejere"

    def __str__(self) -> str:
        return self.kode


class Lejefil(models.Model):
    """A file of tenancies that was applied. Of a landlord, municipality and month the last one counts."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="+")
    udlejer = models.ForeignKey(Udlejer, on_delete=models.PROTECT, related_name="filer")
    kommune = models.CharField(max_length=4)
    maaned = models.CharField(max_length=6)
    linjer = models.PositiveIntegerField()
    fremmede = models.PositiveIntegerField(default=0)
    """Lines of other municipalities, which are passed over (BS-I01)."""

    class Meta:
        app_label = "soc"
        ordering = ("-maaned", "udlejer", "-exchange")
        indexes = (models.Index(fields=("kommune", "maaned"), name="lejefil_maaned"),)
        verbose_name = "fil fra udlejer"
        verbose_name_plural = "filer fra udlejere"

    def __str__(self) -> str:
        return f"{self.udlejer} {self.kommune} {self.maaned}"


class Lejemaal(models.Model):
    """One line of a file: a tenancy in a month."""

    fil = models.ForeignKey(Lejefil, on_delete=models.PROTECT, related_name="lejemaal")
    linje = models.PositiveIntegerField()
    lejemaalsnr = models.CharField(max_length=20)
    lokalitet = models.CharField(max_length=4)
    vejkode = models.CharField(max_length=4, blank=True)
    vejnavn = models.CharField(max_length=40, blank=True)
    husnr = models.CharField(max_length=4, blank=True)
    bnr = models.CharField(max_length=5, blank=True)
    lejlighed = models.CharField(max_length=5, blank=True)
    adressenoegle = models.CharField(max_length=40, blank=True)
    """`soc.adresse.noegle`."""
    antal_rum = models.PositiveSmallIntegerField()
    boligtype = models.CharField(max_length=1)
    cpr_lejer = models.CharField(max_length=10)
    navn_lejer = models.CharField(max_length=66, blank=True)
    cpr_medlejer = models.CharField(max_length=10, blank=True)
    indflytning = models.DateField()
    udflytning = models.DateField(null=True, blank=True)
    husleje = models.PositiveBigIntegerField()
    """Øre a month, without consumption."""
    husleje_fra = models.DateField(null=True, blank=True)
    forbrug = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("fil", "linje")
        constraints = (models.UniqueConstraint(fields=("fil", "linje"), name="lejemaal_en_gang"),)
        indexes = (
            models.Index(fields=("cpr_lejer",), name="lejemaal_lejer"),
            models.Index(fields=("lejemaalsnr",), name="lejemaal_nummer"),
        )
        verbose_name = "lejemål"
        verbose_name_plural = "lejemål"

    def __str__(self) -> str:
        return f"{self.lejemaalsnr} ({mask_cpr(self.cpr_lejer)})"
