"""G68 with a header of 14 characters: the same payouts, but without Organisationsenhed in the header.

For receivers that take no other (prisme.md 4: what one payer has in production). Source: prisme.md 4. Everything else is as in
``g68``.
"""

from __future__ import annotations

from dataclasses import replace

from snitflade.formats import g68

FORMAT = replace(g68.FORMAT, name="g68-14", title="G68, udbetalinger gennem Prisme, hoved på 14 tegn", header=g68.HEADER_14)
