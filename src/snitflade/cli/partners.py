"""``snitflade partners``: simulated counterparts on this machine, for trying and teaching."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer
from django.conf import settings

from snitflade.cli.show import out
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import configuration
from snitflade.exchange.files import write_file

if TYPE_CHECKING:
    from snitflade.partners.run import Partners


def partners(
    use: Annotated[bool, typer.Option("--brug", help="Skriv forbindelser.toml, så denne installation sender til dem")] = False,
    cpr: Annotated[int, typer.Option("--cpr", min=0, help="Lad CPR levere så mange opdigtede personer, når de starter")] = 0,
) -> None:
    """Start simulerede modparter på denne maskine: SFTP, mail, HTTP og SOAP. Kun til prøve og undervisning."""
    try:
        from snitflade.partners.run import PartnersConfig, run_all
    except ModuleNotFoundError as error:
        raise UnusableCallError(
            f"De simulerede modparter er ikke installeret ({error.name} mangler): pip install 'snitflade[partners]'"
        ) from None
    if use and configuration.path().exists():
        raise UnusableCallError(f"{configuration.path()} findes allerede og overskrives ikke. Flyt den først.")

    def tell(running: Partners) -> None:
        if cpr:
            running.cpr.deliver_today(cpr)
        text = _configuration(running)
        if use:
            write_file(configuration.path(), text.encode(), mode=0o600)
        out(f"De simulerede modparter kører. Styring: {running.control.address}. Stop dem med Ctrl-C.\n")
        out(f"Skrevet i {configuration.path()}:\n" if use else "Til forbindelser.toml:\n")
        out(text)

    run_all(PartnersConfig(home=settings.HOME / "partnere"), tell=tell)


WAYS: dict[str, dict[str, str]] = {
    "soc.boligsikring-indkomst": {"ind": "fosp"},
    "soc.pension-indkomst": {"ind": "fosp"},
    "skat.aktuel-indkomst-overskriv": {"ud": "fosp"},
    "tekn.renovation-prisme": {"g69": "prisme-g", "10q": "prisme-q"},
    "folk.cpr-ajourfoering": {"ind": "cpr"},
    "folk.gar": {"ind": "gar"},
    "krdi.modregning": {"ind": "incasso"},
}
"""Which interface goes to which of the running partners, by its ways."""


def _configuration(running: Partners, only: Collection[str] = tuple(WAYS)) -> str:
    """The connections to the running partners and the interfaces of `only`, as they stand in ``forbindelser.toml``."""
    facts = running.facts()
    prisme = facts["prisme"]
    base = str(prisme["outbox"]).rsplit("/", 1)[0]
    connections: dict[str, dict[str, object]] = {
        f"prisme-{letter.lower()}": {"type": "sftp", **prisme, "outbox": f"{base}/{letter}"} for letter in ("G", "Q")
    }
    connections["cpr"] = {"type": "sftp", **facts["cpr"], "pattern": "[dD]*.[lLoO]*", "ignored": ["*.tmp", "*.metadata"]}
    connections |= {
        name: {"type": "http", **facts[fact]} for name, fact in (("gar", "gar"), ("incasso", "incasso"), ("fosp", "etax"))
    }
    tables = {f"forbindelser.{name}": entry for name, entry in connections.items()}
    tables |= {f'snitflader."{interface}"': {**WAYS[interface]} for interface in only}
    lines = []
    for table, entry in tables.items():
        lines += [f"[{table}]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()), ""]
    return "\n".join(lines)
