"""The pension rates that the specification documents, each with its source (social-teknik.md 3.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

AAR_2020, AAR_2021 = (dt.date(2020, 1, 1), dt.date(2020, 12, 31)), (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
FRA_2016, FRA_2020 = (dt.date(2016, 1, 1), dt.date(2019, 12, 31)), (dt.date(2020, 1, 1), None)
OPHAEVET = (dt.date(2020, 1, 1), dt.date(2024, 5, 31))
HALVAAR_2022, FRA_2022 = (dt.date(2022, 7, 1), dt.date(2022, 12, 31)), (dt.date(2022, 7, 1), None)
KR, PCT, BROEK, AAR = "KR_AAR", "PCT", "BROEK", "AAR"
D23, D24, D25, D26, D27 = (f"social-teknik.md 3.2, kilde D{number}" for number in range(23, 28))
KENDTE = (
    ("AP_GRUND", AAR_2021, 6_423_900, 1, KR, D24),
    ("AP_GRUND", HALVAAR_2022, 7_323_900, 1, KR, D26),
    ("AP_GRUND_GRAENSE", AAR_2020, 36_828_600, 1, KR, D25),
    ("AP_GRUND_GRAENSE", AAR_2021, 38_366_600, 1, KR, D24),
    ("AP_GRUND_PCT", FRA_2020, 4_000, 1, PCT, D25),
    ("AP_GRUND_NUL", AAR_2021, 54_426_300, 1, KR, D24),
    ("AP_TIL_ENLIG", AAR_2021, 7_968_300, 1, KR, D24),
    ("AP_TIL_PARTNER", AAR_2021, 4_429_200, 1, KR, D24),
    ("AP_TIL_GRAENSE_ENLIG", FRA_2020, 15_600_000, 1, KR, D25),
    ("AP_TIL_GRAENSE_PARTNER", FRA_2020, 18_300_000, 1, KR, D25),
    ("AP_TIL_PCT_ENLIG", FRA_2020, 3_500, 1, PCT, D25),
    ("AP_TIL_PCT_PARTNER", FRA_2020, 2_200, 1, PCT, D25),
    ("AP_IKKEBER_MAKS", FRA_2016, 20_000_000, 1, KR, D23),
    ("AP_IKKEBER_MAKS", OPHAEVET, 30_000_000, 1, KR, D25),
    ("AP_IKKEBER_PCT", FRA_2016, 5_300, 1, PCT, D23),
    ("AP_IKKEBER_PCT", OPHAEVET, 5_100, 1, PCT, D25),
    ("AP_IKKEBER_GRAENSE", FRA_2016, 8_300_000, 1, KR, D23),
    ("AP_IKKEBER_GRAENSE", OPHAEVET, 18_300_000, 1, KR, D25),
    ("FP_HOEJESTE", HALVAAR_2022, 12_434_000, 1, KR, D26),
    ("FP_FRIBELOEB", HALVAAR_2022, 3_800_000, 1, KR, D26),
    ("FP_PARTNER_FRI", HALVAAR_2022, 10_000_000, 1, KR, D26),
    ("FP_LAVESTE_TILLAEG", FRA_2022, 1, 2, BROEK, D27),
    ("FP_LAVESTE_PCT", FRA_2022, 1, 2, BROEK, D27),
    ("FP_MELLEMSTE_TILLAEG", FRA_2022, 1, 3, BROEK, D27),
    ("FP_MELLEMSTE_PCT", FRA_2022, 2, 3, BROEK, D27),
    ("ALDER", (dt.date(2016, 1, 1), dt.date(2016, 12, 31)), 65, 1, AAR, "social-teknik.md 3.2, kilde D32"),
    ("ALDER", (dt.date(2017, 1, 1), dt.date(2020, 12, 31)), 66, 1, AAR, "social-teknik.md 3.2, kilde D28"),
    ("ALDER", (dt.date(2021, 1, 1), None), 67, 1, AAR, D24),
)
"""What the specification documents. Amounts end with their year: they are regulated every 1 January, and nobody uses an old one."""


def load(apps: Any, schema_editor: Any) -> None:
    """Put the documented rates in."""
    rates = apps.get_model("soc", "Pensionssats").objects.using(schema_editor.connection.alias)
    for kode, (fra, til), vaerdi, naevner, enhed, kilde in KENDTE:
        values = {"gyldig_til": til, "vaerdi": vaerdi, "naevner": naevner, "enhed": enhed, "bemaerkning": kilde}
        rates.get_or_create(kode=kode, gyldig_fra=fra, status="godkendt", defaults=values)


class Migration(migrations.Migration):
    dependencies = [("soc", "0002_boligsatser")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
