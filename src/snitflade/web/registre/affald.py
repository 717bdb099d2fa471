"""The registers of weighed waste: batches (pages 868 and 869) and their weighings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.taken_back import counting
from snitflade.tekn.affald.models import Vejeparti, Vejning, Vejningskrav
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, registrer
from snitflade.web.registre.debitorer import hvilke, kort
from snitflade.web.registre.felter import UDVEKSLING

STANDE = {"aaben": _("Ikke opkrævet"), "opkraevet": _("Opkrævet"), "udeladt": _("Udeladt")}


def vejninger(hvor: frozenset[str]) -> QuerySet[Vejning]:
    """The weighings, each with whether it is billed."""
    billed = counting(Vejningskrav.objects.filter(vejning=OuterRef("pk")))
    return Vejning.objects.select_related("debitor").annotate(opkraevet=Exists(billed)).order_by("-dato", "-pk")


def stand(row: Any) -> str:
    """Which of `STANDE` a weighing is in."""
    return "opkraevet" if row.opkraevet else "udeladt" if row.udeladt else "aaben"


def _i_stand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "udeladt":
        return rows.exclude(udeladt="")
    return rows.filter(opkraevet=value == "opkraevet", udeladt="")


def _find_vejninger(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    word = text.strip()
    return rows.filter(
        hvilke(text, "debitor__")
        | Q(registreringsnr=word.lstrip("0"))
        | Q(typenoegle__icontains=word)
        | Q(nummerplade__iexact=word)
    )


def _byer() -> list[tuple[str, str]]:
    names = Vejning.objects.exclude(by="").order_by("by").values_list("by", flat=True).distinct()
    return [(name, name) for name in names]


VEJNINGER = registrer(
    Register(
        id="vejninger",
        titel=_("Vejninger"),
        om=_("Vejet affald: hvem der afleverede hvad, hvor og hvornår, og om det er opkrævet."),
        delsystemer=("tekn",),
        ikon="list-bulleted",
        raekker=vejninger,
        soeg=_find_vejninger,
        soeg_tekst=_("Kunde, vejningens nummer, affaldstype eller nummerplade"),
        personer="debitor_id",
        felter=(
            Felt(_("Vejning"), lambda row: row.registreringsnr),
            Felt(_("Dato"), lambda row: row.dato, sorter="dato"),
            Felt(_("Sted"), lambda row: " - ".join(one for one in (row.sted, row.by) if one), dansk=True),
            Felt(_("Kundenummer"), lambda row: row.debitor.kundenummer, adresse=lambda row: kort(row.debitor_id)),
            Felt(_("Navn"), lambda row: row.debitor.navn, dansk=True),
            Felt(_("Affaldstype"), lambda row: row.affaldstype, dansk=True),
            Felt(_("Mængde"), lambda row: row.maengde, dansk=True),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(
                _("Stand"),
                lambda row: STANDE[stand(row)],
                tone=lambda row: {"opkraevet": "godt", "udeladt": "", "aaben": "oplysning"}[stand(row)],
            ),
            Felt(_("Parti"), lambda row: row.parti_id, adresse=lambda row: adresse("register_vejeparti", row.parti_id), tal=True),
            Felt(_("Nummerplade"), lambda row: row.nummerplade, i_liste=False),
            Felt(_("Notat"), lambda row: row.notat, i_liste=False, dansk=True),
            Felt(_("Hvorfor udeladt"), lambda row: row.udeladt, i_liste=False, dansk=True),
        ),
        filtre=(
            Filter("stand", _("Stand"), lambda: list(STANDE.items()), _i_stand),
            Filter("by", _("By"), _byer, lambda rows, value: rows.filter(by=value)),
        ),
    )
)


def partier(hvor: frozenset[str]) -> QuerySet[Vejeparti]:
    """The batches, each with how many weighings it has, what they come to, and whether some are open."""
    billed = counting(Vejningskrav.objects.filter(vejning=OuterRef("pk")))
    open_ = Vejning.objects.filter(~Exists(billed), parti=OuterRef("pk"), udeladt="")
    return Vejeparti.objects.annotate(antal=Count("vejninger"), sum=Sum("vejninger__beloeb"), aabent=Exists(open_)).order_by("-pk")


def _find_partier(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    word = text.strip()
    number = Q(pk=int(word)) if word.isascii() and word.isdigit() and len(word) < 10 else Q(pk=None)
    return rows.filter(number | Q(kommune=word) | Q(exchange__files__name__icontains=word)).distinct()


PARTIER = registrer(
    Register(
        id="vejepartier",
        titel=_("Vejepartier"),
        om=_("Hver fil fra vægten er et parti: prøveberegn det, vælg art, og opkræv det (side 868 og 869)."),
        delsystemer=("tekn",),
        ikon="assignment",
        raekker=partier,
        soeg=_find_partier,
        soeg_tekst=_("Partiets nummer, kommune eller filens navn"),
        felter=(
            Felt(_("Parti"), lambda row: row.pk, adresse=lambda row: adresse("register_vejeparti", row.pk), sorter="pk", tal=True),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Indlæst"), lambda row: row.oprettet_tid, sorter="oprettet_tid"),
            Felt(_("Linjer læst"), lambda row: row.linjer, tal=True),
            Felt(_("Vejninger"), lambda row: row.antal, tal=True),
            Felt(_("Sprunget over"), lambda row: row.oversprunget, tal=True),
            Felt(_("Beløb"), lambda row: Oere(row.sum or 0), tal=True),
            Felt(_("Art"), lambda row: row.art),
            Felt(
                _("Stand"),
                lambda row: _("Ikke opkrævet") if row.aabent else _("Færdigt"),
                tone=lambda row: "oplysning" if row.aabent else "godt",
            ),
            UDVEKSLING,
        ),
        filtre=(
            Filter(
                "stand",
                _("Stand"),
                lambda: [("aabent", _("Ikke opkrævet")), ("faerdigt", _("Færdigt"))],
                lambda rows, value: rows.filter(aabent=value == "aabent"),
            ),
        ),
    )
)
