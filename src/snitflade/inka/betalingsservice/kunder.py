"""Payers: which debtor a customer number means. It comes back with zeros in front, so they do not count (payments.md 5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from snitflade.inka.models_bs import BSAftale
from snitflade.inka.opslag import spoerg

BREDDE = 10
"""Characters of a kundenummer."""


def noegle(kundenummer: str) -> str:
    """A customer number as it is compared.

    >>> noegle("000003112999999 "), noegle("0123")
    ('3112999999', '123')
    """
    return kundenummer.strip().lstrip("0")


def debitorer(noegler: Collection[str]) -> dict[str, list[int]]:
    """The debtors that each number may mean, by id; a number of none is not there."""
    wanted = [key.zfill(width) for key in noegler if key for width in range(len(key), BREDDE + 1)]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, kundenummer in spoerg(
        "SELECT d.id, d.kundenummer FROM {noegler} JOIN inka_debitor d ON d.kundenummer = k.v ORDER BY d.id", "text", wanted, []
    ):
        found[noegle(kundenummer)].append(number)
    return dict(found)


def bind_ventende() -> int:
    """Give agreements of payers that were not known the debtor that has their number by now; gives how many."""
    waiting = list(BSAftale.objects.filter(debitor=None).values_list("pk", "kunde"))
    known = debitorer({kunde for _, kunde in waiting})
    bound = 0
    for number, kunde in waiting:
        if len(found := known.get(kunde, [])) == 1:
            bound += BSAftale.objects.filter(pk=number, debitor=None).update(debitor_id=found[0])
    return bound
