"""Places as pages show them: by name, with the code that files have."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from snitflade.folk.models import Lokalitet
from snitflade.folk.vejnavne import veje


def steder(koder: Iterable[str]) -> dict[str, str]:
    """What each of these locality codes is called, e.g. ``Sisimiut (0800)``; one that nobody knows is shown as it is."""
    wanted = set(koder)
    names = dict(Lokalitet.objects.filter(kode__in=wanted - {""}).values_list("kode", "navn"))
    return {kode: f"{names[kode]} ({kode})" if kode in names else kode for kode in wanted}


def sted(kode: str) -> str:
    """What one locality code is called."""
    return steder([kode])[kode]


def vej(kommune: str, vejkode: str) -> str:
    """What a road of a municipality (four digits) is called in the address register, else its code and that it is one."""
    return veje([(kommune, vejkode)])[kommune, vejkode].navn or _("vej %(kode)s") % {"kode": vejkode}
