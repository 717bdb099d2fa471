"""The journal: every exchange, its files, their bytes, what was wrong with them, and who did what. Each subject has its file."""

from __future__ import annotations

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models_audit import AuditEvent, AuditHead
from snitflade.exchange.models_exchange import Direction, Exchange
from snitflade.exchange.models_files import Arrival, Blob, ExchangeFile, FetchValue
from snitflade.exchange.models_problems import ProblemRow, QuarantinedLine
from snitflade.exchange.models_work import Alarm, DueMark, Expectation, Kept, Order, Worker

__all__ = [
    "Alarm",
    "Arrival",
    "AuditEvent",
    "AuditHead",
    "Blob",
    "Direction",
    "DueMark",
    "Exchange",
    "ExchangeFile",
    "Expectation",
    "FetchValue",
    "Kept",
    "Order",
    "ProblemRow",
    "QuarantinedLine",
    "Systemkonstant",
    "Worker",
]
