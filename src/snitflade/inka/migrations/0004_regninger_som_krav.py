"""Bills become claims: open with their amount on the account that their run debited; those taken back are closed again."""

from __future__ import annotations

from django.db import migrations
from django.db.models import F, Q

TAKEN_BACK = ("annulleret", "erstattet")
STANDARD = "9407009003"
"""The default of ``renovation.modkonto``, with which all bills so far were made."""


def forwards(apps, schema_editor):
    db = schema_editor.connection.alias
    Regning, Fordeling = apps.get_model("inka", "Regning"), apps.get_model("inka", "Fordeling")
    Bilag, Samlekonto = apps.get_model("bogh", "Bilag"), apps.get_model("bogh", "Samlekonto")
    Exchange, Systemkonstant = apps.get_model("exchange", "Exchange"), apps.get_model("exchange", "Systemkonstant")
    Regning.objects.using(db).exclude(betales_fra_konto="").update(rest=0)
    Regning.objects.using(db).filter(betales_fra_konto="").update(rest=F("beloeb"))
    for koersel in list(Regning.objects.using(db).order_by("koersel").values_list("koersel", flat=True).distinct()):
        bills = Regning.objects.using(db).filter(koersel=koersel, betales_fra_konto="")
        first = bills.first()
        if first is None:
            continue
        exchange = Exchange.objects.using(db).filter(pk=first.exchange_id).first()
        values = Systemkonstant.objects.using(db).filter(
            Q(gyldig_fra=None) | Q(gyldig_fra__lte=first.posteringsdato), nummer="renovation.modkonto"
        )
        stored = values.order_by(F("gyldig_fra").desc(nulls_last=True)).values_list("vaerdi", flat=True).first()
        konto = (exchange.options.get("modkonto") if exchange else "") or stored or STANDARD
        bills.update(konto=konto)
        Samlekonto.objects.using(db).get_or_create(konto=konto, defaults={"modul": "inka"})
        if exchange is None or exchange.state not in TAKEN_BACK:
            continue
        back = Bilag.objects.using(db).get(tilbagefoerer__noegle=koersel)
        Fordeling.objects.using(db).bulk_create(
            (
                Fordeling(
                    regning_id=number,
                    art="annullering",
                    beloeb=beloeb,
                    dato=back.posteringsdato,
                    bilag=back,
                    grund="Kørslen blev taget tilbage",
                    oprettet_af=back.oprettet_af,
                )
                for number, beloeb in bills.exclude(beloeb=0).values_list("pk", "beloeb")
            ),
            batch_size=500,
        )
        bills.update(rest=0)


class Migration(migrations.Migration):
    dependencies = [("inka", "0003_krav"), ("exchange", "0006_systemkonstant"), ("bogh", "0002_systemkonstant_flyttet")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
