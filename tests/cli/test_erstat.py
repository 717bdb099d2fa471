"""Row 40 built anew in the place of a run that has not been sent."""

from __future__ import annotations

from pathlib import Path

from tests.cli.installation import FILES, Cli

from snitflade.bogh.models import Postering
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State


def test_the_quarter_is_billed_once_with_the_new_parameters(cli: Cli, tmp_path: Path) -> None:
    assert cli.bill("--out", tmp_path / "ud").code == 0
    first = Exchange.objects.get()
    answer = cli.bill("--erstat", "1", "--out", tmp_path / "ud", forfaldsdato="2017-03-01", by="carl")
    assert answer.code == 0, answer.err
    assert "Udveksling 1 er erstattet af den" in answer.out
    first.refresh_from_db()
    new = first.superseded_by
    assert new is not None
    assert (first.state, new.state, new.totals) == (State.ERSTATTET, State.BYGGET, first.totals)
    assert sum(Postering.objects.filter(exchange=new).values_list("beloeb", flat=True)) == 0
    assert {path.name for path in (tmp_path / "ud").iterdir()} == {*FILES, "udveksling-1"}, "the old files are out of the way"
    assert "Der er intet at opkræve" in cli.bill(by="carl").out, "what was replaced is not billed again, and what took its place is"
    assert cli("approve", "2", by="bent").code == 0
    assert cli("approve", "1", by="bent").code == 1
    assert cli("verify").code == 0


def test_nothing_changes_when_the_new_run_is_refused(cli: Cli) -> None:
    assert cli.bill().code == 0
    answer = cli.bill("--erstat", "1", regnskabsaar="2030")
    assert answer.code == 1, answer.out
    assert Exchange.objects.get().state == State.BYGGET
