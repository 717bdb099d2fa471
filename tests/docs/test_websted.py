"""The documentation as a site: every link leads somewhere, every page is found, and it needs nothing but its folder."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from requirements.docs import commands, markup, site
from requirements.docs.site import ENGLISH, Page
from tests.docs.conftest import ROOT, Built

PO = ROOT / "src" / "snitflade" / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ELSEWHERE = ("http://", "https://", "mailto:")


def test_every_link_leads_somewhere(built: Built) -> None:
    wrong = []
    anchors = {name: set(page.xpath("//@id")) for name, page in built.pages.items()}
    for page, target in built.links():
        if target.startswith((*ELSEWHERE, "data:")):
            continue
        name, _, anchor = unquote(target).partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(page), name)) if name else page
        if not (built.folder / place).is_file() or (anchor and anchor not in anchors[place]):
            wrong.append((page, target))
    assert wrong == []


def test_every_page_is_found_from_the_front_page(built: Built) -> None:
    leads: dict[str, set[str]] = {}
    for page, target in built.links():
        name = unquote(target).partition("#")[0]
        leads.setdefault(page, set()).add(posixpath.normpath(posixpath.join(posixpath.dirname(page), name)))
    for start in ("index.html", "opslag/formater/g69.html"):  # the frame leads back from anywhere
        found, waiting = {start}, [start]
        while waiting:
            for page in (leads[waiting.pop()] & built.pages.keys()) - found:
                found.add(page)
                waiting.append(page)
        assert found == built.pages.keys()


def test_nothing_is_asked_of_another_host_and_nothing_is_fetched(built: Built) -> None:
    for page in built.pages.values():
        asked = page.xpath("//script/@src | //link/@href | //img/@src | //form/@action | //iframe/@src")
        assert not [address for address in asked if address.startswith((*ELSEWHERE, "//"))]
    scripts = "".join((built.folder / name).read_text(encoding="utf-8") for name in ("soeg.js", "side.css"))
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|url\(|@import|innerHTML", scripts)


def test_what_the_search_finds_is_there(built: Built) -> None:
    text = (built.folder / "soegeord.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("var SOEGEORD = ").removesuffix(";\n"))
    assert {entry[2].partition("#")[0] for entry in entries} == built.pages.keys()
    anchors = {name: set(page.xpath("//@id")) for name, page in built.pages.items()}
    assert [entry for _, _, entry, *_ in entries if (at := entry.partition("#"))[2] and at[2] not in anchors[at[0]]] == []
    found = {address for page, heading, address, *words in entries if "balance_fejl" in " ".join((page, heading, *words)).lower()}
    assert "opslag/formater/g69.html#fejl-det-kan-give" in found


def test_headings_of_danish_pages_are_danish(built: Built) -> None:
    wrong = []
    for name, page in built.pages.items():
        (main,) = page.xpath("//main")
        if main.get("lang") == "da":
            headings = [" ".join(heading.itertext()) for heading in main.xpath(".//h1 | .//h2 | .//h3 | .//th")]
            wrong += [(name, heading) for heading in headings if set(heading.lower().split()) & ENGLISH]
    assert wrong == []


def test_code_that_is_a_file_says_which(built: Built) -> None:
    page = built.pages["snitflade-41.html"]
    named = page.xpath("//p[@class='fil'][following-sibling::*[1][self::pre]]")
    assert "src/snitflade/tekn/havn/interfaces.py" in [one.text_content() for one in named] and len(named) > 8


def test_the_reference_is_danish_around_what_the_code_says(built: Built) -> None:
    said = {name: page.xpath("string(//nav[@class='paa-siden']/@aria-label)") for name, page in built.pages.items()}
    assert {said[name] for name in said if name.startswith("opslag/")} <= {"", "På denne side"}
    assert said["opslag/formater/10q.html"] == "På denne side" and said["snitflade-41.html"] == "On this page"


def test_a_page_in_english_says_so_and_is_read_aloud_so(built: Built) -> None:
    front = built.text("index.html")
    assert "Husets kort (på engelsk)" in front and "Den første dag (på engelsk)" not in front
    langs = {
        name: built.pages[name].xpath("string(//main/@lang)") for name in ("arkitektur.html", "foerste-dag.html", "ordliste.html")
    }
    assert langs == {"arkitektur.html": "en", "foerste-dag.html": "da", "ordliste.html": "da"}


def test_the_first_day_names_what_stands_on_the_pages() -> None:
    """What is bold on the operator's page is a text of the site, word for word."""
    texts = set(re.findall(r'^msg(?:id|str)(?:_plural)? "(.*)"$', PO.read_text(encoding="utf-8"), flags=re.MULTILINE))
    said = re.findall(r"\*\*(.+?)\*\*", (ROOT / "docs" / "foerste-dag.md").read_text(encoding="utf-8").replace("\n", " "))
    assert len(said) > 40
    assert [word for word in said if word not in texts | {"fed skrift"}] == []


def test_the_decisions_have_all_their_contents() -> None:
    text = (ROOT / "docs" / "beslutninger.md").read_text(encoding="utf-8")
    listed = re.findall(r"\[([^\]]+)\]\(#[^)]+\)", text.split("\n## ")[0])
    assert listed == re.findall(r"^## (.+)$", text, flags=re.MULTILINE), "the line «On this page» names each heading"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository of two pages."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Her\n\n## Del\n\n| Side | For |\n| --- | --- |\n| [A](a.md) | alle |\n")
    (tmp_path / "docs" / "a.md").write_text("# A\n\n[hjem](index.md#del) og [her](#b)\n\n## B\n")
    return tmp_path


def test_a_whole_site_has_no_trouble(small: Path) -> None:
    found = site.gathered(small)
    assert found.trouble == []
    assert [(page.section, page.name, page.lang) for page in found.order()] == [("", "Forside", "da"), ("Del", "A", "da")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("# A\n\n[x](b.md)", "docs/a.md: b.md findes ikke"),
        ("# A\n\n![x](b.png)", "docs/a.md: b.png findes ikke"),
        ("# A\n\n[x](../../b)", "docs/a.md: ../../b findes ikke"),
        ("# A\n\n[x](#intet)", "docs/a.md: docs/a.md har ikke afsnittet #intet"),
        ("# A\n\n[x](index.md#intet)", "docs/a.md: docs/index.md har ikke afsnittet #intet"),
        ("A", "docs/a.md: har ingen overskrift"),
    ],
)
def test_what_is_broken_is_told(small: Path, text: str, wrong: str) -> None:
    (small / "docs" / "a.md").write_text(text)
    assert site.gathered(small).trouble == [wrong]


def test_a_page_that_nobody_links_to_is_told(small: Path) -> None:
    (small / "docs" / "b.md").write_text("# B\n")
    hidden = Page("docs/c.md", "# C\n")
    assert site.gathered(small, [hidden]).trouble == [
        "docs/b.md: står ikke i docs/index.md",
        "docs/c.md: ingen vej hertil fra forsiden",
    ]


def test_markup_in_what_is_declared_stays_text() -> None:
    said = "<script>alert(1)</script> | *a* [b](c) `d` &amp; ~~e~~ ![f](g)"
    shown = markup.rendered(markup.table(("Hvad",), [(markup.cell(said),)])).html
    assert "<script>" not in shown and "<em>" not in shown and "<a " not in shown and "<img" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; | *a* [b](c) `d` &amp;amp; ~~e~~ ![f](g)" in shown


def test_headings_that_are_alike_get_anchors_of_their_own() -> None:
    assert markup.rendered("# A\n\n## Felter i X\n\n## Felter i X\n").anchors == {"a", "felter-i-x", "felter-i-x-1"}


def test_every_command_that_is_named_exists() -> None:
    """In code, on every page: a command, or a group of them."""
    known = {name.split()[1] for name, _ in commands.every()}
    wrong = []
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for code in re.findall(r"```.*?```|`[^`\n]+`", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            wrong += [(path.name, word) for word in re.findall(r"\bsnitflade ([a-z][a-z-]*)", code) if word not in known]
    assert wrong == []
