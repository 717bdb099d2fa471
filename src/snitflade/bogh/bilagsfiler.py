"""Receipts that come as files, and the drafts that wait for them: whichever comes first, they find each other by name.

File names come again month after month (``000001.pdf``), so a receipt that has been taken by one file of lines belongs to no later
one. What lies in the same package comes before what lies loose; two loose ones of one name are never guessed between.

Sources: payments.md 6 and 7, social-teknik.md 8 (ACU-E07).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from snitflade.bogh.kladder import medietype
from snitflade.bogh.models import Bilagskladde, Kladdetilstand, Vedhaeftning
from snitflade.bogh.models_bilag import Bilagsfil, Ventetbilag
from snitflade.exchange import audit, blobs
from snitflade.exchange.models import Arrival, Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

BILAG_UNDLAD_GRUND = ProblemKind("BILAG_UNDLAD_GRUND", "Skriv, hvorfor bilaget undlades, med højst 200 tegn.")
BILAG_UNDLAD_INTET = ProblemKind("BILAG_UNDLAD_INTET", "Kladden venter ikke længere på bilaget. Hent siden igen.")

_BATCH = 400
AABNE = (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST)


@dataclass(frozen=True, slots=True)
class Fundet:
    """The receipts of some names: what each is, which are missing, and of which there are several."""

    filer: Mapping[str, Bilagsfil]
    mangler: Sequence[str] = ()
    flere: Sequence[str] = field(default_factory=tuple)


def gem(exchange: Exchange, filer: Mapping[str, bytes]) -> None:
    """Keep the receipts of an exchange, in the caller's transaction; what is kept already stays. Raises OSError."""
    known = set(Bilagsfil.objects.filter(exchange=exchange).values_list("navn", flat=True))
    for navn, data in filer.items():
        if navn not in known:
            kind = medietype(data)
            Bilagsfil.objects.create(kilde=exchange.interface, navn=navn, medietype=kind, blob=blobs.put(data), exchange=exchange)


def gem_navne(exchange: Exchange) -> None:
    """A receipt that came once more under another name is also that one."""
    rows = list(Bilagsfil.objects.filter(exchange=exchange))
    if len(rows) == 1:
        names = set(Arrival.objects.filter(exchange=exchange).values_list("name", flat=True)) - {rows[0].navn}
        for navn in sorted(navn for navn in names if len(navn) <= 120):
            kind, blob = rows[0].medietype, rows[0].blob
            Bilagsfil.objects.create(kilde=exchange.interface, navn=navn, medietype=kind, blob=blob, exchange=exchange)


def modtag(exchange: Exchange, filer: Mapping[str, bytes], *, for_sig: bool) -> None:
    """Keep the receipts that came with an exchange (`gem`); `for_sig`: it is one by itself, known by every name it came under."""
    gem(exchange, filer)
    if for_sig:
        gem_navne(exchange)


def find(exchange: Exchange, navne: Collection[str], *, nyeste: bool = False) -> Fundet:
    """The receipts that the lines of `exchange` name: its own, those it has taken, then the loose ones.

    `nyeste`: of several loose ones the newest; somebody has said so.
    """
    _andre_navne(exchange.interface, navne)
    by_name: defaultdict[str, list[Bilagsfil]] = defaultdict(list)
    for row in Bilagsfil.objects.filter(kilde=exchange.interface, navn__in=navne).order_by("pk"):
        by_name[row.navn].append(row)
    filer: dict[str, Bilagsfil] = {}
    mangler: list[str] = []
    flere: list[str] = []
    for navn in navne:
        own = [row for row in by_name[navn] if row.exchange_id == exchange.pk or row.taget_id == exchange.pk]
        loose = [row for row in by_name[navn] if row.taget_id is None]
        alike = {row.blob_id for row in loose}
        if own:
            filer[navn] = own[-1]
        elif len(alike) == 1 or (nyeste and loose):
            filer[navn] = loose[-1]
        else:
            (flere if loose else mangler).append(navn)
    return Fundet(filer, mangler, flere)


def _andre_navne(kilde: str, navne: Collection[str] | QuerySet[Any]) -> None:
    """The same bytes under another name are the same exchange, and that name is only told by their arrival."""
    known = Bilagsfil.objects.filter(exchange=OuterRef("exchange"), navn=OuterRef("name"))
    told = Arrival.objects.filter(exchange__interface=kilde, name__in=navne).exclude(Exists(known)).values("exchange_id")
    for exchange in Exchange.objects.filter(pk__in=told, bilagsfiler__isnull=False).distinct():
        gem_navne(exchange)


def tag(kladder: Sequence[tuple[Bilagskladde, Sequence[str]]], fundet: Fundet, af: str, *, kraeves: bool = True) -> None:
    """Attach what was found to the drafts of one exchange, by the names of each, and write down what they wait for.

    A draft without a name waits for any receipt when `kraeves`.
    """
    wanted = [(kladde, navn) for kladde, navne in kladder for navn in dict.fromkeys(navne)]
    there = [(kladde, fundet.filer[navn]) for kladde, navn in wanted if navn in fundet.filer]
    made = {(one.kladde_id, one.navn): one for one in _vedhaeft(there, af)}
    waiting = [Ventetbilag(kladde=kladde, navn=navn, vedhaeftning=made.get((kladde.pk, navn))) for kladde, navn in wanted]
    if kraeves:
        waiting += [Ventetbilag(kladde=kladde, navn="") for kladde, navne in kladder if not navne]
    Ventetbilag.objects.bulk_create(waiting, batch_size=_BATCH)


def _vedhaeft(filer: Sequence[tuple[Bilagskladde, Bilagsfil]], af: str) -> list[Vedhaeftning]:
    made = Vedhaeftning.objects.bulk_create(
        [
            Vedhaeftning(kladde=kladde, navn=fil.navn, medietype=fil.medietype, blob_id=fil.blob_id, oprettet_af=af)
            for kladde, fil in filer
        ],
        batch_size=_BATCH,
    )
    by_exchange: defaultdict[int | None, list[Bilagsfil]] = defaultdict(list)
    for kladde, fil in filer:
        by_exchange[kladde.exchange_id].append(fil)
    for exchange, taken in by_exchange.items():
        forbrug(exchange, taken)
    return made


def forbrug(exchange: int | None, filer: Collection[Bilagsfil]) -> None:
    """These receipts, and whatever else lies loose with the same name and content, belong to the lines of the exchange."""
    if exchange is None:
        raise ValueError("a draft of no exchange has no receipts of one")
    taken = {(fil.kilde, fil.navn, fil.blob_id) for fil in filer}
    loose = Bilagsfil.objects.filter(navn__in={navn for _, navn, _ in taken}, taget=None)
    alike = [pk for pk, *what in loose.values_list("pk", "kilde", "navn", "blob_id") if tuple(what) in taken]
    Bilagsfil.objects.filter(pk__in=alike).update(taget=exchange)


def sammenfoer(kilde: str, af: str) -> int:
    """Give the drafts of an interface that wait what has come for them since; gives how many receipts that were.

    A name that lies loose twice with different content, or is waited for by drafts of several files, is left to a person.
    """
    waiting = Ventetbilag.objects.filter(vedhaeftning=None, undladt_af="", kladde__kilde=kilde, kladde__tilstand__in=AABNE)
    named = waiting.exclude(navn="")
    _andre_navne(kilde, named.values("navn"))
    loose = Bilagsfil.objects.filter(kilde=kilde, taget=None).values("navn")
    rows = list(named.filter(navn__in=loose).select_related("kladde__exchange").order_by("pk"))
    # Nobody attests, rejects or adds to them meanwhile.
    list(Bilagskladde.objects.select_for_update().filter(pk__in={row.kladde_id for row in rows}).order_by("pk").values_list("pk"))
    asking: defaultdict[str, set[int | None]] = defaultdict(set)
    for row in rows:
        asking[row.navn].add(row.kladde.exchange_id)
    by_exchange: defaultdict[Exchange, list[Ventetbilag]] = defaultdict(list)
    for row in rows:
        if row.kladde.exchange is not None and len(asking[row.navn]) == 1:
            by_exchange[row.kladde.exchange].append(row)
    count = 0
    for exchange, of_exchange in by_exchange.items():
        found = find(exchange, list(dict.fromkeys(row.navn for row in of_exchange)))
        there = [row for row in of_exchange if row.navn in found.filer]
        made = _vedhaeft([(row.kladde, found.filer[row.navn]) for row in there], af)
        for row, receipt in zip(there, made, strict=True):
            row.vedhaeftning = receipt
        Ventetbilag.objects.bulk_update(there, ["vedhaeftning"], batch_size=_BATCH)
        count += len(there)
    return count


def undlad(ventet: Ventetbilag, af: str, grund: str) -> None:
    """Do without a receipt, for a reason that stays on the draft. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(BILAG_UNDLAD_GRUND, field="grund")
        raise ProblemsError(problems)
    with transaction.atomic():
        kladde = Bilagskladde.objects.select_for_update().get(pk=ventet.kladde_id)
        row = Ventetbilag.objects.filter(pk=ventet.pk, vedhaeftning=None, undladt_af="").first()
        if row is None or kladde.tilstand not in AABNE:
            problems.add(BILAG_UNDLAD_INTET)
            raise ProblemsError(problems)
        row.undladt_af, row.undladt_tid, row.undladt_grund = af, timezone.now(), grund.strip()
        row.save()
        audit.record("bilag undladt", af, kladde.exchange, kladde=kladde.pk, fil=row.pk)
