"""The registers of the Delsystemer there are, in the order they are shown: declaring is what they do, in order."""

from snitflade.web.registre import debitorer, renovation, affald, renoweb, regninger, bilag, indbetalinger, udbetalinger  # noqa: F401, I001
from snitflade.web.registre import inddrivelse, modregning, boligsikring, ledighed, loen, erhv, erhv_salg, indkomst, cpr  # noqa: F401
from snitflade.web.registre import gar, stamdata  # noqa: F401
from snitflade.web.registre import handicap, renoweb_engangs  # noqa: F401
from snitflade.web.registre import sociale  # noqa: F401
from snitflade.web.registre import boernetilskud  # noqa: F401
from snitflade.web.registre import pension  # noqa: F401
