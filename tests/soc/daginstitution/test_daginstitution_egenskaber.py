"""Whatever the month: what is debited is credited, and each payer is billed what their children cost, to the øre."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.soc.daginstitution import verden as v

from snitflade.exchange import catalogue, outbound
from snitflade.exchange.states import State
from snitflade.inka.models import Regning

KONTI = {v.VUGGESTUE: v.VUGGEKONTO, v.BOERNEHAVE: v.HAVEKONTO}
MAANED = st.lists(
    st.tuples(
        st.sampled_from((v.ANNE, v.BO, v.CILLE)),
        st.sampled_from((v.FORAELDER, v.ANDEN)),
        st.sampled_from(tuple(KONTI)),
        st.integers(0, 10**9).flatmap(lambda takst: st.tuples(st.just(takst), st.sampled_from((0, takst)) | st.integers(0, takst))),
    ),
    min_size=1,
    unique_by=lambda line: (line[0], line[2]),
)
"""(child, payer, institution, (price, of which free)): a child once in each institution."""
SMALL = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def kroner(oere: int) -> str:
    return f"{oere // 100},{oere % 100:02}"


@pytest.mark.django_db
class Penge(TestCase):
    @SMALL
    @given(MAANED, st.booleans())
    def test_what_children_cost_is_billed_once(self, month: list[tuple[str, str, str, tuple[int, int]]], taken_back: bool) -> None:
        v.opret()
        basis, problems = v.laes(
            *(
                f"0956;2026-11;{barn};{who};{sted};{KONTI[sted]};{kroner(takst)};{kroner(fri)};x"
                for barn, who, sted, (takst, fri) in month
            )
        )
        assert not problems and basis.state == State.ANVENDT
        gross, free = sum(takst for *_, (takst, _) in month), sum(fri for *_, (_, fri) in month)
        interface = catalogue.find("522")
        made, built = outbound.build(interface, v.ordre(), "anna")
        if not gross:
            assert made is None and "intet at opkræve" in built.notes[0]
            return
        assert made is not None
        if taken_back:
            outbound.cancel(made, interface, "anna", "Prøve")
            assert sum(amount for _, amount in v.postet()) == 0
            assert not Regning.objects.exclude(rest=0).exists()
            made, built = outbound.build(interface, v.ordre(), "anna")
            assert made is not None
        booked = list(made.posteringer.values_list("konto", "beloeb"))
        assert sum(amount for _, amount in booked) == 0
        assert sum(amount for _, amount in booked if amount < 0) == -gross
        assert sum(amount for konto, amount in booked if konto == v.FRIKONTO) == free
        owed = dict(Regning.objects.filter(exchange=made).values_list("debitor__kundenummer", "beloeb"))
        for payer in (v.FORAELDER, v.ANDEN):
            assert owed.get(payer, 0) == sum(takst - fri for _, who, _, (takst, fri) in month if who == payer)
        assert sum(owed.values()) == built.totals.get("rater", 0) == gross - free
        assert v.i_orden()
