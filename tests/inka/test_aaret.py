"""A year simulated, every tenth step broken off: it ends with a ledger that balances to the øre, explained row by row.

`SNITFLADE_AAR=50` runs fifty years instead of four; each is named by its seed.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from django.db.models import Count, Max, Min, Sum
from tests.inka.aaret import MODREGNET, SKYLD, UDBETALINGSBANK, Aaret, udbetalt
from tests.inka.verden import BANK, saldo, stemmer

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling.models import Modregning, Returnering, Udbetaling, Udbetalingspost
from snitflade.inka.models import Art, Fordeling, Indbetaling, Regning
from snitflade.inka.models_bs import BSOpkraevningskrav, BSPost

pytestmark = pytest.mark.django_db
TILBAGE = ("0239", "0299")


@pytest.mark.parametrize("froe", range(1, int(os.environ.get("SNITFLADE_AAR", "4")) + 1))
def test_the_year_balances(froe: int) -> None:
    year = Aaret(froe)
    year.gaa()
    assert year.afbrudte.total() > 0, "nothing was broken off"
    stemmer()
    _bilag()
    _krav()
    _penge_ind(year)
    _penge_ud()


def _bilag() -> None:
    """Every voucher balances, and their numbers have no gaps."""
    assert not Postering.objects.order_by().values("bilag").annotate(ialt=Sum("beloeb")).exclude(ialt=0).exists()
    for row in Bilag.objects.order_by().values("kommune", "regnskabsaar").annotate(Count("pk"), Min("loebenr"), Max("loebenr")):
        assert (row["loebenr__min"], row["loebenr__max"]) == (1, row["pk__count"])


def _krav() -> None:
    """What is open of each claim is what it claims, less what paid or closed it; and no claim is paid twice."""
    closed: defaultdict[int, int] = defaultdict(int)
    paid: defaultdict[int, int] = defaultdict(int)
    for claim, art, beloeb in Fordeling.objects.exclude(regning=None).values_list("regning_id", "art", "beloeb"):
        closed[claim] += beloeb
        paid[claim] += beloeb if art == Art.BETALING else 0
    for claim in Regning.objects.all():
        assert claim.rest == claim.beloeb - closed[claim.pk]
        assert 0 <= paid[claim.pk] <= claim.beloeb
    assert not BSOpkraevningskrav.objects.filter(ude=True).exists(), "all that went out is answered, and what did not is free"
    # No collection has more than one payment of its own that stands.
    for payments in _pr_opkraevning().values():
        assert len(payments) <= 1


def _pr_opkraevning() -> dict[int, list[int]]:
    """The payments that Betalingsservice told of each collection and that were not charged back."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    back = set(BSPost.objects.filter(transaktionskode__in=TILBAGE, aarsag="").values_list("indbetaling_id", flat=True))
    paid = BSPost.objects.filter(transaktionskode="0236", aarsag="")
    for collection, payment in paid.values_list("opkraevning_id", "indbetaling_id"):
        if payment not in back:
            found[collection].append(payment)
    return found


def _penge_ind(year: Aaret) -> None:
    """The account is what the partners' files say, each post once; what was charged back is gone again."""
    back = BSPost.objects.filter(transaktionskode__in=TILBAGE)
    done, refused = back.filter(aarsag=""), back.exclude(aarsag="")
    assert not done.filter(venter=True).exists()
    rows = back.values_list("opkraevning__nummer", "beloeb", "aarsag")
    told = {f"R{nummer:08}": (beloeb, aarsag) for nummer, beloeb, aarsag in rows}
    assert set(told) == year.bs_tilbage
    assert all(year.bs_betalt[reference] == beloeb for reference, (beloeb, _) in told.items())
    for post in refused:  # only what was paid back to the payer cannot be charged back; a person sees to it
        payment = BSPost.objects.get(transaktionskode="0236", slaegt=post.slaegt).indbetaling
        assert payment is not None and payment.fordelinger.filter(art=Art.UDBETALT).exists()
    came = sum(year.fi_betalt.values()) + sum(year.bs_betalt.values())
    gone = sum(beloeb for beloeb, aarsag in told.values() if not aarsag)
    assert saldo(BANK) == came - gone
    assert Indbetaling.objects.count() == len(year.fi_betalt) + len(year.bs_betalt)
    assert sum(Indbetaling.objects.values_list("beloeb", flat=True)) == came


def _penge_ud() -> None:
    """The bank's account is what the files that went out say, less what came back; what is owed is the open items."""
    returned = sum(Returnering.objects.values_list("udbetaling__beloeb", flat=True))
    assert saldo(UDBETALINGSBANK) == returned - udbetalt()
    assert saldo(SKYLD) == -sum(Udbetalingspost.objects.values_list("rest", flat=True))
    assert saldo(MODREGNET) == -sum(Modregning.objects.values_list("beloeb", flat=True))
    granted = sum(Fordeling.objects.filter(art=Art.UDBETALT).values_list("beloeb", flat=True))
    assert granted == sum(Udbetalingspost.objects.values_list("beloeb", flat=True))
    assert not Udbetaling.objects.filter(gaelder=True).order_by().values("post").annotate(n=Count("pk")).filter(n__gt=1).exists()
