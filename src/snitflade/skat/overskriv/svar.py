"""What the service answered to an override, and what follows from it. Source: skat-inddrivelse.md 7."""

from __future__ import annotations

from django.utils import timezone

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import ExchangeFile
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.skat import maaneder
from snitflade.skat.aktuel.koder import Betydning, betydninger
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand
from snitflade.skat.overskriv.fosp import fra_svar
from snitflade.skat.overskriv.stand import udfoert

OVERSKRIV_AFVIST = ProblemKind(
    "OVERSKRIV_AFVIST", "Tjenesten har afvist: {raw}. Indkomsten er, som den var. Ret årsagen, og opret den igen."
)


def svar(file: ExchangeFile, reply: bytes, problems: Problems) -> str:
    """Bring the override where the answer says, in the transaction that keeps it; gives the receipt in words."""
    answer, seen = fra_svar(reply)
    row = Overskrivning.objects.select_for_update().get(exchange=file.exchange_id)
    now = timezone.now()
    meaning = betydninger(konstant("skat.aktuel.returkoder", timezone.localdate(now))).get(answer.kode)
    said = f"{answer.kode} {answer.tekst}".strip()
    if meaning not in (Betydning.OK, Betydning.UFULDSTAENDIG):
        if row.tilstand == Overskrivningstilstand.UNDERVEJS:
            row.tilstand, row.slut, row.svar = Overskrivningstilstand.AFVIST, now, said[:300]
            row.save(update_fields=["tilstand", "slut", "svar"])
        problems.add(OVERSKRIV_AFVIST, raw=said)
        return f"Afvist af tjenesten: {said}"
    try:
        expires = maaneder.laes(answer.udloebsmaaned)
    except ValueError:
        expires = None
    udfoert(row, expires, said, now)
    how = "Set hos tjenesten" if seen else "Tjenesten har svaret"
    until = f", udløber efter {expires:%Y-%m}" if expires and row.handling == Handling.OVERSKRIV else ""
    return f"{how}: {said}{until}."
