"""What every process of the soaked installation begins as: imported once by the fork server, on the clock named in ``SOAK_UR``."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django


def begynd(ur: Path) -> None:
    """Set the clock before anything of the product is there, and have everything at hand that a step needs."""
    import_module("tests.soak.ur").stil(ur)
    django.setup()
    from django.conf import settings

    # The site's looks are not built here; its services need none.
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    import_module("tests.soak.plan")
    import_module("snitflade.exchange.catalogue").declared()
    import_module("snitflade.urls")


if "SOAK_UR" in os.environ:
    begynd(Path(os.environ["SOAK_UR"]))
