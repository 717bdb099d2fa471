"""What all interfaces share, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    """Finds what the Delsystemer declare: system constants in ``konstanter.py``, interfaces in ``interfaces.py``."""

    name = "snitflade.exchange"
    verbose_name = "Udveksling"

    def ready(self) -> None:
        autodiscover_modules("konstanter")
        autodiscover_modules("interfaces")
