"""Tables."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("bogh", "0001_grund"),
        ("exchange", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Forsoeg",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.PositiveSmallIntegerField()),
                        ("seneste", models.BooleanField(default=True)),
                        (
                            "tilstand",
                            models.CharField(
                                choices=[
                                    ("ny", "Spørges"),
                                    ("fejl", "Besvaret med fejl"),
                                    ("intet", "Intet at modregne"),
                                    ("fundet", "Venter på godkendelse"),
                                    ("godkendt", "Godkendt"),
                                    ("sendes", "Sendes"),
                                    ("ukendt", "Uklart"),
                                    ("modtaget", "Modregnet"),
                                    ("bogfoert", "Modregnet og bogført"),
                                    ("afvist", "Afvist"),
                                    ("rullet", "Taget tilbage af myndigheden"),
                                    ("annulleres", "Annulleres"),
                                    ("annulleret", "Annulleret"),
                                    ("fritaget", "Fritaget"),
                                    ("udloebet", "Udløbet"),
                                ],
                                default="ny",
                                max_length=12,
                            ),
                        ),
                        ("query_id", models.CharField(max_length=36, unique=True)),
                        ("set_off_id", models.CharField(max_length=36, unique=True)),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("skattekommune", models.CharField(max_length=2)),
                        ("art", models.CharField(max_length=10)),
                        ("rest", models.BigIntegerField()),
                        ("spurgt", models.BigIntegerField()),
                        ("udbetalingsdato", models.DateField()),
                        ("gaeld", models.BigIntegerField(blank=True, null=True)),
                        ("mest", models.BigIntegerField(blank=True, null=True)),
                        ("reservation", models.CharField(blank=True, max_length=36)),
                        ("reserveret_til", models.DateTimeField(blank=True, null=True)),
                        ("svar_tid", models.DateTimeField(blank=True, null=True)),
                        ("sendt_tid", models.DateTimeField(blank=True, null=True)),
                        ("beloeb", models.BigIntegerField(default=0)),
                        ("gaeldende", models.BigIntegerField(default=0)),
                        ("deres_status", models.CharField(blank=True, max_length=20)),
                        ("bogfoert", models.BigIntegerField(blank=True, null=True)),
                        ("sager", models.TextField(blank=True)),
                        ("besked", models.CharField(blank=True, max_length=300)),
                        ("tilstand_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "deres_post",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                        (
                            "fortrudt",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.udbetaling",
                            ),
                        ),
                        (
                            "modregning",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.modregning",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="modregningsforsoeg",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "modregningsforsøg",
                        "verbose_name_plural": "modregningsforsøg",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["tilstand", "tilstand_tid"], name="modregningsforsoeg_tilstand")],
                        "constraints": [
                            models.UniqueConstraint(fields=("post", "nummer"), name="modregningsforsoeg_nummer"),
                            models.UniqueConstraint(
                                condition=models.Q(("seneste", True)), fields=("post",), name="modregningsforsoeg_seneste"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("beloeb__gte", 0),
                                    ("beloeb__lte", models.F("rest")),
                                    ("gaeldende__gte", 0),
                                    ("gaeldende__lte", models.F("beloeb")),
                                ),
                                name="modregningsforsoeg_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Forskel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(
                                choices=[
                                    ("ukendt", "De kender den ikke"),
                                    ("for_meget", "De har bogført mere"),
                                    ("tilbage", "De skal betale tilbage"),
                                    ("fast", "De har den, og vi har den ikke"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("vores", models.BigIntegerField()),
                        ("deres", models.BigIntegerField()),
                        ("fundet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("lukket_af", models.CharField(blank=True, max_length=60)),
                        ("lukket_tid", models.DateTimeField(blank=True, null=True)),
                        ("forklaring", models.CharField(blank=True, max_length=200)),
                        (
                            "forsoeg",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="forskelle", to="krdi.forsoeg"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "modregningsforskel",
                        "verbose_name_plural": "modregningsforskelle",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("lukket_af", "")), fields=("forsoeg", "art"), name="modregningsforskel_aaben"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Haendelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("af", models.CharField(max_length=60)),
                        ("tekst", models.CharField(max_length=500)),
                        ("beloeb", models.BigIntegerField(default=0)),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "forsoeg",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="haendelser", to="krdi.forsoeg"
                            ),
                        ),
                        (
                            "retur_post",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "modregningshændelse",
                        "verbose_name_plural": "modregningshændelser",
                        "ordering": ("id",),
                    },
                ),
            ],
        ),
    ]
