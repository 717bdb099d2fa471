"""Runs that are in the ledger get their vouchers; those that were taken back also the vouchers that reverse them."""

from __future__ import annotations

from django.db import migrations

TAKEN_BACK = ("annulleret", "erstattet")
RENOVATION = "tekn.renovation-prisme"
"""The only one that has posted so far, also for rows that no exchange made."""


def forwards(apps, schema_editor):
    db = schema_editor.connection.alias
    Bilag, Postering = apps.get_model("bogh", "Bilag"), apps.get_model("bogh", "Postering")
    Exchange = apps.get_model("exchange", "Exchange")
    numbers: dict[tuple[str, int], int] = {}

    def book(rows, sign, kilde, noegle, exchange, by, at, tekst, reverses=None):
        first = rows[0]
        place = (first.kommune, first.regnskabsaar)
        numbers[place] = numbers.get(place, 0) + 1
        bilag = Bilag.objects.using(db).create(
            kommune=first.kommune,
            regnskabsaar=first.regnskabsaar,
            loebenr=numbers[place],
            bilagsdato=first.posteringsdato,
            posteringsdato=first.posteringsdato,
            tekst=tekst,
            kilde=kilde,
            noegle=noegle,
            linjer=len(rows),
            debet=sum(max(sign * row.beloeb, 0) for row in rows),
            exchange_id=exchange,
            oprettet_af=by,
            tilbagefoerer=reverses,
        )
        if at is not None:
            Bilag.objects.using(db).filter(pk=bilag.pk).update(oprettet_tid=at)
        return bilag

    for koersel in list(Postering.objects.using(db).order_by("koersel").values_list("koersel", flat=True).distinct()):
        rows = list(Postering.objects.using(db).filter(koersel=koersel).order_by("loebenr"))
        exchange = Exchange.objects.using(db).filter(pk=rows[0].exchange_id).first()
        kilde = exchange.interface if exchange else RENOVATION
        by, at = (exchange.created_by, exchange.created_at) if exchange else ("ukendt", None)
        bilag = book(rows, 1, kilde, koersel, rows[0].exchange_id, by, at, rows[0].tekst)
        Postering.objects.using(db).filter(koersel=koersel).update(bilag=bilag)
        if exchange is None or exchange.state not in TAKEN_BACK:
            continue
        number = f"{bilag.kommune}-{bilag.regnskabsaar}-{bilag.loebenr:06}"
        back = book(
            rows, -1, kilde, f"tilbage:{bilag.pk}", None, by, exchange.state_at, f"Tilbageført bilag {number}", reverses=bilag
        )
        for row in rows:
            row.pk, row.bilag, row.exchange, row.beloeb = None, back, None, -row.beloeb
            row.koersel = f"{back.kommune}-{back.regnskabsaar}-{back.loebenr:06}"
        Postering.objects.using(db).bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("bogh", "0003_bilag")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
