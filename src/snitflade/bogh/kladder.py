"""Voucher drafts: opened, attested by one, approved by another, booked; or rejected with a reason.

Sources: winformatik.md 2.4 (side 363: ``xxxx`` counts as attested and approved), payments.md 1 (two people), 6 and 7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag, kladdebetaling
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Bilagskladde, Kladdelinje, Kladdetilstand, Vedhaeftning
from snitflade.exchange import audit, blobs, catalogue
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

KLADDE_TILSTAND = ProblemKind("KLADDE_TILSTAND", "Kladden er {tilstand} og kan ikke blive {til}. Hent siden igen.")
KLADDE_SAMME = ProblemKind("KLADDE_SAMME", "{raw} har attesteret bilaget. En anden skal anvise det.")
KLADDE_GRUND = ProblemKind("KLADDE_GRUND", "Skriv, hvorfor bilaget afvises.")
KLADDE_DOBBELT = ProblemKind("KLADDE_DOBBELT", "«{raw}» fra {kilde} ligger allerede som kladde {anden} ({tilstand}).")
KLADDE_MANGLER_BILAG = ProblemKind(
    "KLADDE_MANGLER_BILAG",
    "Bilaget mangler {raw}. Læg filen op, eller skriv på kladden, hvorfor den undlades.",
    spec="ACU-E07",
)
KLADDE_HAR_POST = ProblemKind(
    "KLADDE_HAR_POST", "Bilag {raw} betales med udbetalingspost {post}. Annullér posten i stedet; det bogfører modsat."
)
KLADDE_IKKE_HERFRA = ProblemKind(
    "KLADDE_IKKE_HERFRA", "Bilag {raw} er bogført af {kilde} og ikke af en kladde. Tilbagefør det der, hvor det kommer fra."
)
VEDHAEFTNING_TYPE = ProblemKind("VEDHAEFTNING_TYPE", "Filen «{raw}» er hverken PDF, JPEG eller PNG. Gem den som en af dem.")
VEDHAEFTNING_NAVN = ProblemKind(
    "VEDHAEFTNING_NAVN", "«{raw}» er ikke et filnavn: 1 til 120 tegn, uden mappe. Giv filen et andet navn."
)
VEDHAEFTNING_STOR = ProblemKind("VEDHAEFTNING_STOR", "Filen «{raw}» er større end {mb} MB. Gem den mindre.")
VEDHAEFTNING_FLERE = ProblemKind("VEDHAEFTNING_FLERE", "Der er to filer, der hedder «{raw}». Giv den ene et andet navn.")

HOEJESTE_MB = 25
_TYPER = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""First bytes and what they mean."""


@dataclass(frozen=True, slots=True)
class Udkastlinje(Linje):
    """A draft's line, with what its source says beside."""

    dimensioner: Mapping[str, str] = field(default_factory=dict)


def medietype(data: bytes) -> str:
    """The kind of a receipt by its first bytes; empty for none we take."""
    return next((kind for first, kind in _TYPER.items() if data.startswith(first)), "")


def opret(
    hoved: Hoved,
    linjer: Sequence[Linje],
    af: str,
    *,
    vedhaeftninger: Mapping[str, bytes] | None = None,
    sagsbehandler: str = "",
    godkendt_af_kilden: str = "",
) -> Bilagskladde:
    """Open a draft. Its lines are checked as those of a voucher are. Raises ProblemsError with everything that is wrong.

    `godkendt_af_kilden`: the source that has attested and approved it already (BS-plus' ``xxxx``); the draft is then approved, and
    it stands there as both people.
    """
    problems = Problems()
    bilag.tjek(hoved, linjer, problems)
    for navn, data in (vedhaeftninger or {}).items():
        tjek_fil(navn, data, problems)
    with transaction.atomic():
        other = Bilagskladde.objects.filter(kilde=hoved.kilde, noegle=hoved.noegle).first()
        if other is not None:
            problems.add(KLADDE_DOBBELT, raw=hoved.noegle, kilde=hoved.kilde, anden=other.pk, tilstand=other.tilstand)
        if problems.errors:
            raise ProblemsError(problems)
        kladde = ny(hoved, linjer, af, timezone.now(), sagsbehandler=sagsbehandler, godkendt_af_kilden=godkendt_af_kilden)
        kladde.save(force_insert=True)
        _skriv_linjer(kladde, linjer)
        for navn, data in (vedhaeftninger or {}).items():
            _gem_fil(kladde, navn, data, af)
        audit.record("kladde oprettet", af, kladde.exchange, kladde=kladde.pk, af_kilden=godkendt_af_kilden)
    return kladde


def ret(kladde: Bilagskladde, hoved: Hoved, linjer: Sequence[Linje], af: str) -> None:
    """Give a draft that nobody has attested other dates, text and lines; whose it is stays. Raises ProblemsError."""
    problems = Problems()
    bilag.tjek(hoved, linjer, problems)
    with transaction.atomic():
        row = _laast(kladde, (Kladdetilstand.KLADDE,), Kladdetilstand.KLADDE, problems)
        if problems.errors:
            raise ProblemsError(problems)
        row.regnskabsaar, row.tekst = hoved.regnskabsaar, hoved.tekst
        row.bilagsdato, row.posteringsdato = hoved.bilagsdato, hoved.posteringsdato
        row.save()
        row.linjer.all().delete()
        _skriv_linjer(row, linjer)
        audit.record("kladde rettet", af, row.exchange, kladde=row.pk)
    kladde.refresh_from_db()


def vedhaeft(kladde: Bilagskladde, navn: str, data: bytes, af: str) -> Vedhaeftning:
    """Add a receipt to a draft that is not booked or rejected. Raises ProblemsError, OSError when the disk refuses."""
    problems = Problems()
    tjek_fil(navn, data, problems)
    with transaction.atomic():
        is_open = (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST)
        row = _laast(kladde, is_open, Kladdetilstand.KLADDE, problems)
        if row.vedhaeftninger.filter(navn=navn).exists():
            problems.add(VEDHAEFTNING_FLERE, field="navn", raw=navn)
        if problems.errors:
            raise ProblemsError(problems)
        made = _gem_fil(row, navn, data, af)
        # What came is what was waited for: under its name, or where the source named none.
        row.ventede.filter(navn__in=(navn, ""), vedhaeftning=None, undladt_af="").update(vedhaeftning=made)
        audit.record("kladde vedhæftet", af, row.exchange, kladde=row.pk, sha256=made.blob_id)
    return made


def attester(kladde: Bilagskladde, af: str) -> None:
    """Say that the voucher is right. Raises ProblemsError."""
    _flyt(kladde, (Kladdetilstand.KLADDE,), Kladdetilstand.ATTESTERET, af, attesteret_af=af, attesteret_tid=timezone.now())


def anvis(kladde: Bilagskladde, af: str) -> None:
    """Approve an attested voucher; somebody else than who attested it. Raises ProblemsError."""
    _flyt(kladde, (Kladdetilstand.ATTESTERET,), Kladdetilstand.ANVIST, af, anvist_af=af, anvist_tid=timezone.now())


def afvis(kladde: Bilagskladde, af: str, grund: str) -> None:
    """Reject a draft for good. Raises ProblemsError."""
    if not grund.strip():
        problems = Problems()
        problems.add(KLADDE_GRUND, field="grund")
        raise ProblemsError(problems)
    is_open = (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST)
    _flyt(kladde, is_open, Kladdetilstand.AFVIST, af, afvist_af=af, afvist_tid=timezone.now(), afvist_grund=grund)


def bogfoer(kladde: Bilagskladde, af: str) -> Bilag:
    """Book an approved draft, once. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        row = _laast(kladde, (Kladdetilstand.ANVIST,), Kladdetilstand.BOGFOERT, problems)
        _tjek_bilag(row, problems)
        lines = [Linje(one.konto, one.beloeb, one.tekst) for one in row.linjer.order_by("loebenr")]
        payment = kladdebetaling.forbered(row, lines, problems)
        if problems.errors:
            raise ProblemsError(problems)
        booked = bilag.bogfoer(hoved_af(row), lines, af)
        row.tilstand, row.bilag = Kladdetilstand.BOGFOERT, booked
        row.save()
        if payment is not None:
            payment.opret(af)
        audit.record("kladde bogført", af, row.exchange, kladde=row.pk, bilag=booked.nummer)
    kladde.refresh_from_db()
    return booked


def tilbagefoer(booked: Bilag, af: str, dato: dt.date, tekst: str) -> Bilag:
    """Reverse a voucher that was booked from a draft and that nothing was paid by. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        kladde = Bilagskladde.objects.filter(bilag=booked).first()
        payment = kladdebetaling.af_kladde(kladde) if kladde else None
        if kladde is None:
            problems.add(KLADDE_IKKE_HERFRA, raw=booked.nummer, kilde=booked.kilde)
        elif payment is not None and payment.post_id is not None:
            problems.add(KLADDE_HAR_POST, raw=booked.nummer, post=payment.post_id)
        if problems.errors or kladde is None:
            raise ProblemsError(problems)
        made = bilag.tilbagefoer(booked, af, dato, tekst)
        audit.record("bilag tilbageført", af, kladde.exchange, bilag=booked.nummer, med=made.nummer)
    return made


def hoved_af(kladde: Bilagskladde) -> Hoved:
    """The head of the voucher that a draft becomes; the page that posts it is its interface's."""
    interface = catalogue.get(kladde.kilde)
    page = interface.pages[0] if interface and interface.pages else "0"
    return Hoved(
        kommune=kladde.kommune,
        regnskabsaar=kladde.regnskabsaar,
        bilagsdato=kladde.bilagsdato,
        posteringsdato=kladde.posteringsdato,
        tekst=kladde.tekst,
        kilde=kladde.kilde,
        noegle=kladde.noegle,
        exchange=kladde.exchange_id,
        maskinnr=page.zfill(5),
    )


def _flyt(kladde: Bilagskladde, fra: Sequence[Kladdetilstand], til: Kladdetilstand, af: str, **fields: Any) -> None:
    problems = Problems()
    with transaction.atomic():
        row = _laast(kladde, fra, til, problems)
        if til == Kladdetilstand.ANVIST and row.attesteret_af == af:
            problems.add(KLADDE_SAMME, raw=af)
        if til in (Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST):
            _tjek_bilag(row, problems)
        if problems.errors:
            raise ProblemsError(problems)
        before = row.tilstand
        row.tilstand = til
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        audit.record(f"kladde {til.value}", af, row.exchange, kladde=row.pk, fra=before)
    kladde.refresh_from_db()


def _laast(kladde: Bilagskladde, fra: Sequence[Kladdetilstand], til: Kladdetilstand, problems: Problems) -> Bilagskladde:
    """The draft as it now is, locked; that it is in none of the states `fra` is reported."""
    row = Bilagskladde.objects.select_for_update().get(pk=kladde.pk)
    if row.tilstand not in fra:
        problems.add(KLADDE_TILSTAND, tilstand=row.tilstand, til=til.value)
    return row


def _tjek_bilag(kladde: Bilagskladde, problems: Problems) -> None:
    """Report the receipts that the draft waits for."""
    for navn in kladde.ventede.filter(vedhaeftning=None, undladt_af="").values_list("navn", flat=True):
        problems.add(KLADDE_MANGLER_BILAG, field="vedhaeftning", raw=f"filen «{navn}»" if navn else "et bilag (PDF eller billede)")


def _skriv_linjer(kladde: Bilagskladde, linjer: Sequence[Linje]) -> None:
    Kladdelinje.objects.bulk_create(linje_af(kladde, number, linje) for number, linje in enumerate(linjer, start=1))


def linje_af(kladde: Bilagskladde, number: int, linje: Linje) -> Kladdelinje:
    """A line of a draft, not yet written."""
    beside = dict(linje.dimensioner) if isinstance(linje, Udkastlinje) else {}
    return Kladdelinje(kladde=kladde, loebenr=number, konto=linje.konto, beloeb=linje.beloeb, tekst=linje.tekst, dimensioner=beside)


def ny(
    hoved: Hoved, linjer: Sequence[Linje], af: str, now: dt.datetime, *, sagsbehandler: str, godkendt_af_kilden: str
) -> Bilagskladde:
    """A draft as `opret` opens it, not yet stored."""
    return Bilagskladde(
        kommune=hoved.kommune,
        regnskabsaar=hoved.regnskabsaar,
        bilagsdato=hoved.bilagsdato,
        posteringsdato=hoved.posteringsdato,
        tekst=hoved.tekst,
        kilde=hoved.kilde,
        noegle=hoved.noegle,
        exchange_id=hoved.exchange,
        indkommet=sum(linje.beloeb for linje in linjer if linje.beloeb > 0),
        sagsbehandler=sagsbehandler,
        oprettet_af=af,
        **(_som_kilden(godkendt_af_kilden, now) if godkendt_af_kilden else {}),
    )


def _som_kilden(kilde: str, now: dt.datetime) -> dict[str, Any]:
    """The fields of a draft that its source has attested and approved."""
    return {
        "tilstand": Kladdetilstand.ANVIST,
        "af_kilden": True,
        "attesteret_af": kilde,
        "attesteret_tid": now,
        "anvist_af": kilde,
        "anvist_tid": now,
    }


def tjek_fil(navn: str, data: bytes, problems: Problems) -> None:
    """Report what keeps a file from being a receipt."""
    if not 0 < len(navn) <= 120 or not navn.isprintable() or "/" in navn or "\\" in navn or navn in {".", ".."}:
        problems.add(VEDHAEFTNING_NAVN, field="navn", raw=navn[:200])
    if not medietype(data):
        problems.add(VEDHAEFTNING_TYPE, field="navn", raw=navn[:200])
    if len(data) > HOEJESTE_MB * 2**20:
        problems.add(VEDHAEFTNING_STOR, field="navn", raw=navn[:200], mb=HOEJESTE_MB)


def _gem_fil(kladde: Bilagskladde, navn: str, data: bytes, af: str) -> Vedhaeftning:
    return Vedhaeftning.objects.create(kladde=kladde, navn=navn, medietype=medietype(data), blob=blobs.put(data), oprettet_af=af)
