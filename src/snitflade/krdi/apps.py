"""The Django app of Delsystem Krdi."""

from django.apps import AppConfig


class KrdiConfig(AppConfig):
    """Kreditorafregning: kreditposter og deres udbetaling."""

    name = "snitflade.krdi"
    verbose_name = "Krdi"
