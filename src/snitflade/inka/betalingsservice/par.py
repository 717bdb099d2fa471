"""Which charge-back takes back which payment: of the same collection and amount, whichever file it came with (payments.md 5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from snitflade.inka.betalingsservice.stand import BETALINGER, BSAarsag, Dom, Post
from snitflade.inka.models import Art, Fordeling
from snitflade.inka.models_bs import BSPost


class Par:
    """Which charge-back takes back which payment. A payment is one of the ledger's (its id) or of this file (its place)."""

    def __init__(self, posts: Sequence[Post], domme: Sequence[Dom]) -> None:
        backs = [at for at, dom in enumerate(domme) if dom.tilbage]
        in_file: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for at, dom in enumerate(domme):
            if dom.betaler:
                in_file[posts[at].slaegt, posts[at].betalt].append(at)
        booked = _bogfoerte({posts[at].slaegt for at in backs})
        self.tidlige: dict[int, int] = {}
        """Place of the charge-back: id of a payment that came before this file."""
        self.i_filen: dict[int, int] = {}
        """Place of the charge-back: place of its payment."""
        for at in backs:
            key = (posts[at].slaegt, posts[at].betalt)
            if booked[key]:
                self.tidlige[at] = booked[key].pop()
            elif in_file[key]:
                self.i_filen[at] = in_file[key].pop(0)
        self.ventende: dict[int, tuple[BSPost, int]] = {}
        """Charge-backs that have waited for a payment of this file: by their id, with its place."""
        for waiting in BSPost.objects.filter(venter=True, aarsag=BSAarsag.UBETALT).order_by("pk") if in_file else ():
            places = in_file.get((waiting.slaegt, waiting.beloeb))
            if places:
                self.ventende[waiting.pk] = (waiting, places.pop(0))

    def sene(self, indbetaling: Mapping[int, int]) -> dict[int, int]:
        """Charge-backs of payments of this file, which are booked now."""
        return {at: indbetaling[paid] for at, paid in self.i_filen.items()}


def _bogfoerte(kin: set[str]) -> defaultdict[tuple[str, int], list[int]]:
    """Booked payments that have not been taken back, by what they share with their charge-backs; the newest last."""
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    wanted = sorted(kin)
    for at in range(0, len(wanted), 500):
        rows = BSPost.objects.filter(slaegt__in=wanted[at : at + 500], transaktionskode__in=BETALINGER).exclude(indbetaling=None)
        gone = set(
            Fordeling.objects.filter(indbetaling__in=rows.values("indbetaling"), art=Art.TILBAGEFOERT).values_list(
                "indbetaling_id", flat=True
            )
        )
        # What went to the queue comes first, and so is taken back last.
        listed = sorted(rows.values_list("slaegt", "beloeb", "indbetaling_id", "aarsag"), key=lambda row: (not row[3], row[2]))
        for slaegt, beloeb, payment, _ in listed:
            if payment not in gone:
                found[slaegt, beloeb].append(payment)
    return found
