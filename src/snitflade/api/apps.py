"""The services for other systems as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and what has been called with them."""

    name = "snitflade.api"
    verbose_name = "Tjenester for andre systemer"

    def ready(self) -> None:
        import_module("snitflade.api.opbevaring")  # its rules declare themselves
