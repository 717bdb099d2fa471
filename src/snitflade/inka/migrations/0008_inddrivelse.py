"""Inddrivelse: claims at the authority, what happened to them, settlements and reconciliations."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_vente_dele_karantaene"),
        ("inka", "0007_betalingsservice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fordring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.PositiveSmallIntegerField(default=1)),
                ("ekstern_sagsnummer", models.CharField(max_length=50, unique=True)),
                ("kommune", models.CharField(max_length=4)),
                ("fordringshaver", models.CharField(max_length=20)),
                ("debitor_nummer", models.CharField(max_length=10)),
                ("fordringsgruppe", models.CharField(max_length=20)),
                ("fordringstype", models.CharField(max_length=20)),
                ("hovedstol", models.BigIntegerField()),
                ("forsoeg", models.PositiveSmallIntegerField(default=1)),
                (
                    "tilstand",
                    models.CharField(
                        choices=[
                            ("kø", "I kø til næste fil"),
                            ("i fil", "I fil"),
                            ("modtaget", "Modtaget"),
                            ("under", "Under inddrivelse"),
                            ("delvist", "Afregnet delvist"),
                            ("lukket", "Lukket"),
                            ("afvist", "Afvist"),
                            ("tilbagekaldt", "Tilbagekaldt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rest_hos", models.BigIntegerField()),
                ("linje", models.PositiveIntegerField(default=0)),
                ("sekvensnummer", models.CharField(blank=True, max_length=30)),
                ("record_id", models.CharField(blank=True, max_length=30)),
                ("aarsag", models.CharField(blank=True, max_length=250)),
                ("tilbagekaldes", models.CharField(blank=True, max_length=200)),
                (
                    "exchange",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fordringer",
                        to="exchange.exchange",
                    ),
                ),
                (
                    "regning",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="fordringer", to="inka.regning"),
                ),
            ],
            options={
                "verbose_name": "fordring i inddrivelse",
                "verbose_name_plural": "fordringer i inddrivelse",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Afvigelse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("beløb", "Beløbet er et andet hos dem"),
                            ("kun her", "Kun hos os"),
                            ("kun der", "Kun hos dem"),
                            ("status", "Åben det ene sted, lukket det andet"),
                            ("bogføring", "Bogføringen siger et andet beløb"),
                            ("sekvensnummer", "Et andet sekvensnummer"),
                            ("række", "Deres egne beløb går ikke op"),
                            ("debitor", "En anden debitor"),
                            ("uden krav", "Afregnet uden krav"),
                            ("afvist afregnet", "Afvist og afregnet"),
                            ("for meget", "Afregnet mere, end der var åbent"),
                            ("restsaldo", "Deres restsaldo er en anden"),
                            ("tilbageført", "Tilbageført uden betaling"),
                            ("afvisning", "Afvisningen passer ikke til noget sendt"),
                        ],
                        max_length=16,
                    ),
                ),
                ("linje", models.PositiveIntegerField()),
                ("kommune", models.CharField(max_length=4)),
                ("ekstern_sagsnummer", models.CharField(max_length=50)),
                ("vores", models.BigIntegerField(blank=True, null=True)),
                ("deres", models.BigIntegerField(blank=True, null=True)),
                ("bogfoert", models.BigIntegerField(blank=True, null=True)),
                ("forskel", models.BigIntegerField()),
                ("tekst", models.CharField(max_length=250)),
                ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("grund", models.CharField(blank=True, max_length=200)),
                ("lukket_af", models.CharField(blank=True, max_length=60)),
                ("lukket_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inddrivelse_afvigelser", to="exchange.exchange"
                    ),
                ),
                (
                    "fordring",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="afvigelser",
                        to="inka.fordring",
                    ),
                ),
            ],
            options={
                "verbose_name": "afvigelse hos Inddrivelse",
                "verbose_name_plural": "afvigelser hos Inddrivelse",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Afregningslinje",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fordringshaver", models.CharField(max_length=20)),
                ("betalings_id", models.CharField(max_length=20)),
                ("linje", models.PositiveIntegerField()),
                ("indbetalingsart", models.CharField(max_length=20)),
                ("dato", models.DateField()),
                ("hovedstol", models.BigIntegerField()),
                ("rente", models.BigIntegerField()),
                ("gebyr", models.BigIntegerField()),
                ("restsaldo", models.BigIntegerField()),
                ("aarsag", models.CharField(blank=True, max_length=30)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="afregningslinjer", to="exchange.exchange"
                    ),
                ),
                (
                    "fordring",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="afregningslinjer",
                        to="inka.fordring",
                    ),
                ),
            ],
            options={
                "verbose_name": "linje i afregning",
                "verbose_name_plural": "linjer i afregninger",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Fordringsart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kommune", models.CharField(max_length=4)),
                ("art", models.CharField(max_length=40)),
                ("fordringsgruppe", models.CharField(max_length=20)),
                ("fordringstype", models.CharField(max_length=20)),
                ("kraever_barn", models.BooleanField(default=False)),
                ("foraeldelse_aar", models.PositiveSmallIntegerField()),
                ("tekst", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name": "art hos Inddrivelse",
                "verbose_name_plural": "arter hos Inddrivelse",
                "ordering": ("kommune", "art"),
                "constraints": [models.UniqueConstraint(fields=("kommune", "art"), name="fordringsart_en_gang")],
            },
        ),
        migrations.CreateModel(
            name="Fordringsdata",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("barns_cpr", models.CharField(blank=True, max_length=10)),
                ("meddebitorer", models.CharField(blank=True, max_length=255)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("aendret_af", models.CharField(max_length=60)),
                ("aendret_tid", models.DateTimeField(auto_now=True)),
                (
                    "regning",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fordringsdata", to="inka.regning"
                    ),
                ),
            ],
            options={
                "verbose_name": "oplysning til Inddrivelse",
                "verbose_name_plural": "oplysninger til Inddrivelse",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Fordringshaendelse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("overgivet", "Skrevet i fil"),
                            ("fortrudt", "Filen blev taget tilbage"),
                            ("modtaget", "Modtaget"),
                            ("sekvensnummer", "Har fået sekvensnummer"),
                            ("afvist", "Afvist"),
                            ("igen", "Sat i kø igen"),
                            ("nedskrevet", "Nedskrevet"),
                            ("nedskrivning væk", "Nedskrivningen gælder ikke"),
                            ("afregnet", "Afregnet"),
                            ("afskrevet", "Afskrevet af myndigheden"),
                            ("tilbagekaldes", "Skal tilbagekaldes"),
                            ("tilbagekaldt", "Tilbagekaldt"),
                            ("lukket", "Lukket"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "tilstand",
                    models.CharField(
                        choices=[
                            ("kø", "I kø til næste fil"),
                            ("i fil", "I fil"),
                            ("modtaget", "Modtaget"),
                            ("under", "Under inddrivelse"),
                            ("delvist", "Afregnet delvist"),
                            ("lukket", "Lukket"),
                            ("afvist", "Afvist"),
                            ("tilbagekaldt", "Tilbagekaldt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("beloeb", models.BigIntegerField(default=0)),
                ("linje", models.PositiveIntegerField(default=0)),
                ("tekst", models.CharField(blank=True, max_length=250)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "exchange",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fordringshaendelser",
                        to="exchange.exchange",
                    ),
                ),
                (
                    "fordring",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="haendelser", to="inka.fordring"),
                ),
            ],
            options={
                "verbose_name": "hændelse for fordring",
                "verbose_name_plural": "hændelser for fordringer",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Inddrivelsesvalg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("egen", models.BooleanField(default=False)),
                ("bo_behandlet", models.BooleanField(default=False)),
                ("grund", models.CharField(max_length=200)),
                ("aendret_af", models.CharField(max_length=60)),
                ("aendret_tid", models.DateTimeField(auto_now=True)),
                (
                    "debitor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inddrivelsesvalg", to="inka.debitor"
                    ),
                ),
            ],
            options={
                "verbose_name": "valg om inddrivelse",
                "verbose_name_plural": "valg om inddrivelse",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Nedskrivning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beloeb", models.BigIntegerField()),
                (
                    "aarsag",
                    models.CharField(
                        choices=[
                            ("betaling", "Betalt til kommunen"),
                            ("nedsat", "Nedsat eller krediteret"),
                            ("tilbagekaldt", "Tilbagekaldt"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "tilstand",
                    models.CharField(
                        choices=[
                            ("i fil", "I fil"),
                            ("modtaget", "Modtaget"),
                            ("afvist", "Afvist"),
                            ("fortrudt", "Filen blev taget tilbage"),
                        ],
                        default="i fil",
                        max_length=10,
                    ),
                ),
                ("tekst", models.CharField(blank=True, max_length=250)),
                ("linje", models.PositiveIntegerField()),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nedskrivninger", to="exchange.exchange"
                    ),
                ),
                (
                    "fordeling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nedskrivninger",
                        to="inka.fordeling",
                    ),
                ),
                (
                    "fordring",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nedskrivninger", to="inka.fordring"
                    ),
                ),
            ],
            options={
                "verbose_name": "nedskrivning",
                "verbose_name_plural": "nedskrivninger",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Udsendelse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("modul", models.CharField(blank=True, max_length=40)),
                ("koersel", models.CharField(blank=True, max_length=40)),
                ("dato", models.DateField()),
                ("grund", models.CharField(max_length=200)),
                ("oprettet_af", models.CharField(max_length=60)),
                ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                (
                    "regning",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="udsendelse",
                        to="inka.regning",
                    ),
                ),
            ],
            options={
                "verbose_name": "bekræftet udsendelse",
                "verbose_name_plural": "bekræftede udsendelser",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Afstemning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kommune", models.CharField(max_length=4)),
                ("fordringshaver", models.CharField(max_length=20)),
                ("maaned", models.DateField()),
                ("antal", models.PositiveIntegerField()),
                ("restsaldo", models.BigIntegerField()),
                ("ens", models.PositiveIntegerField()),
                ("underskrevet_af", models.CharField(blank=True, max_length=60)),
                ("underskrevet_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "erstattet_af",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erstatter",
                        to="inka.afstemning",
                    ),
                ),
                (
                    "exchange",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inddrivelse_afstemning", to="exchange.exchange"
                    ),
                ),
            ],
            options={
                "verbose_name": "afstemning med Inddrivelse",
                "verbose_name_plural": "afstemninger med Inddrivelse",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("erstattet_af", None)),
                        fields=("fordringshaver", "maaned"),
                        name="afstemning_maaned_en_gang",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="fordring",
            index=models.Index(fields=["kommune", "tilstand"], name="fordring_tilstand"),
        ),
        migrations.AddIndex(
            model_name="fordring",
            index=models.Index(fields=["fordringshaver", "sekvensnummer"], name="fordring_sekvensnummer"),
        ),
        migrations.AddConstraint(
            model_name="fordring",
            constraint=models.UniqueConstraint(fields=("regning", "nummer"), name="fordring_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="fordring",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tilstand__in", ("i fil", "modtaget", "under", "delvist"))),
                fields=("regning",),
                name="fordring_ude_en_gang",
            ),
        ),
        migrations.AddConstraint(
            model_name="fordring",
            constraint=models.CheckConstraint(condition=models.Q(("hovedstol__gt", 0)), name="fordring_hovedstol"),
        ),
        migrations.AddIndex(
            model_name="afvigelse",
            index=models.Index(
                condition=models.Q(("lukket_tid", None)), fields=["kommune", "art"], name="inddrivelse_afvigelse_aaben"
            ),
        ),
        migrations.AddIndex(
            model_name="afvigelse",
            index=models.Index(fields=["exchange"], name="inddrivelse_afvigelse_fil"),
        ),
        migrations.AddConstraint(
            model_name="afregningslinje",
            constraint=models.UniqueConstraint(fields=("fordringshaver", "betalings_id"), name="afregningslinje_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="nedskrivning",
            constraint=models.UniqueConstraint(fields=("exchange", "linje"), name="nedskrivning_linje"),
        ),
        migrations.AddConstraint(
            model_name="nedskrivning",
            constraint=models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="nedskrivning_beloeb"),
        ),
        migrations.AddConstraint(
            model_name="udsendelse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("regning", None)), fields=("modul", "koersel"), name="udsendelse_en_gang"
            ),
        ),
        migrations.AddConstraint(
            model_name="udsendelse",
            constraint=models.CheckConstraint(
                condition=models.Q(("regning__isnull", False), models.Q(("koersel", ""), _negated=True), _connector="OR"),
                name="udsendelse_af_noget",
            ),
        ),
    ]
