"""Tables."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Refusal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("prefix", models.CharField(blank=True, max_length=10)),
                        ("reason", models.CharField(max_length=60)),
                    ],
                    options={
                        "verbose_name": "afvisning",
                        "verbose_name_plural": "afvisninger",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["address", "at"], name="refusal_from"),
                            models.Index(fields=["at"], name="refusal_by_time"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Token",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("system", models.CharField(max_length=50)),
                        ("kommune", models.CharField(max_length=4)),
                        ("purpose", models.CharField(max_length=200)),
                        ("scopes", models.JSONField()),
                        ("prefix", models.CharField(max_length=10, unique=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("certificate", models.CharField(blank=True, max_length=64)),
                        ("per_minute", models.PositiveIntegerField()),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("created_by", models.CharField(max_length=60)),
                        ("expires_at", models.DateTimeField()),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_by", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "verbose_name": "token",
                        "verbose_name_plural": "tokens",
                        "ordering": ("-id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="token_udloeber"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("revoked_at", None), models.Q(("revoked_by", ""), _negated=True), _connector="OR"
                                ),
                                name="token_tilbagekaldt_af",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("operation", models.CharField(max_length=60)),
                        ("method", models.CharField(max_length=8)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(blank=True, max_length=60)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("milliseconds", models.PositiveIntegerField()),
                        ("persons", models.PositiveIntegerField(default=0)),
                        (
                            "token",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="api.token"),
                        ),
                    ],
                    options={
                        "verbose_name": "kald",
                        "verbose_name_plural": "kald",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["token", "at"], name="call_of_token"),
                            models.Index(fields=["at"], name="call_by_time"),
                        ],
                    },
                ),
            ],
        ),
    ]
