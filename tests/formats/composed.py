"""Writes the golden files that are composed here: bytes, and what they mean as JSON Lines, each from the specification alone.

``python -m tests.formats.composed`` puts them into the formats' folders; a test holds that the files there are these. A golden pair
that came from elsewhere lies beside them and needs no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.formats import (
    composed_affald,
    composed_betaling,
    composed_bilag,
    composed_boligsikring,
    composed_cpr,
    composed_inddrivelse,
    composed_ledighed,
    composed_loen,
    composed_pension,
    composed_renoweb,
    composed_skat,
    profile_table,
)
from tests.formats.composed_bs import BS_FILES
from tests.formats.composed_fi import FI_FILES
from tests.formats.composed_g69 import G69_FILES, TaggedFile
from tests.formats.composed_parts import File
from tests.formats.composed_tenq import TENQ_FILES
from tests.formats.payment_parts import PaymentFile

HERE = Path(__file__).parent

FILES: dict[str, Mapping[str, File | TaggedFile | PaymentFile]] = {
    "10q": TENQ_FILES,
    "g69": G69_FILES,
    **BS_FILES,
    "fi": FI_FILES,
}

PROFILES = (
    composed_bilag.PROFILES
    | composed_inddrivelse.PROFILES
    | composed_skat.PROFILES
    | composed_boligsikring.PROFILES
    | composed_loen.PROFILES
    | composed_ledighed.PROFILES
    | composed_pension.PROFILES
    | composed_affald.PROFILES
    | composed_renoweb.PROFILES
)
"""Those of the layouts that are profiles."""


def written() -> dict[str, bytes]:
    """Every composed file by its name below this folder."""
    files = {}
    for folder, composed in FILES.items():
        for name, file in composed.items():
            files[f"{folder}/{name}.txt"] = file.data
            if not file.broken:
                lines = [json.dumps(value, ensure_ascii=False) + "\n" for value in file.objects]
                files[f"{folder}/{name}.jsonl"] = "".join(lines).encode()
            if file.problems:
                rows = [dict(zip(("code", "line", "column", "field"), place, strict=True)) for place in file.problems]
                files[f"{folder}/{name}.problems.json"] = (json.dumps(rows, indent=2) + "\n").encode()
            if isinstance(file, TaggedFile) and file.written:
                files[f"{folder}/{name}.skrevet.txt"] = file.rewritten
    return (
        files | composed_betaling.written() | composed_cpr.written() | composed_pension.written() | profile_table.written(PROFILES)
    )


if __name__ == "__main__":
    for name, data in written().items():
        (HERE / name).write_bytes(data)
