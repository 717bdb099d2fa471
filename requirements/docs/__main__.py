"""``python -m requirements.docs [MAPPE]``: writes the site to ``build/docs`` (or MAPPE), or says all that is wrong."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django

TARGET = Path(__file__).resolve().parents[2] / "build" / "docs"


def main(target: Path) -> int:
    """Build the site in `target`. The declarations are the program's own: no installation's profiles are among them."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SNITFLADE_HOME": home, "DJANGO_SETTINGS_MODULE": "snitflade.settings"}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        from requirements.docs import reference, site

        built = site.gathered(generated=reference.pages())
        if built.trouble:
            sys.stderr.write("\n".join([*built.trouble, f"{len(built.trouble)} fejl. Intet er skrevet.", ""]))
            return 1
        site.write(built, target)
    sys.stdout.write(f"{len(built.pages)} sider: {os.path.relpath(target)}/index.html\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if sys.argv[1:] else TARGET))
