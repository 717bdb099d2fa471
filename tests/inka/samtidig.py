"""What `test_samtidig` lets several processes do to one database at the same moment: ``python -m tests.inka.samtidig <role> …``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any


def begynd() -> list[int]:
    """Tables, accounts, two claims of 500 and five payments of 100 in the queue; gives the claims' numbers."""
    from django.core.management import call_command
    from tests.inka import verden

    call_command("migrate", verbosity=0)
    verden.konti()
    claims = verden.krav(500, 500)
    verden.betal(*[(f"k{n}", 100, 999_999) for n in range(5)])
    return [claim.nummer for claim in claims]


def placer(nummer: str) -> list[str]:
    """Place every waiting payment on a claim; what became of each."""
    from tests.inka.verden import DAG

    from snitflade.formats.problems import ProblemsError
    from snitflade.inka import placering
    from snitflade.inka.models import Indbetaling, Regning

    def gjort() -> Iterator[str]:
        for payment in Indbetaling.objects.filter(noegle__startswith="k").order_by("pk"):
            try:
                placering.placer(payment, Regning.objects.get(nummer=nummer), 100, "bo", DAG)
                yield "ja"
            except ProblemsError as error:
                yield next(iter(error.problems)).code

    return list(gjort())


def betal(nummer: str, navn: str) -> list[int]:
    """Book the same file and one of its own, each of two payments of 300 for a claim; gives the numbers booked."""
    from tests.inka import verden

    return [verden.betal((f"{key}1", 300, int(nummer)), (f"{key}2", 300, int(nummer))).bogfoert.antal for key in ("fælles", navn)]


def slut() -> dict[str, Any]:
    """What is in the database, and that everything agrees."""
    from tests.inka import verden

    from snitflade.bogh.models import Bilag
    from snitflade.inka.models import Indbetaling, Regning

    verden.stemmer()
    numbers = list(Bilag.objects.order_by("loebenr").values_list("loebenr", flat=True))
    return {
        "rest": list(Regning.objects.order_by("pk").values_list("rest", flat=True)),
        "koe": sum(Indbetaling.objects.values_list("rest", flat=True)),
        "indbetalinger": Indbetaling.objects.count(),
        "uden huller": numbers == list(range(1, len(numbers) + 1)),
    }


ROLLER: dict[str, Callable[..., Any]] = {"begynd": begynd, "placer": placer, "betal": betal, "slut": slut}

if __name__ == "__main__":
    import django

    django.setup()
    role, at, *rest = sys.argv[1:]
    time.sleep(max(0.0, float(at) - time.time()))
    print(json.dumps(ROLLER[role](*rest)))  # noqa: T201
