"""The Django app of Delsystem Tekn."""

from django.apps import AppConfig


class TeknConfig(AppConfig):
    """Teknik og miljø: renovation."""

    name = "snitflade.tekn"
    verbose_name = "Tekn"
