"""The registers of sales: each of them, the settlements, and what was reported to Skattestyrelsen and KNAPK."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.erhv.models import Indhandlingssted, Salg
from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Indberettet, Modtagersvar
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm.words import label
from snitflade.web import sti
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, ord_i, registrer
from snitflade.web.registre.erhv import (
    ERHV,
    SALGSARTER,
    SVAR,
    SVARTONER,
    afregning_kort,
    fanger_kort,
    indberetning_kort,
    kroner,
)


def _salg(hvor: frozenset[str]) -> QuerySet[Any]:
    settled = Afregningslinje.objects.filter(salg=OuterRef("pk"), gaelder=True)
    rows: QuerySet[Any] = (
        Salg.objects.select_related("sted", "saelger", "saelger__modtager")
        .annotate(i_afregning=Subquery(settled.values("afregning_id")[:1]), netto=Subquery(settled.values("netto")[:1]))
        .annotate(er_ophaevet=Exists(Salg.objects.filter(ophaever=OuterRef("pk"))))
        .order_by("-pk")
    )
    return rows


def _tilstand(row: Any) -> Promise:
    if row.ophaever_id is not None:
        return _("Ophæver")
    if row.er_ophaevet:
        return _("Ophævet")
    return _("Afregnet") if row.i_afregning else _("Ikke afregnet")


def _steder_valg() -> Sequence[tuple[str, str]]:
    return [(kode, kode) for kode in Indhandlingssted.objects.order_by("kode").values_list("kode", flat=True)]


SALG = registrer(
    Register(
        id="salg",
        titel=_("Salg"),
        om=_("Hvert salg og hver leje, om det er afregnet, og hvad sælgeren fik."),
        delsystemer=(ERHV,),
        ikon="payments",
        raekker=_salg,
        soeg=lambda rows, text: rows.filter(
            Q(noegle=text) | Q(saelger__nummer__iexact=text) | ord_i("saelger__modtager__navn", text)
        ),
        soeg_tekst=_("Bonnummer, fanger/fisker-nummer eller navn"),
        felter=(
            Felt(_("Dato"), lambda row: row.dato, sorter="dato"),
            Felt(_("Sted"), lambda row: row.sted.kode),
            Felt(_("Sælger"), lambda row: row.saelger.nummer, adresse=lambda row: fanger_kort(row.saelger_id)),
            Felt(_("Navn"), lambda row: row.saelger.modtager.navn, dansk=True),
            Felt(_("Art"), lambda row: SALGSARTER.get(row.art, row.art)),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Ture"), lambda row: row.ture, tal=True),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True),
            Felt(_("Til sælgeren"), lambda row: kroner(row.netto), tal=True),
            Felt(
                _("Tilstand"),
                _tilstand,
                tone=lambda row: "" if row.ophaever_id or row.er_ophaevet else "godt" if row.i_afregning else "oplysning",
            ),
            Felt(
                _("Afregning"),
                lambda row: row.i_afregning,
                tal=True,
                adresse=lambda row: afregning_kort(row.i_afregning) if row.i_afregning else "",
            ),
            Felt(_("Bon"), lambda row: row.noegle, i_liste=False),
        ),
        filtre=(
            Filter("sted", _("Sted"), _steder_valg, lambda rows, value: rows.filter(sted__kode=value)),
            Filter(
                "tilstand",
                _("Tilstand"),
                lambda: [("aaben", _("Ikke afregnet")), ("afregnet", _("Afregnet"))],
                lambda rows, value: rows.filter(i_afregning__isnull=value == "aaben"),
            ),
        ),
    )
)


def _afregninger(hvor: frozenset[str]) -> QuerySet[Any]:
    lines = Afregningslinje.objects.filter(afregning=OuterRef("pk")).order_by().values("afregning")
    return Afregning.objects.annotate(
        antal=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
        brutto=Coalesce(Subquery(lines.annotate(s=Sum("brutto")).values("s")), 0),
        netto=Coalesce(Subquery(lines.annotate(s=Sum("netto")).values("s")), 0),
    ).order_by("-pk")


AFREGNINGER = registrer(
    Register(
        id="afregninger",
        titel=_("Afregninger"),
        om=_("Hver afregning af salg: hvad der blev købt, hvad sælgerne skal have, og om den er taget tilbage (side 417)."),
        delsystemer=(ERHV,),
        ikon="check",
        raekker=_afregninger,
        felter=(
            Felt(_("Afregning"), lambda row: str(row), adresse=lambda row: afregning_kort(row.pk)),
            Felt(_("Afregnet"), lambda row: row.dato, sorter="dato"),
            Felt(_("Salg til og med"), lambda row: row.til),
            Felt(_("Udbetales"), lambda row: row.forfaldsdato),
            Felt(_("Salg"), lambda row: row.antal, tal=True),
            Felt(_("Brutto"), lambda row: Oere(row.brutto), tal=True),
            Felt(_("Til sælgerne"), lambda row: Oere(row.netto), tal=True),
            Felt(_("Af"), lambda row: row.oprettet_af),
            Felt(
                _("Tilstand"),
                lambda row: _("Taget tilbage") if row.tilbage_tid else _("Gælder"),
                tone=lambda row: "" if row.tilbage_tid else "godt",
            ),
        ),
    )
)


def _indberetninger(hvor: frozenset[str]) -> QuerySet[Any]:
    rows = Indberettet.objects.filter(exchange=OuterRef("pk")).order_by().values("exchange")
    answers = Modtagersvar.objects.filter(exchange=OuterRef("pk")).order_by("-pk")
    return (
        Exchange.objects.filter(interface__startswith=f"{ERHV}.", direction="ud")
        .annotate(
            periode=Coalesce(Subquery(Indberettet.objects.filter(exchange=OuterRef("pk")).values("periode")[:1]), Value("")),
            personer=Coalesce(Subquery(rows.filter(holdt="").annotate(n=Count("pk")).values("n")), 0),
            holdt=Coalesce(Subquery(rows.exclude(holdt="").annotate(n=Count("pk")).values("n")), 0),
            svar=Coalesce(Subquery(answers.values("svar")[:1]), Value("")),
        )
        .order_by("-pk")
    )


INDBERETNINGER = registrer(
    Register(
        id="indberetninger",
        titel=_("Indberetninger"),
        om=_("Hvad der er indberettet af salg til Skattestyrelsen og KNAPK, og hvad modtageren har svaret."),
        delsystemer=(ERHV,),
        ikon="send",
        raekker=_indberetninger,
        felter=(
            Felt(_("Udveksling"), lambda row: row.pk, tal=True, adresse=lambda row: indberetning_kort(row.pk)),
            Felt(_("Hvad"), lambda row: label(row.interface), dansk=True),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Periode"), lambda row: row.periode),
            Felt(_("Personer"), lambda row: row.personer, tal=True),
            Felt(_("Ikke med"), lambda row: row.holdt, tal=True),
            Felt(_("Tilstand"), sti.navn, tone=sti.tone),
            Felt(_("Svar"), lambda row: SVAR.get(row.svar, ""), tone=lambda row: SVARTONER.get(row.svar) if row.svar else None),
        ),
        filtre=(
            Filter(
                "hvad",
                _("Hvad"),
                lambda: [
                    (f"{ERHV}.braetsalg-skat", _("Brætsalg, måned")),
                    (f"{ERHV}.braetsalg-knapk", _("KNAPK, kvartal")),
                    (f"{ERHV}.braetsalg-a11", _("Brætsalg, år")),
                    (f"{ERHV}.institutionssalg-a11", _("Institutionssalg, år")),
                ],
                lambda rows, value: rows.filter(interface=value),
            ),
        ),
    )
)
