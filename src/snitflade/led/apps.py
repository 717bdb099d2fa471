"""The Django app of Delsystem Led."""

from importlib import import_module

from django.apps import AppConfig


class LedConfig(AppConfig):
    """Led: ledighedskort, henvendelser og indberetninger til Grønlands Statistik."""

    name = "snitflade.led"
    verbose_name = "Led"

    def ready(self) -> None:
        """Register what `verify` holds, and what is watched."""
        import_module("snitflade.led.kontrol")
        import_module("snitflade.led.vagt")
