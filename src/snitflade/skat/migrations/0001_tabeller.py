"""Tables."""

from __future__ import annotations

import django.db.models.deletion
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
                    name="AktuelIndkomst",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("cpr", models.CharField(max_length=10)),
                        ("seneste_maaned", models.DateField()),
                        (
                            "kilde",
                            models.CharField(
                                choices=[("FOSP", "FOSP (GetRAI)"), ("ETAX-SUM", "Sum af månedsindkomster")], max_length=8
                            ),
                        ),
                        ("foer_fradrag", models.BigIntegerField(blank=True, null=True)),
                        ("efter_fradrag", models.BigIntegerField(blank=True, null=True)),
                        ("udloebsmaaned", models.DateField(blank=True, null=True)),
                        ("returkode", models.CharField(blank=True, max_length=2)),
                        ("mangler", models.CharField(blank=True, max_length=200)),
                        ("hentet", models.DateTimeField()),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="aktuelle_indkomster",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aktuel indkomst",
                        "verbose_name_plural": "aktuelle indkomster",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["cpr", "seneste_maaned", "id"], name="aktuelindkomst_person")],
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "cpr"), name="aktuelindkomst_en_pr_fil"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("foer_fradrag__isnull", False), ("efter_fradrag__isnull", False), _connector="OR"
                                ),
                                name="aktuelindkomst_har_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fordeling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("indkomstaar", models.PositiveSmallIntegerField()),
                        ("udtraek", models.DateField()),
                        (
                            "tilstand",
                            models.CharField(
                                choices=[
                                    ("venter", "Venter"),
                                    ("leveret", "Leveret"),
                                    ("holdt", "Holdt tilbage"),
                                    ("afvist", "Afvist"),
                                ],
                                default="venter",
                                max_length=8,
                            ),
                        ),
                        ("forsoeg", models.PositiveIntegerField(default=0)),
                        ("besked", models.TextField(blank=True)),
                        ("kvittering", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("antal", models.PositiveIntegerField(blank=True, null=True)),
                        ("sum", models.BigIntegerField(blank=True, null=True)),
                        ("oprettet", models.DateTimeField()),
                        ("forsoegt", models.DateTimeField(blank=True, null=True)),
                        ("frigivet_af", models.CharField(blank=True, max_length=60)),
                        ("frigivet_grund", models.CharField(blank=True, max_length=200)),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="fordeling", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fordeling",
                        "verbose_name_plural": "fordelinger",
                        "ordering": ("-id",),
                        "indexes": [models.Index(fields=["tilstand"], name="fordeling_tilstand")],
                    },
                ),
                migrations.CreateModel(
                    name="Indkomstfil",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("navn", models.CharField(max_length=255)),
                        ("kommune", models.CharField(max_length=4)),
                        ("indkomstaar", models.PositiveSmallIntegerField()),
                        ("udtraek", models.DateField()),
                        ("afsender", models.CharField(blank=True, max_length=120)),
                        ("antal", models.PositiveIntegerField(default=0)),
                        ("sum", models.BigIntegerField(default=0)),
                        ("sum_foer", models.BigIntegerField(default=0)),
                        ("sum_skrevet", models.BigIntegerField(default=0)),
                        ("nye", models.PositiveIntegerField(default=0)),
                        ("aendrede", models.PositiveIntegerField(default=0)),
                        ("uaendrede", models.PositiveIntegerField(default=0)),
                        ("mangler", models.PositiveIntegerField(default=0)),
                        ("ukendte", models.PositiveIntegerField(default=0)),
                        ("indlaest", models.DateTimeField()),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indkomstfiler",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indkomstfil",
                        "verbose_name_plural": "indkomstfiler",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["kommune", "indkomstaar", "udtraek"], name="indkomstfil_aar")],
                    },
                ),
                migrations.CreateModel(
                    name="Aarsindkomst",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("indkomstaar", models.PositiveSmallIntegerField()),
                        ("cpr", models.CharField(max_length=10)),
                        ("indkomst", models.BigIntegerField()),
                        ("skattedage", models.PositiveSmallIntegerField()),
                        ("udtraek", models.DateField()),
                        ("gaelder", models.BooleanField(default=True)),
                        ("sidst_set", models.DateField(blank=True, null=True)),
                        (
                            "fil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vaerdier", to="skat.indkomstfil"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "årsindkomst",
                        "verbose_name_plural": "årsindkomster",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["cpr", "indkomstaar"], name="aarsindkomst_person")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder", True)),
                                fields=("kommune", "indkomstaar", "cpr"),
                                name="aarsindkomst_en",
                            ),
                            models.UniqueConstraint(fields=("fil", "cpr"), name="aarsindkomst_en_pr_fil"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indkomstsvar",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("cpr", models.CharField(max_length=10, unique=True)),
                        ("tid", models.DateTimeField()),
                        (
                            "udfald",
                            models.CharField(
                                choices=[
                                    ("vaerdi", "Indkomst modtaget"),
                                    ("intet", "Intet grundlag for en indkomst"),
                                    ("ukendt", "Personen kendes ikke"),
                                    ("afvist", "Spørgsmålet er afvist"),
                                    ("fejl", "Intet brugbart svar"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("besked", models.CharField(blank=True, max_length=300)),
                        ("sidste_svar", models.DateTimeField(blank=True, null=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                        (
                            "vaerdi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="skat.aktuelindkomst",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "svar om indkomst",
                        "verbose_name_plural": "svar om indkomst",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["udfald", "tid"], name="indkomstsvar_udfald")],
                    },
                ),
                migrations.CreateModel(
                    name="Overskrivning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "handling",
                            models.CharField(choices=[("overskriv", "Overskrivning"), ("annuller", "Annullering")], max_length=9),
                        ),
                        ("cpr", models.CharField(max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("foer", models.BigIntegerField()),
                        ("fra_maaned", models.DateField()),
                        ("til_maaned", models.DateField(blank=True, null=True)),
                        ("begrundelse", models.CharField(max_length=500)),
                        ("sagsnummer", models.CharField(max_length=40)),
                        (
                            "tilstand",
                            models.CharField(
                                choices=[
                                    ("undervejs", "Undervejs"),
                                    ("aktiv", "Aktiv"),
                                    ("udfoert", "Udført"),
                                    ("annulleret", "Annulleret"),
                                    ("udloebet", "Udløbet"),
                                    ("afloest", "Afløst"),
                                    ("afvist", "Afvist"),
                                    ("tilbage", "Taget tilbage"),
                                ],
                                default="undervejs",
                                max_length=10,
                            ),
                        ),
                        ("svar", models.CharField(blank=True, max_length=300)),
                        ("afviger", models.CharField(blank=True, max_length=300)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField()),
                        ("aktiv_fra", models.DateTimeField(blank=True, null=True)),
                        ("slut", models.DateTimeField(blank=True, null=True)),
                        (
                            "aendrer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="aendret_af",
                                to="skat.overskrivning",
                            ),
                        ),
                        (
                            "exchange",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overskrivning",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "overskrivning",
                        "verbose_name_plural": "overskrivninger",
                        "ordering": ("-id",),
                        "indexes": [models.Index(fields=["cpr", "tilstand"], name="overskrivning_person")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("tilstand", "undervejs")), fields=("cpr",), name="overskrivning_en_undervejs"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("tilstand", "aktiv")), fields=("cpr",), name="overskrivning_en_aktiv"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gte", 0), ("beloeb__lte", 99999999900)), name="overskrivning_beloeb"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
