"""The test interfaces as a Django app, for the processes that tests start."""

from django.apps import AppConfig


class PipelinesConfig(AppConfig):
    """Comes last among the apps, so that what the product declared is there to be put aside."""

    name = "tests.pipelines"
    label = "proeve"

    def ready(self) -> None:
        from tests.pipelines.interfaces import declare

        declare()
