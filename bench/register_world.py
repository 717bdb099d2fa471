"""Registers as a large municipality has them in PostgreSQL, written by the database itself: debtors, agreements, fifteen billed
quarters, ledger rows, look-ups and calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from snitflade.folk.models import Lokalitet

QUARTERS = 15
"""Billed quarters: with two agreements for every three debtors that have any, a million bills."""
PRICES = (61000, 28000, 45000, 99000)
PLACES = ("Nuuk", "Paamiut", "Maniitsoq", "Sisimiut", "Ilulissat")


def quarters(today: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """The `QUARTERS` quarters before the one of `today`, the oldest first: name, first and last day."""
    found = []
    first = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    for _ in range(QUARTERS):
        last = first - dt.timedelta(days=1)
        first = dt.date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
        found.append((f"{first.year}K{(first.month + 2) // 3}", first, last))
    return found[::-1]


def fill_registers(debtors: int, agreements: int, exchanges: int, today: dt.date) -> None:
    """Write the registers; the runs that billed get the numbers after the first `exchanges` exchanges."""
    places = list(Lokalitet.objects.filter(navn__in=PLACES).order_by("pk").values_list("pk", flat=True))
    given: dict[str, Any] = {"debtors": debtors, "agreements": agreements, "exchanges": exchanges, "today": today, "places": places}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kvartal (nr int PRIMARY KEY, navn text, foerste date, sidste date)")
        rows = [(nr, *quarter) for nr, quarter in enumerate(quarters(today), start=1)]
        cursor.executemany("INSERT INTO kvartal VALUES (%s, %s, %s, %s)", rows)
        cursor.execute("ANALYZE kvartal")
        for ydelse in range(20):
            cursor.execute(
                "INSERT INTO tekn_ydelse (id, navn, lokalitet_id, indtaegtskonto) VALUES (%s, %s, %s, %s)",
                [ydelse + 1, f"Ydelse {ydelse % 4 + 1}", places[ydelse // 4], f"660{ydelse % 4}50{ydelse:04}"],
            )
            for year in range(5):
                cursor.execute(
                    "INSERT INTO tekn_takst (ydelse_id, pris, gyldig_fra) VALUES (%s, %s, %s)",
                    [ydelse + 1, PRICES[ydelse % 4] + 1000 * year, dt.date(today.year - 4 + year, 1, 1) if year else None],
                )
        for statement in STATEMENTS:
            cursor.execute(statement, given)


_DEBTORS = """
WITH cvr AS (SELECT row_number() OVER (ORDER BY c) AS nr, c FROM generate_series(10000000, 10000000 + 3 * %(debtors)s) AS c
    WHERE mod(2 * (c / 10000000) + 7 * mod(c / 1000000, 10) + 6 * mod(c / 100000, 10) + 5 * mod(c / 10000, 10)
        + 4 * mod(c / 1000, 10) + 3 * mod(c / 100, 10) + 2 * mod(c / 10, 10) + mod(c, 10), 11) = 0)
INSERT INTO inka_debitor (id, kundenummer, navn, cvr, gln, personnummer, betales_fra_konto, sprog, offentlig, vejnavn, husnr, bnr,
    lejlighed, lokalitet, postnr, by, land, co, adressebeskyttet, status, renoweb_kundeid, aendret)
SELECT n, CASE WHEN person THEN cpr ELSE lpad(n::text, 10, '0') END,
    CASE WHEN person THEN 'Prøve Person ' ELSE 'Prøve Firma ' END
        || (ARRAY['Et', 'To', 'Tre', 'Fire', 'Fem', 'Seks', 'Syv', 'Otte', 'Ni', 'Ti'])[1 + mod(n, 10)] || ' Nr' || n,
    coalesce(c::text, ''), '', '', CASE WHEN mod(n, 500) = 0 THEN '4602507000' ELSE '' END,
    (ARRAY['da', 'kl', 'kl', 'en'])[1 + mod(n, 4)], NULL, 'Aqqusinersuaq', mod(n, 90)::text, '', '', '', '3900', 'Nuuk', '', '',
    mod(n, 300) = 0, CASE WHEN mod(n, 40) = 0 THEN 'udrejst' ELSE 'aktiv' END, '',
    timestamptz '2025-01-01 00:00+00' + make_interval(secs => n)
FROM (SELECT n, mod(n, 5) > 0 AS person, lpad((61 + mod(n, 28))::text, 2, '0') || lpad((1 + mod(n / 28, 12))::text, 2, '0')
    || lpad((10 + mod(n / 336, 80))::text, 2, '0') || lpad((1000 + n / 26880)::text, 4, '0') AS cpr
    FROM generate_series(1, %(debtors)s) AS n) AS a LEFT JOIN cvr ON NOT person AND nr = n / 5
ORDER BY n
"""
_AGREEMENTS = """
INSERT INTO tekn_aftale (id, debitor_id, lokalitet_id, bnr, bnr_noegle, ydelse_id, antal, fra, til)
SELECT n, 1 + (n - 1) * 2 / 3, y.lokalitet_id, 'B-' || n, lpad(n::text, 4, '0'), y.id, 1 + mod(n / 7, 4),
    CASE WHEN mod(n, 10) < 4 THEN %(today)s - mod(n * 37, 3000)::int END,
    CASE WHEN mod(n, 10) = 3 THEN %(today)s - mod(n * 37, 3000)::int + 400 WHEN mod(n, 40) = 7 THEN %(today)s + mod(n, 300)::int END
FROM generate_series(1::bigint, %(agreements)s) AS n JOIN tekn_ydelse AS y ON y.id = 1 + mod(n, 20) ORDER BY n
"""
# What an agreement costs in a quarter, rounded half up as `afregning` does; prices change with the year, so there is one.
_COSTS = """
CREATE TEMP TABLE koster AS
SELECT a.id AS aftale, a.debitor_id AS debitor, k.nr, k.navn, y.indtaegtskonto AS konto, a.antal, t.pris, d.dage, d.alle,
    (2 * a.antal * t.pris * d.dage + d.alle) / (2 * d.alle) AS beloeb
FROM kvartal AS k JOIN tekn_aftale AS a ON (a.fra IS NULL OR a.fra <= k.sidste) AND (a.til IS NULL OR a.til >= k.foerste)
JOIN tekn_ydelse AS y ON y.id = a.ydelse_id
JOIN LATERAL (SELECT pris FROM tekn_takst WHERE ydelse_id = a.ydelse_id AND (gyldig_fra IS NULL OR gyldig_fra <= k.foerste)
    ORDER BY gyldig_fra DESC NULLS LAST LIMIT 1) AS t ON true
CROSS JOIN LATERAL (SELECT 1 + least(coalesce(a.til, k.sidste), k.sidste) - greatest(coalesce(a.fra, k.foerste), k.foerste) AS dage,
    1 + k.sidste - k.foerste AS alle) AS d
WHERE a.antal > 0
"""
_RUNS = """
INSERT INTO exchange_exchange (id, interface, key, direction, state, kommune, money, options, totals, sheet, created_at, created_by,
    approved_at, approved_by, state_at, sent_at, attempts, note, copy_to, copied_at, superseded_by_id)
SELECT %(exchanges)s + nr, 'tekn.renovation-prisme', '861-0956-' || navn || '-001', 'ud', CASE WHEN nr < 15 THEN 'kvitteret' ELSE
    'taget' END, '0956', true, jsonb_build_object('kommune', '0956', 'kvartal', navn, 'afregning', 'dage', 'regnskabsaar',
    extract(year FROM foerste)), jsonb_build_object('trans 24', 66000), '[]', foerste, 'person1', foerste, 'godkender1', foerste,
    foerste, 1, '', '', NULL, NULL
FROM kvartal ORDER BY nr
"""
_BILLS = """
INSERT INTO inka_regning (id, nummer, debitor_id, modul, kommune, periode, koersel, exchange_id, omraadenummer, beloeb,
    betales_fra_konto, rest, posteringsdato, forfaldsdato, regnskabsaar, tekstlinjer)
SELECT row_number() OVER (ORDER BY s.nr, debitor), 100000 + row_number() OVER (ORDER BY s.nr, debitor), debitor, 'tekn.renovation',
    '0956', k.navn, '861-0956-' || k.navn || '-001', %(exchanges)s + s.nr, '000', beloeb, '',
    CASE WHEN s.nr > 13 THEN beloeb ELSE 0 END, foerste, foerste + 30,
    extract(year FROM foerste), E'Dagrenovation\nB-1456, Paamiut'
FROM (SELECT nr, debitor, sum(beloeb) AS beloeb FROM koster GROUP BY nr, debitor) AS s JOIN kvartal AS k ON k.nr = s.nr
ORDER BY s.nr, debitor
"""
_CHARGES = """
INSERT INTO tekn_opkraevning (aftale_id, regning_id, kvartal, konto, antal, pris, dage, dage_i_kvartal, beloeb)
SELECT c.aftale, r.id, c.navn, c.konto, c.antal, c.pris, c.dage, c.alle, c.beloeb
FROM koster AS c JOIN inka_regning AS r ON r.debitor_id = c.debitor AND r.periode = c.navn ORDER BY r.id, c.aftale
"""
# Agreements that were changed after they had been billed: what reconciliation lists.
_CHANGED = "UPDATE tekn_aftale SET antal = antal + 1 WHERE mod(id, 2003) = 0"
_VOUCHERS = """
INSERT INTO bogh_bilag (id, kommune, regnskabsaar, loebenr, bilagsdato, posteringsdato, tekst, kilde, noegle, linjer, debet,
    exchange_id, oprettet_af, oprettet_tid)
SELECT id, '0956', extract(year FROM created_at), id, created_at::date, created_at::date, 'Bilag ' || id, interface, id::text, 100,
    5000, id, created_by, created_at
FROM exchange_exchange AS e WHERE direction = 'ud' AND interface <> 'tekn.renovation-prisme' ORDER BY e.id DESC LIMIT 10000
"""
_POSTINGS = """
INSERT INTO bogh_postering (bilag_id, koersel, exchange_id, loebenr, kommune, maskinnr, posteringsdato, regnskabsaar, konto, beloeb,
    tekst, konteret_af)
SELECT e.id, 'kørsel ' || e.id, e.id, nr, '0956', '00861', e.created_at::date, extract(year FROM e.created_at),
    (6600000000 + mod(e.id * nr, 4000))::text, CASE WHEN mod(nr, 2) = 0 THEN 100 ELSE -100 END * nr, 'POSTERING ' || e.id, 'prø'
FROM (SELECT id, created_at FROM exchange_exchange WHERE direction = 'ud' AND interface <> 'tekn.renovation-prisme'
    ORDER BY id DESC LIMIT 10000) AS e CROSS JOIN generate_series(1, 100) AS nr
"""
_LOOKUPS = """
INSERT INTO folk_opslag (tidspunkt, af, via, formaal, register, nummer)
SELECT now() - make_interval(secs => (1000000 - n) * 150),
    CASE WHEN mod(n, 4) = 0 THEN 'system:RenoWeb' ELSE 'person' || mod(n, 40) END,
    CASE WHEN mod(n, 4) = 0 THEN 'inka.renoweb-debitor' ELSE 'side:register_debitor' END, 'Debitorkort', 'inka.debitor',
    1 + mod(n * 7919, %(debtors)s)
FROM generate_series(1::bigint, 1000000) AS n
"""
_TOKENS = """
INSERT INTO api_token (system, kommune, purpose, scopes, prefix, digest, certificate, per_minute, created_at, created_by,
    expires_at, last_used_at, revoked_at, revoked_by)
SELECT 'System ' || n, '0956', 'Prøve', '["inka.debitor-opslag:laes"]', lpad(to_hex(n), 8, '0'), repeat('0', 64), '', 300,
    now(), 'person1', now() + interval '1 year', now(), NULL, '' FROM generate_series(1, 60) AS n
"""
_CALLS = """
INSERT INTO api_call (at, token_id, operation, method, status, code, address, milliseconds, persons)
SELECT now() - make_interval(secs => 120 + (1000000 - n) * 60), 1 + mod(n, 60), 'hent_debitor', 'GET', 200, '', '192.0.2.1', 12, 1
FROM generate_series(1::bigint, 1000000) AS n
"""
_REFUSALS = """
INSERT INTO api_refusal (at, address, prefix, reason)
SELECT now() - make_interval(secs => n * 600), '192.0.2.9', '', 'ukendt' FROM generate_series(1, 50000) AS n
"""
_USERS = """
INSERT INTO web_bruger (password, last_login, brugernavn, navn, email, is_active, oprettet, skal_skifte, sprog, oidc)
SELECT '!', now(), 'person' || n, 'Prøve Person ' || n, '', true, now(), false, 'da', NULL FROM generate_series(1, 200) AS n
"""
_ROLES = """
INSERT INTO web_rolle (bruger_id, delsystem, rolle, givet, givet_af)
SELECT id, d, r, now(), 'person1' FROM web_bruger CROSS JOIN unnest(ARRAY['tekn', 'inka', 'bogh']) AS d
CROSS JOIN unnest(ARRAY['laes', 'koer']) AS r
"""
STATEMENTS = (
    *(_DEBTORS, _AGREEMENTS, _COSTS, _RUNS, _BILLS, _CHARGES, _CHANGED, _VOUCHERS, _POSTINGS),
    *(_LOOKUPS, _TOKENS, _CALLS, _REFUSALS, _USERS, _ROLES),
)
