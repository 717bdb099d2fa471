"""The tables of Delsystem Folk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
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
    ]
