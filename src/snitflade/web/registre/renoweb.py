"""The register of RenoWeb's billing basis (pages 866 and 867)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.taken_back import counting
from snitflade.tekn.renoweb.models import Renowebkrav, Renoweblinje
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, registrer
from snitflade.web.registre.debitorer import hvilke, kort
from snitflade.web.registre.felter import UDVEKSLING


def linjer(hvor: frozenset[str]) -> QuerySet[Renoweblinje]:
    """The lines, each with whether it is billed."""
    billed = counting(Renowebkrav.objects.filter(linje=OuterRef("pk")))
    return Renoweblinje.objects.select_related("debitor").annotate(opkraevet=Exists(billed)).order_by("-kvartal", "-pk")


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    word = text.strip()
    return rows.filter(hvilke(text, "debitor__") | Q(linjeid=word.lstrip("0")) | Q(ydelseskode__iexact=word) | Q(bnr=word))


def _kvartaler() -> list[tuple[str, str]]:
    names = Renoweblinje.objects.order_by("-kvartal").values_list("kvartal", flat=True).distinct()
    return [(name, name) for name in names]


RENOWEBLINJER = registrer(
    Register(
        id="renoweblinjer",
        titel=_("RenoWeb-grundlag"),
        om=_("Linjer, som RenoWeb har regnet ud til opkrævning, kvartal for kvartal, og om de er opkrævet."),
        delsystemer=("tekn",),
        ikon="list-bulleted",
        raekker=linjer,
        soeg=_find,
        soeg_tekst=_("Kunde, linjens id, ydelseskode eller B-nr."),
        personer="debitor_id",
        felter=(
            Felt(_("Linje"), lambda row: row.linjeid),
            Felt(_("Kvartal"), lambda row: row.kvartal, sorter="kvartal"),
            Felt(_("Kundenummer"), lambda row: row.debitor.kundenummer, adresse=lambda row: kort(row.debitor_id)),
            Felt(_("Navn"), lambda row: row.debitor.navn, dansk=True),
            Felt(_("B-nr."), lambda row: " ".join(one for one in (row.lokalitet, row.bnr, row.lejlighed) if one)),
            Felt(_("Ydelse"), lambda row: row.ydelseskode),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True),
            Felt(_("Fra"), lambda row: row.fra, sorter="fra"),
            Felt(_("Til"), lambda row: row.til, sorter="til"),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(
                _("Stand"),
                lambda row: _("Opkrævet") if row.opkraevet else _("Ikke opkrævet"),
                tone=lambda row: "godt" if row.opkraevet else "oplysning",
            ),
            UDVEKSLING,
            Felt(_("Betales fra konto"), lambda row: row.betales_fra_konto, i_liste=False),
        ),
        filtre=(
            Filter("kvartal", _("Kvartal"), _kvartaler, lambda rows, value: rows.filter(kvartal=value)),
            Filter(
                "stand",
                _("Stand"),
                lambda: [("aaben", _("Ikke opkrævet")), ("opkraevet", _("Opkrævet"))],
                lambda rows, value: rows.filter(opkraevet=value == "opkraevet"),
            ),
        ),
    )
)
