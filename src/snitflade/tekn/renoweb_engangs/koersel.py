"""A transfer: built once for its content, proved against the registers, and as a ZIP the same bytes each time.

Source: social-teknik.md 10.3.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

from snitflade.exchange import blobs
from snitflade.exchange.bulk import lock
from snitflade.exchange.catalogue import Built, Options
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst
from snitflade.tekn.renoweb_engangs import filer
from snitflade.tekn.renoweb_engangs.udvaelg import registrenes_tal, udvaelg

SNITFLADE = "tekn.renoweb-engangs"
JA, NEJ = "med", "uden"
RWE_IKKE_GODKENDT = ProblemKind(
    "RWE_IKKE_GODKENDT", "Udveksling {raw} er ikke godkendt. En anden end den, der byggede den, skal godkende den først."
)
_FOERSTE = (1980, 1, 1, 0, 0, 0)
"""The moment in the package; the same files give the same bytes."""


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the transfer; the same content as one that stands is not built again. Raises ProblemsError."""
    dag: dt.date = options["dato"]
    problems = Problems()
    kommune = konstant("renoweb.kommune", dag)
    lock(Debitor, Aftale, Takst)
    chosen = udvaelg(dag, problems, med_beskyttede=options["beskyttede"] == JA)
    if problems.errors:
        raise ProblemsError(problems)
    files, mark = filer.byg(chosen, kommune, dag, problems)
    if problems.errors:
        raise ProblemsError(problems)
    key = f"renoweb-{kommune}-{mark[:32]}"
    there = Exchange.objects.filter(interface=SNITFLADE, key=key).exclude(state__in=TAKEN_BACK).first()
    if there is not None:
        note = f"Intet er ændret siden udveksling {there.pk}. Hent den pakke igen; den er den samme, byte for byte."
        return Built(key=key, files=(), totals={}, sheet=[], kommune=kommune, notes=(note,))
    totals = registrenes_tal(dag, chosen.beskyttede)
    shown = [(name, beloeb_tekst(count) if name == "Årspris" else str(count)) for name, count in totals.items()]
    left_out = f"{chosen.udeladt} aftaler for {len(chosen.beskyttede)} kunder med adressebeskyttelse er udeladt."
    protected = sum(one.adressebeskyttet for one in chosen.kunder)
    return Built(
        key=key,
        files=files,
        totals=totals,
        sheet=[
            (
                "Overførsel",
                [("Kommune", kommune), ("Dag", f"{dag:%d-%m-%Y}"), ("Kunder med adressebeskyttelse", options["beskyttede"])],
            ),
            ("Kontroltotaler", shown),
            ("Adressebeskyttelse", [("Udeladte aftaler", str(chosen.udeladt)), ("Beskyttede kunder med", str(protected))]),
        ],
        kommune=kommune,
        warnings=problems,
        notes=(left_out,) if chosen.udeladt else (),
    )


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded files show."""
    return filer.vist(documents)


def pakke(exchange: Exchange) -> bytes:
    """The transfer as one ZIP: the stored bytes of its files, in order; each time the same bytes. Raises ProblemsError."""
    if not exchange.approved_by:
        problems = Problems()
        problems.add(RWE_IKKE_GODKENDT, raw=str(exchange.pk))
        raise ProblemsError(problems)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for file in exchange.files.select_related("blob").order_by("number"):
            entry = zipfile.ZipInfo(file.name, _FOERSTE)
            # What else stands in an entry would tell which system made it.
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            package.writestr(entry, blobs.get(file.blob))
    return made.getvalue()
