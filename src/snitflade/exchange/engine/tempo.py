"""How often a worker looks at the queue: often while there is something in it, seldom while there is not.

One look takes a worker's free hands full at most, so short pieces of work that lie in the queue wait for the next look, not for
hands; and each look costs, with and without something there. The tempo is the queue's, and so the same for all workers of the
installation: the more they are, the longer each may wait between two looks.
"""

from __future__ import annotations

from snitflade.exchange.engine import slots
from snitflade.exchange.engine.log import log
from snitflade.formats.problems import mask_cpr


class Tempo:
    """One worker's part in it. `rest` and `busy` are the seconds between two looks at the queue when it is alone.

    Each of several waits longer, but never longer than `rest` while something lies there, nor than twice that.
    """

    def __init__(self, rest: float, busy: float) -> None:
        self._rest, self._busy = rest, min(rest, busy)
        self._hurries = False
        self._workers = 1

    def hurry(self) -> None:
        """Work has begun, and seldom comes alone: look often from now on."""
        if not self._hurries:
            self._hurries = True
            self._set(self._often)

    def look(self) -> None:
        """Look as often as what lies in the queue needs. Raises what the database does."""
        from snitflade.exchange.engine import durable

        self._workers = max(1, slots.taken())
        self._hurries = durable.any_waits()
        self._set(self._often if self._hurries else self._rest * min(self._workers, 2))

    @property
    def _often(self) -> float:
        return min(self._busy * self._workers, self._rest)

    @staticmethod
    def _set(seconds: float) -> None:
        from snitflade.exchange.engine import durable

        try:
            durable.look_every(seconds)
        except Exception as error:  # the work is done at the tempo there is
            log.warning("arbejderen kunne ikke ændre, hvor tit den ser i køen (%s)", mask_cpr(str(error)).strip())
