"""Installations that commands can be killed on."""

from tests.cli.fixtures import empty_template, forker, home, template

__all__ = ["empty_template", "forker", "home", "template"]
