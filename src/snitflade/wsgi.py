"""The site for a WSGI server (`snitflade serve` is one)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
application = get_wsgi_application()
