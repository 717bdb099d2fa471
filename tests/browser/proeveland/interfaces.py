"""The weighing of waste with the tests' own small format instead of its own, taken line by line: bad lines are set aside."""

from __future__ import annotations

import tests.pipelines.layout as layout
from tests.web.verden import IND, UKENDT, _anvend, _laes

import snitflade.tekn.affald.interfaces  # noqa: F401  declared first, to be replaced
from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.formats import registry

__all__ = ["UKENDT"]

registry.FORMATS[layout.A.name] = layout.A
catalogue._registered[IND] = Interface(
    id=IND,
    about="Tager linjer til prøve. Kunder, der ikke findes, sættes til side. Ikke andet.",
    read=_laes,
    apply=_anvend,
    formats=(layout.A.name,),
    quarantine=True,
)
