"""The Django app of Delsystem Folk."""

from django.apps import AppConfig


class FolkConfig(AppConfig):
    """Folkeregister: personer, adresser og lokaliteter."""

    name = "snitflade.folk"
    verbose_name = "Folk"
