"""Tables made many at a time go as they came, and a database from before the migrations were joined takes them for made."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from snitflade.lon.models import Loenkoersel


def migrate(*target: tuple[str, str | None]) -> None:
    """Bring the database there."""
    MigrationExecutor(connection).migrate(list(target))


@pytest.mark.django_db(transaction=True)
def test_tables_made_together_are_taken_away_together() -> None:
    last = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "lon"]
    table = Loenkoersel._meta.db_table
    assert table in connection.introspection.table_names()
    try:
        migrate(("lon", None))
        assert not [name for name in connection.introspection.table_names() if name.startswith("lon_")]
    finally:
        migrate(*last)
    assert table in connection.introspection.table_names()
    assert Loenkoersel.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_database_from_before_they_were_joined_has_them_already() -> None:
    recorder = MigrationRecorder(connection)
    joined = {key: step for key, step in MigrationExecutor(connection).loader.disk_migrations.items() if step.replaces}
    assert {app for app, _ in joined} == {"bogh", "exchange", "folk", "inka", "soc", "tekn"}
    for key, step in joined.items():
        recorder.record_unapplied(*key)
        for one in step.replaces:
            recorder.record_applied(*one)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(joined) <= set(recorder.applied_migrations())
