"""Deliveries, debtor groups, agreements and collections of Betalingsservice."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_vente_dele_karantaene"),
        ("inka", "0006_regning_orden"),
    ]

    operations = [
        migrations.CreateModel(
            name="BSAftale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pbs_nummer", models.CharField(max_length=8)),
                ("debitorgruppe", models.CharField(max_length=5)),
                ("kunde", models.CharField(max_length=15)),
                ("aftalenummer", models.CharField(max_length=9)),
                ("start", models.DateField(blank=True, null=True)),
                ("slut", models.DateField(blank=True, null=True)),
                ("fra_leverance", models.CharField(max_length=20)),
                (
                    "debitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bs_aftaler",
                        to="inka.debitor",
                    ),
                ),
            ],
            options={
                "verbose_name": "aftale med Betalingsservice",
                "verbose_name_plural": "aftaler med Betalingsservice",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="BSAftalepost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("linje", models.PositiveIntegerField()),
                ("transaktionskode", models.CharField(max_length=4)),
                ("dato", models.DateField()),
                ("ophoersdato", models.DateField(blank=True, null=True)),
                ("virkning", models.CharField(max_length=60)),
                (
                    "aftale",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="poster", to="inka.bsaftale"),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bs_aftaleposter", to="exchange.exchange"
                    ),
                ),
            ],
            options={
                "verbose_name": "aftalepost",
                "verbose_name_plural": "aftaleposter",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="BSOpkraevning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.PositiveIntegerField(unique=True)),
                ("kommune", models.CharField(max_length=4)),
                ("pbs_nummer", models.CharField(max_length=8)),
                ("debitorgruppe", models.CharField(max_length=5)),
                ("kunde", models.CharField(max_length=15)),
                ("aftalenummer", models.CharField(max_length=9)),
                ("forfaldsdato", models.DateField()),
                ("beloeb", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sendt", "Sendt"),
                            ("betalt", "Betalt"),
                            ("afvist", "Afvist af betaler"),
                            ("afmeldt", "Afmeldt"),
                            ("tilbageført", "Tilbageført"),
                            ("annulleret", "Annulleret, før den blev sendt"),
                            ("prøve", "Prøve"),
                        ],
                        default="sendt",
                        max_length=12,
                    ),
                ),
                (
                    "debitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="inka.debitor"
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="exchange.exchange"
                    ),
                ),
                (
                    "svar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bs_svar",
                        to="exchange.exchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "opkrævning gennem Betalingsservice",
                "verbose_name_plural": "opkrævninger gennem Betalingsservice",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="BSOpkraevningskrav",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beloeb", models.BigIntegerField()),
                ("ude", models.BooleanField(default=True)),
                (
                    "opkraevning",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="inka.bsopkraevning"),
                ),
                (
                    "regning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="inka.regning"
                    ),
                ),
            ],
            options={
                "verbose_name": "krav i opkrævning",
                "verbose_name_plural": "krav i opkrævninger",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="BSPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noegle", models.CharField(max_length=32, unique=True)),
                ("linje", models.PositiveIntegerField()),
                ("transaktionskode", models.CharField(max_length=4)),
                ("slaegt", models.CharField(max_length=32)),
                ("bogfoeringsdato", models.DateField(blank=True, null=True)),
                ("beloeb", models.BigIntegerField()),
                ("aarsag", models.CharField(blank=True, max_length=30)),
                ("venter", models.BooleanField(default=False)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bs_poster", to="exchange.exchange"
                    ),
                ),
                (
                    "indbetaling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bs_poster",
                        to="inka.indbetaling",
                    ),
                ),
                (
                    "opkraevning",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="poster",
                        to="inka.bsopkraevning",
                    ),
                ),
            ],
            options={
                "verbose_name": "post fra Betalingsservice",
                "verbose_name_plural": "poster fra Betalingsservice",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Debitorgruppe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kommune", models.CharField(max_length=4)),
                ("nummer", models.CharField(max_length=5)),
                ("navn", models.CharField(max_length=35)),
                ("hovedtekst", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "verbose_name": "debitorgruppe",
                "verbose_name_plural": "debitorgrupper",
                "ordering": ("kommune", "nummer"),
                "constraints": [models.UniqueConstraint(fields=("kommune", "nummer"), name="debitorgruppe_en_gang")],
            },
        ),
        migrations.CreateModel(
            name="Gruppeart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kommune", models.CharField(max_length=4)),
                ("art", models.CharField(max_length=40)),
                (
                    "gruppe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="arter", to="inka.debitorgruppe"),
                ),
            ],
            options={
                "verbose_name": "art i debitorgruppe",
                "verbose_name_plural": "arter i debitorgrupper",
                "ordering": ("kommune", "art"),
            },
        ),
        migrations.CreateModel(
            name="Leverance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("art", models.CharField(max_length=10)),
                ("noegle", models.CharField(max_length=80)),
                ("nummer", models.BigIntegerField(blank=True, null=True)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leverancer", to="exchange.exchange"
                    ),
                ),
            ],
            options={
                "verbose_name": "leverance",
                "verbose_name_plural": "leverancer",
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="bsaftale",
            index=models.Index(fields=["debitor", "debitorgruppe"], name="bs_aftale_debitor"),
        ),
        migrations.AddConstraint(
            model_name="bsaftale",
            constraint=models.UniqueConstraint(
                fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer"), name="bs_aftale_en_gang"
            ),
        ),
        migrations.AddConstraint(
            model_name="bsaftalepost",
            constraint=models.UniqueConstraint(fields=("exchange", "linje"), name="bs_aftalepost_en_gang"),
        ),
        migrations.AddIndex(
            model_name="bsopkraevning",
            index=models.Index(fields=["kommune", "forfaldsdato"], name="bs_opkraevning_forfald"),
        ),
        migrations.AddIndex(
            model_name="bsopkraevning",
            index=models.Index(fields=["kunde"], name="bs_opkraevning_kunde"),
        ),
        migrations.AddConstraint(
            model_name="bsopkraevning",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("annulleret", "prøve")), _negated=True),
                fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer", "forfaldsdato"),
                name="bs_opkraevning_en_gang",
            ),
        ),
        migrations.AddConstraint(
            model_name="bsopkraevning",
            constraint=models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="bs_opkraevning_beloeb"),
        ),
        migrations.AddConstraint(
            model_name="bsopkraevningskrav",
            constraint=models.UniqueConstraint(condition=models.Q(("ude", True)), fields=("regning",), name="bs_krav_ude_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="bsopkraevningskrav",
            constraint=models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="bs_krav_beloeb"),
        ),
        migrations.AddIndex(
            model_name="bspost",
            index=models.Index(fields=["slaegt"], name="bs_post_slaegt"),
        ),
        migrations.AddIndex(
            model_name="bspost",
            index=models.Index(condition=models.Q(("venter", True)), fields=["exchange"], name="bs_post_venter"),
        ),
        migrations.AddConstraint(
            model_name="gruppeart",
            constraint=models.UniqueConstraint(fields=("kommune", "art"), name="gruppeart_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="leverance",
            constraint=models.UniqueConstraint(fields=("art", "noegle"), name="leverance_en_gang"),
        ),
    ]
