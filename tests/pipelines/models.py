"""What the test interfaces take from and put into: claims that go out, lines that came in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import connection, models


class Krav(models.Model):
    """A claim to be sent. The exchange is a number and no foreign key, so that these tables are nobody else's business."""

    nummer = models.CharField(max_length=10)
    beloeb = models.BigIntegerField()
    udveksling = models.BigIntegerField(null=True)
    objects: ClassVar[models.Manager[Krav]] = models.Manager()

    class Meta:
        app_label = "proeve"

    def __str__(self) -> str:
        return self.nummer


class Linje(models.Model):
    """A line that was applied, once per exchange and line."""

    udveksling = models.BigIntegerField()
    linje = models.PositiveIntegerField()
    nummer = models.CharField(max_length=10)
    beloeb = models.BigIntegerField()
    objects: ClassVar[models.Manager[Linje]] = models.Manager()

    class Meta:
        app_label = "proeve"
        constraints = (models.UniqueConstraint(fields=("udveksling", "linje"), name="proeve_linje_once"),)

    def __str__(self) -> str:
        return f"{self.udveksling}/{self.linje}"


def make_tables() -> None:
    """Make the tables in a database of the product, in the caller's transaction."""
    models_: tuple[Any, ...] = (Krav, Linje)
    key = "bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
    for model in models_:
        _, *fields = model._meta.fields
        columns = [f"{field.column} {field.db_type(connection)} {'NULL' if field.null else 'NOT NULL'}" for field in fields]
        unique = [f"UNIQUE ({', '.join(constraint.fields)})" for constraint in model._meta.constraints]
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {model._meta.db_table} ({', '.join([f'id {key}', *columns, *unique])})")
