"""The search led by which code was run, with atheris, that is libFuzzer: `make fuzz GUIDED=TARGET`.

A target is a format, or one of `OTHERS`. What it fails on is kept in ``build/fuzz/TARGET``, where `make fuzz` asks a format again.
``--blind`` runs `Search` under the same counters instead, so that the two can be compared: the last line tells how many branches
(``cov``) and how many of them so many times (``ft``) were seen. What was found so is in docs/udvikling.md.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzz.bounds import soon

HERE = Path("build")
TOOL = HERE / "atheris"
"""Where `make fuzz` puts atheris (atheris.txt): beside the environment, since only this needs it."""
LONGEST = 20_000
"""Bytes a file may grow to."""
COUNTED = ["email", "snitflade.formats", "snitflade.exchange.transports", "snitflade.api.soap"]
"""Whose branches are counted."""
Target = Callable[[bytes], object]


def formats(name: str) -> tuple[Target, list[bytes]]:
    """A format's reader and writer, and the examples to begin from."""
    from tests.fuzz import survival

    from snitflade.formats import registry

    format = registry.find(name)
    return lambda data: survival.survives(format, data), survival.CORPUS[format.name]


def json() -> tuple[Target, list[bytes]]:
    """JSON Lines of a format with many kinds of lines."""
    from tests.fuzz import survival

    from snitflade.formats import jsonl, registry
    from snitflade.formats.problems import Problems

    format = registry.find("10q")

    def read(data: bytes) -> None:
        problems = Problems()
        jsonl.load(format, data.decode("utf-8", "surrogateescape"), problems)
        assert all(str(problem).isprintable() for problem in problems.sorted(50))

    examples = [jsonl.dump(format, format.read(data, Problems())) for data in survival.GOLDEN["10q"]]
    return read, ["\n".join(lines).encode() for lines in examples]


def mail() -> tuple[Target, list[bytes]]:
    """The one attachment of a mail."""
    from snitflade.exchange.transports.errors import MailAfvist
    from snitflade.exchange.transports.mail_rules import MailRules, read_mail
    from snitflade.partners.mailstore import compose

    sender = "afregning@aka.example"
    rules = MailRules((sender,), "*.csv")

    def read(data: bytes) -> None:
        try:
            name, _ = read_mail(data, rules, "postkassen")
            assert name.isprintable() and not set(name) & set("/\\\0")
        except MailAfvist as refused:
            assert str(refused).isprintable()

    return read, [compose(sender, "<1@aka.example>", ("a.csv", b"linje;\xe6\r\n" * 20))]


def names() -> tuple[Target, list[bytes]]:
    """Names of files."""
    from snitflade.exchange.transports.errors import NavnUgyldigt
    from snitflade.exchange.transports.port import check_name

    def read(data: bytes) -> None:
        name = data.decode("utf-8", "surrogateescape")
        try:
            check_name(name)
        except NavnUgyldigt as refused:
            assert str(refused).isprintable()
        else:
            assert name.isprintable() and not set(name) & set("/\\\0") and len(name.encode()) <= 255

    return read, [b"afregning.csv", "æøå (1).txt".encode(), b"..\\a.csv"]


def soap() -> tuple[Target, list[bytes]]:
    """Calls of our own SOAP service."""
    from snitflade.api.errors import ServiceError
    from snitflade.api.soap import envelope

    def read(data: bytes) -> None:
        try:
            envelope.read(data, "text/xml")
        except ServiceError as refused:
            assert refused.status < 500 and len(refused.detail) < 500

    body = f'<e:Envelope xmlns:e="{envelope.SOAP_11}"><e:Header/><e:Body><a b="c">d</a></e:Body></e:Envelope>'
    return read, [body.encode()]


OTHERS = {"json": json, "mail": mail, "names": names, "soap": soap}


class Kept:
    """A target whose failures are kept, each kind once, and do not end the search."""

    def __init__(self, name: str, ask: Target) -> None:
        self.folder, self.ask = HERE / "fuzz" / name, ask
        self.said: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Ask, and keep `data` where that fails in a new way."""
        try:
            with soon():
                self.ask(data)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"[:200]
            if said not in self.said:
                self.said.add(said)
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
                path.write_bytes(data)
                print(f"NOT SURVIVED {path}: {said}", flush=True)  # noqa: T201 (a command's answer)


def main() -> None:
    """Search one target."""
    asking = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=(__doc__ or "").partition("\n")[0])
    asking.add_argument("target")
    asking.add_argument("--seconds", type=int, default=60)
    asking.add_argument("--blind", action="store_true", help="the other search, under the same counters")
    given = asking.parse_args()
    sys.path.append(str(TOOL))
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=COUNTED, enable_loader_override=False):
        ask, examples = OTHERS[given.target]() if given.target in OTHERS else formats(given.target)
        from tests.fuzz.mutation import mutated
        from tests.fuzz.search import Search
    options = [f"-max_total_time={given.seconds}", f"-max_len={LONGEST}", "-timeout=100", "-rss_limit_mb=4000", "-verbosity=1"]
    if given.blind:
        blind = Search(given.target)
        blind.examples()
        atheris.Setup([sys.argv[0], *options], lambda data: blind.round())
    else:
        corpus = HERE / "fuzz" / given.target / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        for data in examples:
            (corpus / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)

        def change(data: bytes, most: int, seed: int) -> bytes:
            chance = random.Random(seed)  # noqa: S311
            # Half of them as libFuzzer would: it knows what was compared with what.
            return bytes(atheris.Mutate(data, most)) if chance.random() < 0.5 else mutated(data, chance)[:most]

        atheris.Setup([sys.argv[0], str(corpus), *options], Kept(given.target, ask), custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
