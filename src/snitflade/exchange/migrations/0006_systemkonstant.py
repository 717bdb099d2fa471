"""The system constants move here from Bogh: the table gets its new name, and its rows stay."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0005_ankomst_sted"),
        ("bogh", "0001_tabeller"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE bogh_systemkonstant RENAME TO exchange_systemkonstant",
                    "ALTER TABLE exchange_systemkonstant RENAME TO bogh_systemkonstant",
                )
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Systemkonstant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=60)),
                        ("vaerdi", models.CharField(blank=True, max_length=200)),
                        ("gyldig_fra", models.DateField(blank=True, null=True)),
                        ("kilde", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "verbose_name": "systemkonstant",
                        "verbose_name_plural": "systemkonstanter",
                        "ordering": ("nummer", "gyldig_fra"),
                        "constraints": [
                            models.UniqueConstraint(fields=("nummer", "gyldig_fra"), name="systemkonstant_pr_dato"),
                            models.UniqueConstraint(
                                condition=models.Q(("gyldig_fra", None)), fields=("nummer",), name="systemkonstant_altid"
                            ),
                        ],
                    },
                )
            ],
        )
    ]
