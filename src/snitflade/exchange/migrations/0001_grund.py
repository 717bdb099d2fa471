"""The journal of exchanges, rhythm and alarms, system constants, quarantine."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("exchange", "0001_journal"),
        ("exchange", "0002_rytme_og_alarmer"),
        ("exchange", "0003_noegle_og_ankomst"),
        ("exchange", "0004_bestilling"),
        ("exchange", "0005_ankomst_sted"),
        ("exchange", "0006_systemkonstant"),
        ("exchange", "0007_gemt_svar"),
        ("exchange", "0008_vente_dele_karantaene"),
    ]

    initial = True

    dependencies = []

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="AuditHead",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveBigIntegerField(default=0)),
                        (
                            "hash",
                            models.CharField(
                                default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kædens ende",
                        "verbose_name_plural": "kædens ende",
                    },
                ),
                migrations.CreateModel(
                    name="Blob",
                    fields=[
                        ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("size", models.PositiveBigIntegerField()),
                        ("stored_at", models.DateTimeField(auto_now_add=True)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "bytes",
                        "verbose_name_plural": "bytes",
                    },
                ),
                migrations.CreateModel(
                    name="Expectation",
                    fields=[
                        ("interface", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("by", models.CharField(max_length=60)),
                    ],
                    options={
                        "verbose_name": "forventning",
                        "verbose_name_plural": "forventninger",
                    },
                ),
                migrations.CreateModel(
                    name="Worker",
                    fields=[
                        ("slot", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("host", models.CharField(max_length=120)),
                        ("pid", models.PositiveIntegerField()),
                        ("started_at", models.DateTimeField()),
                        ("beat_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "arbejder",
                        "verbose_name_plural": "arbejdere",
                    },
                ),
                migrations.CreateModel(
                    name="Alarm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=200)),
                        ("channel", models.CharField(max_length=20)),
                        ("opened_at", models.DateTimeField()),
                        ("first_told_at", models.DateTimeField(blank=True, null=True)),
                        ("last_told_at", models.DateTimeField(blank=True, null=True)),
                        ("told", models.PositiveIntegerField(default=0)),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "alarm",
                        "verbose_name_plural": "alarmer",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)), fields=("key", "channel"), name="alarm_open_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueMark",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("interface", models.CharField(max_length=60)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("by", models.CharField(max_length=60)),
                        ("due", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "mærke",
                        "verbose_name_plural": "mærker",
                        "indexes": [
                            models.Index(fields=["interface", "at"], name="due_mark_by_time"),
                            models.Index(fields=["interface", "due"], name="due_mark_by_due"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exchange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("interface", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=160)),
                        ("direction", models.CharField(choices=[("ud", "Ud"), ("ind", "Ind")], max_length=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("bygget", "Bygget"),
                                    ("godkendt", "Godkendt"),
                                    ("afsendes", "Afsendes"),
                                    ("venter", "Venter på aflevering med hånden"),
                                    ("uklar", "Uklar"),
                                    ("afsendt", "Afsendt"),
                                    ("taget", "Taget af modtager"),
                                    ("kvitteret", "Kvitteret"),
                                    ("annulleret", "Annulleret"),
                                    ("erstattet", "Erstattet"),
                                    ("modtaget", "Modtaget"),
                                    ("holdt", "Holdt tilbage"),
                                    ("anvendt", "Anvendt"),
                                    ("karantaene", "Delvis anvendt, linjer i karantæne"),
                                    ("afvist", "Afvist"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("kommune", models.CharField(blank=True, max_length=4)),
                        ("money", models.BooleanField(default=False)),
                        ("options", models.JSONField(default=dict)),
                        ("totals", models.JSONField(default=dict)),
                        ("sheet", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("created_by", models.CharField(max_length=60)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("approved_by", models.CharField(blank=True, max_length=60)),
                        ("state_at", models.DateTimeField(auto_now_add=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("note", models.TextField(blank=True)),
                        ("copy_to", models.CharField(blank=True, max_length=1000)),
                        ("copied_at", models.DateTimeField(blank=True, null=True)),
                        ("order", models.CharField(blank=True, db_default="", default="", max_length=80)),
                        ("parts", models.PositiveIntegerField(db_default=1, default=1)),
                        ("parts_done", models.PositiveIntegerField(db_default=0, default=0)),
                        ("tried_at", models.DateTimeField(blank=True, null=True)),
                        ("released_by", models.CharField(blank=True, db_default="", default="", max_length=60)),
                        ("released_why", models.TextField(blank=True, db_default="", default="")),
                        (
                            "superseded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supersedes",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "udveksling",
                        "verbose_name_plural": "udvekslinger",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["interface", "-id"], name="exchange_of_interface"),
                            models.Index(fields=["state", "state_at", "id", "interface"], name="exchange_by_state"),
                            models.Index(fields=["interface", "created_at"], name="exchange_by_time"),
                            models.Index(fields=["state", "interface", "state_at"], name="exchange_standing"),
                            models.Index(
                                condition=models.Q(("state__in", ("modtaget", "holdt"))),
                                fields=["interface", "order", "id"],
                                name="exchange_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("annulleret", "erstattet")), _negated=True),
                                fields=("interface", "key"),
                                name="exchange_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("money", False),
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("created_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="exchange_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("money", False),
                                    models.Q(("approved_by", ""), _negated=True),
                                    ("state__in", ("bygget", "annulleret", "erstattet")),
                                    _connector="OR",
                                ),
                                name="exchange_approved",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveBigIntegerField(unique=True)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=60)),
                        ("event", models.CharField(max_length=60)),
                        ("detail", models.JSONField(default=dict)),
                        ("before", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hændelse",
                        "verbose_name_plural": "hændelser",
                        "ordering": ("number",),
                        "indexes": [
                            models.Index(fields=["event", "number"], name="audit_by_event"),
                            models.Index(fields=["by", "number"], name="audit_by_whom"),
                            models.Index(fields=["at"], name="audit_by_time"),
                            models.Index(fields=["exchange", "event", "at"], name="audit_of_exchange"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrival",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=255)),
                        ("origin", models.CharField(blank=True, max_length=500)),
                        ("mark", models.CharField(blank=True, max_length=200)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("by", models.CharField(max_length=60)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ankomst",
                        "verbose_name_plural": "ankomster",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["origin"], name="arrival_of_origin")],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangeFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=255)),
                        ("format", models.CharField(max_length=40)),
                        ("attempted_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=500)),
                        ("reply", models.BinaryField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("receipt", models.TextField(blank=True, db_default="", default="")),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "blob",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="exchange.blob"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fil",
                        "verbose_name_plural": "filer",
                        "ordering": ("exchange", "number"),
                        "constraints": [models.UniqueConstraint(fields=("exchange", "number"), name="file_number")],
                    },
                ),
                migrations.CreateModel(
                    name="FetchValue",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("interface", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=100)),
                        ("value", models.TextField()),
                        ("at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "verbose_name": "hentet til",
                        "verbose_name_plural": "hentet til",
                        "constraints": [models.UniqueConstraint(fields=("interface", "key"), name="fetch_value_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Kept",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=60)),
                        ("stamp", models.CharField(max_length=64)),
                        ("value", models.JSONField()),
                    ],
                    options={
                        "verbose_name": "gemt svar",
                        "verbose_name_plural": "gemte svar",
                        "constraints": [models.UniqueConstraint(fields=("name", "key"), name="kept_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("interface", models.CharField(max_length=60)),
                        ("options", models.JSONField(default=dict)),
                        ("by", models.CharField(max_length=60)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("problems", models.JSONField(default=list)),
                        ("occasion", models.CharField(blank=True, max_length=40)),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "instead_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bestilling",
                        "verbose_name_plural": "bestillinger",
                        "ordering": ("-id",),
                        "indexes": [models.Index(fields=["ended_at", "at"], name="order_waiting")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("occasion", ""), _negated=True),
                                fields=("interface", "occasion"),
                                name="order_once_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProblemRow",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=60)),
                        ("severity", models.CharField(choices=[("fejl", "fejl"), ("advarsel", "advarsel")], max_length=10)),
                        ("message", models.TextField()),
                        ("file", models.CharField(blank=True, max_length=255)),
                        ("line", models.PositiveIntegerField(default=0)),
                        ("column", models.PositiveIntegerField(default=0)),
                        ("field", models.CharField(blank=True, max_length=60)),
                        ("record", models.CharField(blank=True, max_length=20)),
                        ("raw", models.TextField(blank=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "problem",
                        "verbose_name_plural": "problemer",
                        "ordering": ("exchange", "line", "column", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="QuarantinedLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("line", models.PositiveIntegerField()),
                        ("lines", models.JSONField(default=list)),
                        ("key", models.CharField(blank=True, max_length=120)),
                        ("sealed", models.BinaryField()),
                        ("shown_only", models.BooleanField(default=False)),
                        ("reason", models.TextField()),
                        ("corrected", models.BinaryField(blank=True, null=True)),
                        ("corrected_by", models.CharField(blank=True, max_length=60)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="quarantine", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linje i karantæne",
                        "verbose_name_plural": "linjer i karantæne",
                        "ordering": ("exchange", "line"),
                        "constraints": [models.UniqueConstraint(fields=("exchange", "line"), name="quarantined_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Systemkonstant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=60)),
                        ("vaerdi", models.CharField(blank=True, max_length=200)),
                        ("gyldig_fra", models.DateField(blank=True, null=True)),
                        ("kilde", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "verbose_name": "systemkonstant",
                        "verbose_name_plural": "systemkonstanter",
                        "ordering": ("nummer", "gyldig_fra"),
                        "constraints": [
                            models.UniqueConstraint(fields=("nummer", "gyldig_fra"), name="konstant_pr_dato"),
                            models.UniqueConstraint(
                                condition=models.Q(("gyldig_fra", None)), fields=("nummer",), name="konstant_altid"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
