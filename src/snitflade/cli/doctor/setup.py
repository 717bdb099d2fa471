"""The set-up files: what stands in them can be read and used."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings

from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.exchange import alarms, catalogue, configuration, profiler
from snitflade.exchange.backup.configuration import files
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.transports import configure
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.secrets import Secret
from snitflade.formats.problems import ProblemsError
from snitflade.skat.aar import installationer
from snitflade.web.signin import oidc_setup

MEND = "Ret det i {path}."


def rights() -> Iterator[Finding]:
    """Nobody else can change the set-up."""
    for _, path in files(Path(settings.HOME)):
        if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield wrong(f"{path} kan ændres af andre, og den bestemmer, hvor kommunens filer sendes hen.", f"chmod 600 {path}")


def connections() -> Iterator[Finding]:
    """Every connection can be made, with its secrets, and every interface names one that is there."""
    path = configuration.path()
    try:
        found = configuration.load()
    except (ConfigurationError, OSError) as error:
        yield wrong(str(error), MEND.format(path=path))
        return
    entries: dict[str, Any] = found.get("forbindelser", {})
    interfaces: dict[str, Any] = found.get("snitflader", {})
    if not interfaces:
        yield warn(
            "Ingen snitflade har en forbindelse, så alle filer skal hentes og afleveres med hånden.",
            f"Skriv forbindelserne i {path}; se «Drift» i dokumentationen.",
        )
    good = 0
    for name, values in entries.items():
        wrongs = list(_connection(name, values, path))
        good += not wrongs
        yield from wrongs
    yield from _interfaces(interfaces, entries, path)
    if good:
        yield ok(f"Forbindelser, der er sat rigtigt op: {good}")


def _connection(name: str, values: dict[str, Any], path: Path) -> Iterator[Finding]:
    try:
        made = build(name, values)
    except ConfigurationError as error:
        yield wrong(str(error), MEND.format(path=path))
        return
    for secret in secrets(made):
        try:
            secret.reveal()
        except TransportError as error:
            yield wrong(f"Forbindelsen «{name}»: {error}", f"Sæt {secret.reference} for den bruger, som arbejderen kører som.")


def build(name: str, values: dict[str, Any]) -> object:
    """The connection, whether it moves files or is a server that is asked. Raises ConfigurationError."""
    if values.get("type") != configure.HTTP:
        return configuration.build(name, values)
    try:
        return configure.make_client({key: value for key, value in values.items() if key != "kommune"})
    except TransportError as error:
        raise ConfigurationError(f"Forbindelsen «{name}»: {error}") from None


def secrets(made: object) -> Iterator[Secret]:
    """The secrets that a connection needs, also those of what it is made of."""
    names = getattr(made, "__dataclass_fields__", {})
    for name in names:
        value = getattr(made, name, None)
        if isinstance(value, Secret):
            yield value
        elif not name.startswith("_") and hasattr(value, "__dataclass_fields__"):
            yield from secrets(value)


def _interfaces(interfaces: dict[str, Any], entries: dict[str, Any], path: Path) -> Iterator[Finding]:
    known = [one.id for one in catalogue.declared()]
    for id, ways in interfaces.items():
        interface = catalogue.get(id)
        if interface is None:
            near = get_close_matches(id, known, n=1)
            todo = f"Ret navnet i {path}" + (f"; mente du {near[0]}?" if near else "; se navnene med: snitflade interfaces")
            yield wrong(f"Snitfladen «{id}» i {path.name} findes ikke.", todo)
            continue
        for name in ways.values():
            if name not in entries:
                near = get_close_matches(str(name), entries, n=1)
                todo = f"Mente du {near[0]}? Ret det i {path}." if near else f"Skriv den under [forbindelser] i {path}."
                yield wrong(f"{id} bruger forbindelsen «{name}», som ikke findes.", todo)
        if not ways:
            yield wrong(f'[snitflader."{id}"] nævner ingen forbindelse.', MEND.format(path=path))


def told() -> Iterator[Finding]:
    """Somebody is told when something is wrong."""
    path = Path(settings.HOME) / "alarmer.toml"
    try:
        setup = alarms.load()
    except ProblemsError as error:
        for problem in error.problems:
            yield wrong(str(problem), MEND.format(path=path))
        return
    if setup is None:
        yield warn(
            "Ingen får besked, når noget er forsinket, tavst eller gået i stå.",
            f"Skriv modtagerne i {path}; se «Drift» i dokumentationen.",
        )
        return
    for channel in setup.channels:
        for secret in secrets(channel):
            try:
                secret.reveal()
            except TransportError as error:
                yield wrong(f"Alarmer: {error}", f"Sæt {secret.reference} for den bruger, som arbejderen kører som.")
    yield ok(f"Alarmer sendes ({', '.join(channel.name for channel in setup.channels)})")


def others() -> Iterator[Finding]:
    """The other set-up files, where there are any."""
    home = Path(settings.HOME)
    yield from _loaded(installationer.alle, home / installationer.FIL)
    yield from _loaded(_sign_in, oidc_setup.path())
    for problem in profiler.problems:
        yield wrong(f"En af installationens egne profiler er udeladt: {problem}", f"Ret den i {home / profiler.FOLDER}.")


def _sign_in() -> None:
    """The municipality's own sign-in with its secret. Raises ProblemsError, ConfigurationError."""
    setup = oidc_setup.load()
    try:
        if setup is not None:
            setup.hemmelighed.reveal()
    except TransportError as error:
        raise ConfigurationError(f"{oidc_setup.path().name}: {error}") from None


def _loaded(load: Callable[[], object], path: Path) -> Iterator[Finding]:
    try:
        load()
    except ProblemsError as error:
        for problem in error.problems:
            yield wrong(str(problem), MEND.format(path=path))
    except (ConfigurationError, OSError) as error:
        yield wrong(str(error), MEND.format(path=path))
    else:
        if path.exists():
            yield ok(f"{path.name} kan bruges")


def site() -> Iterator[Finding]:
    """People reach the site in a way that nobody else can read along."""
    local = {"localhost", "127.0.0.1", "[::1]"}
    open_to = [host for host in settings.ALLOWED_HOSTS if host not in local]
    if "*" in open_to:
        yield warn("SNITFLADE_HOSTS er *, så siden svarer på ethvert navn.", "Skriv sidens navn: SNITFLADE_HOSTS=navn.kommune.gl")
    if open_to and not settings.SNITFLADE_HTTPS:
        yield wrong(
            f"Siden nås som {', '.join(open_to)} uden HTTPS, så adgangskoder kan læses undervejs.",
            "Sæt en proxy med HTTPS foran, og SNITFLADE_HTTPS=ja og SNITFLADE_PROXIES.",
        )
    elif open_to and not settings.SNITFLADE_PROXIES:
        yield warn(
            "Siden ligger bag en proxy, som ikke er nævnt, så alle ser ud til at komme fra proxyens adresse.",
            "Sæt SNITFLADE_PROXIES til proxyens adresse, fx 127.0.0.1",
        )
    else:
        yield ok("Siden nås med HTTPS" if open_to else "Siden nås kun fra maskinen selv")
