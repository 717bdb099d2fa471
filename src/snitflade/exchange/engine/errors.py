"""What can go wrong with work itself, as sentences that say what to do. The docstring of each class is its message."""

from __future__ import annotations

from snitflade.exchange.known import KnownError, Refusal
from snitflade.formats.problems import mask_cpr


class EngineError(KnownError):
    """Opgaven kunne ikke klares."""

    def __init__(self, **facts: object) -> None:
        sentence = " ".join((type(self).__doc__ or "").split())
        super().__init__(mask_cpr(sentence.format(**facts)))


class UnknownTaskError(EngineError):
    """Opgaven «{name}» kendes ikke. Er programmet lige opdateret, så genstart arbejderen, og prøv igen."""


class UnknownWorkError(EngineError):
    """Der er intet arbejde med nøglen {key}."""


class KeyTakenError(EngineError):
    """Nøglen {key} er allerede brugt til opgaven «{other}» og kan ikke også bruges til «{name}»."""


class NotFinishedError(EngineError):
    """Arbejdet {key} er ikke slut endnu ({state}), så det kan ikke tages op igen."""


class NotPlainError(EngineError):
    """{what} skal være tekster, heltal, ja eller nej, eller lister og ordbøger af dem, men der er en {type}. Filer og rækker huskes
    ved deres nummer."""


class TooLargeError(EngineError):
    """{what} fylder {size} tegn. Arbejdets hukommelse er til numre og ord (højst {most} tegn), ikke til filer."""


class StepInTransactionError(EngineError):
    """Trinnet {name} begynder inde i en transaktion. Det ville blive husket som gjort, også hvis transaktionen blev rullet
    tilbage."""


class NotMigratedError(EngineError):
    """Databasen er ikke gjort klar til denne udgave af programmet. Kør: snitflade migrate"""

    refusal = Refusal.SETUP


class UnreachableError(EngineError):
    """Databasen kan ikke bruges lige nu ({reason}). Der er ikke sat noget i kø og ikke slået noget op. Prøv igen om lidt."""


class SecondWorkerError(EngineError):
    """Der kører allerede en arbejder på denne installation. Med SQLite kan der kun køre én ad gangen; med PostgreSQL (DATABASE_URL)
    så mange, det skal være."""


class SlotTakenError(EngineError):
    """Pladsen {slot} er i brug af arbejderen på {host} (proces {pid}). Stop den, eller vælg en anden plads."""


class SlotLostError(EngineError):
    """Arbejderen har været stille så længe, at en anden har overtaget pladsen {slot} og dens arbejde. Den stopper. Start den igen,
    når du ved hvorfor."""


class StepFailedError(Exception):
    """Et trin mislykkedes.

    `kind` is the name of the class of the error that ended the step; the text is its message, CPR numbers masked. It is the same
    error when the task runs again and the step is only remembered.
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class TaskFailedError(Exception):
    """Opgaven mislykkedes."""


class Stopping(BaseException):
    """The worker is to stop: leaves the task without an outcome, so that it goes on elsewhere. No task may catch it."""
