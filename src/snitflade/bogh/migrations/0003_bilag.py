"""The chart of accounts, vouchers and drafts; each ledger row gets a place for its voucher."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0002_systemkonstant_flyttet"),
        ("exchange", "0001_journal"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "bilagskladde",
                "verbose_name_plural": "bilagskladder",
                "ordering": ("-id",),
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
            ],
            options={
                "verbose_name": "kladdelinje",
                "verbose_name_plural": "kladdelinjer",
                "ordering": ("kladde", "loebenr"),
            },
        ),
        migrations.CreateModel(
            name="Konto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.CharField(max_length=21)),
                ("navn", models.CharField(max_length=60)),
                ("art", models.CharField(choices=[("drift", "Drift"), ("status", "Status"), ("bank", "Bank")], max_length=6)),
                ("kommune", models.CharField(blank=True, db_default="", default="", max_length=4)),
                ("spaerret_fra", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "konto",
                "verbose_name_plural": "konti",
                "ordering": ("nummer", "kommune"),
            },
        ),
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
            name="Vedhaeftning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("navn", models.CharField(max_length=120)),
                ("medietype", models.CharField(max_length=20)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "vedhæftning",
                "verbose_name_plural": "vedhæftninger",
                "ordering": ("kladde", "id"),
            },
        ),
        migrations.AlterField(
            model_name="postering",
            name="konto",
            field=models.CharField(max_length=21),
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
            },
        ),
        migrations.AddField(
            model_name="postering",
            name="bilag",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="posteringer", to="bogh.bilag"
            ),
        ),
        migrations.AddIndex(
            model_name="postering",
            index=models.Index(fields=["konto", "posteringsdato"], name="postering_konto"),
        ),
        migrations.AddField(
            model_name="bilagskladde",
            name="bilag",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="kladde", to="bogh.bilag"
            ),
        ),
        migrations.AddField(
            model_name="bilagskladde",
            name="exchange",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bilagskladder",
                to="exchange.exchange",
            ),
        ),
        migrations.AddField(
            model_name="kladdelinje",
            name="kladde",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="linjer", to="bogh.bilagskladde"),
        ),
        migrations.AddConstraint(
            model_name="konto",
            constraint=models.UniqueConstraint(fields=("nummer", "kommune"), name="konto_en_gang"),
        ),
        migrations.AddField(
            model_name="vedhaeftning",
            name="blob",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="vedhaeftninger", to="exchange.blob"),
        ),
        migrations.AddField(
            model_name="vedhaeftning",
            name="kladde",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="vedhaeftninger", to="bogh.bilagskladde"
            ),
        ),
        migrations.AddIndex(
            model_name="bilag",
            index=models.Index(fields=["posteringsdato"], name="bilag_posteringsdato"),
        ),
        migrations.AddConstraint(
            model_name="bilag",
            constraint=models.UniqueConstraint(fields=("kommune", "regnskabsaar", "loebenr"), name="bilag_nummer"),
        ),
        migrations.AddConstraint(
            model_name="bilag",
            constraint=models.UniqueConstraint(fields=("kilde", "noegle"), name="bilag_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="bilag",
            constraint=models.CheckConstraint(condition=models.Q(("linjer__gte", 2)), name="bilag_har_linjer"),
        ),
        migrations.AddIndex(
            model_name="bilagskladde",
            index=models.Index(fields=["tilstand", "-id"], name="kladde_i_tilstand"),
        ),
        migrations.AddConstraint(
            model_name="bilagskladde",
            constraint=models.UniqueConstraint(fields=("kilde", "noegle"), name="kladde_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="bilagskladde",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("af_kilden", True),
                    ("anvist_af", ""),
                    models.Q(("anvist_af", models.F("attesteret_af")), _negated=True),
                    _connector="OR",
                ),
                name="kladde_to_personer",
            ),
        ),
        migrations.AddConstraint(
            model_name="bilagskladde",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tilstand__in", ("kladde", "attesteret", "afvist")),
                    models.Q(models.Q(("anvist_af", ""), _negated=True), models.Q(("attesteret_af", ""), _negated=True)),
                    _connector="OR",
                ),
                name="kladde_anvist",
            ),
        ),
        migrations.AddConstraint(
            model_name="bilagskladde",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tilstand", "attesteret"), _negated=True),
                    models.Q(models.Q(("attesteret_af", ""), _negated=True), ("anvist_af", "")),
                    _connector="OR",
                ),
                name="kladde_attesteret",
            ),
        ),
        migrations.AddConstraint(
            model_name="bilagskladde",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tilstand", "bogført"), ("bilag__isnull", False)),
                    models.Q(models.Q(("tilstand", "bogført"), _negated=True), ("bilag", None)),
                    _connector="OR",
                ),
                name="kladde_bogfoert",
            ),
        ),
        migrations.AddConstraint(
            model_name="kladdelinje",
            constraint=models.UniqueConstraint(fields=("kladde", "loebenr"), name="kladdelinje_nummer"),
        ),
        migrations.AddConstraint(
            model_name="vedhaeftning",
            constraint=models.UniqueConstraint(fields=("kladde", "navn"), name="vedhaeftning_navn"),
        ),
    ]
