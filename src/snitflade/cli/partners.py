"""``snitflade partners``: simulated counterparts on this machine, for trying and teaching."""

from __future__ import annotations

import json
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


def _configuration(running: Partners) -> str:
    """The connections to the running partners, as they stand in ``forbindelser.toml``."""
    prisme = running.facts()["prisme"]
    base = str(prisme["outbox"]).rsplit("/", 1)[0]
    lines = []
    for letter in ("G", "Q"):
        lines.append(f"[forbindelser.prisme-{letter.lower()}]")
        entry = {"type": "sftp", **prisme, "outbox": f"{base}/{letter}"}
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()]
        lines.append("")
    lines.append("[forbindelser.cpr]")
    cpr = {"type": "sftp", **running.facts()["cpr"], "pattern": "[dD]*.[lLoO]*", "ignored": ["*.tmp", "*.metadata"]}
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in cpr.items()]
    lines.append("")
    lines.append("[forbindelser.gar]")
    gar = {"type": "http", **running.facts()["gar"]}
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in gar.items()]
    lines.append("")
    lines.append("[forbindelser.incasso]")
    incasso = {"type": "http", **running.facts()["incasso"]}
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in incasso.items()]
    lines.append("")
    lines.append("[forbindelser.fosp]")
    fosp = {"type": "http", **running.facts()["etax"]}
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fosp.items()]
    lines.append("")
    for interface, way in (
        ("soc.boligsikring-indkomst", "ind"),
        ("soc.pension-indkomst", "ind"),
        ("skat.aktuel-indkomst-overskriv", "ud"),
    ):
        lines += [f'[snitflader."{interface}"]', f'{way} = "fosp"', ""]
    lines += ['[snitflader."tekn.renovation-prisme"]', 'g69 = "prisme-g"', '10q = "prisme-q"', ""]
    lines += ['[snitflader."folk.cpr-ajourfoering"]', 'ind = "cpr"', ""]
    lines += ['[snitflader."folk.gar"]', 'ind = "gar"', ""]
    lines += ['[snitflader."krdi.modregning"]', 'ind = "incasso"', ""]
    return "\n".join(lines)
