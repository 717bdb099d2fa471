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
                    name="Loenkoersel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("afloenning", models.CharField(max_length=2)),
                        ("aar", models.PositiveSmallIntegerField()),
                        ("maaned", models.PositiveSmallIntegerField()),
                        ("koersel", models.CharField(max_length=1)),
                        ("status", models.CharField(choices=[("A", "Åben"), ("F", "Frosset")], max_length=1)),
                        ("linjer", models.PositiveIntegerField()),
                        ("debet", models.BigIntegerField()),
                        ("kredit", models.BigIntegerField()),
                        ("foer_debet", models.BigIntegerField(blank=True, null=True)),
                        ("foer_kredit", models.BigIntegerField(blank=True, null=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="loenkoersler", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lønkørsel",
                        "verbose_name_plural": "lønkørsler",
                        "ordering": ("-aar", "-maaned", "kommune", "afloenning", "koersel"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kommune", "afloenning", "aar", "maaned", "koersel"), name="loenkoersel_en_gang"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("maaned__gte", 1), ("maaned__lte", 12)), name="loenkoersel_maaned"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loenbogfoering",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "bilag",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="loenbogfoering", to="bogh.bilag"
                            ),
                        ),
                        (
                            "koersel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bogfoeringer", to="lon.loenkoersel"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lønbogføring",
                        "verbose_name_plural": "lønbogføringer",
                        "ordering": ("pk",),
                    },
                ),
                migrations.CreateModel(
                    name="Loenlinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linienr", models.PositiveIntegerField()),
                        ("konto", models.CharField(max_length=21)),
                        ("art", models.CharField(blank=True, max_length=10)),
                        ("registrant", models.CharField(blank=True, max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("debkre", models.CharField(max_length=1)),
                        ("tekst", models.CharField(blank=True, max_length=35)),
                        ("postdato", models.DateField()),
                        (
                            "koersel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="loenlinjer", to="lon.loenkoersel"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lønlinje",
                        "verbose_name_plural": "lønlinjer",
                        "ordering": ("koersel", "linienr"),
                        "constraints": [
                            models.UniqueConstraint(fields=("koersel", "linienr"), name="loenlinje_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gt", 0), ("debkre__in", ("D", "K"))), name="loenlinje_side"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loenperiode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("periode", models.CharField(max_length=6)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="loenperioder", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lønperiode",
                        "verbose_name_plural": "lønperioder",
                        "ordering": ("-periode", "kommune"),
                        "constraints": [models.UniqueConstraint(fields=("kommune", "periode"), name="loenperiode_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Loendata",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linje", models.PositiveIntegerField()),
                        ("institution", models.CharField(max_length=20)),
                        ("cpr", models.CharField(max_length=10)),
                        ("navn", models.CharField(max_length=100)),
                        ("stilling", models.CharField(blank=True, max_length=60)),
                        ("afloenning", models.CharField(blank=True, max_length=2)),
                        ("loenart", models.CharField(max_length=10)),
                        ("loenarttekst", models.CharField(blank=True, max_length=60)),
                        ("timer", models.BigIntegerField(blank=True, null=True)),
                        ("sats", models.BigIntegerField(blank=True, null=True)),
                        ("beloeb", models.BigIntegerField()),
                        ("konto", models.CharField(max_length=21)),
                        (
                            "periode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="loendata", to="lon.loenperiode"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "løndata",
                        "verbose_name_plural": "løndata",
                        "ordering": ("periode", "linje"),
                        "indexes": [
                            models.Index(fields=["periode", "institution", "konto"], name="loendata_institution"),
                            models.Index(fields=["periode", "konto"], name="loendata_konto"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("periode", "linje"), name="loendata_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Loenret",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("bruger", models.CharField(max_length=60)),
                        ("institution", models.CharField(max_length=20)),
                        ("konto", models.CharField(max_length=21)),
                        ("givet_af", models.CharField(max_length=60)),
                        ("givet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "ret til løndata",
                        "verbose_name_plural": "rettigheder til løndata",
                        "ordering": ("bruger", "institution", "konto"),
                        "constraints": [models.UniqueConstraint(fields=("bruger", "institution", "konto"), name="loenret_en_gang")],
                    },
                ),
            ],
        ),
    ]
