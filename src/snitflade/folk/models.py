"""Tables of Delsystem Folk: the places, and who has looked up which person; here begin `models_person` (persons), `models_fakta`
(their facts and history) and `models_cpr` (CPR's deliveries) as well.

Sources: social-teknik.md 1.1 (Lokalitet), 10.2 and 6.2 (each look-up is logged), prisme.md 3.7 (GEO codes).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from snitflade.folk.gar import tabeller as tabeller  # so that Django finds the tables of the address register
from snitflade.folk.models_abonnement import Abonnement, Abonnementslinje
from snitflade.folk.models_cpr import Advis, CprLeverance, CprSvar, PersonVersion
from snitflade.folk.models_fakta import (
    Adresse,
    Barn,
    Beskyttelse,
    Civilstand,
    Flyttepaabud,
    Folkekirkeforhold,
    Foraeldremyndighed,
    Forsvinding,
    Haendelse,
    KommunaltForhold,
    Navn,
    Notat,
    Separation,
    Statsborgerskab,
    TidligereNummer,
    Udrejse,
    UkendtRecord,
    Vaergemaal,
    Valg,
)
from snitflade.folk.models_person import Person

__all__ = [
    "Abonnement",
    "Abonnementslinje",
    "Adresse",
    "Advis",
    "Barn",
    "Beskyttelse",
    "Civilstand",
    "CprLeverance",
    "CprSvar",
    "Flyttepaabud",
    "Folkekirkeforhold",
    "Foraeldremyndighed",
    "Forsvinding",
    "Haendelse",
    "KommunaltForhold",
    "Lokalitet",
    "Navn",
    "Notat",
    "Opslag",
    "Person",
    "PersonVersion",
    "Separation",
    "Statsborgerskab",
    "TidligereNummer",
    "Udrejse",
    "UkendtRecord",
    "Vaergemaal",
    "Valg",
]


class Lokalitet(models.Model):
    """A town or settlement under its official name.

    A name that two places share carries the old municipality in brackets: ``Tasiusaq (Upernavik)``.
    """

    navn = models.CharField(max_length=60, unique=True)
    kode = models.CharField(max_length=4, blank=True)
    """The register's code, 4 digits; empty where it is not known."""
    geo_kode = models.CharField(max_length=3, blank=True)
    """Områdenummer in 10Q under systemkonstant 4011 = GEO, 3 digits; empty where it is not known."""

    class Meta:
        ordering = ("navn",)
        verbose_name = "lokalitet"
        verbose_name_plural = "lokaliteter"

    def __str__(self) -> str:
        return self.navn


class Opslag(models.Model):
    """One person that somebody was shown, or asked for in vain. It names the person by our own number, never by a CPR number."""

    tidspunkt = models.DateTimeField(default=timezone.now)
    af = models.CharField(max_length=60)
    """Who: a user's name, or ``system:`` and the name of the calling system."""
    via = models.CharField(max_length=60)
    """What it was done with: an interface's id or a page."""
    formaal = models.CharField(max_length=200)
    """Why, as stated when access was given or in the call itself."""
    register = models.CharField(max_length=40)
    """Which table the person stands in, e.g. ``inka.debitor``."""
    nummer = models.PositiveBigIntegerField(null=True, blank=True)
    """The person's id in that table; empty: nobody was found."""

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("register", "nummer", "tidspunkt"), name="opslag_person"),
            models.Index(fields=("af", "tidspunkt"), name="opslag_hvem"),
            models.Index(fields=("tidspunkt",), name="opslag_tid"),
            models.Index(fields=("formaal", "id"), name="opslag_hvorfor"),
        )
        verbose_name = "opslag"
        verbose_name_plural = "opslag"

    def __str__(self) -> str:
        return f"{self.tidspunkt:%Y-%m-%d %H:%M} {self.af} {self.register} {self.nummer or 'ingen'}"
