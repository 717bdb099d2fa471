from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0006_systemkonstant"),
    ]

    operations = [
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
        # The log is searched by what happened, by whom and when.
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["event", "number"], name="audit_by_event"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["by", "number"], name="audit_by_whom"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["at"], name="audit_by_time"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["exchange", "event", "at"], name="audit_of_exchange"),
        ),
        # Number and interface too, so that what stands still is found without reading the rows.
        migrations.RemoveIndex(
            model_name="exchange",
            name="exchange_by_state",
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["state", "state_at", "id", "interface"], name="exchange_by_state"),
        ),
    ]
