"""CPR's layout for the Greenlandic base: as P12170, with who registered each fact, and when.

Every ``…_ts`` is CPR's time of registration and every ``…_mynkod`` the authority that reported. The records 027, 030, 031, 055,
060, 070, 075, 085 and 086 are inferred from data; their field names are provisional. A group of records without a 001 is no fault
here. ISO-8859-1; packed as P12170 is. The end record is required; test files without one are read with ``slut_kraeves=False``.

Used by Folk, Daglig ajourføring (catalogue row 9), when the configuration says so. Source: cpr.md 2 and 4.
"""

from __future__ import annotations

from snitflade.formats.cpr_format import CprFormat
from snitflade.formats.cpr_glbase import adresse, familie, historik, oevrige, person
from snitflade.formats.cpr_opdeling import ENCODING
from snitflade.formats.cpr_profil import Profil
from snitflade.formats.cpr_ramme import indrammet

FORMAT = CprFormat(
    name="cpr-glbase",
    title="CPR-udtræk til den grønlandske base",
    source="cpr.md 2 og 4",
    records=indrammet(person.RECORDS, adresse.RECORDS, familie.RECORDS, oevrige.RECORDS, historik.RECORDS),
    told_by=("recordtype",),
    encodings=(ENCODING,),
    may_end_mark=True,
    unbroken=True,
    profil=Profil.GLBASE,
)
