"""Refuses to build a package that would serve pages without their looks or in one language only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Whole(BuildHookInterface[Any]):
    """Looks for what set-up makes and git does not have. An installation in place (editable) comes before set-up has made it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the files are packed."""
        if version != "standard":
            return
        web = Path(self.root) / "src" / "snitflade" / "web"
        for path in (web / "static" / "dkfds" / "css", web / "locale" / "en" / "LC_MESSAGES" / "django.mo"):
            if not path.exists():
                raise RuntimeError(f"{path.relative_to(self.root)} is missing. Run: make setup")
