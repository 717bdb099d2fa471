"""What a person was in each delivery: the versions that were applied, and the lines of one of them.

Nothing is stored twice: a version is a row that names the delivery, and its lines stand in the delivery's sealed bytes, with what
an operator has corrected since in its place. Bytes of deliveries are never thrown away (`keep_days` of the interface).

Source: cpr.md 7 (point 7).
"""

from __future__ import annotations

from collections.abc import Iterator

from snitflade.exchange import blobs, quarantine
from snitflade.folk.cpr.leverance import FORMATER
from snitflade.folk.models_cpr import PersonVersion
from snitflade.folk.models_person import Person
from snitflade.formats.cpr_fil import CprFil
from snitflade.formats.problems import Problems

Felter = list[tuple[str, str]]
"""The fields of a record as (name as the specification has it, value), empty ones left out."""


def versioner(person: Person) -> list[PersonVersion]:
    """The versions of a person, the newest delivery first. Showing one is a look-up: log it."""
    rows = PersonVersion.objects.filter(person=person).select_related("leverance__exchange")
    return list(rows.order_by("-leverance__proddto", "-leverance__exchange"))


def linjer(version: PersonVersion) -> list[str]:
    """The person's lines in that delivery. Raises BlobLostError where its bytes are gone."""
    exchange = version.leverance.exchange
    data = quarantine.corrected(exchange, blobs.get(exchange.files.get().blob))
    fil = CprFil(FORMATER[version.leverance.profil][0], data, Problems())
    place = fil.find(version.person.personnummer)
    return [] if place is None else fil.raa(place)


def records(version: PersonVersion) -> Iterator[tuple[str, str, Felter]]:
    """The same as records: type, title and fields; a line of an unknown type is one field."""
    format = FORMATER[version.leverance.profil][0]
    known = {record.key: record for record in format.records}
    for line in linjer(version):
        record = known.get(line[:3])
        if record is None:
            yield line[:3], "Ukendt record", [("raa", line)]
            continue
        values = ((name, line[place].strip()) for name, place in record.slices.items() if name not in ("recordtype", "pnr"))
        yield record.key, record.title, [(name, value) for name, value in values if value]
