"""Claims with what is open of them, payments and their allocations, deferrals and instalment plans."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0005_bilag_paa_alle"),
        ("exchange", "0001_journal"),
        ("inka", "0002_debitorservice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Afdragskrav",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rest", models.BigIntegerField()),
                ("gaelder", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "krav i afdragsordning",
                "verbose_name_plural": "krav i afdragsordninger",
            },
        ),
        migrations.CreateModel(
            name="Afdragsordning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grund", models.CharField(max_length=200)),
                ("fra", models.DateField()),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                ("ophoert_af", models.CharField(blank=True, max_length=60)),
                ("ophoert_tid", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "afdragsordning",
                "verbose_name_plural": "afdragsordninger",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Afdragsrate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.PositiveSmallIntegerField()),
                ("forfaldsdato", models.DateField()),
                ("beloeb", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "afdragsrate",
                "verbose_name_plural": "afdragsrater",
                "ordering": ("ordning", "nummer"),
            },
        ),
        migrations.CreateModel(
            name="Fordeling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("betaling", "Betaling"),
                            ("udligning", "Udligning med kredit"),
                            ("nedskrivning", "Nedskrivning"),
                            ("annullering", "Annulleret"),
                            ("tilbageført", "Indbetalingen er tilbageført"),
                            ("udbetalt", "Betalt tilbage"),
                        ],
                        max_length=12,
                    ),
                ),
                ("beloeb", models.BigIntegerField()),
                ("dato", models.DateField()),
                ("grund", models.CharField(blank=True, max_length=200)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "fordeling",
                "verbose_name_plural": "fordelinger",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Henstand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("til", models.DateField()),
                ("grund", models.CharField(max_length=200)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                ("ophoert_af", models.CharField(blank=True, max_length=60)),
                ("ophoert_tid", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "henstand",
                "verbose_name_plural": "henstande",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Indbetaling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kilde", models.CharField(max_length=60)),
                ("noegle", models.CharField(max_length=160)),
                ("kommune", models.CharField(max_length=4)),
                ("dato", models.DateField()),
                ("bogfoeringsdato", models.DateField()),
                ("beloeb", models.BigIntegerField()),
                ("rest", models.BigIntegerField()),
                ("aarsag", models.CharField(blank=True, max_length=30)),
                ("konto", models.CharField(max_length=21)),
                ("koekonto", models.CharField(max_length=21)),
                ("soegt", models.CharField(max_length=14)),
                ("soegt_nummer", models.PositiveBigIntegerField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("betaler", models.CharField(blank=True, max_length=100)),
                ("tekst", models.CharField(blank=True, max_length=200)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "indbetaling",
                "verbose_name_plural": "indbetalinger",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="regning",
            name="art",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="regning",
            name="debitorgruppe",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="regning",
            name="konto",
            field=models.CharField(blank=True, max_length=21),
        ),
        migrations.AddField(
            model_name="regning",
            name="regningsnummer",
            field=models.PositiveBigIntegerField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="regning",
            name="rest",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="afdragskrav",
            name="regning",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="afdragskrav", to="inka.regning"),
        ),
        migrations.AddField(
            model_name="afdragsordning",
            name="debitor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="afdragsordninger", to="inka.debitor"
            ),
        ),
        migrations.AddField(
            model_name="afdragskrav",
            name="ordning",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="inka.afdragsordning"),
        ),
        migrations.AddField(
            model_name="afdragsrate",
            name="ordning",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rater", to="inka.afdragsordning"),
        ),
        migrations.AddField(
            model_name="fordeling",
            name="bilag",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="fordelinger", to="bogh.bilag"),
        ),
        migrations.AddField(
            model_name="fordeling",
            name="ophaever",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ophaevet_af", to="inka.fordeling"
            ),
        ),
        migrations.AddField(
            model_name="fordeling",
            name="regning",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="fordelinger", to="inka.regning"
            ),
        ),
        migrations.AddField(
            model_name="henstand",
            name="regning",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="henstande", to="inka.regning"),
        ),
        migrations.AddField(
            model_name="indbetaling",
            name="bilag",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="indbetalinger", to="bogh.bilag"),
        ),
        migrations.AddField(
            model_name="indbetaling",
            name="debitor",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="indbetalinger", to="inka.debitor"
            ),
        ),
        migrations.AddField(
            model_name="indbetaling",
            name="exchange",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indbetalinger",
                to="exchange.exchange",
            ),
        ),
        migrations.AddField(
            model_name="fordeling",
            name="indbetaling",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fordelinger",
                to="inka.indbetaling",
            ),
        ),
        migrations.AddConstraint(
            model_name="afdragskrav",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gaelder", True)), fields=("regning",), name="krav_i_en_ordning"
            ),
        ),
        migrations.AddConstraint(
            model_name="afdragsrate",
            constraint=models.UniqueConstraint(fields=("ordning", "nummer"), name="afdragsrate_nummer"),
        ),
        migrations.AddConstraint(
            model_name="afdragsrate",
            constraint=models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="afdragsrate_beloeb"),
        ),
        migrations.AddConstraint(
            model_name="henstand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ophoert_tid", None)), fields=("regning",), name="henstand_en_ad_gangen"
            ),
        ),
        migrations.AddIndex(
            model_name="indbetaling",
            index=models.Index(condition=models.Q(("rest", 0), _negated=True), fields=["kommune", "dato"], name="indbetaling_koe"),
        ),
        migrations.AddConstraint(
            model_name="indbetaling",
            constraint=models.UniqueConstraint(fields=("kilde", "noegle"), name="indbetaling_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="indbetaling",
            constraint=models.CheckConstraint(
                condition=models.Q(("beloeb__gt", 0), ("rest__gte", 0), ("rest__lte", models.F("beloeb"))), name="indbetaling_rest"
            ),
        ),
        migrations.AddConstraint(
            model_name="fordeling",
            constraint=models.CheckConstraint(
                condition=models.Q(("indbetaling__isnull", False), ("regning__isnull", False), _connector="OR"),
                name="fordeling_af_noget",
            ),
        ),
    ]
