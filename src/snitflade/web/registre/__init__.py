"""The registers of the Delsystemer there are, in the order they are shown: declaring is what they do, in order."""

from snitflade.web.registre import debitorer, renovation, regninger, bilag, indbetalinger, udbetalinger  # noqa: F401, I001
from snitflade.web.registre import inddrivelse, modregning, boligsikring, loen, erhv, erhv_salg, indkomst, cpr, gar, stamdata  # noqa: F401
