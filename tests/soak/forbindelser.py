"""``forbindelser.toml`` of the soaked installation: which row goes to which running partner, as an administrator would write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from snitflade.partners.certificates import write_secret
from snitflade.partners.run import Partners

POST, STATISTIK, INI, MYNDIGHED, DEPARTEMENT = (
    "kommune@kommune.example",
    "stat@modtager.example",
    "husleje@ini.example",
    "afregning@inddrivelse.example",
    "satser@departement.example",
)
KASSER = {
    "soc.boligsikring-lejemaal": ("bolig@kommune.example", INI, "LEJEMAAL_*.csv"),
    "inka.afregninger": ("inddrivelse@kommune.example", MYNDIGHED, "AFREGN_*.csv"),
    "soc.pension-satser": ("pension@kommune.example", DEPARTEMENT, "*.xlsx"),
}
"""A mailbox for each row that comes by mail, who may send to it, and what the attachment is called."""
ADRESSER = (POST, STATISTIK, INI, MYNDIGHED, DEPARTEMENT, *(box for box, _, _ in KASSER.values()))
PRISME = ("tekn.renovation-prisme", "tekn.affaldsvaegt", "tekn.renoweb-opkraevning")
HTTP = {"attempts": 3, "first_wait": 0.02, "longest_wait": 0.1, "timeout": 4.0}
SSH = {"connect_timeout": 4.0, "answer_timeout": 4.0}


LOENVIEWS = {
    "lon.bogfoering": ("lon_bogfoeringslinie", "AAR, MAANED, LINIENR"),
    "lon.udtraek": ("lon_data", "PERIODE, CPR"),
}
"""The views of the payroll's database, and in which order their rows are read."""


def vaegt(partnere: Path) -> Path:
    """The folder agreed on with the scales."""
    return partnere / "vaegt"


def loensystem(partnere: Path) -> Path:
    """The payroll's database."""
    return partnere / "loen.sqlite3"


def skriv(running: Partners) -> str:
    """The file."""
    facts = running.facts()
    prisme, base = facts["prisme"], str(facts["prisme"]["outbox"]).rsplit("/", 1)[0]
    mail: dict[str, dict[str, Any]] = {
        f"mail-{name}": {
            "type": "mail-ud",
            **facts["smtp"],
            "recipients": [til],
            "subject": "Fra kommunen",
            "attachment_password": "secret://env/SOAK_ZIP",
            "timeout": 5.0,
            "answer_timeout": 5.0,
        }
        for name, til in (("statistik", STATISTIK), ("ini", INI))
    }
    boxes: dict[str, dict[str, Any]] = {}
    for row, (box, sender, pattern) in KASSER.items():
        password = f"secret://file{running.secrets / box}"
        values = {**facts["imap"], "user": box, "password": password, "senders": [sender], "pattern": pattern, "timeout": 5.0}
        boxes[row] = {"type": "mail-ind", **values, "archive": "Hentet", "refused": "Afvist"}
    payroll = running.secrets / "loen"
    write_secret(payroll, f"sqlite:///{loensystem(running.config.home)}".encode())
    links = {
        row: {
            "type": "database",
            "url": f"secret://file{payroll}",
            "sql": f"SELECT * FROM {view} ORDER BY {order}",  # noqa: S608 (our own names)
            "name": f"{view}.csv",
            "label": f"lønsystemets {view}",
        }
        for row, (view, order) in LOENVIEWS.items()
    }
    connections: dict[str, dict[str, Any]] = {
        **{f"prisme-{letter.lower()}": {"type": "sftp", **prisme, **SSH, "outbox": f"{base}/{letter}"} for letter in ("G", "Q")},
        "cpr": {"type": "sftp", **facts["cpr"], **SSH, "pattern": "[dD]*.[lLoO]*", "ignored": ["*.tmp", "*.metadata"]},
        "cpr-ud": {"type": "sftp", **facts["cpr"], **SSH, "outbox": "/abonnement", "temporary": "{navn}.tmp"},
        **{
            name: {"type": "http", **facts[fact], **HTTP}
            for name, fact in (("gar", "gar"), ("incasso", "incasso"), ("fosp", "etax"))
        },
        **mail,
        **{row.replace(".", "-"): values for row, values in (boxes | links).items()},
        "vaegt": {"type": "mappe", "inbox": str(vaegt(running.config.home)), "pattern": "*.csv", "quiet": 0.05},
    }
    del connections["cpr-ud"]["inbox"]
    ways: dict[str, dict[str, str]] = {
        **{row: {"g69": "prisme-g", "10q": "prisme-q"} for row in PRISME},
        "tekn.affaldsvaegt": {"g69": "prisme-g", "10q": "prisme-q", "ind": "vaegt"},
        "folk.cpr-ajourfoering": {"ind": "cpr"},
        "folk.cpr-abonnementer": {"cpr-abonnement": "cpr-ud"},
        "folk.gar": {"ind": "gar"},
        "krdi.modregning": {"ind": "incasso"},
        "soc.boligsikring-indkomst": {"ind": "fosp"},
        "soc.pension-indkomst": {"ind": "fosp"},
        "skat.aktuel-indkomst-overskriv": {"ud": "fosp"},
        "led.statistik": {"led-gs-1": "mail-statistik"},
        "soc.boligsikring-tildelt": {"g69": "prisme-g", "g68": "prisme-g", "g68-14": "prisme-g", "bs-til-1": "mail-ini"},
        **{row: {"ind": row.replace(".", "-")} for row in boxes | links},
    }
    lines: list[str] = []
    for table, entry in {
        **{f"forbindelser.{name}": entry for name, entry in connections.items()},
        **{f'snitflader."{row}"': dict(entry) for row, entry in ways.items()},
    }.items():
        lines += [f"[{table}]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()), ""]
    return "\n".join(lines)
