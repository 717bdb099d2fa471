"""The Django app of Delsystem Løn."""

from importlib import import_module

from django.apps import AppConfig


class LonConfig(AppConfig):
    """Løn: lønkørsler, deres bogføring og udtræk af løndata."""

    name = "snitflade.lon"
    verbose_name = "Løn"

    def ready(self) -> None:
        """Register what `verify` and the reconciliation hold of payroll runs."""
        import_module("snitflade.lon.kontrol")
        import_module("snitflade.lon.afstemning")
