"""What the test interfaces take from and put into: claims that go out, lines that came in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import connection, models

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK


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


class Post(models.Model):
    """A row of a register, from the file with the highest number that named it."""

    noegle = models.CharField(max_length=20)
    vaerdi = models.CharField(max_length=20)
    nr = models.BigIntegerField()
    objects: ClassVar[models.Manager[Post]] = models.Manager()

    class Meta:
        app_label = "proeve"
        constraints = (models.UniqueConstraint(fields=("noegle",), name="proeve_post_once"),)

    def __str__(self) -> str:
        return self.noegle


class Fil(models.Model):
    """A file of that register that is applied to its end."""

    nr = models.BigIntegerField()
    udveksling = models.BigIntegerField()
    objects: ClassVar[models.Manager[Fil]] = models.Manager()

    class Meta:
        app_label = "proeve"
        constraints = (models.UniqueConstraint(fields=("nr", "udveksling"), name="proeve_fil_once"),)

    def __str__(self) -> str:
        return f"{self.nr}"


def counting() -> list[int]:
    """The exchanges whose claims have gone out or are to: what was taken back does not count."""
    return list(Exchange.objects.exclude(state__in=TAKEN_BACK).values_list("pk", flat=True))


def claims() -> list[tuple[int, int | None]]:
    """Amount and exchange of each claim, the latter None where it does not count."""
    there = set(counting())
    rows = Krav.objects.order_by("pk").values_list("beloeb", "udveksling")
    return [(amount, exchange if exchange in there else None) for amount, exchange in rows]


def make_tables() -> None:
    """Make the tables in a database of the product, in the caller's transaction."""
    models_: tuple[Any, ...] = (Krav, Linje, Post, Fil)
    key = "bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
    for model in models_:
        _, *fields = model._meta.fields
        columns = [f"{field.column} {field.db_type(connection)} {'NULL' if field.null else 'NOT NULL'}" for field in fields]
        unique = [f"UNIQUE ({', '.join(constraint.fields)})" for constraint in model._meta.constraints]
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {model._meta.db_table} ({', '.join([f'id {key}', *columns, *unique])})")
