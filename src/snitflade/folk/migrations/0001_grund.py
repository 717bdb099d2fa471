"""Places, persons with their versions, addresses, subscriptions, status mails."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("folk", "0001_tabeller"),
        ("folk", "0003_opslag"),
        ("folk", "0004_personer"),
        ("folk", "0005_abonnement"),
        ("folk", "0006_gar"),
        ("folk", "0007_opslag_hvorfor"),
        ("folk", "0008_statusmail"),
    ]

    initial = True

    dependencies = [
        ("exchange", "0001_grund"),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name="GarKommune",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("kode", models.CharField(blank=True, default="", max_length=3)),
                        ("navn", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "kommune i GAR",
                        "verbose_name_plural": "kommuner i GAR",
                    },
                ),
                migrations.CreateModel(
                    name="GarPostnummer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("nummer", models.CharField(blank=True, default="", max_length=4)),
                        ("distrikt", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "postnummer i GAR",
                        "verbose_name_plural": "postnumre i GAR",
                    },
                ),
                migrations.CreateModel(
                    name="Lokalitet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("navn", models.CharField(max_length=60, unique=True)),
                        ("kode", models.CharField(blank=True, max_length=4)),
                        ("geo_kode", models.CharField(blank=True, max_length=3)),
                    ],
                    options={
                        "verbose_name": "lokalitet",
                        "verbose_name_plural": "lokaliteter",
                        "ordering": ("navn",),
                    },
                ),
                migrations.CreateModel(
                    name="Abonnement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("personnummer", models.CharField(max_length=10, unique=True)),
                        ("oensket", models.BooleanField(default=True)),
                        ("grunde", models.JSONField(default=list)),
                        ("bortfaldet", models.CharField(blank=True, default="", max_length=120)),
                        ("siden", models.DateTimeField()),
                        (
                            "tilstand",
                            models.CharField(
                                choices=[
                                    ("ingen", "Ikke hos CPR"),
                                    ("oprettes", "Bestilt, venter på svar"),
                                    ("aktiv", "Hos CPR"),
                                    ("slettes", "Afmeldt, venter på svar"),
                                    ("slettet", "Slettet hos CPR"),
                                    ("fejl", "Afvist af CPR"),
                                    ("umulig", "Kan ikke bestilles"),
                                ],
                                default="ingen",
                                max_length=8,
                            ),
                        ),
                        ("operation", models.CharField(blank=True, default="", max_length=2)),
                        ("svaret", models.DateField(blank=True, null=True)),
                        ("fejlnr", models.CharField(blank=True, default="", max_length=4)),
                        ("fejltekst", models.CharField(blank=True, default="", max_length=65)),
                        (
                            "exchange",
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
                        "verbose_name": "abonnement",
                        "verbose_name_plural": "abonnementer",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["tilstand", "oensket"], name="abonnement_tilstand")],
                    },
                ),
                migrations.CreateModel(
                    name="Abonnementslinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("operation", models.CharField(max_length=2)),
                        ("rekvisition", models.BooleanField(default=False)),
                        ("fildato", models.DateField()),
                        ("forsoeg", models.PositiveSmallIntegerField(default=1)),
                        (
                            "foer",
                            models.CharField(
                                choices=[
                                    ("ingen", "Ikke hos CPR"),
                                    ("oprettes", "Bestilt, venter på svar"),
                                    ("aktiv", "Hos CPR"),
                                    ("slettes", "Afmeldt, venter på svar"),
                                    ("slettet", "Slettet hos CPR"),
                                    ("fejl", "Afvist af CPR"),
                                    ("umulig", "Kan ikke bestilles"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("aaben", models.BooleanField(default=True)),
                        ("svar", models.CharField(blank=True, default="", max_length=80)),
                        (
                            "abonnement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="linjer", to="folk.abonnement"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                        (
                            "svaret_af",
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
                        "verbose_name": "abonnementslinje",
                        "verbose_name_plural": "abonnementslinjer",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["aaben", "fildato"], name="abonnementslinje_aabne")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("aaben", True)), fields=("abonnement",), name="abonnementslinje_en_aaben"
                            ),
                            models.UniqueConstraint(fields=("exchange", "abonnement"), name="abonnementslinje_en_pr_fil"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CprLeverance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("opgavenr", models.CharField(max_length=6)),
                        ("proddto", models.DateField()),
                        ("proddtoforrig", models.DateField(blank=True, null=True)),
                        ("profil", models.CharField(max_length=20)),
                        ("foerste", models.BooleanField(default=False)),
                        ("brud", models.BooleanField(default=False)),
                        ("faerdig", models.BooleanField(default=False)),
                        ("nye", models.PositiveIntegerField(default=0)),
                        ("aendrede", models.PositiveIntegerField(default=0)),
                        ("uaendrede", models.PositiveIntegerField(default=0)),
                        ("nyere_findes", models.PositiveIntegerField(default=0)),
                        ("delvise", models.PositiveIntegerField(default=0)),
                        ("statusbrev", models.TextField(blank=True, default="")),
                        (
                            "statusmail",
                            models.CharField(
                                blank=True,
                                choices=[("", "Kun på siden"), ("venter", "Venter på at blive sendt"), ("sendt", "Sendt")],
                                default="",
                                max_length=6,
                            ),
                        ),
                        ("statusmail_sendt", models.DateTimeField(blank=True, null=True)),
                        ("statusmail_fejl", models.TextField(blank=True, default="")),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="cpr_leverance", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "CPR-leverance",
                        "verbose_name_plural": "CPR-leverancer",
                        "ordering": ("-proddto", "-id"),
                        "indexes": [models.Index(fields=["opgavenr", "proddto"], name="cpr_kaede")],
                    },
                ),
                migrations.CreateModel(
                    name="CprSvar",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linje", models.PositiveIntegerField()),
                        ("type", models.CharField(max_length=3)),
                        ("personnummer", models.CharField(blank=True, default="", max_length=10)),
                        ("inddata", models.CharField(blank=True, default="", max_length=75)),
                        ("fejlnr", models.CharField(blank=True, default="", max_length=4)),
                        ("fejltekst", models.CharField(blank=True, default="", max_length=65)),
                        ("tidspunkt", models.CharField(blank=True, default="", max_length=12)),
                        ("haendelse", models.CharField(blank=True, default="", max_length=3)),
                        ("nglkonst", models.CharField(blank=True, default="", max_length=15)),
                        ("laest", models.DateTimeField(blank=True, null=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "svar fra CPR",
                        "verbose_name_plural": "svar fra CPR",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["personnummer"], name="cpr_svar_person")],
                        "constraints": [models.UniqueConstraint(fields=("exchange", "linje"), name="cpr_svar_linje")],
                    },
                ),
                migrations.CreateModel(
                    name="GarAdgangsadresse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("kommune", models.CharField(blank=True, default="", max_length=3)),
                        ("lokalitet", models.CharField(blank=True, default="", max_length=4)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("husnr", models.CharField(blank=True, default="", max_length=4)),
                        ("bnr", models.CharField(blank=True, default="", max_length=4)),
                        ("bogstav", models.CharField(blank=True, default="", max_length=1)),
                        ("blok", models.TextField(blank=True, default="")),
                        ("postnr", models.CharField(blank=True, default="", max_length=4)),
                        ("bygning", models.CharField(blank=True, default="", max_length=60)),
                        ("status", models.TextField(blank=True, default="")),
                        ("ulaeselige", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "adgangsadresse i GAR",
                        "verbose_name_plural": "adgangsadresser i GAR",
                        "indexes": [models.Index(fields=["kommune", "vejkode"], name="gar_adgang_vej")],
                    },
                ),
                migrations.CreateModel(
                    name="GarAdresse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("adresse_id", models.CharField(blank=True, default="", max_length=16)),
                        ("adgang", models.CharField(max_length=60)),
                        ("enhed", models.CharField(blank=True, default="", max_length=60)),
                        ("kommune", models.CharField(blank=True, default="", max_length=3)),
                        ("lokalitet", models.CharField(blank=True, default="", max_length=4)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("husnr", models.CharField(blank=True, default="", max_length=4)),
                        ("bnr", models.CharField(blank=True, default="", max_length=4)),
                        ("etage", models.TextField(blank=True, default="")),
                        ("sidedoer", models.CharField(blank=True, default="", max_length=4)),
                        ("postnr", models.CharField(blank=True, default="", max_length=4)),
                        ("mangler", models.TextField(blank=True, default="")),
                        ("gaelder_fra", models.DateTimeField()),
                        ("gaelder_til", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "autoriseret adresse",
                        "verbose_name_plural": "autoriserede adresser",
                        "indexes": [
                            models.Index(fields=["adresse_id"], name="gar_adresse_id"),
                            models.Index(fields=["kommune", "vejkode"], name="gar_adresse_vej"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder_til", None)), fields=("adgang", "enhed"), name="gar_adresse_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GarBygning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("bnr", models.CharField(blank=True, default="", max_length=4)),
                        ("bogstav", models.CharField(blank=True, default="", max_length=1)),
                        ("anr", models.TextField(blank=True, default="")),
                        ("lokalitet", models.CharField(blank=True, default="", max_length=4)),
                    ],
                    options={
                        "verbose_name": "bygning i GAR",
                        "verbose_name_plural": "bygninger i GAR",
                        "indexes": [models.Index(fields=["lokalitet", "bnr"], name="gar_bygning_bnr")],
                    },
                ),
                migrations.CreateModel(
                    name="GarEnhedsadresse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("adgang", models.CharField(blank=True, default="", max_length=60)),
                        ("enhedsnummer", models.TextField(blank=True, default="")),
                        ("etage", models.TextField(blank=True, default="")),
                        ("doer", models.TextField(blank=True, default="")),
                        ("anvendelse", models.TextField(blank=True, default="")),
                        ("status", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "enhedsadresse i GAR",
                        "verbose_name_plural": "enhedsadresser i GAR",
                        "indexes": [models.Index(fields=["adgang"], name="gar_enhed_adgang")],
                    },
                ),
                migrations.CreateModel(
                    name="GarForskel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("lag", models.CharField(max_length=20)),
                        ("kilde_id", models.CharField(max_length=60)),
                        (
                            "art",
                            models.CharField(
                                choices=[("ny", "Ny"), ("ændret", "Ændret"), ("borte", "Borte"), ("igen", "Fundet igen")],
                                max_length=10,
                            ),
                        ),
                        ("navn", models.TextField(blank=True, default="")),
                        ("felt", models.TextField(blank=True, default="")),
                        ("foer", models.TextField(blank=True, default="")),
                        ("efter", models.TextField(blank=True, default="")),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gar_forskelle", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forskel i GAR",
                        "verbose_name_plural": "forskelle i GAR",
                        "ordering": ("exchange", "id"),
                        "indexes": [models.Index(fields=["lag", "kilde_id"], name="gar_forskel_paa")],
                    },
                ),
                migrations.CreateModel(
                    name="GarHentning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("hentet", models.DateTimeField()),
                        ("fuld", models.BooleanField()),
                        ("siden", models.DateTimeField(blank=True, null=True)),
                        ("taelling", models.JSONField(default=dict)),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gar_hentning", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hentning fra GAR",
                        "verbose_name_plural": "hentninger fra GAR",
                        "ordering": ("-hentet",),
                        "indexes": [models.Index(fields=["hentet"], name="gar_hentet")],
                    },
                ),
                migrations.CreateModel(
                    name="GarLokalitet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("kode", models.CharField(blank=True, default="", max_length=4)),
                        ("navn", models.TextField(blank=True, default="")),
                        ("forkortelse", models.TextField(blank=True, default="")),
                        ("kommune", models.CharField(blank=True, default="", max_length=3)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("type", models.TextField(blank=True, default="")),
                        ("status", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "lokalitet i GAR",
                        "verbose_name_plural": "lokaliteter i GAR",
                        "indexes": [models.Index(fields=["kode"], name="gar_lokalitet_kode")],
                    },
                ),
                migrations.CreateModel(
                    name="GarSletning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("lag", models.CharField(max_length=20)),
                        ("kilde_id", models.CharField(max_length=60)),
                        ("slettet", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "sletning i GAR",
                        "verbose_name_plural": "sletninger i GAR",
                        "constraints": [models.UniqueConstraint(fields=("lag", "kilde_id"), name="gar_sletning_once")],
                    },
                ),
                migrations.CreateModel(
                    name="GarVej",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kilde_id", models.CharField(max_length=60, unique=True)),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        ("foerst_set", models.DateTimeField()),
                        ("sidst_set", models.DateTimeField()),
                        ("set_fra", models.DateTimeField()),
                        ("borte", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        ("kommune", models.CharField(blank=True, default="", max_length=3)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("navn", models.TextField(blank=True, default="")),
                        ("adresseringsnavn", models.TextField(blank=True, default="")),
                        ("lokalitet", models.CharField(blank=True, default="", max_length=4)),
                    ],
                    options={
                        "verbose_name": "vej i GAR",
                        "verbose_name_plural": "veje i GAR",
                        "indexes": [models.Index(fields=["kommune", "vejkode"], name="gar_vej_kode")],
                    },
                ),
                migrations.CreateModel(
                    name="GarVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("lag", models.CharField(max_length=20)),
                        ("kilde_id", models.CharField(max_length=60)),
                        ("set_fra", models.DateTimeField()),
                        ("set_til", models.DateTimeField()),
                        ("redigeret", models.DateTimeField(blank=True, null=True)),
                        (
                            "borte_grund",
                            models.CharField(
                                blank=True,
                                choices=[("S", "Slettet i GAR"), ("F", "Ikke med i en fuld hentning")],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("raa", models.JSONField()),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gar_versioner", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tidligere version i GAR",
                        "verbose_name_plural": "tidligere versioner i GAR",
                        "ordering": ("lag", "kilde_id", "set_fra", "id"),
                        "indexes": [models.Index(fields=["lag", "kilde_id", "set_fra"], name="gar_version_af")],
                    },
                ),
                migrations.CreateModel(
                    name="Opslag",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tidspunkt", models.DateTimeField(default=django.utils.timezone.now)),
                        ("af", models.CharField(max_length=60)),
                        ("via", models.CharField(max_length=60)),
                        ("formaal", models.CharField(max_length=200)),
                        ("register", models.CharField(max_length=40)),
                        ("nummer", models.PositiveBigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "opslag",
                        "verbose_name_plural": "opslag",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["register", "nummer", "tidspunkt"], name="opslag_person"),
                            models.Index(fields=["af", "tidspunkt"], name="opslag_hvem"),
                            models.Index(fields=["tidspunkt"], name="opslag_tid"),
                            models.Index(fields=["formaal", "id"], name="opslag_hvorfor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("personnummer", models.CharField(max_length=10, unique=True)),
                        ("gaeldende", models.CharField(blank=True, default="", max_length=10)),
                        ("status", models.CharField(max_length=2)),
                        ("status_fra", models.CharField(blank=True, default="", max_length=12)),
                        ("status_usikker", models.BooleanField(default=False)),
                        ("koen", models.CharField(blank=True, default="", max_length=1)),
                        ("foedselsdato", models.DateField(blank=True, null=True)),
                        ("foedselsdato_usikker", models.BooleanField(default=False)),
                        ("foedested_myndighed", models.CharField(blank=True, default="", max_length=4)),
                        ("foedested", models.CharField(blank=True, default="", max_length=20)),
                        ("nummer_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("nummer_fra_usikker", models.BooleanField(default=False)),
                        ("nummer_til", models.CharField(blank=True, default="", max_length=10)),
                        ("nummer_til_usikker", models.BooleanField(default=False)),
                        ("stilling", models.CharField(blank=True, default="", max_length=34)),
                        ("fornavn", models.CharField(blank=True, default="", max_length=50)),
                        ("mellemnavn", models.CharField(blank=True, default="", max_length=40)),
                        ("efternavn", models.CharField(blank=True, default="", max_length=40)),
                        ("navn_fra", models.CharField(blank=True, default="", max_length=12)),
                        ("adresseringsnavn", models.CharField(blank=True, default="", max_length=34)),
                        ("soegenavn", models.CharField(blank=True, default="", max_length=140)),
                        ("kommunekode", models.CharField(blank=True, default="", max_length=4)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("husnr", models.CharField(blank=True, default="", max_length=4)),
                        ("etage", models.CharField(blank=True, default="", max_length=2)),
                        ("sidedoer", models.CharField(blank=True, default="", max_length=4)),
                        ("bnr", models.CharField(blank=True, default="", max_length=4)),
                        ("adressenoegle", models.CharField(blank=True, default="", max_length=22)),
                        ("conavn", models.CharField(blank=True, default="", max_length=34)),
                        ("tilflyttet", models.CharField(blank=True, default="", max_length=12)),
                        ("tilflyttet_usikker", models.BooleanField(default=False)),
                        ("tilflyttet_kommune", models.CharField(blank=True, default="", max_length=12)),
                        ("fraflyttet_kommunekode", models.CharField(blank=True, default="", max_length=4)),
                        ("supplerende_adresse", models.CharField(blank=True, default="", max_length=174)),
                        ("adresselinje", models.CharField(blank=True, default="", max_length=34)),
                        ("lokalitet", models.CharField(blank=True, default="", max_length=34)),
                        ("bynavn", models.CharField(blank=True, default="", max_length=34)),
                        ("postnr", models.CharField(blank=True, default="", max_length=4)),
                        ("postdistrikt", models.CharField(blank=True, default="", max_length=20)),
                        ("vejnavn", models.CharField(blank=True, default="", max_length=20)),
                        ("kontaktadresse", models.CharField(blank=True, default="", max_length=174)),
                        ("udrejst_land", models.CharField(blank=True, default="", max_length=4)),
                        ("udrejst", models.CharField(blank=True, default="", max_length=12)),
                        ("udlandsadresse", models.CharField(blank=True, default="", max_length=174)),
                        ("forsvundet", models.CharField(blank=True, default="", max_length=12)),
                        ("adressebeskyttet", models.BooleanField(default=False)),
                        ("beskyttelser", models.CharField(blank=True, default="", max_length=80)),
                        ("civilstand", models.CharField(blank=True, default="", max_length=1)),
                        ("civilstand_fra", models.CharField(blank=True, default="", max_length=12)),
                        ("aegtefaelle", models.CharField(blank=True, default="", max_length=10)),
                        ("aegtefaelle_foedt", models.CharField(blank=True, default="", max_length=10)),
                        ("aegtefaelle_navn", models.CharField(blank=True, default="", max_length=34)),
                        ("separeret_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("statsborgerskab", models.CharField(blank=True, default="", max_length=4)),
                        ("statsborgerskab_fra", models.CharField(blank=True, default="", max_length=12)),
                        ("folkekirke", models.CharField(blank=True, default="", max_length=1)),
                        ("mor", models.CharField(blank=True, default="", max_length=10)),
                        ("mor_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("mor_foedt", models.CharField(blank=True, default="", max_length=10)),
                        ("mor_navn", models.CharField(blank=True, default="", max_length=34)),
                        ("far", models.CharField(blank=True, default="", max_length=10)),
                        ("far_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("far_foedt", models.CharField(blank=True, default="", max_length=10)),
                        ("far_navn", models.CharField(blank=True, default="", max_length=34)),
                        ("umyndig", models.BooleanField(default=False)),
                        ("umyndig_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("leveret", models.DateField(blank=True, null=True)),
                        (
                            "exchange",
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
                        "verbose_name": "person",
                        "verbose_name_plural": "personer",
                        "ordering": ("personnummer",),
                        "indexes": [
                            models.Index(fields=["soegenavn"], name="person_soegenavn"),
                            models.Index(fields=["foedselsdato"], name="person_foedselsdato"),
                            models.Index(fields=["adressenoegle"], name="person_adresse"),
                            models.Index(fields=["mor"], name="person_mor"),
                            models.Index(fields=["far"], name="person_far"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notat",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(blank=True, default="", max_length=2)),
                        ("notat", models.CharField(blank=True, default="", max_length=40)),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notat",
                        "verbose_name_plural": "notater",
                    },
                ),
                migrations.CreateModel(
                    name="Navn",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("fornavn", models.CharField(blank=True, default="", max_length=50)),
                        ("mellemnavn", models.CharField(blank=True, default="", max_length=40)),
                        ("efternavn", models.CharField(blank=True, default="", max_length=40)),
                        ("slaegtsnavn", models.CharField(blank=True, default="", max_length=40)),
                        ("maerker", models.CharField(blank=True, default="", max_length=4)),
                        ("soegenavn", models.CharField(blank=True, default="", max_length=140)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "navn",
                        "verbose_name_plural": "navne",
                        "indexes": [models.Index(fields=["soegenavn"], name="navn_soegenavn")],
                    },
                ),
                migrations.CreateModel(
                    name="KommunaltForhold",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("type", models.CharField(blank=True, default="", max_length=1)),
                        ("kode", models.CharField(blank=True, default="", max_length=5)),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("bemaerkning", models.CharField(blank=True, default="", max_length=30)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kommunalt forhold",
                        "verbose_name_plural": "kommunale forhold",
                    },
                ),
                migrations.CreateModel(
                    name="Haendelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tidspunkt", models.CharField(blank=True, default="", max_length=12)),
                        ("kode", models.CharField(blank=True, default="", max_length=3)),
                        ("afledt", models.CharField(blank=True, default="", max_length=2)),
                        ("nglkonst", models.CharField(blank=True, default="", max_length=15)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hændelse",
                        "verbose_name_plural": "hændelser",
                    },
                ),
                migrations.CreateModel(
                    name="Forsvinding",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forsvinding",
                        "verbose_name_plural": "forsvindinger",
                    },
                ),
                migrations.CreateModel(
                    name="Foraeldremyndighed",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("type", models.CharField(blank=True, default="", max_length=4)),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("indehaver", models.CharField(blank=True, default="", max_length=10)),
                        ("indehaver_fra", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forældremyndighed",
                        "verbose_name_plural": "forældremyndigheder",
                        "indexes": [models.Index(fields=["indehaver"], name="foraeldremyndighed_nummer")],
                    },
                ),
                migrations.CreateModel(
                    name="Folkekirkeforhold",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("folkekirke", models.CharField(blank=True, default="", max_length=1)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "folkekirkeforhold",
                        "verbose_name_plural": "folkekirkeforhold",
                    },
                ),
                migrations.CreateModel(
                    name="Flyttepaabud",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        ("paabud", models.CharField(blank=True, default="", max_length=40)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "flyttepåbud",
                        "verbose_name_plural": "flyttepåbud",
                    },
                ),
                migrations.CreateModel(
                    name="Civilstand",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("civilstand", models.CharField(blank=True, default="", max_length=1)),
                        ("aegtefaelle", models.CharField(blank=True, default="", max_length=10)),
                        ("aegtefaelle_foedt", models.CharField(blank=True, default="", max_length=10)),
                        ("aegtefaelle_navn", models.CharField(blank=True, default="", max_length=34)),
                        ("separation", models.CharField(blank=True, default="", max_length=12)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "civilstand",
                        "verbose_name_plural": "civilstande",
                    },
                ),
                migrations.CreateModel(
                    name="Beskyttelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("type", models.CharField(blank=True, default="", max_length=4)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "beskyttelse",
                        "verbose_name_plural": "beskyttelser",
                    },
                ),
                migrations.CreateModel(
                    name="Barn",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("barn", models.CharField(max_length=10)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "barn",
                        "verbose_name_plural": "børn",
                        "indexes": [models.Index(fields=["barn"], name="barn_nummer")],
                    },
                ),
                migrations.CreateModel(
                    name="Advis",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("ny", models.BooleanField(default=False)),
                        ("haendelser", models.CharField(blank=True, default="", max_length=200)),
                        ("aendringer", models.JSONField(default=list)),
                        (
                            "leverance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="advis", to="folk.cprleverance"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="advis", to="folk.person"),
                        ),
                    ],
                    options={
                        "verbose_name": "advis",
                        "verbose_name_plural": "advis",
                        "ordering": ("-leverance", "id"),
                        "constraints": [models.UniqueConstraint(fields=("leverance", "person"), name="advis_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Adresse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("kommunekode", models.CharField(blank=True, default="", max_length=4)),
                        ("vejkode", models.CharField(blank=True, default="", max_length=4)),
                        ("husnr", models.CharField(blank=True, default="", max_length=4)),
                        ("etage", models.CharField(blank=True, default="", max_length=2)),
                        ("sidedoer", models.CharField(blank=True, default="", max_length=4)),
                        ("bnr", models.CharField(blank=True, default="", max_length=4)),
                        ("noegle", models.CharField(blank=True, default="", max_length=22)),
                        ("conavn", models.CharField(blank=True, default="", max_length=34)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "adresse",
                        "verbose_name_plural": "adresser",
                        "indexes": [models.Index(fields=["noegle"], name="adresse_noegle")],
                    },
                ),
                migrations.CreateModel(
                    name="PersonVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "leverance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="versioner", to="folk.cprleverance"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versioner", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "personversion",
                        "verbose_name_plural": "personversioner",
                    },
                ),
                migrations.CreateModel(
                    name="Separation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("noegle", models.CharField(blank=True, default="", max_length=12)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "separation",
                        "verbose_name_plural": "separationer",
                    },
                ),
                migrations.CreateModel(
                    name="Statsborgerskab",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("land", models.CharField(blank=True, default="", max_length=4)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "statsborgerskab",
                        "verbose_name_plural": "statsborgerskaber",
                    },
                ),
                migrations.CreateModel(
                    name="TidligereNummer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=10)),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=10)),
                        ("til_usikker", models.BooleanField(default=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tidligere nummer",
                        "verbose_name_plural": "tidligere numre",
                        "indexes": [models.Index(fields=["nummer"], name="tidligere_nummer")],
                    },
                ),
                migrations.CreateModel(
                    name="Udrejse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aktuel", models.BooleanField()),
                        ("annkor", models.CharField(blank=True, default="", max_length=1)),
                        ("fra", models.CharField(blank=True, default="", max_length=12)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("til", models.CharField(blank=True, default="", max_length=12)),
                        ("til_usikker", models.BooleanField(default=False)),
                        ("registreret", models.CharField(blank=True, default="", max_length=12)),
                        ("udrejst_land", models.CharField(blank=True, default="", max_length=4)),
                        ("indrejst_land", models.CharField(blank=True, default="", max_length=4)),
                        ("udlandsadresse", models.CharField(blank=True, default="", max_length=174)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "udrejse",
                        "verbose_name_plural": "ud- og indrejser",
                    },
                ),
                migrations.CreateModel(
                    name="UkendtRecord",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("type", models.CharField(blank=True, default="", max_length=3)),
                        ("raa", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ukendt record",
                        "verbose_name_plural": "ukendte records",
                    },
                ),
                migrations.CreateModel(
                    name="Vaergemaal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        ("fra_usikker", models.BooleanField(default=False)),
                        ("type", models.CharField(blank=True, default="", max_length=4)),
                        ("vaerge", models.CharField(blank=True, default="", max_length=10)),
                        ("vaerge_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("vaerge_navn", models.CharField(blank=True, default="", max_length=34)),
                        ("vaerge_adresse", models.CharField(blank=True, default="", max_length=174)),
                        ("vaerge_adresse_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("vaergemaalstype", models.CharField(blank=True, default="", max_length=15)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "værgemål",
                        "verbose_name_plural": "værgemål",
                    },
                ),
                migrations.CreateModel(
                    name="Valg",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(blank=True, default="", max_length=4)),
                        ("valgret_fra", models.CharField(blank=True, default="", max_length=10)),
                        ("fra", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="folk.person"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "valgoplysning",
                        "verbose_name_plural": "valgoplysninger",
                    },
                ),
            ],
        ),
    ]
