"""Fetches the design system into the site's static files, and axe, which judges whether pages are accessible, for the tests.

Run by requirements/setup.sh with the Python of .venv, which has npm from a wheel. Versions and hashes stand in
requirements/npm/package-lock.json; the lock names no registry, so that npm asks the one it is configured for. No package's own
scripts run. Of dkfds only what a page can ask for is copied: the stylesheet, the script, and what the stylesheet names.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "npm"
WORK = ROOT / "build" / "npm"
STATIC = ROOT / "src" / "snitflade" / "web" / "static" / "dkfds"
STYLESHEET, SCRIPT, ICONS = "css/dkfds-virkdk.min.css", "js/dkfds.min.js", "img/all-svg-icons.svg"


def fetch() -> Path:
    """Everything in the lock, under build/npm; gives the folder of the packages."""
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(LOCK / name, WORK / name)
    npm = Path(sys.executable).with_name("npm")
    done = subprocess.run(  # noqa: S603 (our own npm, and nothing in the call comes from outside)
        [npm, "ci", "--loglevel=error"], cwd=WORK, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"npm kan ikke hente det, der står i {LOCK / 'package-lock.json'}:\n{done.stderr}")
    return WORK / "node_modules"


def copy_dkfds(package: Path) -> None:
    """The files a page can ask for, as they are but for the line that names a source map, which is not copied."""
    if STATIC.exists():
        shutil.rmtree(STATIC)
    source = package / "dist"
    for name in (STYLESHEET, SCRIPT):
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (source / name).read_text(encoding="utf-8")
        target.write_text(re.sub(r"(?m)^(?:/\*|//)# sourceMappingURL=.*$", "", text), encoding="utf-8")
    named = set(re.findall(r"url\((?:\"|')?\.\./([^\"')?#]+)", (STATIC / STYLESHEET).read_text(encoding="utf-8")))
    for name in sorted({*named, ICONS}):
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
    shutil.copyfile(package / "LICENSE.md", STATIC / "LICENSE.md")


if __name__ == "__main__":
    copy_dkfds(fetch() / "dkfds")
