from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """What the register of bills is sorted by, and debtors are searched by."""

    dependencies = [
        ("inka", "0005_krav_rest"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="debitor",
            index=models.Index(fields=["gln"], name="debitor_gln"),
        ),
        migrations.AddIndex(
            model_name="debitor",
            index=models.Index(Upper("navn"), name="debitor_navn_stort"),
        ),
        migrations.AddIndex(
            model_name="regning",
            index=models.Index(fields=["periode", "id"], name="regning_efter_periode"),
        ),
        migrations.AddIndex(
            model_name="regning",
            index=models.Index(fields=["forfaldsdato", "id"], name="regning_efter_forfald"),
        ),
        migrations.AddIndex(
            model_name="regning",
            index=models.Index(fields=["beloeb", "id"], name="regning_efter_beloeb"),
        ),
    ]
