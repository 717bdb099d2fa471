"""The roads of GAR against CPR's road register: a road code that CPR does not have can be nobody's address.

Source: gar.md 3.2 (the code must exist in CPR's road register) and 6.
"""

from __future__ import annotations

from snitflade.folk.gar import normal
from snitflade.folk.gar.tabeller import GarVej
from snitflade.formats import vejregister
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, Severity

VEJ_IKKE_I_CPR = ProblemKind(
    "VEJ_IKKE_I_CPR", "Kommune {kommune}, vej {raw} ({navn}) er i GAR, men ikke i CPR's vejregister.", Severity.ADVARSEL
)
VEJ_IKKE_I_GAR = ProblemKind(
    "VEJ_IKKE_I_GAR", "Kommune {kommune}, vej {raw} ({navn}) er i CPR's vejregister, men ikke i GAR.", Severity.ADVARSEL
)

Veje = dict[tuple[str, str], str]


def groenlandske(document: Document) -> Veje:
    """The Greenlandic roads of the register: municipality (three digits) and road code to the road's name."""
    table = document.tables[vejregister.VEJ.key]
    rows = zip(
        strings(table["komkod"]), strings(table["vejkod"]), strings(table["vejnvn"]), strings(table["vejadrnvn"]), strict=True
    )
    return {(kom[1:], vej): name or short for kom, vej, name, short in rows if kom[0] == "0" and kom[1:] in normal.KOMMUNER}


def kontroller(document: Document) -> Problems:
    """Every road that only one of the two has, administrative ones left out."""
    cpr = groenlandske(document)
    rows = GarVej.objects.filter(borte=None).exclude(vejkode="").order_by("kommune", "vejkode", "pk")
    gar: Veje = {}
    for kommune, vej, name in rows.values_list("kommune", "vejkode", "navn"):
        gar.setdefault((kommune, vej), name)
    problems = Problems()
    for kind, here, there in ((VEJ_IKKE_I_CPR, gar, cpr), (VEJ_IKKE_I_GAR, cpr, gar)):
        for kommune, vej in sorted(here.keys() - there.keys()):
            if not normal.administrativ(kommune, vej):
                problems.add(kind, kommune=kommune, raw=vej, navn=here[kommune, vej])
    return problems
