"""What `verify` holds of sales: each settlement's vouchers and credit items are what its lines say, and no sale is settled twice.

Registered with the journal's own checks (`exchange.integrity`). Each looks with one statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Sum

from snitflade.erhv.models_afregning import Indberettet, Konteringsart
from snitflade.exchange.integrity import register
from snitflade.exchange.models import Exchange
from snitflade.formats.text import beloeb_tekst, konto_tekst

FLEST = 100
_ARTER = tuple(art.value for art in Konteringsart)


@register
def afregningers_linjer() -> Iterator[str]:
    """Σ gross = Σ deductions + Σ paid, settlement by settlement: the lines against the credit items."""
    for nummer, linjer, poster in _raekker(
        """
        SELECT nummer, linjer, poster FROM (
          SELECT a.id, a.kommune || '-' || CAST(a.nummer AS varchar(12)) AS nummer,
            (SELECT COALESCE(SUM(l.netto), 0) FROM erhv_afregningslinje l WHERE l.afregning_id = a.id) AS linjer,
            (SELECT COALESCE(SUM(p.beloeb), 0) FROM erhv_afregningspost p WHERE p.afregning_id = a.id) AS poster
          FROM erhv_afregning a
        ) AS alle WHERE linjer <> poster ORDER BY id LIMIT %s
        """
    ):
        yield f"Afregning {nummer}: linjerne giver {beloeb_tekst(int(linjer))} kr., men posterne {beloeb_tekst(int(poster))} kr."


@register
def afregningers_konteringer() -> Iterator[str]:
    """The lines against what the settlement says it booked, by month, place and what it is."""
    parts = ", ".join(
        f"SUM({sql}) AS {art}"
        for art, sql in (
            ("salg", "CASE WHEN s.art = 'salg' THEN l.brutto ELSE 0 END"),
            ("leje", "CASE WHEN s.art = 'leje' THEN l.brutto ELSE 0 END"),
            *((name, f"-l.{name}") for name in ("skat", "knapk", "lokal", "drift", "transport")),
            ("afregning", "-l.netto"),
        )
    )
    booked = ", ".join(f"SUM(CASE WHEN k.art = '{art}' THEN k.beloeb ELSE 0 END) AS {art}" for art in _ARTER)
    differs = " OR ".join(f"l.{art} <> COALESCE(k.{art}, 0)" for art in _ARTER)
    for (number,) in _raekker(
        f"""
        SELECT DISTINCT l.afregning_id FROM (
          SELECT l.afregning_id, s.sted_id, {parts} FROM erhv_afregningslinje l JOIN erhv_salg s ON s.id = l.salg_id
          GROUP BY l.afregning_id, s.sted_id
        ) AS l LEFT JOIN (
          SELECT k.afregning_id, k.sted_id, {booked} FROM erhv_kontering k GROUP BY k.afregning_id, k.sted_id
        ) AS k ON k.afregning_id = l.afregning_id AND k.sted_id = l.sted_id
        WHERE {differs} ORDER BY 1 LIMIT %s
        """  # noqa: S608  (names from the code)
    ):
        yield f"Afregning {number}: dens konteringer er ikke, hvad dens linjer siger."


@register
def konteringers_bilag() -> Iterator[str]:
    """What settlements say they booked against the lines of their vouchers."""
    for konto, bilag, booked, said in _raekker(
        """
        SELECT konto, bilag_id, SUM(bogfoert), SUM(sagt) FROM (
          SELECT k.konto, k.bilag_id, 0 AS bogfoert, k.beloeb AS sagt FROM erhv_kontering k WHERE k.bilag_id IS NOT NULL
          UNION ALL
          SELECT p.konto, p.bilag_id, p.beloeb, 0 FROM bogh_postering p JOIN bogh_bilag b ON b.id = p.bilag_id
          WHERE b.kilde = 'erhv.afregning' AND b.tilbagefoerer_id IS NULL
        ) AS begge GROUP BY konto, bilag_id HAVING SUM(bogfoert) <> SUM(sagt) ORDER BY bilag_id, konto LIMIT %s
        """
    ):
        texts = f"{beloeb_tekst(int(booked))} kr., men afregningen siger {beloeb_tekst(int(said))} kr."
        yield f"Bilag {bilag} har på konto {konto_tekst(konto)} {texts}"


@register
def afregningers_poster() -> Iterator[str]:
    """The credit items of settlements are what was settled; those of one that was taken back are withdrawn."""
    for number, afregning in _raekker(
        """
        SELECT u.id, p.afregning_id FROM erhv_afregningspost p
        JOIN bogh_udbetalingspost u ON u.id = p.post_id JOIN erhv_afregning a ON a.id = p.afregning_id
        WHERE u.beloeb <> p.beloeb OR (a.tilbage_tid IS NOT NULL AND u.rest <> 0)
        ORDER BY u.id LIMIT %s
        """
    ):
        yield f"Udbetalingspost {number} er ikke, hvad afregning {afregning} siger."


@register
def linjer_der_gaelder() -> Iterator[str]:
    """A line holds just when its settlement was not taken back."""
    for (number,) in _raekker(
        """
        SELECT DISTINCT l.afregning_id FROM erhv_afregningslinje l JOIN erhv_afregning a ON a.id = l.afregning_id
        WHERE (l.gaelder AND a.tilbage_tid IS NOT NULL) OR (NOT l.gaelder AND a.tilbage_tid IS NULL) ORDER BY 1 LIMIT %s
        """
    ):
        yield f"Afregning {number}: dens linjer gælder ikke, som den selv gør."


@register
def indberetninger() -> Iterator[str]:
    """What the rows of a report say that its file has, against the totals it was built with."""
    own = Indberettet.objects.filter(holdt="").order_by().values_list("exchange_id")
    sums = own.annotate(Sum("fil_salg"), Sum("fil_leje"), Sum("fil_skat"), Sum("fil_knapk"))
    rows = {number: sum(parts) for number, *parts in sums}
    for exchange in Exchange.objects.filter(pk__in=rows).order_by("pk").iterator():
        told = sum(value for name, value in exchange.totals.items() if name != "Personer")
        if told != rows[exchange.pk]:
            texts = f"giver {beloeb_tekst(rows[exchange.pk])} kr., men dens totaler {beloeb_tekst(told)} kr."
            yield f"Udveksling {exchange.pk}: dens rækker {texts}"


def _raekker(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [FLEST])
        return list(cursor.fetchall())
