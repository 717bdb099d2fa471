"""The trial calculation of a batch (page 868): what billing it now would do, and what it has done; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from snitflade.exchange.taken_back import counting
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor
from snitflade.tekn.affald.models import Vejeparti, Vejningskrav
from snitflade.tekn.affald.opkraev import af_partier


@dataclass(frozen=True, slots=True)
class Kunde:
    """One customer of the batch: what is to be claimed of it, in øre."""

    debitor: int
    kundenummer: str
    navn: str
    antal: int
    beloeb: int


@dataclass(frozen=True, slots=True)
class Proeve:
    """What page 868 shows. Amounts in øre. `konti`: credits by income account; `problemer`: what prevents billing, and warnings."""

    indlaest: tuple[int, int]
    opkraevet: tuple[int, int]
    udeladt: tuple[int, int]
    aabne: tuple[int, int]
    i_karantaene: int
    konti: tuple[tuple[str, int], ...]
    kunder: tuple[Kunde, ...]
    problemer: Problems

    @property
    def kan_opkraeves(self) -> bool:
        """Whether a run would take the batch as it stands."""
        return bool(self.aabne[0]) and not self.problemer.errors


def proev(parti: Vejeparti) -> Proeve:
    """Compute the batch as it stands now."""
    problems = Problems()
    posts = af_partier(Vejeparti.objects.filter(pk=parti.pk), parti.kommune, problems)
    accounts: dict[str, int] = {}
    sums: dict[int, tuple[int, int]] = {}
    for post in posts:
        accounts[post.konto] = accounts.get(post.konto, 0) + post.beloeb
        antal, beloeb = sums.get(post.debitor, (0, 0))
        sums[post.debitor] = (antal + 1, beloeb + post.beloeb)
    known = {row.pk: row for row in Debitor.objects.filter(pk__in=sums)}
    rows = (Kunde(pk, known[pk].kundenummer, known[pk].navn, *sums[pk]) for pk in sums)
    billed = counting(Vejningskrav.objects.filter(vejning__parti=parti)).aggregate(antal=Count("pk"), beloeb=Sum("beloeb"))
    all_ = parti.vejninger.aggregate(antal=Count("pk"), beloeb=Sum("beloeb"))
    outside = parti.vejninger.exclude(udeladt="").aggregate(antal=Count("pk"), beloeb=Sum("beloeb"))
    return Proeve(
        indlaest=(all_["antal"], all_["beloeb"] or 0),
        opkraevet=(billed["antal"], billed["beloeb"] or 0),
        udeladt=(outside["antal"], outside["beloeb"] or 0),
        aabne=(len(posts), sum(post.beloeb for post in posts)),
        i_karantaene=parti.exchange.quarantine.filter(applied_at=None).count(),
        konti=tuple(sorted(accounts.items())),
        kunder=tuple(rows),
        problemer=problems,
    )
