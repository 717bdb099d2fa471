"""Tables."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Forsoeg",
                    fields=[
                        ("noegle", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("antal", models.PositiveIntegerField(default=0)),
                        ("foerste", models.DateTimeField()),
                        ("laast_til", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "forsøg",
                        "verbose_name_plural": "forsøg",
                    },
                ),
                migrations.CreateModel(
                    name="Bruger",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "brugernavn",
                            models.CharField(
                                max_length=60,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator("\\A[\\w.@+-]+\\Z", "Brug bogstaver, tal og . @ + - _")
                                ],
                                verbose_name="brugernavn",
                            ),
                        ),
                        ("navn", models.CharField(blank=True, max_length=120, verbose_name="navn")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("is_active", models.BooleanField(default=True, verbose_name="kan logge ind")),
                        ("oprettet", models.DateTimeField(default=django.utils.timezone.now)),
                        ("skal_skifte", models.BooleanField(default=False)),
                        ("sprog", models.CharField(blank=True, max_length=5)),
                        ("oidc", models.CharField(blank=True, max_length=500, null=True, unique=True)),
                    ],
                    options={
                        "verbose_name": "bruger",
                        "verbose_name_plural": "brugere",
                        "ordering": ("brugernavn",),
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("brugernavn"),
                                name="bruger_en_gang",
                                violation_error_message="Brugernavnet er i brug.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indlogning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("adresse", models.GenericIPAddressField(null=True)),
                        ("program", models.CharField(blank=True, max_length=200)),
                        ("begyndt", models.DateTimeField()),
                        ("set", models.DateTimeField()),
                        (
                            "bruger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indlogninger",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indlogning",
                        "verbose_name_plural": "indlogninger",
                        "ordering": ("-set",),
                    },
                ),
                migrations.CreateModel(
                    name="Noedkode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("hash", models.CharField(max_length=64)),
                        ("brugt", models.DateTimeField(blank=True, null=True)),
                        (
                            "bruger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="noedkoder", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nødkode",
                        "verbose_name_plural": "nødkoder",
                        "constraints": [models.UniqueConstraint(fields=("bruger", "hash"), name="noedkode_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Rolle",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("delsystem", models.CharField(max_length=20)),
                        (
                            "rolle",
                            models.CharField(
                                choices=[
                                    ("laes", "Læse"),
                                    ("koer", "Køre"),
                                    ("godkend", "Godkende"),
                                    ("administrer", "Administrere"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("givet", models.DateTimeField(auto_now_add=True)),
                        ("givet_af", models.CharField(max_length=60)),
                        (
                            "bruger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="roller", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rolle",
                        "verbose_name_plural": "roller",
                        "ordering": ("bruger", "delsystem", "rolle"),
                        "constraints": [models.UniqueConstraint(fields=("bruger", "delsystem", "rolle"), name="rolle_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Tofaktor",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("forseglet", models.BinaryField()),
                        ("bekraeftet", models.DateTimeField(blank=True, null=True)),
                        ("sidste_tal", models.BigIntegerField(default=-1)),
                        (
                            "bruger",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tofaktor", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "to-faktor",
                        "verbose_name_plural": "to-faktor",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("forseglet", b""), _negated=True), name="tofaktor_har_hemmelighed"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
