"""Load the shipped register of towns and settlements."""

import csv
from pathlib import Path

from django.db import migrations

REGISTER = Path(__file__).resolve().parent.parent / "lokaliteter.csv"


def load(apps, schema_editor):
    """Add every place of the register that is not there yet."""
    db = schema_editor.connection.alias
    lokalitet = apps.get_model("folk", "Lokalitet")
    known = set(lokalitet.objects.using(db).values_list("navn", flat=True))
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["Lokalitet"] not in known]
    lokalitet.objects.using(db).bulk_create(lokalitet(navn=row["Lokalitet"], kode=row["Kode"], geo_kode=row["GEO"]) for row in rows)


class Migration(migrations.Migration):
    dependencies = [("folk", "0001_grund")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
