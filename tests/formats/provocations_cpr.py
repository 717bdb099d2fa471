"""How to provoke every kind of problem of the CPR formats (`provocations.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.formats.composed_cpr import DAILY, ET, GLBASE_DAILY, SUBSCRIPTIONS, TO, A, P, delivery
from tests.formats.cpr_tables import Post
from tests.formats.provocation import Provocation, reading

from snitflade.formats import cpr_abonnement, cpr_glbase, cpr_p12170
from snitflade.formats.problems import Problems, mask_line

Act = Callable[[Problems], object]


def packed(*posts: Post, end: str = "\r\n") -> bytes:
    return "".join(post.text + end for post in posts).encode("latin-1")


def daily(*edits: tuple[int, int, str], posts: tuple[Post, ...] = DAILY) -> Act:
    """Reading the daily delivery with characters put at (line, position)."""
    texts = [post.text for post in posts]
    for number, position, characters in edits:
        text = texts[number - 1]
        texts[number - 1] = text[: position - 1] + characters + text[position - 1 + len(characters) :]
    return reading(cpr_p12170.FORMAT, "".join(text + "\r\n" for text in texts).encode("latin-1"))


def person(pnr: str = ET, **values: str) -> Post:
    return Post(P, "001", {"pnr": pnr, "status": "05", "koen": "M", **values})


def some(*posts: Post) -> Act:
    return daily(posts=delivery(P, *posts))


def subscriptions(*posts: Post) -> Act:
    return reading(cpr_abonnement.FORMAT, packed(*posts))


def subscription(pnr: str, operation: str = "OP") -> Post:
    return Post(A, "06", {"kundenr": "1234", "operation": operation, "pnr": pnr})


TEST_FILE = replace(cpr_glbase.FORMAT, slut_kraeves=False)
START, END = DAILY[0], DAILY[-1]
MASKED, OTHER = f"{ET[:6]}-****", "010160-****"

CPR_PROVOCATIONS = (
    # cpr_kinds.py
    Provocation("CPR_DATO", daily((2, 40, "1960-02-30")), 2, 40, "foed_dt", "1960-02-30"),
    Provocation("CPR_TID", daily((3, 70, "200513011200")), 3, 70, "tilflydto", "200513011200"),
    Provocation("CPR_KODE", daily((6, 14, "X")), 6, 14, "civst", "X"),
    Provocation("CPR_SPOERGSMAALSTEGN", daily((5, 14, "Pr?ve")), 5, 14, "fornvn", "Pr?ve Åse".ljust(50)),
    # cpr_ramme.py
    Provocation("CPR_START_MANGLER", daily(posts=DAILY[1:]), 1),
    Provocation("CPR_START_FLERE", daily(posts=(*DAILY[:-1], START, END)), 21),
    Provocation("CPR_SLUT_MANGLER", daily(posts=DAILY[:-1]), 20),
    Provocation("CPR_SLUT_UDELADT", reading(TEST_FILE, packed(*GLBASE_DAILY[:-1])), 8),
    Provocation("CPR_SLUT_FLERE", daily(posts=(*DAILY[:-1], END, END)), 21),
    Provocation("CPR_TAELLER", daily(posts=(*DAILY[:-2], END)), 20, 14, "taeller", "19"),
    Provocation("CPR_PNR_NUL", some(person(), Post(P, "014", {"pnr": "0" * 10})), 3, 4, also=frozenset({"CPR_PERSON_NABO"})),
    Provocation("CPR_PERSON_UDEN_001", some(person(), Post(P, "014", {"pnr": TO})), 3),
    Provocation("CPR_PERSON_FLERE_001", some(person(), person(TO), person()), 4),
    Provocation(
        "CPR_PERSON_NABO",
        some(person(), Post(P, "014", {"pnr": "x"}), person(TO)),
        2,
        also=frozenset({"FELT_IKKE_CIFRE"}),
        count=2,
    ),
    # cpr_profil.py
    Provocation("CPR_FORKERT_PROFIL", reading(cpr_p12170.FORMAT, packed(*GLBASE_DAILY))),
    # cpr_opdeling.py
    Provocation("CPR_SAMMENKLISTRET", reading(cpr_p12170.FORMAT, packed(*DAILY[:1], end="") + packed(*DAILY[1:])), 1, 36),
    Provocation(
        "CPR_STROEM_BRUDT",
        reading(cpr_p12170.FORMAT, packed(*DAILY[:3], end="") + b"?" * 13 + packed(*DAILY[3:], end="")),
        4,
        1,
        raw="?" * 13,
        also=frozenset({"CPR_LINJE_UGYLDIG", "CPR_SLUT_MANGLER"}),
    ),
    Provocation("CPR_UTF8", reading(cpr_p12170.FORMAT, DAILY[4].text.encode())),
    # cpr_format.py
    Provocation("CPR_RECORD_UKENDT", some(person(), Post(P, raw=f"777{ET}X")), 3, 1, raw=mask_line(f"777{ET}X")),
    Provocation("CPR_LINJE_UGYLDIG", some(person(), Post(P, raw="x01")), 3, 1, raw="x01"),
    Provocation("CPR_LINJE_TOM", reading(cpr_p12170.FORMAT, packed(*DAILY) + b"\r\n"), 22),
    # cpr_abonnement.py
    Provocation("CPR_ERSTATNINGSNUMMER", subscriptions(subscription(ET)), 1, 11, "pnr", MASKED),
    Provocation("CPR_PNR_UMULIGT", subscriptions(subscription("3213600001")), 1, 11, "pnr", "3213600001"),
    Provocation("CPR_ABONNEMENT_DUBLET", subscriptions(*SUBSCRIPTIONS[:1] * 2), 2, 11, "pnr", OTHER),
    Provocation(
        "CPR_REKVISITION_SLETTET",
        subscriptions(subscription("0101600001", "SL"), SUBSCRIPTIONS[2]),
        2,
        9,
        "pnr",
        OTHER,
    ),
)
