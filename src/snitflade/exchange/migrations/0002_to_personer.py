"""`Exchange.money` says whether an exchange needs two people, which one may without moving money: it is called so.

Both databases rename a column in what the table's constraints say, too; so only Django has to be told of those.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q

ALONE = Q(needs_two=False)
RENAMED = migrations.RenameField(model_name="exchange", old_name="money", new_name="needs_two")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_grund")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[RENAMED],
            state_operations=[
                migrations.RemoveConstraint(model_name="exchange", name="exchange_two_people"),
                migrations.RemoveConstraint(model_name="exchange", name="exchange_approved"),
                RENAMED,
                migrations.AddConstraint(
                    model_name="exchange",
                    constraint=models.CheckConstraint(
                        condition=ALONE | Q(approved_by="") | ~Q(approved_by=F("created_by")), name="exchange_two_people"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="exchange",
                    constraint=models.CheckConstraint(
                        condition=ALONE | ~Q(approved_by="") | Q(state__in=("bygget", "annulleret", "erstattet")),
                        name="exchange_approved",
                    ),
                ),
            ],
        )
    ]
