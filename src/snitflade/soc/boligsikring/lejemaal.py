"""Applying a landlord's file of tenancies: whose it is, for which month, and which of its lines cannot be right.

Source: social-teknik.md 2.2 (BS-E01 to BS-E04, BS-I01, BS-W01) and 1.1 (house number or B-number by locality).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils import timezone

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied, Hold
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst, mente_du
from snitflade.soc.adresse import MED_HUSNUMMER, Adresse, noegle
from snitflade.soc.boligsikring.lejefil import Indhold, Linje, daarlige
from snitflade.soc.boligsikring.match import gaeldende_filer
from snitflade.soc.boligsikring.models_lejemaal import Lejefil, Lejemaal, Udlejer
from snitflade.soc.maaned import Maaned

BS_UDLEJER_UKENDT = ProblemKind("BS_UDLEJER_UKENDT", "Udlejeren «{raw}» kendes ikke. {raad}", spec="FIL-E02")
BS_PERIODE = ProblemKind(
    "BS_PERIODE",
    "Filen er for {raw}. Den åbne måned er {aaben}, og den næste {naeste}. Bed udlejeren om filen for en af dem.",
    spec="BS-E01",
)
BS_HUSLEJE_AENDRET = ProblemKind(
    "BS_HUSLEJE_AENDRET",
    "Lejemål {raw}: huslejen er {ny} kr. mod {gammel} kr. måneden før, mere end {procent} procents forskel.",
    Severity.ADVARSEL,
    spec="BS-W01",
)
BS_FREMMED_KOMMUNE = ProblemKind(
    "BS_FREMMED_KOMMUNE", "{antal} linjer er for andre kommuner og er sprunget over.", Severity.ADVARSEL, spec="BS-I01"
)

MINDST, HOEJST, UDSVING = "boligsikring.lejefil_mindst", "boligsikring.lejefil_hoejst", "boligsikring.huslejeudsving"
_LEJEMAAL = (
    *("id", "fil_id", "linje", "lejemaalsnr", "lokalitet", "vejkode", "vejnavn", "husnr", "bnr", "lejlighed", "adressenoegle"),
    *("antal_rum", "boligtype", "cpr_lejer", "navn_lejer", "cpr_medlejer", "indflytning", "udflytning", "husleje"),
    *("husleje_fra", "forbrug"),
)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Apply a file in the caller's transaction. Raises ProblemsError, Hold."""
    lock(Lejefil, Lejemaal)
    udlejer = _udlejer(indhold, problems)
    maaned = _maaned(exchange, indhold, problems)
    if udlejer is None or maaned is None or (problems.errors and not all(daarlige(problems))):
        raise ProblemsError(problems)
    own = [one for one in indhold.linjer if one.kommunenr == indhold.kommune]
    foreign = len(indhold.linjer) - len(own)
    if foreign:
        problems.add(BS_FREMMED_KOMMUNE, antal=foreign)
    before = _forrige(udlejer, indhold.kommune, maaned)
    _antal(exchange, len(own) + len(daarlige(problems)), len(before))
    aside = dict(_afvis(own, udlejer, indhold))
    good = [one for one in own if one.linje not in aside]
    file, _ = Lejefil.objects.update_or_create(
        exchange=exchange,
        defaults={
            "udlejer": udlejer,
            "kommune": indhold.kommune,
            "maaned": str(maaned),
            "linjer": len(own),
            "fremmede": foreign,
        },
    )
    there = set(Lejemaal.objects.filter(fil=file).values_list("linje", flat=True))
    _gem(file, [one for one in good if one.linje not in there])
    _huslejer(good, before, maaned, problems)
    total = sum(one.husleje for one in good)
    lines = [
        ("Lejemål", str(len(good))),
        ("Sat til side", str(len(aside))),
        ("Andre kommuners, sprunget over", str(foreign)),
        ("Husleje i alt", f"{beloeb_tekst(total)} kr."),
    ]
    return Applied({"lejemål": len(good), "husleje": total}, [(f"{udlejer.kode} {maaned.tekst}", lines)], aside)


def _udlejer(indhold: Indhold, problems: Problems) -> Udlejer | None:
    known = {one.kode: one for one in Udlejer.objects.all()}
    found = known.get(indhold.udlejer)
    if found is None:
        advice = mente_du(indhold.udlejer, known, "Opret udlejeren med udlejere.csv, eller ret filens navn.")
        problems.add(BS_UDLEJER_UKENDT, field="udlejer", raw=indhold.udlejer, raad=advice)
    return found


def _maaned(exchange: Exchange, indhold: Indhold, problems: Problems) -> Maaned | None:
    """The file's month; None, reported, where it is neither the open one (the calendar month it came in) nor the next."""
    open_ = Maaned.af(timezone.localtime(exchange.created_at).date())
    if indhold.periode not in (str(open_), str(open_.plus(1))):
        problems.add(BS_PERIODE, field="periode", raw=indhold.periode, aaben=str(open_), naeste=str(open_.plus(1)))
        return None
    return Maaned.laes(indhold.periode)


def _forrige(udlejer: Udlejer, kommune: str, maaned: Maaned) -> dict[str, int]:
    """The rents of last month's file, by the tenancy's number."""
    files = gaeldende_filer(kommune, maaned.plus(-1))
    rows = Lejemaal.objects.filter(fil__in=files, fil__udlejer=udlejer).order_by()
    return dict(rows.values_list("lejemaalsnr", "husleje"))


def _antal(exchange: Exchange, lines: int, before: int) -> None:
    """Raises Hold where the file has far fewer or more lines than last month's, until somebody has confirmed it (BS-E02)."""
    dato = timezone.localtime(exchange.created_at).date()
    least, most = int(konstant(MINDST, dato)), int(konstant(HOEJST, dato))
    if before and not exchange.released_by and not least * before <= lines * 100 <= most * before:
        raise Hold(
            f"Filen har {lines} lejemål, og sidste måneds {before} (BS-E02). Er det rigtigt, så frigiv filen; ellers bed udlejeren "
            "om en ny."
        )


def _afvis(linjer: Sequence[Linje], udlejer: Udlejer, indhold: Indhold) -> Iterator[tuple[int, str]]:
    """The lines that cannot be right, each with the reason."""
    live = Counter(one.lejemaalsnr for one in linjer if one.udflytning is None)
    for one in linjer:
        if one.udlejer != udlejer.kode:
            yield one.linje, f"Udlejeren er {one.udlejer}, men filen er fra {udlejer.kode}."
        elif one.periode != indhold.periode:
            yield one.linje, f"Perioden er {one.periode}, men filen er for {indhold.periode}."
        elif one.udflytning is None and live[one.lejemaalsnr] > 1:
            yield one.linje, f"Lejemål {one.lejemaalsnr} står flere gange uden udflytning (BS-E04). Behold den rigtige linje."
        elif reason := _adresse(one):
            yield one.linje, f"{reason} (BS-E03). Ret linjen."


def _adresse(one: Linje) -> str:
    """What is wrong with where the home is; empty when nothing is."""
    if not one.husnr and not one.bnr:
        return "Der er hverken husnummer eller B-nummer"
    if one.lokalitet in MED_HUSNUMMER and not one.husnr:
        return f"Lokalitet {one.lokalitet} har husnumre, og linjen har kun et B-nummer"
    if one.lokalitet not in MED_HUSNUMMER and not one.bnr:
        return f"Lokalitet {one.lokalitet} har B-numre, og linjen har kun et husnummer"
    return ""


def _gem(file: Lejefil, linjer: Sequence[Linje]) -> None:
    first = next_id(Lejemaal)
    insert_rows(
        Lejemaal,
        _LEJEMAAL,
        (
            (
                *(first + at, file.pk, one.linje, one.lejemaalsnr, one.lokalitet, one.vejkode, one.vejnavn, one.husnr, one.bnr),
                one.lejlighed,
                noegle(Adresse(one.kommunenr, one.lokalitet, one.vejkode, one.husnr, one.bnr, one.lejlighed)),
                *(one.antal_rum, one.boligtype, one.cpr_lejer, one.navn_lejer, one.cpr_medlejer, one.indflytning),
                *(one.udflytning, one.husleje, one.husleje_fra, one.forbrug),
            )
            for at, one in enumerate(linjer)
        ),
    )


def _huslejer(linjer: Sequence[Linje], before: dict[str, int], maaned: Maaned, problems: Problems) -> None:
    """Warn of rents that have moved by more than the limit since last month."""
    limit = int(konstant(UDSVING, maaned.foerste))
    for one in linjer:
        old = before.get(one.lejemaalsnr)
        if old and abs(one.husleje - old) * 100 > limit * old:
            new, was = beloeb_tekst(one.husleje), beloeb_tekst(old)
            problems.add(
                BS_HUSLEJE_AENDRET, line=one.linje, field="husleje", raw=one.lejemaalsnr, ny=new, gammel=was, procent=limit
            )
