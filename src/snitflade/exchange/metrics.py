"""Figures for Prometheus, computed from the database when they are asked for; none holds personal data.

A scrape is one look at the causes and half a dozen counting queries. Workers and web processes show the same figures, since all of
them come from the database; scrape one of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Max, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from snitflade import __version__
from snitflade.exchange import alarms, rhythm
from snitflade.exchange.models import Alarm, Blob, Exchange, QuarantinedLine, Worker
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemsError

SUCCESS = (State.AFSENDT, State.TAGET, State.KVITTERET, State.ANVENDT)
"""States in which an exchange has got where it should."""


class Figures(Collector):
    """Everything that is shown, anew at each scrape."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing in advance: registering must not ask the database."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures as of now."""
        now = timezone.now()
        version = GaugeMetricFamily("snitflade_info", "The version of the program", labels=["version"])
        version.add_metric([__version__], 1)
        return [version, *_exchanges(now), *_causes(now), *_alarms(), *_workers(now), *_stored()]


def exposition() -> bytes:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Figures())
    return generate_latest(registry)


def _exchanges(now: dt.datetime) -> list[GaugeMetricFamily]:
    counts = GaugeMetricFamily("snitflade_exchanges", "Exchanges by interface and state", labels=["interface", "state"])
    last: dict[str, dt.datetime] = {}
    rows = Exchange.objects.order_by("state", "interface").values_list("interface", "state").annotate(Count("pk"), Max("state_at"))
    for interface, state, count, latest in rows:
        counts.add_metric([interface, state], count)
        if state in SUCCESS and latest is not None:
            last[interface] = max(latest, last.get(interface, latest))
    since = GaugeMetricFamily(
        "snitflade_seconds_since_success", "Seconds since the last exchange got where it should", labels=["interface"]
    )
    for interface, latest in sorted(last.items()):
        since.add_metric([interface], (now - latest).total_seconds())
    lines = GaugeMetricFamily("snitflade_quarantined_lines", "Lines set aside and not applied since", labels=["interface"])
    waiting = QuarantinedLine.objects.filter(applied_at=None).order_by("exchange__interface").values_list("exchange__interface")
    for interface, count in waiting.annotate(Count("pk")):
        lines.add_metric([interface], count)
    return [counts, since, lines]


def _causes(now: dt.datetime) -> list[GaugeMetricFamily]:
    figures = GaugeMetricFamily("snitflade_causes", "What is due, late, silent or stuck", labels=["kind", "severity", "interface"])
    found = Counter((cause.kind.value, cause.severity.value, cause.interface) for cause in rhythm.causes(now))
    for names, count in sorted(found.items()):
        figures.add_metric(names, count)
    return [figures]


def _alarms() -> list[GaugeMetricFamily]:
    try:
        setup = alarms.load()
        channels = len(setup.channels) if setup else 0
    except ProblemsError:
        channels = 0
    return [
        GaugeMetricFamily("snitflade_alarm_channels", "Channels alarms go by; 0: nobody is told", value=channels),
        GaugeMetricFamily("snitflade_alarms_open", "Alarms told and not over", value=Alarm.objects.filter(closed_at=None).count()),
        GaugeMetricFamily("snitflade_alarms_untold", "Alarms that could not be told", value=alarms.untold().count()),
    ]


def _workers(now: dt.datetime) -> list[GaugeMetricFamily]:
    ages = GaugeMetricFamily(
        "snitflade_worker_heartbeat_age_seconds", "Seconds since a worker's last sign of life", labels=["slot"]
    )
    for slot, beat in Worker.objects.order_by("slot").values_list("slot", "beat_at"):
        ages.add_metric([slot], (now - beat).total_seconds())
    return [ages]


def _stored() -> list[GaugeMetricFamily]:
    found = Blob.objects.filter(deleted_at=None).aggregate(count=Count("pk"), size=Sum("size"))
    return [
        GaugeMetricFamily("snitflade_blobs", "Stored files", value=found["count"]),
        GaugeMetricFamily("snitflade_blob_bytes", "Bytes in stored files", value=found["size"] or 0),
    ]
