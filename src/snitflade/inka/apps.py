"""The Django app of Delsystem Inka."""

from importlib import import_module

from django.apps import AppConfig


class InkaConfig(AppConfig):
    """Debitor: kunder, krav og indbetalinger."""

    name = "snitflade.inka"
    verbose_name = "Inka"

    def ready(self) -> None:
        """Register what `verify` and the reconciliation hold of claims and payments, and whom the register of persons follows."""
        import_module("snitflade.inka.kontrol")
        import_module("snitflade.inka.afstemning")
        import_module("snitflade.inka.abonnement")
