"""Tables."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("exchange", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Henvendelseskode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(max_length=3, unique=True)),
                        ("tekst", models.CharField(max_length=60)),
                    ],
                    options={
                        "verbose_name": "henvendelseskode",
                        "verbose_name_plural": "henvendelseskoder",
                        "ordering": ("kode",),
                    },
                ),
                migrations.CreateModel(
                    name="Ledighedskort",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("cpr", models.CharField(max_length=10)),
                        ("naeste_kontrol", models.DateField(blank=True, null=True)),
                        ("helbred", models.CharField(blank=True, max_length=200)),
                        ("skolegang", models.CharField(blank=True, max_length=60)),
                        ("kompetencer", models.TextField(blank=True)),
                        ("behov", models.CharField(blank=True, max_length=500)),
                        ("vejledning", models.BooleanField(blank=True, null=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("aendret", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "ledighedskort",
                        "verbose_name_plural": "ledighedskort",
                        "ordering": ("pk",),
                        "indexes": [
                            models.Index(fields=["aendret"], name="ledighedskort_aendret"),
                            models.Index(fields=["cpr"], name="ledighedskort_cpr"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("kommune", "cpr"), name="ledighedskort_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Henvendelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("dato", models.DateField()),
                        ("kode", models.CharField(max_length=3)),
                        ("lokalitet", models.CharField(max_length=4)),
                        ("kontor", models.CharField(blank=True, max_length=10)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("annulleret", models.DateTimeField(blank=True, null=True)),
                        ("annulleret_af", models.CharField(blank=True, max_length=60)),
                        ("grund", models.CharField(blank=True, max_length=200)),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="henvendelser", to="led.ledighedskort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "henvendelse",
                        "verbose_name_plural": "henvendelser",
                        "ordering": ("-dato", "-pk"),
                        "indexes": [models.Index(fields=["dato", "kort"], name="henvendelse_dato")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("annulleret", None)),
                                fields=("kort", "dato", "kode"),
                                name="henvendelse_en_gang",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("annulleret", None), ("annulleret_af", ""), ("grund", "")),
                                    models.Q(
                                        ("annulleret__isnull", False),
                                        models.Q(("annulleret_af", ""), _negated=True),
                                        models.Q(("grund", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="henvendelse_annulleret",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Anvisning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("dato", models.DateField()),
                        ("arbejdsgiver", models.CharField(max_length=66)),
                        ("resultat", models.CharField(blank=True, max_length=60)),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="anvisninger", to="led.ledighedskort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "anvist arbejde",
                        "verbose_name_plural": "anvist arbejde",
                        "ordering": ("kort", "dato", "pk"),
                        "constraints": [models.UniqueConstraint(fields=("kort", "dato", "arbejdsgiver"), name="anvisning_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Match",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.DateField()),
                        (
                            "gruppe",
                            models.CharField(
                                choices=[("0", "Ikke oplyst"), ("1", "Jobklar"), ("2", "Indsatsklar"), ("3", "Midlertidig passiv")],
                                max_length=1,
                            ),
                        ),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="grupper", to="led.ledighedskort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "matchgruppe",
                        "verbose_name_plural": "matchgrupper",
                        "ordering": ("kort", "fra"),
                        "constraints": [models.UniqueConstraint(fields=("kort", "fra"), name="match_en_pr_dag")],
                    },
                ),
                migrations.CreateModel(
                    name="Periode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(
                                choices=[
                                    ("L", "Ledighed"),
                                    ("F", "Fritaget for stempling"),
                                    ("K", "Karantæne"),
                                    ("Y", "Ydelse"),
                                    ("A", "Aktivitet"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("fra", models.DateField()),
                        ("til", models.DateField(blank=True, null=True)),
                        ("tekst", models.CharField(blank=True, max_length=60)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="perioder", to="led.ledighedskort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "periode",
                        "verbose_name_plural": "perioder",
                        "ordering": ("kort", "art", "fra", "pk"),
                        "constraints": [
                            models.UniqueConstraint(fields=("kort", "art", "fra", "tekst"), name="led_periode_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="led_periode_orden",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("art", "K"), _negated=True), ("til__isnull", False), _connector="OR"),
                                name="karantaene_har_ende",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statistik",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("maaned", models.DateField()),
                        ("nummer", models.PositiveSmallIntegerField()),
                        ("komplet", models.BooleanField()),
                        ("mangler", models.CharField(blank=True, max_length=300)),
                        ("linjer", models.PositiveIntegerField()),
                        ("personer", models.PositiveIntegerField()),
                        ("gruppe0", models.PositiveIntegerField()),
                        ("gruppe1", models.PositiveIntegerField()),
                        ("gruppe2", models.PositiveIntegerField()),
                        ("gruppe3", models.PositiveIntegerField()),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ledighedsstatistik",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ledighedsstatistik",
                        "verbose_name_plural": "ledighedsstatistikker",
                        "ordering": ("-maaned", "kommune", "-nummer", "-pk"),
                        "indexes": [models.Index(fields=["kommune", "maaned"], name="statistik_maaned")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("komplet", True), ("mangler", "")),
                                    models.Q(("komplet", False), models.Q(("mangler", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="statistik_komplet",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statistiklinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ledighedslinjer", to="exchange.exchange"
                            ),
                        ),
                        (
                            "henvendelse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="indberettet", to="led.henvendelse"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linje i ledighedsstatistik",
                        "verbose_name_plural": "linjer i ledighedsstatistik",
                        "ordering": ("exchange", "pk"),
                        "constraints": [models.UniqueConstraint(fields=("exchange", "henvendelse"), name="statistiklinje_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Uddannelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(max_length=4)),
                        ("tekst", models.CharField(blank=True, max_length=60)),
                        ("afsluttet", models.DateField(blank=True, null=True)),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="uddannelser", to="led.ledighedskort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "uddannelse",
                        "verbose_name_plural": "uddannelser",
                        "ordering": ("kort", "pk"),
                        "constraints": [models.UniqueConstraint(fields=("kort", "kode"), name="uddannelse_en_gang")],
                    },
                ),
            ],
        ),
    ]
