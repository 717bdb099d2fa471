"""What is at the authority is collected nowhere else: the one condition every other collection asks (skat-inddrivelse.md 8.8).

Whoever selects claims to be collected (Betalingsservice, reminders, set-off of our own) keeps to `fri`.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from snitflade.inka.inddrivelse.models import UDE, Fordring


def fri(krav: str = "pk") -> Q:
    """That a claim is not at the authority. `krav`: the path to the claim's id.

    ``Regning.objects.filter(fri())`` are the claims the municipality may collect itself.
    """
    return ~Q(Exists(Fordring.objects.filter(regning=OuterRef(krav), tilstand__in=UDE)))
