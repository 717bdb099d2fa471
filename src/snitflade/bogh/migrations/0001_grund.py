"""The ledger: chart of accounts, vouchers, drafts, postings, payouts."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("bogh", "0001_tabeller"),
        ("bogh", "0002_systemkonstant_flyttet"),
        ("bogh", "0003_bilag"),
        ("bogh", "0004_bilag_til_koersler"),
        ("bogh", "0005_bilag_paa_alle"),
        ("bogh", "0006_udbetaling"),
        ("bogh", "0007_postering_indeks"),
        ("bogh", "0008_bilag_fra_andre"),
    ]

    initial = True

    dependencies = [
        ("exchange", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Samlekonto",
                    fields=[
                        ("konto", models.CharField(max_length=21, primary_key=True, serialize=False)),
                        ("modul", models.CharField(max_length=40)),
                    ],
                    options={
                        "verbose_name": "samlekonto",
                        "verbose_name_plural": "samlekonti",
                    },
                ),
                migrations.CreateModel(
                    name="Bilag",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("regnskabsaar", models.PositiveSmallIntegerField()),
                        ("loebenr", models.PositiveIntegerField()),
                        ("bilagsdato", models.DateField()),
                        ("posteringsdato", models.DateField()),
                        ("tekst", models.CharField(max_length=60)),
                        ("kilde", models.CharField(max_length=60)),
                        ("noegle", models.CharField(max_length=160)),
                        ("linjer", models.PositiveIntegerField()),
                        ("debet", models.BigIntegerField()),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bilag",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "tilbagefoerer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tilbagefoert_af",
                                to="bogh.bilag",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bilag",
                        "verbose_name_plural": "bilag",
                        "ordering": ("kommune", "regnskabsaar", "loebenr"),
                        "indexes": [models.Index(fields=["posteringsdato"], name="bilag_posteringsdato")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kommune", "regnskabsaar", "loebenr"), name="bilag_nummer"),
                            models.UniqueConstraint(fields=("kilde", "noegle"), name="bilag_en_gang"),
                            models.CheckConstraint(condition=models.Q(("linjer__gte", 2)), name="bilag_har_linjer"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bilagsfil",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde", models.CharField(max_length=60)),
                        ("navn", models.CharField(max_length=120)),
                        ("medietype", models.CharField(max_length=20)),
                        (
                            "blob",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bilagsfiler", to="exchange.blob"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bilagsfiler", to="exchange.exchange"
                            ),
                        ),
                        (
                            "taget",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bilagsfiler_taget",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bilagsfil",
                        "verbose_name_plural": "bilagsfiler",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(condition=models.Q(("taget", None)), fields=["kilde", "navn"], name="bilagsfil_loes")
                        ],
                        "constraints": [models.UniqueConstraint(fields=("exchange", "navn"), name="bilagsfil_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Bilagskladde",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("regnskabsaar", models.PositiveSmallIntegerField()),
                        ("bilagsdato", models.DateField()),
                        ("posteringsdato", models.DateField()),
                        ("tekst", models.CharField(max_length=60)),
                        ("kilde", models.CharField(max_length=60)),
                        ("noegle", models.CharField(max_length=160)),
                        (
                            "tilstand",
                            models.CharField(
                                choices=[
                                    ("kladde", "Kladde"),
                                    ("attesteret", "Attesteret"),
                                    ("anvist", "Anvist"),
                                    ("bogført", "Bogført"),
                                    ("afvist", "Afvist"),
                                ],
                                default="kladde",
                                max_length=10,
                            ),
                        ),
                        ("indkommet", models.BigIntegerField(default=0)),
                        ("sagsbehandler", models.CharField(blank=True, max_length=60)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                        ("attesteret_af", models.CharField(blank=True, max_length=60)),
                        ("attesteret_tid", models.DateTimeField(blank=True, null=True)),
                        ("anvist_af", models.CharField(blank=True, max_length=60)),
                        ("anvist_tid", models.DateTimeField(blank=True, null=True)),
                        ("af_kilden", models.BooleanField(default=False)),
                        ("afvist_af", models.CharField(blank=True, max_length=60)),
                        ("afvist_tid", models.DateTimeField(blank=True, null=True)),
                        ("afvist_grund", models.TextField(blank=True)),
                        (
                            "bilag",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kladde",
                                to="bogh.bilag",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bilagskladder",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bilagskladde",
                        "verbose_name_plural": "bilagskladder",
                        "ordering": ("-id",),
                        "indexes": [models.Index(fields=["tilstand", "-id"], name="kladde_i_tilstand")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kilde", "noegle"), name="kladde_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("af_kilden", True),
                                    ("anvist_af", ""),
                                    models.Q(("anvist_af", models.F("attesteret_af")), _negated=True),
                                    _connector="OR",
                                ),
                                name="kladde_to_personer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tilstand__in", ("kladde", "attesteret", "afvist")),
                                    models.Q(
                                        models.Q(("anvist_af", ""), _negated=True), models.Q(("attesteret_af", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="kladde_anvist",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("tilstand", "attesteret"), _negated=True),
                                    models.Q(models.Q(("attesteret_af", ""), _negated=True), ("anvist_af", "")),
                                    _connector="OR",
                                ),
                                name="kladde_attesteret",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("tilstand", "bogført"), ("bilag__isnull", False)),
                                    models.Q(models.Q(("tilstand", "bogført"), _negated=True), ("bilag", None)),
                                    _connector="OR",
                                ),
                                name="kladde_bogfoert",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kladdelinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("loebenr", models.PositiveIntegerField()),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        ("tekst", models.CharField(blank=True, max_length=35)),
                        ("dimensioner", models.JSONField(blank=True, default=dict)),
                        (
                            "kladde",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="linjer", to="bogh.bilagskladde"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kladdelinje",
                        "verbose_name_plural": "kladdelinjer",
                        "ordering": ("kladde", "loebenr"),
                        "constraints": [models.UniqueConstraint(fields=("kladde", "loebenr"), name="kladdelinje_nummer")],
                    },
                ),
                migrations.CreateModel(
                    name="Konto",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=21)),
                        ("navn", models.CharField(max_length=60)),
                        (
                            "art",
                            models.CharField(choices=[("drift", "Drift"), ("status", "Status"), ("bank", "Bank")], max_length=6),
                        ),
                        ("kommune", models.CharField(blank=True, db_default="", default="", max_length=4)),
                        ("spaerret_fra", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "konto",
                        "verbose_name_plural": "konti",
                        "ordering": ("nummer", "kommune"),
                        "constraints": [models.UniqueConstraint(fields=("nummer", "kommune"), name="konto_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Kontooversaettelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("art", models.CharField(max_length=1)),
                        ("nummer", models.CharField(max_length=40)),
                        ("konto", models.CharField(max_length=21)),
                    ],
                    options={
                        "verbose_name": "kontooversættelse",
                        "verbose_name_plural": "kontooversættelser",
                        "ordering": ("art", "nummer"),
                        "constraints": [models.UniqueConstraint(fields=("art", "nummer"), name="kontooversaettelse_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Medarbejder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("initialer", models.CharField(max_length=8, unique=True)),
                        ("navn", models.CharField(max_length=60)),
                        ("kreditornummer", models.CharField(blank=True, max_length=40)),
                        ("konto", models.CharField(blank=True, max_length=21)),
                    ],
                    options={
                        "verbose_name": "medarbejder",
                        "verbose_name_plural": "medarbejdere",
                        "ordering": ("initialer",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kreditornummer", ""), _negated=True),
                                fields=("kreditornummer",),
                                name="medarbejder_kreditor",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Modtager",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(
                                choices=[("cpr", "CPR-nummer"), ("cvr", "CVR-nummer"), ("kunde", "Kundenummer")], max_length=5
                            ),
                        ),
                        ("nummer", models.CharField(max_length=10)),
                        ("navn", models.CharField(max_length=140)),
                    ],
                    options={
                        "verbose_name": "modtager",
                        "verbose_name_plural": "modtagere",
                        "ordering": ("art", "nummer"),
                        "constraints": [models.UniqueConstraint(fields=("art", "nummer"), name="modtager_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Bskreditor",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("pbsnr", models.CharField(max_length=8, unique=True)),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bskreditorer", to="bogh.modtager"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "BS-kreditor",
                        "verbose_name_plural": "BS-kreditorer",
                        "ordering": ("pbsnr",),
                    },
                ),
                migrations.CreateModel(
                    name="Modtagerkonto",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("konto", models.CharField(blank=True, max_length=14)),
                        ("fra", models.DateField()),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="konti", to="bogh.modtager"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "modtagerkonto",
                        "verbose_name_plural": "modtagerkonti",
                        "ordering": ("modtager", "fra", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Postering",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("koersel", models.CharField(max_length=40)),
                        ("loebenr", models.PositiveIntegerField()),
                        ("kommune", models.CharField(max_length=4)),
                        ("maskinnr", models.CharField(max_length=5)),
                        ("posteringsdato", models.DateField()),
                        ("regnskabsaar", models.PositiveSmallIntegerField()),
                        ("konto", models.CharField(max_length=21)),
                        ("beloeb", models.BigIntegerField()),
                        ("tekst", models.CharField(max_length=35)),
                        ("konteret_af", models.CharField(blank=True, max_length=5)),
                        (
                            "bilag",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posteringer",
                                to="bogh.bilag",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posteringer",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "postering",
                        "verbose_name_plural": "posteringer",
                        "ordering": ("koersel", "loebenr"),
                        "indexes": [
                            models.Index(fields=["konto", "posteringsdato"], name="postering_konto"),
                            models.Index(fields=["konto", "id"], name="postering_efter_konto"),
                            models.Index(fields=["posteringsdato", "id"], name="postering_efter_dato"),
                            models.Index(fields=["koersel"], name="postering_koersel", opclasses=("varchar_pattern_ops",)),
                            models.Index(fields=["tekst"], name="postering_tekst", opclasses=("varchar_pattern_ops",)),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("koersel", "loebenr"), name="postering_pr_koersel"),
                            models.UniqueConstraint(fields=("bilag", "loebenr"), name="postering_pr_bilag"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Udbetaling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("betalings_id", models.CharField(max_length=20, unique=True)),
                        ("beloeb", models.BigIntegerField()),
                        ("dato", models.DateField()),
                        ("maade", models.CharField(max_length=8)),
                        ("konto", models.CharField(blank=True, max_length=14)),
                        ("henvisning", models.CharField(blank=True, max_length=20)),
                        ("gaelder", models.BooleanField(default=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="udbetalinger", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "udbetaling",
                        "verbose_name_plural": "udbetalinger",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Returnering",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("dato", models.DateField()),
                        ("grund", models.CharField(max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bilag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="returneringer", to="bogh.bilag"
                            ),
                        ),
                        (
                            "udbetaling",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="returnering", to="bogh.udbetaling"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "returnering",
                        "verbose_name_plural": "returneringer",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Udbetalingspost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("modul", models.CharField(max_length=20)),
                        ("noegle", models.CharField(max_length=80)),
                        ("kommune", models.CharField(max_length=4)),
                        ("vedroerer", models.CharField(blank=True, max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("rest", models.BigIntegerField()),
                        ("forfaldsdato", models.DateField()),
                        ("konto", models.CharField(max_length=21)),
                        ("modkonto", models.CharField(blank=True, max_length=21)),
                        ("ref", models.CharField(blank=True, max_length=20)),
                        ("tekst", models.CharField(blank=True, max_length=140)),
                        ("maade", models.CharField(max_length=8)),
                        ("kortkonto", models.CharField(blank=True, max_length=10)),
                        ("kortreference", models.CharField(blank=True, max_length=16)),
                        ("besked", models.CharField(blank=True, max_length=140)),
                        ("meddelelse", models.TextField(blank=True)),
                        ("fakturanummer", models.CharField(blank=True, max_length=20)),
                        ("modregnes", models.BooleanField(default=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bilag",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="udbetalingsposter",
                                to="bogh.bilag",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="udbetalingsposter",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="poster", to="bogh.modtager"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "udbetalingspost",
                        "verbose_name_plural": "udbetalingsposter",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("rest__gt", 0)),
                                fields=["modul", "kommune", "forfaldsdato"],
                                name="udbetalingspost_aaben",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("modul", "noegle"), name="udbetalingspost_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gt", 0), ("rest__gte", 0), ("rest__lte", models.F("beloeb"))),
                                name="udbetalingspost_rest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tilbageholdelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("grund", models.CharField(max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                        ("ophaevet_af", models.CharField(blank=True, max_length=60)),
                        ("ophaevet_tid", models.DateTimeField(blank=True, null=True)),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tilbageholdelser",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tilbageholdelse",
                        "verbose_name_plural": "tilbageholdelser",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ophaevet_af", "")), fields=("post",), name="tilbageholdt_en_gang"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Modregning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(choices=[("modregnet", "Modregnet"), ("annulleret", "Annulleret")], max_length=10),
                        ),
                        ("beloeb", models.BigIntegerField()),
                        ("konto", models.CharField(max_length=21)),
                        ("dato", models.DateField()),
                        ("grund", models.CharField(max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bilag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="modregninger", to="bogh.bilag"
                            ),
                        ),
                        (
                            "ophaever",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ophaevet_ved",
                                to="bogh.modregning",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="modregninger", to="bogh.udbetalingspost"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "modregning",
                        "verbose_name_plural": "modregninger",
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beloeb__gt", 0), ("ophaever", None)),
                                    models.Q(("beloeb__lt", 0), ("ophaever__isnull", False)),
                                    _connector="OR",
                                ),
                                name="modregning_fortegn",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kladdebetaling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("modul", models.CharField(max_length=20)),
                        ("pbsnr", models.CharField(max_length=8)),
                        ("kreditor", models.CharField(max_length=35)),
                        ("konto", models.CharField(max_length=21)),
                        ("forfaldsdato", models.DateField()),
                        ("tekst", models.CharField(max_length=140)),
                        (
                            "kladde",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="betaling", to="bogh.bilagskladde"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kladdebetaling",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kladdebetaling",
                        "verbose_name_plural": "kladdebetalinger",
                        "ordering": ("kladde",),
                    },
                ),
                migrations.CreateModel(
                    name="Vedhaeftning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("navn", models.CharField(max_length=120)),
                        ("medietype", models.CharField(max_length=20)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                        (
                            "blob",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vedhaeftninger", to="exchange.blob"
                            ),
                        ),
                        (
                            "kladde",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vedhaeftninger", to="bogh.bilagskladde"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vedhæftning",
                        "verbose_name_plural": "vedhæftninger",
                        "ordering": ("kladde", "id"),
                        "constraints": [models.UniqueConstraint(fields=("kladde", "navn"), name="vedhaeftning_navn")],
                    },
                ),
                migrations.CreateModel(
                    name="Ventetbilag",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("navn", models.CharField(blank=True, max_length=120)),
                        ("undladt_af", models.CharField(blank=True, max_length=60)),
                        ("undladt_tid", models.DateTimeField(blank=True, null=True)),
                        ("undladt_grund", models.CharField(blank=True, max_length=200)),
                        (
                            "kladde",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ventede", to="bogh.bilagskladde"
                            ),
                        ),
                        (
                            "vedhaeftning",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ventede",
                                to="bogh.vedhaeftning",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ventet bilag",
                        "verbose_name_plural": "ventede bilag",
                        "ordering": ("kladde", "id"),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("undladt_af", ""), ("vedhaeftning", None)),
                                fields=["navn"],
                                name="ventetbilag_mangler",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("kladde", "navn"), name="ventetbilag_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undladt_af", ""), models.Q(("undladt_grund", ""), _negated=True), _connector="OR"
                                ),
                                name="ventetbilag_grund",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="udbetaling",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="udbetalinger", to="bogh.udbetalingspost"
            ),
        ),
        migrations.AddConstraint(
            model_name="udbetaling",
            constraint=models.UniqueConstraint(condition=models.Q(("gaelder", True)), fields=("post",), name="udbetaling_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="udbetaling",
            constraint=models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="udbetaling_beloeb"),
        ),
    ]
