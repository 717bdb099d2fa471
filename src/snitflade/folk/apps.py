"""The Django app of Delsystem Folk."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FolkConfig(AppConfig):
    """Folkeregister: personer, adresser og lokaliteter."""

    name = "snitflade.folk"
    verbose_name = "Folk"

    def ready(self) -> None:
        """Keep the view that SBSYS reads out of the way of migrations."""
        view = import_module("snitflade.folk.sbsys.view")
        pre_migrate.connect(view.nedtag, sender=self, dispatch_uid="sbsys view ned")
        # Sent to every app when all migrations are done.
        post_migrate.connect(view.opsaet, sender=self, dispatch_uid="sbsys view op")
