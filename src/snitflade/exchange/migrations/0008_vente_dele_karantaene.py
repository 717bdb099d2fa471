from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0007_gemt_svar"),
    ]

    operations = [
        migrations.CreateModel(
            name="FetchValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("interface", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=100)),
                ("value", models.TextField()),
                ("at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "hentet til",
                "verbose_name_plural": "hentet til",
            },
        ),
        migrations.AddField(
            model_name="exchange",
            name="order",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="exchange",
            name="parts",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="exchange",
            name="parts_done",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="exchange",
            name="released_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="exchange",
            name="released_why",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="exchange",
            name="tried_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="receipt",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="order",
            name="occasion",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="quarantinedline",
            name="key",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="quarantinedline",
            name="lines",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="quarantinedline",
            name="shown_only",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="state",
            field=models.CharField(
                choices=[
                    ("bygget", "Bygget"),
                    ("godkendt", "Godkendt"),
                    ("afsendes", "Afsendes"),
                    ("venter", "Venter på aflevering med hånden"),
                    ("uklar", "Uklar"),
                    ("afsendt", "Afsendt"),
                    ("taget", "Taget af modtager"),
                    ("kvitteret", "Kvitteret"),
                    ("annulleret", "Annulleret"),
                    ("erstattet", "Erstattet"),
                    ("modtaget", "Modtaget"),
                    ("holdt", "Holdt tilbage"),
                    ("anvendt", "Anvendt"),
                    ("karantaene", "Delvis anvendt, linjer i karantæne"),
                    ("afvist", "Afvist"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(("state__in", ("modtaget", "holdt"))),
                fields=["interface", "order", "id"],
                name="exchange_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occasion", ""), _negated=True), fields=("interface", "occasion"), name="order_once_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="fetchvalue",
            constraint=models.UniqueConstraint(fields=("interface", "key"), name="fetch_value_once"),
        ),
    ]
