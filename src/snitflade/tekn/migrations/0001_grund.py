"""Renovation, waste weighing, RenoWeb."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("tekn", "0001_tabeller"), ("tekn", "0002_affald"), ("tekn", "0003_renoweb")]

    initial = True

    dependencies = [
        ("exchange", "0001_grund"),
        ("folk", "0001_grund"),
        ("inka", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Affaldstakst",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("affaldstype", models.CharField(max_length=100)),
                        ("typenoegle", models.CharField(max_length=100)),
                        ("by", models.CharField(blank=True, max_length=20)),
                        ("gyldig_fra", models.DateField()),
                        ("konto", models.CharField(max_length=10)),
                        ("enhed", models.CharField(blank=True, max_length=10)),
                        ("pris", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("mindstepris", models.PositiveBigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "affaldstakst",
                        "verbose_name_plural": "affaldstakster",
                        "ordering": ("typenoegle", "by", "gyldig_fra"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kommune", "typenoegle", "by", "gyldig_fra"), name="affaldstakst_pr_dato"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Renowebkonto",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("ydelseskode", models.CharField(max_length=10)),
                        ("lokalitet", models.CharField(blank=True, max_length=4)),
                        ("gyldig_fra", models.DateField()),
                        ("konto", models.CharField(max_length=10)),
                    ],
                    options={
                        "verbose_name": "konto for ydelse fra RenoWeb",
                        "verbose_name_plural": "konti for ydelser fra RenoWeb",
                        "ordering": ("ydelseskode", "lokalitet", "gyldig_fra"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kommune", "ydelseskode", "lokalitet", "gyldig_fra"), name="renowebkonto_pr_dato"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Renoweblinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linje", models.PositiveIntegerField()),
                        ("kommune", models.CharField(max_length=4)),
                        ("kvartal", models.CharField(max_length=6)),
                        ("linjeid", models.CharField(max_length=12)),
                        ("lokalitet", models.CharField(max_length=4)),
                        ("bnr", models.CharField(max_length=5)),
                        ("lejlighed", models.CharField(blank=True, max_length=5)),
                        ("ydelseskode", models.CharField(max_length=10)),
                        ("tekst", models.CharField(max_length=60)),
                        ("antal", models.PositiveBigIntegerField()),
                        ("enhedspris", models.PositiveBigIntegerField()),
                        ("fra", models.DateField()),
                        ("til", models.DateField()),
                        ("beloeb", models.BigIntegerField()),
                        ("betales_fra_konto", models.CharField(blank=True, max_length=10)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="renoweblinjer", to="inka.debitor"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="renoweblinjer", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linje fra RenoWeb",
                        "verbose_name_plural": "linjer fra RenoWeb",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["kvartal", "kommune"], name="renoweblinje_kvartal")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kommune", "linjeid"), name="renoweblinje_en_gang"),
                            models.UniqueConstraint(fields=("exchange", "linje"), name="renoweblinje_pr_linje"),
                            models.CheckConstraint(
                                condition=models.Q(("til__gte", models.F("fra"))), name="renoweblinje_til_efter_fra"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Renowebkrav",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="renowebkrav", to="exchange.exchange"
                            ),
                        ),
                        (
                            "regning",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renowebkrav",
                                to="inka.regning",
                            ),
                        ),
                        (
                            "linje",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="tekn.renoweblinje"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "krav for linje fra RenoWeb",
                        "verbose_name_plural": "krav for linjer fra RenoWeb",
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("linje", "exchange"), name="renowebkrav_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Vejeparti",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("art", models.CharField(blank=True, max_length=20)),
                        ("linjer", models.PositiveIntegerField()),
                        ("oversprunget", models.PositiveIntegerField()),
                        ("oversprunget_beloeb", models.BigIntegerField()),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vejeparti", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "parti vejninger",
                        "verbose_name_plural": "partier vejninger",
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="Vejning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("linje", models.PositiveIntegerField()),
                        ("registreringsnr", models.CharField(max_length=8)),
                        ("dato", models.DateField()),
                        ("klokken", models.TimeField()),
                        ("sted", models.CharField(blank=True, max_length=50)),
                        ("by", models.CharField(blank=True, max_length=20)),
                        ("nummerplade", models.CharField(blank=True, max_length=13)),
                        ("affaldstype", models.CharField(blank=True, max_length=100)),
                        ("typenoegle", models.CharField(blank=True, max_length=100)),
                        ("maengde", models.CharField(blank=True, max_length=20)),
                        ("beloeb", models.BigIntegerField()),
                        ("konto", models.CharField(blank=True, max_length=21)),
                        ("notat", models.CharField(blank=True, max_length=100)),
                        ("udeladt", models.CharField(blank=True, max_length=200)),
                        ("udeladt_af", models.CharField(blank=True, max_length=60)),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vejninger", to="inka.debitor"
                            ),
                        ),
                        (
                            "parti",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vejninger", to="tekn.vejeparti"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vejning",
                        "verbose_name_plural": "vejninger",
                        "ordering": ("parti", "linje"),
                        "indexes": [models.Index(fields=["dato", "id"], name="vejning_dato")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kommune", "registreringsnr"), name="vejning_en_gang"),
                            models.UniqueConstraint(fields=("parti", "linje"), name="vejning_pr_linje"),
                            models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="vejning_beloeb"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vejningskrav",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vejningskrav", to="exchange.exchange"
                            ),
                        ),
                        (
                            "regning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vejningskrav", to="inka.regning"
                            ),
                        ),
                        (
                            "vejning",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="tekn.vejning"),
                        ),
                    ],
                    options={
                        "verbose_name": "krav for vejning",
                        "verbose_name_plural": "krav for vejninger",
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("vejning", "exchange"), name="vejningskrav_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Ydelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("navn", models.CharField(max_length=60)),
                        ("indtaegtskonto", models.CharField(max_length=10)),
                        ("navn_kl", models.CharField(blank=True, max_length=60)),
                        ("navn_en", models.CharField(blank=True, max_length=60)),
                        (
                            "lokalitet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ydelser", to="folk.lokalitet"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ydelse",
                        "verbose_name_plural": "ydelser",
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("navn", "lokalitet"), name="ydelse_pr_lokalitet")],
                    },
                ),
                migrations.CreateModel(
                    name="Takst",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("pris", models.PositiveBigIntegerField()),
                        ("gyldig_fra", models.DateField(blank=True, null=True)),
                        (
                            "ydelse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="takster", to="tekn.ydelse"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "takst",
                        "verbose_name_plural": "takster",
                        "ordering": ("ydelse", "gyldig_fra"),
                        "constraints": [
                            models.UniqueConstraint(fields=("ydelse", "gyldig_fra"), name="takst_pr_dato"),
                            models.UniqueConstraint(
                                condition=models.Q(("gyldig_fra", None)), fields=("ydelse",), name="takst_altid"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Aftale",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("bnr", models.CharField(max_length=40)),
                        ("bnr_noegle", models.CharField(max_length=120)),
                        ("antal", models.PositiveIntegerField()),
                        ("fra", models.DateField(blank=True, null=True)),
                        ("til", models.DateField(blank=True, null=True)),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="aftaler", to="inka.debitor"
                            ),
                        ),
                        (
                            "lokalitet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="aftaler", to="folk.lokalitet"
                            ),
                        ),
                        (
                            "ydelse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="aftaler", to="tekn.ydelse"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aftale",
                        "verbose_name_plural": "aftaler",
                        "ordering": ("debitor", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("debitor", "lokalitet", "bnr_noegle", "ydelse", "fra"), name="aftale_pr_dato"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("fra", None)),
                                fields=("debitor", "lokalitet", "bnr_noegle", "ydelse"),
                                name="aftale_altid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fra", None), ("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="aftale_til_efter_fra",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opkraevning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kvartal", models.CharField(max_length=6)),
                        ("konto", models.CharField(max_length=10)),
                        ("antal", models.PositiveIntegerField()),
                        ("pris", models.PositiveBigIntegerField()),
                        ("dage", models.PositiveSmallIntegerField()),
                        ("dage_i_kvartal", models.PositiveSmallIntegerField()),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "aftale",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opkraevninger",
                                to="tekn.aftale",
                            ),
                        ),
                        (
                            "regning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="opkraevninger", to="inka.regning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "opkrævning",
                        "verbose_name_plural": "opkrævninger",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("kvartal", "aftale", "regning"), name="opkraevning_pr_regning")
                        ],
                    },
                ),
            ],
        ),
    ]
