"""Tables of Delsystem Folk: so far the places.

Sources: social-teknik.md 1.1 (Lokalitet), prisme.md 3.7 (GEO codes).
"""

from __future__ import annotations

from django.db import models


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
