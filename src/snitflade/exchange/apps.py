"""What all interfaces share, as a Django app."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    """Finds what the Delsystemer declare: system constants in ``konstanter.py``, interfaces in ``interfaces.py``
    and ``<modul>/interfaces.py``, series of numbers in ``numre.py``.

    Before that, the installation's own profiles of formats, which an interface can name.
    """

    name = "snitflade.exchange"
    verbose_name = "Udveksling"

    def ready(self) -> None:
        from snitflade.exchange import profiler, stamp_triggers  # they need the apps, which are not there yet when this is read

        profiler.load()
        for name in ("konstanter", "interfaces", "numre"):
            autodiscover_modules(name)
            _discover_in_packages(name)
        import_module("snitflade.exchange.backup.watch")
        post_migrate.connect(stamp_triggers.install, sender=self, dispatch_uid="stempler")


def _discover_in_packages(name: str) -> None:
    """Load the module `name` of each Modul that is a package of its own: those with an ``interfaces.py``."""
    for app in apps.get_app_configs():
        for found in sorted(Path(app.path).glob("*/interfaces.py")):
            if (found.parent / f"{name}.py").exists():
                import_module(f"{app.name}.{found.parent.name}.{name}")
