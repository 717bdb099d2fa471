import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bogh", "0008_bilag_fra_andre"),
        ("exchange", "0008_vente_dele_karantaene"),
        ("soc", "0030_pension"),
    ]

    operations = [
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
                        condition=models.Q(("gyldig_til", None), ("gyldig_til__gte", models.F("gyldig_fra")), _connector="OR"),
                        name="boernetilskudssats_periode",
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
                        choices=[("", "Ikke oplyst"), ("ingen", "Lever ikke sammen med nogen"), ("samlever", "Har en samlever")],
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
                        condition=models.Q(("beloeb", None), ("beloeb__gte", 0), _connector="OR"), name="undtagelseskort_beloeb"
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
                "constraints": [models.UniqueConstraint(fields=("sats", "boern", "indkomst_til"), name="tilskudsbaand_en_gang")],
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
            name="Tildeling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kommune", models.CharField(max_length=4)),
                ("maaned", models.CharField(max_length=6)),
                ("linjetype", models.CharField(choices=[("O", "Ordinær"), ("T", "Tilgang"), ("A", "Afgang")], max_length=1)),
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
    ]
