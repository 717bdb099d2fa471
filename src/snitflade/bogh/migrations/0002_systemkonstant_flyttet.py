"""The system constants have moved to the exchange."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0001_tabeller"),
        ("exchange", "0006_systemkonstant"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Systemkonstant")]),
    ]
