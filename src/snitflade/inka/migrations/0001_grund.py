"""Debtors, bills, claims and payments, Betalingsservice, collection."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("inka", "0001_tabeller"),
        ("inka", "0002_debitorservice"),
        ("inka", "0003_krav"),
        ("inka", "0004_regninger_som_krav"),
        ("inka", "0005_krav_rest"),
        ("inka", "0006_regning_orden"),
        ("inka", "0007_betalingsservice"),
        ("inka", "0008_inddrivelse"),
    ]

    initial = True

    dependencies = [
        ("bogh", "0001_grund"),
        ("exchange", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="Debitor",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kundenummer", models.CharField(max_length=10, unique=True)),
                        ("navn", models.CharField(max_length=100)),
                        ("cvr", models.CharField(blank=True, max_length=8)),
                        ("gln", models.CharField(blank=True, max_length=13)),
                        ("personnummer", models.CharField(blank=True, max_length=10)),
                        ("betales_fra_konto", models.CharField(blank=True, max_length=10)),
                        (
                            "sprog",
                            models.CharField(
                                choices=[("da", "Dansk"), ("kl", "Kalaallisut"), ("en", "English")], default="da", max_length=2
                            ),
                        ),
                        ("offentlig", models.BooleanField(blank=True, null=True)),
                        ("vejnavn", models.CharField(blank=True, db_default="", default="", max_length=40)),
                        ("husnr", models.CharField(blank=True, db_default="", default="", max_length=5)),
                        ("bnr", models.CharField(blank=True, db_default="", default="", max_length=5)),
                        ("lejlighed", models.CharField(blank=True, db_default="", default="", max_length=5)),
                        ("lokalitet", models.CharField(blank=True, db_default="", default="", max_length=4)),
                        ("postnr", models.CharField(blank=True, db_default="", default="", max_length=10)),
                        ("by", models.CharField(blank=True, db_default="", default="", max_length=40)),
                        ("land", models.CharField(blank=True, db_default="", default="", max_length=40)),
                        ("co", models.CharField(blank=True, db_default="", default="", max_length=66)),
                        ("adressebeskyttet", models.BooleanField(db_default=False, default=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("aktiv", "Aktiv"), ("udrejst", "Udrejst"), ("død", "Død"), ("lukket", "Lukket")],
                                db_default="aktiv",
                                default="aktiv",
                                max_length=7,
                            ),
                        ),
                        ("renoweb_kundeid", models.CharField(blank=True, db_default="", default="", max_length=20)),
                        ("aendret", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ],
                    options={
                        "verbose_name": "debitor",
                        "verbose_name_plural": "debitorer",
                        "ordering": ("kundenummer",),
                        "indexes": [
                            models.Index(fields=["personnummer"], name="debitor_personnummer"),
                            models.Index(fields=["cvr"], name="debitor_cvr"),
                            models.Index(fields=["gln"], name="debitor_gln"),
                            models.Index(fields=["aendret", "id"], name="debitor_aendret"),
                            models.Index(django.db.models.functions.text.Upper("navn"), name="debitor_navn_stort"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("renoweb_kundeid", ""), _negated=True),
                                fields=("renoweb_kundeid",),
                                name="debitor_renoweb_en_gang",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BSOpkraevning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.PositiveIntegerField(unique=True)),
                        ("kommune", models.CharField(max_length=4)),
                        ("pbs_nummer", models.CharField(max_length=8)),
                        ("debitorgruppe", models.CharField(max_length=5)),
                        ("kunde", models.CharField(max_length=15)),
                        ("aftalenummer", models.CharField(max_length=9)),
                        ("forfaldsdato", models.DateField()),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("sendt", "Sendt"),
                                    ("betalt", "Betalt"),
                                    ("afvist", "Afvist af betaler"),
                                    ("afmeldt", "Afmeldt"),
                                    ("tilbageført", "Tilbageført"),
                                    ("annulleret", "Annulleret, før den blev sendt"),
                                    ("prøve", "Prøve"),
                                ],
                                default="sendt",
                                max_length=12,
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="exchange.exchange"
                            ),
                        ),
                        (
                            "svar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bs_svar",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="inka.debitor"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "opkrævning gennem Betalingsservice",
                        "verbose_name_plural": "opkrævninger gennem Betalingsservice",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["kommune", "forfaldsdato"], name="bs_opkraevning_forfald"),
                            models.Index(fields=["kunde"], name="bs_opkraevning_kunde"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ("annulleret", "prøve")), _negated=True),
                                fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer", "forfaldsdato"),
                                name="bs_opkraevning_en_gang",
                            ),
                            models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="bs_opkraevning_beloeb"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BSAftale",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("pbs_nummer", models.CharField(max_length=8)),
                        ("debitorgruppe", models.CharField(max_length=5)),
                        ("kunde", models.CharField(max_length=15)),
                        ("aftalenummer", models.CharField(max_length=9)),
                        ("start", models.DateField(blank=True, null=True)),
                        ("slut", models.DateField(blank=True, null=True)),
                        ("fra_leverance", models.CharField(max_length=20)),
                        (
                            "debitor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bs_aftaler",
                                to="inka.debitor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aftale med Betalingsservice",
                        "verbose_name_plural": "aftaler med Betalingsservice",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["debitor", "debitorgruppe"], name="bs_aftale_debitor")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer"), name="bs_aftale_en_gang"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Afdragsordning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("grund", models.CharField(max_length=200)),
                        ("fra", models.DateField()),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                        ("ophoert_af", models.CharField(blank=True, max_length=60)),
                        ("ophoert_tid", models.DateTimeField(blank=True, null=True)),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="afdragsordninger", to="inka.debitor"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "afdragsordning",
                        "verbose_name_plural": "afdragsordninger",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Debitorgruppe",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("nummer", models.CharField(max_length=5)),
                        ("navn", models.CharField(max_length=35)),
                        ("hovedtekst", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "verbose_name": "debitorgruppe",
                        "verbose_name_plural": "debitorgrupper",
                        "ordering": ("kommune", "nummer"),
                        "constraints": [models.UniqueConstraint(fields=("kommune", "nummer"), name="debitorgruppe_en_gang")],
                    },
                ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inddrivelse_afvigelser",
                                to="exchange.exchange",
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lukket_tid", None)),
                                fields=["kommune", "art"],
                                name="inddrivelse_afvigelse_aaben",
                            ),
                            models.Index(fields=["exchange"], name="inddrivelse_afvigelse_fil"),
                        ],
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
                        "constraints": [
                            models.UniqueConstraint(fields=("fordringshaver", "betalings_id"), name="afregningslinje_en_gang")
                        ],
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="haendelser", to="inka.fordring"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hændelse for fordring",
                        "verbose_name_plural": "hændelser for fordringer",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Gruppeart",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("art", models.CharField(max_length=40)),
                        (
                            "gruppe",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="arter", to="inka.debitorgruppe"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "art i debitorgruppe",
                        "verbose_name_plural": "arter i debitorgrupper",
                        "ordering": ("kommune", "art"),
                        "constraints": [models.UniqueConstraint(fields=("kommune", "art"), name="gruppeart_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Indbetaling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde", models.CharField(max_length=60)),
                        ("noegle", models.CharField(max_length=160)),
                        ("kommune", models.CharField(max_length=4)),
                        ("dato", models.DateField()),
                        ("bogfoeringsdato", models.DateField()),
                        ("beloeb", models.BigIntegerField()),
                        ("rest", models.BigIntegerField()),
                        ("aarsag", models.CharField(blank=True, max_length=30)),
                        ("konto", models.CharField(max_length=21)),
                        ("koekonto", models.CharField(max_length=21)),
                        ("soegt", models.CharField(max_length=14)),
                        ("soegt_nummer", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("reference", models.CharField(blank=True, max_length=60)),
                        ("betaler", models.CharField(blank=True, max_length=100)),
                        ("tekst", models.CharField(blank=True, max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bilag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="indbetalinger", to="bogh.bilag"
                            ),
                        ),
                        (
                            "debitor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indbetalinger",
                                to="inka.debitor",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indbetalinger",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indbetaling",
                        "verbose_name_plural": "indbetalinger",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("rest", 0), _negated=True), fields=["kommune", "dato"], name="indbetaling_koe"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("kilde", "noegle"), name="indbetaling_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gt", 0), ("rest__gte", 0), ("rest__lte", models.F("beloeb"))),
                                name="indbetaling_rest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fordeling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(
                                choices=[
                                    ("betaling", "Betaling"),
                                    ("udligning", "Udligning med kredit"),
                                    ("nedskrivning", "Nedskrivning"),
                                    ("annullering", "Annulleret"),
                                    ("tilbageført", "Indbetalingen er tilbageført"),
                                    ("udbetalt", "Betalt tilbage"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("beloeb", models.BigIntegerField()),
                        ("dato", models.DateField()),
                        ("grund", models.CharField(blank=True, max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bilag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="fordelinger", to="bogh.bilag"
                            ),
                        ),
                        (
                            "ophaever",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ophaevet_af",
                                to="inka.fordeling",
                            ),
                        ),
                        (
                            "indbetaling",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fordelinger",
                                to="inka.indbetaling",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fordeling",
                        "verbose_name_plural": "fordelinger",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="BSPost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("noegle", models.CharField(max_length=32, unique=True)),
                        ("linje", models.PositiveIntegerField()),
                        ("transaktionskode", models.CharField(max_length=4)),
                        ("slaegt", models.CharField(max_length=32)),
                        ("bogfoeringsdato", models.DateField(blank=True, null=True)),
                        ("beloeb", models.BigIntegerField()),
                        ("aarsag", models.CharField(blank=True, max_length=30)),
                        ("venter", models.BooleanField(default=False)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bs_poster", to="exchange.exchange"
                            ),
                        ),
                        (
                            "opkraevning",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="poster",
                                to="inka.bsopkraevning",
                            ),
                        ),
                        (
                            "indbetaling",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bs_poster",
                                to="inka.indbetaling",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "post fra Betalingsservice",
                        "verbose_name_plural": "poster fra Betalingsservice",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["slaegt"], name="bs_post_slaegt"),
                            models.Index(condition=models.Q(("venter", True)), fields=["exchange"], name="bs_post_venter"),
                        ],
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
                    name="Leverance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("art", models.CharField(max_length=10)),
                        ("noegle", models.CharField(max_length=80)),
                        ("nummer", models.BigIntegerField(blank=True, null=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="leverancer", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "leverance",
                        "verbose_name_plural": "leverancer",
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("art", "noegle"), name="leverance_en_gang")],
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
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "linje"), name="nedskrivning_linje"),
                            models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="nedskrivning_beloeb"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Regning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.PositiveBigIntegerField(unique=True)),
                        ("modul", models.CharField(max_length=40)),
                        ("kommune", models.CharField(max_length=4)),
                        ("periode", models.CharField(max_length=6)),
                        ("koersel", models.CharField(db_index=True, max_length=40)),
                        ("omraadenummer", models.CharField(max_length=3)),
                        ("beloeb", models.BigIntegerField()),
                        ("betales_fra_konto", models.CharField(blank=True, max_length=10)),
                        ("posteringsdato", models.DateField()),
                        ("forfaldsdato", models.DateField()),
                        ("regnskabsaar", models.PositiveSmallIntegerField()),
                        ("tekstlinjer", models.TextField(blank=True)),
                        ("rest", models.BigIntegerField(editable=False)),
                        ("konto", models.CharField(blank=True, max_length=21)),
                        ("art", models.CharField(blank=True, db_default="", default="", max_length=20)),
                        ("debitorgruppe", models.CharField(blank=True, db_default="", default="", max_length=5)),
                        ("regningsnummer", models.PositiveBigIntegerField(blank=True, db_index=True, null=True)),
                        (
                            "debitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="regninger", to="inka.debitor"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="regninger",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "regning",
                        "verbose_name_plural": "regninger",
                        "ordering": ("nummer",),
                        "indexes": [
                            models.Index(fields=["modul", "periode"], name="regning_modul_periode"),
                            models.Index(fields=["periode", "id"], name="regning_efter_periode"),
                            models.Index(fields=["forfaldsdato", "id"], name="regning_efter_forfald"),
                            models.Index(fields=["beloeb", "id"], name="regning_efter_beloeb"),
                            models.Index(condition=models.Q(("rest", 0), _negated=True), fields=["rest"], name="regning_aaben"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beloeb__gte", 0), ("rest__gte", 0), ("rest__lte", models.F("beloeb"))),
                                    models.Q(("beloeb__lt", 0), ("rest__gte", models.F("beloeb")), ("rest__lte", 0)),
                                    _connector="OR",
                                ),
                                name="regning_rest",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Henstand",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("til", models.DateField()),
                        ("grund", models.CharField(max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                        ("ophoert_af", models.CharField(blank=True, max_length=60)),
                        ("ophoert_tid", models.DateTimeField(blank=True, null=True)),
                        (
                            "regning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="henstande", to="inka.regning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "henstand",
                        "verbose_name_plural": "henstande",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ophoert_tid", None)), fields=("regning",), name="henstand_en_ad_gangen"
                            )
                        ],
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
                    name="BSOpkraevningskrav",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("beloeb", models.BigIntegerField()),
                        ("ude", models.BooleanField(default=True)),
                        (
                            "opkraevning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="inka.bsopkraevning"
                            ),
                        ),
                        (
                            "regning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bs_opkraevninger", to="inka.regning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "krav i opkrævning",
                        "verbose_name_plural": "krav i opkrævninger",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ude", True)), fields=("regning",), name="bs_krav_ude_en_gang"
                            ),
                            models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="bs_krav_beloeb"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Afdragskrav",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("rest", models.BigIntegerField()),
                        ("gaelder", models.BooleanField(default=True)),
                        (
                            "ordning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="krav", to="inka.afdragsordning"
                            ),
                        ),
                        (
                            "regning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="afdragskrav", to="inka.regning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "krav i afdragsordning",
                        "verbose_name_plural": "krav i afdragsordninger",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder", True)), fields=("regning",), name="krav_i_en_ordning"
                            )
                        ],
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("regning", None)), fields=("modul", "koersel"), name="udsendelse_en_gang"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("regning__isnull", False), models.Q(("koersel", ""), _negated=True), _connector="OR"
                                ),
                                name="udsendelse_af_noget",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Afdragsrate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.PositiveSmallIntegerField()),
                        ("forfaldsdato", models.DateField()),
                        ("beloeb", models.BigIntegerField()),
                        (
                            "ordning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rater", to="inka.afdragsordning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "afdragsrate",
                        "verbose_name_plural": "afdragsrater",
                        "ordering": ("ordning", "nummer"),
                        "constraints": [
                            models.UniqueConstraint(fields=("ordning", "nummer"), name="afdragsrate_nummer"),
                            models.CheckConstraint(condition=models.Q(("beloeb__gt", 0)), name="afdragsrate_beloeb"),
                        ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inddrivelse_afstemning",
                                to="exchange.exchange",
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
                migrations.CreateModel(
                    name="BSAftalepost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linje", models.PositiveIntegerField()),
                        ("transaktionskode", models.CharField(max_length=4)),
                        ("dato", models.DateField()),
                        ("ophoersdato", models.DateField(blank=True, null=True)),
                        ("virkning", models.CharField(max_length=60)),
                        (
                            "aftale",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="poster", to="inka.bsaftale"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bs_aftaleposter", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aftalepost",
                        "verbose_name_plural": "aftaleposter",
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("exchange", "linje"), name="bs_aftalepost_en_gang")],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="fordring",
            name="regning",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="fordringer", to="inka.regning"),
        ),
        migrations.AddField(
            model_name="fordeling",
            name="regning",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="fordelinger", to="inka.regning"
            ),
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
        migrations.AddConstraint(
            model_name="fordeling",
            constraint=models.CheckConstraint(
                condition=models.Q(("indbetaling__isnull", False), ("regning__isnull", False), _connector="OR"),
                name="fordeling_af_noget",
            ),
        ),
    ]
