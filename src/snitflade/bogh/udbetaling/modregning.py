"""Items held back, set off against a debt, or withdrawn; each of it can be undone, and all of it can be followed.

Set-off (catalogue row 19) stands between posting and payment: `modul.spoerg_foer_udbetaling` lets it hold items back in the run
that was about to pay them, `tilbagehold` before; what it takes is `modregn`, and the rest is paid. Sources: winformatik.md 2.4,
social-teknik.md 5.1 (Modregning).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Tilbageholdelse, Udbetalingspost
from snitflade.bogh.udbetaling.modul import find
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst

MODREGN_FOR_STORT = ProblemKind(
    "MODREGN_FOR_STORT", "{beloeb} kr. er ikke mellem 0 og det, der er åbent på post {raw}: {rest} kr. Ret beløbet."
)
MODREGN_MAA_IKKE = ProblemKind("MODREGN_MAA_IKKE", "Post {raw} må ikke modregnes.")
MODREGN_OPHAEVET = ProblemKind("MODREGN_OPHAEVET", "Modregning {raw} er ophævet, eller er selv en ophævelse.")
MODREGN_BETALT = ProblemKind(
    "MODREGN_BETALT",
    "Modregning {raw} kan ikke ophæves: resten af post {post} er betalt eller i en kørsel. Opret en ny post.",
)
POST_UDEN_MODKONTO = ProblemKind(
    "POST_UDEN_MODKONTO", "Post {raw} er ikke bogført her. Tilbagefør den, hvor den er bogført, og angiv en konto."
)
HOLDT_ALLEREDE = ProblemKind("HOLDT_ALLEREDE", "Post {raw} er holdt tilbage allerede: {grund}")
HOLDT_IKKE = ProblemKind("HOLDT_IKKE", "Post {raw} er ikke holdt tilbage.")
GRUND_MANGLER = ProblemKind("GRUND_MANGLER", "Skriv hvorfor, med højst 200 tegn.")


def tilbagehold(post: Udbetalingspost, grund: str, af: str) -> Tilbageholdelse:
    """Let no run take the item until it is released. Raises ProblemsError."""
    problems = Problems()
    _tjek_grund(grund, problems)
    with transaction.atomic():
        lock(Udbetalingspost, Tilbageholdelse)
        row = Udbetalingspost.objects.get(pk=post.pk)
        held = row.tilbageholdelser.filter(ophaevet_af="").first()
        if held is not None:
            problems.add(HOLDT_ALLEREDE, raw=str(row.pk), grund=held.grund)
        if row.rest == 0:
            problems.add(MODREGN_FOR_STORT, raw=str(row.pk), beloeb="0", rest="0,00")
        if problems.errors:
            raise ProblemsError(problems)
        return Tilbageholdelse.objects.create(post=row, grund=grund, oprettet_af=af)


def frigiv(post: Udbetalingspost, af: str) -> None:
    """Let runs take the item again. Raises ProblemsError where it was not held."""
    now = timezone.now()
    if not Tilbageholdelse.objects.filter(post=post, ophaevet_af="").update(ophaevet_af=af, ophaevet_tid=now):
        problems = Problems()
        problems.add(HOLDT_IKKE, raw=str(post.pk))
        raise ProblemsError(problems)


def modregn(post: Udbetalingspost, beloeb: int, konto: str, af: str, dato: dt.date, grund: str) -> Modregning:
    """Set `beloeb` øre of the item off: its account is debited, `konto` credited. Raises ProblemsError."""
    return _nedsaet(post, Nedsaettelsesart.MODREGNET, beloeb, konto, af, dato, grund)


def annuller(post: Udbetalingspost, af: str, dato: dt.date, grund: str, *, konto: str = "") -> Modregning:
    """Withdraw what is open of the item, against the account it was made from (else `konto`). Raises ProblemsError."""
    return _nedsaet(post, Nedsaettelsesart.ANNULLERET, None, konto or post.modkonto, af, dato, grund)


def _nedsaet(
    post: Udbetalingspost, art: Nedsaettelsesart, beloeb: int | None, konto: str, af: str, dato: dt.date, grund: str
) -> Modregning:
    problems = Problems()
    _tjek_grund(grund, problems)
    with transaction.atomic():
        lock(Udbetalingspost, Bilag, Postering)
        row = Udbetalingspost.objects.get(pk=post.pk)
        amount = row.rest if beloeb is None else beloeb
        if not 0 < amount <= row.rest:
            shown = beloeb_tekst(abs(amount))
            problems.add(MODREGN_FOR_STORT, raw=str(row.pk), beloeb=shown, rest=beloeb_tekst(row.rest))
        if art is Nedsaettelsesart.MODREGNET and not row.modregnes:
            problems.add(MODREGN_MAA_IKKE, raw=str(row.pk))
        if not konto:
            problems.add(POST_UDEN_MODKONTO, raw=str(row.pk))
        if problems.errors:
            raise ProblemsError(problems)
        number = row.modregninger.count() + 1
        hoved = _hoved(row, dato, f"{art.label} post {row.pk}", f"{row.pk}:{number}")
        booked = bilagene.bogfoer(hoved, [Linje(row.konto, amount), Linje(konto, -amount)], af)
        made = Modregning.objects.create(
            post=row, art=art, beloeb=amount, konto=konto, dato=dato, grund=grund, bilag=booked, oprettet_af=af
        )
        Udbetalingspost.objects.filter(pk=row.pk).update(rest=row.rest - amount)
        audit.record(f"post {art.value}", af, post=row.pk, beloeb=amount)
    post.refresh_from_db()
    return made


def ophaev(modregning: Modregning, af: str, dato: dt.date, grund: str) -> Modregning:
    """Undo a set-off or a withdrawal; what it took is open again. Raises ProblemsError."""
    problems = Problems()
    _tjek_grund(grund, problems)
    with transaction.atomic():
        lock(Udbetalingspost, Bilag, Postering)
        if modregning.ophaever_id is not None or Modregning.objects.filter(ophaever=modregning).exists():
            problems.add(MODREGN_OPHAEVET, raw=str(modregning.pk))
        row = Udbetalingspost.objects.get(pk=modregning.post_id)
        if row.udbetalinger.filter(gaelder=True).exists():
            problems.add(MODREGN_BETALT, raw=str(modregning.pk), post=row.pk)
        if problems.errors:
            raise ProblemsError(problems)
        back = bilagene.tilbagefoer(modregning.bilag, af, dato)
        made = Modregning.objects.create(
            post=modregning.post,
            art=modregning.art,
            beloeb=-modregning.beloeb,
            konto=modregning.konto,
            dato=dato,
            grund=grund,
            bilag=back,
            ophaever=modregning,
            oprettet_af=af,
        )
        Udbetalingspost.objects.filter(pk=row.pk).update(rest=row.rest + modregning.beloeb)
        audit.record("modregning ophævet", af, post=row.pk, beloeb=modregning.beloeb)
    return made


def _hoved(post: Udbetalingspost, dato: dt.date, tekst: str, noegle: str) -> Hoved:
    modul = find(post.modul)
    return Hoved(
        kommune=post.kommune,
        regnskabsaar=dato.year,
        bilagsdato=dato,
        posteringsdato=dato,
        tekst=tekst,
        kilde=f"{modul.navn}.modregning",
        noegle=noegle,
        maskinnr=modul.maskinnr,
    )


def _tjek_grund(grund: str, problems: Problems) -> None:
    if not 0 < len(grund.strip()) <= 200:
        problems.add(GRUND_MANGLER, field="grund")
