"""From here on every claim says what is open of it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inka", "0004_regninger_som_krav"),
    ]

    operations = [
        migrations.AlterField(
            model_name="regning",
            name="rest",
            field=models.BigIntegerField(editable=False),
        ),
        migrations.AddIndex(
            model_name="regning",
            index=models.Index(condition=models.Q(("rest", 0), _negated=True), fields=["rest"], name="regning_aaben"),
        ),
        migrations.AddConstraint(
            model_name="regning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("beloeb__gte", 0), ("rest__gte", 0), ("rest__lte", models.F("beloeb"))),
                    models.Q(("beloeb__lt", 0), ("rest__gte", models.F("beloeb")), ("rest__lte", 0)),
                    _connector="OR",
                ),
                name="regning_rest",
            ),
        ),
    ]
