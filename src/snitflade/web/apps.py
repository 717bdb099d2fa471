"""The operators' site as a Django app."""

from django.apps import AppConfig
from django.conf.locale import LANG_INFO
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Makes Greenlandic known to Django, and keeps its table of permissions empty: roles here are `Rolle` and nothing else."""

    name = "snitflade.web"
    verbose_name = "Operatørernes side"

    def ready(self) -> None:
        LANG_INFO.setdefault("kl", {"bidi": False, "code": "kl", "name": "Greenlandic", "name_local": "Kalaallisut"})
        from snitflade.web import tagimod  # noqa: F401  its task is known to the worker
        from snitflade.web.signin import sessions  # noqa: F401  it listens to signing in and out

        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
