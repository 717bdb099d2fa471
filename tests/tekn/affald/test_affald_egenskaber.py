"""What holds for every set of weighings in every order of files and runs: all that was weighed is billed, once, to the øre."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.tekn.affald import verden as v

from snitflade.bogh.models import Postering
from snitflade.exchange import catalogue, outbound
from snitflade.inka.models import Regning
from snitflade.tekn.affald.models import Vejning, Vejningskrav
from snitflade.tekn.affald.opkraev import aabne

VEJNING = st.tuples(st.integers(1, 30), st.integers(1, 3), st.integers(-500, 500_000), st.booleans())
FILER = st.lists(
    st.tuples(st.lists(VEJNING, min_size=1, max_size=6, unique_by=lambda row: row[0]), st.sampled_from("nakt")), max_size=4
)
"""Files of (number, customer, øre, waste type), each followed by nothing, a run over all, one broken off, or one taken back."""
SMALL = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def linje(number: int, kunde: int, oere: int, deponi: bool) -> str:
    slags = "Deponi, blandet" if deponi else "Brandbart erhvervsaffald"
    sign, (kroner, part) = "-" if oere < 0 else "", divmod(abs(oere), 100)
    cells = (
        number,
        "",
        "Sted - Narsaq",
        "12/03/2025 09:12",
        f"580000000{kunde}",
        "",
        slags,
        "1 kg",
        f"{sign}{kroner}.{part:02}",
        "",
    )
    return ",".join(f'"{cell}"' for cell in cells)


class Penge(TestCase):
    @SMALL
    @given(FILER)
    def test_what_is_weighed_is_billed_once(self, files: Sequence[tuple[list[tuple[int, int, int, bool]], str]]) -> None:
        v.opret()
        wanted: dict[int, int] = {}
        for rows, then in files:
            v.laes(*(linje(*row) for row in rows))
            for number, _, oere, _ in rows:
                if oere > 0:
                    wanted.setdefault(number, oere)
            if then == "k":
                _afbrudt()
            elif then != "n":
                made, _ = v.opkraev()
                if made is not None and then == "t":
                    outbound.cancel(made, catalogue.find("36"), "bo", "prøve")
        v.opkraev()
        total = sum(wanted.values())
        assert (Vejning.objects.aggregate(sum=Sum("beloeb"))["sum"] or 0) == total
        assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
        income = Postering.objects.filter(konto__in=(v.BRANDBART, v.DEPONI)).aggregate(sum=Sum("beloeb"))["sum"]
        assert -(income or 0) == total
        own = (
            Regning.objects.exclude(betales_fra_konto="").filter(exchange__state="bygget").aggregate(sum=Sum("beloeb"))["sum"] or 0
        )
        assert (Regning.objects.aggregate(sum=Sum("rest"))["sum"] or 0) + own == total
        assert Vejningskrav.objects.filter(exchange__state="bygget").count() == len(wanted)
        assert v.i_orden()


def _afbrudt() -> None:
    """A run whose bytes cannot be stored; with nothing to bill it has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("snitflade.exchange.outbound.blobs.put", _broken)
        if aabne(Vejning.objects.all()).exists():
            with pytest.raises(OSError, match="disken"):
                v.opkraev()


def _broken(*_: object, **__: object) -> None:
    raise OSError("disken er fuld")
