"""The Django app of Delsystem Bogh."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BoghConfig(AppConfig):
    """Bogføring: systemkonstanter, kontoplan, bilag og posteringer."""

    name = "snitflade.bogh"
    verbose_name = "Bogh"

    def ready(self) -> None:
        """Put the ledger's guards and checks in their places."""
        guards = import_module("snitflade.bogh.uforanderlig")
        pre_migrate.connect(guards.nedtag, sender=self, dispatch_uid="bogh vagter ned")
        # Sent to every app when all migrations are done.
        post_migrate.connect(guards.opsaet, sender=self, dispatch_uid="bogh vagter op")
        import_module("snitflade.bogh.kontrol")
        imports = import_module("snitflade.exchange.imports")
        imports.register("bogh.kontoplan", import_module("snitflade.bogh.kontoplan").importer)
