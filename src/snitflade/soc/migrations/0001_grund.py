"""Housing benefit, child benefit, payouts, pension, disability."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from snitflade.exchange.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("soc", "0001_boligsikring"),
        ("soc", "0010_boernetilskud"),
        ("soc", "0020_udbetalinger"),
        ("soc", "0030_pension"),
        ("soc", "0040_handicap"),
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
                    name="Ipisnoegle",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4, unique=True)),
                        ("forseglet", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "nøgle til pseudonymer",
                        "verbose_name_plural": "nøgler til pseudonymer",
                    },
                ),
                migrations.CreateModel(
                    name="Pensionsfradrag",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("gyldig_fra", models.DateField(unique=True)),
                        ("gyldig_til", models.DateField(blank=True, null=True)),
                        ("alderspension", models.PositiveBigIntegerField()),
                        ("foertidspension", models.PositiveBigIntegerField()),
                        ("kilde", models.CharField(max_length=200)),
                    ],
                    options={
                        "verbose_name": "pensionsfradrag",
                        "verbose_name_plural": "pensionsfradrag",
                        "ordering": ("gyldig_fra",),
                    },
                ),
                migrations.CreateModel(
                    name="Ydelsesart",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("nummer", models.CharField(max_length=10, unique=True)),
                        ("navn", models.CharField(max_length=60)),
                    ],
                    options={
                        "verbose_name": "ydelsesart",
                        "verbose_name_plural": "ydelsesarter",
                        "ordering": ("nummer",),
                    },
                ),
                migrations.CreateModel(
                    name="Ansoegning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aar", models.PositiveSmallIntegerField()),
                        ("kommune", models.CharField(max_length=4)),
                        ("ansoeger", models.CharField(max_length=10)),
                        ("telefon", models.CharField(blank=True, max_length=20)),
                        ("lejemaalsnr", models.CharField(blank=True, max_length=20)),
                        ("lokalitet", models.CharField(max_length=4)),
                        ("vejkode", models.CharField(blank=True, max_length=4)),
                        ("husnr", models.CharField(blank=True, max_length=4)),
                        ("bnr", models.CharField(blank=True, max_length=5)),
                        ("lejlighed", models.CharField(blank=True, max_length=5)),
                        ("antal_rum", models.PositiveSmallIntegerField()),
                        (
                            "boligtype",
                            models.CharField(choices=[("B", "Bolig"), ("E", "Enkeltværelse")], default="B", max_length=1),
                        ),
                        ("indflyttet", models.DateField()),
                        ("fraflyttet", models.DateField(blank=True, null=True)),
                        ("dispensation_fra", models.DateField(blank=True, null=True)),
                        ("dispensation_til", models.DateField(blank=True, null=True)),
                        ("trukket", models.DateField(blank=True, null=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "forrige",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="naeste",
                                to="soc.ansoegning",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ansøgning om boligsikring",
                        "verbose_name_plural": "ansøgninger om boligsikring",
                        "ordering": ("-aar", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Boernetilskudssats",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("gyldig_fra", models.DateField(unique=True)),
                        ("gyldig_til", models.DateField(blank=True, null=True)),
                        ("kilde", models.CharField(max_length=200)),
                        (
                            "model",
                            models.CharField(
                                choices=[
                                    ("lineaer", "Aftrapning til et bortfald, der stiger med antallet af børn"),
                                    ("baand", "Tabel over indkomster"),
                                    ("procent", "Aftrapning med en procent af indkomsten over grænsen"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("maks_pr_barn_aar", models.PositiveBigIntegerField()),
                        ("fuld_indtil", models.PositiveBigIntegerField()),
                        ("bortfald_grund", models.PositiveBigIntegerField()),
                        ("bortfald_pr_barn", models.PositiveBigIntegerField()),
                        ("procent", models.PositiveIntegerField()),
                        ("mindste", models.PositiveBigIntegerField()),
                        ("standardfradrag", models.BooleanField()),
                        ("bekraeftet", models.BooleanField()),
                    ],
                    options={
                        "verbose_name": "børnetilskudssats",
                        "verbose_name_plural": "børnetilskudssatser",
                        "ordering": ("gyldig_fra",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gyldig_til", None), ("gyldig_til__gte", models.F("gyldig_fra")), _connector="OR"
                                ),
                                name="boernetilskudssats_periode",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Boligsats",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("gyldig_fra", models.DateField(unique=True)),
                        ("gyldig_til", models.DateField(blank=True, null=True)),
                        ("kilde", models.CharField(max_length=200)),
                        ("uden_graense", models.PositiveBigIntegerField()),
                        ("uden_point", models.PositiveIntegerField()),
                        ("uden_minimum", models.PositiveIntegerField()),
                        ("med_graense", models.PositiveBigIntegerField()),
                        ("med_point", models.PositiveIntegerField()),
                        ("med_minimum", models.PositiveIntegerField()),
                        ("maks_aar", models.PositiveBigIntegerField()),
                        ("maks_aar_enkeltvaerelse", models.PositiveBigIntegerField()),
                        ("min_aar", models.PositiveBigIntegerField()),
                        (
                            "trin",
                            models.CharField(
                                choices=[
                                    ("hele", "Hele tusinder"),
                                    ("paabegyndte", "Påbegyndte tusinder"),
                                    ("lineaer", "Hver krone"),
                                ],
                                default="hele",
                                max_length=11,
                            ),
                        ),
                        (
                            "afrunding",
                            models.CharField(
                                choices=[
                                    ("krone", "Hele kroner, halve op"),
                                    ("oere", "Øre, halve op"),
                                    ("krone_ned", "Hele kroner, nedad"),
                                ],
                                default="krone",
                                max_length=9,
                            ),
                        ),
                        (
                            "delmaaned",
                            models.CharField(
                                choices=[("hel", "Hel måned, når lejemålet gælder den 1."), ("dage", "Efter dage")],
                                default="hel",
                                max_length=4,
                            ),
                        ),
                        (
                            "metode",
                            models.CharField(
                                choices=[("formel", "Formlen i §§ 1 og 2"), ("tabel", "Bekendtgørelsens tabel (bilag 1)")],
                                default="formel",
                                max_length=6,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "boligsikringssats",
                        "verbose_name_plural": "boligsikringssatser",
                        "ordering": ("gyldig_fra",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gyldig_til", None), ("gyldig_til__gte", models.F("gyldig_fra")), _connector="OR"
                                ),
                                name="boligsats_periode",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handicapkode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "art",
                            models.CharField(
                                choices=[("T", "Handicaptype"), ("F", "Foranstaltning"), ("D", "Diagnose")], max_length=1
                            ),
                        ),
                        ("kode", models.CharField(max_length=20)),
                        ("tekst", models.CharField(max_length=100)),
                        ("ipis", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "verbose_name": "handicapkode",
                        "verbose_name_plural": "handicapkoder",
                        "ordering": ("art", "kode"),
                        "constraints": [models.UniqueConstraint(fields=("art", "kode"), name="handicapkode_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Handicapkort",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("cpr", models.CharField(max_length=10)),
                        ("lokalitet", models.CharField(max_length=4)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "diagnose",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kort_af_diagnose",
                                to="soc.handicapkode",
                            ),
                        ),
                        (
                            "handicaptype",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="kort_af_type", to="soc.handicapkode"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "handicapkort",
                        "verbose_name_plural": "handicapkort",
                        "ordering": ("kommune", "cpr"),
                        "constraints": [models.UniqueConstraint(fields=("kommune", "cpr"), name="handicapkort_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Handicapforanstaltning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("timer", models.PositiveIntegerField(blank=True, null=True)),
                        ("fra", models.DateField()),
                        ("til", models.DateField(blank=True, null=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        (
                            "kode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="foranstaltninger", to="soc.handicapkode"
                            ),
                        ),
                        (
                            "kort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="foranstaltninger", to="soc.handicapkort"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "foranstaltning",
                        "verbose_name_plural": "foranstaltninger",
                        "ordering": ("kort", "fra", "pk"),
                        "constraints": [
                            models.UniqueConstraint(fields=("kort", "kode", "fra"), name="handicapforanstaltning_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="handicapforanstaltning_dage",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Huslejelinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.DateField()),
                        ("beloeb", models.PositiveBigIntegerField()),
                        ("kilde", models.CharField(max_length=100)),
                        (
                            "ansoegning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="huslejer", to="soc.ansoegning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "husleje",
                        "verbose_name_plural": "huslejer",
                        "ordering": ("ansoegning", "fra"),
                        "constraints": [models.UniqueConstraint(fields=("ansoegning", "fra"), name="husleje_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Ipisgrundlag",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("produkt", models.CharField(choices=[("antal", "Antal"), ("person", "Personer")], max_length=6)),
                        ("hjemmel", models.CharField(max_length=500)),
                        ("medtag_cpr", models.BooleanField(default=False)),
                        ("fra", models.DateField()),
                        ("til", models.DateField(blank=True, null=True)),
                        ("foreslaaet_af", models.CharField(max_length=60)),
                        ("foreslaaet", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("godkendt_af", models.CharField(blank=True, max_length=60)),
                        ("godkendt", models.DateTimeField(blank=True, null=True)),
                        ("ophaevet_af", models.CharField(blank=True, max_length=60)),
                        ("ophaevet", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "retsgrundlag for IPIS",
                        "verbose_name_plural": "retsgrundlag for IPIS",
                        "ordering": ("-pk",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("godkendt_af", ""),
                                    models.Q(("godkendt_af", models.F("foreslaaet_af")), _negated=True),
                                    _connector="OR",
                                ),
                                name="ipisgrundlag_to_personer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("godkendt", None), ("godkendt_af", "")),
                                    models.Q(models.Q(("godkendt_af", ""), _negated=True), ("godkendt__isnull", False)),
                                    _connector="OR",
                                ),
                                name="ipisgrundlag_godkendt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ophaevet", None), ("ophaevet_af", "")),
                                    models.Q(models.Q(("ophaevet_af", ""), _negated=True), ("ophaevet__isnull", False)),
                                    _connector="OR",
                                ),
                                name="ipisgrundlag_ophaevet",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="ipisgrundlag_dage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("medtag_cpr", False), ("produkt", "person"), _connector="OR"),
                                name="ipisgrundlag_cpr_kun_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ipisudtraek",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tidspunkt", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("af", models.CharField(max_length=60)),
                        ("formaal", models.CharField(max_length=200)),
                        ("produkt", models.CharField(choices=[("antal", "Antal"), ("person", "Personer")], max_length=6)),
                        ("kommune", models.CharField(max_length=4)),
                        ("hentet", models.DateField()),
                        ("dag", models.DateField()),
                        ("raekker", models.PositiveIntegerField()),
                        ("personer", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "grundlag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="udtraek", to="soc.ipisgrundlag"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "IPIS-udtræk",
                        "verbose_name_plural": "IPIS-udtræk",
                        "ordering": ("-pk",),
                        "indexes": [models.Index(fields=["tidspunkt"], name="ipisudtraek_tid")],
                    },
                ),
                migrations.CreateModel(
                    name="Lejefil",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("maaned", models.CharField(max_length=6)),
                        ("linjer", models.PositiveIntegerField()),
                        ("fremmede", models.PositiveIntegerField(default=0)),
                        (
                            "exchange",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fil fra udlejer",
                        "verbose_name_plural": "filer fra udlejere",
                        "ordering": ("-maaned", "udlejer", "-exchange"),
                    },
                ),
                migrations.CreateModel(
                    name="Lejemaal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("linje", models.PositiveIntegerField()),
                        ("lejemaalsnr", models.CharField(max_length=20)),
                        ("lokalitet", models.CharField(max_length=4)),
                        ("vejkode", models.CharField(blank=True, max_length=4)),
                        ("vejnavn", models.CharField(blank=True, max_length=40)),
                        ("husnr", models.CharField(blank=True, max_length=4)),
                        ("bnr", models.CharField(blank=True, max_length=5)),
                        ("lejlighed", models.CharField(blank=True, max_length=5)),
                        ("adressenoegle", models.CharField(blank=True, max_length=40)),
                        ("antal_rum", models.PositiveSmallIntegerField()),
                        ("boligtype", models.CharField(max_length=1)),
                        ("cpr_lejer", models.CharField(max_length=10)),
                        ("navn_lejer", models.CharField(blank=True, max_length=66)),
                        ("cpr_medlejer", models.CharField(blank=True, max_length=10)),
                        ("indflytning", models.DateField()),
                        ("udflytning", models.DateField(blank=True, null=True)),
                        ("husleje", models.PositiveBigIntegerField()),
                        ("husleje_fra", models.DateField(blank=True, null=True)),
                        ("forbrug", models.PositiveBigIntegerField(blank=True, null=True)),
                        (
                            "fil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lejemaal", to="soc.lejefil"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lejemål",
                        "verbose_name_plural": "lejemål",
                        "ordering": ("fil", "linje"),
                        "indexes": [
                            models.Index(fields=["cpr_lejer"], name="lejemaal_lejer"),
                            models.Index(fields=["lejemaalsnr"], name="lejemaal_nummer"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("fil", "linje"), name="lejemaal_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Advis",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("maaned", models.CharField(max_length=6)),
                        ("kode", models.CharField(max_length=8)),
                        ("emne", models.CharField(max_length=60)),
                        ("tekst", models.CharField(max_length=300)),
                        ("blokerer", models.BooleanField(default=False)),
                        ("gammel", models.BigIntegerField(blank=True, null=True)),
                        ("ny", models.BigIntegerField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("aaben", "Åben"),
                                    ("accepteret", "Accepteret"),
                                    ("afvist", "Afvist"),
                                    ("bortfaldet", "Bortfaldet"),
                                ],
                                default="aaben",
                                max_length=10,
                            ),
                        ),
                        ("begrundelse", models.CharField(blank=True, max_length=200)),
                        ("afgjort_af", models.CharField(blank=True, max_length=60)),
                        ("afgjort_tid", models.DateTimeField(blank=True, null=True)),
                        (
                            "ansoegning",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="advis",
                                to="soc.ansoegning",
                            ),
                        ),
                        (
                            "lejemaal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="soc.lejemaal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "boligsikringsadvis",
                        "verbose_name_plural": "boligsikringsadvis",
                        "ordering": ("-maaned", "kode", "id"),
                        "indexes": [models.Index(fields=["status", "maaned"], name="boligadvis_status")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kommune", "maaned", "kode", "emne"), name="boligadvis_en_gang")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Medlem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("cpr", models.CharField(max_length=10)),
                        ("fra", models.DateField()),
                        ("til", models.DateField(blank=True, null=True)),
                        ("meldt", models.DateField(blank=True, null=True)),
                        ("meldt_ud", models.DateField(blank=True, null=True)),
                        (
                            "pension",
                            models.CharField(
                                blank=True,
                                choices=[("", "Ingen"), ("alder", "Alderspension"), ("foertid", "Førtidspension")],
                                max_length=7,
                            ),
                        ),
                        ("pension_fra", models.DateField(blank=True, null=True)),
                        ("forventet", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("forventet_fra", models.DateField(blank=True, null=True)),
                        (
                            "ansoegning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="medlemmer", to="soc.ansoegning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "husstandsmedlem",
                        "verbose_name_plural": "husstandsmedlemmer",
                        "ordering": ("ansoegning", "id"),
                        "indexes": [models.Index(fields=["cpr"], name="medlem_cpr")],
                        "constraints": [
                            models.UniqueConstraint(fields=("ansoegning", "cpr", "fra"), name="medlem_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="medlem_periode",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Overfoersel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("maaned", models.CharField(max_length=6)),
                        ("koersel", models.CharField(choices=[("O", "Ordinær"), ("S", "Opsamling")], max_length=1)),
                        ("beloeb", models.BigIntegerField()),
                        ("henvisning", models.CharField(blank=True, max_length=20)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "overførsel til udlejer",
                        "verbose_name_plural": "overførsler til udlejere",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Bevilling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("maaned", models.CharField(max_length=6)),
                        (
                            "linjetype",
                            models.CharField(
                                choices=[("T", "Tildelt"), ("R", "Rettelse af en tidligere måned"), ("B", "Ophørt")], max_length=1
                            ),
                        ),
                        ("lejemaalsnr", models.CharField(blank=True, max_length=20)),
                        ("beloeb", models.BigIntegerField()),
                        ("gyldig_fra", models.DateField()),
                        ("husleje", models.PositiveBigIntegerField()),
                        ("indkomst", models.PositiveBigIntegerField()),
                        ("aktuel", models.BooleanField(default=False)),
                        ("voksne", models.PositiveSmallIntegerField()),
                        ("boern", models.PositiveSmallIntegerField()),
                        ("egenandel", models.PositiveIntegerField()),
                        (
                            "ansoegning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bevillinger", to="soc.ansoegning"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.exchange"
                            ),
                        ),
                        (
                            "sats",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="soc.boligsats",
                            ),
                        ),
                        (
                            "overfoersel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bevillinger", to="soc.overfoersel"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bevilling",
                        "verbose_name_plural": "bevillinger",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["maaned", "ansoegning"], name="bevilling_maaned")],
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "ansoegning", "maaned"), name="bevilling_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("beloeb", 0), _negated=True), ("linjetype", "B"), _connector="OR"),
                                name="bevilling_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Overlevering",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("maaned", models.CharField(max_length=6)),
                        ("nummer", models.PositiveIntegerField()),
                        ("antal", models.PositiveIntegerField()),
                        ("beloeb", models.BigIntegerField()),
                        ("forskel", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("lavet_af", models.CharField(max_length=60)),
                        ("lavet_tid", models.DateTimeField()),
                        ("godkendt_af", models.CharField(blank=True, max_length=60)),
                        ("godkendt_tid", models.DateTimeField(blank=True, null=True)),
                        ("hentet_tid", models.DateTimeField(blank=True, null=True)),
                        ("hentet_af", models.CharField(blank=True, max_length=60)),
                        ("kasseret_af", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "verbose_name": "overlevering til lønsystemet",
                        "verbose_name_plural": "overleveringer til lønsystemet",
                        "ordering": ("-maaned", "-nummer", "-id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("kommune", "maaned", "nummer"), name="pensionsoverlevering_nummer"),
                            models.UniqueConstraint(
                                condition=models.Q(("godkendt_af", ""), ("kasseret_af", "")),
                                fields=("kommune", "maaned"),
                                name="pensionsoverlevering_en_aaben",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("godkendt_af", ""),
                                    models.Q(("godkendt_af", models.F("lavet_af")), _negated=True),
                                    _connector="OR",
                                ),
                                name="pensionsoverlevering_to_personer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("godkendt_af", ""), ("kasseret_af", ""), _connector="OR"),
                                name="pensionsoverlevering_en_skaebne",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pensionist",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("cpr", models.CharField(max_length=10)),
                        ("art", models.CharField(choices=[("AP", "Alderspension"), ("FP", "Førtidspension")], max_length=2)),
                        (
                            "niveau",
                            models.CharField(
                                blank=True,
                                choices=[("hoejeste", "Højeste"), ("mellemste", "Mellemste"), ("laveste", "Laveste")],
                                max_length=9,
                            ),
                        ),
                        (
                            "samliv",
                            models.CharField(
                                choices=[
                                    ("enlig", "Enlig"),
                                    ("partner", "Partner med ret til pension"),
                                    ("partner_uden", "Partner uden ret til pension"),
                                ],
                                default="enlig",
                                max_length=12,
                            ),
                        ),
                        ("fra", models.DateField()),
                        ("til", models.DateField(blank=True, null=True)),
                        ("stop_grund", models.CharField(blank=True, max_length=200)),
                        ("kendt_pension", models.BigIntegerField(blank=True, null=True)),
                        ("forventet_indkomst", models.BigIntegerField(blank=True, null=True)),
                        ("forventet_grund", models.CharField(blank=True, max_length=200)),
                        ("indkomst", models.BigIntegerField(blank=True, null=True)),
                        (
                            "indkomst_art",
                            models.CharField(
                                blank=True,
                                choices=[("aktuel", "Aktuel indkomst uden pension"), ("forventet", "Forventet biindtægt")],
                                max_length=9,
                            ),
                        ),
                        ("indkomst_maaned", models.DateField(blank=True, null=True)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "pensionist",
                        "verbose_name_plural": "pensionister",
                        "ordering": ("kommune", "id"),
                        "indexes": [models.Index(fields=["cpr"], name="pensionist_cpr")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("til", None)), fields=("kommune", "cpr"), name="pensionist_en_loebende"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("til", None), ("til__gte", models.F("fra")), _connector="OR"),
                                name="pensionist_orden",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("art", "AP"), ("niveau", "")),
                                    models.Q(("art", "FP"), ("niveau__in", ("hoejeste", "mellemste", "laveste"))),
                                    _connector="OR",
                                ),
                                name="pensionist_niveau",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Overleveringslinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("navn", models.CharField(blank=True, max_length=100)),
                        ("art", models.CharField(choices=[("AP", "Alderspension"), ("FP", "Førtidspension")], max_length=2)),
                        ("konto", models.CharField(max_length=2)),
                        ("beloeb", models.BigIntegerField()),
                        ("foer", models.BigIntegerField()),
                        ("forskel", models.BigIntegerField()),
                        ("forrige", models.BigIntegerField()),
                        (
                            "overlevering",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overleveringslinjer",
                                to="soc.overlevering",
                            ),
                        ),
                        (
                            "pensionist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="overleveringslinjer", to="soc.pensionist"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linje til lønsystemet",
                        "verbose_name_plural": "linjer til lønsystemet",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("overlevering", "pensionist"), name="pensionslinje_en"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "forskel",
                                        django.db.models.expressions.CombinedExpression(models.F("beloeb"), "-", models.F("foer")),
                                    )
                                ),
                                name="pensionslinje_forskel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gte", 0), ("foer__gte", 0), ("forrige__gte", 0)),
                                name="pensionslinje_positiv",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Genberegning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "aarsag",
                            models.CharField(
                                choices=[
                                    ("indkomst", "Indkomsten har flyttet sig"),
                                    ("doed", "Død"),
                                    ("flyttet", "Flyttet"),
                                    ("alder", "Har nået pensionsalderen"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("foer", models.BigIntegerField(blank=True, null=True)),
                        ("nu", models.BigIntegerField(blank=True, null=True)),
                        (
                            "nu_art",
                            models.CharField(
                                blank=True,
                                choices=[("aktuel", "Aktuel indkomst uden pension"), ("forventet", "Forventet biindtægt")],
                                max_length=9,
                            ),
                        ),
                        ("nu_maaned", models.DateField(blank=True, null=True)),
                        ("tekst", models.CharField(max_length=200)),
                        ("fundet", models.DateTimeField()),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("aaben", "Åben"),
                                    ("genberegnet", "Genberegnes med den nye"),
                                    ("beholdt", "Uændret"),
                                    ("bortfaldet", "Bortfaldet"),
                                ],
                                default="aaben",
                                max_length=11,
                            ),
                        ),
                        ("afgjort_af", models.CharField(blank=True, max_length=60)),
                        ("afgjort_tid", models.DateTimeField(blank=True, null=True)),
                        ("bemaerkning", models.CharField(blank=True, max_length=200)),
                        (
                            "pensionist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="genberegninger", to="soc.pensionist"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "genberegning",
                        "verbose_name_plural": "genberegningsliste",
                        "ordering": ("-id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "aaben")),
                                fields=("pensionist", "aarsag"),
                                name="genberegning_en_aaben",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pensionsberegning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("maaned", models.CharField(max_length=6)),
                        ("indkomst", models.BigIntegerField()),
                        (
                            "indkomst_art",
                            models.CharField(
                                choices=[("aktuel", "Aktuel indkomst uden pension"), ("forventet", "Forventet biindtægt")],
                                max_length=9,
                            ),
                        ),
                        ("indkomst_maaned", models.DateField(blank=True, null=True)),
                        ("grund", models.BigIntegerField()),
                        ("tillaeg", models.BigIntegerField()),
                        ("beloeb", models.BigIntegerField()),
                        ("trin", models.JSONField()),
                        ("gaelder", models.BooleanField(default=True)),
                        ("beregnet_af", models.CharField(max_length=60)),
                        ("beregnet_tid", models.DateTimeField()),
                        (
                            "pensionist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="beregninger", to="soc.pensionist"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pensionsberegning",
                        "verbose_name_plural": "pensionsberegninger",
                        "ordering": ("-maaned", "-id"),
                        "indexes": [models.Index(fields=["maaned", "gaelder"], name="pensionsberegning_maaned")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder", True)), fields=("pensionist", "maaned"), name="pensionsberegning_en"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gte", 0), ("grund__gte", 0), ("tillaeg__gte", 0)),
                                name="pensionsberegning_positiv",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pensionssats",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(max_length=30)),
                        ("tekst", models.CharField(blank=True, max_length=200)),
                        ("gyldig_fra", models.DateField()),
                        ("gyldig_til", models.DateField(blank=True, null=True)),
                        ("vaerdi", models.PositiveBigIntegerField()),
                        ("naevner", models.PositiveIntegerField(default=1)),
                        (
                            "enhed",
                            models.CharField(
                                choices=[
                                    ("KR_AAR", "kr. pr. år"),
                                    ("KR_MD", "kr. pr. måned"),
                                    ("PCT", "%"),
                                    ("BROEK", "brøk"),
                                    ("AAR", "år"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("lovhjemmel", models.CharField(blank=True, max_length=200)),
                        ("linje", models.PositiveIntegerField(default=0)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("afventer", "Afventer godkendelse"),
                                    ("godkendt", "Godkendt"),
                                    ("afvist", "Afvist"),
                                    ("erstattet", "Erstattet af en nyere"),
                                ],
                                default="afventer",
                                max_length=9,
                            ),
                        ),
                        ("afgjort_af", models.CharField(blank=True, max_length=60)),
                        ("afgjort_tid", models.DateTimeField(blank=True, null=True)),
                        ("bemaerkning", models.CharField(blank=True, max_length=200)),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pensionssatser",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pensionssats",
                        "verbose_name_plural": "pensionssatser",
                        "ordering": ("kode", "-gyldig_fra", "-id"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "godkendt")),
                                fields=("kode", "gyldig_fra"),
                                name="pensionssats_en_godkendt",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "afventer")),
                                fields=("kode", "gyldig_fra"),
                                name="pensionssats_en_afventer",
                            ),
                            models.UniqueConstraint(fields=("exchange", "kode", "gyldig_fra"), name="pensionssats_en_pr_fil"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gyldig_til", None), ("gyldig_til__gte", models.F("gyldig_fra")), _connector="OR"
                                ),
                                name="pensionssats_orden",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("naevner__gt", 0), ("vaerdi__gt", 0)), name="pensionssats_positiv"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tilskudsbaand",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("boern", models.PositiveSmallIntegerField()),
                        ("indkomst_til", models.PositiveBigIntegerField()),
                        ("beloeb", models.PositiveBigIntegerField()),
                        (
                            "sats",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="baand", to="soc.boernetilskudssats"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tilskudsbånd",
                        "verbose_name_plural": "tilskudsbånd",
                        "ordering": ("sats", "boern", "indkomst_til"),
                        "constraints": [
                            models.UniqueConstraint(fields=("sats", "boern", "indkomst_til"), name="tilskudsbaand_en_gang")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tilskudsopgoerelse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("modtager", models.CharField(max_length=10)),
                        ("foer", models.BigIntegerField()),
                        ("linjer", models.BigIntegerField()),
                        ("beloeb", models.BigIntegerField()),
                        ("gaelder", models.BooleanField(default=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boernetilskudsopgoerelser",
                                to="exchange.exchange",
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boernetilskudsopgoerelse",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "opgørelse af børnetilskud",
                        "verbose_name_plural": "opgørelser af børnetilskud",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["kommune", "modtager"], name="tilskudsopgoerelse_modtager")],
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "modtager"), name="tilskudsopgoerelse_en_gang"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("beloeb", 0), ("post", None)), ("beloeb__gt", 0), _connector="OR"),
                                name="tilskudsopgoerelse_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Udlejer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kode", models.CharField(max_length=10, unique=True)),
                        ("navn", models.CharField(max_length=140)),
                        (
                            "ejer",
                            models.CharField(
                                choices=[("selskab", "Boligselskab"), ("kommune", "Kommunen selv"), ("privat", "Privat udlejer")],
                                max_length=7,
                            ),
                        ),
                        ("sender_fil", models.BooleanField(default=True)),
                        ("profil", models.CharField(blank=True, max_length=40)),
                        ("indtaegtskonto", models.CharField(blank=True, max_length=21)),
                        (
                            "modtager",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bogh.modtager",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "udlejer",
                        "verbose_name_plural": "udlejere",
                        "ordering": ("kode",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ejer", "kommune"), models.Q(("indtaegtskonto", ""), _negated=True)),
                                    models.Q(models.Q(("ejer", "kommune"), _negated=True), ("modtager__isnull", False)),
                                    _connector="OR",
                                ),
                                name="udlejer_modtager",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Undtagelseskort",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("barn", models.CharField(max_length=10)),
                        ("fra", models.CharField(max_length=6)),
                        ("til", models.CharField(blank=True, max_length=6)),
                        (
                            "ret",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Som CPR og reglerne siger"),
                                    ("ja", "Barnet har ret (statsborgerskab og ophold er undersøgt)"),
                                    ("nej", "Barnet har ikke ret"),
                                    ("anbragt", "Barnet er anbragt eller forsørges på anden måde af det offentlige"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("modtager", models.CharField(blank=True, max_length=10)),
                        (
                            "samliv",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Ikke oplyst"),
                                    ("ingen", "Lever ikke sammen med nogen"),
                                    ("samlever", "Har en samlever"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("samlever", models.CharField(blank=True, max_length=10)),
                        ("samlever_siden", models.DateField(blank=True, null=True)),
                        ("forventet", models.BigIntegerField(blank=True, null=True)),
                        ("indkomstaar", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("beloeb", models.BigIntegerField(blank=True, null=True)),
                        ("begrundelse", models.CharField(max_length=200)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("ophaevet_af", models.CharField(blank=True, max_length=60)),
                        ("ophaevet_tid", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "undtagelseskort",
                        "verbose_name_plural": "undtagelseskort",
                        "ordering": ("-id",),
                        "indexes": [models.Index(fields=["barn", "id"], name="undtagelseskort_barn")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("til", ""), ("til__gte", models.F("fra")), _connector="OR"),
                                name="undtagelseskort_periode",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("forventet", None), ("indkomstaar", None)),
                                    models.Q(("forventet__gte", 0), ("indkomstaar__isnull", False)),
                                    _connector="OR",
                                ),
                                name="undtagelseskort_indkomst",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb", None), ("beloeb__gte", 0), _connector="OR"),
                                name="undtagelseskort_beloeb",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tildeling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kommune", models.CharField(max_length=4)),
                        ("maaned", models.CharField(max_length=6)),
                        (
                            "linjetype",
                            models.CharField(choices=[("O", "Ordinær"), ("T", "Tilgang"), ("A", "Afgang")], max_length=1),
                        ),
                        ("barn", models.CharField(max_length=10)),
                        ("modtager", models.CharField(max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("aarsag", models.CharField(blank=True, max_length=300)),
                        ("grundlag", models.CharField(blank=True, max_length=65)),
                        ("indkomst", models.BigIntegerField(blank=True, null=True)),
                        ("aktuel", models.BooleanField(default=False)),
                        ("boern", models.PositiveSmallIntegerField(default=0)),
                        ("gaelder", models.BooleanField(default=True)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="boernetilskud", to="exchange.exchange"
                            ),
                        ),
                        (
                            "sats",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="soc.boernetilskudssats",
                            ),
                        ),
                        (
                            "kort",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="soc.undtagelseskort",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tildelt børnetilskud",
                        "verbose_name_plural": "tildelte børnetilskud",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["maaned", "kommune"], name="boernetilskud_maaned"),
                            models.Index(fields=["kommune", "modtager"], name="boernetilskud_modtager"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gaelder", True), ("linjetype", "O")),
                                fields=("barn", "maaned"),
                                name="boernetilskud_barn_en_gang",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beloeb__lt", 0), ("linjetype", "A")),
                                    models.Q(models.Q(("linjetype", "A"), _negated=True), ("beloeb__gt", 0)),
                                    _connector="OR",
                                ),
                                name="boernetilskud_fortegn",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ydelsesindberetning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aar", models.PositiveSmallIntegerField()),
                        ("cpr", models.CharField(max_length=10)),
                        ("skattekommune", models.CharField(blank=True, max_length=2)),
                        (
                            "kolonne",
                            models.CharField(
                                choices=[
                                    ("loen", "Løn"),
                                    ("offentlighjaelp", "Offentlig hjælp"),
                                    ("underholdsbidrag", "Underholdsbidrag"),
                                    ("alderspension", "Alderspension"),
                                    ("foertidspension", "Førtidspension"),
                                    ("andenpension", "Anden pension"),
                                    ("andenbindkomst", "Anden B-indkomst"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("beloeb", models.BigIntegerField()),
                        ("fil", models.BigIntegerField()),
                        ("holdt", models.CharField(blank=True, max_length=3)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ydelsesindberetninger",
                                to="exchange.exchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indberettet ydelse",
                        "verbose_name_plural": "indberettede ydelser",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "cpr", "kolonne"), name="ydelsesindberetning_en_gang")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ydelseskort",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("noegle", models.CharField(max_length=60, unique=True)),
                        ("kommune", models.CharField(max_length=4)),
                        ("vedroerer", models.CharField(max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("naeste", models.DateField(blank=True, null=True)),
                        ("interval", models.PositiveSmallIntegerField()),
                        ("enhed", models.CharField(choices=[("dage", "dage"), ("maaneder", "måneder")], max_length=8)),
                        ("dag", models.PositiveSmallIntegerField()),
                        ("start", models.DateField()),
                        ("slut", models.DateField()),
                        ("tekst", models.CharField(blank=True, max_length=140)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("tastet_af", models.CharField(max_length=60)),
                        ("tastet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("stoppet_af", models.CharField(blank=True, max_length=60)),
                        ("stoppet_tid", models.DateTimeField(blank=True, null=True)),
                        ("stoppet_grund", models.CharField(blank=True, max_length=200)),
                        (
                            "art",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="kort", to="soc.ydelsesart"
                            ),
                        ),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ydelseskort", to="bogh.modtager"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kort",
                        "verbose_name_plural": "kort",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("naeste__isnull", False)), fields=["naeste"], name="ydelseskort_naeste"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gt", 0), ("interval__gt", 0), ("slut__gte", models.F("start"))),
                                name="ydelseskort_gyldigt",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ydelseslinje",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("noegle", models.CharField(max_length=60, unique=True)),
                        ("kommune", models.CharField(max_length=4)),
                        ("vedroerer", models.CharField(max_length=10)),
                        ("beloeb", models.BigIntegerField()),
                        ("dato", models.DateField()),
                        ("periode_fra", models.DateField()),
                        ("periode_til", models.DateField()),
                        ("tekst", models.CharField(blank=True, max_length=140)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("tastet_af", models.CharField(max_length=60)),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("holdt", models.CharField(blank=True, max_length=200)),
                        ("frigivet_af", models.CharField(blank=True, max_length=60)),
                        ("frigivet_tid", models.DateTimeField(blank=True, null=True)),
                        ("frigivet_grund", models.CharField(blank=True, max_length=200)),
                        ("tilbage_af", models.CharField(blank=True, max_length=60)),
                        ("tilbage_tid", models.DateTimeField(blank=True, null=True)),
                        ("tilbage_grund", models.CharField(blank=True, max_length=200)),
                        (
                            "art",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="linjer", to="soc.ydelsesart"
                            ),
                        ),
                        (
                            "kort",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="linjer",
                                to="soc.ydelseskort",
                            ),
                        ),
                        (
                            "modtager",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ydelseslinjer", to="bogh.modtager"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ydelseslinje",
                                to="bogh.udbetalingspost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "betalingslinje",
                        "verbose_name_plural": "betalingslinjer",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("post", None), ("tilbage_tid", None)),
                                fields=["kommune", "dato"],
                                name="ydelseslinje_ubogfoert",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("tilbage_tid", None)),
                                fields=("vedroerer", "art", "periode_fra", "periode_til"),
                                name="ydelseslinje_periode_en_gang",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("beloeb__gt", 0), ("periode_til__gte", models.F("periode_fra"))),
                                name="ydelseslinje_gyldig",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ydelsesvilkaar",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fra", models.DateField()),
                        ("socudb", models.BooleanField()),
                        ("spec", models.PositiveIntegerField(blank=True, null=True)),
                        ("konto", models.CharField(max_length=21)),
                        ("modregnes", models.BooleanField(default=True)),
                        ("skattepligtig", models.BooleanField(blank=True, null=True)),
                        (
                            "kolonne",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("loen", "Løn"),
                                    ("offentlighjaelp", "Offentlig hjælp"),
                                    ("underholdsbidrag", "Underholdsbidrag"),
                                    ("alderspension", "Alderspension"),
                                    ("foertidspension", "Førtidspension"),
                                    ("andenpension", "Anden pension"),
                                    ("andenbindkomst", "Anden B-indkomst"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "indkomst",
                            models.CharField(blank=True, choices=[("A", "A-indkomst"), ("B", "B-indkomst")], max_length=1),
                        ),
                        ("oprettet_af", models.CharField(max_length=60)),
                        ("oprettet_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "art",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vilkaar", to="soc.ydelsesart"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vilkår for ydelse",
                        "verbose_name_plural": "vilkår for ydelser",
                        "ordering": ("art", "fra", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("skattepligtig", True),
                                        models.Q(("kolonne", ""), _negated=True),
                                        models.Q(("indkomst", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("skattepligtig", False), ("skattepligtig", None), _connector="OR"),
                                        ("indkomst", ""),
                                        ("kolonne", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="ydelsesvilkaar_skat",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Beregning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("maaned", models.CharField(max_length=6)),
                        (
                            "resultat",
                            models.CharField(
                                choices=[("TILSAGN", "Tilsagn"), ("AFSLAG", "Afslag"), ("FEJL", "Fejl")], max_length=7
                            ),
                        ),
                        ("aarsag", models.CharField(blank=True, max_length=300)),
                        ("beloeb", models.PositiveBigIntegerField()),
                        ("husleje", models.PositiveBigIntegerField()),
                        ("indkomst", models.PositiveBigIntegerField()),
                        ("boern", models.PositiveSmallIntegerField()),
                        ("beboere", models.PositiveSmallIntegerField()),
                        ("egenandel", models.PositiveIntegerField()),
                        ("bogfoert", models.BigIntegerField()),
                        (
                            "ansoegning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="beregninger", to="soc.ansoegning"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prøveberegning",
                        "verbose_name_plural": "prøveberegninger",
                        "ordering": ("-maaned", "ansoegning"),
                        "indexes": [models.Index(fields=["maaned", "resultat"], name="beregning_maaned")],
                        "constraints": [models.UniqueConstraint(fields=("ansoegning", "maaned"), name="beregning_en_gang")],
                    },
                ),
                migrations.CreateModel(
                    name="Egenandel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("boern", models.PositiveSmallIntegerField()),
                        ("indkomst_fra", models.PositiveBigIntegerField()),
                        ("egenandel", models.PositiveIntegerField()),
                        (
                            "sats",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="egenandele", to="soc.boligsats"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "egenandel",
                        "verbose_name_plural": "egenandele",
                        "ordering": ("sats", "boern", "indkomst_fra"),
                        "constraints": [
                            models.UniqueConstraint(fields=("sats", "boern", "indkomst_fra"), name="egenandel_en_gang"),
                            models.CheckConstraint(condition=models.Q(("egenandel__lte", 10000)), name="egenandel_hoejst"),
                        ],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="overfoersel",
            name="udlejer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="overfoersler", to="soc.udlejer"),
        ),
        migrations.AddField(
            model_name="lejefil",
            name="udlejer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="filer", to="soc.udlejer"),
        ),
        migrations.AddField(
            model_name="ansoegning",
            name="udlejer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ansoegninger", to="soc.udlejer"),
        ),
        migrations.AddConstraint(
            model_name="overfoersel",
            constraint=models.UniqueConstraint(fields=("exchange", "udlejer"), name="overfoersel_en_gang"),
        ),
        migrations.AddIndex(
            model_name="lejefil",
            index=models.Index(fields=["kommune", "maaned"], name="lejefil_maaned"),
        ),
        migrations.AddIndex(
            model_name="ansoegning",
            index=models.Index(fields=["ansoeger"], name="ansoegning_ansoeger"),
        ),
        migrations.AddConstraint(
            model_name="ansoegning",
            constraint=models.UniqueConstraint(fields=("aar", "kommune", "ansoeger", "indflyttet"), name="ansoegning_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="ansoegning",
            constraint=models.CheckConstraint(
                condition=models.Q(("fraflyttet", None), ("fraflyttet__gte", models.F("indflyttet")), _connector="OR"),
                name="ansoegning_periode",
            ),
        ),
    ]
