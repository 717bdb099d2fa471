"""Columns that several registers have alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from snitflade.web.nav import adresse
from snitflade.web.register import Felt

UDVEKSLING = Felt(
    _("Udveksling"), lambda row: row.exchange_id, tal=True, adresse=lambda row: adresse("udveksling", row.exchange_id)
)
"""The exchange that made the row, with the way to it."""
