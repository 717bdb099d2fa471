"""Rules of IN-1 Fordringer: claims handed over to the collection authority (catalogue row 14).

Only what the file itself shows; dates against today, the debtor's life and open claims are the Delsystem's. The layout is
``profiler/fordringer.toml``; source: skat-inddrivelse.md 8.2–8.4.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.profile_rules import present

BARN_MANGLER = ProblemKind("BARN_MANGLER", "Fordringstypen {raw} kræver barnets CPR-nummer i barns_cpr.", spec="R09")
FORDRINGSTYPE_UKENDT = ProblemKind(
    "FORDRINGSTYPE_UKENDT",
    "Fordringstypen {raw} i gruppen {gruppe} er ikke på vores liste; myndigheden har flere typer, end den viser.",
    Severity.ADVARSEL,
    spec="R07",
)
POST = "fordring"

WITH_CHILD = {
    "01UBIDRAG": "ABIDRAG PRIVATKRAV ULØNTRÆK NORDISKE NORDISKE1 NORDISKE2 NORDISKE3 NORDISKE4 NORDISKE6",
    "11DAGINST": "DAGINST",
    "18FORÆLDRE": "FORÆLDREBE",
    "19NKRAV": "UHB_DK UHB_NORDI",
}
"""Types by group that need the child (8.4)."""
WITHOUT_CHILD = {
    "01UBIDRAG": "TØNDER",
    "06HUS": "LEJ/EJE LEJE_INI VARME_INI INDSKU_INI LEJE_KOM VARME_KOM INDS_KOM ERH_LEJE HUSLEJEKAF",
    "08DIVKR": (
        "ARB_SKAFOR FOLKEREG HUSDYR BRANDMATR AFFALDSAFG HJ_HJÆLP PIAREERSA SYSTUER CONTAINER SERVICEFA "
        "VÆRFT_REG FRITIDUNDV BYGGEMODN ENTREPRENØ AND_FORD KULTUR_UV"
    ),
    "09HJÆLPT": "LFT_HJ_OFF PERS_TIL",
    "12RENO": "RENOVATION KLOAKAFG",
    "13KELÅN": "KOM_ERHLÅN MID_ERHLÅN",
    "15BSU": "BSU BSUFORS 10/40/50 KOM_HUSLÅN",
    "17ELVAND": "ELVA_NUKI ELVA_KOM",
    "19NKRAV": "SKAT_DK SKAT_NORDI NORDEN",
    "20ØRESTANCER": "EJ_INDB_LØ SKORSTEN POLITIET BOGHOLDER LØN ERSTAT",
}
"""The other types by group that are known (8.4)."""
NEEDS_CHILD = {(group, name) for group, names in WITH_CHILD.items() for name in names.split()}
KNOWN = NEEDS_CHILD | {(group, name) for group, names in WITHOUT_CHILD.items() for name in names.split()}


def rules(document: Document, problems: Problems) -> None:
    """Report claims whose type needs a child that is not there, and types that are not on our list."""
    table = document.tables.get(POST)
    if table is None or not {"fordringsgruppe", "fordringstype"} <= table.columns.keys():
        return
    both = np.flatnonzero(present(table, "fordringsgruppe") & present(table, "fordringstype"))
    pairs = list(zip(strings(table["fordringsgruppe"][both]), strings(table["fordringstype"][both]), strict=True))
    child = present(table, "barns_cpr")[both]
    lacking = both[np.array([pair in NEEDS_CHILD for pair in pairs], dtype=bool) & ~child]
    table.report(problems, BARN_MANGLER, lacking, "fordringstype")
    numbers = [pair[0].isdigit() and pair[1].isdigit() for pair in pairs]  # numbers instead of names are told apart by the site
    strange = np.array([pair not in KNOWN and not number for pair, number in zip(pairs, numbers, strict=True)], dtype=bool)
    groups = [pair[0] for pair, odd in zip(pairs, strange, strict=True) if odd]
    table.report(problems, FORDRINGSTYPE_UKENDT, both[strange], "fordringstype", gruppe=groups)
