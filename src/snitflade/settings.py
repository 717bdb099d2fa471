"""Settings of an installation. Two environment variables are enough for every command.

``SNITFLADE_HOME`` (default ``./var``) holds the SQLite database, the stored bytes and the keys. ``DATABASE_URL``
(``postgresql://user:password@host:port/name``) moves the database to PostgreSQL.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

HOME = Path(os.environ.get("SNITFLADE_HOME") or "var").resolve()
"""Where everything lies that is this installation's own."""


def database(url: str, home: Path) -> dict[str, Any]:
    """The Django database settings for `url`, or the SQLite file in `home` when `url` is empty.

    Raises ImproperlyConfigured for what is no address of a PostgreSQL database.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "snitflade.sqlite3",
            "OPTIONS": {
                # A second writer waits instead of failing half-way: the lock is taken when a transaction opens.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            },
        }
    form = "Skriv den som postgresql://bruger:kode@vært:port/navn, eller fjern den; så ligger databasen i SNITFLADE_HOME."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL kan ikke læses. {form}") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"DATABASE_URL begynder ikke med postgresql://. {form}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "snitflade.exchange",
    "snitflade.folk",
    "snitflade.bogh",
    "snitflade.inka",
    "snitflade.krdi",
    "snitflade.led",
    "snitflade.lon",
    "snitflade.skat",
    "snitflade.erhv",
    "snitflade.soc",
    "snitflade.tekn",
    "snitflade.web",
    "snitflade.api",
]
LANGUAGE_CODE = "da"
TIME_ZONE = "America/Nuuk"
USE_TZ = True

# The site: docs/side.md. Every setting that an installation may change is an environment variable read here.


def _site_secret() -> str:
    from snitflade.exchange.site_secret import noegle  # needs no settings; loaded when something is signed

    return noegle(HOME)


def _named(name: str, default: str = "") -> list[str]:
    """A list from an environment variable, its entries between commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _chosen(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices` from an environment variable, the first when it is not set. Raises ImproperlyConfigured."""
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} er «{value}». Den kan være: {', '.join(choices)}.")
    return value


def _networks(name: str) -> list[str]:
    """Addresses and networks from an environment variable. Raises ImproperlyConfigured for what is neither."""
    found = _named(name)
    for part in found:
        try:
            ip_network(part)
        except ValueError:
            raise ImproperlyConfigured(f"{name}: «{part}» er ingen adresse og intet net, fx 127.0.0.1 eller 10.1.0.0/24.") from None
    return found


def _languages(known: dict[str, str], default: str) -> list[tuple[str, str]]:
    """The languages to choose from. Raises ImproperlyConfigured for one that is not known, and without Danish, the source."""
    chosen = _named("SNITFLADE_SPROG", default)
    if "da" not in chosen or not set(chosen) <= known.keys():
        raise ImproperlyConfigured(
            f"SNITFLADE_SPROG er «{','.join(chosen)}». Skriv sprogene mellem kommaer, dansk altid med; de er: {', '.join(known)}."
        )
    return [(code, name) for code, name in known.items() if code in chosen]


SNITFLADE_HTTPS = _chosen("SNITFLADE_HTTPS", ("nej", "ja")) == "ja"
"""Whether people reach the site by HTTPS, through a proxy that sets ``X-Forwarded-Proto``."""
SNITFLADE_PROXIES = _networks("SNITFLADE_PROXIES")
"""The proxies in front of the site; what others say about whom they speak for is not believed."""
SNITFLADE_CERT_HEADER = os.environ.get("SNITFLADE_CERT_HEADER", "")
"""The header in which the proxy hands on the caller's certificate, e.g. ``X-Client-Cert``."""
SNITFLADE_TOFAKTOR = _chosen("SNITFLADE_TOFAKTOR", ("frivillig", "godkendere", "alle"))
"""Who must have a second factor: nobody, those who approve or administer, everybody."""

SECRET_KEY = SimpleLazyObject(_site_secret)
# The machine itself asks after its health by these names (docs/drift.md), whatever people call the site.
ALLOWED_HOSTS = list(dict.fromkeys([*_named("SNITFLADE_HOSTS", ""), "localhost", "127.0.0.1", "[::1]"]))
ROOT_URLCONF = "snitflade.urls"
WSGI_APPLICATION = "snitflade.wsgi.application"
MIDDLEWARE = [
    "snitflade.web.middleware.Hoveder",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "snitflade.web.middleware.Indlogget",
    "snitflade.web.soegninger.Forseglet",
    "snitflade.web.middleware.RegelForAlt",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "snitflade.web.nav.ramme",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "snitflade.web.templatetags.side"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LANGUAGES = _languages({"da": "Dansk", "en": "English", "kl": "Kalaallisut"}, "da,en")
"""Those that one may choose. Kalaallisut has its catalogue, and is offered when it has been translated (``SNITFLADE_SPROG``)."""

AUTH_USER_MODEL = "web.Bruger"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("brugernavn", "navn", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "i_dag"
LOGOUT_REDIRECT_URL = "login"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "snitflade.web.views.fejl.csrf"

# The name says to a browser that the cookie came by HTTPS from this host alone; without HTTPS it would not take it.
_PREFIX = "__Host-" if SNITFLADE_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}snitflade"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SNITFLADE_HTTPS
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = "sprog"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SNITFLADE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = SNITFLADE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SNITFLADE_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A form for a file may be large; the pages that take one read it in pieces.
FILE_UPLOAD_PERMISSIONS = 0o600
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"maskeret": {"()": "snitflade.web.log.Maskeret"}},
    "formatters": {"linje": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["maskeret"], "formatter": "linje"}},
    # Whatever anybody logs, libraries included, goes through the mask; the web server's own set-up, which writes all, gives way.
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What the framework says beside the answer to a request, e.g. an error's traceback; by default it would be mailed or lost.
    "loggers": {
        name: {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
        for name in ("django", "snitflade.web", "snitflade.api")
    },
}
