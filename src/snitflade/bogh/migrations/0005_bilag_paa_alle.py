"""From here on every ledger row has a voucher."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0004_bilag_til_koersler"),
    ]

    operations = [
        migrations.AlterField(
            model_name="postering",
            name="bilag",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="posteringer", to="bogh.bilag"
            ),
        ),
        migrations.AddConstraint(
            model_name="postering",
            constraint=models.UniqueConstraint(fields=("bilag", "loebenr"), name="postering_pr_bilag"),
        ),
    ]
