"""The table of system constants. Source: winformatik.md 1.2."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Systemkonstant(models.Model):
    """The value of a system constant from a date on; what each may hold stands in `konstanter.KONSTANTER`."""

    nummer = models.CharField(max_length=60)
    """Winformatik's number (``4011``) or our own key (``renovation.modkonto``)."""
    vaerdi = models.CharField(max_length=200, blank=True)
    gyldig_fra = models.DateField(null=True, blank=True)
    """First day the value applies; empty: always."""
    kilde = models.CharField(max_length=200, blank=True)
    """Where the value came from, e.g. the file that set it."""

    class Meta:
        app_label = "exchange"
        ordering = ("nummer", "gyldig_fra")
        constraints = (
            models.UniqueConstraint(fields=("nummer", "gyldig_fra"), name="konstant_pr_dato"),
            models.UniqueConstraint(fields=("nummer",), condition=Q(gyldig_fra=None), name="konstant_altid"),
        )
        verbose_name = "systemkonstant"
        verbose_name_plural = "systemkonstanter"

    def __str__(self) -> str:
        return f"{self.nummer} = {self.vaerdi}"
