"""The registers of the Delsystemer there are, in the order they are shown."""

from snitflade.web.registre import debitorer, renovation, regninger, cpr, gar, stamdata  # noqa: F401, I001  declaring is what they do, in order
