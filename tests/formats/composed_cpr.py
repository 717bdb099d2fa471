"""Golden CPR files, composed from the printed tables of cpr.md (`cpr_tables.py`). Persons have replacement numbers (cpr.md 6.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tests.formats.cpr_tables import TABLES, Post, Row
from tests.formats.spec_tables import Place

P, G, A = "cpr-p12170", "cpr-glbase", "cpr-abonnement"
ET, TO, TRE, GAMMEL = "6101600001", "7402710002", "6112990003", "6501600001"

CODES = {
    "status": "05",
    "koen": "K",
    "civst": "G",
    "fkirk": "F",
    "beskyttype": "0001",
    "reltyp_foraeldremyn": "0005",
    "reltyp_ctforaldre_myn": "0003",
    "umyn_reltyp": "0001",
    "annkor": "Æ",
    "afledtmrk": "ÆG",
    "derived": "BØ",
    "operation": "OP",
    "inddatanoegle": "",
}


@dataclass(frozen=True)
class CprFile:
    """A golden file: its records, how they are packed (`packed`: as nobody writes them), what is wrong with it."""

    posts: tuple[Post, ...]
    newline: str = "\r\n"
    final_newline: bool = True
    problems: tuple[Place, ...] = ()
    broken: bool = False
    packed: bytes = b""

    @property
    def written(self) -> bytes:
        """The bytes we write."""
        text = self.newline.join(post.text for post in self.posts) + (self.newline if self.final_newline else "")
        return text.encode("latin-1")

    @property
    def data(self) -> bytes:
        """The bytes that were received."""
        return self.packed or self.written

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The file as JSON Lines."""
        about = {
            "line": 0,
            "record": "fil",
            "tegnsaet": "iso8859-1",
            "linjeskift": {"\r\n": "CRLF", "\n": "LF", "": "INGEN"}[self.newline],
            "sidste_linjeskift": self.final_newline,
            "bom": False,
        }
        usual = (self.newline, self.final_newline) == ("\r\n", True)
        return [*([] if usual else [about]), *(post.as_json(number) for number, post in enumerate(self.posts, start=1))]


def delivery(format: str, *posts: Post, proddto: str = "20260115", forrig: str = "20260114") -> tuple[Post, ...]:
    """`posts` between a start record and an end record that counts them."""
    start = {"sortfelt_10": "0" * 10, "opgavenr": "123456", "proddto": proddto, "proddtoforrig": forrig}
    end = {"sortfelt_10": "9" * 10, "taeller": f"{len(posts):08}"}
    return (Post(format, "000", start), *posts, Post(format, "999", end))


def full(row: Row, pnr: str) -> str:
    """Something in a field to its last character: letters of which no two neighbours are the same, dates and moments of its own."""
    seed = sum(map(ord, row.field))
    if row.kind == "P10" or (row.field, row.size) in (("pnr", 10), ("sortfelt_10", 10)):
        return pnr
    if row.kind in ("U", "M"):
        return "*" if row.kind == "U" else "+*="[seed % 3]
    if row.kind == "N":
        return "".join(str((seed + i) % 10) for i in range(row.size))
    if row.kind == "D10":
        return f"{1900 + seed % 100}-{1 + seed % 12:02}-{1 + seed % 28:02}"
    if row.kind == "T12":
        return f"{1900 + seed % 100}{1 + seed % 12:02}{1 + seed % 28:02}{seed % 24:02}{seed % 60:02}"
    if row.field in CODES:
        return CODES[row.field]
    return "".join(chr(ord("A") + (seed + i) % 26) for i in range(row.size))


def every_field(format: str) -> tuple[Post, ...]:
    """One person with a record of every type, full to the last character."""
    posts = []
    for key, table in TABLES[format].items():
        if key not in ("000", "999"):
            values = {row.field: full(row, ET) for row in table.rows if row.field not in ("recordtype", "inddatanoegle")}
            posts.append(Post(format, key, values))
    return tuple(posts)


def _person(pnr: str, **values: str) -> Post:
    given = {"pnr": pnr, "status": "05", "statushaenstart": "0" * 12, "koen": "M", "foed_dt": "1960-01-01"}
    return Post(P, "001", {**given, "start_dt_person": "1968-04-02", **values})


DAILY = delivery(  # the persons' records, then all 003 in an order of their own (2.3)
    P,
    _person(ET, stilling="FISKER"),
    Post(P, "002", {"pnr": ET, "komkod": "0956", "vejkod": "0123", "husnr": "012A", "bnr": "1456", "tilflydto": "200501301200"}),
    Post(P, "004", {"pnr": ET, "beskyttype": "0001", "start_dt_beskyttelse": "2020-02-29"}),
    Post(P, "008", {"pnr": ET, "fornvn": "Prøve Åse", "efternvn": "Et", "nvnhaenstart": "196000002000", "adrnvn": "Et,Prøve Åse"}),
    Post(P, "012", {"pnr": ET, "civst": "G", "aegtepnr": TO, "haenstart_civilstand": "198506291299"}),
    Post(
        P,
        "023",
        {"pnr": ET, "annkor": "A", "komkod": "0901", "vejkod": "9984", "tilflydto": "196000000099", "fraflydto": "200501301200"},
    ),
    Post(P, "099", {"pnr": ET, "timestampu": "202601142031", "haendelse": "A01"}),
    _person(TO, koen="K", foed_dt="1971-02-14", foed_dt_umrk="*"),
    Post(P, "014", {"pnr": TO, "pnr_barn": TRE}),
    Post(P, "015", {"pnr": TO, "pnrmor": "0" * 10, "mornvn": "Prøve Mor", "pnrfar": ""}),
    Post(P, "022", {"pnrgaeld": TO, "pnr": GAMMEL, "start_dt_person": "1971-02-14", "slut_dt_person": "1999-12-31"}),
    Post(P, "099", {"pnr": TO, "haendelse": "K74", "afledtmrk": "ÆG"}),
    _person(GAMMEL, pnrgaeld=TO, status="60", statushaenstart="199912311530", slut_dt_person="1999-12-31"),
    Post(P, "099", {"pnr": GAMMEL, "timestampu": "202601142031", "haendelse": "P03", "afledtmrk": "PT"}),
    Post(P, "003", {"pnr": GAMMEL, "adrnvn": "To,Prøve"}),
    Post(P, "003", {"pnr": TO, "adrnvn": "To,Prøve", "standardadr": "Qullilerfik 2", "postnr": "3900", "postdisttxt": "Nuuk"}),
    Post(P, "003", {"pnr": ET, "adrnvn": "Et,Prøve Åse", "postnr": "3900", "postdisttxt": "Nuuk", "komkod": "0956"}),
    Post(
        P,
        "910",
        {"sortfelt_10": TRE, "inddata": f"06123400OP{TRE}", "fejlnr": "0042", "fejltxt_udtraek": "PERSONNUMMER FINDES IKKE"},
    ),
    Post(P, "997", {"pnr": TRE, "timestampu": "202601142031", "haendelse": "A45", "nglkonst": "REF-1"}),
)
TRIMMED = tuple(post.trimmed() for post in DAILY)


def _glued(posts: Iterable[Post], *after: int) -> bytes:
    """The records with no line break after those of the given numbers."""
    return b"".join(
        post.text.encode("latin-1") + (b"" if number in after else b"\r\n") for number, post in enumerate(posts, start=1)
    )


UNKNOWN = delivery(
    P,
    _person(ET),
    Post(P, raw=f"777{ET}NY RECORDTYPE"),
    Post(P, raw=f"031{ET}{TO}".ljust(269)),
    Post(P, "003", {"pnr": ET, "adrnvn": "Et,Pr?ve"}),
    Post(P, "012", {"pnr": ET, "civst": "X"}),
)


def put(post: Post, position: int, characters: str) -> Post:
    """The record with other characters from `position` on."""
    text = post.text
    return Post(post.format, raw=text[: position - 1] + characters + text[position - 1 + len(characters) :])


FAULTY = delivery(
    P,
    put(_person(ET), 40, "1960-02-30"),
    put(Post(P, "002", {"pnr": ET, "tilflydto": "200513011200"}), 14, "95X6"),
    put(Post(P, "099", {"pnr": ET, "timestampu": "202601142560"}), 4, "61016000A1"),
    _person(TO),
    _person(TO),
    Post(P, "014", {"pnr": TRE, "pnr_barn": "12345"}),
    Post(P, raw="0026101"),
    Post(P, raw="xyz"),
    put(_person("0" * 10, status="05"), 38, "x"),
)
FAULTS: tuple[Place, ...] = (
    ("CPR_DATO", 2, 40, "foed_dt"),
    ("CPR_PERSON_NABO", 3, 0, ""),
    ("FELT_IKKE_CIFRE", 3, 14, "komkod"),
    ("CPR_TID", 3, 70, "tilflydto"),
    ("FELT_IKKE_CIFRE", 4, 4, "pnr"),
    ("CPR_TID", 4, 14, "timestampu"),
    ("CPR_PERSON_NABO", 5, 0, ""),
    ("CPR_PERSON_FLERE_001", 6, 0, ""),
    ("CPR_PERSON_UDEN_001", 7, 0, ""),
    ("CPR_PERSON_NABO", 7, 0, ""),
    ("FELT_IKKE_CIFRE", 7, 14, "pnr_barn"),
    ("RECORD_FOR_KORT", 8, 0, ""),
    ("CPR_LINJE_UGYLDIG", 9, 1, ""),
    ("CPR_PNR_NUL", 10, 4, ""),
    ("CPR_KODE", 10, 38, "statusdto_umrk"),
)

GLBASE_DAILY = delivery(
    G,
    Post(
        G,
        "001",
        {
            "pnr": ET,
            "status_ts": "196804020000",
            "status": "05",
            "start_mynkod_person": "0909",
            "koen": "M",
            "foed_dt": "1960-01-01",
            "foed_tm": "12.30.00",
            "start_dt_person": "1968-04-02",
            "pnrmor": "0" * 10,
            "mornvn": "Prøve Mor",
            "farnvn": "Prøve Far",
        },
    ),
    Post(G, "005", {"pnr": ET, "start_mynkod_foedested": "0909", "myntxt_foedested": "NUUK"}),
    Post(G, "020", {"pnr": ET, "fornvn": "Prøve", "efternvn": "Et", "slaegtnvn": "Ærø", "nvnhaenstart": "196000002000"}),
    Post(G, "025", {"pnr": ET, "komkod": "0956", "vejkod": "0123", "bnr": "1456", "tilflydto": "200501301299"}),
    Post(G, "045", {"pnr": ET, "pnrchild": TO, "status": "05", "haenstart_barn": "198501010099"}),
    Post(G, "900", {"pnr": ET, "event": "A74"}),
    Post(G, "035", {"pnr": TO, "civst": "U"}),
)

SUBSCRIPTIONS = (
    Post(A, "06", {"kundenr": "1234", "operation": "OP", "pnr": "0101600001"}),
    Post(A, "06", {"kundenr": "1234", "operation": "SL", "pnr": "0201710002", "nglkonst": "REF-2"}),
    Post(A, "07", {"opgavenr": "123456", "pnr": "0101600001"}),
)
REPLACED = (
    Post(A, "06", {"kundenr": "1234", "operation": "OP", "pnr": ET}),
    Post(A, "06", {"kundenr": "1234", "operation": "XX", "pnr": "0101600001"}),
    Post(A, "06", {"kundenr": "1234", "operation": "SL", "pnr": "0101600001"}),
    Post(A, "07", {"opgavenr": "123456", "pnr": "3213600001"}),
)

CPR_FILES: dict[str, dict[str, CprFile]] = {
    P: {
        "alle-felter": CprFile(delivery(P, *every_field(P))),
        "daglig": CprFile(TRIMMED),
        "fuld-laengde": CprFile(DAILY, newline="\n"),
        "stroem": CprFile(DAILY, newline="", final_newline=False),
        "sammenklistret": CprFile(
            DAILY,
            packed=_glued(DAILY, 3, 8, 9),
            problems=(("CPR_SAMMENKLISTRET", 3, 307, ""), ("CPR_SAMMENKLISTRET", 8, 46, "")),
        ),
        "foerste-levering": CprFile(delivery(P, _person(ET), forrig="0" * 8), final_newline=False),
        "uden-personer": CprFile(delivery(P)),
        "ukendte": CprFile(
            UNKNOWN,
            problems=(
                ("CPR_RECORD_UKENDT", 3, 1, ""),
                ("RECORD_UDEN_LAYOUT", 4, 1, ""),
                ("CPR_SPOERGSMAALSTEGN", 5, 14, "adrnvn"),
                ("CPR_KODE", 6, 14, "civst"),
            ),
        ),
        "fejl": CprFile(FAULTY, problems=FAULTS, broken=True),
        "afkortet": CprFile(DAILY[:-1], problems=(("CPR_SLUT_MANGLER", 20, 0, ""),), broken=True),
        "utf8": CprFile(DAILY, packed=DAILY[4].text.encode() + b"\r\n", problems=(("CPR_UTF8", 0, 0, ""),), broken=True),
        "forkert-profil": CprFile(GLBASE_DAILY, problems=(("CPR_FORKERT_PROFIL", 0, 0, ""),), broken=True),
    },
    G: {
        "alle-felter": CprFile(delivery(G, *every_field(G))),
        "daglig": CprFile(tuple(post.trimmed() for post in GLBASE_DAILY), newline="\n"),
        "stroem": CprFile(GLBASE_DAILY, newline="", final_newline=False),
        "forkert-profil": CprFile(DAILY, problems=(("CPR_FORKERT_PROFIL", 0, 0, ""),), broken=True),
        "uden-slut": CprFile(GLBASE_DAILY[:-1], problems=(("CPR_SLUT_MANGLER", 8, 0, ""),), broken=True),
    },
    A: {
        "aendringer": CprFile(SUBSCRIPTIONS),
        "alle-felter": CprFile(
            tuple(replace(post, values={**(post.values or {}), "pnr": "0101600001"}) for post in every_field(A)),
            final_newline=False,
        ),
        "fejl": CprFile(
            REPLACED,
            problems=(
                ("CPR_ERSTATNINGSNUMMER", 1, 11, "pnr"),
                ("CPR_KODE", 2, 9, "operation"),
                ("CPR_ABONNEMENT_DUBLET", 3, 11, "pnr"),
                ("CPR_PNR_UMULIGT", 4, 9, "pnr"),
            ),
            broken=True,
        ),
    },
}


def written() -> dict[str, bytes]:
    """Every golden file by its name below tests/formats."""
    files = {}
    for folder, composed in CPR_FILES.items():
        for name, file in composed.items():
            files[f"{folder}/{name}.txt"] = file.data
            if not file.broken:
                lines = [json.dumps(value, ensure_ascii=False) + "\n" for value in file.objects]
                files[f"{folder}/{name}.jsonl"] = "".join(lines).encode()
                if file.packed:
                    files[f"{folder}/{name}.skrevet.txt"] = file.written
            if file.problems:
                rows = [dict(zip(("code", "line", "column", "field"), place, strict=True)) for place in file.problems]
                files[f"{folder}/{name}.problems.json"] = (json.dumps(rows, indent=2) + "\n").encode()
    return files
