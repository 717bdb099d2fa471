"""What `verify` holds of Børnetilskud: granted = paid + carried on for each receiver of a run, and no child twice.

Registered with the journal's own checks (`exchange.integrity`). Source: social-teknik.md 5.2 (BT-E04).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q, Sum

from snitflade.exchange.integrity import register
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boernetilskud.models_tildeling import Tildeling, Tilskudsopgoerelse

FLEST = 100


@register
def opgoerelser() -> Iterator[str]:
    """A receiver's sum in a run is that of its lines; that and what stood before is paid, and is the item's amount."""
    lines: defaultdict[tuple[int, str], int] = defaultdict(int)
    rows = Tildeling.objects.order_by().values_list("exchange_id", "modtager").annotate(Sum("beloeb"))
    for exchange, receiver, total in rows.iterator():
        lines[exchange, receiver] = total
    shown = 0
    fields = ("pk", "exchange_id", "modtager", "foer", "linjer", "beloeb", "post__beloeb")
    for pk, exchange, receiver, before, total, paid, item in (
        Tilskudsopgoerelse.objects.order_by("pk").values_list(*fields).iterator()
    ):
        granted = lines.pop((exchange, receiver), 0)
        if granted == total and paid == max(before + total, 0) and (item or 0) == paid:
            continue
        shown += 1
        text = f"tildeler {beloeb_tekst(granted)} kr. og betaler {beloeb_tekst(paid)} kr., men det passer ikke sammen."
        yield f"Børnetilskud: opgørelse {pk} i udveksling {exchange} {text}"
        if shown == FLEST:
            return
    for exchange in sorted({number for number, _ in lines})[:FLEST]:
        yield f"Børnetilskud: udveksling {exchange} har linjer uden opgørelse for modtageren."


@register
def boern_en_gang() -> Iterator[str]:
    """Nobody is granted below nothing for a month, and no child by two municipalities or to two receivers."""
    rows = Tildeling.objects.filter(gaelder=True).order_by().values_list("barn", "maaned", "kommune", "modtager")
    there: set[tuple[str, str]] = set()
    shown = 0
    for barn, month, _, _, total in rows.annotate(total=Sum("beloeb")).exclude(total=0).order_by("maaned").iterator():
        if total > 0 and (barn, month) not in there:
            there.add((barn, month))
            continue
        shown += 1
        what = "er under nul" if total < 0 else "er tildelt to gange"
        yield f"Børnetilskud: {month}, barn {barn[:6]}-****: {what}."
        if shown == FLEST:
            return


@register
def taget_tilbage() -> Iterator[str]:
    """No line of a run that was taken back holds, and every line of one that was not does."""
    back = Q(exchange__state__in=TAKEN_BACK)
    wrong = Tildeling.objects.filter((back & Q(gaelder=True)) | (~back & Q(gaelder=False)))
    for number in wrong.order_by("exchange_id").values_list("exchange_id", flat=True).distinct()[:FLEST]:
        yield f"Børnetilskud: udveksling {number} er taget tilbage, og dens linjer gælder; eller omvendt."
    paid = Tilskudsopgoerelse.objects.filter(back, gaelder=True).exclude(post__udbetalinger__gaelder=True)
    for number in paid.order_by("exchange_id").values_list("exchange_id", flat=True).distinct()[:FLEST]:
        yield f"Børnetilskud: udveksling {number} er taget tilbage, men dens opgørelser gælder."
    off = Tilskudsopgoerelse.objects.filter(post__modregnes=True).order_by("pk")
    for number in off.values_list("pk", flat=True)[:FLEST]:
        yield f"Børnetilskud: opgørelse {number} har en post, der kan modregnes. Børnetilskud må ikke modregnes."
