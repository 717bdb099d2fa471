"""The Django app of Delsystem Soc."""

from django.apps import AppConfig


class SocConfig(AppConfig):
    """Sociale ydelser: boligsikring."""

    name = "snitflade.soc"
    verbose_name = "Soc"
