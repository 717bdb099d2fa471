"""Overrides of aktuel indkomst and their cancellation: who, why, how much, and what the service said.

The received value is never touched; an override stands beside it. Where it is on its way follows from its exchange.

Source: skat-inddrivelse.md 7.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Handling(models.TextChoices):
    """What is asked of the service."""

    OVERSKRIV = "overskriv", _("Overskrivning")
    ANNULLER = "annuller", _("Annullering")


class Overskrivningstilstand(models.TextChoices):
    """What has become of it."""

    UNDERVEJS = "undervejs", _("Undervejs")
    AKTIV = "aktiv", _("Aktiv")
    UDFOERT = "udfoert", _("Udført")
    """A cancellation that the service has carried out."""
    ANNULLERET = "annulleret", _("Annulleret")
    UDLOEBET = "udloebet", _("Udløbet")
    AFLOEST = "afloest", _("Afløst")
    AFVIST = "afvist", _("Afvist")
    TAGET_TILBAGE = "tilbage", _("Taget tilbage")


class Overskrivning(models.Model):
    """One override, or one cancellation."""

    handling = models.CharField(max_length=9, choices=Handling)
    cpr = models.CharField(max_length=10)
    beloeb = models.BigIntegerField()
    """Øre, a whole number of kroner: the corrected yearly income; 0 for a cancellation."""
    foer = models.BigIntegerField()
    """Øre: the received value that the caseworker saw."""
    fra_maaned = models.DateField()
    """The last month of the received value: the first month that is overridden."""
    til_maaned = models.DateField(null=True, blank=True)
    """The last month that is overridden; empty while nobody has said."""
    begrundelse = models.CharField(max_length=500)
    sagsnummer = models.CharField(max_length=40)
    tilstand = models.CharField(max_length=10, choices=Overskrivningstilstand, default=Overskrivningstilstand.UNDERVEJS)
    svar = models.CharField(max_length=300, blank=True)
    """What the service said, in words."""
    afviger = models.CharField(max_length=300, blank=True)
    """What of the service's own present value does not agree with what was sent; empty when it does, or nobody has looked."""
    aendrer = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="aendret_af")
    """The override that this one takes the place of, or cancels."""
    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="overskrivning")
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField()
    aktiv_fra = models.DateTimeField(null=True, blank=True)
    slut = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # One at a time: two that are on their way could arrive in either order.
            models.UniqueConstraint(fields=("cpr",), condition=Q(tilstand="undervejs"), name="overskrivning_en_undervejs"),
            models.UniqueConstraint(fields=("cpr",), condition=Q(tilstand="aktiv"), name="overskrivning_en_aktiv"),
            models.CheckConstraint(condition=Q(beloeb__gte=0, beloeb__lte=99_999_999_900), name="overskrivning_beloeb"),
        )
        indexes = (models.Index(fields=("cpr", "tilstand"), name="overskrivning_person"),)
        verbose_name = "overskrivning"
        verbose_name_plural = "overskrivninger"

    def __str__(self) -> str:
        return f"{self.get_handling_display()} {self.pk} {mask_cpr(self.cpr)}"
