"""How files come and go: one port (`port.Transport`), one module for each real protocol behind it.

``sftp`` · ``mail-ud`` · ``mail-ind`` · ``mappe`` · ``portal`` · ``rest`` · ``soap`` · ``database``; `configure.make` builds one
from plain configuration. Nothing here knows the database or the settings of the product.
"""

from snitflade.exchange.transports.errors import (
    Midlertidig,
    NogetUhentet,
    Permanent,
    TransportError,
    Uhentet,
    Uklar,
)
from snitflade.exchange.transports.port import Delivery, Incoming, Listed, Skip, Tilstand, Transport, Udfald
from snitflade.exchange.transports.secrets import Secret

__all__ = [
    "Delivery",
    "Incoming",
    "Listed",
    "Midlertidig",
    "NogetUhentet",
    "Permanent",
    "Secret",
    "Skip",
    "Tilstand",
    "Transport",
    "TransportError",
    "Udfald",
    "Uhentet",
    "Uklar",
]
