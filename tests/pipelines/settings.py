"""The product's settings with the test interfaces."""

from snitflade.settings import *  # noqa: F403
from snitflade.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "tests.pipelines.apps.PipelinesConfig"]
