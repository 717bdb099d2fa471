"""Fixtures of these tests."""

from tests.cli.fixtures import bare_cli, cli, empty_template, forker, home, template

__all__ = ["bare_cli", "cli", "empty_template", "forker", "home", "template"]
