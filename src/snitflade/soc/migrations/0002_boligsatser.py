"""The rates that the specification documents, each with its source; all others are entered (social-teknik.md 2.4 and 2.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

BEKENDTGOERELSE = "Selvstyrets bekendtgørelse 20/2017"
PENSION = (
    (dt.date(2016, 1, 1), dt.date(2022, 6, 30), 410_000, 410_000, "Inatsisartutlov 23/2015 § 5"),
    (dt.date(2022, 7, 1), dt.date(2022, 12, 31), 1_310_000, 976_000, "Inatsisartutlov 24/2023"),
    (dt.date(2023, 1, 1), dt.date(2023, 12, 31), 1_481_700, 1_267_900, "Inatsisartutlov 24/2023"),
)


def load(apps: Any, schema_editor: Any) -> None:
    """Put the documented rates in."""
    using = schema_editor.connection.alias
    apps.get_model("soc", "Boligsats").objects.using(using).get_or_create(
        gyldig_fra=dt.date(2018, 1, 1),
        defaults={
            "kilde": BEKENDTGOERELSE,
            "uden_graense": 6_000_000,
            "uden_point": 70,
            "uden_minimum": 500,
            "med_graense": 2_500_000,
            "med_point": 25,
            "med_minimum": 200,
            "maks_aar": 6_000_000,
            "maks_aar_enkeltvaerelse": 1_800_000,
            "min_aar": 120_000,
        },
    )
    for fra, til, alder, foertid, kilde in PENSION:
        apps.get_model("soc", "Pensionsfradrag").objects.using(using).get_or_create(
            gyldig_fra=fra, defaults={"gyldig_til": til, "alderspension": alder, "foertidspension": foertid, "kilde": kilde}
        )


class Migration(migrations.Migration):
    dependencies = [("soc", "0001_grund")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
