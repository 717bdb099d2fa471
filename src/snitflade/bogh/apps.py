"""The Django app of Delsystem Bogh."""

from django.apps import AppConfig


class BoghConfig(AppConfig):
    """Bogføring: systemkonstanter og posteringer."""

    name = "snitflade.bogh"
    verbose_name = "Bogh"
