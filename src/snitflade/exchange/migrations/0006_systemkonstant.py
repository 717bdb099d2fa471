"""The system constants move here from Bogh, whose next migration brings the rows (`bogh.0002`)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_ankomst_sted")]

    operations = [
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
                    models.UniqueConstraint(fields=("nummer", "gyldig_fra"), name="konstant_pr_dato"),
                    models.UniqueConstraint(condition=models.Q(("gyldig_fra", None)), fields=("nummer",), name="konstant_altid"),
                ],
            },
        )
    ]
