"""An installation of nothing but the exchange: what the engine's test processes run on."""

from snitflade.settings import *  # noqa: F403

INSTALLED_APPS = ["snitflade.exchange"]
