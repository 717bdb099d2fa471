"""The alarm of Børnetilskud: a month whose first bank day has come, or is near, without a run.

Source: social-teknik.md 5.2: paid on the first bank day. Only municipalities that have paid before are watched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max

from snitflade.exchange.bankdage import BANKEN, bankdage_foer
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.soc.boernetilskud.koersel import foerste_dag
from snitflade.soc.boernetilskud.models_tildeling import Tildeling
from snitflade.soc.boernetilskud.modul import BANK
from snitflade.soc.maaned import Maaned

VARSEL = 3
"""Bank days before the payment from which the run is asked for: two people and the bank need them."""


@watch
def uden_koersel(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each municipality and month that ought to have its run by now."""
    today = now.astimezone(ZONE).date()
    runs = Tildeling.objects.filter(gaelder=True, linjetype="O").order_by("kommune").values_list("kommune")
    for kommune, last in runs.annotate(last=Max("maaned")):
        month = Maaned.laes(last).plus(1)
        pay = foerste_dag(month)
        since = bankdage_foer(pay, VARSEL, BANKEN)
        if today < since:
            continue
        late = today >= pay
        yield Cause(
            kind=Kind.FORSINKET if late else Kind.I_DAG,
            weight=Severity.KRITISK if late else Severity.ADVARSEL,
            interface=BANK,
            about=f"{kommune} {month}",
            since=dt.datetime.combine(since, dt.time(), tzinfo=ZONE).astimezone(dt.UTC),
            sentence=(
                f"Børnetilskud for {month.tekst} (kommune {kommune}) er ikke kørt. Det betales den {pay:%d-%m-%Y}. "
                "Opdater grundlaget, byg kørslen, og lad en anden godkende den."
            ),
        )
