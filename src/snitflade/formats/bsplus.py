"""Rules of ``BSPLUS-1``, our own layout for what the municipality pays through Betalingsservice (ITR BS+).

Used by Krdi ITR BS+ (catalogue row 20). ITR's real layout is not public; when the operator supplies it, it is another profile. The
layout is ``profiler/bsplus.toml``; source: payments.md 6.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats.acubiz import check_names
from snitflade.formats.columns import Mask, shown
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.profile_rules import present

LINJENUMMER_FEJL = ProblemKind(
    "LINJENUMMER_FEJL", "Linjen har nummer {raw}, men skulle have {expected}: numrene går fra 000001 uden huller."
)
POST = "POST"


def rules(document: Document, problems: Problems) -> None:
    """Report numbers out of order and names of vouchers that are none."""
    table = document.tables.get(POST)
    if table is None or not len(table) or "linje" not in table.columns:
        return
    expected = np.char.zfill(np.arange(1, len(table) + 1).astype("S6"), 6)
    wrong: Mask = present(table, "linje") & (table["linje"] != expected)
    table.report(problems, LINJENUMMER_FEJL, wrong, "linje", expected=shown(expected[wrong]))
    check_names(table, "pdf", "", problems)
