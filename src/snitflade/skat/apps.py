"""The Django app of Delsystem Skat."""

from importlib import import_module

from django.apps import AppConfig


class SkatConfig(AppConfig):
    """Skat: årlige skattepligtige indkomster og aktuel indkomst."""

    name = "snitflade.skat"
    verbose_name = "Skat"

    def ready(self) -> None:
        """Register what `verify` holds, what is watched, and what the worker tries again."""
        import_module("snitflade.skat.kontrol")
        import_module("snitflade.skat.vagt")
        import_module("snitflade.skat.arbejde").tidsplan()
