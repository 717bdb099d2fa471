"""Which rates hold in a month. None are shipped: a month without is refused, and the refusal says what to enter.

Source: social-teknik.md 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.soc.boernetilskud.models_sats import Boernetilskudssats, Tilskudsbaand, Tilskudsmodel
from snitflade.soc.boernetilskud.regn import Satser
from snitflade.soc.maaned import Maaned

BT_UDEN_SATSER = ProblemKind(
    "BT_UDEN_SATSER",
    "Der er ingen satser for børnetilskud i {raw}. Indlæs dem fra Departementets tabel med boernetilskudssatser.csv "
    "(og boernetilskudsbaand.csv, hvis det er en tabel over indkomster). Intet er beregnet.",
)
BT_UDEN_STANDARDFRADRAG = ProblemKind(
    "BT_UDEN_STANDARDFRADRAG",
    "Satserne siger, at standardfradraget trækkes fra, og systemkonstant skat.standardfradrag har ingen værdi for {raw}. "
    "Indtast årets standardfradrag.",
)
BT_FORELOEBIG = ProblemKind(
    "BT_FORELOEBIG",
    "Foreløbig model: satserne for {raw} ({kilde}) er ikke bekræftet. Sammenlign dem med Departementets tabel.",
    Severity.ADVARSEL,
)
STANDARDFRADRAG = "skat.standardfradrag"


@dataclass(frozen=True, slots=True)
class Gaeldende:
    """What holds in a month. `standardfradrag` in øre, 0 where none is taken off."""

    satser: Satser
    standardfradrag: int


def gaeldende(maaned: Maaned, problems: Problems) -> Gaeldende | None:
    """The rates of the month's first day; None, with what is missing reported."""
    dato = maaned.foerste
    row = Boernetilskudssats.objects.filter(gyldig_fra__lte=dato).order_by("-gyldig_fra").first()
    if row is None or (row.gyldig_til is not None and row.gyldig_til < dato):
        problems.add(BT_UDEN_SATSER, field="satser", raw=maaned.tekst)
        return None
    lines = Tilskudsbaand.objects.filter(sats=row).order_by("boern", "indkomst_til")
    table = list(lines.values_list("boern", "indkomst_til", "beloeb"))
    if row.model == Tilskudsmodel.BAAND and not table:
        problems.add(BT_UDEN_SATSER, field="satser", raw=maaned.tekst)
        return None
    standard = konstant(STANDARDFRADRAG, dato) if row.standardfradrag else "0"
    if not standard:
        problems.add(BT_UDEN_STANDARDFRADRAG, field=STANDARDFRADRAG, raw=maaned.tekst)
        return None
    if not row.bekraeftet:
        problems.add(BT_FORELOEBIG, field="satser", raw=maaned.tekst, kilde=row.kilde)
    found = Satser(
        id=row.pk,
        kilde=row.kilde,
        gyldig_fra=row.gyldig_fra,
        model=Tilskudsmodel(row.model),
        maks_pr_barn_aar=row.maks_pr_barn_aar,
        fuld_indtil=row.fuld_indtil,
        bortfald_grund=row.bortfald_grund,
        bortfald_pr_barn=row.bortfald_pr_barn,
        procent=row.procent,
        mindste=row.mindste,
        standardfradrag=row.standardfradrag,
        bekraeftet=row.bekraeftet,
        baand=table,
    )
    return Gaeldende(found, int(standard) * 100)
