"""The role reads the view and nothing else; on SQLite there is a sentence instead."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Person
from snitflade.folk.sbsys import rolle, view

NAVN = "sbsys_proeve"


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_sqlite_has_no_roles() -> None:
    with pytest.raises(rolle.RolleError, match="SQLite har ingen roller"):
        rolle.opret(NAVN, "anna")


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
@pytest.mark.parametrize("navn", ["Sbsys", "a b", 'x"; DROP ROLE y', "1a", ""])
def test_odd_names_are_refused(navn: str) -> None:
    with pytest.raises(rolle.RolleError, match="kan ikke være navnet"):
        rolle.opret(navn, "anna")


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_the_role_reads_the_view_and_nothing_else() -> None:
    Person.objects.create(personnummer="6101600001", status="05")
    made = rolle.opret(NAVN, "anna")
    assert len(made.kode) >= 32
    assert AuditEvent.objects.filter(event=rolle.OPRETTET, by="anna").exists()
    again = rolle.opret(NAVN, "anna")
    assert again.kode == ""
    view.nedtag(plan=["a migration"])
    view.opsaet()  # made anew, the view can still be read
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {NAVN}")
        cursor.execute("SELECT pnr FROM sbsys.DTTOTAL")
        assert cursor.fetchall() == [("6101600001",)]
        for table in ("folk_person", "exchange_systemkonstant", "inka_debitor"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic(), cursor.cursor.connection.transaction():
                cursor.cursor.execute(f"SELECT 1 FROM {table}")  # noqa: S608
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolconfig FROM pg_roles WHERE rolname = %s", [NAVN])
        *powers, settings = cursor.fetchone()
    assert powers == [False, False, False]
    assert "default_transaction_read_only=on" in settings


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_a_role_that_can_do_everything_is_not_taken() -> None:
    with pytest.raises(rolle.RolleError, match="kan allerede alt"):
        rolle.opret("postgres", "anna")
