"""The system constants have moved to the exchange: their rows go along."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0001_tabeller"),
        ("exchange", "0006_systemkonstant"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO exchange_systemkonstant (nummer, vaerdi, gyldig_fra, kilde) "
            "SELECT nummer, vaerdi, gyldig_fra, kilde FROM bogh_systemkonstant ORDER BY id",
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name="Systemkonstant"),
    ]
