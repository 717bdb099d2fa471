"""XML made to hurt: entities that unfold, look elsewhere or hide, nesting, and more of everything than a message has."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fuzz.bounds import resident, soon

from snitflade.api.errors import ServiceError
from snitflade.api.soap import envelope
from snitflade.exchange.transports.errors import SvarUlaeseligt
from snitflade.exchange.transports.soap import parse_xml
from snitflade.formats import registry
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems

MESSAGES = [name for name, format in registry.FORMATS.items() if isinstance(format, MessageFormat)]
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 20))
KEPT = "det-her-staar-i-en-fil"


def monsters(root: bytes, place: Path) -> dict[str, bytes]:
    """Documents whose first element is `root`; `place` is a file that must not be read."""

    def typed(declared: bytes, text: bytes = b"&a;") -> bytes:
        return HEAD + b"<!DOCTYPE x [" + declared + b"]>" + b"<" + root + b">" + text + b"</" + root.split()[0] + b">"

    def holding(inside: bytes) -> bytes:
        return HEAD + b"<" + root + b">" + inside + b"</" + root.split()[0] + b">"

    file = place.as_uri().encode()
    return {
        "an entity": typed(b"<!ENTITY a 'b'>"),
        "a billion laughs": typed(b"<!ENTITY a0 'ha'>" + LAUGHS, b"&a19;"),
        "quadratic blow-up": typed(b"<!ENTITY a '" + b"x" * 50_000 + b"'>", b"&a;" * 50_000),
        "a file": typed(b"<!ENTITY a SYSTEM '" + file + b"'>"),
        "an address": typed(b"<!ENTITY a SYSTEM 'http://127.0.0.1:9/x'>"),
        "a parameter entity": typed(b"<!ENTITY % a SYSTEM '" + file + b"'> %a;"),
        "a DTD elsewhere": HEAD + b"<!DOCTYPE x SYSTEM '" + file + b"'><" + root + b"/>",
        "hidden in UTF-16": typed(b"<!ENTITY a SYSTEM '" + file + b"'>").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        "hidden in UTF-7": typed(b"").replace(b"UTF-8", b"UTF-7").replace(b"<!DOCTYPE", b"+ADwAIQ-DOCTYPE"),
        "deep": holding(b"<a>" * 100_000),
        "deep and right": holding(b"<a>" * 5_000 + b"</a>" * 5_000),
        "many": holding(b"<a/>" * 200_000),
        "many comments": holding(b"<!---->" * 100_000 + b"<a/>"),
        "many instructions": holding(b"<?a?>" * 100_000 + b"<a/>"),
        "many attributes": holding(b"<a " + b" ".join(b"a%d=''" % n for n in range(60_000)) + b"/>"),
        "many namespaces": holding(b"<a " + b" ".join(b"xmlns:a%d='urn:a'" % n for n in range(30_000)) + b"/>"),
        "a long attribute": holding(b"<a b='" + b"x" * 11_000_000 + b"'/>"),
        "a long text": holding(b"<a>" + b"x" * 11_000_000 + b"</a>"),
        "a long name": holding(b"<" + b"a" * 2_000_000 + b"/>"),
        "NUL": holding(b"<a>\x00</a>"),
        "half a letter": holding(b"<a>\xc3</a>"),
        "no end": HEAD + b"<" + root + b"><a",
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("xml") / "hemmelig.txt"
    made.write_text(KEPT)
    return made


KINDS = list(monsters(b"x", Path("/")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_ends_in_problems(name: str, kind: str, place: Path) -> None:
    format = registry.find(name)
    assert isinstance(format, MessageFormat)
    data = monsters(b'Document xmlns="%s"' % format.namespace.encode(), place)[kind]
    problems = Problems()
    with soon():
        format.read(data, problems)
        shown = [str(problem) for problem in problems.sorted(20)]
    assert problems.errors
    assert all(one.isprintable() and len(one) < 1000 for one in shown)
    assert KEPT not in str(shown)


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_is_refused(kind: str, place: Path) -> None:
    data = monsters(b'e:Envelope xmlns:e="%s"' % envelope.SOAP_11.encode(), place)[kind]
    with soon(), pytest.raises(ServiceError) as caught:
        envelope.read(data, "text/xml")
    assert caught.value.status == 400
    assert KEPT not in caught.value.detail and len(caught.value.detail) < 300


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_unfolds_nothing(kind: str, place: Path) -> None:
    data = monsters(b"x", place)[kind]
    with soon():
        try:
            said = str(parse_xml(data, "prøven").xpath("string(.)"))
        except SvarUlaeseligt as error:
            said = str(error)
        else:
            assert b"<!DOCTYPE" not in data and b"\x00" not in data
    assert (KEPT not in said and "svarede" in said) or kind.startswith("many")


def test_memory_is_bounded(place: Path) -> None:
    (name,) = MESSAGES
    format = registry.find(name)
    assert isinstance(format, MessageFormat)
    root = b'Document xmlns="%s"' % format.namespace.encode()
    largest = max(map(len, monsters(root, place).values()))

    def work() -> None:
        for data in monsters(root, place).values():
            format.read(data, Problems())

    assert resident(work) < 20 * largest
