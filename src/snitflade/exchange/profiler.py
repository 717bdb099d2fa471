"""The installation's own profiles, ``SNITFLADE_HOME/profiler/*.toml``: taken in when the program starts.

A profile that is wrong is left out; `problems` says why, and the commands that name formats show it.
"""

from __future__ import annotations

from django.conf import settings

from snitflade.formats import registry
from snitflade.formats.problems import Problems

FOLDER = "profiler"
problems = Problems()
"""What is wrong with the installation's own profiles."""


def load() -> None:
    """Take the installation's own profiles into the registry of formats."""
    registry.add_profiles(settings.HOME / FOLDER, problems)
