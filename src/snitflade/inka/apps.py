"""The Django app of Delsystem Inka."""

from django.apps import AppConfig


class InkaConfig(AppConfig):
    """Debitor: kunder og regninger."""

    name = "snitflade.inka"
    verbose_name = "Inka"
