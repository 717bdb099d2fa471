"""The product's settings with the tests' own Delsystem."""

from snitflade.settings import *  # noqa: F403
from snitflade.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.browser.proeveland"]
ROOT_URLCONF = "tests.browser.proeveland.urls"
