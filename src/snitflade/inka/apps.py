"""The Django app of Delsystem Inka."""

from importlib import import_module

from django.apps import AppConfig


class InkaConfig(AppConfig):
    """Debitor: kunder, krav og indbetalinger."""

    name = "snitflade.inka"
    verbose_name = "Inka"

    def ready(self) -> None:
        """Register what `verify` holds of claims and payments, and whom the register of persons is to follow."""
        import_module("snitflade.inka.kontrol")
        import_module("snitflade.inka.abonnement")
