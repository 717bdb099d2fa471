"""What all interfaces share, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    """Finds the interfaces that the Delsystemer declare in their ``interfaces.py``."""

    name = "snitflade.exchange"
    verbose_name = "Udveksling"

    def ready(self) -> None:
        autodiscover_modules("interfaces")
