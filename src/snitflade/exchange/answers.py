"""What a partner answered to a delivered file, understood by the interface (`Interface.answer`).

The answer is read in the transaction that keeps it. One that cannot be read does not undo the delivery: the file is there, its
answer is kept, and it is read again at the next look.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import catalogue, journal, keys
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems

log = logging.getLogger("snitflade.exchange")


def keep(file: ExchangeFile, reply: bytes, save: Callable[[], None]) -> None:
    """Run `save`, which keeps that the file is delivered and its answer, and read the answer in the same transaction."""
    if not reply or not _answers(file):
        save()
        return
    try:
        with transaction.atomic():
            save()
            _read(file, reply)
    except Exception:  # whatever it was, the file has been delivered
        log.exception("the answer to exchange %s, file %s could not be read", file.exchange_id, file.number)
        with transaction.atomic():
            save()


def read_again(exchange: Exchange) -> None:
    """Read the answers that could not be read before. Raises what the interface's function raises."""
    for file in exchange.files.filter(answered_at=None).exclude(reply=None).select_related("exchange"):
        if _answers(file):
            with transaction.atomic():
                _read(file, keys.unseal(bytes(file.reply or b"")))


def acknowledged(exchange: Exchange, by: str) -> None:
    """Bring a sent exchange to its end when the answers to all its files acknowledge them."""
    receipts = list(exchange.files.values_list("receipt", flat=True))
    if all(receipts) and receipts and exchange.state in (State.AFSENDT, State.TAGET):
        said = " ".join(dict.fromkeys(receipts))
        journal.move(exchange, State.KVITTERET, by, fields={"note": said}, kvittering=said)


def _answers(file: ExchangeFile) -> bool:
    interface = catalogue.get(file.exchange.interface)
    return interface is not None and interface.answer is not None


def _read(file: ExchangeFile, reply: bytes) -> None:
    interface = catalogue.get(file.exchange.interface)
    assert interface is not None and interface.answer is not None  # noqa: S101 (`_answers` has looked)
    problems = Problems()
    file.receipt, file.answered_at = interface.answer(file, reply, problems), timezone.now()
    file.save(update_fields=["receipt", "answered_at"])
    journal.add_problems(file.exchange, problems)
