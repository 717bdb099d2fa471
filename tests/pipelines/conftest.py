"""Fixtures of these tests."""

from tests.pipelines.fixtures import anywhere, house, on_postgres, on_sqlite, pipeline_templates, world

__all__ = ["anywhere", "house", "on_postgres", "on_sqlite", "pipeline_templates", "world"]
