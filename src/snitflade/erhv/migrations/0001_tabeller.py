"""Tables."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.expressions
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
                    name="Indhandlingssted",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(max_length=10, unique=True)),
                        ("navn", models.CharField(max_length=60)),
                        ("kommune", models.CharField(max_length=4)),
                        (
                            "art",
                            models.CharField(
                                choices=[("braet", "Brætsalg"), ("institution", "Institutionssalg")], default="braet", max_length=11
                            ),
                        ),
                        ("lukket_fra", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "indhandlingssted",
                        "verbose_name_plural": "indhandlingssteder",
                        "ordering": ("kode",),
                    },
                ),
                migrations.CreateModel(
                    name="Afregning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("nummer", models.PositiveIntegerField()),
                        ("til", models.DateField()),
                        ("dato", models.DateField()),
                        ("forfaldsdato", models.DateField()),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("tilbage_af", models.CharField(blank=True, max_length=60)),
                        ("tilbage_tid", models.DateTimeField(blank=True, null=True)),
                        ("tilbage_grund", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "verbose_name": "afregning",
                        "verbose_name_plural": "afregninger",
                        "ordering": ("-id",),
                        "constraints": [models.UniqueConstraint(fields=("kommune", "nummer"), name="afregning_nummer")],
                    },
                ),
                migrations.CreateModel(
                    name="Modtagersvar",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "svar",
                            models.CharField(
                                choices=[
                                    ("modtaget", "Modtaget"),
                                    ("bogfoert", "Bogført"),
                                    ("tilbage", "Rullet tilbage"),
                                    ("fejl", "Fejl"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="modtagersvar", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "svar fra modtageren",
                        "verbose_name_plural": "svar fra modtageren",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Saelger",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=15, unique=True)),
                        ("initialer", models.CharField(blank=True, max_length=5)),
                        ("telefon", models.CharField(blank=True, max_length=20)),
                        ("mobil", models.CharField(blank=True, max_length=20)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("transport", models.BooleanField(default=False)),
                        ("ophoert", models.DateField(blank=True, null=True)),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="saelgere", to="bogh.modtager"
                            ),
                        ),
                        (
                            "sted",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="saelgere", to="erhv.indhandlingssted"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fanger/fisker",
                        "verbose_name_plural": "fangere/fiskere",
                        "ordering": ("nummer",),
                    },
                ),
                migrations.CreateModel(
                    name="Salg",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("noegle", models.CharField(max_length=60, unique=True)),
                        ("dato", models.DateField()),
                        (
                            "art",
                            models.CharField(
                                choices=[("salg", "Salg"), ("leje", "Leje af transportmiddel")], default="salg", max_length=4
                            ),
                        ),
                        ("beloeb", models.BigIntegerField()),
                        ("ture", models.IntegerField(default=0)),
                        ("tekst", models.CharField(blank=True, max_length=60)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "ophaever",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ophaevet_ved",
                                to="erhv.salg",
                            ),
                        ),
                        (
                            "saelger",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="salg", to="erhv.saelger"),
                        ),
                        (
                            "sted",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="salg", to="erhv.indhandlingssted"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "salg",
                        "verbose_name_plural": "salg",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["dato", "sted"], name="salg_dato")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beloeb__gt", 0), ("ophaever", None), ("ture__gte", 0)),
                                    models.Q(("beloeb__lt", 0), ("ophaever__isnull", False), ("ture__lte", 0)),
                                    _connector="OR",
                                ),
                                name="salg_fortegn",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Afregningslinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("brutto", models.BigIntegerField()),
                        ("skat", models.BigIntegerField()),
                        ("knapk", models.BigIntegerField()),
                        ("lokal", models.BigIntegerField()),
                        ("drift", models.BigIntegerField()),
                        ("transport", models.BigIntegerField()),
                        ("netto", models.BigIntegerField()),
                        ("gaelder", models.BooleanField(default=True)),
                        (
                            "afregning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="linjer", to="erhv.afregning"
                            ),
                        ),
                        (
                            "salg",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="linjer", to="erhv.salg"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "afregningslinje",
                        "verbose_name_plural": "afregningslinjer",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder", True)), fields=("salg",), name="salg_afregnes_en_gang"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "netto",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            models.F("brutto"), "-", models.F("skat")
                                                        ),
                                                        "-",
                                                        models.F("knapk"),
                                                    ),
                                                    "-",
                                                    models.F("lokal"),
                                                ),
                                                "-",
                                                models.F("drift"),
                                            ),
                                            "-",
                                            models.F("transport"),
                                        ),
                                    )
                                ),
                                name="afregningslinje_gaar_op",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vilkaar",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.DateField()),
                        ("skat", models.PositiveIntegerField(default=0)),
                        ("knapk", models.PositiveIntegerField(default=0)),
                        ("lokal", models.PositiveIntegerField(default=0)),
                        ("drift", models.PositiveIntegerField(default=0)),
                        ("transport", models.PositiveBigIntegerField(default=0)),
                        ("konto_salg", models.CharField(max_length=21)),
                        ("konto_leje", models.CharField(blank=True, max_length=21)),
                        ("konto_skat", models.CharField(blank=True, max_length=21)),
                        ("konto_knapk", models.CharField(blank=True, max_length=21)),
                        ("konto_lokal", models.CharField(blank=True, max_length=21)),
                        ("konto_drift", models.CharField(blank=True, max_length=21)),
                        ("konto_transport", models.CharField(blank=True, max_length=21)),
                        ("konto_afregning", models.CharField(max_length=21)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "sted",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vilkaar", to="erhv.indhandlingssted"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vilkår",
                        "verbose_name_plural": "vilkår",
                        "ordering": ("sted", "fra", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "skat__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.Value(10000), "-", models.F("knapk")
                                                ),
                                                "-",
                                                models.F("lokal"),
                                            ),
                                            "-",
                                            models.F("drift"),
                                        ),
                                    )
                                ),
                                name="vilkaar_hele",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indberettet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("periode", models.CharField(max_length=7)),
                        ("cpr", models.CharField(max_length=10)),
                        ("skattekommune", models.CharField(blank=True, max_length=2)),
                        ("medarbejdernr", models.CharField(blank=True, max_length=15)),
                        ("note", models.CharField(blank=True, max_length=60)),
                        ("salg", models.BigIntegerField()),
                        ("leje", models.BigIntegerField()),
                        ("skat", models.BigIntegerField()),
                        ("knapk", models.BigIntegerField()),
                        ("fil_salg", models.BigIntegerField()),
                        ("fil_leje", models.BigIntegerField()),
                        ("fil_skat", models.BigIntegerField()),
                        ("fil_knapk", models.BigIntegerField()),
                        ("holdt", models.CharField(blank=True, max_length=3)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="indberettet", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indberetning",
                        "verbose_name_plural": "indberetninger",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["periode", "cpr"], name="indberettet_periode")],
                        "constraints": [models.UniqueConstraint(fields=("exchange", "cpr"), name="indberettet_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Kontering",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("maaned", models.DateField()),
                        (
                            "art",
                            models.CharField(
                                choices=[
                                    ("salg", "Salg"),
                                    ("leje", "Leje"),
                                    ("skat", "Skat"),
                                    ("knapk", "KNAPK"),
                                    ("lokal", "Lokalforening"),
                                    ("drift", "Driftsbidrag"),
                                    ("transport", "Transport"),
                                    ("afregning", "Afregning"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "afregning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="konteringer", to="erhv.afregning"
                            ),
                        ),
                        (
                            "bilag",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="konteringer",
                                to="bogh.bilag",
                            ),
                        ),
                        (
                            "sted",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="konteringer", to="erhv.indhandlingssted"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kontering",
                        "verbose_name_plural": "konteringer",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["maaned"], name="kontering_maaned")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("afregning", "maaned", "sted", "art", "konto"), name="kontering_en_gang"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Afregningspost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "afregning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="poster", to="erhv.afregning"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="afregning",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                        (
                            "saelger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="afregninger", to="erhv.saelger"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "afregningspost",
                        "verbose_name_plural": "afregningsposter",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("afregning", "saelger", "konto"), name="afregningspost_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beloeb__gt", 0), ("post__isnull", False)),
                                    models.Q(("beloeb", 0), ("post", None)),
                                    _connector="OR",
                                ),
                                name="afregningspost_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Saelgerskat",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.DateField()),
                        ("skat", models.PositiveIntegerField(blank=True, null=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "saelger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="skatter", to="erhv.saelger"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "individuel skatteprocent",
                        "verbose_name_plural": "individuelle skatteprocenter",
                        "ordering": ("saelger", "fra", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("skat", None), ("skat__lte", 10000), _connector="OR"), name="saelgerskat_hele"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
