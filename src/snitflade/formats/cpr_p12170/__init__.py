"""CPR's change extract U12170-P: the daily delivery of the population register, person by person, each replaced whole.

A start record (000), the records of persons, an end record (999) with their count. All records of a person stand together, except
003: those come after the last person in a block of their own, so a reader collects by personnummer over the whole file
(`cpr_fil.CprFil`). ISO-8859-1. Accepted are lines (also cut after the last character), lines glued together and one stream without
line breaks; in a stream, and after a glued line, the line number in a problem is the record's number.

Used by Folk, Daglig ajourføring (catalogue row 9). Source: cpr.md 2 and 3.
"""

from __future__ import annotations

from snitflade.formats.cpr_format import CprFormat
from snitflade.formats.cpr_opdeling import ENCODING
from snitflade.formats.cpr_p12170 import adresse, familie, historik, oevrige, person
from snitflade.formats.cpr_profil import Profil
from snitflade.formats.cpr_ramme import indrammet

FORMAT = CprFormat(
    name="cpr-p12170",
    title="CPR-udtræk U12170-P, daglig ajourføring",
    source="cpr.md 2 og 3",
    records=indrammet(person.RECORDS, adresse.RECORDS, familie.RECORDS, oevrige.RECORDS, historik.RECORDS),
    told_by=("recordtype",),
    encodings=(ENCODING,),
    without_layout=("031", "032", "033"),
    may_end_mark=True,
    unbroken=True,
    profil=Profil.P12170,
    et_001=True,
    andre_laengder={"031": 269, "032": 269, "033": 269},
)
