"""What a person does about a subscription that CPR refused or never answered: let it be asked again with the next file."""

from __future__ import annotations

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.known import KnownError
from snitflade.folk.abonnement import svar
from snitflade.folk.models import Abonnement, Abonnementslinje
from snitflade.folk.models_abonnement import OPRET, Tilstand

IGEN = "cpr-abonnement prøves igen"
"""What the audit event is called."""
PROEVET_IGEN = "prøves igen"


class KanIkkeProevesError(KnownError):
    """Abonnementet er ikke afvist, og CPR har ikke ladet være med at svare; der er intet at prøve igen."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def proev_igen(nummer: int, by: str, hvorfor: str = "") -> None:
    """Let the subscription (by our own number) be asked again with the next file. Raises KanIkkeProevesError."""
    with transaction.atomic():
        lock(Abonnement)
        row = Abonnement.objects.filter(pk=nummer).first()
        if row is None or not _moden(row):
            raise KanIkkeProevesError
        row.tilstand = Tilstand.INGEN if row.operation == OPRET else Tilstand.AKTIV
        row.fejlnr = row.fejltekst = ""
        row.save(update_fields=["tilstand", "fejlnr", "fejltekst"])
        audit.record(IGEN, by, abonnement=row.pk, operation=row.operation, grund=hvorfor)


def _moden(row: Abonnement) -> bool:
    """Whether it was refused, or has been asked twice in vain; then the question is closed."""
    if row.tilstand == Tilstand.FEJL:
        return True
    linjer = Abonnementslinje.objects.filter(abonnement=row, aaben=True, forsoeg__gt=1).select_related("abonnement", "exchange")
    for linje in svar.uhoerte(list(linjer)):
        linje.aaben, linje.svar = False, PROEVET_IGEN
        linje.save(update_fields=["aaben", "svar"])
        return True
    return False
