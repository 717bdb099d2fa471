"""What the authority's site said after an upload, registered by the operator (skat-inddrivelse.md 8.6).

The site first checks the whole file and refuses it as a whole; the row numbers of its list begin at 2 for the first line. Then it
sends every line by itself: some succeed, some do not, and only the receipt ties a record id to a claim. What has a record id is
received and never sent again; the others are rejected and can be sent in a new file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from snitflade.exchange import audit, blobs
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.inddrivelse import haendelser, nedskriv
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import Fordring, Haendelse, Nedskrivning, Tilstand
from snitflade.inka.inddrivelse.opsaetning import SNITFLADE, normaliseret

FOERSTE_RAEKKE = 2
"""What the site calls a file's first line."""
UDEN_ID = "Står ikke med record-id i kvitteringen"
HELE_FILEN = "Hele filen blev afvist"

KVITTERING_LINJE = ProblemKind(
    "KVITTERING_LINJE", "«{raw}» kan ikke læses. Skriv sagsnummer;record-id, eller sagsnummer;;fejltekst, én pr. linje."
)
KVITTERING_UKENDT = ProblemKind("KVITTERING_UKENDT", "Sagsnummeret {raw} står ikke i filen.", spec="M02")
KVITTERING_DOBBELT = ProblemKind("KVITTERING_DOBBELT", "Sagsnummeret {raw} står to gange i kvitteringen. Behold én af linjerne.")
KVITTERING_BESVARET = ProblemKind("KVITTERING_BESVARET", "{raw} er allerede {tilstand}; det ændres ikke her.")
KVITTERING_TOM = ProblemKind("KVITTERING_TOM", "Der står intet i kvitteringen. Sæt dens linjer ind.")
KVITTERING_USENDT = ProblemKind("KVITTERING_USENDT", "Filen er ikke sendt, så der er intet svar at registrere.")
KVITTERING_RAEKKE = ProblemKind(
    "KVITTERING_RAEKKE",
    "Række {raw} er ikke i filen: dens rækker er {foerste} til {sidste}, som hjemmesiden tæller dem.",
    spec="R01",
)
_RAEKKE = re.compile(r"(?:række|row|linje)?\s*(\d{1,7})\s*[;:,\t ]\s*(.+)", re.IGNORECASE)


class _Svar(NamedTuple):
    sagsnummer: str
    record_id: str
    tekst: str
    linje: int


@dataclass(slots=True)
class Registreret:
    """What was registered: how many were received, how many rejected, and how many still wait for an answer."""

    modtaget: int = 0
    afvist: int = 0
    venter: int = 0


@dataclass(slots=True)
class _Fil:
    """What of a file has no answer yet: claims or write-downs, by case number."""

    fordringer: dict[str, Fordring] = field(default_factory=dict)
    nedskrivninger: dict[str, list[Nedskrivning]] = field(default_factory=dict)
    alle: dict[str, str] = field(default_factory=dict)
    """The state of everything in the file."""


def registrer(exchange: Exchange, tekst: str, hel: bool, af: str) -> Registreret:
    """Register a receipt: ``sagsnummer;record-id`` for what was received, ``sagsnummer;;fejltekst`` for what was not.

    `hel`: it is the whole receipt, so that what is not in it was rejected. Raises ProblemsError; then nothing is registered.
    """
    problems, done = Problems(), Registreret()
    answers = list(_laes(tekst, problems))
    if not answers and not problems.errors:
        problems.add(KVITTERING_TOM, field="kvittering")
    with transaction.atomic():
        haendelser.laas()
        exchange = _sendt(exchange, problems)
        file = _fil(exchange)
        for one in answers:
            key = normaliseret(one.sagsnummer)
            if key not in file.alle:
                problems.add(KVITTERING_UKENDT, line=one.linje, field="kvittering", raw=one.sagsnummer)
            elif key not in file.fordringer and key not in file.nedskrivninger:
                problems.add(KVITTERING_BESVARET, line=one.linje, raw=one.sagsnummer, tilstand=file.alle[key].lower())
        if problems.errors:
            raise ProblemsError(problems)
        by_key = {normaliseret(one.sagsnummer): one for one in answers}
        if hel:
            for key in (file.fordringer.keys() | file.nedskrivninger.keys()) - by_key.keys():
                by_key[key] = _Svar(key, "", UDEN_ID, 0)
        _fordringer(exchange, file, by_key, af, done)
        _nedskrivninger(exchange, file, by_key, af, done)
        audit.record("svar registreret", af, exchange, modtaget=done.modtaget, afvist=done.afvist, hel=hel)
    return done


def fil_afvist(exchange: Exchange, tekst: str, af: str, fil: int = 1) -> Registreret:
    """The site has refused the whole file `fil` (from 1) of an exchange: nothing of it was sent on.

    `tekst`: its list, a line each of row and message, e.g. ``17;fordringstype;findes ikke``. The claims named are rejected with the
    message; the others wait for the next file. Raises ProblemsError; then nothing is registered.
    """
    problems, done = Problems(), Registreret()
    with transaction.atomic():
        haendelser.laas()
        exchange = _sendt(exchange, problems)
        lines = _sagsnumre(exchange, fil) if not problems.errors else []
        named = _raekker(tekst, lines, problems)
        if problems.errors:
            raise ProblemsError(problems)
        file, own = _fil(exchange), {normaliseret(one) for one in lines}
        claims = [one for key, one in file.fordringer.items() if key in own]
        steps = []
        for one in claims:
            why = named.get(one.ekstern_sagsnummer)
            to = Tilstand.KOE if why is None else Tilstand.AFVIST
            steps.append(Skridt(one.pk, Haendelse.AFVIST, to, -one.rest_hos, one.linje, why or HELE_FILEN))
        haendelser.skriv(steps, af, exchange)
        haendelser.saet(("aarsag",), [(one.tekst if one.tilstand is Tilstand.AFVIST else "", one.fordring) for one in steps])
        for key, rows in file.nedskrivninger.items():
            for row in rows if key in own else ():
                nedskriv.afvis(row, named.get(row.fordring.ekstern_sagsnummer, HELE_FILEN), af, exchange, row.linje)
                done.afvist += 1
        done.afvist += len(claims)
        audit.record("fil afvist af hjemmesiden", af, exchange, fil=fil, linjer=done.afvist, navngivet=len(named))
    return done


def _laes(tekst: str, problems: Problems) -> Iterator[_Svar]:
    seen = set()
    for number, line in enumerate(re.split(r"\r\n|\n|\r", tekst), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in re.split(r"[;\t]", line, maxsplit=2)]
        case, record, text = (*cells, "", "")[:3]
        if not case or not (record or text) or len(record) > 30:
            problems.add(KVITTERING_LINJE, line=number, field="kvittering", raw=line[:100])
            continue
        if normaliseret(case) in seen:
            problems.add(KVITTERING_DOBBELT, line=number, field="kvittering", raw=case)
        seen.add(normaliseret(case))
        yield _Svar(case, "" if text else record, text, number)


def _raekker(tekst: str, lines: list[str], problems: Problems) -> dict[str, str]:
    """The message of each claim that the site's list names, by its case number."""
    found: dict[str, str] = {}
    for number, line in enumerate(re.split(r"\r\n|\n|\r", tekst), start=1):
        if not line.strip():
            continue
        told = _RAEKKE.fullmatch(line.strip())
        if told is None:
            problems.add(KVITTERING_LINJE, line=number, field="kvittering", raw=line[:100])
            continue
        at = int(told[1]) - FOERSTE_RAEKKE
        if not 0 <= at < len(lines):
            last = len(lines) + FOERSTE_RAEKKE - 1
            problems.add(KVITTERING_RAEKKE, line=number, field="kvittering", raw=told[1], foerste=FOERSTE_RAEKKE, sidste=last)
            continue
        why = found.get(lines[at])
        found[lines[at]] = f"{why}; {told[2]}" if why else told[2]
    return found


def _sendt(exchange: Exchange, problems: Problems) -> Exchange:
    row = Exchange.objects.get(pk=exchange.pk)
    if row.sent_at is None or row.interface != SNITFLADE:
        problems.add(KVITTERING_USENDT)
    return row


def _sagsnumre(exchange: Exchange, fil: int) -> list[str]:
    """The case numbers of a file, line by line, as its bytes have them."""
    file = exchange.files.select_related("blob").filter(number=fil).first()
    if file is None:
        return []
    document = registry.find(file.format).read(blobs.get(file.blob), Problems())
    return strings(next(iter(document.tables.values()))["ekstern_sagsnummer"])


def _fil(exchange: Exchange) -> _Fil:
    found = _Fil()
    for claim in Fordring.objects.filter(exchange=exchange).select_related("exchange"):
        key = normaliseret(claim.ekstern_sagsnummer)
        found.alle[key] = claim.vist
        if claim.tilstand == Tilstand.I_FIL:
            found.fordringer[key] = claim
    for row in Nedskrivning.objects.filter(exchange=exchange).select_related("fordring"):
        key = normaliseret(row.fordring.ekstern_sagsnummer)
        found.alle[key] = row.get_tilstand_display()
        if row.tilstand == Nedskrivning.Tilstand.I_FIL:
            found.nedskrivninger.setdefault(key, []).append(row)
    return found


def _fordringer(exchange: Exchange, file: _Fil, answers: dict[str, _Svar], af: str, done: Registreret) -> None:
    steps, columns = [], []
    for key, claim in file.fordringer.items():
        answer = answers.get(key)
        if answer is None:
            done.venter += 1
        elif answer.record_id:
            steps.append(Skridt(claim.pk, Haendelse.MODTAGET, Tilstand.MODTAGET, 0, claim.linje, f"Record-id {answer.record_id}"))
            columns.append((answer.record_id, "", claim.pk))
            done.modtaget += 1
        else:
            steps.append(Skridt(claim.pk, Haendelse.AFVIST, Tilstand.AFVIST, -claim.rest_hos, claim.linje, answer.tekst))
            columns.append(("", answer.tekst[: haendelser.TEKST], claim.pk))
            done.afvist += 1
    haendelser.skriv(steps, af, exchange)
    haendelser.saet(("record_id", "aarsag"), columns)


def _nedskrivninger(exchange: Exchange, file: _Fil, answers: dict[str, _Svar], af: str, done: Registreret) -> None:
    taken = []
    for key, rows in file.nedskrivninger.items():
        answer = answers.get(key)
        if answer is None:
            done.venter += len(rows)
        elif answer.record_id:
            taken += rows
        else:
            for row in rows:
                nedskriv.afvis(row, answer.tekst, af, exchange, row.linje)
            done.afvist += len(rows)
    nedskriv.modtaget(taken, af, exchange)
    done.modtaget += len(taken)
