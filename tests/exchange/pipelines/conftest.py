"""Fixtures of these tests."""

from tests.pipelines.fixtures import declared

__all__ = ["declared"]
