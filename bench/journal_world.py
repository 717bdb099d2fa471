"""A journal of ten years, written by PostgreSQL itself: exchanges, files, arrivals, problems, lines in quarantine, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applied, Built, Interface
from snitflade.exchange.schedule import BankDay, Schedule, daily, monthly, on_demand, quarterly, weekdays, weekly, yearly

OFTEN: Mapping[str, int] = {
    "tekn.affaldsvaegt": 36_000,
    "bogh.fi-indbetalinger": 20_000,
    "bogh.acubiz": 10_000,
    "bogh.bankoverfoersler": 8_000,
    "soc.udbetalinger-bank": 6_000,
    "krdi.bsplus": 5_000,
    "krdi.bankoverfoersler": 4_000,
}
"""Of a hundred thousand exchanges, how many belong to the busiest interfaces."""
BY_RHYTHM: Mapping[str, int] = {
    "Pr. dag": 1_500,
    "Efter hver hverdag": 1_000,
    "Pr. uge": 100,
    "Pr. måned": 24,
    "Kvartalsvis": 8,
    "Pr. kvartal": 8,
    "Pr. år": 2,
    "Pr. år (cirka)": 2,
}
"""How many to the others, by how often they run; those that run when needed share what is left."""
SLOTS = 100_000
OWN = ("tekn.renovation-prisme",)
"""Filled with bills, elsewhere."""
MAIL = ("soc.boligsikring-tildelt", "led.statistik")
"""What is sent there nobody takes or acknowledges."""
MONEY = ("bogh.bankoverfoersler", "krdi.bankoverfoersler", "soc.udbetalinger-bank", "soc.boernetilskud-bank")
NOON = dt.time(12)
RHYTHMS: Mapping[str, Schedule] = {
    "Pr. dag": daily(NOON),
    "Efter hver hverdag": weekdays(NOON),
    "Pr. uge": weekly(1, NOON),
    "Pr. måned": monthly(BankDay(3), NOON),
    "Kvartalsvis": quarterly(BankDay(5), NOON),
    "Pr. kvartal": quarterly(BankDay(5), NOON),
    "Pr. år": yearly(1, BankDay(10), NOON),
}


def declare_the_rest() -> None:
    """Declare every row of the catalogue that is not yet, as far as the pages ask about it: a day when all forty work."""
    there = {interface.id for interface in catalogue.declared()}
    for row in catalogue.rows().values():
        if row.id in there:
            continue
        inbound = row.retning == "ind"
        interface = Interface(
            id=row.id,
            about="Står her, så siderne har alle snitflader at spørge om.",
            build=None if inbound else _nothing,
            prove=None if inbound else _no_totals,
            read=_read_nothing if inbound else None,
            apply=_apply_nothing if inbound else None,
            formats=("g69",),
            money=row.id in MONEY,
            schedule=RHYTHMS.get(row.frekvens, on_demand()),
            catches_up=row.frekvens in ("Pr. dag", "Efter hver hverdag"),
            taken_within_hours=None if row.id in MAIL else 24,
        )
        catalogue.register(interface)


def _nothing(*_: object) -> Built:
    return Built(key="", files=(), totals={}, sheet=[])


def _no_totals(*_: object) -> dict[str, int]:
    return {}


def _read_nothing(*_: object) -> None:
    return None


def _apply_nothing(*_: object) -> Applied:
    return Applied(totals={})


def mix() -> list[tuple[int, str, bool, bool, bool]]:
    """For each of the slots: the interface, whether it goes out, moves money, goes by mail."""
    rows = catalogue.rows()
    often = {id: OFTEN.get(id) or BY_RHYTHM.get(row.frekvens, 0) for id, row in rows.items() if id not in OWN}
    names = [id for id, count in often.items() for _ in range(count)]
    rest = [id for id, count in often.items() if not count]
    names += [rest[slot % len(rest)] for slot in range(SLOTS - len(names))]
    return [(slot, id, rows[id].retning != "ind", id in MONEY, id in MAIL) for slot, id in enumerate(names)]


def fill_journal(count: int) -> None:
    """Write `count` exchanges of the last ten years, with everything that belongs to them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mix (slot int PRIMARY KEY, interface text, ud bool, money bool, mail bool)")
        with cursor.copy("COPY mix FROM STDIN") as copy:
            for row in mix():
                copy.write_row(row)
        cursor.execute("ANALYZE mix")
        for statement in STATEMENTS:
            cursor.execute(statement, {"n": count, "step": 10 * 365.25 * 86400 / count, "few": count - min(60, count // 10)})


_EXCHANGES = """
INSERT INTO exchange_exchange (id, interface, key, direction, state, kommune, needs_two, options, totals, sheet, created_at,
    created_by, approved_at, approved_by, state_at, sent_at, attempts, note, copy_to, copied_at, superseded_by_id)
SELECT n, interface, CASE WHEN ud THEN 'kørsel ' || n ELSE encode(sha256(convert_to('fil ' || n, 'UTF8')), 'hex') END,
    CASE WHEN ud THEN 'ud' ELSE 'ind' END, state, CASE WHEN ud THEN '0956' ELSE '' END, money,
    CASE WHEN ud THEN jsonb_build_object('kommune', '0956', 'dato', at::date) ELSE '{}' END,
    jsonb_build_object('linjer', mod(n * 31, 900) + 1, 'beløb', mod(n * 7907, 10000000)),
    jsonb_build_array(jsonb_build_array('Filen', jsonb_build_array(jsonb_build_array('Linjer', (mod(n * 31, 900) + 1)::text),
        jsonb_build_array('I alt', mod(n * 7907, 10000000)::text)))),
    at, 'person' || mod(n, 40), CASE WHEN approved THEN at + interval '2 hours' END,
    CASE WHEN approved THEN 'godkender' || mod(n, 7) ELSE '' END, at + interval '3 hours',
    CASE WHEN ud AND state IN ('afsendt', 'taget', 'kvitteret', 'uklar') THEN at + interval '3 hours' END,
    CASE WHEN ud AND state NOT IN ('bygget', 'annulleret', 'erstattet') THEN 1 ELSE 0 END,
    CASE WHEN state = 'kvitteret' THEN 'Kvittering ' || n ELSE '' END, '', NULL, NULL
FROM (SELECT *, money AND state NOT IN ('bygget', 'annulleret', 'erstattet') AS approved
    FROM (SELECT n, m.*, now() - make_interval(secs => (%(n)s - n) * %(step)s) AS at, CASE
            WHEN ud AND n > %(few)s AND mod(n, 2) = 0 THEN 'bygget'
            WHEN ud AND n > %(few)s THEN 'godkendt'
            WHEN ud AND mod(n, 20011) = 0 THEN 'uklar'
            WHEN ud AND mod(n, 5003) = 0 THEN 'venter'
            WHEN ud AND mod(n, 101) = 0 THEN 'annulleret'
            WHEN ud AND mod(n, 211) = 0 THEN 'erstattet'
            WHEN mail OR (ud AND n > %(few)s * 0.999) THEN 'afsendt'
            WHEN ud AND mod(n, 10) = 1 THEN 'taget'
            WHEN ud THEN 'kvitteret'
            WHEN n > %(few)s AND mod(n, 3) = 0 THEN 'modtaget'
            WHEN mod(n, 997) = 0 THEN 'karantaene'
            WHEN mod(n, 211) = 0 THEN 'afvist'
            ELSE 'anvendt' END AS state
        FROM generate_series(1::bigint, %(n)s) AS n JOIN mix AS m ON m.slot = mod(n * 7919, 100000)) AS a) AS b
ORDER BY n
"""
_BLOBS = """
INSERT INTO exchange_blob (sha256, size, stored_at, deleted_at)
SELECT encode(sha256(convert_to('fil ' || id, 'UTF8')), 'hex'), 1000 + mod(id * 131, 90000), created_at, NULL
FROM exchange_exchange ORDER BY 1
"""
_FILES = """
INSERT INTO exchange_exchangefile (exchange_id, number, name, format, blob_id, attempted_at, place, reply, delivered_at, taken_at)
SELECT id, 1, 'fil-' || id || '.txt', 'g69', encode(sha256(convert_to('fil ' || id, 'UTF8')), 'hex'), sent_at,
    CASE WHEN sent_at IS NULL THEN '' ELSE '/ud/fil-' || id || '.txt' END, NULL, sent_at,
    CASE WHEN state IN ('taget', 'kvitteret') THEN sent_at + interval '1 hour' END
FROM exchange_exchange ORDER BY id
"""
_ARRIVALS = """
INSERT INTO exchange_arrival (exchange_id, name, origin, mark, settled_at, at, by)
SELECT id, 'fil-' || id || '.txt', '/ind/fil-' || id || '.txt', '1000 ' || id, created_at, created_at, 'system'
FROM exchange_exchange WHERE direction = 'ind' ORDER BY id
"""
_PROBLEMS = """
INSERT INTO exchange_problemrow (exchange_id, code, severity, message, file, line, "column", field, record, raw)
SELECT id, 'PROEVE_' || mod(line, 4), CASE WHEN mod(line, 3) = 0 THEN 'fejl' ELSE 'advarsel' END,
    'Feltet på linje ' || line || ' kan ikke læses. Ret det.', '', line, 1 + mod(line, 80), 'beloeb', '24', 'x' || line
FROM exchange_exchange CROSS JOIN LATERAL generate_series(1, CASE WHEN id = (SELECT max(id) FROM exchange_exchange
    WHERE state = 'afvist') THEN 10000 ELSE 10 END) AS line
WHERE mod(id, 50) = 0 OR state IN ('afvist', 'karantaene')
"""
_QUARANTINE = """
INSERT INTO exchange_quarantinedline (exchange_id, line, sealed, reason, corrected, corrected_by, applied_at)
SELECT id, line, decode(repeat('ab', 200), 'hex'), 'Kunden findes ikke.', NULL, '', NULL
FROM exchange_exchange CROSS JOIN LATERAL generate_series(1, CASE WHEN id = (SELECT max(id) FROM exchange_exchange
    WHERE state = 'karantaene') THEN 2000 ELSE 5 END) AS line
WHERE state = 'karantaene'
"""
_EVENTS = """
INSERT INTO exchange_auditevent (number, at, by, event, exchange_id, detail, before, hash)
SELECT 2 * id - 1 + o, created_at + o * interval '3 hours', created_by,
    CASE WHEN o = 1 THEN state WHEN direction = 'ud' THEN 'bygget' ELSE 'modtaget' END, id,
    CASE WHEN o = 1 THEN jsonb_build_object('til', state) ELSE jsonb_build_object('key', key) END,
    repeat(md5((2 * id - 2 + o)::text), 2), repeat(md5((2 * id - 1 + o)::text), 2)
FROM exchange_exchange CROSS JOIN generate_series(0, 1) AS o ORDER BY id, o
"""
_DISMISSED = """
INSERT INTO exchange_auditevent (number, at, by, event, exchange_id, detail, before, hash)
SELECT 2 * %(n)s + row_number() OVER (ORDER BY id), state_at + interval '1 day', 'person1', 'bortset fra', id,
    jsonb_build_object('grund', 'Afklaret med afsenderen.'), md5(id::text) || md5(id::text), md5(id::text) || md5(id::text)
FROM exchange_exchange WHERE state IN ('afvist', 'karantaene') AND id < %(n)s * 0.99
"""
_HEAD = """
INSERT INTO exchange_audithead (id, number, hash) SELECT 1, number, hash FROM exchange_auditevent ORDER BY number DESC LIMIT 1
ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash
"""
_MARKS = """
INSERT INTO exchange_duemark (interface, at, by, due, reason)
SELECT interface, now() - make_interval(secs => n * 60 * 60 * 4), 'system',
    CASE WHEN mod(n, 20) = 0 THEN now() - make_interval(secs => n * 60 * 60 * 4) END, ''
FROM generate_series(1::bigint, 20000) AS n JOIN mix ON slot = mod(n * 7919, 100000)
"""
_EXPECTED = """
INSERT INTO exchange_expectation (interface, since, until, by)
SELECT DISTINCT interface, now() - interval '10 years', NULL::timestamptz, 'system' FROM mix
"""
_ALARMS = """
INSERT INTO exchange_alarm (key, channel, opened_at, first_told_at, last_told_at, told, failed_at, failure, closed_at)
SELECT 'afvist/x/' || n, 'mail', at, at, at, 1, NULL, '', CASE WHEN n > 30 THEN at + interval '1 day' END
FROM (SELECT n, now() - make_interval(secs => n * 60 * 60 * 4) AS at FROM generate_series(1::bigint, 20000) AS n) AS a
"""
_ORDERS = """
INSERT INTO exchange_order (interface, options, instead_of_id, by, at, ended_at, exchange_id, note, problems)
SELECT interface, '{}', NULL, created_by, created_at, created_at, id, '', '[]'
FROM exchange_exchange WHERE direction = 'ud' AND mod(id, 40) = 0 ORDER BY id
"""
_WORKERS = """
INSERT INTO exchange_worker (slot, host, pid, started_at, beat_at)
SELECT 'plads-' || n, 'vært', 1000 + n, now() - interval '1 day', now() + interval '1 hour' FROM generate_series(1, 2) AS n
"""
STATEMENTS = (
    *(_EXCHANGES, _BLOBS, _FILES, _ARRIVALS, _PROBLEMS, _QUARANTINE, _EVENTS, _DISMISSED, _HEAD),
    *(_MARKS, _EXPECTED, _ALARMS, _ORDERS, _WORKERS),
)
